/* SPDX-License-Identifier: Apache-2.0 */
#include "contact/contact.h"
#include "frame/app.h"
#include "frame/people.h"
#include "room/room_view.h"

#define ITEMS_MAX 30
#define STAGES_MAX 40
#define LETTERS_MAX 5
#define DAY_MS INT64_C(86400000)

/* ---- the path of stages ---- */

static struct str days_in(struct ctx *c, const struct stage_time *times, size_t n, int64_t stage_id)
{
    for (size_t i = 0; i < n; i++) {
        if (times[i].stage_id == stage_id)
            return arena_printf(c->arena, "%lld d", (long long)(times[i].ms / DAY_MS));
    }
    return STR_NONE;
}

/* What was passed over says so, where else the days stand. */
static bool skips_fill(struct ctx *c, struct room_view *v)
{
    struct skips skips;
    if (!skips_read(c, v->deal->id, &skips))
        return false;
    for (size_t i = 0; i < v->path.n; i++) {
        for (size_t k = 0; k < skips.n; k++) {
            if (skips.p[k].stage_id == v->path.p[i].stage->id)
                v->path.p[i].days =
                    skips.p[k].by_buyer ? STR("skipped by buyer") : STR("skipped");
        }
    }
    return true;
}

static bool path_fill(struct ctx *c, struct room_view *v)
{
    struct stage_time times[STAGES_MAX];
    const struct stages *all = stages(c);
    const char *place = "done";
    size_t n;
    if (!all || !stage_times(c, v->deal->id, times, STAGES_MAX, &n))
        return false;
    v->path.p = arena_array(c->arena, struct room_stage, all->n);
    for (size_t i = 0; i < all->n; i++) {
        struct stage *s = arena_new(c->arena, struct stage);
        *s = all->p[i];
        s->name = arena_str(c->arena, s->name);
        if (s->pipeline_id != v->deal->pipeline_id)
            continue;
        bool here = s->id == v->deal->stage_id;
        v->path.p[v->path.n++] =
            (struct room_stage){ s, here ? "cur" : place, days_in(c, times, n, s->id) };
        if (here)
            place = "next";
    }
    return skips_fill(c, v);
}

/* ---- people ---- */

static bool person_add(struct ctx *c, struct room_view *v, int64_t id)
{
    struct contact p;
    if (!record_get(c, &contact_record, id, &p))
        return false;
    const struct field *role = field_named(&contact_record, STR("buying_role"));
    v->people.p[v->people.n++] = (struct room_person){
        .id = id,
        .name = p.name,
        .position = p.position,
        .email = p.email,
        .phone = p.phone.n ? p.phone : p.mobile,
        .role = p.buying_role ? field_show(c, role, &p) : STR_NONE,
        .mark = mark_of(c->arena, p.name),
    };
    return true;
}

static bool people_fill(struct ctx *c, struct room_view *v)
{
    struct deal_ids more;
    if (!deal_contacts_read(c, v->deal->id, &more))
        return false;
    v->people.p = arena_alloc_array(c->arena, sizeof *v->people.p, more.n + 1);
    if (v->deal->contact_id && !person_add(c, v, v->deal->contact_id))
        return false;
    for (size_t i = 0; i < more.n; i++) {
        if (more.p[i] != v->deal->contact_id && !person_add(c, v, more.p[i]))
            return false;
    }
    return true;
}

static bool is_among(const struct deal_ids *ids, int64_t id)
{
    for (size_t i = 0; i < ids->n; i++) {
        if (ids->p[i] == id)
            return true;
    }
    return false;
}

static bool shared_fill(struct ctx *c, struct room_view *v)
{
    const struct people *all = people(c);
    struct deal_ids with;
    if (!all || !deal_shares_read(c, v->deal->id, &with))
        return false;
    v->shared.p = arena_array(c->arena, struct form_option, all->n);
    v->colleagues.p = arena_array(c->arena, struct form_option, all->n);
    for (size_t i = 0; i < all->n; i++) {
        const struct person *who = &all->p[i];
        bool shares = is_among(&with, who->id);
        struct form_options *to = shares ? &v->shared : &v->colleagues;
        if (!shares && (!who->active || !(who->roles & ROLE_SALES) || who->id == v->deal->owner_id))
            continue;
        to->p[to->n++] = (struct form_option){
            arena_printf(c->arena, "%lld", (long long)who->id),
            arena_str(c->arena, who->name),
            false,
        };
    }
    return true;
}

