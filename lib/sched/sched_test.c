/* SPDX-License-Identifier: Apache-2.0 */
#include "sched/sched_testing.h"

/* ---- kinds ---- */

static bool late_rings(struct ctx *c, int64_t subject, struct instant due);
static bool first_rings(struct ctx *c, int64_t subject, struct instant due);
static bool bad_rings(struct ctx *c, int64_t subject, struct instant due);
static bool letter_rings(struct ctx *c, int64_t subject, struct instant due);

static const struct clock late = { "late", .rings = late_rings };
static const struct clock late_again = { "late_again", .rings = late_rings };
static const struct clock first = { "first", .rings = first_rings, .runs = BUSINESS_TIME };
static const struct clock bad = { "bad", .rings = bad_rings };
static const struct clock letter = { "letter", .rings = letter_rings };
static const struct clock *const all[] = { &late, &late_again, &first, &bad, &letter };
static const struct clock *const without_late[] = { &late_again, &first, &bad, &letter };

static bool late_rings(struct ctx *c, int64_t subject, struct instant due)
{
    return note(c, "late", subject, due);
}

/* Starts two: one that is due before whatever comes next, one that was due long ago. */
static bool first_rings(struct ctx *c, int64_t subject, struct instant due)
{
    return note(c, "first", subject, due)
           && clock_start(c, &late, subject + 100, (struct instant){ due.ms + 1 })
           && clock_start(c, &late, subject + 200, (struct instant){ 5 });
}

static bool broken_now = true;

static bool bad_rings(struct ctx *c, int64_t subject, struct instant due)
{
    return note(c, "bad", subject, due) && (!broken_now || broken(c, "as it was meant to"));
}

static atomic_int_fast64_t letters_due; /* a job that has one thing to do; 0: nothing */

static bool letter_rings(struct ctx *c, int64_t subject, struct instant due)
{
    atomic_store(&letters_due, due.ms);
    return note(c, "letter", subject, due);
}

static bool facts(struct ctx *c UNUSED, const struct clock *k, struct clock_facts *out)
{
    *out = (struct clock_facts){ 48, k->runs == BUSINESS_TIME ? 7 : 0 };
    return true;
}

static int make(void **state)
{
    clocks_register(all, COUNT(all), facts);
    broken_now = true;
    return place_make(state);
}

/* ---- what the tests do ---- */

struct start {
    const struct clock *k;
    int64_t subject, due;
};

static bool start_run(struct ctx *c, void *arg)
{
    const struct start *s = arg;
    return clock_start(c, s->k, s->subject, (struct instant){ s->due });
}

static void starts(struct place *p, const struct clock *k, int64_t subject, int64_t due)
{
    assert_true(place_write(p, start_run, &(struct start){ k, subject, due }));
}

static bool stop_run(struct ctx *c, void *arg)
{
    const struct start *s = arg;
    return clock_stop(c, s->k, s->subject);
}

static bool stop_late_run(struct ctx *c, void *arg UNUSED)
{
    return clocks_stop(c, STR("late"), 1);
}

static int64_t due_of(struct place *p, const struct clock *k, int64_t subject)
{
    struct instant due;
    assert_true(clock_due(&p->c, k, subject, &due));
    return instant_is(due) ? due.ms : 0;
}

/* As a test clock does, but that nothing reads it back. */
static bool stand(struct ctx *c, struct instant at)
{
    c->now = at.ms > c->now.ms ? at : c->now;
    if (c->now.ms > atomic_load(&place_ms))
        atomic_store(&place_ms, c->now.ms);
    return true;
}

static void walks(struct place *p, int64_t until)
{
    struct ctx c = { .arena = &p->arena, .viewer = &viewer_system };
    assert_true(sched_walk(p->store, &c, (struct instant){ until }, stand));
    assert_int_equal(place_now().ms, until);
}

/* ---- starting and stopping ---- */

static void one_runs_of_a_kind_about_a_subject(void **state)
{
    struct place *p = *state;
    starts(p, &late, 1, 5000);
    starts(p, &late, 2, 6000);
    starts(p, &late, 1, 7000);
    assert_int_equal(due_of(p, &late, 1), 7000);
    assert_int_equal(due_of(p, &late, 2), 6000);
    assert_int_equal(due_of(p, &first, 1), 0);
    assert_int_equal(place_count(p, SQL("SELECT count(*) FROM clock WHERE state = 0")), 2);
    assert_int_equal(place_count(p, SQL("SELECT count(*) FROM clock WHERE state = 2")), 1);
}

