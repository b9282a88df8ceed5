/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>

#include "db_testing.h"

static const struct migration first = {
    1, "thing", "CREATE TABLE thing(id {id}, n {int}, word text, bytes {blob}) STRICT"
};
static const struct migration second = { 2, "more", "CREATE TABLE more(id {id}) STRICT" };
static const struct migration *const list[] = { &first, &second };

static bool add_thing(struct ctx *c, void *arg UNUSED)
{
    return db_do(c, SQL("INSERT INTO thing(n) VALUES(1)"), NO_ARGS);
}

static void add_things(struct place *p, struct store *s, int n)
{
    for (int i = 0; i < n; i++)
        assert_true(writer_call(s, &p->c, add_thing, NULL));
}

/* A database of one thing at p->file, closed, and its backup at p->other. */
static void saved(struct place *p)
{
    struct store *s = place_store(p);
    add_things(p, s, 1);
    assert_true(store_backup(s, p->other, &p->why));
    store_close(s);
}

static int64_t things(struct place *p)
{
    struct store *s = store_open(p->file, STORE_READ, &p->why);
    assert_non_null(s);
    int64_t n = place_count(p, s, SQL("SELECT count(*) FROM thing"));
    store_close(s);
    return n;
}

static struct restore order(struct place *p)
{
    return (struct restore){ .file = p->file, .from = p->other, .list = list, .n = 2 };
}

static void refused(struct place *p, struct restore r, const char *word)
{
    p->why = STR_NONE;
    assert_false(store_restore(&r, &p->why));
    assert_non_null(strstr(arena_cstr(&p->arena, p->why), word));
    assert_int_equal(access(arena_printf(&p->arena, "%s.part", p->file).p, F_OK), -1);
}

static const char *beside(struct place *p, const char *tail)
{
    return arena_printf(&p->arena, "%s%s", p->file, tail).p;
}

static void a_backup_becomes_the_database(void **state)
{
    struct place *p = *state;
    struct restore r = order(p);
    saved(p);
    unlink(p->file);
    assert_true(store_restore(&r, &p->why));
    assert_false(r.kept);
    assert_int_equal(things(p), 1);
}

static void a_database_that_is_there_is_left_alone(void **state)
{
    struct place *p = *state;
    saved(p);
    refused(p, order(p), "there already");
    assert_int_equal(things(p), 1);
}

/* A copy of FILE as it stands, whatever its writer still has in hand. */
static void copy_file(const char *from, const char *to)
{
    char piece[4096];
    int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT, 0600);
    assert_true(in >= 0 && out >= 0);
    for (ssize_t n; (n = read(in, piece, sizeof piece)) > 0;)
        assert_int_equal(write(out, piece, (size_t)n), n);
    close(in);
    close(out);
}

/* As a killed server leaves it: what it wrote last stands only in the log. */
static void the_old_one_is_kept_with_its_log(void **state)
{
    struct place *p = *state;
    struct restore r = order(p);
    const char *before = beside(p, ".before");
    saved(p);
    struct store *s = store_open(p->file, STORE_WRITE, &p->why);
    add_things(p, s, 2);
    copy_file(p->file, beside(p, ".file"));
    copy_file(beside(p, "-wal"), beside(p, ".log"));
    store_close(s);
    assert_int_equal(rename(beside(p, ".file"), p->file), 0);
    assert_int_equal(rename(beside(p, ".log"), beside(p, "-wal")), 0);
    r.before = before;
    assert_true(store_restore(&r, &p->why));
    assert_true(r.kept);
    assert_int_equal(things(p), 1);
    snprintf(p->file, sizeof p->file, "%s", before);
    assert_int_equal(things(p), 3);
}

static void a_log_without_its_file_is_not_mistaken_for_nothing(void **state)
{
    struct place *p = *state;
    saved(p);
    unlink(p->file);
    copy_file(p->other, beside(p, "-wal"));
    refused(p, order(p), "-wal is there already");
}

static void a_database_in_use_is_refused(void **state)
{
    struct place *p = *state;
    struct restore r = order(p);
    struct store *s;
    saved(p);
    s = store_open(p->file, STORE_WRITE, &p->why);
    r.before = beside(p, ".before");
    refused(p, r, "in use by process");
    store_close(s);
    assert_int_equal(things(p), 1);
}

static void bytes_put(const char *file, off_t at, const char *bytes)
{
    int fd = open(file, O_WRONLY);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, bytes, strlen(bytes), at), strlen(bytes));
    close(fd);
}

static void a_damaged_backup_is_not_put_in_place(void **state)
{
    struct place *p = *state;
    saved(p);
    unlink(p->file);
    bytes_put(p->other, 4096, "this page was hit by something");
    refused(p, order(p), "Choose another backup");
    bytes_put(p->other, 0, "not even a head");
    refused(p, order(p), "not a database of this program");
    assert_int_equal(truncate(p->other, 0), 0);
    refused(p, order(p), "not a database of this program");
    unlink(p->other);
    refused(p, order(p), "cannot be opened");
    assert_int_equal(access(p->file, F_OK), -1);
}

static void a_backup_of_a_newer_program_is_refused(void **state)
{
    struct place *p = *state;
    struct restore r = order(p);
    saved(p);
    unlink(p->file);
    r.n = 0;
    refused(p, r, "newer than this program");
}

static void a_database_with_a_log_beside_it_is_no_backup(void **state)
{
    struct place *p = *state;
    struct restore r = order(p);
    struct store *s;
    saved(p);
    s = store_open(p->file, STORE_WRITE, &p->why);
    add_things(p, s, 1);
    r.file = beside(p, ".new");
    r.from = p->file;
    p->why = STR_NONE;
    assert_false(store_restore(&r, &p->why));
    assert_non_null(strstr(arena_cstr(&p->arena, p->why), "counterpart backup"));
    store_close(s);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_backup_becomes_the_database),
        TEST(a_database_that_is_there_is_left_alone),
        TEST(the_old_one_is_kept_with_its_log),
        TEST(a_log_without_its_file_is_not_mistaken_for_nothing),
        TEST(a_database_in_use_is_refused),
        TEST(a_damaged_backup_is_not_put_in_place),
        TEST(a_backup_of_a_newer_program_is_refused),
        TEST(a_database_with_a_log_beside_it_is_no_backup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
