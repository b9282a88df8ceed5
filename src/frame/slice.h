/* SPDX-License-Identifier: Apache-2.0 */
/* slice.h - one subject of the product: its tables, in one struct, listed in slices.c.
 *
 * Only records and routes are run by an engine. The others are catalogues of names, words and
 * numbers; what happens is called where a reader sees it. Nothing fires because a row was written.
 */
#ifndef SLICE_H
#define SLICE_H
#include "frame/check.h"
#include "record/record.h"
#include "web/web.h"

enum role {
    ROLE_REP = 1,
    ROLE_MANAGER = 2,
    ROLE_ADMINISTRATOR = 4,
    ROLE_SUPPORT = 8,    /* works on what was promised: billing, print, delivery, training */
    ROLE_EXECUTIVE = 16, /* the last to hear of what is late; sees overrides and the causes */
};
#define ROLE_SALES (ROLE_REP | ROLE_MANAGER)
/* Who reads deals at all: each his own and those of the people below him. */
#define ROLE_DEALS (ROLE_SALES | ROLE_EXECUTIVE)
/* Who keeps accounts, contacts and lists. */
#define ROLE_OFFICE (ROLE_SALES | ROLE_ADMINISTRATOR)
#define ROLE_STAFF (ROLE_OFFICE | ROLE_SUPPORT | ROLE_EXECUTIVE)

/* Who may do what. Which rows of a record he may do it to is the owner line's answer, in
 * lib/record. */
struct grant {
    const char *record, *action;
    unsigned roles;
};

/* A number of the business, configuration by X-10: changed by an administrator, logged and
 * dated. */
struct policy {
    const char *name, *label, *unit;
    int64_t fallback, min, max;
    const char *requirement;
};

struct alert_kind;
struct clock;
struct mail;
struct record_pages;
struct view_tabs;
struct slice {
    const char *name;
    const struct record *const *records;
    size_t n_records;
    const struct route *routes;
    size_t n_routes;
    const struct gate *const *gates;
    size_t n_gates;
    const struct grant *grants;
    size_t n_grants;
    const struct policy *const *policies;
    size_t n_policies;
    const struct clock *const *clocks; /* sched/clock.h */
    size_t n_clocks;
    const struct mail *const *mails; /* outbox/outbox.h */
    size_t n_mails;
    const struct alert_kind *const *alerts; /* alert/alert.h */
    size_t n_alerts;
    /* What it keeps twice, for `counterpart check` (frame/check.h); ends with {0}. */
    const struct check *checks;
    /* Which calendar business time is counted by now, from 1 on; one slice says it. */
    bool (*calendar)(struct ctx *c, int64_t *version);
    /* How much waits for the viewer, for the menu (frame_due); one slice says it. */
    bool (*due)(struct ctx *c, int64_t *n, bool *capped);
    /* How many alerts of his own the viewer has not seen, for the menu; one slice says it. */
    bool (*heard)(struct ctx *c, int64_t *n, bool *capped);
    /* A letter to somebody who works here, in the transaction that asks for it; one slice, or
     * none, can. */
    bool (*tell)(struct ctx *c, int64_t user_id, struct str subject, struct str text);
    /* The saved views of a list ("deals", "board"), for its tab bar; one slice says them. */
    bool (*views)(struct req *q, const char *page, struct view_tabs *out);
    /* The record that has the pages of frame/record_pages.h. */
    const struct record_pages *pages;
};
#define TABLE(name, member) .member = name, .n_##member = COUNT(name)

extern const struct slice *const slices[];
extern const size_t n_slices;
#endif