static void one_that_is_stopped_never_rings(void **state)
{
    struct place *p = *state;
    starts(p, &late, 1, 5000);
    starts(p, &late_again, 1, 5000);
    starts(p, &late, 2, 5000);
    starts(p, &first, 1, 5000);
    assert_true(place_write(p, stop_late_run, NULL));
    assert_true(place_write(p, stop_run, &(struct start){ &first, 1, 0 }));
    assert_true(place_write(p, stop_run, &(struct start){ &first, 99, 0 }));
    walks(p, 9000);
    assert_string_equal(place_bells(p), "late 2 due 5000 now 5000");
}

static void no_moment_stops_what_ran(void **state)
{
    struct place *p = *state;
    starts(p, &late, 1, 5000);
    starts(p, &late, 1, INSTANT_NONE.ms);
    assert_int_equal(due_of(p, &late, 1), 0);
}

static void a_row_keeps_what_it_was_counted_by(void **state)
{
    struct place *p = *state;
    int64_t n;
    starts(p, &first, 1, 5000);
    starts(p, &late, 1, 5000);
    assert_int_equal(place_count(p, SQL("SELECT count(*) FROM clock WHERE value = 48")), 2);
    assert_true(clocks_on_old_calendar(&p->c, 8, &n));
    assert_int_equal(n, 1);
    assert_true(clocks_on_old_calendar(&p->c, 7, &n));
    assert_int_equal(n, 0);
}

/* ---- walking ---- */

static void rings_go_in_due_order_each_at_its_own_moment(void **state)
{
    struct place *p = *state;
    starts(p, &late, 3, 7000);
    starts(p, &late, 1, 5000);
    starts(p, &late, 2, 5000);
    starts(p, &late, 4, 9001);
    walks(p, 9000);
    assert_string_equal(place_bells(p), "late 1 due 5000 now 5000; late 2 due 5000 now 5000; "
                                        "late 3 due 7000 now 7000");
    walks(p, 9000);
    assert_int_equal(place_count(p, SQL("SELECT count(*) FROM bell")), 3);
}

static void what_a_ring_starts_rings_before_what_is_due_later(void **state)
{
    struct place *p = *state;
    starts(p, &first, 1, 5000);
    starts(p, &late, 2, 5002);
    walks(p, 9000);
    assert_string_equal(place_bells(p),
                        "first 1 due 5000 now 5000; late 201 due 5 now 5000; "
                        "late 101 due 5001 now 5001; late 2 due 5002 now 5002");
}

static void one_that_fails_is_tried_later_and_stops_no_other(void **state)
{
    struct place *p = *state;
    starts(p, &bad, 1, 5000);
    starts(p, &late, 2, 5000);
    starts(p, &late, 3, 6000);
    walks(p, 10000);
    assert_string_equal(place_bells(p), "late 2 due 5000 now 5000; late 3 due 6000 now 6000");
    assert_int_equal(place_count(p, SQL("SELECT tries FROM clock WHERE kind = 'bad'")), 1);
    assert_int_equal(due_of(p, &bad, 1), 5000);
    walks(p, 5000 + 60000 + 300000 - 1);
    assert_int_equal(place_count(p, SQL("SELECT tries FROM clock WHERE kind = 'bad'")), 2);
    broken_now = false;
    walks(p, 5000 + 60000 + 300000);
    assert_int_equal(place_count(p, SQL("SELECT count(*) FROM bell WHERE kind = 'bad'"
                                        " AND due = 5000 AND rang = 365000")),
                     1);
    assert_int_equal(due_of(p, &bad, 1), 0);
}

static void kinds_of_another_version_are_left_alone(void **state)
{
    struct place *p = *state;
    starts(p, &late, 1, 4000);
    starts(p, &late, 2, 4000);
    starts(p, &bad, 3, 5000);
    broken_now = false;
    clocks_register(without_late, COUNT(without_late), facts);
    walks(p, 9000);
    assert_string_equal(place_bells(p), "bad 3 due 5000 now 5000");
    clocks_register(all, COUNT(all), facts);
    walks(p, 9001);
    assert_int_equal(place_count(p, SQL("SELECT count(*) FROM bell WHERE rang = 9000")), 2);
}

