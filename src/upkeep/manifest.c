/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>

#include "upkeep/manifest.h"

#define FORMAT "counterpart-all-1"

/* ---- writing ---- */

static void text_add(struct buf *b, const char *name, struct str value)
{
    buf_json_str(b, str_of(name));
    buf_char(b, ':');
    buf_json_str(b, value);
}

static void number_add(struct buf *b, const char *name, int64_t n)
{
    buf_char(b, ',');
    buf_json_str(b, str_of(name));
    buf_char(b, ':');
    buf_int(b, n);
}

static void migration_add(struct buf *b, const struct moved_migration *m, bool first)
{
    buf_add(b, first ? STR("\n{") : STR(",\n{"));
    text_add(b, "name", m->name);
    number_add(b, "number", m->number);
    number_add(b, "hash", m->hash);
    buf_char(b, '}');
}

static void table_add(struct buf *b, const struct moved_table *t, bool first)
{
    buf_add(b, first ? STR("\n{") : STR(",\n{"));
    text_add(b, "table", t->name);
    number_add(b, "rows", t->rows);
    number_add(b, "counter", t->counter);
    number_add(b, "bytes", t->digest.bytes);
    buf_char(b, ',');
    text_add(b, "blake2b", str_of(t->digest.hash));
    buf_char(b, '}');
}

int64_t manifest_rows(const struct manifest *m)
{
    int64_t rows = 0;
    for (size_t i = 0; i < m->n_tables; i++)
        rows += m->tables[i].rows;
    return rows;
}

int64_t manifest_bytes(const struct manifest *m)
{
    int64_t bytes = 0;
    for (size_t i = 0; i < m->n_tables; i++)
        bytes += m->tables[i].digest.bytes;
    return bytes;
}

void manifest_write(struct buf *b, const struct manifest *m)
{
    buf_char(b, '{');
    text_add(b, "format", STR(FORMAT));
    buf_lit(b, ",\n");
    text_add(b, "program", m->program);
    buf_lit(b, ",\n\"migrations\":[");
    for (size_t i = 0; i < m->n_migrations; i++)
        migration_add(b, &m->migrations[i], i == 0);
    buf_lit(b, "],\n\"tables\":[");
    for (size_t i = 0; i < m->n_tables; i++)
        table_add(b, &m->tables[i], i == 0);
    buf_lit(b, "]}\n");
}

/* ---- reading ---- */

/* One who reads members and remembers whether all of them were there. */
struct reading {
    struct arena *arena;
    bool ok;
};

static struct str text_of(struct reading *r, const json_t *object, const char *name)
{
    const json_t *text = json_object_get(object, name);
    r->ok &= json_is_string(text);
    return r->ok ? arena_str(r->arena, (struct str){ json_string_value(text),
                                                     json_string_length(text) })
                 : STR_NONE;
}

static int64_t number_of(struct reading *r, const json_t *object, const char *name)
{
    const json_t *number = json_object_get(object, name);
    r->ok &= json_is_integer(number);
    return json_integer_value(number);
}

static const json_t *array_of(struct reading *r, const json_t *object, const char *name, size_t *n)
{
    const json_t *array = json_object_get(object, name);
    r->ok &= json_is_array(array);
    *n = json_array_size(array);
    return array;
}

/* A name goes into a path. */
static bool is_name(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
            return false;
    }
    return s.n > 0 && s.n < 64;
}

static void table_read(struct reading *r, const json_t *one, struct moved_table *t)
{
    struct str hash = text_of(r, one, "blake2b");
    *t = (struct moved_table){ .name = text_of(r, one, "table"),
                               .rows = number_of(r, one, "rows"),
                               .counter = number_of(r, one, "counter"),
                               .digest = { .bytes = number_of(r, one, "bytes") } };
    r->ok &= hash.n == DIGEST_HEX - 1 && is_name(t->name);
    if (r->ok)
        memcpy(t->digest.hash, hash.p, hash.n);
}

static void manifest_take(struct reading *r, const json_t *root, struct manifest *out)
{
    const json_t *migrations = array_of(r, root, "migrations", &out->n_migrations);
    const json_t *tables = array_of(r, root, "tables", &out->n_tables);
    out->program = text_of(r, root, "program");
    r->ok &= str_is(text_of(r, root, "format"), FORMAT);
    out->migrations = arena_array(r->arena, struct moved_migration, out->n_migrations + 1);
    out->tables = arena_array(r->arena, struct moved_table, out->n_tables + 1);
    for (size_t i = 0; i < out->n_migrations; i++) {
        const json_t *one = json_array_get(migrations, i);
        out->migrations[i] = (struct moved_migration){ number_of(r, one, "number"),
                                                       number_of(r, one, "hash"),
                                                       text_of(r, one, "name") };
    }
    for (size_t i = 0; i < out->n_tables; i++)
        table_read(r, json_array_get(tables, i), &out->tables[i]);
}

bool manifest_read(struct ctx *c, struct str text, struct manifest *out)
{
    struct reading r = { c->arena, true };
    json_t *root = json_loadb(text.p ? text.p : "", text.n, JSON_REJECT_DUPLICATES, NULL);
    *out = (struct manifest){ 0 };
    manifest_take(&r, root, out);
    json_decref(root);
    return r.ok
           || fail(c, FAULT_BAD_REQUEST, "manifest",
                   STR(MANIFEST_FILE " is not one that this program can read. Export again."));
}
