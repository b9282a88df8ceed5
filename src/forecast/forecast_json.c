/* SPDX-License-Identifier: Apache-2.0 */
#include "forecast/forecast_answer.h"

/* clang-format off */
static const struct shape query[] = {
    { "year", SHAPE_INT, OPTIONAL, .min = 1970, .max = 2999, .about = "Fiscal; this quarter if not said." },
    { "quarter", SHAPE_INT, OPTIONAL, .max = 4, .about = "0 or not said: the whole year." },
    { "owner_id", SHAPE_ID, OPTIONAL },
    { "as_of", SHAPE_DAY, OPTIONAL, .about = "As it was at the end of that day." },
    { "by", SHAPE_WORD, OPTIONAL, .words = "owner", .about = "Also by owner and team." },
    { "format", SHAPE_WORD, OPTIONAL, .words = "csv" },
    { 0 },
};
static const struct shape counted_shape[] = { { "deals", SHAPE_INT }, { "value", SHAPE_MONEY }, { 0 } };
static const struct shape foreign_shape[] = {
    { "deals", SHAPE_INT }, { "value", SHAPE_MONEY, NULLABLE, .about = "Null for all further currencies together." }, { 0 },
};
static const struct shape apart_shape[] = {
    { "overdue", SHAPE_OBJECT, .of = counted_shape }, { "undated", SHAPE_OBJECT, .of = counted_shape },
    { "without_value", SHAPE_OBJECT, .of = counted_shape }, { "unconfirmed", SHAPE_OBJECT, .of = counted_shape },
    { "without_rate", SHAPE_LIST, .of = foreign_shape, .about = "By currency." }, { 0 },
};
#define TALLY_SHAPE \
    { "closed_won", SHAPE_MONEY }, { "weighted", SHAPE_MONEY }, { "best_case", SHAPE_MONEY }, \
    { "commit", SHAPE_MONEY }, { "apart", SHAPE_OBJECT, .of = apart_shape }
static const struct shape owner_shape[] = {
    { "owner_id", SHAPE_ID }, { "owner", SHAPE_TEXT }, { "manager_id", SHAPE_ID, NULLABLE }, TALLY_SHAPE, { 0 },
};
static const struct shape answer[] = {
    { "year", SHAPE_INT }, { "quarter", SHAPE_INT, NULLABLE }, { "from", SHAPE_DAY }, { "to", SHAPE_DAY },
    { "as_of", SHAPE_DAY, NULLABLE }, { "currency", SHAPE_TEXT }, { "commit_floor", SHAPE_INT }, TALLY_SHAPE,
    { "teams", SHAPE_LIST, OPTIONAL, owner_shape, .about = "With ?by=owner." },
    { "owners", SHAPE_LIST, OPTIONAL, owner_shape }, { 0 },
};
/* clang-format on */

const struct api forecast_api = { "Forecast a fiscal quarter or year", query, NULL, answer,
                                  .also = "text/csv" };

static void money_json(struct buf *b, const char *name, struct money m)
{
    buf_printf(b, ",\"%s\":", name);
    buf_money_json(b, m);
}

static void counted_json(struct buf *b, const struct forecast_view *v, const char *name,
                         struct counted sum, bool first)
{
    buf_printf(b, "%s\"%s\":{\"deals\":%lld", first ? "" : ",", name, (long long)sum.deals);
    money_json(b, "value", forecast_money(v, sum.value));
    buf_char(b, '}');
}

static void foreign_json(struct buf *b, const struct tally *t)
{
    buf_lit(b, ",\"without_rate\":[");
    for (int i = 0; i < t->n_foreign; i++) {
        struct money m = { .minor = t->foreign[i].sum.value };
        memcpy(m.currency, t->foreign[i].currency, sizeof m.currency);
        buf_printf(b, "%s{\"deals\":%lld", i ? "," : "", (long long)t->foreign[i].sum.deals);
        if (money_is(m))
            money_json(b, "value", m);
        else
            buf_lit(b, ",\"value\":null");
        buf_char(b, '}');
    }
    buf_char(b, ']');
}

