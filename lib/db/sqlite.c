/* SPDX-License-Identifier: Apache-2.0 */
/* Connections: how they are opened, what their errors mean, and what may not be said on them. */
#include "db_words.h"
#include "sqlite_impl.h"

#define BUSY_MS 1000
#define OPS_PER_LOOK 1000 /* about 20 µs of work between two looks at the clock */

static const char *const fixed_sql[FIXED_N] = {
    [FIXED_READ] = "BEGIN",
    [FIXED_WRITE] = "BEGIN IMMEDIATE",
    [FIXED_COMMIT] = "COMMIT",
    [FIXED_ROLLBACK] = "ROLLBACK",
    [FIXED_SAVEPOINT] = "SAVEPOINT job",
    [FIXED_RELEASE] = "RELEASE job",
    [FIXED_ROLLBACK_TO] = "ROLLBACK TO job",
};

/* A failed write of the log is not in sqlite3_system_errno when COMMIT made it; the log's own file
 * knows. */
static int write_errno(struct sqlite_db *d)
{
    sqlite3_file *log = NULL;
    int os = 0;
    if (sqlite3_file_control(d->sqlite, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK
        && log && log->pMethods)
        log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &os);
    return os;
}

struct db_error db_error_of(struct sqlite_db *d, int rc)
{
    struct db_error e = { .rc = rc, .os = sqlite3_system_errno(d->sqlite) };
    d->erred = true;
    if (rc == SQLITE_IOERR_WRITE)
        e.os = write_errno(d);
    snprintf(e.text, sizeof e.text, "%s (%d)", sqlite3_errmsg(d->sqlite), rc);
    if ((rc & 0xff) == SQLITE_IOERR || (rc & 0xff) == SQLITE_NOMEM)
        log_error("database: %s, errno %d", e.text, e.os);
    return e;
}

static enum fault_kind kind_of(const struct db_error *e)
{
    switch (e->rc & 0xff) {
    case SQLITE_FULL:
        return FAULT_FULL;
    case SQLITE_INTERRUPT:
        return FAULT_TOO_SLOW;
    case SQLITE_IOERR:
        return e->os == ENOSPC || e->os == EDQUOT || e->os == EFBIG ? FAULT_FULL : FAULT_BUSY;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
    case SQLITE_NOMEM:
    case SQLITE_CANTOPEN:
        return FAULT_BUSY;
    default:
        return FAULT_BROKEN;
    }
}

bool db_fault(struct ctx *c, const struct db_error *e, const char *sql)
{
    enum fault_kind kind = kind_of(e);
    if (kind == FAULT_BUSY && (e->rc & 0xff) == SQLITE_IOERR)
        return db_fail_disk(c, e->text, sql);
    return db_fail(c, kind, e->text, sql);
}

bool db_in_transaction(const struct sqlite_db *d)
{
    return !sqlite3_get_autocommit(d->sqlite);
}

static int fixed_run(struct sqlite_db *d, enum fixed which)
{
    sqlite3_stmt **s = &d->fixed[which];
    int rc = SQLITE_OK;
    if (!*s)
        rc =
            sqlite3_prepare_v3(d->sqlite, fixed_sql[which], -1, SQLITE_PREPARE_PERSISTENT, s, NULL);
    if (rc != SQLITE_OK)
        return rc;
    rc = sqlite3_step(*s);
    sqlite3_reset(*s);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* The step is ours as well: after a schema change it prepares anew, and the authorizer is asked
 * again. */
int db_fixed(struct sqlite_db *d, enum fixed which)
{
    d->ours = true;
    int rc = fixed_run(d, which);
    d->ours = false;
    return rc;
}

int db_pragma(struct sqlite_db *d, const char *sql)
{
    d->ours = true;
    int rc = sqlite3_exec(d->sqlite, sql, NULL, NULL, NULL);
    d->ours = false;
    return rc;
}

static bool is_one_of(const char *name, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(name, *list) == 0)
            return true;
    return false;
}

