/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a store on PostgreSQL: one organisation is one role and the schema of its name. */
#include "postgres_impl.h"
#include <unistd.h>

#define CONNECTIONS 32

static struct store_options options = { .connections = CONNECTIONS, .named = true };

void store_options_set(struct store_options o)
{
    options.named = o.named;
    options.answer_ms = o.answer_ms;
    if (o.connections > 0)
        options.connections = o.connections;
}

static char *address_shown(const char *url)
{
    char *shown = strdup(url);
    if (!shown)
        die("out of memory");
    store_password_hide(shown);
    return shown;
}

static bool run(PGconn *pg, const char *sql, struct str *why)
{
    PGresult *r = PQexec(pg, sql);
    ExecStatusType status = PQresultStatus(r);
    bool ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    static _Thread_local char said[512]; /* the caller makes a sentence of it */
    snprintf(said, sizeof said, "%.*s", STR_FMT(str_trim(str_of(PQresultErrorMessage(r)))));
    *why = str_of(said);
    PQclear(r);
    return ok;
}

/* What lib/db itself keeps beside the tables of the product. The lock keeps two nodes from making
 * it at once. */
static const char set_up_sql[] =
    "BEGIN;"
    "SELECT pg_advisory_xact_lock(7270, hashtext(current_user));"
    "DO $$BEGIN"
    " IF current_schema() IS DISTINCT FROM current_user THEN"
    "  EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I', current_user);"
    " END IF;"
    " IF to_regclass(format('%I.db_change', current_user)) IS NULL THEN"
    "  CREATE TABLE db_request(id bytea PRIMARY KEY, made bigint NOT NULL);"
    "  CREATE INDEX db_request_made ON db_request (made);"
    "  CREATE TABLE db_change(n bigint NOT NULL);"
    "  INSERT INTO db_change VALUES (0);"
    "  CREATE FUNCTION history_is_fixed() RETURNS trigger LANGUAGE plpgsql AS"
    "  'BEGIN RAISE EXCEPTION ''history is fixed''; END';"
    " END IF; "
    "END$$;"
    "COMMIT";

static bool set_up(struct pg_store *s, struct str *why)
{
    struct str said = STR_NONE;
    struct pg_conn *conn = pg_connect(s->url, &said);
    if (!conn)
        return store_why(why, "The database %s does not answer: %.*s", s->store.name,
                         STR_FMT(said));
    PQexitPipelineMode(conn->pg);
    bool ok = s->store.mode == STORE_READ || run(conn->pg, set_up_sql, &said);
    if (!ok)
        store_why(why, "%s cannot be used: %.*s", s->store.name, STR_FMT(said));
    pg_disconnect(conn);
    return ok;
}

static void store_free(struct pg_store *s)
{
    pthread_cond_destroy(&s->returned);
    store_uninit(&s->store);
    free(s->url);
    free(s);
}

struct store *postgres_store_open(const char *url, enum store_mode mode, struct str *why)
{
    struct pg_store *s = calloc(1, sizeof *s);
    char *shown = address_shown(url);
    if (!s)
        die("out of memory");
    store_init(&s->store, &postgres_engine, mode, shown);
    free(shown);
    s->url = strdup(url);
    if (!s->url)
        die("out of memory");
    s->max = (size_t)options.connections;
    s->named = options.named;
    s->answer_ms = options.answer_ms;
    pthread_cond_init(&s->returned, NULL);
    if (set_up(s, why)) {
        if (mode == STORE_WRITE)
            aside_start(s);
        return &s->store;
    }
    store_free(s);
    return NULL;
}

void postgres_store_close(struct store *base)
{
    struct pg_store *s = (struct pg_store *)base;
    if (s->store.mode == STORE_WRITE)
        aside_stop(s);
    pg_pool_close(s);
    store_free(s);
}

struct pg_db *pg_db_new(struct pg_store *s, bool writes)
{
    struct pg_db *d = calloc(1, sizeof *d);
    if (!d)
        die("out of memory");
    d->db = (struct db){ .engine = &postgres_engine, .writes = writes };
    d->store = s;
    return d;
}

