/* SPDX-License-Identifier: Apache-2.0 */
/* db_testing.h - for the tests of this folder: a folder of their own under /tmp, and a context on
 * it. */
#ifndef DB_TESTING_H
#define DB_TESTING_H
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours sets a fault */
/* clang-format on */
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sqlite_impl.h"

struct place {
    char folder[64], file[128], other[160], address[400];
    struct arena arena;
    struct ctx c;
    struct str why;
};

static inline int place_make(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    snprintf(p->folder, sizeof p->folder, "/tmp/counterpart-db-XXXXXX");
    if (!mkdtemp(p->folder))
        return -1;
    snprintf(p->file, sizeof p->file, "%s/a.db", p->folder);
    snprintf(p->other, sizeof p->other, "%s/b.db", p->folder);
    arena_init(&p->arena, (size_t)64 << 20);
    p->c = (struct ctx){ .arena = &p->arena, .viewer = &viewer_system };
    *state = p;
    return 0;
}

static inline int place_remove(void **state)
{
    struct place *p = *state;
    char name[sizeof p->folder + 300];
    DIR *dir = opendir(p->folder);
    for (struct dirent *e; (e = readdir(dir));) {
        snprintf(name, sizeof name, "%s/%s", p->folder, e->d_name);
        unlink(name);
    }
    closedir(dir);
    rmdir(p->folder);
    arena_release(&p->arena);
    free(p);
    return 0;
}

/* A file with the table `thing`, made without a store. */
static inline struct db *place_db(struct place *p)
{
    struct db_error e;
    struct sqlite_db *opened = sqlite_open(p->file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &e);
    assert_non_null(opened);
    struct db *d = p->c.db = &opened->db;
    assert_true(db_do(&p->c,
                      SQL("CREATE TABLE IF NOT EXISTS thing(id {id}, n {int}, word text,"
                          " bytes {blob}) STRICT"),
                      NO_ARGS));
    return d;
}

static inline struct store *place_store(struct place *p)
{
    static const struct migration first = {
        1, "thing", "CREATE TABLE thing(id {id}, n {int}, word text, bytes {blob}) STRICT"
    };
    static const struct migration *const list[] = { &first };
    struct store *s = store_open(p->file, STORE_WRITE, &p->why);
    assert_non_null(s);
    assert_true(store_migrate(s, list, 1, &p->why));
    return s;
}

/* What a reader of the store counts. */
static inline int64_t place_count(struct place *p, struct store *s, const char *sql)
{
    int64_t n = -1;
    struct db *before = p->c.db;
    p->c.db = store_reader(s, 64);
    assert_non_null(p->c.db);
    assert_true(db_get(&p->c, sql, NO_ARGS, OUTS(OI(&n))));
    db_close(p->c.db);
    p->c.db = before;
    return n;
}
#endif
