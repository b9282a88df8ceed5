/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PROMISE_VIEW_H
#define PROMISE_VIEW_H
#include "frame/frame.h"
#include "promise/promise.h"

/* One promise as a page shows it, on the deal's page and in lists. */
struct promise_row {
    const struct promise *p;
    const char *tone;            /* of its badge */
    struct str status;           /* "30 min late", "due today 13:20" */
    struct str due, agreed, url; /* agreed empty: it is the due; url: of the deal */
    struct str deal, who, team, why;
    bool live, may;         /* may: keep, renegotiate, release */
    bool paid, team_helped; /* keeping asks for a note; for who helped */
};
struct promise_rows {
    struct promise_row *p;
    size_t n;
};
struct promise_list_view {
    struct frame frame;
    struct promise_rows rows;
    const char *whose; /* "mine", "team" */
    bool both, all, buyer;
    struct promises promises;
};
struct counts_view {
    struct frame frame;
    struct promise_counts counts;
    enum count_by by;
    struct period when;
    struct str from, to;
    struct form_options tabs; /* url, label, chosen */
};
/* What a row shows of a promise that the viewer sees. */
MUST_USE bool promise_row_fill(struct ctx *c, const struct promise *p, struct promise_row *out);
#endif
