/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue of PostgreSQL: of the schema that is the organisation's, without what lib/db keeps
 * there for itself. */
#include "postgres_impl.h"

#define TABLES_MAX 200
#define COLUMNS_MAX 100
#define LINKS_MAX 500
#define OURS " n.nspname = current_schema() AND substr(t.relname, 1, 3) <> 'db_' "

/* ---- tables ---- */

static bool type_of(struct ctx *c, struct str name, struct str type, enum db_type *out)
{
    *out = str_is(type, "int8") ? DB_INT : str_is(type, "text") ? DB_TEXT : DB_BLOB;
    return *out != DB_BLOB || str_is(type, "bytea")
           || broken(c, "database: %.*s is a %.*s, which no other engine need know", STR_FMT(name),
                     STR_FMT(type));
}

static bool columns_read(struct ctx *c, struct db_table *t)
{
    struct db_rows r;
    bool ok = true;
    t->columns = arena_array(c->arena, struct db_column, COLUMNS_MAX);
    if (!db_rows_open(
            c, &r,
            OWN_SQL("SELECT a.attname, y.typname,"
                    " COALESCE(array_position(i.indkey::int2[], a.attnum), -1) + 1, a.attidentity"
                    " FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace"
                    " JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0"
                    "  AND NOT a.attisdropped"
                    " JOIN pg_type y ON y.oid = a.atttypid"
                    " LEFT JOIN pg_index i ON i.indrelid = t.oid AND i.indisprimary"
                    " WHERE" OURS "AND t.relname = $1 AND t.relkind = 'r' ORDER BY a.attnum"),
            ARGS(T(t->name))))
        return false;
    while (ok && (ok = catalogue_fits(c, t->n_columns, COLUMNS_MAX)) && db_rows_next(&r)) {
        struct db_column *column = &t->columns[t->n_columns++];
        column->name = db_text(&r, 0);
        column->key = (int)db_int(&r, 2);
        t->counted |= str_is(db_text_peek(&r, 3), "d");
        ok = type_of(c, column->name, db_text_peek(&r, 1), &column->type);
    }
    return db_rows_close(&r) && ok;
}

static bool postgres_tables(struct ctx *c, struct db_tables *out)
{
    struct db_rows r;
    bool ok;
    *out = (struct db_tables){ .p = arena_array(c->arena, struct db_table, TABLES_MAX) };
    if (!db_rows_open(c, &r,
                      OWN_SQL("SELECT t.relname FROM pg_class t"
                              " JOIN pg_namespace n ON n.oid = t.relnamespace WHERE" OURS
                              "AND t.relkind = 'r' ORDER BY t.relname COLLATE \"C\""),
                      NO_ARGS))
        return false;
    while ((ok = catalogue_fits(c, out->n, TABLES_MAX)) && db_rows_next(&r))
        out->p[out->n++] = (struct db_table){ .name = db_text(&r, 0) };
    if (!db_rows_close(&r) || !ok)
        return false;
    for (size_t i = 0; i < out->n; i++)
        if (!columns_read(c, &out->p[i]))
            return false;
    return true;
}

static bool postgres_links(struct ctx *c, struct db_links *out)
{
    struct db_rows r;
    bool ok;
    *out = (struct db_links){ .p = arena_array(c->arena, struct db_link, LINKS_MAX) };
    if (!db_rows_open(c, &r,
                      OWN_SQL("SELECT t.relname, a.attname, o.relname FROM pg_constraint f"
                              " JOIN pg_class t ON t.oid = f.conrelid"
                              " JOIN pg_namespace n ON n.oid = t.relnamespace"
                              " JOIN pg_class o ON o.oid = f.confrelid"
                              " JOIN pg_attribute a ON a.attrelid = t.oid"
                              "  AND a.attnum = f.conkey[1] WHERE" OURS "AND f.contype = 'f'"
                              " ORDER BY t.relname COLLATE \"C\", a.attname COLLATE \"C\""),
                      NO_ARGS))
        return false;
    while ((ok = catalogue_fits(c, out->n, LINKS_MAX)) && db_rows_next(&r))
        out->p[out->n++] = (struct db_link){ db_text(&r, 0), db_text(&r, 1), db_text(&r, 2) };
    return db_rows_close(&r) && ok;
}

/* ---- counters ---- */

static struct str plain_name(struct str table)
{
    bool quoted = table.n > 1 && table.p[0] == '"';
    return quoted ? str_cut(table, 1, table.n - 1) : table;
}

static struct str sequence_of(struct ctx *c, struct str table)
{
    return arena_printf(c->arena, "pg_get_serial_sequence('\"%.*s\"', 'id')",
                        STR_FMT(plain_name(table)));
}

static bool postgres_counter(struct ctx *c, struct str table, int64_t *last)
{
    bool found;
    *last = 0;
    return db_one(c,
                  arena_printf(c->arena,
                               OWN_SQL("SELECT COALESCE(pg_sequence_last_value(%.*s), 0)"),
                               STR_FMT(sequence_of(c, table)))
                      .p,
                  NO_ARGS, OUTS(OI(last)), &found);
}

static bool postgres_counter_set(struct ctx *c, struct str table, int64_t last)
{
    int64_t set;
    return db_get(c,
                  arena_printf(c->arena, OWN_SQL("SELECT setval(%.*s, $1, $2 = 1)"),
                               STR_FMT(sequence_of(c, table)))
                      .p,
                  ARGS(I(last ? last : 1), I(last != 0)), OUTS(OI(&set)));
}

