/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROOM_VIEW_H
#define ROOM_VIEW_H
#include "deal/deal_pages.h"
#include "frame/history.h"
#include "touch/touch.h"

struct room_stage {
    const struct stage *stage;
    const char *place; /* "done", "cur", "next" */
    struct str days;   /* "6 d", empty when it was never there */
};
struct room_item { /* one entry of the timeline */
    bool buyer;    /* his lane */
    const char *icon;
    struct str who, what, details;
    struct instant happened;
    bool late; /* written down more than a day after it happened */
    struct entry_changes changes;
    struct str why, next_step;
    struct instant next_step_due;
};
struct room_person {
    int64_t id;
    struct str name, position, email, phone, role;
    struct mark mark;
};
struct room_state { /* at the end of a past day */
    bool found;
    int64_t owner_id, stage_id, value_base;
    int state, probability, confirmed;
    struct day day;
    struct instant entered;
};
struct room_composer {
    struct touch touch; /* what stands in it */
    struct str due, happened, minutes, buyer_close;
    struct form_options channels, buyer_stages;
    struct str message;
    struct str errors[4]; /* details, next_step, next_step_due, buyer_close */
    bool more;            /* the second part is open */
};

struct room_view {
    struct record_view page;
    const struct deal *deal;
    struct str account, product, close_note, value_note;
    struct money weighted;
    enum step_sign sign;
    struct {
        struct room_stage *p;
        size_t n;
    } path;
    struct {
        struct room_person *p;
        size_t n;
    } people;
    struct form_options shared, colleagues; /* those it is shared with; those it may be */
    struct {
        struct room_item *p;
        size_t n;
    } items;
    struct form_options kinds; /* the timeline's filter: url, label, chosen */
    struct str older_url;
    struct room_composer composer;
    struct day on; /* DAY_NONE: now */
    struct str on_text;
    struct room_state then;
    struct money then_value;
    struct str then_stage, then_owner;
};

/* The caller has read the deal, and checked who may see it. */
MUST_USE bool room_fill(struct req *q, const struct deal *d, struct room_view *v);
/* What the deal was at that moment. */
MUST_USE bool deal_state_at(struct ctx *c, int64_t deal_id, struct instant at,
                            struct room_state *out);

struct stage_time {
    int64_t stage_id, ms;
};
/* How long the deal stood in each stage, until now; at most `max`. */
MUST_USE bool stage_times(struct ctx *c, int64_t deal_id, struct stage_time *out, size_t max,
                          size_t *n);
/* The channel of the newest touch; phone when there is none. */
MUST_USE bool channel_last(struct ctx *c, int64_t deal_id, int *channel);
#endif
