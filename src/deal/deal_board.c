/* SPDX-License-Identifier: Apache-2.0 */
#include "deal/board.html.h"
#include "deal/board_view.h"
#include "deal/deal_pages.h"
#include "frame/org.h"
#include "frame/people.h"

#define CARDS_MAX 50

static struct str buyers_sign(struct ctx *c, const struct deal *d)
{
    struct buf b;
    buf_init(&b, c->arena, 100);
    if (!instant_is(d->last_heard)) {
        buf_lit(&b, "Not heard from yet");
        return buf_str(&b);
    }
    buf_lit(&b, "Heard from ");
    buf_instant_words(&b, d->last_heard, c->now);
    return buf_str(&b);
}

static struct board_card card_of(struct ctx *c, const struct deal *d)
{
    const struct record *accounts = record_named("account");
    return (struct board_card){
        .deal = d,
        .account = record_title(c, accounts, d->account_id),
        .owner = mark_of(c->arena, d->owner_name),
        .sign = deal_step_sign(c, d),
        .buyer = buyers_sign(c, d),
        .heard = instant_is(d->last_heard) && c->now.ms - d->last_heard.ms < INT64_C(2) * 86400000,
        .silent = deal_is_silent(c, d),
    };
}

static bool cards_fill(struct req *q, const struct board_view *v, struct board_column *column)
{
    struct ctx *c = &q->c;
    const struct record *r = &deal_record;
    struct list_query lq = {
        .sort = field_named(r, STR("value")), .descending = true, .limit = CARDS_MAX, .n_filters = 1
    };
    struct list_page page;
    lq.filters[0].field = field_named(r, STR("stage_id"));
    lq.filters[0].i = column->stage->id;
    if (v->owner_id) {
        lq.filters[1].field = field_named(r, STR("owner_id"));
        lq.filters[1].i = v->owner_id;
        lq.n_filters = 2;
    }
    if (!record_list(c, r, &lq, &page))
        return false;
    struct board_card *cards = arena_array(c->arena, struct board_card, page.n);
    for (size_t i = 0; i < page.n; i++)
        cards[i] = card_of(c, (const struct deal *)page.rows + i);
    column->cards.p = cards;
    column->cards.n = page.n;
    column->more = page.next.n > 0;
    return true;
}

static struct money org_money(int64_t minor)
{
    struct money m = { .minor = minor };
    memcpy(m.currency, org()->currency, sizeof m.currency);
    return m;
}

/* With one owner chosen the sums are his; he is in the viewer's line, so they are the viewer's too. */
static bool sums_fill(struct ctx *c, const struct board_view *v, struct board_column *column)
{
    struct viewer one = { .owners = &v->owner_id, .n_owners = 1, .door = c->viewer->door };
    const struct viewer *asks = c->viewer;
    struct stage_total total;
    if (v->owner_id)
        c->viewer = &one;
    bool ok = stage_total_read(c, column->stage->id, &total);
    c->viewer = asks;
    column->deals = total.deals;
    column->value = org_money(total.value);
    column->weighted = org_money(percent_round(total.weighted));
    return ok;
}

static bool columns_fill(struct req *q, struct board_view *v)
{
    const struct stages *all = stages(&q->c);
    if (!all)
        return false;
    struct stage *mine = arena_array(q->c.arena, struct stage, all->n);
    memcpy(mine, all->p, all->n * sizeof *mine);
    v->columns.p = arena_array(q->c.arena, struct board_column, all->n);
    int64_t pipeline = all->n ? mine[0].pipeline_id : 0;
    for (size_t i = 0; i < all->n; i++) {
        if (mine[i].pipeline_id != pipeline || mine[i].ending == ENDING_LOST)
            continue;
        struct board_column *column = &v->columns.p[v->columns.n];
        mine[i].name = arena_str(q->c.arena, mine[i].name);
        *column = (struct board_column){ .stage = &mine[i], .place = (int)v->columns.n % 6 };
        v->columns.n++;
        if (!sums_fill(&q->c, v, column) || !cards_fill(q, v, column))
            return false;
        if (mine[i].ending == ENDING_NONE) {
            v->deals += column->deals;
            v->sum.minor += column->value.minor;
        }
    }
    return true;
}

static bool owners_fill(struct req *q, struct board_view *v)
{
    const struct people *all = people(&q->c);
    if (!all)
        return false;
    v->owners.p = arena_array(q->c.arena, struct form_option, all->n);
    for (size_t i = 0; i < all->n; i++) {
        const struct person *who = &all->p[i];
        if (!who->active || !(who->roles & ROLE_SALES) || !viewer_sees(q->c.viewer, who->id))
            continue;
        v->owners.p[v->owners.n++] = (struct form_option){
            arena_printf(q->c.arena, "%lld", (long long)who->id),
            arena_str(q->c.arena, who->name),
            who->id == v->owner_id,
        };
    }
    return true;
}

bool board_show(struct req *q)
{
    struct ctx *c = &q->c;
    struct board_view *v = arena_new(c->arena, struct board_view);
    struct str owner = input_text(&q->query, "owner_id");
    if (owner.n && (!str_to_int(owner, &v->owner_id) || !viewer_sees(c->viewer, v->owner_id)))
        return bad_field(c, STR("owner_id"), "Choose somebody of your line.");
    v->sum = org_money(0);
    return input_all_used(c, &q->query) && owners_fill(q, v) && columns_fill(q, v)
           && frame_fill(q, &v->frame, "Board", "board")
           && answer_view(q, board_page_page, NULL, v);
}
