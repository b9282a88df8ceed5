/* SPDX-License-Identifier: Apache-2.0 */
/* Values in several currencies: each counted once, at the rate of its day, and then left alone.
 * What is expected was counted with Python's decimal, ROUND_HALF_UP. */
#include "deal/deal_store.h"
#include "frame/history.h"
#include "frame/testing.h"
#include "rate/rate.h"

static bool add(struct ctx *c, void *row)
{
    return deal_create(c, row);
}

struct edit {
    struct deal was, now;
};

static bool change(struct ctx *c, void *arg)
{
    struct edit *e = arg;
    return deal_save(c, &e->was, &e->now, STR_NONE);
}

static bool again(struct ctx *c, void *arg)
{
    struct edit *e = arg;
    return deal_rate_again(c, &e->was, &e->now, STR("The customer asked."));
}

static bool enter(struct ctx *c, void *rate)
{
    return rate_enter(c, rate);
}

static void rate_put(struct place *p, const char *base, const char *currency, const char *day,
                     const char *number)
{
    const struct viewer *asks = p->c.viewer;
    struct rate r;
    record_init(&rate_record, &r);
    r.base = str_of(base);
    r.currency = str_of(currency);
    r.rate = str_of(number);
    assert_true(day_parse(str_of(day), &r.day));
    p->c.viewer = &viewer_system;
    assert_true(place_write(p, enter, &r));
    p->c.viewer = asks;
}

static void sums_are_right(struct place *p)
{
    struct buf out;
    buf_init(&out, &p->arena, 10000);
    fault_clear(&p->c);
    assert_true(deal_sums_check(&p->c, &out));
    assert_str(buf_str(&out), "");
}

static struct deal deal_read(struct place *p, int64_t id)
{
    struct deal d;
    fault_clear(&p->c);
    assert_true(record_get_any(&p->c, &deal_record, id, &d));
    return d;
}

static struct deal deal_of(int64_t minor, const char *currency)
{
    struct deal d;
    deal_init(&d);
    d.name = STR("Forty desks");
    d.expected_close = day_of(2017, 4, 20);
    d.value.minor = minor;
    memcpy(d.value.currency, currency, 3);
    return d;
}

static struct deal deal_add(struct place *p, int64_t minor, const char *currency)
{
    struct deal d = deal_of(minor, currency);
    assert_true(place_write(p, add, &d));
    sums_are_right(p);
    return deal_read(p, d.id);
}

static struct deal changed(struct place *p, struct edit *e)
{
    assert_true(place_write(p, change, e));
    sums_are_right(p);
    return deal_read(p, e->was.id);
}

static struct entry newest(struct place *p, int64_t id)
{
    struct entries all;
    assert_true(history_read(&p->c, "deal", id, STR_NONE, 0, 1, &all));
    assert_int_equal(all.n, 1);
    return all.p[0];
}

static bool says(struct place *p, const struct entry *e, const char *text)
{
    return strstr(arena_cstr(&p->arena, e->body), text) != NULL;
}

static void a_value_is_counted_at_the_rate_of_its_day(void **state)
{
    struct place *p = *state;
    rate_put(p, "EUR", "USD", "2017-03-13", "1.0840");
    place_as(p, BEN, "web");
    struct deal d = deal_add(p, 1000000, "EUR");
    assert_int_equal(d.value_base, 1084000);
    assert_str(d.value_rate, "1.0840");
    assert_int_equal(d.value_rate_day.n, day_of(2017, 3, 13).n);
    assert_int_equal(d.value_day.n, day_of(2017, 3, 15).n);
    struct entry e = newest(p, d.id);
    assert_true(says(p, &e, "\"new_shown\":\"€10,000\"") && says(p, &e, "\"new\":\"1.0840\""));
}