/* Asked when a statement is prepared. Refused: what would end the batch, what PostgreSQL does not
 * know or answers otherwise, and clocks and dice that are not the context's. */
static int may_prepare(void *arg, int action, const char *first, const char *second,
                       const char *schema UNUSED, const char *trigger UNUSED)
{
    static const char *const checks[] = {
        "integrity_check", "quick_check", "foreign_key_check", "table_info", "table_list",
        "index_list", "index_info", "foreign_key_list", "data_version", NULL
    };
    static const char *const functions[] = { "like",
                                             "glob",
                                             "random",
                                             "randomblob",
                                             "date",
                                             "time",
                                             "datetime",
                                             "julianday",
                                             "strftime",
                                             "unixepoch",
                                             "current_time",
                                             "current_date",
                                             "current_timestamp",
                                             "last_insert_rowid",
                                             "load_extension",
                                             NULL };
    const struct sqlite_db *d = arg;
    if (d->ours)
        return SQLITE_OK;
    switch (action) {
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
        return SQLITE_DENY;
    case SQLITE_PRAGMA:
        return is_one_of(first, checks) ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_FUNCTION:
        return !d->script && is_one_of(second, functions) ? SQLITE_DENY : SQLITE_OK;
    default:
        return SQLITE_OK;
    }
}

