/* SPDX-License-Identifier: Apache-2.0 */
#include <sodium.h>

#include "buyer/buyer_view.h"
#include "enquiry/enquiry.h"
#include "frame/channel.h"
#include "frame/org.h"
#include "frame/people.h"
#include "office/office.h"
#include "product/product.h"
#include "slot/slot.h"
#include "promise/promise.h"
#include "touch/touch.h"

#define ONCE_BYTES 12

/* ---- the form that was not good ---- */

bool buyer_failed(const struct buyer_view *v, const char *action, int64_t id)
{
    return v->action && strcmp(v->action, action) == 0 && v->action_id == id;
}

struct str buyer_typed(const struct buyer_view *v, const char *action, int64_t id,
                       const char *name)
{
    if (!buyer_failed(v, action, id))
        return STR_NONE;
    for (size_t i = v->q->in.n; i-- > 0;) {
        if (str_is(v->q->in.items[i].name, name))
            return v->q->in.items[i].text;
    }
    return STR_NONE;
}

struct str buyer_error(const struct buyer_view *v, const char *action, int64_t id,
                       const char *name)
{
    if (!buyer_failed(v, action, id))
        return STR_NONE;
    for (const struct field_fault *f = v->q->c.fault.fields; f; f = f->next) {
        if (str_is(f->field, name))
            return f->sentence;
    }
    return STR_NONE;
}

/* ---- words ---- */

static struct str moment(struct ctx *c, struct instant t)
{
    return instant_is(t) ? moment_words(c->arena, t) : STR_NONE;
}

static struct str day_text(struct ctx *c, struct day d)
{
    struct buf b;
    buf_init(&b, c->arena, 60);
    if (day_is(d))
        buf_day_long(&b, d);
    return buf_str(&b);
}

static struct str word_label(const struct word *words, int i)
{
    return str_of(words[i].label);
}

static struct form_options options(struct ctx *c, const struct word *words, int chosen, int from)
{
    struct form_options out = { 0 };
    size_t n = 0;
    while (words[n].name)
        n++;
    out.p = arena_array(c->arena, struct form_option, n + 1);
    for (size_t i = (size_t)from; i < n; i++)
        out.p[out.n++] = (struct form_option){ str_of(words[i].name), str_of(words[i].label),
                                               (int)i == chosen };
    return out;
}

/* ---- promises ---- */

static struct str late_words(struct ctx *c, int64_t minutes)
{
    if (minutes < 120)
        return arena_printf(c->arena, "%lld minutes late", (long long)minutes);
    if (minutes < 2 * 24 * 60)
        return arena_printf(c->arena, "%lld hours late", (long long)(minutes / 60));
    return arena_printf(c->arena, "%lld days late", (long long)(minutes / (24 * 60)));
}

static void state_say(struct ctx *c, const struct promise *p, struct buyer_promise *row)
{
    row->live = promise_is_live(p);
    if (row->live && instant_is(p->paused)) {
        row->tone = "wait";
        row->state = STR("stands still");
    } else if (row->live) {
        row->tone = p->late ? "late" : "due";
        row->state = !p->late ? STR("due") : p->by == BY_US ? STR("late")
                                                            : STR("overdue");
    } else if (p->state == PROMISE_KEPT) {
        row->tone = "kept";
        row->state = STR("kept");
    } else if (p->state == PROMISE_KEPT_LATE) {
        row->tone = "late";
        row->state = arena_printf(c->arena, "kept, %.*s",
                                  STR_FMT(late_words(c, p->late_minutes)));
    } else {
        row->tone = p->state == PROMISE_BROKEN ? "late" : "wait";
        row->state = p->state == PROMISE_BROKEN ? STR("broken") : STR("not needed any more");
    }
}

static void moved_say(struct ctx *c, const struct promise *p, struct buyer_promise *row)
{
    if (p->due.ms == p->agreed.ms)
        return;
    row->agreed = moment(c, p->agreed);
    const char *who = p->moved_by == MOVED_BY_BUYER ? "Moved from your side" : "Moved by us";
    row->moved = p->moved_why.n ? arena_printf(c->arena, "%s: %.*s", who, STR_FMT(p->moved_why))
                                : str_of(who);
    row->may_insist = row->live && p->by == BY_US && p->agreed.ms > c->now.ms;
}

static void differs_say(struct ctx *c, const struct differences *all, struct buyer_promise *row)
{
    row->differs = arena_array(c->arena, struct str, all->n + 1);
    for (size_t i = 0; i < all->n; i++) {
        const struct difference *d = &all->p[i];
        if (d->promise_id != row->p->id)
            continue;
        row->differs[row->n_differs++] =
            arena_printf(c->arena, "%s: %.*s", d->by == BY_BUYER ? "You" : "We",
                         STR_FMT(d->words));
    }
}