/* ---- jobs ---- */

static int settled;

static bool job_due(struct ctx *c UNUSED, struct instant *next)
{
    int64_t due = atomic_load(&letters_due);
    if (due)
        next->ms = due;
    return true;
}

static bool job_note(struct ctx *c, void *arg UNUSED)
{
    return note(c, "sent", ++settled, c->now);
}

static bool job_settle(struct store *s, struct ctx *c)
{
    int64_t due = atomic_load(&letters_due);
    if (due > store_now(s).ms)
        return true;
    atomic_store(&letters_due, due == 5000 ? 5500 : 0); /* tried once more */
    return writer_call(s, c, job_note, NULL);
}

static void jobs_are_done_between_the_moments(void **state)
{
    struct place *p = *state;
    static const struct sched_job job = { "letters", job_due, job_settle };
    sched_job_add(&job);
    sched_job_add(&job);
    settled = 0;
    starts(p, &letter, 1, 5000);
    starts(p, &late, 2, 5000);
    starts(p, &late, 3, 6000);
    walks(p, 9000);
    assert_string_equal(place_bells(p),
                        "letter 1 due 5000 now 5000; late 2 due 5000 now 5000; "
                        "sent 1 due 5000 now 5000; sent 2 due 5500 now 5500; "
                        "late 3 due 6000 now 6000");
}

/* ---- the thread ---- */

static void wait_for(struct place *p, int64_t bells)
{
    for (int i = 0; place_count(p, SQL("SELECT count(*) FROM bell")) < bells; i++) {
        assert_true(i < 1000);
        usleep(20000);
    }
}

static void the_thread_rings_what_is_overdue_once_at_its_start(void **state)
{
    struct place *p = *state;
    starts(p, &late, 2, 6000);
    starts(p, &late, 1, 5000);
    starts(p, &late, 3, 500000);
    atomic_store(&place_ms, 20000);
    assert_true(sched_begin(p->store));
    wait_for(p, 2);
    sched_stop();
    assert_true(sched_begin(p->store));
    sched_stop();
    assert_string_equal(place_bells(p), "late 1 due 5000 now 20000; late 2 due 6000 now 20000");
}

static void a_clock_that_is_started_wakes_the_thread(void **state)
{
    struct place *p = *state;
    store_clock(p->store, instant_now);
    assert_true(sched_begin(p->store));
    starts(p, &late, 1, instant_now().ms + 100);
    wait_for(p, 1);
    starts(p, &late, 2, instant_now().ms - 100);
    wait_for(p, 2);
    for (int64_t i = 0; i < 300; i++)
        starts(p, &late, 1000 + i, instant_now().ms);
    wait_for(p, 302);
    sched_stop();
    assert_int_equal(place_count(p, SQL("SELECT count(*) FROM bell WHERE rang < due")), 0);
}

static void what_it_did_is_counted(void **state)
{
    struct place *p = *state;
    struct buf b;
    starts(p, &late, 1, 5000);
    starts(p, &bad, 1, 5000);
    walks(p, 6000);
    buf_init(&b, &p->arena, 10000);
    sched_metrics(&b);
    buf_char(&b, 0);
    assert_non_null(strstr(b.p, "counterpart_clocks_rung_total "));
    assert_null(strstr(b.p, "counterpart_clocks_rung_total 0\n"));
    assert_null(strstr(b.p, "counterpart_clocks_failed_total 0\n"));
    assert_non_null(strstr(b.p, "counterpart_clock_lateness_seconds_count"));
}

#define RUN(name) cmocka_unit_test_setup_teardown(name, make, place_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(one_runs_of_a_kind_about_a_subject),
        RUN(one_that_is_stopped_never_rings),
        RUN(no_moment_stops_what_ran),
        RUN(a_row_keeps_what_it_was_counted_by),
        RUN(rings_go_in_due_order_each_at_its_own_moment),
        RUN(what_a_ring_starts_rings_before_what_is_due_later),
        RUN(one_that_fails_is_tried_later_and_stops_no_other),
        RUN(kinds_of_another_version_are_left_alone),
        RUN(jobs_are_done_between_the_moments),
        RUN(the_thread_rings_what_is_overdue_once_at_its_start),
        RUN(a_clock_that_is_started_wakes_the_thread),
        RUN(what_it_did_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
