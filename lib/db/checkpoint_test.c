/* SPDX-License-Identifier: Apache-2.0 */
/* The log (FILE-wal) is copied into the file and begun anew, unless somebody reads for ever. */
#include "db_testing.h"
#include <stdatomic.h>

#define MEGABYTE (1000 * 1000)

/* A reading connection with its context. */
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

static int64_t count_things(struct reader *r)
{
    int64_t n = -1;
    assert_true(db_get(&r->c, SQL("SELECT count(*) FROM thing"), NO_ARGS, OUTS(OI(&n))));
    return n;
}

static bool insert_large(struct ctx *c, void *arg UNUSED)
{
    return db_do(c, SQL("INSERT INTO thing(bytes) VALUES(zeroblob(4000000))"), NO_ARGS);
}

/* One more job behind them: the checkpoint of the last has been made when it is answered. */
static bool nothing(struct ctx *c UNUSED, void *arg UNUSED)
{
    return true;
}

static void write_large(struct place *p, struct store *s, int n)
{
    for (int i = 0; i < n; i++)
        assert_true(writer_call(s, &p->c, insert_large, NULL));
    assert_true(writer_call(s, &p->c, nothing, NULL));
}

static int64_t log_bytes(struct place *p)
{
    struct stat st;
    snprintf(p->other, sizeof p->other, "%s-wal", p->file);
    assert_int_equal(stat(p->other, &st), 0);
    return st.st_size;
}

static void the_log_stays_small_when_reads_end(void **state)
{
    struct place *p = *state;
    struct reader r;
    struct store *s = place_store(p);
    reader_open(&r, s);
    for (int i = 0; i < 10; i++) {
        assert_true(db_read_begin(&r.c, 0));
        assert_int_equal(count_things(&r), i);
        db_read_end(&r.c);
        write_large(p, s, 1);
    }
    assert_true(log_bytes(p) < 12 * MEGABYTE);
    reader_close(&r);
    store_close(s);
}

static void a_long_read_keeps_the_log_and_its_end_frees_it(void **state)
{
    struct place *p = *state;
    struct reader r;
    struct store *s = place_store(p);
    reader_open(&r, s);
    assert_true(db_read_begin(&r.c, 0));
    assert_int_equal(count_things(&r), 0);
    write_large(p, s, 10);
    int64_t grown = log_bytes(p);
    assert_true(grown > 39 * MEGABYTE);
    assert_int_equal(count_things(&r), 0);
    db_read_end(&r.c);
    write_large(p, s, 8);
    assert_true(log_bytes(p) < grown + 12 * MEGABYTE);
    reader_close(&r);
    store_close(s);
}

static atomic_bool stop;

/* Reads on for 3 ms, so that commits fall within. */
static void read_on(void)
{
    for (int64_t start = monotonic_us(); monotonic_us() - start < 3000;)
        sched_yield();
}

static void begin_reading(struct reader *r)
{
    arena_reset(&r->arena);
    assert_true(db_read_begin(&r->c, 0));
    count_things(r);
}

/* Two connections, one of which is always within a read. */
static void *read_without_a_gap(void *arg)
{
    struct reader *readers = arg;
    int now = 0;
    begin_reading(&readers[now]);
    while (!stop) {
        read_on();
        begin_reading(&readers[!now]);
        db_read_end(&readers[now].c);
        now = !now;
    }
    db_read_end(&readers[now].c);
    return NULL;
}

static void the_log_is_bounded_while_reads_overlap(void **state)
{
    struct place *p = *state;
    struct reader readers[2];
    pthread_t thread;
    struct store *s = place_store(p);
    reader_open(&readers[0], s);
    reader_open(&readers[1], s);
    stop = false;
    pthread_create(&thread, NULL, read_without_a_gap, readers);
    write_large(p, s, 40);
    stop = true;
    pthread_join(thread, NULL);
    assert_true(log_bytes(p) < 100 * MEGABYTE);
    reader_close(&readers[0]);
    reader_close(&readers[1]);
    store_close(s);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_log_stays_small_when_reads_end),
        TEST(a_long_read_keeps_the_log_and_its_end_frees_it),
        TEST(the_log_is_bounded_while_reads_overlap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