static void currencies_without_and_with_three_places_are_right(void **state)
{
    struct place *p = *state;
    struct stage_total t;
    rate_put(p, "EUR", "USD", "2017-03-13", "1.0840");
    rate_put(p, "EUR", "JPY", "2017-03-13", "160.50");
    rate_put(p, "EUR", "BHD", "2017-03-13", "0.40873");
    place_as(p, BEN, "web");
    assert_int_equal(deal_add(p, 1000000, "EUR").value_base, 1084000);
    assert_int_equal(deal_add(p, 1000000, "JPY").value_base, 675389);
    struct deal bhd = deal_add(p, 12345, "BHD");
    assert_int_equal(bhd.value_base, 3274);
    assert_str(bhd.value_rate, "1.0840/0.40873");
    assert_true(stage_total_read(&p->c, bhd.stage_id, &t));
    assert_int_equal(t.value, 1084000 + 675389 + 3274);
}

static void a_rate_that_comes_later_changes_no_value_that_is_there(void **state)
{
    struct place *p = *state;
    bool given;
    rate_put(p, "EUR", "USD", "2017-03-13", "1.0840");
    place_as(p, BEN, "web");
    struct deal d = deal_add(p, 1000000, "EUR");
    rate_put(p, "EUR", "USD", "2017-03-13", "1.1840");
    rate_put(p, "EUR", "USD", "2017-03-15", "1.2000");
    assert_true(deal_rate_give(&p->c, d.id, &given));
    assert_false(given);
    place_clock_to(p, "2017-03-20T10:00:00Z");
    struct edit e = { d, d };
    e.now.name = STR("Fifty desks");
    d = changed(p, &e);
    assert_int_equal(d.value_base, 1084000);
    assert_str(d.value_rate, "1.0840");
}

static void a_changed_value_is_counted_at_the_rate_of_the_day_it_is_changed(void **state)
{
    struct place *p = *state;
    rate_put(p, "EUR", "USD", "2017-03-13", "1.0840");
    rate_put(p, "EUR", "USD", "2017-03-20", "1.1000");
    place_as(p, BEN, "web");
    struct deal d = deal_add(p, 1000000, "EUR");
    place_clock_to(p, "2017-03-20T10:00:00Z");
    struct edit e = { d, d };
    e.now.value.minor = 1000001;
    d = changed(p, &e);
    assert_int_equal(d.value_base, 1100001);
    assert_int_equal(d.value_rate_day.n, day_of(2017, 3, 20).n);
    struct entry told = newest(p, d.id);
    assert_true(says(p, &told, "\"old\":\"1.0840\",\"new\":\"1.1000\""));
    e = (struct edit){ d, d };
    e.now.value = (struct money){ 500, "USD" };
    d = changed(p, &e);
    assert_int_equal(d.value_base, 500);
    assert_str(d.value_rate, "");
    assert_false(day_is(d.value_rate_day));
}

struct giving {
    int64_t id;
    bool given;
};

static bool give(struct ctx *c, void *arg)
{
    struct giving *g = arg;
    return deal_rate_give(c, g->id, &g->given);
}

static bool gets_rate(struct place *p, int64_t id)
{
    const struct viewer *asks = p->c.viewer;
    struct giving g = { id, false };
    p->c.viewer = &viewer_system;
    assert_true(place_write(p, give, &g));
    p->c.viewer = asks;
    sums_are_right(p);
    return g.given;
}

static size_t waiting(struct place *p)
{
    struct deal_waitings all;
    fault_clear(&p->c);
    assert_true(deals_waiting_read(&p->c, 0, 10, &all));
    return all.n;
}

