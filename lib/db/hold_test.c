/* SPDX-License-Identifier: Apache-2.0 */
/* A reader's transaction goes on over several reads, and nobody notices but by the clock. */
#include "db_testing.h"
#include <stdatomic.h>

#define MEGABYTE (1000 * 1000)
#define READERS 3
#define SLOW "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) " \
             "SELECT count(*) FROM n"

struct reader {
    struct ctx c;
    struct arena arena;
};

static void reader_open(struct reader *r, struct store *s)
{
    arena_init(&r->arena, (size_t)1 << 20);
    r->c = (struct ctx){ .arena = &r->arena, .viewer = &viewer_system, .db = store_reader(s, 64) };
    assert_non_null(r->c.db);
}

static void reader_close(struct reader *r)
{
    db_close(r->c.db);
    arena_release(&r->arena);
}

static int64_t count_now(struct reader *r)
{
    int64_t n = -1;
    assert_true(db_get(&r->c, SQL("SELECT count(*) FROM thing"), NO_ARGS, OUTS(OI(&n))));
    return n;
}

static int64_t count_things(struct reader *r)
{
    arena_reset(&r->arena);
    assert_true(db_read_begin(&r->c, 0));
    int64_t n = count_now(r);
    db_read_end(&r->c);
    return n;
}

static bool holds(const struct reader *r)
{
    struct sqlite_db *d = sqlite_of(&r->c);
    pthread_mutex_lock(&d->in_use);
    bool held = d->held;
    assert_int_equal(held, db_in_transaction(d));
    pthread_mutex_unlock(&d->in_use);
    return held;
}

/* The writer rests a moment after it has told that a write is kept: a long one where it is busy. */
static void read_until_it_holds(struct reader *r)
{
    for (int64_t end = monotonic_ms() + 60000; monotonic_ms() < end && !holds(r);)
        count_things(r);
    assert_true(holds(r));
}

static bool insert(struct ctx *c, void *bytes)
{
    return db_do(c, SQL("INSERT INTO thing(bytes) VALUES(zeroblob($1))"),
                 ARGS(I(*(int64_t *)bytes)));
}

static void write_thing(struct place *p, struct store *s, int64_t bytes)
{
    assert_true(writer_call(s, &p->c, insert, &bytes));
}

static void a_read_after_a_write_sees_it(void **state)
{
    struct place *p = *state;
    struct reader r;
    struct store *s = place_store(p);
    reader_open(&r, s);
    for (int i = 0; i < 100; i++) {
        if (i % 2)
            read_until_it_holds(&r);
        write_thing(p, s, 10);
        assert_int_equal(count_things(&r), i + 1);
    }
    reader_close(&r);
    store_close(s);
}

static atomic_int told;
static atomic_bool stop;

static void *read_what_was_told(void *arg)
{
    struct reader *r = arg;
    while (!stop) {
        int before = told;
        assert_true(count_things(r) >= before);
    }
    return NULL;
}

static void reads_beside_the_writer_see_what_was_told(void **state)
{
    struct place *p = *state;
    struct reader r[READERS];
    pthread_t threads[READERS];
    struct store *s = place_store(p);
    stop = false;
    told = 0;
    for (int i = 0; i < READERS; i++) {
        reader_open(&r[i], s);
        pthread_create(&threads[i], NULL, read_what_was_told, &r[i]);
    }
    for (int i = 0; i < 300; i++) {
        write_thing(p, s, 10);
        told = i + 1;
        if (i % 10 == 0)
            usleep(1000);
    }
    stop = true;
    for (int i = 0; i < READERS; i++) {
        pthread_join(threads[i], NULL);
        reader_close(&r[i]);
    }
    store_close(s);
}

static void a_statement_outside_a_read_sees_the_last_write(void **state)
{
    struct place *p = *state;
    struct reader r;
    struct store *s = place_store(p);
    reader_open(&r, s);
    read_until_it_holds(&r);
    assert_int_equal(count_now(&r), 0);
    assert_false(holds(&r));
    read_until_it_holds(&r);
    write_thing(p, s, 10);
    assert_int_equal(count_now(&r), 1);
    reader_close(&r);
    store_close(s);
}