static void db_configure(struct sqlite_db *d)
{
    sqlite3_extended_result_codes(d->sqlite, 1);
    sqlite3_busy_timeout(d->sqlite, BUSY_MS);
    sqlite3_db_config(d->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(d->sqlite, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(d->sqlite, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(d->sqlite, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    /* Only the writer checkpoints, closing included. */
    sqlite3_db_config(d->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !d->db.writes, NULL);
    sqlite3_set_authorizer(d->sqlite, may_prepare, d);
}

/* recursive_triggers: without it INSERT OR REPLACE deletes behind the back of an append-only
 * trigger. */
static int db_settings(struct sqlite_db *d)
{
    int rc = db_pragma(d, "PRAGMA mmap_size = 0; PRAGMA wal_autocheckpoint = 0");
    if (rc == SQLITE_OK && d->db.writes)
        rc = db_pragma(d, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                          "PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON;"
                          "PRAGMA secure_delete = ON");
    else if (rc == SQLITE_OK)
        rc = db_pragma(d, "PRAGMA query_only = ON");
    return rc == SQLITE_OK ? db_pragma(d, "SELECT count(*) FROM sqlite_schema") : rc;
}

static void sqlite_set_up(void)
{
    /* Counting every allocation takes a lock that all reading threads would share. */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

struct sqlite_db *sqlite_open(const char *file, int flags, struct db_error *error)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, sqlite_set_up);
    struct sqlite_db *d = calloc(1, sizeof *d);
    if (!d)
        die("out of memory");
    d->db.engine = &sqlite_engine;
    pthread_mutex_init(&d->in_use, NULL);
    d->db.writes = (flags & SQLITE_OPEN_READWRITE) != 0;
    int rc = sqlite3_open_v2(file, &d->sqlite, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc == SQLITE_OK) {
        db_configure(d);
        rc = db_settings(d);
    }
    if (rc == SQLITE_OK)
        return d;
    *error = db_error_of(d, rc);
    sqlite_close(&d->db);
    return NULL;
}

void sqlite_close(struct db *base)
{
    struct sqlite_db *d = (struct sqlite_db *)base;
    if (d->sqlite)
        hold_leave(d);
    stmts_close(d);
    for (size_t i = 0; i < FIXED_N; i++)
        sqlite3_finalize(d->fixed[i]);
    if (sqlite3_close(d->sqlite) != SQLITE_OK)
        log_error("database: closed while in use: %s", sqlite3_errmsg(d->sqlite));
    pthread_mutex_destroy(&d->in_use);
    free(d);
}

static int past_deadline(void *arg)
{
    const struct sqlite_db *d = arg;
    return monotonic_us() > d->deadline_us;
}

static bool sqlite_read_begin(struct ctx *c, int budget_ms)
{
    struct sqlite_db *d = sqlite_of(c);
    assert(!d->db.writes);
    int rc = hold_begin(d);
    if (rc != SQLITE_OK) {
        struct db_error e = db_error_of(d, rc);
        return db_fault(c, &e, "BEGIN");
    }
    if (budget_ms > 0) {
        d->deadline_us = monotonic_us() + (int64_t)budget_ms * 1000;
        sqlite3_progress_handler(d->sqlite, OPS_PER_LOOK, past_deadline, d);
    }
    return true;
}

static void sqlite_read_end(struct ctx *c)
{
    struct sqlite_db *d = sqlite_of(c);
    stmts_release(d);
    d->deadline_us = 0;
    sqlite3_progress_handler(d->sqlite, 0, NULL, NULL);
    hold_end(d);
}

static int64_t sqlite_steps(struct db *base)
{
    struct sqlite_db *d = (struct sqlite_db *)base;
    int64_t steps = d->steps;
    d->steps = 0;
    return steps;
}

/* Between its begin and now a read may have been overtaken; what the writer sees is the last. */
static bool sqlite_changes(struct ctx *c, int64_t *n)
{
    struct sqlite_db *d = sqlite_of(c);
    if (d->reading)
        *n = d->changes;
    else
        *n = d->store ? atomic_load(&d->store->changes) : 0;
    return true;
}

static void change_count(void *store)
{
    atomic_fetch_add(&((struct sqlite_store *)store)->changes, 1);
}

static bool sqlite_changed_now(struct ctx *c)
{
    if (sqlite_of(c)->store)
        after_commit(c, change_count, sqlite_of(c)->store);
    return true;
}

static bool sqlite_nothing(struct ctx *c UNUSED)
{
    return true;
}

static const struct dialect_word words[] = {
    { "int", "INTEGER" },
    { "blob", "BLOB" },
    { "lock", "" },
    { "id", "INTEGER PRIMARY KEY AUTOINCREMENT" },
};

static const struct dialect_word bare[] = {
    { "to", "\"to\"" }, /* a column; the keyword is written in capitals */
};

static const struct dialect dialect = {
    .words = words,
    .n_words = COUNT(words),
    .bare = bare,
    .n_bare = COUNT(bare),
    .full_text = sqlite_words_make,
    .append_only = "CREATE TRIGGER %1$s_no_update BEFORE UPDATE ON %1$s BEGIN"
                   " SELECT RAISE(ABORT, 'history is fixed'); END;"
                   "CREATE TRIGGER %1$s_no_delete BEFORE DELETE ON %1$s BEGIN"
                   " SELECT RAISE(ABORT, 'history is fixed'); END;",
};

const struct engine sqlite_engine = {
    .name = "SQLite",
    .catalogue = &sqlite_catalogue,
    .words = &sqlite_words,
    .dialect = &dialect,
    .close = sqlite_close,
    .read_begin = sqlite_read_begin,
    .read_end = sqlite_read_end,
    .steps = sqlite_steps,
    .explain = sqlite_explain,
    .plan_now = sqlite_explain,
    .changes = sqlite_changes,
    .changed_now = sqlite_changed_now,
    .start = sqlite_start,
    .run = sqlite_run,
    .last_id = sqlite_last_id,
    .step = sqlite_next,
    .release = sqlite_release,
    .columns = sqlite_columns,
    .is_null = sqlite_is_null,
    .integer = sqlite_integer,
    .bytes = sqlite_bytes,
    .store_close = sqlite_store_close,
    .reader = sqlite_reader,
    .submit = sqlite_submit,
    .call = sqlite_call,
    .backup = sqlite_backup,
    .scrub = sqlite_scrub,
    .migrate_begin = sqlite_nothing,
    .ids_settle = sqlite_nothing,
    .script = sqlite_script,
};
