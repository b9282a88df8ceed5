/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/testing.h"

#include "db/db.h"
#include "frame/policy.h"
#include "office/office.h"
#include "sched/sched.h"

/* 15 March 2017, 10:00, is a Wednesday. */
static const char *after(struct place *p, const char *unit, enum clock_time runs, int64_t n,
                         const char *from)
{
    struct policy policy = { .name = "test_only", .unit = unit, .fallback = n, .max = n };
    struct instant t;
    assert_true(instant_parse(str_of(from), &t));
    return arena_cstr(&p->arena, moment_words(&p->arena, office_after(&p->c, &policy, runs, t)));
}

static bool hours_set(struct ctx *c, void *hours)
{
    return office_hours_set(c, str_of(hours));
}

struct said {
    const char *day, *name;
};

static bool add(struct ctx *c, void *arg)
{
    const struct said *h = arg;
    struct day d = DAY_NONE;
    return (!*h->day || day_parse(str_of(h->day), &d)) && holiday_add(c, d, str_of(h->name));
}

static bool take_away(struct ctx *c, void *arg)
{
    const struct said *h = arg;
    struct day d;
    bool found;
    return day_parse(str_of(h->day), &d) && holiday_remove(c, d, &found) && found;
}

static void a_policys_unit_says_how_it_counts(void **state)
{
    struct place *p = *state;
    const char *saturday = "2026-03-14 14:10";
    assert_string_equal(after(p, "hours", BUSINESS_TIME, 1, saturday), "Mon 16 Mar 10:00");
    assert_string_equal(after(p, "minutes", BUSINESS_TIME, 90, saturday), "Mon 16 Mar 10:30");
    assert_string_equal(after(p, "days", BUSINESS_TIME, 7, "2026-03-16 10:00"),
                        "Wed 25 Mar 10:00");
    assert_string_equal(after(p, "hours", WALL_TIME, 48, saturday), "Mon 16 Mar 14:10");
    assert_string_equal(after(p, "minutes", WALL_TIME, 15, saturday), "Sat 14 Mar 14:25");
    assert_string_equal(after(p, "days", WALL_TIME, 8, saturday), "Sun 22 Mar 14:10");
}

static void changes_hold_at_once_and_are_kept(void **state)
{
    struct place *p = *state;
    place_as(p, ADA, "web");
    assert_int_equal(office_state(&p->c)->version, 1);
    assert_true(place_write(p, hours_set, "mon-thu 08:00-12:00, 13:00-16:00"));
    assert_true(place_write(p, add, &(struct said){ "2026-03-16", "Founding day" }));
    assert_string_equal(after(p, "hours", BUSINESS_TIME, 1, "2026-03-14 14:10"),
                        "Tue 17 Mar 09:00");
    const struct office_state *s = office_state(&p->c);
    assert_str(s->hours.said, "Mon-Thu 08:00-12:00,13:00-16:00");
    assert_int_equal(s->hours.user_id, ADA);
    assert_int_equal(s->hours.changed.ms, p->c.now.ms);
    assert_int_equal(s->holidays.n, 1);
    assert_str(s->holidays.p[0].said, "Founding day");
    int64_t version = s->version;
    assert_true(version > 1);
    assert_true(place_write(p, take_away, &(struct said){ "2026-03-16", "" }));
    assert_string_equal(after(p, "hours", BUSINESS_TIME, 1, "2026-03-14 14:10"),
                        "Mon 16 Mar 09:00");
    assert_true(office_state(&p->c)->version > version);
    assert_int_equal(office_state(&p->c)->holidays.n, 0);
}

static void holidays_stand_in_order_and_once(void **state)
{
    struct place *p = *state;
    static const struct said days[] = { { "2026-12-25", "Christmas" },
                                        { "2026-01-01", "New Year" },
                                        { "2026-05-01", "May Day" },
                                        { "2026-12-25", "Christmas Day" } };
    for (size_t i = 0; i < COUNT(days); i++)
        assert_true(place_write(p, add, (void *)&days[i]));
    const struct office_state *s = office_state(&p->c);
    assert_int_equal(s->holidays.n, 3);
    assert_str(s->holidays.p[0].said, "New Year");
    assert_str(s->holidays.p[1].said, "May Day");
    assert_str(s->holidays.p[2].said, "Christmas Day");
    assert_int_equal(s->calendar.n_holidays, 3);
}

static void what_cannot_be_is_refused_by_name(void **state)
{
    struct place *p = *state;
    assert_false(place_write(p, hours_set, "now and then"));
    assert_true(place_blames(p, "hours"));
    assert_false(place_write(p, add, &(struct said){ "", "" }));
    assert_true(place_blames(p, "day"));
    assert_true(place_blames(p, "name"));
    assert_int_equal(office_state(&p->c)->version, 1);
}

/* Mondays only, and no Monday for two months. */
static void an_office_that_never_opens_is_refused(void **state)
{
    struct place *p = *state;
    static const char *const mondays[] = { "2017-03-20", "2017-03-27", "2017-04-03", "2017-04-10",
                                           "2017-04-17", "2017-04-24", "2017-05-01", "2017-05-08" };
    for (size_t i = 0; i < COUNT(mondays); i++)
        assert_true(place_write(p, add, &(struct said){ mondays[i], "closed" }));
    assert_false(place_write(p, hours_set, "Mon 09:00-17:00"));
    assert_true(place_blames(p, "hours"));
    assert_true(place_write(p, hours_set, "Mon-Tue 09:00-17:00"));
}

static void times_are_said_exactly(void **state)
{
    struct place *p = *state;
    struct instant t;
    assert_true(instant_parse(STR("2026-03-16T10:00:00Z"), &t));
    assert_str(moment_words(&p->arena, t), "Mon 16 Mar 10:00");
    assert_true(zone_set("Europe/Berlin"));
    assert_str(moment_words(&p->arena, t), "Mon 16 Mar 11:00");
    assert_true(zone_set("UTC"));
    assert_str(moment_words(&p->arena, INSTANT_NONE), "");
    assert_str(moment_words_in(&p->arena, t, STR("America/New_York")),
               "Mon 16 Mar 06:00 (America/New_York)");
    assert_str(moment_words_in(&p->arena, t, STR("Asia/Kolkata")),
               "Mon 16 Mar 15:30 (Asia/Kolkata)");
    assert_str(moment_words_in(&p->arena, t, STR("the moon")), "Mon 16 Mar 10:00");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_policys_unit_says_how_it_counts),
        TEST(changes_hold_at_once_and_are_kept),
        TEST(holidays_stand_in_order_and_once),
        TEST(what_cannot_be_is_refused_by_name),
        TEST(an_office_that_never_opens_is_refused),
        TEST(times_are_said_exactly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
