/* SPDX-License-Identifier: Apache-2.0 */
#include "rate/rate.h"
#include "base/text.h"
#include "frame/org.h"
#include "frame/policy.h"
#include "rate/rate_store.h"

#define COURSE_DAYS 1096
#define COURSE_ROWS 200 /* corrections included */

/* clang-format off */
static const struct field fields[] = {
    { F(rate, id,       ID),   .label = "No." },
    { F(rate, day,      DAY),  .label = "Day",           .flags = LISTED | FILTER | SORTED },
    { F(rate, base,     TEXT), .label = "Base currency", .flags = REQUIRED | LISTED | FILTER, .max = 3 },
    { F(rate, rate,     TEXT), .label = "Rate",          .flags = REQUIRED | LISTED, .max = 20 },
    { F(rate, currency, TEXT), .label = "Currency",      .flags = LISTED | FILTER, .max = 3 },
    { F(rate, source,   TEXT), .label = "Source",        .flags = LISTED },
    { F(rate, user_id,  REF),  .label = "Entered by",    .flags = COMPUTED | LISTED, .ref = "user" },
    BASE_FIELDS(rate),
};

static const struct list lists[] = {
    { "day", { 0 },                  "rate_day", NULL },
    { "day", { "currency" },         "rate_currency", NULL },
    { "day", { "base", "currency" }, "rate_pair", NULL },
};

const struct policy rate_days = {
    "rate_days", "Days for which an exchange rate holds while no newer one is known", "days", 35, 0, 400, "X-14",
};
/* clang-format on */

const struct record rate_record = {
    .name = "rate",
    .plural = "rates",
    .label = "Exchange rate",
    .labels = "Exchange rates",
    .size = sizeof(struct rate),
    .fields = fields,
    .n_fields = COUNT(fields),
    .title = "rate",
    .default_sort = "-day",
    .lists = lists,
    .n_lists = COUNT(lists),
};

/* ---- finding ---- */

/* Either way round: a rate of the other way counts with one unit over it. */
static bool direct(struct ctx *c, const char *currency, struct period when, struct worth *out)
{
    struct str from = str_of(currency), to = str_of(org()->currency);
    struct rate_row over, under;
    *out = (struct worth){ DECIMAL_ONE, DECIMAL_ONE, DAY_NONE };
    if (!rate_newest(c, from, to, when, &over) || !rate_newest(c, to, from, when, &under))
        return false;
    if (!over.id && !under.id)
        return true;
    bool forward = over.id
                   && (over.day.n > under.day.n || !under.id
                       || (over.day.n == under.day.n && over.id > under.id));
    out->day = forward ? over.day : under.day;
    return decimal_parse(forward ? over.rate : under.rate, forward ? &out->over : &out->under)
           || broken(c, "rate %lld is no number", (long long)(forward ? over.id : under.id));
}

static bool cross(struct ctx *c, const char *currency, struct period when, struct worth *out)
{
    struct rate_row from, to;
    if (!rate_cross(c, str_of(currency), str_of(org()->currency), when, &from, &to))
        return false;
    out->day = from.day;
    return !day_is(from.day)
           || (decimal_parse(to.rate, &out->over) && decimal_parse(from.rate, &out->under))
           || broken(c, "rate %lld or %lld is no number", (long long)from.id, (long long)to.id);
}

bool rate_find(struct ctx *c, const char *currency, struct day on, struct worth *out, bool *found)
{
    struct period when = { { on.n - (int32_t)policy_value(c, &rate_days) }, on };
    struct worth crossed;
    if (failed(c) || !direct(c, currency, when, out) || !cross(c, currency, when, &crossed))
        return false;
    if (day_is(crossed.day) && (!day_is(out->day) || crossed.day.n > out->day.n))
        *out = crossed;
    *found = day_is(out->day);
    return true;
}

/* ---- a rate as text ---- */

static bool is_one(struct decimal d)
{
    return d.digits == 1 && d.places == 0;
}

struct str worth_text(struct arena *a, const struct worth *w)
{
    struct buf b;
    buf_init(&b, a, 64);
    buf_decimal(&b, w->over);
    if (!is_one(w->under)) {
        buf_char(&b, '/');
        buf_decimal(&b, w->under);
    }
    return buf_str(&b);
}

bool worth_parse(struct str text, struct worth *out)
{
    struct str under, over = str_split(text, '/', &under);
    struct worth w = { DECIMAL_ONE, DECIMAL_ONE, DAY_NONE };
    if (!decimal_parse(over, &w.over) || (over.n < text.n && !decimal_parse(under, &w.under)))
        return false;
    *out = w;
    return true;
}

bool worth_of(struct money m, const struct worth *w, struct money *out)
{
    return money_exchange(m, w->over, w->under, org()->currency, out);
}

void buf_worth_number(struct buf *b, const struct worth *w)
{
    if (is_one(w->under))
        buf_decimal(b, w->over);
    else
        buf_quotient(b, w->over, w->under);
}

void buf_worth(struct buf *b, struct str text, struct day day)
{
    struct worth w = { DECIMAL_ONE, DECIMAL_ONE, day };
    buf_lit(b, "at ");
    if (worth_parse(text, &w))
        buf_worth_number(b, &w);
    if (!is_one(w.under)) {
        buf_lit(b, " (");
        buf_add(b, text);
        buf_char(b, ')');
    }
    buf_lit(b, " of ");
    buf_day_long(b, day);
}

