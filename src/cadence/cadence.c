/* SPDX-License-Identifier: Apache-2.0 */
#include "cadence/cadence.h"
#include "alert/alert.h"
#include "base/calendar.h"
#include "base/text.h"
#include "cadence/cadence_rules.h"
#include "frame/channel.h"
#include "office/office.h"

#define DAY_MS INT64_C(86400000)
#define LAST_DAY 365

/* clang-format off */
static const struct word state_words[] = {
    { "planned", "Planned" }, { "due", "Due" }, { "done", "Done" }, { "cancelled", "Cancelled" }, { 0 },
};
static const struct field fields[] = {
    { F(cadence, id,       ID),      .label = "No." },
    { F(cadence, deal_id,  REF),     .label = "Deal",       .flags = COMPUTED | FILTER, .ref = "deal" },
    { F(cadence, channel,  WORD),    .label = "By",         .flags = COMPUTED | LISTED, .words = channel_words },
    { F(cadence, what,     TEXT),    .label = "What",       .flags = COMPUTED | LISTED },
    { F(cadence, planned,  INSTANT), .label = "Planned",    .flags = COMPUTED },
    { F(cadence, due,      INSTANT), .label = "Due",        .flags = COMPUTED | LISTED | SORTED },
    { F(cadence, state,    WORD),    .label = "State",      .flags = COMPUTED | LISTED, .words = state_words },
    { F(cadence, why,      TEXT),    .label = "Why",        .flags = COMPUTED | LISTED },
    { F(cadence, settled,  INSTANT), .label = "Settled",    .flags = COMPUTED },
    { F(cadence, user_id,  REF),     .label = "Planned by", .flags = COMPUTED, .ref = "user" },
    { F(cadence, touch_id, REF),     .label = "Done by",    .flags = COMPUTED, .ref = "touch" },
    BASE_FIELDS(cadence),
};
static const struct list lists[] = { { "due", { "deal_id" }, "cadence_deal", NULL } };

const struct gate sequence_runs = {
    "sequence_runs", "A sequence runs on this deal already.",
    { "Stop it first, then start another.", "Do its next step." }, "S0-61", false,
};
const struct alert_kind cadence_due = { "cadence_due", "A planned step is due", 1, "S0-61" };
const struct alert_kind cadence_gave_way = { "cadence_gave_way", "A sequence gave way to the buyer", 1, "S0-61" };

static bool rings(struct ctx *c, int64_t id, struct instant due);
const struct clock cadence_clock = { "cadence_due", NULL, BUSINESS_TIME, rings, "S0-61" };
/* clang-format on */

const struct record cadence_record = {
    .name = "cadence",
    .plural = "cadences",
    .label = "Planned step",
    .labels = "Planned steps",
    .size = sizeof(struct cadence),
    .fields = fields,
    .n_fields = COUNT(fields),
    .title = "what",
    .through = "deal_id",
    .default_sort = "due",
    .lists = lists,
    .n_lists = COUNT(lists),
};

/* ---- one step ---- */

static bool end(struct ctx *c, struct cadence *k, int state, struct str why)
{
    k->state = state;
    k->why = why;
    k->settled = c->now;
    return record_update(c, &cadence_record, k) && clock_stop(c, &cadence_clock, k->id)
           && alerts_settle(c, &cadence_due, k->id);
}

static bool tell(struct ctx *c, const struct deal *d, struct str text)
{
    struct about about = { d->id, d->id, c->now, text };
    return alert_raise(c, &cadence_gave_way, d->owner_id, about);
}

static bool end_all(struct ctx *c, int64_t deal_id, struct str why, size_t *n)
{
    struct cadences all;
    *n = 0;
    if (!cadences_read(c, deal_id, true, &all))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        if (!end(c, &all.p[i], CADENCE_CANCELLED, why))
            return false;
    }
    *n = all.n;
    return true;
}

/* ---- the buyer's wishes ---- */

