/* SPDX-License-Identifier: Apache-2.0 */
/* Everything from a folder: looked over as a whole first, then one transaction into a new database
 * under another name, or into an empty organisation. */
#include <fcntl.h>
#include <jansson.h>
#include <unistd.h>

#include "migrations.h"
#include "search/search.h"
#include "upkeep/move.h"
#include "upkeep/move_store.h"
#include "upkeep/upkeep.h"

#define VALUES_MAX 900 /* of one statement */
#define BATCH_BYTES ((size_t)4 << 20)

struct moving_in {
    struct command_env *env;
    const char *name;
    int folder;
    struct manifest manifest;
};

/* Rows of one table on their way into one statement. */
struct batch {
    struct ctx *c;
    const struct db_table *table;
    struct db_arg *values;
    size_t n, max; /* rows */
    size_t bytes;
    struct arena_mark mark;
};

static const char *file_of(struct arena *a, struct str table)
{
    return arena_printf(a, "%.*s.jsonl", STR_FMT(table)).p;
}

/* ---- one row ---- */

static bool bytes_read(struct arena *a, const json_t *text, struct str *out)
{
    size_t n = json_string_length(text), got;
    unsigned char *bytes = arena_alloc(a, n + 1);
    if (sodium_base642bin(bytes, n + 1, json_string_value(text), n, NULL, &got, NULL,
                          sodium_base64_VARIANT_ORIGINAL)
        != 0)
        return false;
    *out = (struct str){ (const char *)bytes, got };
    return true;
}

static bool text_read(struct arena *a, const json_t *value, struct db_arg *out)
{
    const json_t *odd = json_object_get(value, "base64");
    struct str text;
    if (json_is_string(odd) && bytes_read(a, odd, &text)) {
        *out = T(text);
        return true;
    }
    if (!json_is_string(value))
        return false;
    *out = T(arena_str(a, (struct str){ json_string_value(value), json_string_length(value) }));
    return true;
}

static bool value_read(struct arena *a, const json_t *value, enum db_type type, struct db_arg *out)
{
    struct str bytes;
    if (json_is_null(value)) {
        *out = NIL();
        return true;
    }
    if (type == DB_TEXT)
        return text_read(a, value, out);
    if (type == DB_INT) {
        *out = I(json_integer_value(value));
        return json_is_integer(value);
    }
    if (!json_is_string(value) || !bytes_read(a, value, &bytes))
        return false;
    *out = B(bytes);
    return true;
}

static bool row_read(struct batch *b, struct str line)
{
    json_t *row = json_loadb(line.p, line.n, 0, NULL);
    struct db_arg *values = b->values + b->n * b->table->n_columns;
    bool ok = json_is_array(row) && json_array_size(row) == b->table->n_columns;
    for (size_t i = 0; ok && i < b->table->n_columns; i++)
        ok = value_read(b->c->arena, json_array_get(row, i), b->table->columns[i].type, &values[i]);
    json_decref(row);
    return ok;
}

/* ---- one table ---- */

static bool batch_flush(struct batch *b)
{
    bool ok = !b->n || move_insert(b->c, b->table, b->values, b->n);
    b->n = b->bytes = 0;
    arena_rewind(b->c->arena, b->mark);
    return ok;
}

static bool batch_add(struct batch *b, struct str line, int64_t number)
{
    if (!row_read(b, line))
        return fail(b->c, FAULT_BAD_REQUEST, "row",
                    arena_printf(b->c->arena, "Line %lld of %.*s.jsonl is not a row of it.",
                                 (long long)number, STR_FMT(b->table->name)));
    b->n++;
    b->bytes += line.n;
    return (b->n < b->max && b->bytes < BATCH_BYTES) || batch_flush(b);
}

static bool rows_load(struct ctx *c, const struct db_table *t, struct source *s, int64_t *rows)
{
    struct batch b = { .c = c, .table = t, .max = VALUES_MAX / t->n_columns };
    struct str line;
    b.values = arena_array(c->arena, struct db_arg, b.max * t->n_columns);
    b.mark = arena_mark(c->arena);
    for (*rows = 0; source_line(s, &line); ++*rows) {
        if (!batch_add(&b, line, *rows + 2))
            return false;
    }
    return batch_flush(&b);
}

static bool head_is(struct ctx *c, const struct db_table *t, struct source *s)
{
    struct str line;
    return (source_line(s, &line) && str_same(line, move_head(c->arena, t)))
           || fail(c, FAULT_CONFLICT, "columns",
                   arena_printf(c->arena, "%.*s.jsonl has other columns than this program's table.",
                                STR_FMT(t->name)));
}

