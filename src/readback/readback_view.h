/* SPDX-License-Identifier: Apache-2.0 */
#ifndef READBACK_VIEW_H
#define READBACK_VIEW_H
#include "deal/deal.h"

struct told_promise {
    struct str what, by; /* "Mon 16 Mar 13:20" */
};
struct told_promises {
    struct told_promise *p;
    size_t n;
};
struct read_back_view {
    struct str item, needs, clarity, payment, need_by, company, owner, link;
    bool urgent;
    struct told_promises ours, his;
};
struct status_view {
    struct str what, due, waits_for, next, owner, company, link;
};
#endif
