/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/testing.h"

#include "alert/alert.h"
#include "deal/deal.h"
#include "user/user.h"

static const struct alert_kind late = { "promise_late", "Promise late", 2, "S0-12" };
static const struct alert_kind told = { "told", "Told", 0, "S0-12" };

struct raising {
    const struct alert_kind *kind;
    int64_t user_id;
    int upto; /* below 0: to user_id alone */
    struct about about;
};

static bool run_raise(struct ctx *c, void *arg)
{
    struct raising *r = arg;
    return r->upto < 0 ? alert_raise(c, r->kind, r->user_id, r->about)
                       : alert_up(c, r->kind, r->user_id, (enum level)r->upto, r->about);
}

static void raise(struct place *p, struct raising r)
{
    r.kind = r.kind ? r.kind : &late;
    if (!r.about.due.ms)
        r.about.due = INSTANT_NONE;
    assert_true(place_write(p, run_raise, &r));
}

static void raise_up(struct place *p, int64_t owner_id, int upto)
{
    struct about about = { .text = STR("Late.") };
    raise(p, (struct raising){ .user_id = owner_id, .upto = upto, .about = about });
}

static bool run_see(struct ctx *c, void *arg)
{
    return alert_see(c, *(int64_t *)arg);
}

static bool run_settle(struct ctx *c, void *arg)
{
    return alerts_settle(c, &late, *(int64_t *)arg);
}

static size_t heard(struct place *p, int64_t user_id)
{
    struct alerts mine;
    place_as(p, user_id, "web");
    assert_true(alerts_mine(&p->c, 50, &mine));
    assert_int_equal(mine.n, mine.count);
    return mine.n;
}

static void the_same_is_raised_once_and_another_due_moment_again(void **state)
{
    struct place *p = *state;
    struct about about = { .subject = 7, .due = p->c.now, .text = STR("Late.") };
    raise(p, (struct raising){ .user_id = BEN, .upto = -1, .about = about });
    raise(p, (struct raising){ .user_id = BEN, .upto = -1, .about = about });
    assert_int_equal(heard(p, BEN), 1);
    about.due.ms++;
    raise(p, (struct raising){ .user_id = BEN, .upto = -1, .about = about });
    assert_int_equal(heard(p, BEN), 2);
}

static void nobody_to_tell_is_no_fault(void **state)
{
    struct place *p = *state;
    raise_up(p, 0, -1);
    raise_up(p, 0, 2);
    assert_int_equal(heard(p, ADA), 0);
}

static void the_line_is_owner_manager_and_executive(void **state)
{
    struct place *p = *state;
    int64_t eve = place_user(p, "Eve", ROLE_EXECUTIVE, ADA);
    int64_t mona = place_user(p, "Mona", ROLE_MANAGER, eve);
    int64_t rick = place_user(p, "Rick", ROLE_REP, mona);
    assert_int_equal(line_person(&p->c, rick, LEVEL_REP), rick);
    assert_int_equal(line_person(&p->c, rick, LEVEL_MANAGER), mona);
    assert_int_equal(line_person(&p->c, rick, LEVEL_EXECUTIVE), eve);
    raise_up(p, rick, LEVEL_MANAGER);
    assert_int_equal(heard(p, rick), 1);
    assert_int_equal(heard(p, mona), 1);
    assert_int_equal(heard(p, eve), 0);
    assert_int_equal(heard(p, ADA), 0);
}

static void without_an_executive_the_top_hears_of_it(void **state)
{
    struct place *p = *state;
    assert_int_equal(line_person(&p->c, BEN, LEVEL_EXECUTIVE), ADA);
    assert_int_equal(line_person(&p->c, ADA, LEVEL_MANAGER), ADA);
    raise_up(p, BEN, LEVEL_EXECUTIVE);
    assert_int_equal(heard(p, ADA), 1);
}

static void an_executive_beside_the_line_hears_of_it_all_the_same(void **state)
{
    struct place *p = *state;
    int64_t eve = place_user(p, "Eve", ROLE_EXECUTIVE, ADA);
    assert_int_equal(line_person(&p->c, BEN, LEVEL_EXECUTIVE), eve);
}

static bool run_user_save(struct ctx *c, void *arg)
{
    struct user *now = arg, was;
    return record_get_any(c, &user_record, now->id, &was) && user_save(c, &was, now, STR_NONE);
}

