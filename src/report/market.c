/* SPDX-License-Identifier: Apache-2.0 */
/* Our speed beside what buyers said they can get elsewhere (S0-68). */
#include "deal/deal.h"
#include "report/report_store.h"

#define MINUTE_MS INT64_C(60000)

struct market {
    struct report_rows *out;
    int64_t *price, *order, *arrival; /* our minutes, of all that were closed */
    size_t n_price, n_order, n_arrival;
    int64_t days[REPORT_ROWS]; /* what buyers were offered */
    size_t n_days;
};

static void note(struct ctx *c, int64_t **to, size_t *n, int64_t minutes)
{
    if (!*to)
        *to = arena_array(c->arena, int64_t, REPORT_ROWS);
    if (minutes >= 0 && *n < REPORT_ROWS)
        (*to)[(*n)++] = minutes;
}

/* -1: one of the two never was. */
static int64_t between(struct instant from, struct instant to)
{
    bool both = instant_is(from) && instant_is(to) && to.ms >= from.ms;
    return both ? (to.ms - from.ms) / MINUTE_MS : -1;
}

static struct report_cell minutes(int64_t n)
{
    return n < 0 ? cell_none() : cell_count(n);
}

static bool offer_add(struct ctx *c, struct market *m, const struct closed_row *row,
                      const struct offer_row *offer)
{
    struct report_row *line = report_row_add(c, m->out);
    if (!line)
        return true;
    line->cells[0] = cell_link(row->name, arena_printf(c->arena, "/deals/%lld",
                                                       (long long)row->id));
    line->cells[1] = cell_text(row->won ? STR("won") : STR("lost"));
    line->cells[2] = minutes(between(row->began, row->priced));
    line->cells[3] = row->won ? minutes(between(row->priced, row->ended)) : cell_none();
    line->cells[4] = row->won ? minutes(between(row->ended, row->arrived)) : cell_none();
    line->cells[5] = cell_text(offer->who);
    line->cells[6] = offer->days == INT_NONE ? cell_none() : cell_count(offer->days);
    line->cells[7] = cell_money(offer->price);
    line->cells[8] = cell_money(row->price);
    if (offer->days != INT_NONE && m->n_days < REPORT_ROWS)
        m->days[m->n_days++] = offer->days;
    return !failed(c);
}

static bool row_add(struct ctx *c, void *arg, const struct closed_row *row)
{
    struct market *m = arg;
    struct offers offers;
    if (!viewer_sees(c->viewer, row->owner_id))
        return true;
    note(c, &m->price, &m->n_price, between(row->began, row->priced));
    if (row->won)
        note(c, &m->order, &m->n_order, between(row->priced, row->ended));
    if (row->won)
        note(c, &m->arrival, &m->n_arrival, between(row->ended, row->arrived));
    if (!offers_read(c, row->id, &offers))
        return false;
    for (size_t i = 0; i < offers.n; i++) {
        if (!offer_add(c, m, row, &offers.p[i]))
            return false;
    }
    return true;
}

static struct str half(struct ctx *c, int64_t *p, size_t n)
{
    int64_t m = numbers_at(p, n, 50);
    if (m < 0)
        return STR("never");
    return arena_printf(c->arena, "%lld h %02lld min", (long long)(m / 60), (long long)(m % 60));
}

static bool rows_make(struct ctx *c, const struct report_asked *asked, struct report_rows *out)
{
    struct market *m = arena_new(c->arena, struct market);
    m->out = out;
    if (!closed_each(c, asked->when, row_add, m))
        return false;
    int64_t days = numbers_at(m->days, m->n_days, 50);
    struct str theirs = days < 0 ? STR("")
                                 : arena_printf(c->arena, " Half of what buyers can get elsewhere "
                                                          "is there within %lld days.",
                                                (long long)days);
    out->says = arena_printf(c->arena,
                             "Half of ours: price %.*s after the enquiry, order %.*s after the "
                             "price, delivery %.*s after the order.%.*s",
                             STR_FMT(half(c, m->price, m->n_price)),
                             STR_FMT(half(c, m->order, m->n_order)),
                             STR_FMT(half(c, m->arrival, m->n_arrival)), STR_FMT(theirs));
    return !failed(c);
}

/* clang-format off */
static const struct report_column columns[] = {
    { "deal", "Deal", COLUMN_TEXT }, { "ended", "Ended", COLUMN_TEXT },
    { "to_price", "Enquiry to price", COLUMN_MINUTES }, { "to_order", "Price to order", COLUMN_MINUTES },
    { "to_delivery", "Order to delivery", COLUMN_MINUTES }, { "elsewhere", "Elsewhere", COLUMN_TEXT },
    { "days", "There within days", COLUMN_COUNT }, { "price", "There at", COLUMN_MONEY },
    { "our_price", "Here at", COLUMN_MONEY },
};
const struct report report_market = {
    .name = "market", .title = "Our speed beside the market",
    .about = "What buyers of closed deals said they can get elsewhere, and how long price, order and delivery took here.",
    .empty = "No buyer of a deal that was closed in this period named an alternative.",
    TABLE(columns, columns), .dated = true, .drawn = { 6, -1, -1 }, .rows = rows_make, .requirement = "S0-68",
};
/* clang-format on */
