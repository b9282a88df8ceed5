/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue of SQLite. */
#include "sqlite_impl.h"

#define TABLES_MAX 200
#define COLUMNS_MAX 100
#define LINKS_MAX 500
#define TOLD_MAX "100"

/* ---- tables ---- */

static bool type_of(struct ctx *c, struct str table, struct str name, struct str type,
                    enum db_type *out)
{
    static const struct {
        const char *word;
        enum db_type type;
    } types[] = {
        { "INTEGER", DB_INT },
        { "TEXT", DB_TEXT },
        { "text", DB_TEXT },
        { "BLOB", DB_BLOB },
    };
    for (size_t i = 0; i < COUNT(types); i++) {
        if (str_is(type, types[i].word)) {
            *out = types[i].type;
            return true;
        }
    }
    return broken(c, "database: %.*s.%.*s is a %.*s, which no other engine need know",
                  STR_FMT(table), STR_FMT(name), STR_FMT(type));
}

static bool columns_read(struct ctx *c, struct db_table *t)
{
    struct db_rows r;
    bool ok = true;
    t->columns = arena_array(c->arena, struct db_column, COLUMNS_MAX);
    if (!db_rows_open(c, &r,
                      OWN_SQL("SELECT name, type, pk FROM pragma_table_info($1) ORDER BY cid"),
                      ARGS(T(t->name))))
        return false;
    while (ok && (ok = catalogue_fits(c, t->n_columns, COLUMNS_MAX)) && db_rows_next(&r)) {
        struct db_column *column = &t->columns[t->n_columns++];
        column->name = db_text(&r, 0);
        column->key = (int)db_int(&r, 2);
        ok = type_of(c, t->name, column->name, db_text_peek(&r, 1), &column->type);
    }
    return db_rows_close(&r) && ok;
}

static bool names_read(struct ctx *c, struct db_tables *out)
{
    struct db_rows r;
    bool ok;
    *out = (struct db_tables){ .p = arena_array(c->arena, struct db_table, TABLES_MAX) };
    if (!db_rows_open(c, &r,
                      OWN_SQL("SELECT t.name, instr(upper(s.sql), 'AUTOINCREMENT') > 0 "
                              "FROM pragma_table_list t JOIN sqlite_schema s ON s.name = t.name "
                              "WHERE t.schema = 'main' AND t.type = 'table' "
                              "AND substr(t.name, 1, 7) <> 'sqlite_' "
                              "AND substr(t.name, 1, 3) <> 'db_' ORDER BY t.name"),
                      NO_ARGS))
        return false;
    while ((ok = catalogue_fits(c, out->n, TABLES_MAX)) && db_rows_next(&r)) {
        out->p[out->n++] =
            (struct db_table){ .name = db_text(&r, 0), .counted = db_int(&r, 1) == 1 };
    }
    return db_rows_close(&r) && ok;
}

static bool sqlite_tables(struct ctx *c, struct db_tables *out)
{
    if (!names_read(c, out))
        return false;
    for (size_t i = 0; i < out->n; i++) {
        if (!columns_read(c, &out->p[i]))
            return false;
    }
    return true;
}

static bool links_of(struct ctx *c, struct str table, struct db_links *out)
{
    struct db_rows r;
    bool ok;
    if (!db_rows_open(c, &r,
                      OWN_SQL("SELECT \"from\", \"table\" FROM pragma_foreign_key_list($1) "
                              "ORDER BY \"from\""),
                      ARGS(T(table))))
        return false;
    while ((ok = catalogue_fits(c, out->n, LINKS_MAX)) && db_rows_next(&r))
        out->p[out->n++] = (struct db_link){ table, db_text(&r, 0), db_text(&r, 1) };
    return db_rows_close(&r) && ok;
}

static bool sqlite_links(struct ctx *c, struct db_links *out)
{
    struct db_tables tables;
    *out = (struct db_links){ .p = arena_array(c->arena, struct db_link, LINKS_MAX) };
    if (!names_read(c, &tables))
        return false;
    for (size_t i = 0; i < tables.n; i++) {
        if (!links_of(c, tables.p[i].name, out))
            return false;
    }
    return true;
}

