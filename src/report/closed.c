/* SPDX-License-Identifier: Apache-2.0 */
/* Deals that were closed: what value given along the way did (S0-31), and why and to whom those
 * that were lost went (S0-38). */
#include "deal/deal.h"
#include "frame/org.h"
#include "report/report_store.h"

#define MINUTE_MS INT64_C(60000)

static struct str deal_url(struct ctx *c, int64_t id)
{
    return arena_printf(c->arena, "/deals/%lld", (long long)id);
}

/* ---- value, or a transaction only ---- */

/* Of the deals with value, or without. */
struct pile {
    int64_t all, won, touches;
    int64_t *minutes; /* to the order, of those that were won */
    size_t n;
};
struct piles {
    struct pile with, without;
    struct report_rows stewarded; /* one by one */
};

static int64_t minutes_of(const struct closed_row *row)
{
    return (row->ended.ms - row->began.ms) / MINUTE_MS;
}

static void pile_add(struct ctx *c, struct pile *p, const struct closed_row *row)
{
    p->all++;
    p->touches += row->touches;
    if (!row->won)
        return;
    p->won++;
    if (!p->minutes)
        p->minutes = arena_array(c->arena, int64_t, REPORT_ROWS);
    if (p->n < REPORT_ROWS)
        p->minutes[p->n++] = minutes_of(row);
}

static bool value_add(struct ctx *c, void *arg, const struct closed_row *row)
{
    struct piles *all = arg;
    struct report_row *line;
    if (!viewer_sees(c->viewer, row->owner_id))
        return true;
    pile_add(c, row->touches ? &all->with : &all->without, row);
    if (row->touches)
        return true;
    line = report_row_add(c, &all->stewarded);
    if (!line)
        return true;
    line->cells[0] = cell_link(row->name, deal_url(c, row->id));
    line->cells[1] = cell_text(person_name(c, row->owner_id));
    line->cells[2] = cell_text(row->won ? STR("won") : STR("lost"));
    line->cells[3] = cell_count(1);
    line->cells[4] = cell_count(row->won);
    line->cells[6] = row->won ? cell_count(minutes_of(row)) : cell_none();
    line->cells[7] = cell_count(0);
    return !failed(c);
}

static void pile_write(struct ctx *c, struct report_rows *out, struct str name, struct pile *p)
{
    struct report_row *line = report_row_add(c, out);
    int64_t middle = numbers_at(p->minutes, p->n, 50);
    if (!line)
        return;
    line->cells[0] = cell_text(name);
    line->cells[3] = cell_count(p->all);
    line->cells[4] = cell_count(p->won);
    line->cells[5] = p->all ? cell_count(p->won * 100 / p->all) : cell_none();
    line->cells[6] = middle < 0 ? cell_none() : cell_count(middle);
    line->cells[7] = cell_count(p->touches);
}

static bool value_rows(struct ctx *c, const struct report_asked *asked, struct report_rows *out)
{
    struct piles *all = arena_new(c->arena, struct piles);
    if (!closed_each(c, asked->when, value_add, all))
        return false;
    if (!all->with.all && !all->without.all)
        return true;
    pile_write(c, out, STR("With something of value"), &all->with);
    pile_write(c, out, STR("Stewarded only"), &all->without);
    for (size_t i = 0; i < all->stewarded.n; i++) {
        struct report_row *line = report_row_add(c, out);
        if (line)
            *line = all->stewarded.p[i];
    }
    out->cut |= all->stewarded.cut;
    out->says = arena_printf(c->arena, "%lld of %lld closed deals got nothing of value from us.",
                             (long long)all->without.all,
                             (long long)(all->with.all + all->without.all));
    return !failed(c);
}

/* ---- losses ---- */

struct losses {
    struct report_rows *out;
    int64_t all, faster; /* lost because somebody else was faster or easier */
};

static struct money worth(int64_t minor)
{
    struct money m = { .minor = minor };
    memcpy(m.currency, org()->currency, sizeof m.currency);
    return m;
}

static bool loss_add(struct ctx *c, void *arg, const struct closed_row *row)
{
    struct losses *all = arg;
    struct report_row *line;
    if (row->won || !viewer_sees(c->viewer, row->owner_id))
        return true;
    all->all++;
    all->faster += row->cause == LOST_BY_SPEED || row->cause == LOST_BY_PROCESS;
    line = report_row_add(c, all->out);
    if (!line)
        return true;
    line->cells[0] = cell_link(row->name, deal_url(c, row->id));
    line->cells[1] = cell_text(person_name(c, row->owner_id));
    line->cells[2] = cell_text(row->lost_to);
    line->cells[3] = cell_text(str_of(lost_cause_words[row->cause].label));
    line->cells[4] = cell_text(row->lost_reason);
    line->cells[5] = row->waited == INT_NONE ? cell_none() : cell_count(row->waited / 60);
    line->cells[6] = cell_moment(row->ended);
    line->cells[7] = cell_text(row->by_buyer ? STR("the buyer") : STR("us"));
    line->cells[8] = cell_money(worth(row->value));
    return !failed(c);
}

static bool losses_rows(struct ctx *c, const struct report_asked *asked, struct report_rows *out)
{
    struct losses all = { .out = out };
    if (!closed_each(c, asked->when, loss_add, &all))
        return false;
    if (all.all)
        out->says = arena_printf(c->arena,
                                 "%lld of %lld went because somebody else was faster or easier to "
                                 "buy from.",
                                 (long long)all.faster, (long long)all.all);
    return true;
}

/* clang-format off */
static const struct report_column value_columns[] = {
    { "deals", "Deals", COLUMN_TEXT }, { "owner", "Owner", COLUMN_TEXT }, { "ended", "Ended", COLUMN_TEXT },
    { "count", "Closed", COLUMN_COUNT }, { "won", "Won", COLUMN_COUNT }, { "rate", "Win rate, %", COLUMN_COUNT },
    { "order_time", "Half ordered within", COLUMN_MINUTES }, { "touches", "Touches of value", COLUMN_COUNT },
};
static const struct report_column losses_columns[] = {
    { "deal", "Deal", COLUMN_TEXT }, { "owner", "Owner", COLUMN_TEXT }, { "lost_to", "Lost to", COLUMN_TEXT },
    { "cause", "Why", COLUMN_TEXT }, { "reason", "In a few words", COLUMN_TEXT },
    { "hours", "Hours from ready to lost", COLUMN_COUNT }, { "lost", "Lost", COLUMN_MOMENT },
    { "by", "Closed by", COLUMN_TEXT }, { "value", "Value", COLUMN_MONEY },
};

const struct report report_value = {
    .name = "value", .title = "Value, or a transaction only",
    .about = "Closed deals on which we shared a hint, a resource or expertise, and beside them, one by one, those that we only "
             "took through: how many were won, and how long it took from the enquiry to the order.",
    .empty = "No deal was closed in this period.",
    .columns = value_columns, .n_columns = COUNT(value_columns), .dated = true, .drawn = { 3, 4, -1 }, .bars = 2,
    .rows = value_rows, .requirement = "S0-31",
};
const struct report report_losses = {
    .name = "losses", .title = "Losses",
    .about = "What was lost, to whom, why, and how many hours after the buyer was ready to buy.",
    .empty = "Nothing was lost in this period.",
    .columns = losses_columns, .n_columns = COUNT(losses_columns), .dated = true, .drawn = { 5, -1, -1 },
    .rows = losses_rows, .requirement = "S0-38",
};
/* clang-format on */
