/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/policy.h"
#include "frame/testing.h"
#include "rate/rate.h"

static struct rate rate_of(const char *base, const char *currency, const char *day,
                           const char *number)
{
    struct rate r;
    record_init(&rate_record, &r);
    r.base = str_of(base);
    r.currency = str_of(currency);
    r.rate = str_of(number);
    if (!day_parse(str_of(day), &r.day))
        r.day = DAY_NONE;
    return r;
}

static bool enter(struct ctx *c, void *rate)
{
    return rate_enter(c, rate);
}

static void put(struct place *p, const char *base, const char *currency, const char *day,
                const char *number)
{
    struct rate r = rate_of(base, currency, day, number);
    assert_true(place_write(p, enter, &r));
}

/* "1.0840 of 2017-03-10"; "none". */
static struct str in_force(struct place *p, const char *currency, const char *on)
{
    struct day day;
    struct worth w;
    struct buf b;
    bool found;
    assert_true(day_parse(str_of(on), &day));
    assert_true(rate_find(&p->c, currency, day, &w, &found));
    if (!found)
        return STR("none");
    buf_init(&b, &p->arena, 100);
    buf_add(&b, worth_text(&p->arena, &w));
    buf_lit(&b, " of ");
    buf_day(&b, w.day);
    return buf_str(&b);
}

static void the_newest_on_or_before_a_day_is_in_force(void **state)
{
    struct place *p = *state;
    put(p, "EUR", "USD", "2017-03-10", "1.0840");
    put(p, "EUR", "USD", "2017-03-01", "1.0600");
    put(p, "EUR", "USD", "2017-03-13", "1.0700");
    assert_str(in_force(p, "EUR", "2017-02-28"), "none");
    assert_str(in_force(p, "EUR", "2017-03-09"), "1.0600 of 2017-03-01");
    assert_str(in_force(p, "EUR", "2017-03-10"), "1.0840 of 2017-03-10");
    assert_str(in_force(p, "EUR", "2017-03-12"), "1.0840 of 2017-03-10");
    assert_str(in_force(p, "EUR", "2017-03-15"), "1.0700 of 2017-03-13");
    assert_str(in_force(p, "GBP", "2017-03-15"), "none");
}

static bool ten_days(struct ctx *c, void *arg UNUSED)
{
    return policy_set(c, &rate_days, 10);
}

static void a_rate_holds_for_the_days_of_the_policy(void **state)
{
    struct place *p = *state;
    put(p, "EUR", "USD", "2017-01-10", "1.0840");
    assert_str(in_force(p, "EUR", "2017-02-14"), "1.0840 of 2017-01-10");
    assert_str(in_force(p, "EUR", "2017-02-15"), "none");
    assert_true(place_write(p, ten_days, NULL));
    assert_str(in_force(p, "EUR", "2017-01-20"), "1.0840 of 2017-01-10");
    assert_str(in_force(p, "EUR", "2017-01-21"), "none");
}

static void a_correction_is_a_new_rate_for_the_same_day(void **state)
{
    struct place *p = *state;
    struct rate first = rate_of("EUR", "USD", "2017-03-10", "1.8040");
    bool corrected;
    assert_true(place_write(p, enter, &first));
    assert_true(rate_is_corrected(&p->c, &first, &corrected));
    assert_false(corrected);
    put(p, "EUR", "USD", "2017-03-10", "1.0840");
    assert_str(in_force(p, "EUR", "2017-03-12"), "1.0840 of 2017-03-10");
    assert_true(rate_is_corrected(&p->c, &first, &corrected));
    assert_true(corrected);
}

static void a_rate_counts_whichever_way_round_it_was_written(void **state)
{
    struct place *p = *state;
    put(p, "USD", "JPY", "2017-03-10", "160.77");
    assert_str(in_force(p, "JPY", "2017-03-12"), "1/160.77 of 2017-03-10");
    put(p, "JPY", "USD", "2017-03-10", "0.0062");
    assert_str(in_force(p, "JPY", "2017-03-12"), "0.0062 of 2017-03-10");
    put(p, "USD", "JPY", "2017-03-11", "161");
    assert_str(in_force(p, "JPY", "2017-03-12"), "1/161 of 2017-03-11");
}

static void two_rates_of_one_base_and_day_give_a_third(void **state)
{
    struct place *p = *state;
    put(p, "EUR", "JPY", "2017-03-10", "160.50");
    put(p, "EUR", "USD", "2017-03-09", "1.0900");
    assert_str(in_force(p, "JPY", "2017-03-12"), "none");
    put(p, "EUR", "USD", "2017-03-10", "1.0840");
    assert_str(in_force(p, "JPY", "2017-03-12"), "1.0840/160.50 of 2017-03-10");
    put(p, "EUR", "JPY", "2017-03-10", "160.60");
    assert_str(in_force(p, "JPY", "2017-03-12"), "1.0840/160.60 of 2017-03-10");
    put(p, "CHF", "JPY", "2017-03-11", "170");
    assert_str(in_force(p, "JPY", "2017-03-12"), "1.0840/160.60 of 2017-03-10");
}

