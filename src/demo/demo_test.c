/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"
#include "demo/demo.h"
#include "demo/demo_plan.h"
#include "frame/testing.h"
#include "touch/touch.h"

/* An empty store as `counterpart demo` makes it, filled as of a Wednesday morning. */
/* Next steps due by then, of one owner. */
static bool deals_due_count(struct ctx *c, int64_t owner_id, struct instant by, int64_t *n)
{
    return db_get(c,
                  SQL("SELECT count(*) FROM (SELECT 1 FROM deal WHERE owner_id = $1 AND state = 0 "
                      "AND next_step_due <= $2 LIMIT 100) due"),
                  ARGS(I(owner_id), I(by.ms)), OUTS(OI(n)));
}

static int demo_make(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    struct demo_order order = { STR("UTC"), STR("no hash") };
    struct str why = STR_NONE;
    bool kept;
    app_start();
    kept_forget();
    snprintf(p->folder, sizeof p->folder, "/tmp/counterpart-src-XXXXXX");
    if (!zone_set("UTC") || !mkdtemp(p->folder))
        return -1;
    snprintf(p->file, sizeof p->file, "%s/a.db", p->folder);
    arena_init(&p->arena, (size_t)1 << 30);
    const char *database = testing_database_again(&p->arena, p->file, &kept);
    p->store = store_open(database, STORE_WRITE, &why);
    if (!p->store || !store_migrate(p->store, migrations, n_migrations, &why))
        return -1;
    p->c = (struct ctx){ .arena = &p->arena, .viewer = &viewer_system };
    place_clock_to(p, "2027-05-12T10:00:00Z");
    store_clock(p->store, place_clock);
    p->c.db = store_reader(p->store, 4096);
    *state = p;
    if (!p->c.db || (!kept && !place_write(p, demo_fill, &order)))
        return -1;
    if (!kept)
        testing_keep(database);
    return 0;
}

static int64_t number(struct place *p, const char *sql)
{
    int64_t n = -1;
    assert_true(db_get(&p->c, sql, NO_ARGS, OUTS(OI(&n))));
    return n;
}

static void it_has_people_accounts_and_deals_in_every_stage(void **state)
{
    struct place *p = *state;
    assert_int_equal(number(p, SQL("SELECT count(*) FROM user WHERE rep = 1")), DEMO_REPS);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM account")), 40);
    assert_in_range(number(p, SQL("SELECT count(*) FROM contact")), 85, 100);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM product")), 8);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM deal")), 140);
    assert_int_equal(
        number(p, SQL("SELECT count(*) FROM (SELECT stage_id FROM deal GROUP BY stage_id) s")), 6);
    assert_in_range(number(p, SQL("SELECT count(*) FROM touch")), 300, 500);
    assert_in_range(number(p, SQL("SELECT count(*) FROM touch WHERE direction = 1")), 80, 250);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM deal WHERE name = "
                                   "'Оборудване за 6 заседателни зали' AND state = 0")),
                     1);
    assert_int_equal(
        number(p, SQL("SELECT count(*) FROM deal WHERE state = 2 AND lost_reason = ''")), 0);
}

static void the_kept_sums_equal_their_parts(void **state)
{
    struct place *p = *state;
    struct buf differences;
    buf_init(&differences, &p->arena, 100000);
    assert_true(deal_sums_check(&p->c, &differences));
    assert_str(buf_str(&differences), "");
}

static void no_gate_is_broken(void **state)
{
    struct place *p = *state;
    assert_int_equal(number(p, SQL("SELECT count(*) FROM refusal")), 0);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM deal WHERE state = 0 AND last_touch < "
                                   "253402300800000 AND next_step = ''")),
                     0);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM deal d JOIN touch t "
                                   "ON t.id = d.close_touch_id WHERE d.close_source = 1 "
                                   "AND t.direction = 0")),
                     0);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM deal WHERE state = 0 AND probability > 25 "
                                   "AND interest + right_person + potential < 3")),
                     0);
    assert_true(number(p, SQL("SELECT count(*) FROM deal WHERE state = 0 AND probability > 25"))
                > 10);
    assert_true(number(p, SQL("SELECT count(*) FROM deal WHERE close_source = 1 AND state = 0"))
                > 5);
}