static bool same_digest(const struct digest *a, const struct digest *b)
{
    return a->bytes == b->bytes && strcmp(a->hash, b->hash) == 0;
}

static bool table_load(struct ctx *c, struct moving_in *m, const struct db_table *t,
                       const struct moved_table *from)
{
    struct source s;
    struct digest digest;
    int64_t rows = 0;
    if (!source_open(&s, m->folder, file_of(c->arena, t->name)))
        return broken(c, "%.*s.jsonl is gone", STR_FMT(t->name));
    upkeep_progress(m->env, "%.*s: %lld rows", STR_FMT(t->name), (long long)from->rows);
    bool ok = head_is(c, t, &s) && rows_load(c, t, &s, &rows);
    source_close(&s, &digest);
    if (!ok)
        return false;
    if (rows != from->rows || !same_digest(&digest, &from->digest))
        return fail(c, FAULT_CONFLICT, "changed",
                    STR("The files were changed while they were read."));
    return !t->counted || db_counter_set(c, t->name, from->counter);
}

/* ---- all of them, in one transaction ---- */

static bool same_migrations(struct ctx *c, const struct manifest *m)
{
    struct manifest here = { 0 };
    bool same = move_migrations(c, &here) && here.n_migrations == m->n_migrations;
    for (size_t i = 0; same && i < m->n_migrations; i++)
        same = here.migrations[i].number == m->migrations[i].number
               && here.migrations[i].hash == m->migrations[i].hash;
    return same
           || fail(c, FAULT_CONFLICT, "migrations",
                   STR("The export was made by a program with other migrations."));
}

static bool same_tables(struct ctx *c, const struct db_tables *here, const struct manifest *m)
{
    bool same = here->n == m->n_tables;
    for (size_t i = 0; same && i < here->n; i++)
        same = str_same(here->p[i].name, m->tables[i].name);
    return same
           || fail(c, FAULT_CONFLICT, "tables",
                   STR("The export has other tables than this program makes."));
}

/* What the migrations put there goes first: it stands in the files. */
static bool tables_clear(struct ctx *c, const struct db_tables *tables)
{
    for (size_t i = 0; i < tables->n; i++) {
        if (!move_clear(c, tables->p[i].name))
            return false;
    }
    return true;
}

static bool load_all(struct ctx *c, void *arg)
{
    struct moving_in *m = arg;
    struct db_tables tables;
    struct db_load load;
    if (!same_migrations(c, &m->manifest) || !db_tables(c, &tables)
        || !same_tables(c, &tables, &m->manifest) || !db_load_begin(c, &load)
        || !tables_clear(c, &tables))
        return false;
    for (size_t i = 0; i < tables.n; i++) {
        if (!table_load(c, m, &tables.p[i], &m->manifest.tables[i]))
            return false;
    }
    return db_load_end(c, &load);
}

/* ---- before anything is written ---- */

static bool file_verify(struct moving_in *m, const struct moved_table *t)
{
    struct source s;
    struct digest digest;
    const char *file = file_of(m->env->arena, t->name);
    if (!source_open(&s, m->folder, file))
        return upkeep_say(m->env, "%s/%s cannot be opened: %s. Nothing was written.", m->name, file,
                          strerror(errno));
    upkeep_progress(m->env, "looking over %s", file);
    source_close(&s, &digest);
    return same_digest(&digest, &t->digest)
           || upkeep_say(m->env,
                         "%s/%s is not what was exported: %lld bytes, %lld expected. Nothing was "
                         "written. Take the files from where they came once more.",
                         m->name, file, (long long)digest.bytes, (long long)t->digest.bytes);
}

static bool manifest_get(struct moving_in *m)
{
    struct ctx c;
    struct str text;
    const char *file = arena_printf(m->env->arena, "%s/" MANIFEST_FILE, m->name).p;
    command_ctx(m->env, &c);
    if (access(file, F_OK) != 0)
        return upkeep_say(m->env, "%s has no " MANIFEST_FILE ": it is not a whole export.",
                          m->name);
    if (!command_read_file(m->env, file, MANIFEST_MAX, &text))
        return false;
    return manifest_read(&c, text, &m->manifest) || command_fault(m->env, &c) == 0;
}

