/* SPDX-License-Identifier: Apache-2.0 */
#include "db_testing.h"
#include <signal.h>
#include <stdatomic.h>
#include <sys/resource.h>

#define THINGS SQL("SELECT count(*) FROM thing")

static const struct gate no_evidence = {
    "no_evidence", "No evidence.", { "Send it now" }, "S0-16"
};

/* A job with its own context, submitted without waiting. */
struct piece {
    struct job job;
    struct arena arena;
    struct ctx c;
    struct store *s;
    int64_t n;
    int tries, told;
    size_t arena_used; /* when it was first tried */
    bool ran_after, dirty;
};

static atomic_int waiting;

static void piece_done(struct job *j)
{
    ((struct piece *)j)->told++;
    waiting--;
}

static void piece_make(struct piece *p, struct store *s, bool (*run)(struct ctx *c, void *arg),
                       int64_t n)
{
    *p = (struct piece){ .s = s, .n = n };
    arena_init(&p->arena, (size_t)1 << 20);
    p->c = (struct ctx){ .arena = &p->arena, .viewer = &viewer_system };
    p->job = (struct job){ .c = &p->c, .run = run, .done = piece_done, .arg = p };
}

static void pieces_release(struct piece *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        arena_release(&p[i].arena);
}

static void note_after(void *arg)
{
    ((struct piece *)arg)->ran_after = true;
}

static bool insert(struct ctx *c, void *arg)
{
    struct piece *p = arg;
    if (p->tries++ == 0)
        p->arena_used = c->arena->used;
    p->dirty = p->dirty || p->arena_used != c->arena->used || failed(c);
    after_commit(c, note_after, p);
    return db_do(c, SQL("INSERT INTO thing(n, word) VALUES($1, $2)"),
                 ARGS(I(p->n), T(arena_printf(c->arena, "thing %d", (int)p->n))));
}

static bool insert_and_fail(struct ctx *c, void *arg)
{
    return insert(c, arg) && fail(c, FAULT_CONFLICT, "taken", STR("It is taken."));
}

static bool insert_and_refuse(struct ctx *c, void *arg)
{
    return insert(c, arg) && refuse(c, &no_evidence, 42);
}

static bool store_refusal(struct ctx *c, void *arg)
{
    struct piece *p = arg;
    struct fault refusal = c->fault;
    fault_clear(c);
    return refusal.gate == &no_evidence
           && db_do(c, SQL("INSERT INTO thing(n, word) VALUES($1, $2)"),
                    ARGS(I(refusal.subject * 1000 + p->n), T(str_of(refusal.code))));
}

static bool store_refusal_badly(struct ctx *c, void *arg)
{
    return store_refusal(c, arg) && db_do(c, SQL("INSERT INTO no_such_table VALUES(1)"), NO_ARGS);
}

/* Holds the writer while jobs queue up behind it, so that they share the next batch. */
struct hold {
    struct job job;
    struct ctx c;
    struct arena arena;
    pthread_mutex_t mutex;
};

static bool hold_run(struct ctx *c UNUSED, void *arg)
{
    struct hold *h = arg;
    pthread_mutex_lock(&h->mutex);
    pthread_mutex_unlock(&h->mutex);
    return true;
}

static void hold_done(struct job *j UNUSED)
{
    waiting--;
}

/* Submits all while the writer is held, lets it go, and waits until each has been told. */
static void run_pieces(struct store *s, struct piece *pieces, size_t n)
{
    struct hold h = { .mutex = PTHREAD_MUTEX_INITIALIZER };
    arena_init(&h.arena, 4096);
    h.c = (struct ctx){ .arena = &h.arena, .viewer = &viewer_system };
    h.job = (struct job){ .c = &h.c, .run = hold_run, .done = hold_done, .arg = &h };
    waiting = (int)n + 1;
    pthread_mutex_lock(&h.mutex);
    writer_submit(s, &h.job);
    for (size_t i = 0; i < n; i++)
        writer_submit(s, &pieces[i].job);
    pthread_mutex_unlock(&h.mutex);
    while (waiting > 0)
        sched_yield();
    for (size_t i = 0; i < n; i++)
        assert_int_equal(pieces[i].told, 1);
    arena_release(&h.arena);
}

