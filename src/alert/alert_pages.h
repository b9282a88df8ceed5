/* SPDX-License-Identifier: Apache-2.0 */
/* alert_pages.h - what /alerts shows, and the block of the first screen. */
#ifndef ALERT_PAGES_H
#define ALERT_PAGES_H
#include "alert/alert.h"

struct alert_row {
    const struct alert *alert;
    const char *tone;
    struct str url, who, state; /* url: of the deal; who: when it is somebody else's */
    bool mine;
};
struct alert_rows {
    struct alert_row *p;
    size_t n;
};
struct alert_block {
    struct alert_rows rows;
    int64_t count;
    bool capped;
    struct str back; /* where "seen" comes back to */
};
struct alert_view {
    struct frame frame;
    const char *view; /* "open", "all", "team" */
    bool leads;
    struct alert_block block;
    struct pager pager;
    struct str empty;
};

/* For the first screen: the viewer's own open alerts. */
MUST_USE bool alert_block_fill(struct req *q, size_t limit, struct alert_block *out);
#endif
