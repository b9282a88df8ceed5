/* SPDX-License-Identifier: Apache-2.0 */
#include "db_testing.h"
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>

#define THINGS SQL("SELECT count(*) FROM thing")

static bool says(struct str why, const char *part)
{
    bool found = strstr(why.p, part) != NULL;
    if (!found)
        print_message("\"%s\" does not say \"%s\"\n", why.p, part);
    return found;
}

static bool add_thing(struct ctx *c, void *arg)
{
    return db_do(c, SQL("INSERT INTO thing(n) VALUES($1)"), ARGS(I(*(int64_t *)arg)));
}

static bool do_sql(struct ctx *c, void *arg)
{
    return db_do(c, arg, NO_ARGS);
}

static void files_are_for_their_owner_only(void **state)
{
    struct place *p = *state;
    struct store *s = place_store(p);
    static const char *const endings[] = { "", "-wal", "-shm", ".lock" };
    for (size_t i = 0; i < COUNT(endings); i++) {
        struct stat st;
        snprintf(p->other, sizeof p->other, "%s%s", p->file, endings[i]);
        assert_int_equal(stat(p->other, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
    }
    assert_string_equal(store_file(s), p->file);
    store_close(s);
}

static void a_second_writer_is_told_the_pid_of_the_first(void **state)
{
    struct place *p = *state;
    char pid[32];
    int held[2];
    assert_int_equal(pipe(held), 0);
    pid_t child = fork();
    if (child == 0) {
        struct store *s = store_open(p->file, STORE_WRITE, &p->why);
        if (write(held[1], s ? "y" : "n", 1) == 1)
            pause();
        _exit(1);
    }
    char got = 0;
    assert_int_equal(read(held[0], &got, 1), 1);
    assert_int_equal(got, 'y');
    snprintf(pid, sizeof pid, "process %ld.", (long)child);
    assert_null(store_open(p->file, STORE_WRITE, &p->why));
    assert_true(says(p->why, pid));
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    close(held[0]);
    close(held[1]);
    struct store *s = store_open(p->file, STORE_WRITE, &p->why);
    assert_non_null(s);
    store_close(s);
}

static void a_file_that_is_not_a_database_is_refused(void **state)
{
    struct place *p = *state;
    FILE *f = fopen(p->file, "w");
    for (int i = 0; i < 200; i++)
        fputs("this is a letter to a friend\n", f);
    fclose(f);
    assert_null(store_open(p->file, STORE_WRITE, &p->why));
    assert_true(says(p->why, "is not a database"));
    assert_null(store_open(p->file, STORE_READ, &p->why));
    assert_null(store_open(p->other, STORE_READ, &p->why));
    assert_true(says(p->why, "cannot be opened"));
    assert_int_not_equal(access(p->other, F_OK), 0);
    snprintf(p->file, sizeof p->file, "%s/no/such/a.db", p->folder);
    assert_null(store_open(p->file, STORE_WRITE, &p->why));
    assert_true(says(p->why, "No such file"));
}

static void reading_goes_on_beside_a_writer(void **state)
{
    struct place *p = *state;
    int64_t n = 1;
    struct store *s = place_store(p), *r = store_open(p->file, STORE_READ, &p->why);
    assert_non_null(r);
    assert_true(writer_call(s, &p->c, add_thing, &n));
    assert_int_equal(place_count(p, r, THINGS), 1);
    assert_false(writer_call(r, &p->c, add_thing, &n));
    assert_int_equal(p->c.fault.kind, FAULT_BROKEN);
    assert_false(store_backup(r, p->other, &p->why));
    store_close(r);
    assert_true(writer_call(s, &p->c, add_thing, &n));
    store_close(s);
}

/* A reader that closes last must leave the log for the writer. */
static void a_reader_never_checkpoints(void **state)
{
    struct place *p = *state;
    struct stat log;
    int64_t n = 1;
    pid_t child = fork();
    if (child == 0) {
        struct store *s = place_store(p);
        _exit(writer_call(s, &p->c, add_thing, &n) ? 0 : 1);
    }
    int status = -1;
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
    struct store *r = store_open(p->file, STORE_READ, &p->why);
    assert_non_null(r);
    assert_int_equal(place_count(p, r, THINGS), 1);
    store_close(r);
    snprintf(p->other, sizeof p->other, "%s-wal", p->file);
    assert_int_equal(stat(p->other, &log), 0);
    assert_true(log.st_size > 0);
}

static const struct migration one = { 1, "one",
                                      "CREATE TABLE a(id {id}) STRICT; -- ;\n"
                                      "INSERT INTO a(id) VALUES(7);" };
static const struct migration two = { 2, "two",
                                      "CREATE TABLE entry(id {id}, n {int}) STRICT;"
                                      "INSERT INTO entry(n) VALUES(1);"
                                      "{append_only entry}" };
static const struct migration changed = { 1, "one", "CREATE TABLE a(id {id}) STRICT;" };
static const struct migration wrong = { 3, "wrong",
                                        "CREATE TABLE b(id {id}) STRICT;"
                                        "DROP TABLE no" };

static bool migrates(struct place *p, struct store *s, const struct migration *a,
                     const struct migration *b)
{
    const struct migration *list[] = { a, b };
    return store_migrate(s, list, b ? 2 : 1, &p->why);
}

static void each_migration_runs_once(void **state)
{
    struct place *p = *state;
    struct store *s = store_open(p->file, STORE_WRITE, &p->why);
    assert_true(migrates(p, s, &one, NULL));
    assert_true(migrates(p, s, &one, &two));
    assert_true(migrates(p, s, &one, &two));
    assert_int_equal(place_count(p, s, SQL("SELECT count(*) FROM a WHERE id = 7")), 1);
    assert_int_equal(place_count(p, s, SQL("SELECT count(*) FROM migration")), 2);
    assert_int_equal(place_count(p, s,
                                 SQL("SELECT count(*) FROM migration WHERE number = 2"
                                     " AND name = 'two' AND applied > 1500000000000")),
                     1);
    store_close(s);
}

static void a_changed_migration_is_refused(void **state)
{
    struct place *p = *state;
    struct store *s = store_open(p->file, STORE_WRITE, &p->why);
    assert_true(migrates(p, s, &one, NULL));
    assert_false(migrates(p, s, &changed, &two));
    assert_true(says(p->why, "Migration 1 (one) has run with another text"));
    assert_int_equal(place_count(p, s, SQL("SELECT count(*) FROM migration")), 1);
    store_close(s);
}

static void a_newer_database_is_refused(void **state)
{
    struct place *p = *state;
    struct store *s = store_open(p->file, STORE_WRITE, &p->why);
    assert_true(migrates(p, s, &one, &two));
    assert_false(migrates(p, s, &one, NULL));
    assert_true(says(p->why, "newer than this program"));
    assert_true(says(p->why, "2 (two)"));
    assert_false(migrates(p, s, &two, NULL));
    assert_true(says(p->why, "another version"));
    assert_false(migrates(p, s, &two, &one));
    assert_true(says(p->why, "in the list"));
    store_close(s);
}

static void a_migration_that_fails_leaves_nothing(void **state)
{
    struct place *p = *state;
    struct store *s = store_open(p->file, STORE_WRITE, &p->why);
    assert_false(migrates(p, s, &one, &wrong));
    assert_true(says(p->why, "Migration wrong failed"));
    assert_true(says(p->why, "no such table"));
    assert_int_equal(place_count(p, s, SQL("SELECT count(*) FROM migration")), 1);
    assert_int_equal(place_count(p, s,
                                 SQL("SELECT count(*) FROM sqlite_schema"
                                     " WHERE name = 'b'")),
                     0);
    store_close(s);
}

static void history_is_fixed(void **state)
{
    static const char *const tries[] = {
        "UPDATE entry SET n = 2",
        "DELETE FROM entry",
        "INSERT INTO entry(id, n) VALUES(1, 2) ON CONFLICT(id) DO UPDATE SET n = 2",
    };
    struct place *p = *state;
    struct store *s = store_open(p->file, STORE_WRITE, &p->why);
    assert_true(migrates(p, s, &one, &two));
    for (size_t i = 0; i < COUNT(tries); i++) {
        char sql[128];
        snprintf(sql, sizeof sql, "%s", tries[i]);
        assert_false(writer_call(s, &p->c, do_sql, sql));
        assert_int_equal(p->c.fault.kind, FAULT_BROKEN);
        assert_non_null(strstr(p->c.fault.log.p, "history is fixed"));
    }
    assert_int_equal(place_count(p, s, SQL("SELECT count(*) FROM entry WHERE n = 1")), 1);
    store_close(s);
}

struct load {
    struct store *s;
    atomic_bool stop;
    int64_t added;
};

static void *add_under_load(void *arg)
{
    struct load *load = arg;
    struct arena arena;
    arena_init(&arena, (size_t)1 << 20);
    struct ctx c = { .arena = &arena, .viewer = &viewer_system };
    while (!load->stop && writer_call(load->s, &c, add_thing, &load->added)) {
        load->added++;
        arena_reset(&arena);
    }
    arena_release(&arena);
    return NULL;
}

static bool add_many(struct ctx *c, void *arg)
{
    return db_do(c,
                 SQL("WITH RECURSIVE t(i) AS (SELECT -1 UNION ALL SELECT i - 1 FROM t"
                     " WHERE i > $1) INSERT INTO thing(n, word)"
                     " SELECT i, hex(zeroblob(500)) FROM t"),
                 ARGS(I(*(int64_t *)arg)));
}

static bool write_and_fail(struct ctx *c, void *arg)
{
    return add_thing(c, arg) && fail(c, FAULT_CONFLICT, "no", STR("No."));
}

static void *fail_under_load(void *arg)
{
    struct load *load = arg;
    struct arena arena;
    arena_init(&arena, (size_t)1 << 20);
    struct ctx c = { .arena = &arena, .viewer = &viewer_system };
    int64_t n = 0;
    while (!load->stop && !writer_call(load->s, &c, write_and_fail, &n))
        arena_reset(&arena);
    arena_release(&arena);
    return NULL;
}

static void a_backup_is_whole_while_writing_goes_on(void **state)
{
    struct place *p = *state;
    int64_t many = -4000, before, after;
    struct load load = { .s = place_store(p) };
    pthread_t thread;
    assert_true(writer_call(load.s, &p->c, add_many, &many));
    pthread_create(&thread, NULL, add_under_load, &load);
    while (place_count(p, load.s, THINGS) < 4010)
        continue;
    before = place_count(p, load.s, THINGS);
    bool ok = store_backup(load.s, p->other, &p->why);
    after = place_count(p, load.s, THINGS);
    load.stop = true;
    pthread_join(thread, NULL);
    assert_true(ok);
    assert_false(store_backup(load.s, p->other, &p->why));
    assert_true(says(p->why, "is there already"));
    store_close(load.s);

    struct store *s = store_open(p->other, STORE_WRITE, &p->why);
    int64_t got = place_count(p, s, THINGS);
    assert_true(got >= before && got <= after && after > before);
    assert_int_equal(place_count(p, s, SQL("SELECT count(*) FROM thing WHERE n >= 0")), got - 4000);
    assert_int_equal(place_count(p, s,
                                 SQL("SELECT count(*) FROM pragma_integrity_check WHERE"
                                     " integrity_check = 'ok'")),
                     1);
    store_close(s);
}

/* A rollback of what was written would start the copy again, each time. */
static void a_backup_ends_while_every_write_fails(void **state)
{
    struct place *p = *state;
    int64_t many = -20000;
    struct load load = { .s = place_store(p) };
    pthread_t threads[4];
    assert_true(writer_call(load.s, &p->c, add_many, &many));
    for (size_t i = 0; i < COUNT(threads); i++)
        pthread_create(&threads[i], NULL, fail_under_load, &load);
    bool ok = store_backup(load.s, p->other, &p->why);
    load.stop = true;
    for (size_t i = 0; i < COUNT(threads); i++)
        pthread_join(threads[i], NULL);
    store_close(load.s);
    assert_true(ok);
    struct store *s = store_open(p->other, STORE_READ, &p->why);
    assert_int_equal(place_count(p, s, THINGS), 20000);
    store_close(s);
}

static void a_backup_that_cannot_be_written_leaves_nothing(void **state)
{
    struct place *p = *state;
    struct store *s = place_store(p);
    snprintf(p->other, sizeof p->other, "%s/no/such/b.db", p->folder);
    assert_false(store_backup(s, p->other, &p->why));
    assert_true(says(p->why, "cannot be created"));
    store_close(s);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(files_are_for_their_owner_only),
        TEST(a_second_writer_is_told_the_pid_of_the_first),
        TEST(a_file_that_is_not_a_database_is_refused),
        TEST(reading_goes_on_beside_a_writer),
        TEST(a_reader_never_checkpoints),
        TEST(each_migration_runs_once),
        TEST(a_changed_migration_is_refused),
        TEST(a_newer_database_is_refused),
        TEST(a_migration_that_fails_leaves_nothing),
        TEST(history_is_fixed),
        TEST(a_backup_is_whole_while_writing_goes_on),
        TEST(a_backup_ends_while_every_write_fails),
        TEST(a_backup_that_cannot_be_written_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