static void a_deal_that_waits_gets_the_rate_of_its_own_day(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    struct deal d = deal_add(p, 1000000, "EUR");
    deal_add(p, 100, "USD");
    assert_int_equal(deal_part_of(&d).state, SUM_NO_RATE);
    assert_int_equal(waiting(p), 1);
    place_clock_to(p, "2017-03-20T10:00:00Z");
    rate_put(p, "EUR", "USD", "2017-03-18", "1.2000");
    assert_false(gets_rate(p, d.id));
    rate_put(p, "EUR", "USD", "2017-03-13", "1.0840");
    assert_true(gets_rate(p, d.id));
    assert_false(gets_rate(p, d.id));
    d = deal_read(p, d.id);
    assert_int_equal(d.value_base, 1084000);
    assert_int_equal(deal_part_of(&d).state, SUM_OPEN);
    assert_int_equal(waiting(p), 0);
    struct entry e = newest(p, d.id);
    assert_true(says(p, &e, "A rate for 15 Mar 2017 was entered."));
    assert_int_equal(e.user_id, 0);
}

static void what_it_was_before_its_rate_came_stays(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    struct deal d = deal_add(p, 1000000, "EUR");
    place_clock_to(p, "2017-03-20T10:00:00Z");
    rate_put(p, "EUR", "USD", "2017-03-13", "1.0840");
    assert_true(gets_rate(p, d.id));
    struct db_rows r;
    assert_true(db_rows_open(&p->c, &r,
                             SQL("SELECT value, value_currency, currency, value_base, rate, state "
                                 "FROM deal_state WHERE deal_id = $1 ORDER BY entered"),
                             ARGS(I(d.id))));
    assert_true(db_rows_next(&r));
    assert_str(db_text(&r, 2), "EUR");
    assert_str(db_text(&r, 4), "");
    assert_int_equal(db_int(&r, 5), SUM_NO_RATE);
    assert_true(db_rows_next(&r));
    assert_int_equal(db_int(&r, 0), 1000000);
    assert_str(db_text(&r, 1), "EUR");
    assert_str(db_text(&r, 2), "USD");
    assert_int_equal(db_int(&r, 3), 1084000);
    assert_str(db_text(&r, 4), "1.0840");
    assert_int_equal(db_int(&r, 5), SUM_OPEN);
    assert_false(db_rows_next(&r));
    assert_true(db_rows_close(&r));
}

static struct deal imported(struct place *p, const char *stage, struct day closed_on)
{
    struct deal d = deal_of(1000000, "EUR");
    d.stage_id = stage_named(&p->c, str_of(stage), 0)->id;
    d.closed_on = closed_on;
    place_as(p, BEN, "import");
    assert_true(place_write(p, add, &d));
    sums_are_right(p);
    return deal_read(p, d.id);
}

static void an_imported_deal_that_is_closed_is_counted_at_its_closing_day(void **state)
{
    struct place *p = *state;
    rate_put(p, "EUR", "USD", "2016-11-07", "1.1000");
    rate_put(p, "EUR", "USD", "2017-03-13", "1.0840");
    struct deal won = imported(p, "Won", day_of(2016, 11, 30));
    assert_str(won.value_rate, "1.1000");
    assert_int_equal(won.value_day.n, day_of(2016, 11, 30).n);
    assert_str(imported(p, "Won", day_of(2017, 9, 30)).value_rate, "1.0840");
    assert_str(imported(p, "Prospecting", DAY_NONE).value_rate, "1.0840");
}

static void a_lost_deal_without_a_reason_gets_its_rate_as_well(void **state)
{
    struct place *p = *state;
    struct deal lost = imported(p, "Lost", day_of(2016, 11, 30));
    assert_int_equal(lost.lost_reason.n, 0);
    rate_put(p, "EUR", "USD", "2016-11-07", "1.1000");
    assert_true(gets_rate(p, lost.id));
    assert_int_equal(deal_read(p, lost.id).value_base, 1100000);
}

