/* SPDX-License-Identifier: Apache-2.0 */
#include "record_impl.h"

/* ---- from the database into a row ---- */

/* Gives how many columns it took. */
static int field_take(struct db_rows *rows, int column, const struct field *f, void *row)
{
    struct value v = { 0 };
    if (field_is_text(f))
        v.s = db_text(rows, column);
    else if (f->kind == KIND_INT && db_is_null(rows, column))
        v = value_none(f);
    else
        v.i = db_int(rows, column); /* NULL reads as 0: no reference, no amount */
    if (f->kind == KIND_MONEY)
        v.s = db_text_peek(rows, column + 1);
    value_put(f, row, v);
    return f->kind == KIND_MONEY ? 2 : 1;
}

static void row_take(struct db_rows *rows, const struct derived *d, void *row)
{
    int column = 0;
    for (size_t i = 0; i < d->r->n_fields; i++)
        column += field_take(rows, column, d->columns[i].field, row);
}

static bool row_complete(struct ctx *c, const struct record *r, void *row)
{
    return !r->complete || r->complete(c, row);
}

static bool find_row(struct ctx *c, const struct derived *d, const char *sql, int64_t id, void *row,
                     bool *found)
{
    struct db_rows rows;
    *found = false;
    if (!db_rows_open(c, &rows, sql, ARGS(I(id))))
        return false;
    if (db_rows_next(&rows)) {
        *found = true;
        row_take(&rows, d, row);
    }
    return db_rows_close(&rows) && (!*found || row_complete(c, d->r, row));
}

bool row_find(struct ctx *c, const struct derived *d, int64_t id, void *row, bool *found)
{
    return find_row(c, d, d->by_id, id, row, found);
}

bool row_page_read(struct ctx *c, const struct derived *d, int64_t after, int limit,
                   struct row_page *out)
{
    struct db_rows rows;
    *out = (struct row_page){ .rows = arena_alloc_array(c->arena, d->r->size, (size_t)limit) };
    if (!db_rows_open(c, &rows, db_locks(c->db) ? d->page_locked : d->page,
                      ARGS(I(after), I(limit))))
        return false;
    while (db_rows_next(&rows)) {
        void *row = (char *)out->rows + out->n++ * d->r->size;
        row_take(&rows, d, row);
    }
    return db_rows_close(&rows);
}

/* ---- many at once ---- */

/* Rows of ids, in their order; what is not there has id 0. */
struct many {
    const struct derived *d;
    const int64_t *ids;
    size_t n;
    char *rows, *spare;
};

static void *row_at(const struct many *m, size_t i)
{
    return m->rows + i * m->d->r->size;
}

static void many_put(struct many *m)
{
    int64_t id = AT(int64_t, m->spare, m->d->id);
    for (size_t i = 0; i < m->n; i++)
        if (m->ids[i] == id)
            memcpy(row_at(m, i), m->spare, m->d->r->size);
}

/* A statement for a fixed number: what is missing is asked for twice. */
static bool many_find(struct ctx *c, struct many *m)
{
    struct db_arg in[ROWS_AT_ONCE];
    struct db_rows rows;
    for (size_t i = 0; i < ROWS_AT_ONCE; i++)
        in[i] = I(m->ids[i < m->n ? i : m->n - 1]);
    memset(m->rows, 0, m->n * m->d->r->size);
    if (!db_rows_open(c, &rows, m->d->by_ids, (struct db_args){ in, ROWS_AT_ONCE }))
        return false;
    while (db_rows_next(&rows)) {
        row_take(&rows, m->d, m->spare);
        many_put(m);
    }
    return db_rows_close(&rows);
}

bool rows_find(struct ctx *c, const struct derived *d, const int64_t *ids, size_t n,
               struct list_page *page)
{
    struct many m = { .d = d, .spare = arena_alloc(c->arena, d->r->size) };
    m.rows = arena_alloc_array(c->arena, d->r->size, ROWS_AT_ONCE);
    page->rows = arena_alloc_array(c->arena, d->r->size, n + 1);
    for (size_t at = 0; at < n; at += m.n) {
        m.ids = ids + at;
        m.n = n - at < ROWS_AT_ONCE ? n - at : ROWS_AT_ONCE;
        if (!many_find(c, &m))
            return false;
        for (size_t i = 0; i < m.n; i++) {
            void *row = (char *)page->rows + page->n * d->r->size;
            if (!AT(int64_t, row_at(&m, i), d->id))
                continue;
            memcpy(row, row_at(&m, i), d->r->size);
            page->n++;
            if (!row_complete(c, d->r, row))
                return false;
        }
    }
    return true;
}

