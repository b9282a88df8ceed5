/* SPDX-License-Identifier: Apache-2.0 */
/* The statements a connection has met, by their text and the types of their values. */
#include "postgres_impl.h"

#define VALUES_KEPT 64
#define OID_BYTEA 17
#define OID_INT8 20
#define OID_TEXT 25

/* A missing value has the type of the place where it stands. */
static Oid type_of(const struct db_arg *a)
{
    switch (a->type) {
    case DB_INT:
        return OID_INT8;
    case DB_TEXT:
        return OID_TEXT;
    case DB_BLOB:
        return OID_BYTEA;
    case DB_NULL:
        break;
    }
    return 0;
}

static bool types_fit(const struct pg_named *n, struct db_args in)
{
    if (n->n_types != in.n)
        return false;
    for (size_t i = 0; i < in.n; i++)
        if (n->types[i] != type_of(&in.p[i]))
            return false;
    return true;
}

static uint64_t hash_of(struct str sql, struct db_args in)
{
    uint64_t hash = str_hash(sql);
    for (size_t i = 0; i < in.n; i++)
        hash = hash * 31 + type_of(&in.p[i]);
    return hash;
}

static void types_put(Oid *types, struct db_args in)
{
    for (size_t i = 0; i < in.n; i++)
        types[i] = type_of(&in.p[i]);
}

static void name_it(struct pg_conn *conn, struct pg_named *n, struct db_args in)
{
    n->n_types = in.n;
    n->types = calloc(in.n + 1, sizeof *n->types);
    if (!n->types)
        die("out of memory");
    types_put(n->types, in);
    n->next = conn->buckets[n->hash % PG_BUCKETS];
    conn->buckets[n->hash % PG_BUCKETS] = n;
}

/* The name is told by the caller once the statement was sent to be prepared. */
static struct pg_named *named_new(struct ctx *c, struct str sql, struct db_args in, uint64_t hash)
{
    struct pg_conn *conn = pg_of(c)->conn;
    const char *expanded = dialect_text(c, false, sql.p);
    if (!expanded)
        return NULL;
    struct pg_named *n = calloc(1, sizeof *n + sql.n + 1);
    if (n)
        n->expanded = strdup(expanded);
    if (!n || !n->expanded)
        die("out of memory");
    memcpy(n->text, sql.p, sql.n);
    n->hash = hash;
    if (pg_of(c)->store->named)
        snprintf(n->name, sizeof n->name, "s%u", conn->n_named++);
    name_it(conn, n, in);
    return n;
}

/* Many rows in one statement: the next will have another text, or its NULLs elsewhere; or one
 * whose plan depends on its values. */
static struct pg_named *named_once(struct ctx *c, const char *sql, struct db_args in)
{
    struct pg_named *n = arena_new(c->arena, struct pg_named);
    const char *expanded = dialect_text(c, false, sql);
    if (!expanded)
        return NULL;
    *n = (struct pg_named){ .n_types = in.n, .types = arena_array(c->arena, Oid, in.n) };
    n->expanded = arena_cstr(c->arena, str_of(expanded));
    types_put(n->types, in);
    return n;
}

struct pg_named *pg_named_find(struct ctx *c, const char *sql, struct db_args in, bool *fresh)
{
    struct str text = str_of(sql);
    uint64_t hash = hash_of(text, in);
    struct pg_named *n = pg_of(c)->conn->buckets[hash % PG_BUCKETS];
    *fresh = false;
    if (in.n > VALUES_KEPT || strncmp(sql, PLANNED_SQL(""), strlen(PLANNED_SQL(""))) == 0)
        return named_once(c, sql, in);
    while (n && (n->hash != hash || strcmp(n->text, sql) != 0 || !types_fit(n, in)))
        n = n->next;
    *fresh = !n;
    return n ? n : named_new(c, text, in, hash);
}

void pg_named_free(struct pg_conn *conn)
{
    for (size_t i = 0; i < PG_BUCKETS; i++) {
        for (struct pg_named *n = conn->buckets[i], *next; n; n = next) {
            next = n->next;
            free(n->types);
            free((char *)n->expanded);
            free(n);
        }
    }
}