static void tally_json(struct buf *b, const struct forecast_view *v, const struct tally *t)
{
    money_json(b, "closed_won", forecast_money(v, t->won));
    money_json(b, "weighted", forecast_weighted(v, t));
    money_json(b, "best_case", forecast_money(v, t->best_case));
    money_json(b, "commit", forecast_money(v, t->commit));
    buf_lit(b, ",\"apart\":{");
    counted_json(b, v, "overdue", t->overdue, true);
    counted_json(b, v, "undated", t->undated, false);
    counted_json(b, v, "without_value", t->without_value, false);
    counted_json(b, v, "unconfirmed", t->unconfirmed, false);
    foreign_json(b, t);
    buf_char(b, '}');
}

static void owners_json(struct buf *b, const struct forecast_view *v, const char *name,
                        const struct forecast_owners *owners)
{
    buf_printf(b, ",\"%s\":[", name);
    for (size_t i = 0; i < owners->n; i++) {
        buf_printf(b, "%s{\"owner_id\":%lld,\"owner\":", i ? "," : "", (long long)owners->p[i].id);
        buf_json_str(b, owners->p[i].name);
        if (owners->p[i].manager_id)
            buf_printf(b, ",\"manager_id\":%lld", (long long)owners->p[i].manager_id);
        else
            buf_lit(b, ",\"manager_id\":null");
        tally_json(b, v, &owners->p[i].tally);
        buf_char(b, '}');
    }
    buf_char(b, ']');
}

static void day_json(struct buf *b, const char *name, struct day d)
{
    buf_printf(b, ",\"%s\":\"", name);
    buf_day(b, d);
    buf_char(b, '"');
}

void forecast_json(struct buf *b, const void *view)
{
    const struct forecast_view *v = view;
    buf_printf(b, "{\"year\":%d,\"quarter\":", v->year);
    if (v->quarter)
        buf_int(b, v->quarter);
    else
        buf_lit(b, "null");
    day_json(b, "from", v->terms.period.from);
    day_json(b, "to", v->terms.period.to);
    if (v->terms.as_of)
        day_json(b, "as_of", v->terms.today);
    else
        buf_lit(b, ",\"as_of\":null");
    buf_printf(b, ",\"currency\":\"%s\",\"commit_floor\":%lld", v->currency,
               (long long)v->terms.commit_floor);
    tally_json(b, v, &v->total);
    if (v->by_owner) {
        owners_json(b, v, "teams", &v->teams);
        owners_json(b, v, "owners", &v->owners);
    }
    buf_char(b, '}');
}

static void csv_row(struct buf *b, const struct forecast_view *v, const char *kind, struct str name,
                    const struct tally *t)
{
    struct money sums[] = { forecast_money(v, t->won), forecast_money(v, t->commit),
                            forecast_weighted(v, t), forecast_money(v, t->best_case) };
    buf_add(b, str_of(kind));
    buf_char(b, ',');
    record_csv_cell(b, name);
    for (size_t i = 0; i < COUNT(sums); i++) {
        buf_char(b, ',');
        buf_money_plain(b, sums[i]);
    }
    buf_printf(b, ",%s\r\n", v->currency);
}

struct str forecast_csv(struct arena *a, const struct forecast_view *v)
{
    struct buf b;
    buf_init(&b, a, (size_t)4 << 20);
    buf_lit(&b, "kind,name,closed_won,commit,weighted,best_case,currency\r\n");
    csv_row(&b, v, "total", STR("total"), &v->total);
    for (size_t i = 0; i < v->teams.n; i++)
        csv_row(&b, v, "team", v->teams.p[i].name, &v->teams.p[i].tally);
    for (size_t i = 0; i < v->owners.n; i++)
        csv_row(&b, v, "rep", v->owners.p[i].name, &v->owners.p[i].tally);
    return buf_str(&b);
}