/* ---- who sees ---- */

bool viewer_line_holds(const struct viewer *v, int64_t owner)
{
    for (size_t i = 0; i < v->n_owners; i++)
        if (v->owners[i] == owner)
            return true;
    return false;
}

static bool row_shared(struct ctx *c, const struct derived *d, int64_t id, bool *seen)
{
    int64_t one;
    return db_one(c, d->shared, ARGS(I(id), I(c->viewer->id)), OUTS(OI(&one)), seen);
}

static bool seen_through(struct ctx *c, const struct derived *d, int64_t id, bool *seen)
{
    const struct derived *other = derived_of(d->through_record);
    void *row;
    bool found;

    if (!id)
        return true;
    row = arena_alloc(c->arena, other->r->size);
    if (!row_find(c, other, id, row, &found))
        return false;
    return !found || row_seen(c, other, id, row, seen);
}

bool row_seen(struct ctx *c, const struct derived *d, int64_t id, const void *row, bool *seen)
{
    const struct viewer *v = c->viewer;
    *seen = v->sees_all || (!d->owner && !d->through)
            || (d->owner && viewer_line_holds(v, AT(int64_t, row, d->owner)));
    if (!*seen && d->shared && !row_shared(c, d, id, seen))
        return false;
    return *seen || !d->through || seen_through(c, d, AT(int64_t, row, d->through), seen);
}

bool row_not_found(struct ctx *c, const struct record *r)
{
    return fail(c, FAULT_NOT_FOUND, "not_found",
                arena_printf(c->arena, "There is no such %s.", r->name));
}

bool record_may_see(struct ctx *c, const struct record *r, int64_t id, const void *row)
{
    bool seen;
    return row_seen(c, derived_of(r), id, row, &seen) && (seen || row_not_found(c, r));
}

/* What a write reads it is about to decide about: where others write too it is theirs only after
 * us. Whoever waited for the row goes on after its last change, also by the clock. */
static bool find_or_fail(struct ctx *c, const struct derived *d, int64_t id, void *row)
{
    bool found, locks = db_locks(c->db);
    if (!find_row(c, d, locks ? d->by_id_locked : d->by_id, id, row, &found))
        return false;
    if (found && locks && AT(struct instant, row, d->updated).ms > c->now.ms)
        c->now = AT(struct instant, row, d->updated);
    return found || row_not_found(c, d->r);
}

bool record_get_any(struct ctx *c, const struct record *r, int64_t id, void *row)
{
    return find_or_fail(c, derived_of(r), id, row);
}

bool record_get(struct ctx *c, const struct record *r, int64_t id, void *row)
{
    void *mine = arena_alloc(c->arena, r->size);
    if (!find_or_fail(c, derived_of(r), id, mine) || !record_may_see(c, r, id, mine))
        return false;
    memcpy(row, mine, r->size);
    return true;
}

/* ---- from a row into the database ---- */

static struct db_arg field_arg(const struct field *f, const void *row)
{
    struct value v = value_get(f, row);
    if (field_is_text(f))
        return T(v.s);
    /* No day and no moment are stored as the last ones, so that they sort behind all others. */
    if (value_is_none(f, row) && f->kind != KIND_DAY && f->kind != KIND_INSTANT)
        return NIL();
    return I(v.i);
}

/* In the order of the derived statements: the value, a money's currency, a fold. */
static size_t bind_row(struct ctx *c, const struct derived *d, const void *row,
                       const struct field *without, struct db_arg *args)
{
    size_t n = 0;
    for (size_t i = 0; i < d->r->n_fields; i++) {
        const struct field *f = d->columns[i].field;
        if (f == d->id || f == without)
            continue;
        args[n++] = field_arg(f, row);
        if (f->kind == KIND_MONEY)
            args[n++] = T(value_get(f, row).s);
        if (d->columns[i].folded)
            args[n++] = T(fold(c->arena, AT(struct str, row, f)));
    }
    return n;
}

