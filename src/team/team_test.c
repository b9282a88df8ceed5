/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/testing.h"

#include "deal/deal.h"
#include "frame/policy.h"
#include "team/team.h"
#include "user/user.h"

static bool run_create(struct ctx *c, void *arg)
{
    return team_create(c, arg);
}

static bool run_user_save(struct ctx *c, void *arg)
{
    struct user *now = arg, was;
    return record_get_any(c, &user_record, now->id, &was)
           && user_save(c, &was, now, STR_NONE);
}

static struct team team_new(struct place *p, const char *name, int64_t lead_id)
{
    struct team t;
    record_init(&team_record, &t);
    t.name = str_of(name);
    t.lead_id = lead_id;
    assert_true(place_write(p, run_create, &t));
    return t;
}

static void user_set(struct place *p, int64_t id, void (*set)(struct user *u, int64_t to),
                     int64_t to)
{
    struct user u;
    assert_true(record_get_any(&p->c, &user_record, id, &u));
    set(&u, to);
    assert_true(place_write(p, run_user_save, &u));
}

static void team_set(struct user *u, int64_t to)
{
    u->team_id = to;
}

static void mentor_set(struct user *u, int64_t to)
{
    u->mentor_id = to;
}

static void started_set(struct user *u, int64_t to)
{
    u->started_on = (struct day){ (int32_t)to };
}

static void two_teams_have_two_names_however_they_are_written(void **state)
{
    struct place *p = *state;
    struct team t = team_new(p, "Billing", 0);
    record_init(&team_record, &t);
    t.name = STR("BILLING");
    assert_false(place_write(p, run_create, &t));
    assert_true(place_blames(p, "name"));
}

static void a_teams_people_are_its_lead_and_who_is_active_in_it(void **state)
{
    struct place *p = *state;
    int64_t pia = place_user(p, "Pia", ROLE_SUPPORT, ADA);
    int64_t gone = place_user(p, "Gone", ROLE_SUPPORT, ADA);
    struct team t = team_new(p, "Print", pia);
    struct team_people out;
    user_set(p, pia, team_set, t.id);
    user_set(p, BEN, team_set, t.id);
    user_set(p, gone, team_set, t.id);
    struct user u;
    assert_true(record_get_any(&p->c, &user_record, gone, &u));
    u.active = false;
    assert_true(place_write(p, run_user_save, &u));
    assert_true(team_people(&p->c, t.id, &out));
    assert_int_equal(out.n, 2);
    assert_int_equal(out.p[0], pia);
    assert_int_equal(out.p[1], BEN);
}

static void somebody_is_a_novice_for_ninety_days_and_has_a_mentor_as_long(void **state)
{
    struct place *p = *state;
    int32_t today = instant_day(p->c.now).n;
    user_set(p, BEN, mentor_set, ADA);
    assert_int_equal(novice_mentor(&p->c, BEN), 0);
    user_set(p, BEN, started_set, today - 89);
    assert_int_equal(novice_mentor(&p->c, BEN), ADA);
    user_set(p, BEN, started_set, today - 90);
    assert_int_equal(novice_mentor(&p->c, BEN), 0);
}

static void nobody_is_his_own_mentor(void **state)
{
    struct place *p = *state;
    struct user u;
    assert_true(record_get_any(&p->c, &user_record, BEN, &u));
    u.mentor_id = BEN;
    assert_false(place_write(p, run_user_save, &u));
    assert_true(place_blames(p, "mentor_id"));
}

static bool run_deal(struct ctx *c, void *arg)
{
    return deal_create(c, arg);
}

static bool run_limit(struct ctx *c, void *arg)
{
    return policy_set(c, &load_limit, *(int64_t *)arg);
}

static void who_has_as_many_deals_as_allowed_is_given_no_more(void **state)
{
    struct place *p = *state;
    int64_t most = 1;
    struct deal d;
    bool full;
    assert_true(place_write(p, run_limit, &most));
    assert_true(load_is_full(&p->c, BEN, &full));
    assert_false(full);
    place_as(p, BEN, "web");
    deal_init(&d);
    d.name = STR("One");
    assert_true(place_write(p, run_deal, &d));
    assert_true(load_is_full(&p->c, BEN, &full));
    assert_true(full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(two_teams_have_two_names_however_they_are_written),
        TEST(a_teams_people_are_its_lead_and_who_is_active_in_it),
        TEST(somebody_is_a_novice_for_ninety_days_and_has_a_mentor_as_long),
        TEST(nobody_is_his_own_mentor),
        TEST(who_has_as_many_deals_as_allowed_is_given_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
