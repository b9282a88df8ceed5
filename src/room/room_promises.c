/* SPDX-License-Identifier: Apache-2.0 */
/* What both sides promised, side by side, and what teams were asked. */
#include "frame/app.h"
#include "frame/channel.h"
#include "office/office.h"
#include "room/room.html.h"
#include "room/room_view.h"

static bool rows_fill(struct ctx *c, struct room_view *v)
{
    struct promises all;
    if (!promises_read(c, v->deal->id, &all))
        return false;
    v->ours.p = arena_array(c->arena, struct promise_row, all.n + 1);
    v->his.p = arena_array(c->arena, struct promise_row, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        struct promise_rows *to = all.p[i].by == BY_US ? &v->ours : &v->his;
        if (!promise_row_fill(c, &all.p[i], &to->p[to->n++]))
            return false;
    }
    return true;
}

static bool requests_fill(struct ctx *c, struct room_view *v)
{
    struct requests all;
    if (!requests_read(c, v->deal->id, &all))
        return false;
    v->requests.p = arena_array(c->arena, struct request_row, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        if (!request_row_fill(c, &all.p[i], &v->requests.p[v->requests.n++]))
            return false;
    }
    return true;
}

/* An empty one has the usual time in it; one that comes back keeps what was typed. */
static bool form_fill(struct ctx *c, struct room_view *v)
{
    struct room_promise *f = &v->promise;
    int kind = PROMISE_PRICE_INFO, channel = CHANNEL_EMAIL;
    v->promises = may(c->viewer->roles, "promise", "create") && v->deal->state != DEAL_LOST;
    if (!v->promises)
        return true;
    if (!f->open)
        f->due = moment_words(c->arena, promise_due_offer(c, v->deal));
    f->kinds = room_words(c, promise_kind_words, kind);
    f->channels = room_words(c, channel_words, channel);
    return team_options(c, 0, &f->teams);
}

bool room_promises_fill(struct req *q, struct room_view *v)
{
    struct ctx *c = &q->c;
    if (!may(c->viewer->roles, "promise", "read"))
        return true;
    return rows_fill(c, v) && requests_fill(c, v) && form_fill(c, v);
}

bool room_promise_say(struct ctx *c, const struct entry *e, struct room_item *item)
{
    struct promise_told told;
    struct promise p;
    if (!promise_told_read(c, e->body, &told)
        || !record_get_any(c, &promise_record, told.id, &p))
        return false;
    struct str contact = record_title(c, record_named("contact"), p.contact_id);
    item->icon = "clock";
    item->buyer = told.by_buyer;
    if (told.by_buyer)
        item->who = contact.n ? contact : STR("The buyer");
    else if (!e->user_id)
        item->who = STR("We");
    item->what = str_of(told.words);
    item->details = p.what;
    return true;
}

bool room_request_say(struct ctx *c, const struct entry *e, struct room_item *item)
{
    struct request r;
    int64_t id;
    if (!request_told_read(c, e->body, &id, &item->what)
        || !record_get_any(c, &request_record, id, &r))
        return false;
    item->icon = "users";
    item->details = r.what;
    return true;
}

/* ---- making one ---- */

static void option_choose(struct form_options *o, struct str value)
{
    for (size_t i = 0; value.n && i < o->n; i++)
        o->p[i].chosen = str_same(o->p[i].value, value);
}

struct typed {
    struct str what, due, kind, channel, team, by;
};

static bool again(struct req *q, const struct deal *d, const struct typed *t)
{
    struct ctx *c = &q->c;
    struct room_view *v = arena_new(c->arena, struct room_view);
    struct room_promise *f = &v->promise;
    struct fault fault = c->fault;
    *f = (struct room_promise){ .open = true,
                                .what = t->what,
                                .due = t->due,
                                .by = str_is(t->by, "buyer") ? BY_BUYER : BY_US,
                                .message = room_fault_text(c, &fault),
                                .what_error = room_error_of(c, "what"),
                                .due_error = room_error_of(c, "due") };
    fault_clear(c);
    if (!room_fill(q, d, v))
        return false;
    option_choose(&f->kinds, t->kind);
    option_choose(&f->channels, t->channel);
    option_choose(&f->teams, t->team);
    c->fault = fault;
    return answer_again(q, room_page_page, v);
}

bool room_promise_add(struct req *q)
{
    struct ctx *c = &q->c;
    struct deal *d = arena_new(c->arena, struct deal);
    struct promise p;
    struct typed t = {
        input_text(&q->in, "what"),
        input_text(&q->in, "due"),
        input_text(&q->in, "kind"),
        input_text(&q->in, "channel"),
        input_text(&q->in, "team_id"),
        input_text(&q->in, "by"),
    };
    if (!record_get(c, &deal_record, q->ids[0], d))
        return false;
    input_add(c->arena, &q->in, STR("deal_id"),
              arena_printf(c->arena, "%lld", (long long)q->ids[0]), INPUT_TEXT);
    if (promise_read(q, &p) && request_promise(c, &p))
        return answer_go(q, "/deals/%lld#promises", (long long)q->ids[0]);
    return again(q, d, &t);
}