/* ---- the timeline ---- */

static const char *const channel_icons[] = { "phone", "mail", "message", "world",
                                             "send", "letter-case", "walk" };

static void touch_say(struct ctx *c, const struct touch *t, struct room_item *item)
{
    struct str with = record_title(c, &contact_record, t->contact_id);
    item->buyer = t->direction == TOUCH_INBOUND;
    item->icon = channel_icons[t->channel];
    item->details = instant_is(t->erased) ? STR("These words were erased.") : t->details;
    if (!instant_is(t->erased) && may(c->viewer->roles, "touch", "erase"))
        item->erase_url = arena_printf(c->arena, "/touches/%lld/erase", (long long)t->id);
    item->next_step = t->next_step;
    item->next_step_due = t->next_step_due;
    if (item->buyer && with.n)
        item->who = with;
    else if (item->buyer)
        item->who = STR("The buyer");
    struct buf b;
    buf_init(&b, c->arena, 400);
    buf_add(&b, str_of(channel_words[t->channel].label));
    if (!item->buyer && with.n) {
        buf_lit(&b, " to ");
        buf_add(&b, with);
    }
    if (t->minutes != INT_NONE)
        buf_printf(&b, ", %lld min", (long long)t->minutes);
    item->what = buf_str(&b);
}

static struct str plain_words(struct str kind)
{
    static const struct word words[] = { { "created", "added the deal" },
                                         { "imported", "imported the deal" },
                                         { "changed", "changed" },
                                         { "shared", "changed who sees it" },
                                         { "removed", "took back an imported touch" },
                                         { "erased", "erased the words of a touch" },
                                         { "promise", "promised" },
                                         { "request", "asked a team" },
                                         { "fact", "wrote down a fact" },
                                         { "changed_there", "reported a change" },
                                         { "reviewed", "looked at a change" },
                                         { "withdrawn", "took words out for good" },
                                         { "consent", "recorded a consent" },
                                         { "consent_ends", "ended a consent" },
                                         { "roadblock", "said what is in the way" },
                                         { "answered", "answered what is in the way" },
                                         { "helped", "said whether it helped" },
                                         { "alternative", "named an alternative" },
                                         { "consult", "needs somebody who answers" },
                                         { "consult_answered", "answered what the buyer asked" },
                                         { "approval", "asked or decided special terms" } };
    for (size_t i = 0; i < COUNT(words); i++) {
        if (str_is(kind, words[i].name))
            return str_of(words[i].label);
    }
    return kind;
}

static bool item_fill(struct ctx *c, const struct entry *e, struct room_item *item)
{
    int64_t touch_id;
    struct touch t;
    *item = (struct room_item){
        .icon = "history",
        .who = e->user_id ? person_name(c, e->user_id) : STR("Counterpart"),
        .what = plain_words(e->kind),
        .happened = e->happened,
        .late = e->entered.ms - e->happened.ms > LATE_ENTRY_MS,
        .next_step_due = INSTANT_NONE,
    };
    if (str_is(e->kind, "promise"))
        return room_promise_say(c, e, item);
    if (str_is(e->kind, "request"))
        return room_request_say(c, e, item);
    struct cause cause;
    if (!entry_parse(c, e, &item->changes, &item->why, &touch_id) || !entry_cause(c, e, &cause))
        return false;
    if (cause.undoes)
        item->what = STR("took back a change");
    else if (cause.bulk_id)
        item->what = STR("changed in a bulk edit");
    if (!touch_id || str_is(e->kind, "erased"))
        return room_known_say(c, e, item);
    if (record_get_any(c, &touch_record, touch_id, &t)) {
        touch_say(c, &t, item);
        return true;
    }
    if (c->fault.kind != FAULT_NOT_FOUND)
        return false;
    fault_clear(c);
    if (str_is(e->kind, "touch"))
        item->what = STR("logged a touch, since taken back");
    return true;
}

