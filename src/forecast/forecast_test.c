/* SPDX-License-Identifier: Apache-2.0 */
#include "deal/deal.h"
#include "forecast/forecast_view.h"
#include "frame/policy.h"
#include "frame/testing.h"
#include "rate/rate.h"
#include "touch/touch.h"

#define DAYS 25
#define CHANGES_A_DAY 12
#define DEALS_MAX 400

struct told {
    struct tally company, ben;
    int64_t by_month;
};

static uint64_t seed = 88172645463325252u;

static int chance(int below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (int)(seed % (uint64_t)below);
}

static struct money usd(int64_t minor)
{
    return (struct money){ minor, "USD" };
}

/* ---- one change, run on the writer ---- */

struct edit {
    int64_t deal_id; /* 0: a new one */
    int what;
};

static bool set_buyers_date(struct ctx *c, const struct deal *d)
{
    struct touch t;
    record_init(&touch_record, &t);
    t.deal_id = d->id;
    t.direction = TOUCH_INBOUND;
    t.details = STR("We decide then.");
    t.buyer_close = (struct day){ instant_day(c->now).n + chance(100) };
    t.next_step = STR("Call back");
    t.next_step_due = (struct instant){ c->now.ms + 86400000 };
    return touch_log(c, &t);
}

static bool end(struct ctx *c, struct deal *d, enum ending how)
{
    d->lost_reason = STR("too dear");
    if (!money_is(d->value))
        d->value = usd(100);
    deal_move(d, stage_first(c, 0, how));
    return true;
}

static bool alter(struct ctx *c, struct deal *d, int what)
{
    switch (what) {
    case 0:
        d->value = chance(5) ? usd(chance(1000000)) : MONEY_NONE;
        return true;
    case 1:
        d->probability = d->state == DEAL_OPEN ? chance(101) : d->probability;
        return true;
    case 2:
        d->expected_close = (struct day){ instant_day(c->now).n - 20 + chance(120) };
        return true;
    case 3:
        d->owner_id = chance(2) ? ADA : BEN;
        return true;
    case 4:
        return end(c, d, ENDING_WON);
    case 5:
        return end(c, d, ENDING_LOST);
    case 6:
        d->value = (struct money){ chance(100000), "EUR" };
        return true;
    case 7:
        d->value = (struct money){ chance(10000000), "JPY" };
        return true;
    default:
        deal_move(d, stage_first(c, 0, ENDING_NONE));
        return true;
    }
}

static bool change_deal(struct ctx *c, void *arg)
{
    const struct edit *change = arg;
    struct deal was, now;
    if (!change->deal_id) {
        deal_init(&now);
        now.name = STR("One of many");
        now.interest = now.right_person = now.potential = CONFIRMED;
        now.value = chance(4) ? usd(chance(5000000)) : MONEY_NONE;
        now.probability = chance(101);
        now.expected_close =
            chance(4) ? (struct day){ instant_day(c->now).n + chance(60) } : DAY_NONE;
        now.owner_id = chance(2) ? ADA : BEN;
        return deal_create(c, &now);
    }
    if (!record_get(c, &deal_record, change->deal_id, &was))
        return false;
    if (change->what == 8 && was.state == DEAL_OPEN)
        return set_buyers_date(c, &was);
    bool given;
    if (change->what == 9)
        return deal_rate_give(c, was.id, &given);
    now = was;
    if (!alter(c, &now, change->what))
        return false;
    if (now.state == DEAL_WON && !money_is(now.value))
        now.value = usd(1);
    return deal_save(c, &was, &now, STR_NONE);
}

/* Yen have a rate in the first days only, euros from the tenth on, and the first days later. */
static bool add_rates(struct ctx *c, void *arg)
{
    static const struct {
        int on, back;
        const char *base, *currency, *rate;
    } rates[] = {
        { 1, 1, "USD", "JPY", "160.77" },    { 2, 30, "USD", "JPY", "161.3" },
        { 10, 0, "EUR", "USD", "1.0840" },   { 13, 0, "EUR", "JPY", "170.11" },
        { 14, 14, "EUR", "USD", "1.0777" },  { 17, 0, "EUR", "USD", "1.1" },
    };
    for (size_t i = 0; i < COUNT(rates); i++) {
        struct rate r;
        if (rates[i].on != *(const int *)arg)
            continue;
        record_init(&rate_record, &r);
        r.base = str_of(rates[i].base);
        r.currency = str_of(rates[i].currency);
        r.rate = str_of(rates[i].rate);
        r.day = (struct day){ instant_day(c->now).n - rates[i].back };
        if (!rate_enter(c, &r))
            return false;
    }
    return true;
}

