/* SPDX-License-Identifier: Apache-2.0 */
/* ask_pages.h - the routes of requests, and the one that makes a promise. */
#ifndef ASK_PAGES_H
#define ASK_PAGES_H
#include "ask/ask.h"
#include "frame/frame.h"

#define ASK_ROUTES 13
#define ASK_GRANTS 3
extern const struct route ask_routes[];
extern const struct grant ask_grants[];

/* One request as a page shows it. */
struct request_row {
    const struct request *r;
    const char *tone;
    struct str status, due, deadline, url;
    bool answers; /* he who looks is asked, and has not answered */
};
struct request_rows {
    struct request_row *p;
    size_t n;
};
MUST_USE bool request_row_fill(struct ctx *c, const struct request *r, struct request_row *out);
/* The teams there are, the first one "nobody else". */
MUST_USE bool team_options(struct ctx *c, int64_t chosen, struct form_options *out);
#endif