/* ---- loading ---- */

/* Foreign keys wait for the end, and what keeps history fixed looks away: both of this
 * transaction's tables only. What was changed is written down in db_load, to be put back. */
static bool alter_all(struct ctx *c, const char *sql)
{
    return pg_exec(c, sql, NULL);
}

static bool postgres_load_begin(struct ctx *c, struct db_load *load)
{
    *load = (struct db_load){ 0 };
    return alter_all(
        c,
        "DO $$DECLARE r record; BEGIN"
        " FOR r IN SELECT f.conname, t.relname FROM pg_constraint f"
        "  JOIN pg_class t ON t.oid = f.conrelid WHERE f.contype = 'f'"
        "  AND t.relnamespace = current_schema()::regnamespace"
        " LOOP EXECUTE format('ALTER TABLE %I ALTER CONSTRAINT %I DEFERRABLE INITIALLY DEFERRED',"
        "  r.relname, r.conname); END LOOP;"
        " FOR r IN SELECT t.relname, g.tgname FROM pg_trigger g"
        "  JOIN pg_class t ON t.oid = g.tgrelid WHERE NOT g.tgisinternal"
        "  AND t.relnamespace = current_schema()::regnamespace"
        " LOOP EXECUTE format('ALTER TABLE %I DISABLE TRIGGER %I', r.relname, r.tgname);"
        " END LOOP; END$$");
}

static bool postgres_load_end(struct ctx *c, const struct db_load *load UNUSED)
{
    struct fault before = c->fault;
    bool hold = pg_exec(c, "SET CONSTRAINTS ALL IMMEDIATE", NULL);
    if (!hold && !before.kind) {
        struct str log = c->fault.log;
        fault_clear(c);
        fail(c, FAULT_CONFLICT, "dangling", STR("A row refers to one that is not there."));
        c->fault.log = log;
    }
    return hold
           && alter_all(
               c, "DO $$DECLARE r record; BEGIN"
                  " FOR r IN SELECT t.relname, g.tgname FROM pg_trigger g"
                  "  JOIN pg_class t ON t.oid = g.tgrelid WHERE NOT g.tgisinternal"
                  "  AND t.relnamespace = current_schema()::regnamespace"
                  " LOOP EXECUTE format('ALTER TABLE %I ENABLE TRIGGER %I', r.relname, r.tgname);"
                  " END LOOP;"
                  " FOR r IN SELECT f.conname, t.relname FROM pg_constraint f"
                  "  JOIN pg_class t ON t.oid = f.conrelid WHERE f.contype = 'f'"
                  "  AND t.relnamespace = current_schema()::regnamespace"
                  " LOOP EXECUTE format('ALTER TABLE %I ALTER CONSTRAINT %I NOT DEFERRABLE',"
                  "  r.relname, r.conname); END LOOP; END$$");
}

/* ---- looking the database over ---- */

/* The server checks its own files; what a client can ask is whether every index and constraint is
 * one that is in force. */
static bool postgres_integrity(struct ctx *c, void (*said)(void *arg, struct str line), void *arg)
{
    struct db_rows r;
    if (!db_rows_open(c, &r,
                      OWN_SQL("SELECT 'index ' || x.relname || ' is not valid' FROM pg_index i"
                              " JOIN pg_class x ON x.oid = i.indexrelid"
                              " JOIN pg_class t ON t.oid = i.indrelid"
                              " JOIN pg_namespace n ON n.oid = t.relnamespace"
                              " WHERE" OURS "AND NOT i.indisvalid UNION ALL"
                              " SELECT 'constraint ' || f.conname || ' is not valid'"
                              " FROM pg_constraint f JOIN pg_class t ON t.oid = f.conrelid"
                              " JOIN pg_namespace n ON n.oid = t.relnamespace"
                              " WHERE" OURS "AND NOT f.convalidated"),
                      NO_ARGS))
        return false;
    while (db_rows_next(&r))
        said(arg, db_text_peek(&r, 0));
    return db_rows_close(&r);
}

/* Of a table that is small or was never counted every index costs the same. */
static bool postgres_is_small(struct ctx *c, struct str index, bool *small)
{
    int64_t one;
    return db_one(c,
                  OWN_SQL("SELECT 1 FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid"
                          " WHERE i.indexrelid = to_regclass($1) AND t.reltuples < 1000"),
                  ARGS(T(index)), OUTS(OI(&one)), small);
}

const struct catalogue postgres_catalogue = {
    .tables = postgres_tables,
    .links = postgres_links,
    .counter = postgres_counter,
    .counter_set = postgres_counter_set,
    .load_begin = postgres_load_begin,
    .load_end = postgres_load_end,
    .integrity = postgres_integrity,
    .plan = { " using ", "->  Sort", "Seq Scan", NULL },
    .index_columns = OWN_SQL("SELECT pg_get_indexdef(i.indexrelid, k, true)"
                             " FROM pg_index i, generate_series(1, 2) k"
                             " WHERE i.indexrelid = to_regclass($1) AND k <= i.indnkeyatts"
                             " ORDER BY k"),
    .is_small = postgres_is_small,
};