static bool three_days(struct ctx *c, void *arg UNUSED)
{
    return policy_set(c, &rate_days, 3);
}

static void a_days_changes(struct place *p, int64_t *deals)
{
    for (int i = 0; i < CHANGES_A_DAY; i++) {
        struct edit change = { 0, chance(11) };
        if (*deals && chance(3))
            change.deal_id = 1 + chance((int)*deals);
        bool new_one = change.deal_id == 0;
        assert_true(place_write(p, change_deal, &change));
        *deals += new_one;
    }
}

/* ---- what is told ---- */

static struct forecast_view *forecast(struct place *p, int64_t owner_id, struct day as_of)
{
    struct forecast_view *v = arena_new(p->c.arena, struct forecast_view);
    v->year = 2017;
    v->owner_id = owner_id;
    assert_true(forecast_make(&p->c, as_of, v));
    return v;
}

static struct told tell(struct place *p, struct day as_of)
{
    struct told told = { forecast(p, 0, as_of)->total, forecast(p, BEN, as_of)->total, 0 };
    const struct forecast_view *v = forecast(p, 0, as_of);
    for (size_t i = 0; i < v->buckets.n; i++)
        told.by_month += v->buckets.p[i].tally.best_case;
    return told;
}

/* The same from the deals themselves, one by one. */
static struct tally counted_one_by_one(struct place *p, int64_t deals)
{
    struct forecast_terms terms = forecast(p, 0, DAY_NONE)->terms;
    struct tally sum = { 0 };
    for (int64_t id = 1; id <= deals; id++) {
        struct deal d;
        assert_true(record_get(&p->c, &deal_record, id, &d));
        struct deal_part part = deal_part_of(&d);
        struct sum_row row = { part.owner_id,
                               part.day,
                               part.state,
                               part.confirmed,
                               "",
                               1,
                               part.value,
                               part.value * part.probability };
        memcpy(row.currency, part.currency, sizeof row.currency);
        bool within = part.day.n >= terms.period.from.n && part.day.n <= terms.period.to.n;
        if (within || !day_is(part.day))
            tally_add(&sum, &row, &terms);
    }
    return sum;
}

static void next_day(struct place *p, int i)
{
    char text[32];
    struct buf b;
    buf_init(&b, p->c.arena, sizeof text);
    buf_day(&b, (struct day){ day_of(2017, 3, 15).n + i });
    snprintf(text, sizeof text, "%.*sT18:00:00Z", STR_FMT(buf_str(&b)));
    place_clock_to(p, text);
}

static void sums_are_right(struct place *p)
{
    struct buf out;
    buf_init(&out, &p->arena, 10000);
    assert_true(deal_sums_check(&p->c, &out));
    assert_str(buf_str(&out), "");
}

static void a_forecast_as_of_a_day_is_what_was_shown_that_day(void **state)
{
    struct place *p = *state;
    struct told told[DAYS];
    int64_t deals = 0;
    place_as(p, ADA, "web");
    assert_true(place_write(p, three_days, NULL));
    for (int i = 0; i < DAYS; i++) {
        next_day(p, i);
        assert_true(place_write(p, add_rates, &i));
        a_days_changes(p, &deals);
        told[i] = tell(p, DAY_NONE);
        struct tally again = counted_one_by_one(p, deals);
        assert_memory_equal(&again, &told[i].company, sizeof again);
        assert_int_equal(told[i].by_month, told[i].company.best_case);
    }
    sums_are_right(p);
    for (int i = 0; i < DAYS; i++) {
        struct told then = tell(p, (struct day){ day_of(2017, 3, 15).n + i });
        assert_memory_equal(&then, &told[i], sizeof then);
    }
}

static void the_kept_sums_equal_the_deals(void **state)
{
    struct place *p = *state;
    int64_t deals = 0;
    place_as(p, ADA, "web");
    for (int i = 0; i < 10; i++)
        a_days_changes(p, &deals);
    sums_are_right(p);
}