static void jobs_that_wait_share_a_commit(void **state)
{
    struct place *p = *state;
    struct piece pieces[100];
    struct store *s = place_store(p);
    for (size_t i = 0; i < COUNT(pieces); i++)
        piece_make(&pieces[i], s, insert, (int64_t)i);
    struct writer_counts before = writer_counts(s);
    run_pieces(s, pieces, COUNT(pieces));
    struct writer_counts after = writer_counts(s);
    assert_int_equal(after.jobs - before.jobs, 101);
    assert_true(after.commits - before.commits >= 2 && after.commits - before.commits < 20);
    assert_int_equal(after.failed_commits, 0);
    for (size_t i = 0; i < COUNT(pieces); i++)
        assert_true(pieces[i].job.ok && pieces[i].ran_after && !pieces[i].c.db);
    assert_int_equal(place_count(p, s, THINGS), 100);
    pieces_release(pieces, COUNT(pieces));
    store_close(s);
}

static void without_batching_each_commits_alone(void **state)
{
    struct place *p = *state;
    struct piece pieces[10];
    struct store *s = place_store(p);
    store_batching(s, false);
    for (size_t i = 0; i < COUNT(pieces); i++)
        piece_make(&pieces[i], s, insert, (int64_t)i);
    struct writer_counts before = writer_counts(s);
    run_pieces(s, pieces, COUNT(pieces));
    assert_int_equal(writer_counts(s).commits - before.commits, 11);
    pieces_release(pieces, COUNT(pieces));
    store_close(s);
}

static void *call_many(void *arg)
{
    struct piece *p = arg;
    for (int i = 0; i < 100; i++) {
        if (!writer_call(p->s, &p->c, insert, p))
            return NULL;
        arena_reset(&p->arena);
    }
    p->told = 100;
    return NULL;
}

static void many_threads_write_at_once(void **state)
{
    struct place *p = *state;
    struct piece pieces[8];
    pthread_t threads[COUNT(pieces)];
    struct store *s = place_store(p);
    for (size_t i = 0; i < COUNT(pieces); i++) {
        piece_make(&pieces[i], s, insert, (int64_t)i);
        pthread_create(&threads[i], NULL, call_many, &pieces[i]);
    }
    for (size_t i = 0; i < COUNT(pieces); i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(pieces[i].told, 100);
    }
    struct writer_counts counts = writer_counts(s);
    assert_true(counts.commits < counts.jobs);
    assert_int_equal(place_count(p, s, THINGS), 800);
    pieces_release(pieces, COUNT(pieces));
    store_close(s);
}

static void a_job_that_fails_leaves_the_others_alone(void **state)
{
    struct place *p = *state;
    struct piece pieces[9];
    struct store *s = place_store(p);
    for (size_t i = 0; i < COUNT(pieces); i++)
        piece_make(&pieces[i], s, i % 3 == 1 ? insert_and_fail : insert, (int64_t)i);
    run_pieces(s, pieces, COUNT(pieces));
    for (size_t i = 0; i < COUNT(pieces); i++) {
        bool bad = i % 3 == 1;
        assert_int_equal(pieces[i].job.ok, !bad);
        assert_int_equal(pieces[i].ran_after, !bad);
        assert_int_equal(pieces[i].c.fault.kind, bad ? FAULT_CONFLICT : FAULT_NONE);
    }
    assert_int_equal(place_count(p, s, SQL("SELECT count(*) FROM thing WHERE n % 3 = 1")), 0);
    assert_int_equal(place_count(p, s, THINGS), 6);
    pieces_release(pieces, COUNT(pieces));
    store_close(s);
}

static void a_batch_of_failures_is_not_committed(void **state)
{
    struct place *p = *state;
    struct piece piece;
    struct store *s = place_store(p);
    struct writer_counts before = writer_counts(s);
    piece_make(&piece, s, insert_and_fail, 1);
    assert_false(writer_call(s, &piece.c, insert_and_fail, &piece));
    assert_int_equal(writer_counts(s).commits, before.commits);
    pieces_release(&piece, 1);
    store_close(s);
}

static bool fail_in_silence(struct ctx *c UNUSED, void *arg UNUSED)
{
    return false;
}

static bool succeed_with_a_fault(struct ctx *c, void *arg)
{
    (void)insert_and_fail(c, arg);
    return true;
}

