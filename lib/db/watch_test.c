/* SPDX-License-Identifier: Apache-2.0 */
/* What is told of slow statements, and that telling changes nothing; what is counted. */
#include "db_testing.h"
#include "engine.h"
#include "watch.h"
#include <sched.h>
#include <sys/wait.h>

static char said[65536];

/* Runs `speak` in a process of its own and fills `said` with its standard error. */
static void hear(struct place *p, void (*speak)(struct place *p))
{
    int ends[2], status;
    size_t n = 0;
    ssize_t got;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        speak(p);
        _exit(0);
    }
    close(ends[1]);
    while ((got = read(ends[0], said + n, sizeof said - 1 - n)) > 0)
        n += (size_t)got;
    said[n] = '\0';
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static int lines_said(void)
{
    int n = 0;
    for (const char *at = said; (at = strchr(at, '\n')); at++)
        n++;
    return n;
}

static void insert(struct ctx *c, const char *word)
{
    assert_true(db_do(c, SQL("INSERT INTO thing(word) VALUES($1)"), ARGS(T(str_of(word)))));
}

/* Marked as one engine's own: the mark is not told. */
#define ASKED "SELECT id FROM thing WHERE rowid > 0 AND word > $1"

static void read_slowly(struct place *p)
{
    struct db *d = place_db(p);
    struct db_rows r;
    insert(&p->c, "a secret");
    insert(&p->c, "another");
    watch_slow(1);
    assert_true(db_rows_open(&p->c, &r, OWN_SQL(ASKED), ARGS(T(STR("a")))));
    while (db_rows_next(&r)) {
    }
    assert_true(db_rows_close(&r));
    insert(&p->c, "left out");
    watch_slow(0);
    insert(&p->c, "not slow");
    db_close(d);
}

static void a_slow_statement_is_told_with_its_plan_and_without_values(void **state)
{
    hear(*state, read_slowly);
    assert_int_equal(lines_said(), 1); /* the next one came within a second */
    assert_non_null(strstr(said, "level=warn msg=\"slow statement\" ms=0."));
    assert_non_null(strstr(said, " rows=2 steps="));
    assert_null(strstr(said, "steps=0 "));
    assert_non_null(strstr(said, " left_out=0 sql=\"" ASKED "\""));
    assert_non_null(strstr(said, " plan=\"SEARCH thing USING INTEGER PRIMARY KEY (rowid>?)\""));
    assert_null(strstr(said, "secret"));
}

static void read_fast(struct place *p)
{
    struct db *d = place_db(p);
    watch_slow(3600 * INT64_C(1000000));
    insert(&p->c, "quick");
    db_close(d);
}

static void what_is_not_slow_is_not_told(void **state)
{
    hear(*state, read_fast);
    assert_string_equal(said, "");
}

/* In this process, so that a failed assertion is seen; its one line on stderr is the test's. */
static void telling_changes_nothing_of_the_statement(void **state)
{
    struct place *p = *state;
    struct db *d = place_db(p);
    int64_t changed = -1;
    insert(&p->c, "one");
    insert(&p->c, "two");
    watch_slow(1);
    assert_true(db_do_changed(&p->c, SQL("UPDATE thing SET n = 1"), NO_ARGS, &changed));
    assert_int_equal(changed, 2);
    assert_false(db_do(&p->c, SQL("INSERT INTO thing(id) VALUES(1)"), NO_ARGS));
    assert_int_equal(p->c.fault.kind, FAULT_BROKEN);
    assert_non_null(strstr(p->c.fault.log.p, "UNIQUE constraint failed"));
    watch_slow(0);
    db_close(d);
}

static bool insert_one(struct ctx *c, void *arg UNUSED)
{
    return db_do(c, SQL("INSERT INTO thing(word) VALUES('x')"), NO_ARGS);
}

static bool fail_one(struct ctx *c, void *arg UNUSED)
{
    return db_do(c, SQL("INSERT INTO thing(id) VALUES('x')"), NO_ARGS);
}