/* Nothing is dated after now, nor before what it follows. */
static void history_was_entered_when_it_happened(void **state)
{
    struct place *p = *state;
    assert_true(number(p, SQL("SELECT max(entered) FROM entry")) < place_now.ms);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM touch WHERE happened <> created")), 0);
    assert_int_equal(
        number(p, SQL("SELECT count(*) FROM entry a JOIN entry b ON b.record = a.record "
                      "AND b.record_id = a.record_id AND b.seq = a.seq + 1 "
                      "WHERE b.entered < a.entered")),
        0);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM deal_state WHERE ended < entered")), 0);
    assert_true(number(p, SQL("SELECT min(entered) FROM entry"))
                >= day_start(demo_begin(place_now)).ms);
}

static void the_rep_has_something_to_do_today(void **state)
{
    struct place *p = *state;
    struct instant now = place_now;
    struct instant end = day_end(instant_day(now));
    int64_t today = 0, late = 0;
    for (int64_t user = 1; user <= (int64_t)n_demo_people; user++) {
        int64_t due = 0, before = 0;
        assert_true(deals_due_count(&p->c, user, end, &due));
        assert_true(deals_due_count(&p->c, user, now, &before));
        late += before;
        today += due - before;
        if (user == DEMO_FIRST_REP + 1)
            assert_true(due - before > 0 && before > 0);
    }
    assert_true(today > 5);
    assert_true(late > 5);
}

static void the_same_day_makes_the_same_company(void **state)
{
    struct place *p = *state;
    struct demo_plan one, other;
    demo_plan_make(&p->arena, &one, place_now);
    demo_plan_make(&p->arena, &other, place_now);
    assert_int_equal(one.n_events, other.n_events);
    for (size_t i = 0; i < one.n_events; i++) {
        assert_int_equal(one.events[i].at.ms, other.events[i].at.ms);
        assert_int_equal(one.events[i].what, other.events[i].what);
        assert_true(one.events[i].at.ms < place_now.ms);
    }
}

/* Weekends, month ends and the hours after midnight move days about. */
static void it_can_be_made_on_any_day(void **state)
{
    struct place *p = *state;
    struct demo_plan plan;
    for (int days = 0; days < 400; days++) {
        struct arena_mark mark = arena_mark(&p->arena);
        struct instant now = { place_now.ms + days * INT64_C(86400000) - (days % 24) * 3600000 };
        demo_plan_make(&p->arena, &plan, now);
        for (size_t i = 0; i < plan.n_events; i++) {
            const struct demo_event *e = &plan.events[i];
            assert_true(e->at.ms < now.ms);
            assert_true(e->at.ms >= day_start(demo_begin(now)).ms);
            assert_true(e->what != DO_TOUCH || e->due.ms >= e->at.ms - 86400000);
        }
        arena_rewind(&p->arena, mark);
    }
}

static void it_is_known_as_a_demo(void **state)
{
    struct place *p = *state;
    bool is = false;
    assert_true(demo_is(&p->c, &is));
    assert_true(is);
    struct demo_order again = { STR("UTC"), STR("no hash") };
    assert_false(place_write(p, demo_fill, &again));
    assert_string_equal(p->c.fault.code, "not_empty");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_has_people_accounts_and_deals_in_every_stage),
        cmocka_unit_test(the_kept_sums_equal_their_parts),
        cmocka_unit_test(no_gate_is_broken),
        cmocka_unit_test(history_was_entered_when_it_happened),
        cmocka_unit_test(the_rep_has_something_to_do_today),
        cmocka_unit_test(the_same_day_makes_the_same_company),
        cmocka_unit_test(it_can_be_made_on_any_day),
        cmocka_unit_test(it_is_known_as_a_demo),
    };
    return cmocka_run_group_tests(tests, demo_make, place_remove);
}