static bool promises_fill(struct ctx *c, const struct buyer *b, struct buyer_view *v)
{
    struct promises all;
    struct differences differ;
    if (!promises_read(c, b->deal.id, &all) || !differences_read(c, b->deal.id, &differ))
        return false;
    v->us.p = arena_array(c->arena, struct buyer_promise, all.n + 1);
    v->his.p = arena_array(c->arena, struct buyer_promise, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        const struct promise *p = &all.p[i];
        struct buyer_promises *to = p->by == BY_US ? &v->us : &v->his;
        struct buyer_promise *row = &to->p[to->n++];
        *row = (struct buyer_promise){ .p = p, .when = moment(c, p->due) };
        state_say(c, p, row);
        moved_say(c, p, row);
        differs_say(c, &differ, row);
    }
    return true;
}

/* ---- what waits for his word ---- */

/* "you: Final text by Wed 3 Jun 17:00; we: …": what nobody has promised yet, or what was agreed for
 * another time. */
static struct str needs_of(struct ctx *c, const struct conditions *all)
{
    struct buf b;
    buf_init(&b, c->arena, 4000);
    for (size_t i = 0; i < all->n; i++) {
        const struct condition *k = &all->p[i];
        if (k->choice || k->promise_id)
            continue;
        if (b.n)
            buf_lit(&b, "; ");
        buf_printf(&b, "%s ", k->by == BY_BUYER ? "you:" : "we:");
        buf_add(&b, k->what);
        buf_lit(&b, " by ");
        buf_add(&b, moment(c, k->due));
    }
    return buf_str(&b);
}

static void choice_add(struct ctx *c, struct buyer_view *v, const struct request *r,
                       const struct conditions *all)
{
    struct str needs = needs_of(c, all);
    bool chooses = r->promise_id && !choice_taken(all);
    for (size_t i = 0; chooses && i < all->n; i++) {
        const struct condition *k = &all->p[i];
        if (k->choice)
            v->choices.p[v->choices.n++] = (struct buyer_choice){ r->id, k->choice, k->what,
                                                                  moment(c, k->due), needs };
    }
    if (needs.n && r->answer == ASK_YES_IF && !r->promise_id)
        v->choices.p[v->choices.n++] =
            (struct buyer_choice){ r->id, 0, needs, STR_NONE, STR_NONE };
}

/* What was promised by it is settled, or gone with the deal: nothing is left to choose. */
static bool choices_are_over(struct ctx *c, const struct request *r, bool *over)
{
    struct promise p;
    *over = false;
    if (!r->promise_id)
        return true;
    if (!record_get_any(c, &promise_record, r->promise_id, &p))
        return false;
    *over = !promise_is_live(&p);
    return true;
}

static bool choices_fill(struct ctx *c, const struct buyer *b, struct buyer_view *v)
{
    struct requests all = { 0 };
    if (b->deal.state != DEAL_LOST && !requests_read(c, b->deal.id, &all))
        return false;
    v->choices.p = arena_alloc_array(c->arena, sizeof *v->choices.p, 12 * all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        struct conditions with;
        bool over;
        if (all.p[i].answer != ASK_YES_IF && all.p[i].answer != ASK_NO)
            continue;
        if (!choices_are_over(c, &all.p[i], &over)
            || !conditions_read(c, all.p[i].id, &with))
            return false;
        if (over)
            continue;
        if (with.n <= 11)
            choice_add(c, v, &all.p[i], &with);
    }
    return true;
}

static bool questions_fill(struct ctx *c, const struct buyer *b, struct buyer_view *v)
{
    struct questions open;
    struct roadblocks blocks;
    if (!questions_read(c, b->deal.id, &open) || !roadblocks_read(c, b->deal.id, &blocks))
        return false;
    v->questions.p = open.p;
    v->questions.n = open.n;
    v->roadblocks.p = arena_alloc_array(c->arena, sizeof *v->roadblocks.p, blocks.n + 1);
    for (size_t i = 0; i < blocks.n; i++) {
        if (!instant_is(blocks.p[i].withdrawn))
            v->roadblocks.p[v->roadblocks.n++] =
                (struct buyer_roadblock){ &blocks.p[i], moment(c, blocks.p[i].due) };
    }
    return true;
}

/* That we ask, and until when; not what. */
static bool decisions_fill(struct ctx *c, const struct buyer *b, struct buyer_view *v)
{
    struct approvals all;
    if (!approvals_read(c, b->deal.id, &all))
        return false;
    v->decisions.p = arena_array(c->arena, struct str, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        if (all.p[i].state == APPROVAL_OPEN && all.p[i].buyer_waits)
            v->decisions.p[v->decisions.n++] = moment(c, all.p[i].due);
    }
    return true;
}

