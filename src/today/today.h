/* SPDX-License-Identifier: Apache-2.0 */
/* today.h - the first screen: what to do now.
 *
 * Mine: my open deals and those shared with me whose next step is due by the end of today, overdue
 * first, urgent before normal, then by when the buyer needs it, then by due time; what comes in
 * the next seven days; deals without a
 * next step; deals gone silent; deals whose expected close has passed. Team: the same of everybody
 * in the line of a manager, without what is not late yet, with a table of who has how much of it.
 *
 * Always true: a list costs the same however many deals there are. It reads at most a hundred of an
 * owner, and counts no further ("100+"). Silent is who had no contact for `silent_days`, or never
 * had one and is older than that. Shows: /, /today, /api/v1/today, the number in the menu. Does
 * not: remind, or change anything.
 */
#ifndef TODAY_H
#define TODAY_H
#include "deal/deal.h"

#define TODAY_CAP 100

enum today_list {
    TODAY_DUE,
    TODAY_COMING,
    TODAY_NO_STEP,
    TODAY_SILENT,
    TODAY_PAST,
    TODAY_LISTS,
};

struct today_deal {
    int64_t id, owner_id, account_id, contact_id;
    struct str name, account, owner, contact, phone, email;
    struct money value;
    struct str step;
    struct instant due, last_touch, created;
    struct day expected_close, need_by;
    struct str known; /* what the buyer has said already; of those shown */
    bool asked; /* it began with his enquiry */
    bool urgent, shared, late, silent; /* shared: with me, by its owner */
};
struct today_deals {
    struct today_deal *p;
    size_t n, cap;
};
struct today_section {
    struct today_deals deals; /* the first of them */
    int64_t count;
    bool capped; /* there are more than count says */
    bool above;  /* silent ones that stand in the lists before */
};
/* How much of each list is whose. */
struct today_member {
    int64_t id;
    struct str name;
    int64_t counts[TODAY_LISTS];
    bool capped[TODAY_LISTS];
};
struct today_members {
    struct today_member *p;
    size_t n;
};
struct today {
    bool team, any; /* any: there is an open deal at all */
    struct today_section lists[TODAY_LISTS];
    struct today_members members; /* team: who has something waiting, most first */
    struct today_deal *next;      /* mine: the first step after today, NULL if none */
};

extern const struct slice today_slice;

MUST_USE bool today_mine(struct ctx *c, struct today *out);
MUST_USE bool today_team(struct ctx *c, struct today *out);
/* Next steps of the viewer due by the end of today, for the menu. */
MUST_USE bool today_due(struct ctx *c, int64_t *n, bool *capped);
#endif