struct db *postgres_reader(struct store *s, int cache_kib UNUSED)
{
    return &pg_db_new((struct pg_store *)s, false)->db;
}

bool postgres_backup(struct store *s, const char *to UNUSED, struct str *why)
{
    return store_why(why, "%s is on a server: what is saved of it are its rows.", s->name);
}

/* The rows as they were before are given back to be written over; what the server keeps in its own
 * log and backups is not ours to reach. The words of a table stand beside it. */
static bool vacuum(struct pg_conn *conn, const char *table, struct str *said)
{
    char sql[200];
    snprintf(sql, sizeof sql,
             "SELECT 'VACUUM ' || to_regclass('%s')"
             " || COALESCE(', ' || to_regclass('db_words_%s'), '')",
             table, table);
    PGresult *r = PQexec(conn->pg, sql);
    bool ok = PQntuples(r) == 1 && run(conn->pg, PQgetvalue(r, 0, 0), said);
    PQclear(r);
    return ok;
}

bool postgres_scrub(struct store *base, const char *const *tables, size_t n, struct str *why)
{
    struct pg_store *s = (struct pg_store *)base;
    struct str said = STR_NONE;
    struct pg_conn *conn = pg_connect(s->url, &said);
    bool ok = conn != NULL;
    if (conn)
        PQexitPipelineMode(conn->pg);
    for (size_t i = 0; ok && i < n; i++)
        ok = vacuum(conn, tables[i], &said);
    if (conn)
        pg_disconnect(conn);
    return ok || store_why(why, "what was erased is not cleared away yet: %.*s", STR_FMT(said));
}

bool postgres_migrate_begin(struct ctx *c)
{
    return pg_exec(c, "SELECT pg_advisory_xact_lock(7271, hashtext(current_user))", NULL);
}

/* Rows that came with ids of their own did not move the counters. */
bool postgres_ids_settle(struct ctx *c)
{
    return pg_exec(
        c,
        "DO $$DECLARE t record; BEGIN"
        " FOR t IN SELECT r.relname AS table_name FROM pg_class r JOIN pg_attribute a"
        "   ON a.attrelid = r.oid AND a.attname = 'id' AND a.attidentity <> ''"
        "  WHERE r.relnamespace = current_schema()::regnamespace AND r.relkind = 'r'"
        " LOOP EXECUTE format('SELECT setval(pg_get_serial_sequence(%L, ''id''),"
        "  greatest(COALESCE((SELECT max(id) FROM %I), 0),"
        "   (SELECT last_value FROM %s)) , (SELECT is_called FROM %s)"
        "   OR EXISTS (SELECT 1 FROM %I))',"
        "  quote_ident(t.table_name), t.table_name,"
        "  pg_get_serial_sequence(quote_ident(t.table_name), 'id'),"
        "  pg_get_serial_sequence(quote_ident(t.table_name), 'id'), t.table_name);"
        " END LOOP; END$$",
        NULL);
}

bool postgres_script(struct ctx *c, const char *sql)
{
    const char *text = dialect_text(c, true, sql);
    return text && pg_exec(c, text, NULL);
}

static bool one_row(PGconn *pg, const char *sql)
{
    PGresult *r = PQexec(pg, sql);
    bool one = PQntuples(r) == 1;
    PQclear(r);
    return one;
}

bool store_exists(const char *database, bool *exists, struct str *why)
{
    struct str said = STR_NONE;
    if (!store_is_address(database)) {
        *exists = access(database, F_OK) == 0;
        return true;
    }
    struct pg_conn *conn = pg_connect(database, &said);
    if (!conn)
        return store_why(why, "The database does not answer: %.*s", STR_FMT(said));
    PQexitPipelineMode(conn->pg);
    *exists = one_row(conn->pg, "SELECT 1 WHERE to_regclass('setting') IS NOT NULL")
              && one_row(conn->pg, "SELECT 1 FROM setting LIMIT 1");
    pg_disconnect(conn);
    return true;
}