static bool offer_fill(struct ctx *c, const struct entries *e, struct room_view *v)
{
    struct undo_offer offer;
    if (!undo_offered(c, &deal_record, e, &offer))
        return false;
    for (size_t i = 0; i < e->n; i++) {
        if (e->p[i].seq == offer.seq)
            v->items.p[i].undo = offer;
    }
    return true;
}

static bool items_fill(struct req *q, struct room_view *v)
{
    struct ctx *c = &q->c;
    struct entries entries;
    struct str kind = input_text(&q->query, "show"), from = input_text(&q->query, "before");
    int64_t before = 0;
    if (from.n && (!str_to_int(from, &before) || before < 0))
        return bad_field(c, STR("before"), "Give the number of an entry.");
    if (!history_read(c, "deal", v->deal->id, kind, before, ITEMS_MAX, &entries))
        return false;
    v->items.p = arena_array(c->arena, struct room_item, entries.n);
    for (size_t i = 0; i < entries.n; i++) {
        if (!item_fill(c, &entries.p[i], &v->items.p[v->items.n++]))
            return false;
    }
    if (!before && !offer_fill(c, &entries, v))
        return false;
    if (entries.before)
        v->older_url =
            url_with(q, "before", arena_printf(c->arena, "%lld", (long long)entries.before));
    return true;
}

static void kinds_fill(struct req *q, struct room_view *v)
{
    static const struct word words[] = { { "", "All" },
                                         { "touch", "Touches" },
                                         { "changed", "Changes" } };
    struct str chosen = input_text(&q->query, "show");
    v->kinds.p = arena_array(q->c.arena, struct form_option, COUNT(words));
    for (size_t i = 0; i < COUNT(words); i++) {
        struct str url = arena_printf(q->c.arena, "/deals/%lld%s%s", (long long)v->deal->id,
                                      words[i].name[0] ? "?show=" : "", words[i].name);
        v->kinds.p[v->kinds.n++] =
            (struct form_option){ url, str_of(words[i].label), str_is(chosen, words[i].name) };
    }
}

/* ---- the rest ---- */

struct form_options room_words(struct ctx *c, const struct word *words, int chosen)
{
    struct form_options out = { 0 };
    while (words[out.n].name)
        out.n++;
    out.p = arena_array(c->arena, struct form_option, out.n);
    for (size_t i = 0; i < out.n; i++)
        out.p[i] =
            (struct form_option){ str_of(words[i].name), str_of(words[i].label), (int)i == chosen };
    return out;
}

/* An empty composer has the defaults; one that comes back keeps what was typed. */
static bool composer_fill(struct ctx *c, struct room_view *v)
{
    struct room_composer *m = &v->composer;
    if (!m->touch.deal_id) {
        record_init(&touch_record, &m->touch);
        if (!channel_last(c, v->deal->id, &m->touch.channel))
            return false;
        if (m->touch.channel == CHANNEL_WEB) /* his form; nobody of us answers by it */
            m->touch.channel = CHANNEL_EMAIL;
    }
    m->channels = room_words(c, channel_words, m->touch.channel);
    m->answers = room_words(c, touch_answered_words, m->touch.answered);
    m->urgencies = room_words(c, touch_urgency_words, m->touch.urgency);
    m->payments = room_words(c, payment_words, m->touch.payment_path);
    m->first = touch_is_first(v->deal);
    m->purposes = room_words(c, purpose_words + 1, m->touch.purpose - 1);
    m->buyer_stages = room_words(c, buyer_stage_words, m->touch.buyer_stage);
    return true;
}

/* ---- letters, and what the buyer told us ---- */

