/* SPDX-License-Identifier: Apache-2.0 */
#ifndef APPROVAL_VIEW_H
#define APPROVAL_VIEW_H
#include "approval/approval.h"
#include "frame/frame.h"

struct approval_letter {
    struct str rep, company, by;
    bool price, yes;
    struct money amount;
    struct str terms;
};

/* One that waits for a decision. */
struct approval_item {
    const struct approval *approval;
    struct str deal, asker, decides, roadblock;
    bool late, mine;
};
struct approval_page {
    struct frame frame;
    struct {
        struct approval_item *p;
        size_t n;
    } items;
};
#endif