static void commit_needs_the_buyers_date_and_the_floor(void **state UNUSED)
{
    struct forecast_terms terms = { .today = day_of(2017, 3, 15), .commit_floor = 50 };
    struct sum_row row = { .day = day_of(2017, 3, 20),
                           .confirmed = -1,
                           .deals = 1,
                           .value = 1001,
                           .weighted = 1001 * 55 };
    struct tally guess = { 0 }, low = { 0 }, sure = { 0 };
    tally_add(&guess, &row, &terms);
    row.confirmed = 49;
    tally_add(&low, &row, &terms);
    row.confirmed = 50;
    tally_add(&sure, &row, &terms);
    assert_int_equal(guess.commit + low.commit, 0);
    assert_int_equal(guess.unconfirmed.deals, 1);
    assert_int_equal(low.unconfirmed.deals, 0);
    assert_int_equal(sure.commit, 1001);
    assert_int_equal(guess.best_case, 1001);
    assert_int_equal(percent_round(guess.weighted), 551);
}

static void what_is_overdue_or_without_value_is_in_no_total(void **state UNUSED)
{
    struct forecast_terms terms = { .today = day_of(2017, 3, 15), .commit_floor = 50 };
    struct sum_row row = { .day = day_of(2017, 3, 14), .confirmed = 90, .deals = 2, .value = 700 };
    struct tally t = { 0 };
    tally_add(&t, &row, &terms);
    row.day = DAY_NONE;
    tally_add(&t, &row, &terms);
    row.day = day_of(2017, 4, 1);
    row.state = SUM_NO_VALUE;
    tally_add(&t, &row, &terms);
    row.state = SUM_LOST;
    tally_add(&t, &row, &terms);
    assert_int_equal(t.best_case + t.commit + t.weighted + t.won, 0);
    assert_int_equal(t.overdue.deals, 2);
    assert_int_equal(t.undated.value, 700);
    assert_int_equal(t.without_value.deals, 2);
}

static void what_has_no_rate_is_never_added_up_across_currencies(void **state UNUSED)
{
    struct forecast_terms terms = { .today = day_of(2017, 3, 15), .commit_floor = 50 };
    struct sum_row row = { .day = day_of(2017, 4, 1), .state = SUM_NO_RATE, .deals = 1 };
    struct tally t = { 0 }, joined = { 0 };
    for (int i = 0; i < 40; i++) {
        row.currency[0] = (char)('A' + i % 20);
        row.currency[1] = row.currency[2] = 'X';
        row.value = i % 20 + 1;
        tally_add(&t, &row, &terms);
    }
    tally_join(&joined, &t);
    assert_memory_equal(&joined, &t, sizeof t);
    assert_int_equal(t.n_foreign, FOREIGN_MAX);
    assert_string_equal(t.foreign[FOREIGN_MAX - 1].currency, "");
    assert_int_equal(t.foreign[FOREIGN_MAX - 1].sum.value, 0);
    assert_int_equal(t.foreign[FOREIGN_MAX - 1].sum.deals, 2 * (20 - (FOREIGN_MAX - 1)));
    for (int i = 0; i < FOREIGN_MAX - 1; i++)
        assert_int_equal(t.foreign[i].sum.value, 2 * (i + 1));
}

static void a_day_to_come_has_no_forecast_as_of_it(void **state)
{
    struct place *p = *state;
    struct forecast_view *v = arena_new(p->c.arena, struct forecast_view);
    place_as(p, ADA, "web");
    assert_false(forecast_make(&p->c, day_of(2017, 3, 16), v));
    assert_true(place_blames(p, "as_of"));
}

static void a_rep_sees_only_his_own_sums(void **state)
{
    struct place *p = *state;
    int64_t deals = 0;
    place_as(p, ADA, "web");
    for (int i = 0; i < 5; i++)
        a_days_changes(p, &deals);
    struct tally as_ada = forecast(p, BEN, DAY_NONE)->total;
    place_as(p, BEN, "web");
    struct tally as_ben = forecast(p, 0, DAY_NONE)->total;
    assert_memory_equal(&as_ada, &as_ben, sizeof as_ben);
    struct forecast_view *v = arena_new(p->c.arena, struct forecast_view);
    v->owner_id = ADA;
    assert_false(forecast_make(&p->c, DAY_NONE, v));
    assert_int_equal(p->c.fault.kind, FAULT_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_forecast_as_of_a_day_is_what_was_shown_that_day),
        TEST(the_kept_sums_equal_the_deals),
        cmocka_unit_test(commit_needs_the_buyers_date_and_the_floor),
        cmocka_unit_test(what_is_overdue_or_without_value_is_in_no_total),
        cmocka_unit_test(what_has_no_rate_is_never_added_up_across_currencies),
        TEST(a_day_to_come_has_no_forecast_as_of_it),
        TEST(a_rep_sees_only_his_own_sums),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