static void *row_copy(struct ctx *c, const struct derived *d, const void *row)
{
    return memcpy(arena_alloc(c->arena, d->r->size), row, d->r->size);
}

bool record_insert(struct ctx *c, const struct record *r, void *row)
{
    const struct derived *d = derived_of(r);
    struct db_arg *args = arena_array(c->arena, struct db_arg, d->n_args);
    void *mine = row_copy(c, d, row);
    struct db_args in = { args, 0 };
    bool found;

    PUT(int64_t, mine, d->version) = 1;
    PUT(struct instant, mine, d->created) = c->now;
    PUT(struct instant, mine, d->updated) = c->now;
    in.n = bind_row(c, d, mine, NULL, args);
    if (!db_insert(c, d->insert, in, member(mine, d->id), &found))
        return false;
    if (!found)
        return fail(c, FAULT_CONFLICT, "already_there",
                    arena_printf(c->arena, "There already is such a %s.", r->name));
    if (!row_words_put(c, d, mine) || !row_complete(c, r, mine))
        return false;
    memcpy(row, mine, r->size);
    return true;
}

static bool stale(struct ctx *c, const struct record *r, const void *current)
{
    bool first = !failed(c);
    fail(c, FAULT_STALE, "stale",
         arena_printf(c->arena, "Somebody else changed this %s in the meantime.", r->name));
    if (first)
        c->fault.current = current;
    return false;
}

bool record_check_version(struct ctx *c, const struct record *r, const void *row, int64_t if_match)
{
    const struct derived *d = derived_of(r);
    if (if_match < 0 || if_match == AT(int64_t, row, d->version))
        return true;
    return stale(c, r, row_copy(c, d, row));
}

bool record_update(struct ctx *c, const struct record *r, void *row)
{
    const struct derived *d = derived_of(r);
    void *mine = row_copy(c, d, row);
    struct db_arg *args = arena_array(c->arena, struct db_arg, d->n_args + 2);
    int64_t id = AT(int64_t, row, d->id), changed;
    struct db_args in = { args, 0 };

    PUT(int64_t, mine, d->version) += 1;
    PUT(struct instant, mine, d->updated) = c->now;
    in.n = bind_row(c, d, mine, d->created, args);
    args[in.n++] = I(id);
    args[in.n++] = I(AT(int64_t, row, d->version));
    if (!db_do_changed(c, d->update, in, &changed))
        return false;
    if (!changed)
        return find_or_fail(c, d, id, mine) && stale(c, r, mine);
    if (!row_words_put(c, d, mine) || !row_complete(c, r, mine))
        return false;
    memcpy(row, mine, r->size);
    return true;
}

bool record_remove(struct ctx *c, const struct record *r, const void *row)
{
    const struct derived *d = derived_of(r);
    void *now = row_copy(c, d, row);
    int64_t id = AT(int64_t, row, d->id), removed;
    if (!db_do_changed(c, d->remove, ARGS(I(id), I(AT(int64_t, row, d->version))), &removed))
        return false;
    return removed ? row_words_drop(c, d, id)
                   : find_or_fail(c, d, id, now) && stale(c, r, now);
}

int64_t record_id(const struct record *r, const void *row)
{
    return AT(int64_t, row, derived_of(r)->id);
}

int64_t record_version(const struct record *r, const void *row)
{
    return AT(int64_t, row, derived_of(r)->version);
}

struct str record_detail(struct ctx *c, const struct record *r, const void *row)
{
    const struct field *f = derived_of(r)->detail;
    return f ? field_show(c, f, row) : STR_NONE;
}

struct str record_title(struct ctx *c, const struct record *r, int64_t id)
{
    const struct derived *d = derived_of(r);
    struct str title = STR_NONE;
    bool found = false;

    if (!id)
        return STR_NONE;
    if (d->title_of && db_one(c, d->title_of, ARGS(I(id)), OUTS(OT(&title)), &found) && title.n)
        return title;
    return arena_printf(c->arena, "#%lld", (long long)id);
}