static bool files_verify(struct moving_in *m)
{
    m->folder = open(m->name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (m->folder < 0)
        return upkeep_say(m->env, "%s cannot be opened: %s.", m->name, strerror(errno));
    if (!manifest_get(m))
        return false;
    for (size_t i = 0; i < m->manifest.n_tables; i++) {
        if (!file_verify(m, &m->manifest.tables[i]))
            return false;
    }
    return true;
}

/* An older export is brought in as it was; the next command that opens it migrates it. */
static bool migrations_fit(struct moving_in *m)
{
    size_t n = m->manifest.n_migrations;
    if (n > n_migrations)
        return upkeep_say(m->env, "%s was exported by a newer program (%.*s). Use that one.",
                          m->name, STR_FMT(m->manifest.program));
    for (size_t i = 0; i < n; i++) {
        if (m->manifest.migrations[i].number != migrations[i]->number)
            return upkeep_say(m->env, "%s was exported by another program: it has migration %lld.",
                              m->name, (long long)m->manifest.migrations[i].number);
    }
    return true;
}

/* ---- the new database ---- */

/* What search knows follows from the rows and was not exported. Of an older export it is filled
 * when the program that has those tables is first served. */
static bool words_fill(struct moving_in *m, struct store *store, struct ctx *c)
{
    upkeep_progress(m->env, "words for search");
    return m->manifest.n_migrations < n_migrations || search_fill(store, c);
}

static bool database_fill(struct moving_in *m, const char *database, struct str *why)
{
    struct ctx c;
    struct store *store = store_open(database, STORE_WRITE, why);
    command_ctx(m->env, &c);
    if (!store)
        return false;
    bool ok = store_migrate(store, migrations, m->manifest.n_migrations, why);
    if (ok && !(writer_call(store, &c, load_all, m) && words_fill(m, store, &c))) {
        ok = false;
        *why = c.fault.next[0].n ? arena_printf(c.arena, "%.*s %.*s", STR_FMT(c.fault.detail),
                                                STR_FMT(c.fault.next[0]))
                                 : c.fault.detail;
    }
    store_close(store);
    upkeep_progress(m->env, NULL);
    return ok;
}

static bool file_fill(void *arg, const char *part, struct str *why)
{
    return database_fill(arg, part, why);
}

static bool file_make(struct moving_in *m, struct move_in *order, struct str *why)
{
    struct restore r = { .file = order->database, .from = order->folder, .before = order->before };
    r.make = file_fill;
    r.arg = m;
    r.list = migrations;
    r.n = n_migrations;
    bool ok = store_restore(&r, why);
    order->kept = r.kept;
    return ok;
}

/* On a server the transaction decides: what it leaves behind when it fails is empty tables. */
static bool organisation_fill(struct moving_in *m, const char *database, struct str *why)
{
    bool exists;
    if (!store_exists(database, &exists, why))
        return false;
    if (exists) {
        *why = STR("There is an organisation already, and it was left as it is. Everything comes "
                   "into a new one only: name one with --organisation.");
        return false;
    }
    return database_fill(m, database, why);
}

static bool is_good(struct moving_in *m, struct move_in *order)
{
    bool ok = files_verify(m) && migrations_fit(m);
    upkeep_progress(m->env, NULL);
    order->all = (struct moved){ .rows = manifest_rows(&m->manifest),
                                 .bytes = manifest_bytes(&m->manifest),
                                 .tables = m->manifest.n_tables };
    return ok;
}

bool move_verify(struct command_env *env, struct move_in *order)
{
    struct moving_in m = { .env = env, .name = order->folder, .folder = -1 };
    bool ok = is_good(&m, order);
    if (m.folder >= 0)
        close(m.folder);
    return ok;
}

bool move_in(struct command_env *env, struct move_in *order)
{
    struct moving_in m = { .env = env, .name = order->folder, .folder = -1 };
    struct str why = STR_NONE;
    bool ok = is_good(&m, order) && organisation_make(env, order->organisation, &order->database);
    if (ok) {
        ok = store_is_address(order->database) ? organisation_fill(&m, order->database, &why)
                                               : file_make(&m, order, &why);
        if (!ok)
            upkeep_say(env, "%.*s", STR_FMT(why));
    }
    if (m.folder >= 0)
        close(m.folder);
    return ok;
}

int move_in_command(struct command_env *env)
{
    struct move_in order = { .database = command_database(env) };
    const char *name = option(env, "all");
    order.organisation = option(env, "organisation");
    if (!name || !*name)
        return command_usage(env, "say where from: import --database NEW --all DIR");
    if (!order.database)
        return command_usage(env, "say which new database: --database FILE");
    if (!options_all_used(env))
        return 2;
    order.folder = command_path(env, name);
    if (!move_in(env, &order))
        return 1;
    fprintf(env->out, "%s has everything of %s: %lld rows of %zu tables. Next: counterpart check\n",
            store_is_address(order.database) ? "The organisation" : order.database, order.folder,
            (long long)order.all.rows, order.all.tables);
    return 0;
}
