/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"
#include "demo/demo.h"
#include "ask/ask.h"
#include "demo/demo_impl.h"
#include "frame/org.h"
#include "frame/testing.h"
#include "link/link.h"
#include "promise/promise.h"
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

static int place_fill(struct place *p, const char *database, const char *now, bool kept)
{
    struct demo_order order = { STR("UTC"), STR("no hash") };
    struct str why = STR_NONE;
    p->store = store_open(database, STORE_WRITE, &why);
    if (!p->store || !store_migrate(p->store, migrations, n_migrations, &why))
        return -1;
    p->c = (struct ctx){ .arena = &p->arena, .viewer = &viewer_system };
    place_clock_to(p, now);
    store_clock(p->store, place_clock);
    p->c.db = store_reader(p->store, 4096);
    if (!p->c.db || (!kept && !place_write(p, demo_fill, &order)))
        return -1;
    return 0;
}

static struct place *place_new(void)
{
    struct place *p = calloc(1, sizeof *p);
    kept_forget();
    snprintf(p->folder, sizeof p->folder, "/tmp/counterpart-src-XXXXXX");
    if (!mkdtemp(p->folder))
        return NULL;
    snprintf(p->file, sizeof p->file, "%s/a.db", p->folder);
    arena_init(&p->arena, (size_t)1 << 30);
    return p;
}

static int demo_make(void **state)
{
    bool kept;
    app_start();
    site_origin_set(STR("http://127.0.0.1:8080"));
    struct place *p = zone_set("UTC") ? place_new() : NULL;
    if (!p)
        return -1;
    *state = p;
    const char *database = testing_database_again(&p->arena, p->file, &kept);
    if (place_fill(p, database, "2027-05-12T10:00:00Z", kept) != 0)
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
    assert_int_equal(number(p, SQL("SELECT count(*) FROM account")), 40 + DEMO_SALES);
    assert_in_range(number(p, SQL("SELECT count(*) FROM contact")), 95, 115);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM product")), 8);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM deal")), 140 + DEMO_SALES);
    assert_int_equal(
        number(p, SQL("SELECT count(*) FROM (SELECT stage_id FROM deal GROUP BY stage_id) s")), 6);
    assert_in_range(number(p, SQL("SELECT count(*) FROM touch")), 400, 650);
    assert_in_range(number(p, SQL("SELECT count(*) FROM touch WHERE direction = 1")), 100, 300);
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

static void only_what_the_story_tells_was_refused(void **state)
{
    struct place *p = *state;
    assert_int_equal(number(p, SQL("SELECT count(*) FROM refusal")), 2);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM refusal WHERE code = 'no_evidence'")), 1);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM refusal WHERE code = 'team_not_asked'")),
                     1);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM override")), 1);
}

static void no_gate_is_broken(void **state)
{
    struct place *p = *state;
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
    for (int64_t user = 1; user <= (int64_t)DEMO_PEOPLE; user++) {
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

/* ---- what both sides did ---- */

static int64_t promises(struct place *p, int by, int state)
{
    int64_t n = -1;
    assert_true(db_get(&p->c, SQL("SELECT count(*) FROM promise WHERE by = $1 AND state = $2"),
                       ARGS(I(by), I(state)), OUTS(OI(&n))));
    return n;
}

static void both_sides_promise_keep_and_are_late(void **state)
{
    struct place *p = *state;
    assert_true(promises(p, BY_US, PROMISE_KEPT) > 5);
    assert_true(promises(p, BY_US, PROMISE_KEPT_LATE) > 2);
    assert_true(promises(p, BY_US, PROMISE_OPEN) > 3);
    assert_true(promises(p, BY_US, PROMISE_BROKEN) > 0);
    assert_int_equal(promises(p, BY_US, PROMISE_RENEGOTIATED), 1);
    assert_true(promises(p, BY_BUYER, PROMISE_OPEN) > 1);
    assert_true(promises(p, BY_BUYER, PROMISE_KEPT) > 0);
    /* Ours that is late; his that is overdue; and what waits for that stands at another date. */
    assert_true(number(p, SQL("SELECT count(*) FROM promise WHERE by = 0 AND state = 0 "
                              "AND missed < 253402300800000")) > 1);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM promise a JOIN promise b "
                                   "ON b.depends_on_id = a.id WHERE a.by = 1 AND a.state = 0 "
                                   "AND a.missed < 253402300800000 AND b.due > b.agreed")),
                     1);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM promise WHERE state IN (2, 3) AND by = 0 "
                                   "AND letter_id = 0 AND touch_id = 0 AND request_id = 0")),
                     0);
}

static void teams_are_asked_and_answer(void **state)
{
    struct place *p = *state;
    for (int64_t answer = ASK_WAITS; answer <= ASK_YES_IF; answer++) {
        int64_t n = 0;
        assert_true(db_get(&p->c, SQL("SELECT count(*) FROM request WHERE answer = $1"),
                           ARGS(I(answer)), OUTS(OI(&n))));
        assert_true(n > 0);
    }
    assert_int_equal(number(p, SQL("SELECT count(*) FROM request WHERE answer = 0 "
                                   "AND late < 253402300800000")),
                     1);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM team t JOIN user u ON u.id = t.lead_id "
                                   "AND u.team_id = t.id WHERE u.support = 1")),
                     DEMO_TEAMS);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM user WHERE on_duty = 0")), 1);
}