static int64_t log_bytes(struct place *p)
{
    struct stat st;
    snprintf(p->other, sizeof p->other, "%s-wal", p->file);
    assert_int_equal(stat(p->other, &st), 0);
    return st.st_size;
}

static void idle_readers_do_not_keep_the_log(void **state)
{
    struct place *p = *state;
    struct reader r[READERS];
    struct store *s = place_store(p);
    for (int i = 0; i < READERS; i++)
        reader_open(&r[i], s);
    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < READERS; i++)
            read_until_it_holds(&r[i]);
        write_thing(p, s, 2 * MEGABYTE);
        for (int i = 0; i < READERS; i++)
            assert_false(holds(&r[i]));
        write_thing(p, s, 2 * MEGABYTE);
    }
    assert_true(log_bytes(p) < 12 * MEGABYTE);
    for (int i = 0; i < READERS; i++)
        reader_close(&r[i]);
    store_close(s);
}

static void a_read_that_was_overtaken_is_not_held(void **state)
{
    struct place *p = *state;
    struct reader r;
    struct store *s = place_store(p);
    reader_open(&r, s);
    for (int i = 0; i < 10; i++) {
        read_until_it_holds(&r);
        assert_true(db_read_begin(&r.c, 0));
        assert_int_equal(count_now(&r), i);
        write_thing(p, s, 10);
        assert_int_equal(count_now(&r), i);
        db_read_end(&r.c);
        assert_false(holds(&r));
        assert_int_equal(count_things(&r), i + 1);
    }
    reader_close(&r);
    store_close(s);
}

static void a_slow_statement_ends_also_within_what_is_held(void **state)
{
    struct place *p = *state;
    struct reader r;
    int64_t n = 0;
    struct store *s = place_store(p);
    reader_open(&r, s);
    for (int i = 0; i < 3; i++) {
        read_until_it_holds(&r);
        assert_true(db_read_begin(&r.c, 20));
        assert_false(db_get(&r.c, SQL(SLOW), ARGS(I(INT64_C(1) << 40)), OUTS(OI(&n))));
        assert_int_equal(r.c.fault.kind, FAULT_TOO_SLOW);
        db_read_end(&r.c);
        assert_false(holds(&r)); /* after an error the next read begins anew */
        fault_clear(&r.c);
        assert_int_equal(count_things(&r), 0);
    }
    reader_close(&r);
    store_close(s);
}

static void a_budget_is_spent_with_its_read(void **state)
{
    struct place *p = *state;
    struct reader r;
    int64_t n = 0;
    struct store *s = place_store(p);
    reader_open(&r, s);
    read_until_it_holds(&r);
    assert_true(db_read_begin(&r.c, 1));
    db_read_end(&r.c);
    usleep(5000);
    assert_true(db_read_begin(&r.c, 0));
    assert_true(db_get(&r.c, SQL(SLOW), ARGS(I(100000)), OUTS(OI(&n))));
    assert_int_equal(n, 100000);
    db_read_end(&r.c);
    reader_close(&r);
    store_close(s);
}

static void beside_another_process_nothing_is_held(void **state)
{
    struct place *p = *state;
    struct reader r;
    struct store *s = place_store(p), *other = store_open(p->file, STORE_READ, &p->why);
    reader_open(&r, other);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(count_things(&r), i);
        assert_false(holds(&r));
        write_thing(p, s, 10);
    }
    reader_close(&r);
    store_close(other);
    store_close(s);
}

static void a_reader_may_be_closed_after_its_store(void **state)
{
    struct place *p = *state;
    struct reader r;
    struct store *s = place_store(p);
    reader_open(&r, s);
    read_until_it_holds(&r);
    store_close(s);
    assert_false(holds(&r));
    assert_int_equal(count_things(&r), 0);
    reader_close(&r);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_read_after_a_write_sees_it),
        TEST(reads_beside_the_writer_see_what_was_told),
        TEST(a_statement_outside_a_read_sees_the_last_write),
        TEST(idle_readers_do_not_keep_the_log),
        TEST(a_read_that_was_overtaken_is_not_held),
        TEST(a_slow_statement_ends_also_within_what_is_held),
        TEST(a_budget_is_spent_with_its_read),
        TEST(beside_another_process_nothing_is_held),
        TEST(a_reader_may_be_closed_after_its_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
