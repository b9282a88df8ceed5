/* SPDX-License-Identifier: Apache-2.0 */
#include "schema.h"
#include "engine.h"

#define ARENA_MAX ((size_t)16 << 20)

struct plan {
    const struct migration *const *list;
    size_t n, applied;
};

/* FNV-1a, 64 bits. It stands in every database: it can never change. */
static int64_t text_hash(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (const char *p = text; *p; p++)
        hash = (hash ^ (unsigned char)*p) * UINT64_C(1099511628211);
    int64_t stored;
    memcpy(&stored, &hash, sizeof stored);
    return stored;
}

static bool cannot(struct ctx *c, struct str sentence)
{
    return fail(c, FAULT_CONFLICT, "migration", sentence);
}

/* What has run must be the beginning of the list, word for word. */
static bool check_row(struct ctx *c, struct plan *p, int64_t number, struct str name, int64_t hash)
{
    if (p->applied == p->n)
        return cannot(c, arena_printf(c->arena,
                                      "The database is newer than this program: it has migration "
                                      "%lld (%.*s). Use the newer program.",
                                      (long long)number, STR_FMT(name)));
    const struct migration *m = p->list[p->applied++];
    if (m->number != number)
        return cannot(c, arena_printf(c->arena,
                                      "The database has migration %lld (%.*s) where this program "
                                      "has %d (%s). It was made by another version.",
                                      (long long)number, STR_FMT(name), m->number, m->name));
    if (text_hash(m->sql) != hash)
        return cannot(c, arena_printf(c->arena,
                                      "Migration %d (%s) has run with another text. Put its text "
                                      "back, and say what is new in a new migration.",
                                      m->number, m->name));
    return true;
}

static bool check_rows(struct ctx *c, struct plan *p)
{
    struct db_rows r;
    p->applied = 0;
    if (!db_rows_open(c, &r, SQL("SELECT number, name, hash FROM migration ORDER BY number"),
                      NO_ARGS))
        return false;
    bool ok = true;
    while (ok && db_rows_next(&r))
        ok = check_row(c, p, db_int(&r, 0), db_text(&r, 1), db_int(&r, 2));
    return db_rows_close(&r) && ok;
}

static bool check_all(struct ctx *c, void *arg)
{
    return c->db->engine->migrate_begin(c)
           && c->db->engine->script(
               c, "CREATE TABLE IF NOT EXISTS migration(number {int} PRIMARY KEY, name text"
                  " NOT NULL, hash {int} NOT NULL, applied {int} NOT NULL) STRICT;")
           && check_rows(c, arg);
}

bool migrations_known(struct ctx *c, const struct migration *const *list, size_t n)
{
    struct plan p = { .list = list, .n = n };
    struct db_tables tables;
    if (!db_tables(c, &tables))
        return false;
    for (size_t i = 0; i < tables.n; i++) {
        if (str_is(tables.p[i].name, "migration"))
            return check_rows(c, &p);
    }
    return cannot(c, STR("It is not a database of this program."));
}

/* Where a script inserts rows with ids, new ids go on behind them. */
static bool settle(struct ctx *c, const char *sql)
{
    return !strstr(sql, "INSERT INTO") || c->db->engine->ids_settle(c);
}

/* The next one, unless another node was faster. Its number first: it waits for a read that must be
 * steady before it holds any table that this read is still to come to. */
static bool run_one(struct ctx *c, void *arg)
{
    struct plan *p = arg;
    if (!c->db->engine->migrate_begin(c) || !check_rows(c, p))
        return false;
    if (p->applied == p->n)
        return true;
    const struct migration *m = p->list[p->applied];
    return db_do(c,
                 SQL("INSERT INTO migration(number, name, hash, applied)"
                     " VALUES($1, $2, $3, $4)"),
                 ARGS(I(m->number), T(str_of(m->name)), I(text_hash(m->sql)), I(c->now.ms)))
           && c->db->engine->script(c, m->sql) && settle(c, m->sql);
}

static bool say_why(const struct ctx *c, const char *what, struct str *why)
{
    struct str text = c->fault.log.n ? c->fault.log : c->fault.detail;
    if (c->fault.kind == FAULT_CONFLICT)
        return store_why(why, "%.*s", STR_FMT(c->fault.detail));
    return store_why(why, "Migration %s failed and nothing of it was kept: %.*s", what,
                     STR_FMT(text));
}

static bool list_is_ordered(const struct migration *const *list, size_t n, struct str *why)
{
    for (size_t i = 1; i < n; i++)
        if (list[i]->number <= list[i - 1]->number)
            return store_why(why, "Migration %d (%s) stands behind %d (%s) in the list.",
                             list[i]->number, list[i]->name, list[i - 1]->number,
                             list[i - 1]->name);
    return true;
}

static bool migrate(struct store *s, struct ctx *c, struct plan *p, struct str *why)
{
    if (!writer_call(s, c, check_all, p))
        return say_why(c, "check", why);
    while (p->applied < p->n) {
        const char *name = p->list[p->applied]->name;
        if (!writer_call(s, c, run_one, p))
            return say_why(c, name, why);
        p->applied++;
    }
    return true;
}

bool store_migrate(struct store *s, const struct migration *const *list, size_t n, struct str *why)
{
    if (s->mode != STORE_WRITE)
        return store_why(why, "%s was opened for reading; only its server changes it.", s->name);
    if (!list_is_ordered(list, n, why))
        return false;
    struct arena arena;
    arena_init(&arena, ARENA_MAX);
    struct ctx c = { .arena = &arena, .viewer = &viewer_system };
    struct plan p = { .list = list, .n = n };
    bool ok = migrate(s, &c, &p, why);
    arena_release(&arena);
    return ok;
}