static void questions_are_answered_wait_and_are_missed(void **state)
{
    struct place *p = *state;
    assert_int_equal(number(p, SQL("SELECT count(*) FROM enquiry")), DEMO_SALES);
    assert_true(number(p, SQL("SELECT count(*) FROM deal WHERE asked < 253402300800000 "
                              "AND first_answered <= first_answer_due")) > 5);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM deal WHERE urgency = 1 "
                                   "AND first_answered = 253402300800000 "
                                   "AND asked < 253402300800000")),
                     1);
    int64_t missed = 0;
    assert_true(db_get(&p->c,
                       SQL("SELECT count(*) FROM deal WHERE first_answered = 253402300800000 "
                           "AND first_answer_due < $1"),
                       ARGS(I(place_now.ms)), OUTS(OI(&missed))));
    assert_int_equal(missed, 1);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM enquiry e JOIN letter l "
                                   "ON l.id = e.letter_id WHERE l.kind = 'receipt' AND l.state = 1 "
                                   "AND l.sent - e.created < 60000")),
                     DEMO_SALES - 2); /* a lead gets none, and one did not arrive */
}

static void letters_left_when_they_were_written(void **state)
{
    struct place *p = *state;
    assert_true(number(p, SQL("SELECT count(*) FROM letter WHERE state = 1")) > 80);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM letter WHERE state = 0")), 0);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM letter WHERE state = 3")), 1);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM letter WHERE state = 1 AND "
                                   "(sent < queued OR sent > queued + 10000 OR message_id = '')")),
                     0);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM alert WHERE kind = 'letter_failed'")), 1);
}

static void buyers_tell_change_leave_and_complain(void **state)
{
    struct place *p = *state;
    assert_int_equal(number(p, SQL("SELECT count(*) FROM complaint WHERE answered < "
                                   "253402300800000")), 1);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM complaint WHERE answered = "
                                   "253402300800000")), 1);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM change WHERE provenance = 3")), 1);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM deal WHERE closed_by = 1 AND state = 2")),
                     1);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM approval WHERE state = 0")), 1);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM approval WHERE state = 1")), 1);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM deal WHERE health = 2 AND state = 0")), 1);
    assert_true(number(p, SQL("SELECT count(*) FROM question")) > 0);
    assert_true(number(p, SQL("SELECT count(*) FROM praise")) > 1);
}

/* ---- what one sees first ---- */

/* A few of each kind. */
static void nobodys_first_screen_is_flooded(void **state)
{
    struct place *p = *state;
    assert_in_range(number(p, SQL("SELECT max(n) FROM (SELECT count(*) AS n FROM alert "
                                  "WHERE open = 1 GROUP BY user_id) o")),
                    5, 16);
    assert_in_range(number(p, SQL("SELECT max(n) FROM (SELECT count(*) AS n FROM alert "
                                  "WHERE open = 1 GROUP BY user_id, kind) o")),
                    1, 6);
    assert_in_range(number(p, SQL("SELECT count(*) FROM (SELECT kind FROM alert WHERE open = 1 "
                                  "GROUP BY kind) k")),
                    12, 40);
}

/* What was due has happened, and nothing happens within the first minute. */
static void time_goes_on_from_now(void **state)
{
    struct place *p = *state;
    int64_t due = 0;
    assert_true(db_get(&p->c, SQL("SELECT count(*) FROM clock WHERE state = 0 AND next <= $1"),
                       ARGS(I(place_now.ms + 60000)), OUTS(OI(&due))));
    assert_int_equal(due, 0);
    assert_true(number(p, SQL("SELECT count(*) FROM clock WHERE state = 0")) > 50);
}

static void the_page_of_a_buyer_opens(void **state)
{
    struct place *p = *state;
    struct str url = STR_NONE, rest;
    struct link l;
    assert_true(place_write(p, demo_page_link, &url));
    assert_true(str_starts(url, STR("http://127.0.0.1:8080/b/")));
    rest = str_cut(url, strlen("http://127.0.0.1:8080/b/"), url.n);
    assert_true(link_find(&p->c, rest, &l));
    struct promises all;
    assert_true(promises_read(&p->c, l.deal_id, &all));
    assert_true(all.n > 5);
}

/* Nothing that the story does is refused on a Monday morning either. */
static void it_is_filled_on_another_day(void **state UNUSED)
{
    struct place *p = place_new();
    void *made = p;
    assert_non_null(p);
    const char *database = testing_database(&p->arena, p->file);
    assert_int_equal(place_fill(p, database, "2027-11-01T07:10:00Z", false), 0);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM enquiry")), DEMO_SALES);
    nobodys_first_screen_is_flooded(&made);
    place_remove(&made);
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
        cmocka_unit_test(only_what_the_story_tells_was_refused),
        cmocka_unit_test(no_gate_is_broken),
        cmocka_unit_test(history_was_entered_when_it_happened),
        cmocka_unit_test(the_rep_has_something_to_do_today),
        cmocka_unit_test(both_sides_promise_keep_and_are_late),
        cmocka_unit_test(teams_are_asked_and_answer),
        cmocka_unit_test(questions_are_answered_wait_and_are_missed),
        cmocka_unit_test(letters_left_when_they_were_written),
        cmocka_unit_test(buyers_tell_change_leave_and_complain),
        cmocka_unit_test(nobodys_first_screen_is_flooded),
        cmocka_unit_test(time_goes_on_from_now),
        cmocka_unit_test(the_page_of_a_buyer_opens),
        cmocka_unit_test(the_same_day_makes_the_same_company),
        cmocka_unit_test(it_can_be_made_on_any_day),
        cmocka_unit_test(it_is_known_as_a_demo),
        cmocka_unit_test(it_is_filled_on_another_day),
    };
    return cmocka_run_group_tests(tests, demo_make, place_remove);
}
