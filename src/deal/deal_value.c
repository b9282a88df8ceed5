/* SPDX-License-Identifier: Apache-2.0 */
#include "deal/deal_value.h"
#include "deal/deal_store.h"
#include "frame/history.h"
#include "frame/org.h"
#include "rate/rate.h"

/* clang-format off */
const struct gate no_rate = {
    "no_rate", "There is no exchange rate for this currency today.",
    { "Ask an administrator to enter one under Exchange rates.", "Give the value in the organisation's currency." },
    "X-14", false,
};
const struct gate own_currency = {
    "own_currency", "The value is in the organisation's currency and needs no rate.",
    { "Change the value itself." }, "X-14", false,
};
/* clang-format on */

static bool is_ours(const struct deal *d)
{
    return strcmp(d->value.currency, org()->currency) == 0;
}

bool deal_waits_for_rate(const struct deal *d)
{
    return money_is(d->value) && !is_ours(d) && !d->value_rate.n;
}

bool deal_value_same(const struct deal *a, const struct deal *b)
{
    return a->value.minor == b->value.minor && strcmp(a->value.currency, b->value.currency) == 0
           && str_same(a->value_rate, b->value_rate) && a->value_rate_day.n == b->value_rate_day.n;
}

bool deal_base_of(const struct deal *d, int64_t *base)
{
    struct worth w;
    struct money m = { 0 };
    if (!money_is(d->value) || deal_waits_for_rate(d)) {
        *base = 0;
        return true;
    }
    if (is_ours(d))
        m = d->value;
    else if (!worth_parse(d->value_rate, &w) || !worth_of(d->value, &w, &m))
        return false;
    *base = m.minor;
    return true;
}

static bool too_large(struct ctx *c)
{
    return bad_field(c, STR("value"), "In %s this is more than can be kept.", org()->currency);
}

/* The rate of value_day; without one the deal waits for it. */
static bool rate_put(struct ctx *c, struct deal *d)
{
    struct worth w;
    bool found;
    d->value_rate = STR_NONE;
    d->value_rate_day = DAY_NONE;
    d->value_base = 0;
    if (money_is(d->value) && !is_ours(d)) {
        if (!rate_find(c, d->value.currency, d->value_day, &w, &found))
            return false;
        if (found) {
            d->value_rate = worth_text(c->arena, &w);
            d->value_rate_day = w.day;
        }
    }
    return deal_base_of(d, &d->value_base) || too_large(c);
}

/* What an import brings was agreed when it was closed, not today. */
static struct day day_of_value(const struct ctx *c, const struct deal *d)
{
    struct day today = instant_day(c->now);
    bool past = str_is(str_of(c->viewer->door), "import") && d->state != DEAL_OPEN
                && d->closed_on.n < today.n;
    return past ? d->closed_on : today;
}

/* One that is taken back comes with the rate by which it was counted. */
static bool comes_back(const struct ctx *c, const struct deal *d)
{
    return c->cause && c->cause->undoes && money_is(d->value) && !is_ours(d) && d->value_rate.n;
}

bool deal_value_derive(struct ctx *c, const struct deal *was, struct deal *d)
{
    bool same = was && was->value.minor == d->value.minor
                && strcmp(was->value.currency, d->value.currency) == 0;
    if (same)
        return true;
    if (was && d->value_source == was->value_source)
        d->value_source = VALUE_GIVEN;
    if (comes_back(c, d)) {
        d->value_day = d->value_rate_day;
        return deal_base_of(d, &d->value_base) || too_large(c);
    }
    d->value_day = money_is(d->value) ? day_of_value(c, d) : DAY_NONE;
    return rate_put(c, d);
}

struct changes deal_value_told(struct ctx *c, const struct deal *d)
{
    struct deal before = *d;
    if (!money_is(d->value) || is_ours(d))
        return (struct changes){ 0 };
    before.value = MONEY_NONE;
    before.value_rate = STR_NONE;
    before.value_rate_day = DAY_NONE;
    return record_diff(c, &deal_record, &before, d);
}

/* ---- a rate that comes later ---- */

static struct str why_given(struct ctx *c, struct day day)
{
    struct buf b;
    buf_init(&b, c->arena, 100);
    buf_lit(&b, "A rate for ");
    buf_day_long(&b, day);
    buf_lit(&b, " was entered.");
    return buf_str(&b);
}

bool deal_rate_give(struct ctx *c, int64_t id, bool *given)
{
    struct deal was, now;
    *given = false;
    if (!record_get_any(c, &deal_record, id, &was))
        return false;
    if (!deal_waits_for_rate(&was))
        return true;
    now = was;
    if (!day_is(now.value_day))
        now.value_day = instant_day(now.created);
    if (!rate_put(c, &now))
        return false;
    *given = now.value_rate.n > 0;
    return !*given || deal_keep(c, &was, &now, why_given(c, now.value_day), false);
}

bool deal_rate_again(struct ctx *c, const struct deal *was, struct deal *now, struct str why)
{
    if (!money_is(now->value) || is_ours(now))
        return refuse(c, &own_currency, was->id);
    now->value_day = instant_day(c->now);
    if (!rate_put(c, now))
        return false;
    if (deal_waits_for_rate(now))
        return refuse(c, &no_rate, was->id);
    return deal_keep(c, was, now, why, false);
}

struct str deal_value_said(struct arena *a, struct money value, int64_t base, struct str rate,
                           struct day rate_day)
{
    struct money m = { .minor = base };
    struct buf b;
    if (!money_is(value) || strcmp(value.currency, org()->currency) == 0)
        return STR_NONE;
    if (!rate.n)
        return STR("no exchange rate yet, so it is in no sum");
    memcpy(m.currency, org()->currency, sizeof m.currency);
    buf_init(&b, a, 200);
    buf_lit(&b, "= ");
    buf_money(&b, m);
    buf_char(&b, ' ');
    buf_worth(&b, rate, rate_day);
    return buf_str(&b);
}