static void a_deal_is_counted_anew_when_it_is_asked_for(void **state)
{
    struct place *p = *state;
    rate_put(p, "EUR", "USD", "2017-03-13", "1.8040");
    place_as(p, ADA, "web");
    struct deal d = deal_add(p, 1000000, "EUR");
    rate_put(p, "EUR", "USD", "2017-03-13", "1.0840");
    struct edit e = { d, d };
    assert_true(place_write(p, again, &e));
    sums_are_right(p);
    d = deal_read(p, d.id);
    assert_int_equal(d.value_base, 1084000);
    struct entry told = newest(p, d.id);
    assert_true(says(p, &told, "\"old\":\"1.8040\",\"new\":\"1.0840\"")
                && says(p, &told, "The customer asked."));
    assert_int_equal(told.user_id, ADA);
}

static void without_a_rate_or_need_of_one_nothing_is_counted_anew(void **state)
{
    struct place *p = *state;
    place_as(p, ADA, "web");
    struct deal d = deal_add(p, 1000000, "EUR"), ours = deal_add(p, 100, "USD");
    struct edit e = { d, d };
    assert_false(place_write(p, again, &e));
    assert_string_equal(p->c.fault.code, "no_rate");
    e = (struct edit){ ours, ours };
    assert_false(place_write(p, again, &e));
    assert_string_equal(p->c.fault.code, "own_currency");
}

static void a_value_too_large_for_our_currency_is_blamed(void **state)
{
    struct place *p = *state;
    struct deal d = deal_of(MONEY_MAX, "EUR");
    rate_put(p, "EUR", "USD", "2017-03-13", "1.0840");
    place_as(p, BEN, "web");
    assert_false(place_write(p, add, &d));
    assert_true(place_blames(p, "value"));
}

static bool spoil(struct ctx *c, void *id)
{
    return db_do(c, SQL("UPDATE deal SET value_rate = '1.0841' WHERE id = $1"),
                 ARGS(I(*(const int64_t *)id)));
}

static void a_value_that_is_not_what_its_rate_gives_is_found(void **state)
{
    struct place *p = *state;
    struct buf out;
    rate_put(p, "EUR", "USD", "2017-03-13", "1.0840");
    place_as(p, BEN, "web");
    struct deal d = deal_add(p, 1000000, "EUR");
    assert_true(place_write(p, spoil, &d.id));
    buf_init(&out, &p->arena, 10000);
    assert_true(deal_sums_check(&p->c, &out));
    assert_str(buf_str(&out), "deal_value: deal 1: its value and rate do not give 1084000\n");
}

static void a_value_is_said_with_its_rate_and_day(void **state)
{
    struct place *p = *state;
    struct day day = day_of(2017, 5, 3);
    assert_str(deal_value_said(&p->arena, (struct money){ 1000000, "EUR" }, 1084000, STR("1.0840"),
                               day),
               "= $10,840 at 1.0840 of 3 May 2017");
    assert_str(deal_value_said(&p->arena, (struct money){ 1000000, "JPY" }, 675389,
                               STR("1.0840/160.50"), day),
               "= $6,753.89 at 0.0067539 (1.0840/160.50) of 3 May 2017");
    assert_str(deal_value_said(&p->arena, (struct money){ 5, "USD" }, 5, STR_NONE, DAY_NONE), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_value_is_counted_at_the_rate_of_its_day),
        TEST(currencies_without_and_with_three_places_are_right),
        TEST(a_rate_that_comes_later_changes_no_value_that_is_there),
        TEST(a_changed_value_is_counted_at_the_rate_of_the_day_it_is_changed),
        TEST(a_deal_that_waits_gets_the_rate_of_its_own_day),
        TEST(what_it_was_before_its_rate_came_stays),
        TEST(an_imported_deal_that_is_closed_is_counted_at_its_closing_day),
        TEST(a_lost_deal_without_a_reason_gets_its_rate_as_well),
        TEST(a_deal_is_counted_anew_when_it_is_asked_for),
        TEST(without_a_rate_or_need_of_one_nothing_is_counted_anew),
        TEST(a_value_too_large_for_our_currency_is_blamed),
        TEST(a_value_that_is_not_what_its_rate_gives_is_found),
        TEST(a_value_is_said_with_its_rate_and_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