static void who_is_away_is_passed_over(void **state)
{
    struct place *p = *state;
    int64_t mona = place_user(p, "Mona", ROLE_MANAGER, ADA);
    int64_t rick = place_user(p, "Rick", ROLE_REP, mona);
    struct user u;
    assert_true(record_get_any(&p->c, &user_record, mona, &u));
    u.active = false;
    assert_true(place_write(p, run_user_save, &u));
    assert_int_equal(line_person(&p->c, rick, LEVEL_MANAGER), ADA);
}

static bool run_deal(struct ctx *c, void *arg)
{
    struct deal *d = arg;
    return deal_create(c, d);
}

static void the_mentor_of_a_deal_hears_what_its_owner_hears(void **state)
{
    struct place *p = *state;
    int64_t tom = place_user(p, "Tom", ROLE_REP, ADA);
    struct deal d;
    place_as(p, BEN, "web");
    deal_init(&d);
    d.name = STR("Beds");
    d.mentor_id = tom;
    assert_true(place_write(p, run_deal, &d));
    struct about about = { .deal_id = d.id, .text = STR("Late.") };
    raise(p, (struct raising){ .user_id = BEN, .upto = LEVEL_REP, .about = about });
    assert_int_equal(heard(p, tom), 1);
}

static void what_is_seen_or_settled_leaves_the_first_screen_and_stays(void **state)
{
    struct place *p = *state;
    struct about about = { .subject = 7, .text = STR("Late.") };
    struct alerts mine;
    struct alert a;
    int64_t subject = 7;
    raise(p, (struct raising){ .user_id = BEN, .upto = LEVEL_MANAGER, .about = about });
    place_as(p, BEN, "web");
    assert_true(alerts_mine(&p->c, 1, &mine));
    assert_true(place_write(p, run_see, &mine.p[0].id));
    assert_int_equal(heard(p, BEN), 0);
    assert_int_equal(heard(p, ADA), 1);
    assert_true(place_write(p, run_settle, &subject));
    assert_int_equal(heard(p, ADA), 0);
    assert_true(record_get(&p->c, &alert_record, mine.p[0].id, &a));
    assert_true(instant_is(a.seen));
    assert_false(instant_is(a.settled));
}

static void nobody_says_of_anothers_alert_that_it_was_seen(void **state)
{
    struct place *p = *state;
    struct alerts mine;
    raise_up(p, BEN, -1);
    place_as(p, BEN, "web");
    assert_true(alerts_mine(&p->c, 1, &mine));
    place_as(p, ADA, "web");
    assert_false(place_write(p, run_see, &mine.p[0].id));
    assert_int_equal(p->c.fault.kind, FAULT_NOT_ALLOWED);
}

static void what_cannot_wait_comes_first_then_the_oldest(void **state)
{
    struct place *p = *state;
    struct alerts mine;
    raise(p, (struct raising){ &told, BEN, -1, { .subject = 1, .text = STR("told") } });
    raise(p, (struct raising){ &late, BEN, -1, { .subject = 2, .text = STR("first") } });
    place_clock_to(p, "2017-03-15T11:00:00Z");
    raise(p, (struct raising){ &late, BEN, -1, { .subject = 3, .text = STR("second") } });
    place_as(p, BEN, "web");
    assert_true(alerts_mine(&p->c, 9, &mine));
    assert_int_equal(mine.n, 3);
    assert_str(mine.p[0].text, "first");
    assert_str(mine.p[1].text, "second");
    assert_str(mine.p[2].text, "told");
}

static void a_long_sentence_is_cut_between_characters(void **state)
{
    struct place *p = *state;
    char text[1201];
    struct alerts mine;
    for (size_t i = 0; i < 1200; i += 2)
        memcpy(text + i, "\xc3\xa9", 2);
    raise(p, (struct raising){ .user_id = BEN, .upto = -1, .about = { .text = { text, 1200 } } });
    place_as(p, BEN, "web");
    assert_true(alerts_mine(&p->c, 9, &mine));
    assert_int_equal(mine.p[0].text.n, 600);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_same_is_raised_once_and_another_due_moment_again),
        TEST(nobody_to_tell_is_no_fault),
        TEST(the_line_is_owner_manager_and_executive),
        TEST(without_an_executive_the_top_hears_of_it),
        TEST(an_executive_beside_the_line_hears_of_it_all_the_same),
        TEST(who_is_away_is_passed_over),
        TEST(the_mentor_of_a_deal_hears_what_its_owner_hears),
        TEST(what_is_seen_or_settled_leaves_the_first_screen_and_stays),
        TEST(nobody_says_of_anothers_alert_that_it_was_seen),
        TEST(what_cannot_wait_comes_first_then_the_oldest),
        TEST(a_long_sentence_is_cut_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