static struct room_letter letter_of(struct ctx *c, const struct letter *l)
{
    static const char *const tones[] = {
        [LETTER_QUEUED] = "amber",
        [LETTER_SENT] = "green",
        [LETTER_FAILED] = "red",
        [LETTER_BOUNCED] = "red",
        [LETTER_CANCELLED] = "gray",
    };
    return (struct room_letter){
        .id = l->id,
        .subject = l->subject,
        .state = field_show(c, field_named(&letter_record, STR("state")), l),
        .why = l->state == LETTER_SENT ? STR_NONE : l->why,
        .tone = tones[l->state],
        .when = instant_is(l->sent) ? l->sent : l->queued,
    };
}

static bool letters_fill(struct ctx *c, struct room_view *v)
{
    struct list_query lq = { .limit = LETTERS_MAX, .n_filters = 1 };
    struct list_page page;
    lq.filters[0].field = field_named(&letter_record, STR("deal_id"));
    lq.filters[0].i = v->deal->id;
    if (!record_list(c, &letter_record, &lq, &page))
        return false;
    const struct letter *rows = page.rows;
    v->letters.p = arena_array(c->arena, struct room_letter, page.n);
    v->letters.n = page.n;
    for (size_t i = 0; i < page.n; i++)
        v->letters.p[i] = letter_of(c, &rows[i]);
    return touch_counts_read(c, v->deal->id, &v->counts) && before_read(c, v->deal, &v->before);
}

static bool then_fill(struct req *q, struct room_view *v)
{
    struct ctx *c = &q->c;
    struct str on = input_text(&q->query, "on");
    v->on = DAY_NONE;
    v->on_text = on;
    if (!on.n)
        return true;
    if (!when_parse_day(on, c->now, &v->on) || v->on.n > instant_day(c->now).n)
        return bad_field(c, STR("on"), "Give a day like 2017-03-31 that has begun.");
    if (!deal_state_at(c, v->deal->id, day_end(v->on), &v->then))
        return false;
    v->then_worth = deal_value_said(c->arena, v->then.value, v->then.value_base, v->then.rate,
                                    v->then.rate_day);
    v->then_stage = stage_name(c, v->then.stage_id);
    v->then_owner = person_name(c, v->then.owner_id);
    return true;
}

static void notes_fill(struct ctx *c, struct room_view *v)
{
    const struct deal *d = v->deal;
    v->account = record_title(c, record_named("account"), d->account_id);
    v->product = record_title(c, record_named("product"), d->product_id);
    v->weighted = deal_weighted(d);
    v->worth = deal_value_said(c->arena, d->value, d->value_base, d->value_rate, d->value_rate_day);
    v->recounts = v->worth.n && may(c->viewer->roles, "deal", "recount");
    v->sign = deal_step_sign(c, d);
    if (pipeline_options(c, d->pipeline_id).n)
        v->pipeline = pipeline_name(c, d->pipeline_id);
    v->value_note = d->value_source == VALUE_LIST_PRICE ? STR("list price") : STR_NONE;
    if (day_is(d->expected_close))
        v->close_note = d->close_source == CLOSE_BUYER ? STR("from the buyer") : STR("our guess");
}

static void facts_note(struct room_view *v)
{
    struct inline_field *facts = (struct inline_field *)v->page.facts.p;
    for (size_t i = 0; i < v->page.facts.n; i++) {
        if (strcmp(facts[i].field.name, "value") == 0)
            facts[i].note = v->value_note;
        if (strcmp(facts[i].field.name, "expected_close") == 0)
            facts[i].note = v->close_note;
    }
}

bool room_fill(struct req *q, const struct deal *d, struct room_view *v)
{
    struct ctx *c = &q->c;
    v->deal = d;
    if (!record_view_fill(q, &deal_pages, d, &v->page))
        return false;
    notes_fill(c, v);
    facts_note(v);
    kinds_fill(q, v);
    v->need = deal_need_words(c->arena, d->need_by, instant_day(c->now));
    if (d->state == DEAL_OPEN && !deal_known(c, d, &v->known))
        return false;
    v->causes = room_words(c, lost_cause_words, LOST_UNSAID);
    return path_fill(c, v) && people_fill(c, v) && shared_fill(c, v) && items_fill(q, v)
           && composer_fill(c, v) && letters_fill(c, v) && then_fill(q, v)
           && room_promises_fill(q, v) && room_known_fill(c, v);
}