static const char *metrics(struct place *p, struct store *s)
{
    struct buf b;
    buf_init(&b, &p->arena, (size_t)64 << 10);
    watch_metrics(s, &b);
    buf_char(&b, '\0');
    return b.p;
}

static void the_writer_and_errors_are_counted(void **state)
{
    struct place *p = *state;
    struct store *s = place_store(p);
    struct writer_counts before = writer_counts(s);
    for (int i = 0; i < 3; i++)
        assert_true(writer_call(s, &p->c, insert_one, NULL));
    assert_false(writer_call(s, &p->c, fail_one, NULL));
    struct writer_counts now = writer_counts(s);
    assert_int_equal(now.jobs - before.jobs, 4);
    assert_int_equal(now.batches[0] - before.batches[0], 3);
    assert_int_equal(now.batch_jobs - before.batch_jobs, 3);
    assert_int_equal(now.waiting, 0);
    const char *text = metrics(p, s);
    assert_non_null(strstr(text, "\ncounterpart_database_errors_total{kind=\"full\"} 0\n"));
    assert_null(strstr(text, "\ncounterpart_database_errors_total{kind=\"broken\"} 0\n"));
    assert_non_null(strstr(text, "\ncounterpart_writer_queue_length 0\n"));
    assert_non_null(strstr(text, "\ncounterpart_writer_batch_jobs_bucket{le=\"64\"} "));
    store_close(s);
}

static struct {
    pthread_mutex_t lock;
    pthread_cond_t moved;
    bool inside, leave;
} held = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false, false };

static bool hold(struct ctx *c UNUSED, void *arg UNUSED)
{
    pthread_mutex_lock(&held.lock);
    held.inside = true;
    pthread_cond_broadcast(&held.moved);
    while (!held.leave)
        pthread_cond_wait(&held.moved, &held.lock);
    pthread_mutex_unlock(&held.lock);
    return true;
}

static void ended(struct job *j)
{
    pthread_mutex_lock(&held.lock);
    *(int *)j->arg += 1;
    pthread_cond_broadcast(&held.moved);
    pthread_mutex_unlock(&held.lock);
}

static void who_waits_for_the_writer_is_seen(void **state)
{
    struct place *p = *state;
    struct store *s = place_store(p);
    struct ctx other = p->c;
    struct arena arena;
    int n = 0;
    arena_init(&arena, (size_t)1 << 20);
    other.arena = &arena;
    struct job first = { .c = &p->c, .run = hold, .done = ended, .arg = &n };
    struct job second = { .c = &other, .run = hold, .done = ended, .arg = &n };
    writer_submit(s, &first);
    pthread_mutex_lock(&held.lock);
    while (!held.inside)
        pthread_cond_wait(&held.moved, &held.lock);
    pthread_mutex_unlock(&held.lock);
    writer_submit(s, &second);
    while (writer_counts(s).busy_ms == 0 || writer_counts(s).stalled_ms == 0)
        sched_yield();
    assert_int_equal(writer_counts(s).waiting, 1);
    pthread_mutex_lock(&held.lock);
    held.leave = true;
    pthread_cond_broadcast(&held.moved);
    while (n < 2)
        pthread_cond_wait(&held.moved, &held.lock);
    pthread_mutex_unlock(&held.lock);
    store_close(s); /* the writer has ended: what it was at is over */
    arena_release(&arena);
}

int main(void)
{
#define PLACE(f) cmocka_unit_test_setup_teardown(f, place_make, place_remove)
    const struct CMUnitTest tests[] = {
        PLACE(a_slow_statement_is_told_with_its_plan_and_without_values),
        PLACE(what_is_not_slow_is_not_told),
        PLACE(telling_changes_nothing_of_the_statement),
        PLACE(the_writer_and_errors_are_counted),
        PLACE(who_waits_for_the_writer_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