/* ---- entering ---- */

bool rate_currency(struct str text, char code[4])
{
    char upper[4] = "";
    if (text.n != 3)
        return false;
    for (size_t i = 0; i < 3; i++)
        upper[i] = text.p[i] >= 'a' && text.p[i] <= 'z' ? (char)(text.p[i] & ~0x20) : text.p[i];
    if (currency_places(upper) < 0)
        return false;
    memcpy(code, upper, sizeof upper);
    return true;
}

static bool currency_good(struct ctx *c, const char *field, struct str *text)
{
    char code[4];
    if (!rate_currency(str_trim(*text), code))
        return bad_field(c, str_of(field), "Give a currency code like USD.");
    *text = arena_str(c->arena, (struct str){ code, 3 });
    return true;
}

static bool insert(struct ctx *c, struct rate *r)
{
    r->user_id = c->viewer->id;
    return record_insert(c, &rate_record, r);
}

bool rate_enter(struct ctx *c, struct rate *r)
{
    struct decimal d;
    bool base = currency_good(c, "base", &r->base);
    if (currency_good(c, "currency", &r->currency) && base && str_same(r->base, r->currency))
        bad_field(c, STR("currency"), "Give two different currencies.");
    r->rate = str_trim(r->rate);
    if (!decimal_parse(r->rate, &d))
        bad_field(c, STR("rate"), "Give a number above zero like 1.0840: at most 12 digits, "
                                  "8 of them behind the point.");
    if (!day_is(r->day))
        bad_field(c, STR("day"), "Give a day like 2017-03-31.");
    return !failed(c) && insert(c, r);
}

bool rate_add(struct ctx *c, struct rate *r, bool *added)
{
    struct rate_row stands;
    struct decimal was, is;
    if (!rate_newest(c, r->base, r->currency, (struct period){ r->day, r->day }, &stands))
        return false;
    bool same = stands.id && decimal_parse(stands.rate, &was) && decimal_parse(r->rate, &is)
                && decimal_cmp(was, is) == 0;
    *added = !same;
    return same || insert(c, r);
}

/* ---- for pages ---- */

static bool currency_put(struct rate_currencies *all, struct str code)
{
    if (all->n == RATE_CURRENCIES_MAX || code.n != 3 || str_is(code, org()->currency))
        return false;
    memcpy(all->code[all->n++], code.p, 3);
    return true;
}

/* Two orders merged: currencies that are written in, and bases that are written for. */
bool rate_currencies_read(struct ctx *c, struct rate_currencies *out)
{
    struct str in, for_one;
    *out = (struct rate_currencies){ .n = 0 };
    if (!rate_currency_next(c, STR(""), &in) || !rate_base_next(c, STR(""), &for_one))
        return false;
    while (in.n || for_one.n) {
        int order = !in.n ? 1 : !for_one.n ? -1
                                           : str_cmp(in, for_one);
        currency_put(out, order <= 0 ? in : for_one);
        if ((order <= 0 && !rate_currency_next(c, in, &in))
            || (order >= 0 && !rate_base_next(c, for_one, &for_one)))
            return false;
    }
    return true;
}

/* For one unit of it in our own currency if that was ever written, else as it was written last. */
static bool course_pair(struct ctx *c, struct str currency, struct rate_course *out)
{
    struct period ever = { { INT32_MIN }, DAY_NONE };
    struct rate_row row;
    struct str base;
    if (!rate_newest(c, currency, str_of(org()->currency), ever, &row)
        || (!row.id && !rate_last_base(c, currency, &base)))
        return false;
    struct str one = row.id ? currency : base, of = row.id ? str_of(org()->currency) : currency;
    if (one.n == 3) {
        memcpy(out->base, one.p, 3);
        memcpy(out->currency, of.p, 3);
    }
    return true;
}

static bool point_put(struct ctx *c, struct rate_course *out, const struct rate_row *row)
{
    struct rate_point *p = &out->p[out->n];
    if (out->n == RATE_POINTS_MAX || (out->n && out->p[out->n - 1].day.n == row->day.n))
        return true;
    p->day = row->day;
    if (!decimal_parse(row->rate, &p->rate))
        return broken(c, "rate %lld is no number", (long long)row->id);
    out->n++;
    return true;
}

bool rate_course_read(struct ctx *c, const char *currency, struct rate_course *out)
{
    struct rate_row *rows = arena_array(c->arena, struct rate_row, COURSE_ROWS);
    struct day today = instant_day(c->now);
    struct period when = { { today.n - COURSE_DAYS }, today };
    size_t n;
    *out = (struct rate_course){ .n = 0 };
    if (!course_pair(c, str_of(currency), out)
        || !rate_rows_read(c, str_of(out->base), str_of(out->currency), when, rows, COURSE_ROWS,
                           &n))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!point_put(c, out, &rows[i]))
            return false;
    }
    return true;
}

bool rate_is_corrected(struct ctx *c, const struct rate *r, bool *corrected)
{
    int64_t newer;
    bool ok = rate_newer_id(c, r, &newer);
    *corrected = ok && newer;
    return ok;
}

static const struct record *const records[] = { &rate_record };
static const struct policy *const policies[] = { &rate_days };

const struct slice rate_slice = {
    .name = "rate",
    TABLE(records, records),
    TABLE(policies, policies),
};