/* ---- what is known ---- */

static struct str where_from(struct ctx *c, const struct fact *f)
{
    static const char *const where[] = {
        [PROVENANCE_ASSUMPTION] = "we assume it",
        [PROVENANCE_HEARSAY] = "somebody told us",
        [PROVENANCE_OBSERVED] = "we saw or heard it",
        [PROVENANCE_BUYER] = "you said so",
    };
    return arena_printf(c->arena, "%s, %.*s", where[f->provenance],
                        STR_FMT(day_text(c, f->said)));
}

/* "need_by" as people read it. */
static struct str name_label(struct ctx *c, struct str name)
{
    struct str label = arena_str(c->arena, name);
    char *p = (char *)label.p;
    for (size_t i = 0; i < label.n; i++) {
        if (p[i] == '_')
            p[i] = ' ';
    }
    if (label.n && p[0] >= 'a' && p[0] <= 'z')
        p[0] = (char)(p[0] - 'a' + 'A');
    return label;
}

static bool facts_fill(struct ctx *c, const struct buyer *b, struct buyer_view *v)
{
    struct facts_of all;
    if (!facts_read(c, b->deal.id, &all))
        return false;
    v->facts.p = arena_alloc_array(c->arena, sizeof *v->facts.p, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        const struct fact *f = &all.p[i];
        if (!f->value.n)
            continue;
        v->facts.p[v->facts.n++] = (struct buyer_fact){
            f->id, name_label(c, f->name), f->value, where_from(c, f), f->outdated
        };
    }
    return true;
}

static bool is_given(const struct consents *all, int64_t party_id, int action)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct consent *k = &all->p[i];
        if (k->party_id == party_id && k->action == action && !instant_is(k->withdrawn))
            return true;
    }
    return false;
}

static bool parties_fill(struct ctx *c, const struct buyer *b, struct buyer_view *v)
{
    const struct field *role = field_named(&party_record, STR("role"));
    struct parties all;
    struct consents given;
    if (!parties_read(c, b->deal.id, &all) || !consents_read(c, b->deal.id, &given))
        return false;
    v->parties.p = arena_alloc_array(c->arena, sizeof *v->parties.p, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        struct buyer_party *row = &v->parties.p[v->parties.n++];
        *row = (struct buyer_party){ .party = &all.p[i], .role = field_show(c, role, &all.p[i]) };
        for (int a = 0; a < (int)COUNT(row->consents); a++)
            row->consents[a] = (struct buyer_consent){
                a, consent_action_words[a].name, consent_action_words[a].label,
                is_given(&given, all.p[i].id, a)
            };
    }
    return true;
}

/* ---- where it stands ---- */

static bool title_fill(struct ctx *c, const struct deal *d, struct buyer_view *v)
{
    v->title = d->product_id ? record_title(c, &product_record, d->product_id)
               : d->item.n   ? d->item
                             : STR("What you asked us for");
    return !failed(c);
}

static void deal_fill(struct ctx *c, const struct deal *d, struct buyer_view *v)
{
    v->open = d->state == DEAL_OPEN;
    v->lost = d->state == DEAL_LOST;
    v->stage = d->buyer_stage ? word_label(buyer_stage_words, d->buyer_stage) : STR_NONE;
    v->ours = stage_name(c, d->stage_id);
    v->urgency = word_label(urgency_words, d->urgency);
    v->need_by = day_text(c, d->need_by);
    if (day_is(d->deadline) && d->deadline_of != DEADLINE_OF_TARGET) {
        static const char *const whose[] = { [DEADLINE_OF_BUYER] = "yours",
                                             [DEADLINE_OF_CAPACITY] = "what we can do",
                                             [DEADLINE_OF_LAW] = "the law" };
        v->deadline = day_text(c, d->deadline);
        v->deadline_of = str_of(whose[d->deadline_of]);
    }
    v->answered = instant_is(d->first_answered);
    v->answer_late = v->open && !v->answered && d->first_answer_due.ms < c->now.ms;
    if (v->open && !v->answered)
        v->answer_by = moment(c, d->first_answer_due);
    v->step = v->open ? d->next_step : STR_NONE;
    v->step_when = v->open ? moment(c, d->next_step_due) : STR_NONE;
    if (v->lost && d->closed_by == CLOSED_BY_BUYER)
        v->closed = arena_printf(c->arena, "You ended this on %.*s: %.*s.",
                                 STR_FMT(day_text(c, d->closed_on)), STR_FMT(d->lost_reason));
    else if (v->lost)
        v->closed = arena_printf(c->arena, "We closed this on %.*s.",
                                 STR_FMT(day_text(c, d->closed_on)));
}

