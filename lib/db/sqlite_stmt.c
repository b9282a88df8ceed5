/* SPDX-License-Identifier: Apache-2.0 */
/* The cache of prepared statements of one connection, found by their text. A statement in use is
 * not found, so that the same SQL may be nested: the inner one is a second copy. */
#include "sqlite_stmt.h"

static struct kept_stmt *take(struct sqlite_db *d, struct kept_stmt *s)
{
    s->busy = true;
    s->used = ++d->uses;
    d->n_open++;
    return s;
}

int stmt_release(struct sqlite_db *d, struct kept_stmt *s)
{
    int rc = sqlite3_reset(s->sqlite);
    sqlite3_clear_bindings(s->sqlite);
    d->steps += sqlite3_stmt_status(s->sqlite, SQLITE_STMTSTATUS_VM_STEP, 1);
    s->busy = false;
    d->n_open--;
    return rc;
}

void stmts_release(struct sqlite_db *d)
{
    for (size_t i = 0; i < STMT_BUCKETS && d->n_open > 0; i++)
        for (struct kept_stmt *s = d->buckets[i]; s; s = s->next)
            if (s->busy)
                stmt_release(d, s);
}

static void stmt_free(struct kept_stmt *s)
{
    sqlite3_finalize(s->sqlite);
    free(s->args);
    free(s);
}

void stmts_close(struct sqlite_db *d)
{
    for (size_t i = 0; i < STMT_BUCKETS; i++) {
        for (struct kept_stmt *s = d->buckets[i], *next; s; s = next) {
            next = s->next;
            stmt_free(s);
        }
        d->buckets[i] = NULL;
    }
}

static void forget_oldest(struct sqlite_db *d)
{
    struct kept_stmt **oldest = NULL;
    for (size_t i = 0; i < STMT_BUCKETS; i++)
        for (struct kept_stmt **at = &d->buckets[i]; *at; at = &(*at)->next)
            if (!(*at)->busy && (!oldest || (*at)->used < (*oldest)->used))
                oldest = at;
    if (!oldest)
        return;
    struct kept_stmt *s = *oldest;
    *oldest = s->next;
    memset(d->hints, 0, sizeof d->hints);
    d->n_stmts--;
    stmt_free(s);
}

/* SQLite numbers parameters by first appearance, so each is found by its name: $7 takes the seventh
 * value. */
static bool map_parameters(struct ctx *c, struct kept_stmt *s)
{
    s->n_params = (size_t)sqlite3_bind_parameter_count(s->sqlite);
    s->args = calloc(s->n_params + 1, sizeof *s->args);
    if (!s->args)
        die("out of memory");
    for (size_t i = 0; i < s->n_params; i++) {
        const char *name = sqlite3_bind_parameter_name(s->sqlite, (int)i + 1);
        int64_t number = 0;
        if (!name || name[0] != '$' || !str_to_int(str_of(name + 1), &number) || number < 1
            || number > 999)
            return broken(c, "database: parameters are $1, $2, …: %s", s->text);
        s->args[i] = (size_t)number - 1;
        if (s->n_args < (size_t)number)
            s->n_args = (size_t)number;
    }
    return true;
}

static bool prepare_text(struct ctx *c, struct kept_stmt *s, const char *expanded)
{
    const char *tail = "";
    int rc = sqlite3_prepare_v3(sqlite_of(c)->sqlite, expanded, -1, SQLITE_PREPARE_PERSISTENT,
                                &s->sqlite, &tail);
    if (rc != SQLITE_OK) {
        struct db_error e = db_error_of(sqlite_of(c), rc);
        return db_fault(c, &e, s->text);
    }
    if (!s->sqlite || str_trim(str_of(tail)).n > 0)
        return broken(c, "database: one statement at a time: %s", s->text);
    s->stmt.reads = sqlite3_stmt_readonly(s->sqlite) != 0;
    if (!s->stmt.reads && !c->db->writes)
        return broken(c, "database: a reader cannot write: %s", s->text);
    return map_parameters(c, s);
}

static struct kept_stmt *stmt_prepare(struct ctx *c, struct str sql, uint64_t hash)
{
    struct sqlite_db *d = sqlite_of(c);
    if (d->n_stmts >= STMT_MAX)
        forget_oldest(d);
    struct kept_stmt *s = calloc(1, sizeof *s + sql.n + 1);
    if (!s)
        die("out of memory");
    memcpy(s->text, sql.p, sql.n);
    s->stmt.text = s->text;
    s->hash = hash;
    const char *expanded = dialect_text(c, false, s->text);
    if (!expanded || !prepare_text(c, s, expanded)) {
        stmt_free(s);
        return NULL;
    }
    s->next = d->buckets[hash % STMT_BUCKETS];
    d->buckets[hash % STMT_BUCKETS] = s;
    d->n_stmts++;
    return s;
}

static struct kept_stmt *stmt_find(struct sqlite_db *d, struct str sql, uint64_t hash)
{
    struct kept_stmt *s = d->buckets[hash % STMT_BUCKETS];
    while (s && (s->busy || s->hash != hash || strcmp(s->text, sql.p) != 0))
        s = s->next;
    return s;
}

/* The address is only a hint: text made on an arena may be another one tomorrow at the same place.
 */
struct kept_stmt *stmt_take(struct ctx *c, const char *sql)
{
    struct sqlite_db *d = sqlite_of(c);
    hold_drop(d);
    struct kept_stmt **hint = &d->hints[((uintptr_t)sql >> 4) % STMT_HINTS];
    if (*hint && !(*hint)->busy && strcmp((*hint)->text, sql) == 0)
        return take(d, *hint);
    struct str text = str_of(sql);
    uint64_t hash = str_hash(text);
    struct kept_stmt *s = stmt_find(d, text, hash);
    if (!s)
        s = stmt_prepare(c, text, hash);
    if (!s)
        return NULL;
    *hint = s;
    return take(d, s);
}

/* Preparing as it goes: a later statement may need the table an earlier one makes. */
static bool run_statements(struct ctx *c, const char *text)
{
    while (*text) {
        sqlite3_stmt *s = NULL;
        int rc = sqlite3_prepare_v2(sqlite_of(c)->sqlite, text, -1, &s, &text);
        while (rc == SQLITE_OK && s && (rc = sqlite3_step(s)) == SQLITE_ROW)
            rc = SQLITE_OK;
        if (rc != SQLITE_OK && rc != SQLITE_DONE) {
            struct db_error e = db_error_of(sqlite_of(c), rc);
            sqlite3_finalize(s);
            return db_fault(c, &e, "migration");
        }
        sqlite3_finalize(s);
    }
    return true;
}

bool sqlite_script(struct ctx *c, const char *sql)
{
    const char *expanded = dialect_text(c, true, sql);
    if (!expanded)
        return false;
    sqlite_of(c)->script = true;
    bool ok = run_statements(c, expanded);
    sqlite_of(c)->script = false;
    return ok;
}