static void of_one_day_the_rate_that_names_both_counts(void **state)
{
    struct place *p = *state;
    put(p, "EUR", "GBP", "2017-03-10", "0.8700");
    put(p, "EUR", "USD", "2017-03-10", "1.0840");
    put(p, "GBP", "USD", "2017-03-10", "1.2460");
    assert_str(in_force(p, "GBP", "2017-03-12"), "1.2460 of 2017-03-10");
    put(p, "EUR", "GBP", "2017-03-11", "0.8710");
    put(p, "EUR", "USD", "2017-03-11", "1.0850");
    assert_str(in_force(p, "GBP", "2017-03-12"), "1.0850/0.8710 of 2017-03-11");
}

static void what_is_wrong_with_a_rate_is_said_at_once(void **state)
{
    struct place *p = *state;
    struct rate r = rate_of("EURO", "DEM", "2017-02-30", "1,08");
    assert_false(place_write(p, enter, &r));
    assert_true(place_blames(p, "base") && place_blames(p, "currency") && place_blames(p, "day")
                && place_blames(p, "rate"));
    r = rate_of("usd", "USD", "2017-02-28", "1");
    assert_false(place_write(p, enter, &r));
    assert_true(place_blames(p, "currency"));
}

static void a_currency_may_be_typed_in_small_letters(void **state)
{
    struct place *p = *state;
    put(p, "eur", " usd", "2017-03-10", " 1.0840 ");
    assert_str(in_force(p, "EUR", "2017-03-12"), "1.0840 of 2017-03-10");
}

struct adding {
    struct rate rate;
    bool added;
};

static bool add(struct ctx *c, void *arg)
{
    struct adding *a = arg;
    return rate_add(c, &a->rate, &a->added);
}

static bool adds(struct place *p, const char *day, const char *number)
{
    struct adding a = { .rate = rate_of("EUR", "USD", day, number) };
    assert_true(place_write(p, add, &a));
    return a.added;
}

static void what_a_file_says_again_is_not_stored_again(void **state)
{
    struct place *p = *state;
    assert_true(adds(p, "2017-03-10", "1.0840"));
    assert_false(adds(p, "2017-03-10", "1.084"));
    assert_true(adds(p, "2017-03-11", "1.0840"));
    assert_true(adds(p, "2017-03-10", "1.0841"));
    assert_false(adds(p, "2017-03-10", "1.0841"));
}

static bool rewrite(struct ctx *c, void *arg UNUSED)
{
    return db_do(c, SQL("UPDATE rate SET rate = '2' WHERE id = 1"), NO_ARGS);
}

static void a_rate_that_was_entered_is_never_changed(void **state)
{
    struct place *p = *state;
    put(p, "EUR", "USD", "2017-03-10", "1.0840");
    assert_false(place_write(p, rewrite, NULL));
    fault_clear(&p->c);
    assert_str(in_force(p, "EUR", "2017-03-12"), "1.0840 of 2017-03-10");
}

static void a_rate_reads_back_as_it_was_kept(void **state)
{
    struct place *p = *state;
    static const char *const texts[] = { "1.0840", "1/160.77", "1.0840/160.50" };
    static const char *const bad[] = { "", "/", "1/", "/2", "1/2/3", "0", "1/0" };
    struct worth w;
    for (size_t i = 0; i < COUNT(texts); i++) {
        assert_true(worth_parse(str_of(texts[i]), &w));
        assert_str(worth_text(&p->arena, &w), texts[i]);
    }
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(worth_parse(str_of(bad[i]), &w));
}

static void currencies_and_their_course_are_found(void **state)
{
    struct place *p = *state;
    struct rate_currencies all;
    struct rate_course course;
    put(p, "EUR", "USD", "2017-03-10", "1.0840");
    put(p, "EUR", "USD", "2017-03-11", "1.0850");
    put(p, "EUR", "USD", "2017-03-11", "1.0860");
    put(p, "EUR", "JPY", "2017-03-11", "160.5");
    put(p, "EUR", "USD", "2017-03-20", "9");
    assert_true(rate_currencies_read(&p->c, &all));
    assert_int_equal(all.n, 2);
    assert_string_equal(all.code[0], "EUR");
    assert_string_equal(all.code[1], "JPY");
    assert_true(rate_course_read(&p->c, "EUR", &course));
    assert_int_equal(course.n, 2);
    assert_int_equal(course.p[0].rate.digits, 10860);
    assert_int_equal(course.p[1].day.n, day_of(2017, 3, 10).n);
    assert_true(rate_course_read(&p->c, "JPY", &course));
    assert_string_equal(course.base, "EUR");
    assert_true(rate_course_read(&p->c, "CHF", &course));
    assert_int_equal(course.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_newest_on_or_before_a_day_is_in_force),
        TEST(a_rate_holds_for_the_days_of_the_policy),
        TEST(a_correction_is_a_new_rate_for_the_same_day),
        TEST(a_rate_counts_whichever_way_round_it_was_written),
        TEST(two_rates_of_one_base_and_day_give_a_third),
        TEST(of_one_day_the_rate_that_names_both_counts),
        TEST(what_is_wrong_with_a_rate_is_said_at_once),
        TEST(a_currency_may_be_typed_in_small_letters),
        TEST(what_a_file_says_again_is_not_stored_again),
        TEST(a_rate_that_was_entered_is_never_changed),
        TEST(a_rate_reads_back_as_it_was_kept),
        TEST(currencies_and_their_course_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