static void plan_fill(struct ctx *c, const struct deal *d, struct buyer_view *v)
{
    struct plan plan = { .n = 0 };
    if (v->open)
        plan_make(c->arena, d, &plan);
    v->plan.p = arena_array(c->arena, struct str, plan.n + 1);
    for (size_t i = 0; i < plan.n; i++)
        v->plan.p[v->plan.n++] = plan.p[i].what;
}

static void choices_of_forms(struct ctx *c, const struct buyer *b, struct buyer_view *v)
{
    static const struct word urgency[] = {
        { "", "As it is" }, { "normal", "Not urgent" }, { "urgent", "Urgent" }, { 0 }
    };
    const struct field *channel = field_named(&contact_record, STR("preferred_channel"));
    v->stages = options(c, buyer_stage_words, b->deal.buyer_stage, 1);
    v->urgencies = options(c, urgency, 0, 0);
    v->channels = options(c, channel->words, b->contact.preferred_channel, 0);
    v->changes = options(c, change_kind_words, -1, 0);
    v->reasons = options(c, leaving_reason_words, 0, 0);
    v->exits = options(c, leaving_words, -1, 1);
}

/* Who may be thanked: those of us who did something on this deal. */
static void people_fill(struct ctx *c, const struct buyer *b, struct buyer_view *v)
{
    int64_t ids[8] = { b->deal.owner_id };
    size_t n = b->deal.owner_id ? 1 : 0;
    for (size_t i = 0; i < v->us.n && n < COUNT(ids); i++) {
        int64_t id = v->us.p[i].p->user_id;
        bool there = !id;
        for (size_t j = 0; j < n; j++)
            there |= ids[j] == id;
        if (!there)
            ids[n++] = id;
    }
    v->people.p = arena_array(c->arena, struct form_option, n + 1);
    for (size_t i = 0; i < n; i++)
        v->people.p[v->people.n++] = (struct form_option){
            arena_printf(c->arena, "%lld", (long long)ids[i]), person_name(c, ids[i]), i == 0
        };
}

static struct str once_new(struct arena *a)
{
    unsigned char random[ONCE_BYTES];
    char *text = arena_alloc(a, 2 * ONCE_BYTES + 1);
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(text, 2 * ONCE_BYTES + 1, random, sizeof random);
    return (struct str){ text, 2 * ONCE_BYTES };
}

/* Nothing is asked of who wants to see it (S0-64). */
static bool demo_fill(struct ctx *c, const struct deal *d, struct buyer_view *v)
{
    struct product p;
    struct slots open;
    product_init(&p);
    if (!v->open || (d->product_id && !record_get_any(c, &product_record, d->product_id, &p)))
        return !failed(c);
    if (!slots_open(c, d, &open))
        return false;
    v->demo = p.demo;
    v->demo_url = p.demo_url;
    v->shows = d->buyer_stage >= BUYER_WANTS_DEMO;
    v->slots.p = arena_array(c->arena, struct form_option, open.n + 1);
    for (; v->slots.n < open.n; v->slots.n++)
        v->slots.p[v->slots.n] = (struct form_option){
            arena_printf(c->arena, "%lld", (long long)open.p[v->slots.n].id),
            moment(c, open.p[v->slots.n].starts), false
        };
    return true;
}

bool buyer_view_fill(struct req *q, struct buyer *b, struct buyer_view *v)
{
    struct ctx *c = &q->c;
    v->q = q;
    v->b = b;
    v->token = q->words[0];
    v->url = arena_printf(c->arena, "/b/%.*s", STR_FMT(v->token));
    v->once = once_new(c->arena);
    v->company = str_of(org()->name);
    v->owner = b->deal.owner_id ? person_name(c, b->deal.owner_id) : v->company;
    v->name = b->contact.name;
    v->wish = contact_wish(c, &b->contact);
    deal_fill(c, &b->deal, v);
    plan_fill(c, &b->deal, v);
    choices_of_forms(c, b, v);
    if (!title_fill(c, &b->deal, v) || !promises_fill(c, b, v) || !choices_fill(c, b, v)
        || !questions_fill(c, b, v) || !decisions_fill(c, b, v) || !facts_fill(c, b, v)
        || !parties_fill(c, b, v) || !demo_fill(c, &b->deal, v)
        || !complaints_of(c, b->deal.id, b->contact.id, &v->complaints))
        return false;
    people_fill(c, b, v);
    return !failed(c);
}