/* Not sooner than he wants to hear from us after the step before, or our last word. */
static bool move(struct ctx *c, struct cadence *k, const struct contact *p, struct instant after,
                 bool *moved)
{
    struct instant least = { after.ms + p->contact_days * DAY_MS };
    if (!instant_is(after) || k->due.ms >= least.ms)
        return true;
    k->due = calendar_opens(office(c), least);
    k->why = arena_printf(c->arena,
                          "Was planned for %.*s: he hears from us at most every %lld days.",
                          STR_FMT(moment_words(c->arena, k->planned)),
                          (long long)p->contact_days);
    k->state = CADENCE_PLANNED;
    *moved = true;
    return record_update(c, &cadence_record, k) && clock_stop(c, &cadence_clock, k->id)
           && alerts_settle(c, &cadence_due, k->id)
           && clock_start(c, &cadence_clock, k->id, k->due);
}

static bool fit_one(struct ctx *c, struct cadence *k, const struct contact *p,
                    struct instant *after, bool *changed)
{
    if (contact_forbids(p, k->channel)) {
        *changed = true;
        return end(c, k, CADENCE_CANCELLED,
                   arena_printf(c->arena, "The buyer said: %.*s.",
                                STR_FMT(contact_wish(c, p))));
    }
    if (p->contact_days != INT_NONE && !move(c, k, p, *after, changed))
        return false;
    *after = k->due;
    return true;
}

static bool fit_all(struct ctx *c, const struct deal *d, const struct contact *p, bool *changed)
{
    struct cadences all;
    struct instant after = d->human_contact;
    *changed = false;
    if (!cadences_read(c, d->id, true, &all))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        if (!fit_one(c, &all.p[i], p, &after, changed))
            return false;
    }
    return true;
}

bool cadence_fit(struct ctx *c, int64_t deal_id, const struct contact *p)
{
    struct deal d;
    bool changed;
    if (!record_get_any(c, &deal_record, deal_id, &d) || !fit_all(c, &d, p, &changed))
        return false;
    return !changed
           || tell(c, &d, STR("The buyer said how he is to be reached: planned steps were moved or "
                              "cancelled."));
}

/* ---- the clock ---- */

static bool due_now(struct ctx *c, struct cadence *k, const struct deal *d, struct instant due)
{
    k->state = CADENCE_DUE;
    struct about about = { d->id, k->id, due,
                           arena_printf(c->arena, "%s: %.*s", channel_words[k->channel].label,
                                        STR_FMT(k->what)) };
    return record_update(c, &cadence_record, k)
           && alert_raise(c, &cadence_due, d->owner_id, about);
}

/* What he said since it was planned counts now. */
static bool rings(struct ctx *c, int64_t id, struct instant due)
{
    struct cadence k;
    struct deal d;
    struct contact p;
    size_t n;
    if (!record_get_any(c, &cadence_record, id, &k)
        || !record_get_any(c, &deal_record, k.deal_id, &d))
        return false;
    if (k.state != CADENCE_PLANNED)
        return true;
    if (d.state != DEAL_OPEN)
        return end_all(c, d.id, STR("The deal is closed."), &n);
    if (d.contact_id) {
        if (!record_get_any(c, &contact_record, d.contact_id, &p)
            || !cadence_fit(c, d.id, &p) || !record_get_any(c, &cadence_record, id, &k))
            return false;
    }
    bool still = k.state == CADENCE_PLANNED && k.due.ms <= c->now.ms;
    return !still || due_now(c, &k, &d, due);
}

/* ---- starting ---- */

static bool channel_read(struct str word, int *channel)
{
    static const struct {
        const char *name;
        int channel;
    } others[] = { { "call", CHANNEL_PHONE },
                   { "mail", CHANNEL_EMAIL },
                   { "meet", CHANNEL_VISIT } };
    for (size_t i = 0; i < COUNT(others); i++) {
        if (str_is(word, others[i].name)) {
            *channel = others[i].channel;
            return true;
        }
    }
    for (int i = 0; channel_words[i].name; i++) {
        if (str_is(word, channel_words[i].name) && i != CHANNEL_WEB) {
            *channel = i;
            return true;
        }
    }
    return false;
}

