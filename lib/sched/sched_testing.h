/* SPDX-License-Identifier: Apache-2.0 */
/* sched_testing.h - for this folder's tests: a database with the table of clocks and one in which
 * each ring notes itself, a clock that stands until it is moved, and kinds of its own. */
#ifndef SCHED_TESTING_H
#define SCHED_TESTING_H
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours sets a fault */
/* clang-format on */
#include <dirent.h>
#include <unistd.h>

#include "db/testing.h"
#include "sched/sched_impl.h"

struct place {
    char folder[64], file[128];
    const char *database;
    struct arena arena;
    struct store *store;
    struct ctx c;
};

static const struct migration place_tables = {
    1, "clock",
    "CREATE TABLE clock (id {id}, kind text NOT NULL, subject {int} NOT NULL,"
    " started {int} NOT NULL, due {int} NOT NULL, next {int} NOT NULL, value {int} NOT NULL,"
    " calendar {int} NOT NULL, state {int} NOT NULL DEFAULT 0,"
    " ended {int} NOT NULL DEFAULT 253402300800000, tries {int} NOT NULL DEFAULT 0) STRICT;"
    "CREATE UNIQUE INDEX clock_running ON clock (kind, subject) WHERE state = 0;"
    "CREATE INDEX clock_next ON clock (next, id) WHERE state = 0;"
    "CREATE TABLE db_lease (name text PRIMARY KEY, holder text NOT NULL, until {int} NOT NULL)"
    " STRICT;"
    "INSERT INTO db_lease (name, holder, until) VALUES ('clocks', '', 0);"
    "CREATE TABLE bell (id {id}, kind text NOT NULL, subject {int} NOT NULL, due {int} NOT NULL,"
    " rang {int} NOT NULL) STRICT;"
    "CREATE TABLE stood (name text PRIMARY KEY, at {int} NOT NULL) STRICT;"
    "INSERT INTO stood (name, at) VALUES ('now', 0)"
};

static atomic_int_fast64_t place_ms;

static inline struct instant place_now(void)
{
    return (struct instant){ atomic_load(&place_ms) };
}

static inline bool note(struct ctx *c, const char *kind, int64_t subject, struct instant due)
{
    return db_do(c, SQL("INSERT INTO bell (kind, subject, due, rang) VALUES ($1, $2, $3, $4)"),
                 ARGS(T(str_of(kind)), I(subject), I(due.ms), I(c->now.ms)));
}

static inline struct store *place_open(struct place *p)
{
    static const struct migration *const list[] = { &place_tables };
    struct str why = STR_NONE;
    struct store *s = store_open(p->database, STORE_WRITE, &why);
    if (!s || !store_migrate(s, list, 1, &why)) {
        fprintf(stderr, "%.*s\n", STR_FMT(why));
        return NULL;
    }
    return s;
}

static inline int place_make(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    snprintf(p->folder, sizeof p->folder, "/tmp/counterpart-sched-XXXXXX");
    if (!mkdtemp(p->folder))
        return -1;
    snprintf(p->file, sizeof p->file, "%s/a.db", p->folder);
    arena_init(&p->arena, (size_t)256 << 20);
    p->database = testing_database(&p->arena, p->file);
    p->store = place_open(p);
    if (!p->store)
        return -1;
    atomic_store(&place_ms, 1000);
    store_clock(p->store, place_now);
    p->c = (struct ctx){ .arena = &p->arena, .viewer = &viewer_system };
    p->c.db = store_reader(p->store, 256);
    *state = p;
    return p->c.db ? 0 : -1;
}

static inline int place_remove(void **state)
{
    struct place *p = *state;
    if (p->c.db)
        db_close(p->c.db);
    if (p->store)
        store_close(p->store);
    DIR *dir = opendir(p->folder);
    for (struct dirent *e; (e = readdir(dir));) {
        char name[400];
        snprintf(name, sizeof name, "%s/%s", p->folder, e->d_name);
        unlink(name);
    }
    closedir(dir);
    rmdir(p->folder);
    arena_release(&p->arena);
    free(p);
    return 0;
}

static inline bool place_write(struct place *p, bool (*run)(struct ctx *c, void *arg), void *arg)
{
    struct ctx c = { .arena = &p->arena, .viewer = &viewer_system };
    bool ok = writer_call(p->store, &c, run, arg);
    p->c.fault = c.fault;
    return ok;
}

/* What rang, in that order: "late 1 due 5 now 7; …" */
static inline const char *place_bells(struct place *p)
{
    struct db_rows r;
    struct buf b;
    buf_init(&b, &p->arena, 1 << 20);
    assert_true(db_rows_open(
        &p->c, &r, SQL("SELECT kind, subject, due, rang FROM bell ORDER BY id"), NO_ARGS));
    while (db_rows_next(&r)) {
        if (b.n)
            buf_lit(&b, "; ");
        buf_add(&b, db_text(&r, 0));
        buf_printf(&b, " %lld due %lld now %lld", (long long)db_int(&r, 1),
                   (long long)db_int(&r, 2), (long long)db_int(&r, 3));
    }
    assert_true(db_rows_close(&r));
    return arena_cstr(&p->arena, buf_str(&b));
}

static inline int64_t place_count(struct place *p, const char *sql)
{
    int64_t n = 0;
    assert_true(db_get(&p->c, sql, NO_ARGS, OUTS(OI(&n))));
    return n;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_remove)
#endif
