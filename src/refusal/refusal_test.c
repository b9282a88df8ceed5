/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/testing.h"

#include "db/db.h"
#include "frame/app_store.h"
#include "frame/history.h"
#include "frame/override.h"
#include "refusal/refusal.h"

static const struct gate soft = { "soft", "Not so.", { "Do it another way." }, "X-13", true };
static const struct gate hard = { "hard", "Never so.", { "Leave it." }, "X-13", false };

struct passing {
    const struct gate *gate;
    const char *reason;
    bool passed;
};

static bool run_pass(struct ctx *c, void *arg)
{
    struct passing *pass = arg;
    struct cause cause = { .override_reason = str_of(pass->reason) };
    c->cause = &cause;
    pass->passed = gate_overridden(c, pass->gate, 42);
    c->cause = NULL;
    return pass->passed || refuse(c, pass->gate, 42);
}

static int64_t overrides(struct place *p)
{
    int64_t n = 0;
    assert_true(db_get(&p->c, SQL("SELECT count(*) FROM override"), NO_ARGS, OUTS(OI(&n))));
    return n;
}

static void a_manager_passes_a_soft_gate_with_a_reason_and_it_is_kept(void **state)
{
    struct place *p = *state;
    struct passing pass = { &soft, "the buyer asked for it", false };
    struct override_report r = { .period = { instant_day(p->c.now), instant_day(p->c.now) } };
    place_as(p, ADA, "web");
    assert_true(place_write(p, run_pass, &pass));
    assert_true(override_report_make(&p->c, &r));
    assert_int_equal(r.overrides.n, 1);
    assert_str(r.overrides.p[0].code, "soft");
    assert_str(r.overrides.p[0].reason, "the buyer asked for it");
    assert_str(r.overrides.p[0].user, "Ada");
    assert_int_equal(r.overrides.p[0].subject_id, 42);
    assert_int_equal(r.gates.p[0].overridden, 1);
}

static void without_a_reason_or_without_the_role_the_gate_holds(void **state)
{
    struct place *p = *state;
    struct passing none = { &soft, "", false }, rep = { &soft, "please", false };
    place_as(p, ADA, "web");
    assert_false(place_write(p, run_pass, &none));
    assert_str(p->c.fault.next[1],
               "A manager may do it all the same, and says why (override_reason).");
    place_as(p, BEN, "web");
    assert_false(place_write(p, run_pass, &rep));
    assert_int_equal(overrides(p), 0);
}

static void nobody_passes_a_gate_that_has_no_override(void **state)
{
    struct place *p = *state;
    struct passing pass = { &hard, "I want to", false };
    place_as(p, ADA, "web");
    assert_false(place_write(p, run_pass, &pass));
    assert_int_equal(p->c.fault.next[1].n, 0);
    assert_int_equal(overrides(p), 0);
}

/* What a buyer stopped, and what is his secret, nobody passes. */
static void what_protects_the_buyer_has_no_override(void **state UNUSED)
{
    static const char *const his[] = { "closed_by_buyer", "channel_preference", "buyer_owned",
                                       "consent_required",
                                       "no_evidence", "history_is_fixed" };
    for (size_t i = 0; i < COUNT(his); i++) {
        const struct gate *g = gate_named(str_of(his[i]));
        assert_non_null(g);
        assert_false(g->manager_may_override);
    }
}

static bool run_refusals(struct ctx *c, void *arg)
{
    const char *code = arg;
    return refusal_insert(c, code, 7, STR("/deals/7"));
}

static size_t seen(struct place *p, int64_t user_id, struct refusals_asked asked)
{
    struct refusals out;
    asked.to = INSTANT_NONE;
    asked.limit = asked.limit ? asked.limit : 50;
    place_as(p, user_id, "web");
    assert_true(refusals_read(&p->c, &asked, &out));
    return out.n;
}

static void one_sees_the_refusals_of_ones_line_and_an_administrator_all(void **state)
{
    struct place *p = *state;
    int64_t mona = place_user(p, "Mona", ROLE_MANAGER, ADA);
    int64_t rick = place_user(p, "Rick", ROLE_REP, mona);
    int64_t otto = place_user(p, "Otto", ROLE_ADMINISTRATOR, ADA);
    place_as(p, rick, "web");
    assert_true(place_write(p, run_refusals, "one"));
    place_as(p, BEN, "web");
    assert_true(place_write(p, run_refusals, "two"));
    p->c.viewer = &viewer_system;
    assert_true(place_write(p, run_refusals, "two"));
    assert_int_equal(seen(p, mona, (struct refusals_asked){ 0 }), 1);
    assert_int_equal(seen(p, ADA, (struct refusals_asked){ 0 }), 3);
    assert_int_equal(seen(p, otto, (struct refusals_asked){ 0 }), 3);
    assert_int_equal(seen(p, otto, (struct refusals_asked){ .code = STR("two") }), 2);
    assert_int_equal(seen(p, otto, (struct refusals_asked){ .user_id = BEN }), 1);
    assert_int_equal(seen(p, otto, (struct refusals_asked){ .subject_id = 8 }), 0);
    assert_int_equal(seen(p, otto, (struct refusals_asked){ .limit = 2 }), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_manager_passes_a_soft_gate_with_a_reason_and_it_is_kept),
        TEST(without_a_reason_or_without_the_role_the_gate_holds),
        TEST(nobody_passes_a_gate_that_has_no_override),
        TEST(what_protects_the_buyer_has_no_override),
        TEST(one_sees_the_refusals_of_ones_line_and_an_administrator_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
