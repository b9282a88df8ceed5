/* SPDX-License-Identifier: Apache-2.0 */
/* promise_pages.h - the routes of promises. Making one stands with the requests to teams
 * (src/ask), which it may need. */
#ifndef PROMISE_PAGES_H
#define PROMISE_PAGES_H
#include "frame/frame.h"
#include "promise/promise.h"

#define PROMISE_ROUTES 8
#define PROMISE_GRANTS 2
extern const struct route promise_routes[];
extern const struct grant promise_grants[];

/* What a form or a program sends for a new one. */
MUST_USE bool promise_read(struct req *q, struct promise *p);
/* A time in words becomes the moment it means; what is none becomes empty. */
void promise_due_tidy(struct req *q, const char *name);
/* ?from=&to= of a report, both days within; the last 90 days if nobody says. */
MUST_USE bool promise_period(struct req *q, struct period *out);

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
/* What a row shows of a promise that the viewer sees. */
MUST_USE bool promise_row_fill(struct ctx *c, const struct promise *p, struct promise_row *out);
#endif