/* "3 email: Send the leaflet" */
static bool step_read(struct ctx *c, struct str line, struct cadence *k)
{
    struct str rest, head = str_trim(str_split(line, ':', &rest)), word;
    struct str day = str_trim(str_split(head, ' ', &word));
    int64_t n;
    bool good = str_to_int(day, &n) && n >= 1 && n <= LAST_DAY
                && channel_read(fold(c->arena, str_trim(word)), &k->channel);
    if (!good)
        return bad_field(c, STR("steps"),
                         "Write each step like \"1 call: Introduce yourself\" or \"3 email: Send "
                         "the leaflet\": a day from 1 to %d, and call, email, text, social, letter "
                         "or visit.",
                         LAST_DAY);
    k->what = str_trim(rest);
    if (!k->what.n)
        k->what = str_of(channel_words[k->channel].label);
    if (utf8_length(k->what) > 200)
        return bad_field(c, STR("steps"), "At most 200 characters for what a step is.");
    struct instant then = { c->now.ms + (n - 1) * DAY_MS };
    k->planned = k->due = calendar_opens(office(c), then);
    return true;
}

static bool steps_read(struct ctx *c, int64_t deal_id, struct str text, struct cadences *out)
{
    struct str rest = text;
    out->p = arena_array(c->arena, struct cadence, CADENCE_MAX);
    while (rest.n) {
        struct str line = str_trim(str_split(rest, '\n', &rest));
        if (!line.n)
            continue;
        if (out->n == CADENCE_MAX)
            return bad_field(c, STR("steps"), "At most %d steps.", CADENCE_MAX);
        struct cadence *k = &out->p[out->n++];
        record_init(&cadence_record, k);
        k->deal_id = deal_id;
        k->user_id = c->viewer->id;
        k->settled = INSTANT_NONE;
        if (!step_read(c, line, k))
            return false;
    }
    return out->n || bad_field(c, STR("steps"), "Give at least one step.");
}

bool cadence_start(struct ctx *c, const struct deal *d, struct str steps, struct cadences *out)
{
    struct cadences live;
    struct contact p;
    *out = (struct cadences){ 0 };
    if (!cadences_read(c, d->id, true, &live))
        return false;
    if (live.n)
        return refuse(c, &sequence_runs, d->id);
    if (d->state != DEAL_OPEN)
        return bad_field(c, STR("deal_id"), "This deal is closed.");
    if (!steps_read(c, d->id, steps, out))
        return false;
    for (size_t i = 0; i < out->n; i++) {
        if (!record_insert(c, &cadence_record, &out->p[i])
            || !clock_start(c, &cadence_clock, out->p[i].id, out->p[i].due))
            return false;
    }
    return !d->contact_id
           || (record_get_any(c, &contact_record, d->contact_id, &p)
               && cadence_fit(c, d->id, &p));
}

bool cadence_stop(struct ctx *c, int64_t deal_id, struct str why)
{
    size_t n;
    return end_all(c, deal_id, why, &n);
}

/* ---- what happens on the deal ---- */

bool cadence_heard(struct ctx *c, int64_t deal_id, int buyer_stage)
{
    struct deal d;
    size_t n;
    struct str why = buyer_stage ? arena_printf(c->arena, "The buyer says of himself: %s.",
                                                buyer_stage_words[buyer_stage].label)
                                 : STR("The buyer spoke: answer him instead.");
    if (!end_all(c, deal_id, why, &n) || !n)
        return !failed(c);
    return record_get_any(c, &deal_record, deal_id, &d)
           && tell(c, &d, arena_printf(c->arena, "%zu planned step%s cancelled. %.*s", n,
                                       n == 1 ? " was" : "s were", STR_FMT(why)));
}

bool cadence_did(struct ctx *c, int64_t deal_id, int channel, int64_t touch_id)
{
    struct cadences all;
    if (!cadences_read(c, deal_id, true, &all))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        if (all.p[i].channel == channel) {
            all.p[i].touch_id = touch_id;
            return end(c, &all.p[i], CADENCE_DONE, STR_NONE);
        }
    }
    return true;
}