static void a_job_must_say_what_it_means(void **state)
{
    struct place *p = *state;
    struct piece piece;
    struct store *s = place_store(p);
    piece_make(&piece, s, insert, 1);
    assert_false(writer_call(s, &piece.c, fail_in_silence, &piece));
    assert_int_equal(piece.c.fault.kind, FAULT_BROKEN);
    assert_false(writer_call(s, &piece.c, succeed_with_a_fault, &piece));
    assert_int_equal(piece.c.fault.kind, FAULT_CONFLICT);
    assert_int_equal(place_count(p, s, THINGS), 0);
    pieces_release(&piece, 1);
    store_close(s);
}

static void a_refusal_is_stored_and_the_rest_undone(void **state)
{
    struct place *p = *state;
    struct piece piece;
    struct store *s = place_store(p);
    piece_make(&piece, s, insert_and_refuse, 7);
    assert_false(writer_call_refusing(s, &piece.c, insert_and_refuse, store_refusal, &piece));
    assert_int_equal(piece.c.fault.kind, FAULT_REFUSED);
    assert_ptr_equal(piece.c.fault.gate, &no_evidence);
    assert_int_equal(place_count(p, s, THINGS), 1);
    assert_int_equal(place_count(p, s, SQL("SELECT n FROM thing WHERE word = 'no_evidence'")),
                     42007);
    assert_false(piece.ran_after);
    pieces_release(&piece, 1);
    store_close(s);
}

static void a_refusal_that_cannot_be_stored_is_still_the_answer(void **state)
{
    struct place *p = *state;
    struct piece pieces[3];
    struct store *s = place_store(p);
    for (size_t i = 0; i < COUNT(pieces); i++)
        piece_make(&pieces[i], s, i == 1 ? insert_and_refuse : insert, (int64_t)i);
    pieces[1].job.refused = store_refusal_badly;
    run_pieces(s, pieces, COUNT(pieces));
    assert_int_equal(pieces[1].c.fault.kind, FAULT_REFUSED);
    assert_true(pieces[0].job.ok && pieces[2].job.ok && !pieces[1].job.ok);
    assert_int_equal(place_count(p, s, THINGS), 2);
    pieces_release(pieces, COUNT(pieces));
    store_close(s);
}

static bool insert_leaving_rows_open(struct ctx *c, void *arg)
{
    struct db_rows r;
    return insert(c, arg)
           && db_rows_open(c, &r, SQL("UPDATE thing SET n = n + 1 RETURNING n"), NO_ARGS)
           && db_rows_next(&r);
}

static void rows_a_job_forgot_do_not_stop_the_commit(void **state)
{
    struct place *p = *state;
    struct piece piece;
    struct store *s = place_store(p);
    piece_make(&piece, s, insert_leaving_rows_open, 1);
    assert_true(writer_call(s, &piece.c, insert_leaving_rows_open, &piece));
    assert_int_equal(place_count(p, s, SQL("SELECT count(*) FROM thing WHERE n = 2")), 1);
    pieces_release(&piece, 1);
    store_close(s);
}

static struct instant clock_shows;

static struct instant test_clock(void)
{
    return clock_shows;
}

static bool keep_now(struct ctx *c, void *arg)
{
    *(struct instant *)arg = c->now;
    return true;
}

static void now_is_the_stores_clock_and_never_steps_back(void **state)
{
    struct place *p = *state;
    struct instant now;
    struct store *s = place_store(p);
    static const int64_t shows[] = { 5000, 4000, 6000 }, want[] = { 5000, 5000, 6000 };
    store_clock(s, test_clock);
    for (size_t i = 0; i < COUNT(shows); i++) {
        clock_shows.ms = shows[i];
        assert_true(writer_call(s, &p->c, keep_now, &now));
        assert_int_equal(now.ms, want[i]);
    }
    store_close(s);
}

/* The engine ends the whole transaction: each is tried again alone, and those that fit are kept. */
static bool insert_large(struct ctx *c, void *arg)
{
    struct piece *p = arg;
    p->tries++;
    return db_do(c, SQL("INSERT INTO thing(n, bytes) VALUES($1, zeroblob(4000000))"),
                 ARGS(I(p->n)));
}

static void limit_pages(struct store *s, int pages)
{
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA max_page_count = %d", pages);
    assert_int_equal(db_pragma(((struct sqlite_store *)s)->db, sql),
                     SQLITE_OK); /* the writer is idle */
}

