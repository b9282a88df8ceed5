/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/testing.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(two_teams_have_two_names_however_they_are_written),
        TEST(a_teams_people_are_its_lead_and_who_is_active_in_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
