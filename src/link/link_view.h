/* SPDX-License-Identifier: Apache-2.0 */
/* link_view.h - what /deals/42/links shows. */
#ifndef LINK_VIEW_H
#define LINK_VIEW_H
#include "frame/frame.h"
#include "link/link.h"

struct link_row {
    const struct link *link;
    struct str contact;
    const char *state; /* "open", "expired", "revoked" */
};
struct link_view {
    struct frame frame;
    int64_t deal_id;
    struct str deal;
    struct {
        struct link_row *p;
        size_t n;
    } rows;
    size_t open;
    bool revokes; /* he may */
};
#endif