/* ---- counters ---- */

static bool sqlite_counter(struct ctx *c, struct str table, int64_t *last)
{
    bool found;
    *last = 0;
    return db_one(c, OWN_SQL("SELECT seq FROM sqlite_sequence WHERE name = $1"), ARGS(T(table)),
                  OUTS(OI(last)), &found);
}

static bool sqlite_counter_set(struct ctx *c, struct str table, int64_t last)
{
    return db_do(c, OWN_SQL("DELETE FROM sqlite_sequence WHERE name = $1"), ARGS(T(table)))
           && (!last
               || db_do(c, OWN_SQL("INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)"),
                        ARGS(T(table), I(last))));
}

/* ---- loading ---- */

/* dialect.c names them: TABLE_no_delete. */
static bool triggers_read(struct ctx *c, struct db_load *load, struct str *names)
{
    struct db_rows r;
    bool ok;
    if (!db_rows_open(c, &r,
                      OWN_SQL("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' "
                              "AND substr(name, -10) = '_no_delete' ORDER BY name"),
                      NO_ARGS))
        return false;
    while ((ok = catalogue_fits(c, load->n, TABLES_MAX)) && db_rows_next(&r)) {
        names[load->n] = db_text(&r, 0);
        load->triggers[load->n++] = db_text(&r, 1);
    }
    return db_rows_close(&r) && ok;
}

static bool sqlite_load_begin(struct ctx *c, struct db_load *load)
{
    struct str *names = arena_array(c->arena, struct str, TABLES_MAX);
    *load = (struct db_load){ .triggers = arena_array(c->arena, struct str, TABLES_MAX) };
    assert(c->db->writes && db_in_transaction(sqlite_of(c)));
    if (db_pragma(sqlite_of(c), "PRAGMA defer_foreign_keys = ON") != SQLITE_OK)
        return broken(c, "database: foreign keys cannot wait");
    if (!triggers_read(c, load, names))
        return false;
    for (size_t i = 0; i < load->n; i++) {
        if (!db_do(c, arena_printf(c->arena, OWN_SQL("DROP TRIGGER \"%.*s\""), STR_FMT(names[i])).p,
                   NO_ARGS))
            return false;
    }
    return true;
}

static bool links_hold(struct ctx *c)
{
    struct db_rows r;
    bool hold = true;
    if (!db_rows_open(c, &r, OWN_SQL("PRAGMA foreign_key_check"), NO_ARGS))
        return false;
    if (db_rows_next(&r))
        hold = fail(c, FAULT_CONFLICT, "dangling",
                    arena_printf(c->arena, "A row of %.*s refers to one of %.*s that is not there.",
                                 STR_FMT(db_text(&r, 0)), STR_FMT(db_text(&r, 2))));
    return db_rows_close(&r) && hold;
}

static bool sqlite_load_end(struct ctx *c, const struct db_load *load)
{
    for (size_t i = 0; i < load->n; i++) {
        if (!db_do(c, load->triggers[i].p, NO_ARGS))
            return false;
    }
    return links_hold(c);
}

/* ---- looking the database over ---- */

static bool sqlite_integrity(struct ctx *c, void (*said)(void *arg, struct str line), void *arg)
{
    struct db_rows r;
    if (!db_rows_open(c, &r, OWN_SQL("PRAGMA integrity_check(" TOLD_MAX ")"), NO_ARGS))
        return false;
    while (db_rows_next(&r)) {
        struct str line = db_text_peek(&r, 0);
        if (!str_is(line, "ok"))
            said(arg, line);
    }
    return db_rows_close(&r);
}

const struct catalogue sqlite_catalogue = {
    .tables = sqlite_tables,
    .links = sqlite_links,
    .counter = sqlite_counter,
    .counter_set = sqlite_counter_set,
    .load_begin = sqlite_load_begin,
    .load_end = sqlite_load_end,
    .integrity = sqlite_integrity,
    .plan = { " INDEX ", "TEMP B-TREE", "SCAN ", " USING " },
    .index_columns =
        OWN_SQL("SELECT name FROM pragma_index_info($1) WHERE seqno < 2 ORDER BY seqno"),
};