static void a_full_database_fails_only_what_does_not_fit(void **state)
{
    struct place *p = *state;
    struct piece pieces[7];
    struct store *s = place_store(p);
    limit_pages(s, 200);
    for (size_t i = 0; i < COUNT(pieces); i++)
        piece_make(&pieces[i], s, i == 3 ? insert_large : insert, (int64_t)i);
    run_pieces(s, pieces, COUNT(pieces));
    for (size_t i = 0; i < COUNT(pieces); i++) {
        assert_int_equal(pieces[i].job.ok, i != 3);
        assert_int_equal(pieces[i].tries, i <= 3 ? 2 : 1);
        assert_false(pieces[i].dirty);
        assert_int_equal(pieces[i].c.fault.kind, i == 3 ? FAULT_FULL : FAULT_NONE);
    }
    assert_int_equal(place_count(p, s, THINGS), 6);
    limit_pages(s, 1 << 20);
    assert_true(writer_call(s, &pieces[3].c, insert_large, &pieces[3]));
    assert_int_equal(place_count(p, s, THINGS), 7);
    pieces_release(pieces, COUNT(pieces));
    store_close(s);
}

static void limit_files(rlim_t bytes)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void a_full_disk_is_told_and_got_over(void **state)
{
    struct place *p = *state;
    struct piece piece;
    struct store *s = place_store(p);
    signal(SIGXFSZ, SIG_IGN);
    piece_make(&piece, s, insert, 1);
    assert_true(writer_call(s, &piece.c, insert, &piece));
    limit_files(128 * 1024);
    assert_false(writer_call(s, &piece.c, insert_large, &piece));
    assert_int_equal(piece.c.fault.kind, FAULT_FULL);
    assert_int_equal(fault_status(piece.c.fault.kind), 507);
    assert_int_equal(place_count(p, s, THINGS), 1);
    assert_true(writer_counts(s).failed_commits > 0);
    limit_files(RLIM_INFINITY);
    assert_true(writer_call(s, &piece.c, insert_large, &piece));
    assert_int_equal(piece.c.fault.kind, FAULT_NONE);
    assert_int_equal(place_count(p, s, THINGS), 2);
    pieces_release(&piece, 1);
    store_close(s);
    s = place_store(p);
    assert_int_equal(place_count(p, s, THINGS), 2);
    store_close(s);
}

static void a_failed_commit_fails_all(void **state)
{
    struct place *p = *state;
    struct piece pieces[4];
    struct store *s = place_store(p);
    signal(SIGXFSZ, SIG_IGN);
    for (size_t i = 0; i < COUNT(pieces); i++)
        piece_make(&pieces[i], s, i == 3 ? insert_large : i == 2 ? insert_and_fail : insert, 1);
    limit_files(128 * 1024);
    run_pieces(s, pieces, COUNT(pieces));
    limit_files(RLIM_INFINITY);
    for (size_t i = 0; i < COUNT(pieces); i++) {
        assert_false(pieces[i].job.ok || pieces[i].ran_after);
        assert_int_equal(pieces[i].c.fault.kind, i == 2 ? FAULT_CONFLICT : FAULT_FULL);
    }
    assert_int_equal(place_count(p, s, THINGS), 0);
    pieces_release(pieces, COUNT(pieces));
    store_close(s);
}

static void closing_finishes_what_waits(void **state)
{
    struct place *p = *state;
    struct piece pieces[200];
    struct store *s = place_store(p);
    waiting = COUNT(pieces);
    for (size_t i = 0; i < COUNT(pieces); i++) {
        piece_make(&pieces[i], s, insert, (int64_t)i);
        writer_submit(s, &pieces[i].job);
    }
    store_close(s);
    assert_int_equal(waiting, 0);
    s = store_open(p->file, STORE_READ, &p->why);
    assert_int_equal(place_count(p, s, THINGS), 200);
    store_close(s);
    pieces_release(pieces, COUNT(pieces));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(jobs_that_wait_share_a_commit),
        TEST(without_batching_each_commits_alone),
        TEST(many_threads_write_at_once),
        TEST(a_job_that_fails_leaves_the_others_alone),
        TEST(a_batch_of_failures_is_not_committed),
        TEST(a_job_must_say_what_it_means),
        TEST(a_refusal_is_stored_and_the_rest_undone),
        TEST(a_refusal_that_cannot_be_stored_is_still_the_answer),
        TEST(rows_a_job_forgot_do_not_stop_the_commit),
        TEST(now_is_the_stores_clock_and_never_steps_back),
        TEST(a_full_database_fails_only_what_does_not_fit),
        TEST(a_full_disk_is_told_and_got_over),
        TEST(a_failed_commit_fails_all),
        TEST(closing_finishes_what_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
