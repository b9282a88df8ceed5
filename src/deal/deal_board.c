/* SPDX-License-Identifier: Apache-2.0 */
#include "deal/board.html.h"
#include "deal/board_view.h"
#include "deal/deal_pages.h"
#include "frame/org.h"
#include "frame/people.h"
#include "frame/policy.h"

#define CARDS_MAX 50

/* "Comparing, heard Fri 13 Nov": where the buyer stands by his own words, when he spoke last. */
static struct str buyers_sign(struct ctx *c, const struct deal *d)
{
    struct buf b;
    if (!instant_is(d->last_heard))
        return STR("Not heard from yet");
    buf_init(&b, c->arena, 100);
    if (d->buyer_stage != BUYER_UNKNOWN)
        buf_printf(&b, "%s, heard ", buyer_stage_words[d->buyer_stage].label);
    else
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

static void filter_add(struct list_query *lq, const char *name, enum list_op op, int64_t value)
{
    lq->filters[lq->n_filters].field = field_named(&deal_record, str_of(name));
    lq->filters[lq->n_filters].op = op;
    lq->filters[lq->n_filters++].i = value;
}

static struct list_query cards_query(const struct board_view *v, const struct board_column *column,
                                     const char *sort)
{
    struct list_query lq = { .sort = field_named(&deal_record, str_of(sort)),
                             .descending = true,
                             .limit = CARDS_MAX };
    filter_add(&lq, "stage_id", LIST_IS, column->stage->id);
    if (v->owner_id)
        filter_add(&lq, "owner_id", LIST_IS, v->owner_id);
    return lq;
}

static bool cards_fill(struct ctx *c, const struct list_query *lq, struct board_column *column)
{
    struct list_page page;
    if (!record_list(c, &deal_record, lq, &page))
        return false;
    struct board_card *cards = arena_array(c->arena, struct board_card, page.n);
    for (size_t i = 0; i < page.n; i++)
        cards[i] = card_of(c, (const struct deal *)page.rows + i);
    column->cards.p = cards;
    column->cards.n = page.n;
    if (lq->counted) {
        column->deals = page.count;
        column->capped = page.count_capped;
    }
    if (!page.next.n)
        column->all_url = STR_NONE;
    return true;
}

static struct money org_money(int64_t minor)
{
    struct money m = { .minor = minor };
    memcpy(m.currency, org()->currency, sizeof m.currency);
    return m;
}

static struct str owner_part(struct ctx *c, const struct board_view *v)
{
    return v->owner_id ? arena_printf(c->arena, "&owner_id=%lld", (long long)v->owner_id)
                       : STR_NONE;
}

static bool open_fill(struct ctx *c, const struct board_view *v, struct board_column *column)
{
    struct list_query lq = cards_query(v, column, "value");
    struct stage_total total;
    if (!stage_total_read(c, column->stage->id, &total))
        return false;
    column->deals = total.deals;
    column->value = org_money(total.value);
    column->weighted = org_money(percent_round(total.weighted));
    column->all_url = arena_printf(c->arena, "/deals?stage_id=%lld&sort=-value%.*s",
                                   (long long)column->stage->id, STR_FMT(owner_part(c, v)));
    return cards_fill(c, &lq, column);
}

static struct period this_quarter(struct ctx *c)
{
    const struct policy *start = policy_named(STR("fiscal_start"));
    int year, quarter, month = start ? (int)policy_value(c, start) : 1;
    period_find(instant_day(c->now), month, &year, &quarter);
    return period_of(year, quarter, month);
}

/* Won for ever would be a column without end: what was won this quarter, newest first. */
static bool won_fill(struct ctx *c, const struct board_view *v, struct board_column *column)
{
    struct list_query lq = cards_query(v, column, "closed_on");
    struct period when = this_quarter(c);
    struct buf url;
    int64_t value;
    filter_add(&lq, "state", LIST_IS, DEAL_WON);
    filter_add(&lq, "closed_on", LIST_FROM, when.from.n);
    filter_add(&lq, "closed_on", LIST_TO, when.to.n);
    lq.counted = true;
    if (!won_value_read(c, column->stage->id, when, &value))
        return false;
    buf_init(&url, c->arena, 200);
    buf_lit(&url, "/deals?state=won&sort=-closed_on&closed_on_from=");
    buf_day(&url, when.from);
    buf_add(&url, owner_part(c, v));
    column->all_url = buf_str(&url);
    column->value = org_money(value);
    column->since = "this quarter";
    return cards_fill(c, &lq, column);
}

/* With one owner chosen the sums are his; he is in the viewer's line, so they are the viewer's
 * too. */
static bool column_fill(struct ctx *c, const struct board_view *v, struct board_column *column)
{
    struct viewer one = { .owners = &v->owner_id, .n_owners = 1, .door = c->viewer->door };
    const struct viewer *asks = c->viewer;
    if (v->owner_id)
        c->viewer = &one;
    bool ok = column->stage->ending == ENDING_WON ? won_fill(c, v, column)
                                                  : open_fill(c, v, column);
    c->viewer = asks;
    return ok;
}

/* A deal that came into a stage while another node removed it is shown there until it is moved. */
static bool columns_fill(struct req *q, struct board_view *v)
{
    struct stages all;
    if (!stages_copy(&q->c, &all))
        return false;
    v->columns.p = arena_array(q->c.arena, struct board_column, all.n_all);
    for (size_t i = 0; i < all.n_all; i++) {
        const struct stage *s = &all.p[i];
        if (s->pipeline_id != v->pipeline_id || s->ending == ENDING_LOST)
            continue;
        struct board_column *column = &v->columns.p[v->columns.n];
        *column = (struct board_column){ .stage = s, .place = (int)v->columns.n % 6 };
        if (!column_fill(&q->c, v, column))
            return false;
        if (s->removed && !column->deals)
            continue;
        v->columns.n++;
        if (s->ending == ENDING_NONE) {
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
    if (!view_tabs_fill(q, "board", &v->views))
        return false;
    if (v->views.start_url.n)
        return answer_go(q, "%.*s", STR_FMT(v->views.start_url));
    struct str owner = input_text(&q->query, "owner_id");
    if (owner.n && (!str_to_int(owner, &v->owner_id) || !viewer_sees(c->viewer, v->owner_id)))
        return bad_field(c, STR("owner_id"), "Choose somebody of your line.");
    if (!pipeline_asked(q, &v->pipeline_id))
        return false;
    v->sum = org_money(0);
    v->tabs = pipeline_tabs(q, v->pipeline_id);
    v->table_url = v->tabs.n ? arena_printf(c->arena, "/deals?state=open&pipeline_id=%lld",
                                            (long long)v->pipeline_id)
                             : STR("/deals");
    return input_all_used(c, &q->query) && owners_fill(q, v) && columns_fill(q, v)
           && frame_fill(q, &v->frame, "Board", "board")
           && answer_view(q, board_page_page, NULL, v);
}
