/* SPDX-License-Identifier: Apache-2.0 */
/* The words of a record's rows: put with the row, found, filled in behind, looked over. */
#include "db/words.h"
#include "record_impl.h"

#define WORDS_MAX ((size_t)1 << 20)
#define SEEN_MAX ((size_t)256 << 10)
#define FILL_PAGE 50
#define FILL_US 35000 /* with what is under way then, at most 50 ms */
#define LOOK_PAGE 500
#define LOOK_ARENA ((size_t)256 << 20)

bool record_is_searched(const struct record *r)
{
    return derived_of(r)->searched;
}

/* ---- what a row's words are ---- */

static void add_words(struct buf *b, struct str words)
{
    if (b->n && words.n)
        buf_char(b, ' ');
    buf_add(b, words);
}

static bool add_shares(struct ctx *c, const struct derived *d, int64_t id, struct buf *b)
{
    struct db_rows r;
    if (!d->shares_of)
        return true;
    if (!db_rows_open(c, &r, d->shares_of, ARGS(I(id))))
        return false;
    while (db_rows_next(&r))
        buf_printf(b, " s%lld", (long long)db_int(&r, 0));
    return db_rows_close(&r);
}

/* "o17 s4 s9": its owner, and whom it is shared with. */
static bool seen_of(struct ctx *c, const struct derived *d, int64_t id, const int64_t *owner,
                    struct str *seen)
{
    int64_t who = owner ? *owner : 0;
    bool found = true;
    struct buf b;
    *seen = STR_NONE;
    if (!owner && !db_one(c, d->owner_of, ARGS(I(id)), OUTS(OI(&who)), &found))
        return false;
    buf_init(&b, c->arena, SEEN_MAX);
    buf_printf(&b, "o%lld", (long long)who);
    if (!found || !add_shares(c, d, id, &b))
        return !found;
    *seen = buf_str(&b);
    return !b.full || broken(c, "%s %lld is shared with too many", d->r->name, (long long)id);
}

static bool row_seen_by(struct ctx *c, const struct derived *d, const void *row, struct str *seen)
{
    *seen = STR_NONE;
    if (d->owner)
        return seen_of(c, d, AT(int64_t, row, d->id), &AT(int64_t, row, d->owner), seen);
    return !d->through
           || seen_of(c, derived_of(d->through_record), AT(int64_t, row, d->through), NULL, seen);
}

static bool words_of_row(struct ctx *c, const struct derived *d, const void *row, struct words *w)
{
    struct buf b;
    *w = (struct words){ 0 };
    buf_init(&b, c->arena, WORDS_MAX);
    for (size_t i = 0; i < d->r->n_fields; i++) {
        const struct field *f = &d->r->fields[i];
        if (!(f->flags & SEARCHED))
            continue;
        struct str words = words_of(c->arena, AT(struct str, row, f));
        if (f == d->title)
            w->title = words;
        else
            add_words(&b, words);
    }
    w->body = buf_str(&b);
    return row_seen_by(c, d, row, &w->seen);
}

bool row_words_put(struct ctx *c, const struct derived *d, const void *row)
{
    struct words w;
    return !d->searched
           || (words_of_row(c, d, row, &w)
               && words_put(c, d->r->name, AT(int64_t, row, d->id), &w));
}

bool row_words_drop(struct ctx *c, const struct derived *d, int64_t id)
{
    return !d->searched || words_drop(c, d->r->name, id);
}

/* ---- who sees has changed ---- */

/* Locked where others write too: whoever puts one of them meanwhile waits, and asks then. */
static bool each_below(struct ctx *c, const struct derived *d, int64_t id, struct str seen)
{
    struct db_rows r;
    bool ok = true;
    if (!db_rows_open(c, &r, d->below, ARGS(I(id))))
        return false;
    while (ok && db_rows_next(&r))
        ok = words_seen(c, d->r->name, db_int(&r, 0), seen);
    return db_rows_close(&r) && ok;
}

bool record_seen_changed(struct ctx *c, const struct record *r, int64_t id)
{
    const struct derived *d = derived_of(r), *below;
    struct str seen;
    if (!seen_of(c, d, id, NULL, &seen) || (d->searched && !words_seen(c, r->name, id, seen)))
        return false;
    for (size_t i = 0; (below = derived_at(i)); i++)
        if (below->searched && below->through_record == r && !each_below(c, below, id, seen))
            return false;
    return true;
}

/* ---- finding ---- */

/* Empty: all of them. */
static bool asker(struct ctx *c, const struct derived *d, struct str *seen)
{
    const struct viewer *v = c->viewer;
    struct buf b;
    *seen = STR_NONE;
    if (v->sees_all || (!d->owner && !d->through))
        return true;
    buf_init(&b, c->arena, SEEN_MAX);
    buf_printf(&b, "s%lld", (long long)v->id);
    for (size_t i = 0; i < v->n_owners; i++)
        buf_printf(&b, " o%lld", (long long)v->owners[i]);
    *seen = buf_str(&b);
    return !b.full || broken(c, "a viewer of too many owners");
}

/* The index says what to read, the row itself whether it is shown. */
static bool hit_add(struct ctx *c, const struct derived *d, int64_t id, struct list_page *out)
{
    void *row = (char *)out->rows + out->n * d->r->size;
    bool found, seen = false;
    if (!row_find(c, d, id, row, &found) || (found && !row_seen(c, d, id, row, &seen)))
        return false;
    out->n += seen;
    return true;
}

bool record_search(struct ctx *c, const struct record *r, const struct question *q, int limit,
                   struct list_page *out)
{
    const struct derived *d = derived_of(r);
    struct words_hits hits;
    struct str seen;
    *out = (struct list_page){ .rows = arena_alloc_array(c->arena, r->size, (size_t)limit + 1) };
    if (!asker(c, d, &seen) || !words_find(c, r->name, q, seen, SEARCH_COUNT, &hits))
        return false;
    for (size_t i = 0; i < hits.n && i < (size_t)limit; i++)
        if (!hit_add(c, d, hits.ids[i], out))
            return false;
    out->count = (int64_t)hits.n;
    out->count_capped = hits.more;
    return true;
}

/* ---- filling ---- */

static bool fill_page(struct ctx *c, const struct derived *d, int64_t *up_to)
{
    struct arena_mark mark = arena_mark(c->arena);
    struct row_page page;
    if (!row_page_read(c, d, *up_to, FILL_PAGE, &page))
        return false;
    for (size_t i = 0; i < page.n; i++)
        if (!row_words_put(c, d, (const char *)page.rows + i * d->r->size))
            return false;
    *up_to = page.n < FILL_PAGE ? WORDS_FILLED
                                : AT(int64_t, (const char *)page.rows + (page.n - 1) * d->r->size,
                                     d->id);
    arena_rewind(c->arena, mark);
    return true;
}

bool record_words_fill(struct ctx *c, const struct record *r, bool *more)
{
    const struct derived *d = derived_of(r);
    int64_t began = monotonic_us(), was, up_to;
    *more = false;
    if (!words_filled(c, r->name, &was))
        return false;
    for (up_to = was; up_to < WORDS_FILLED && monotonic_us() - began < FILL_US;)
        if (!fill_page(c, d, &up_to))
            return false;
    *more = up_to < WORDS_FILLED;
    return up_to == was || words_filled_set(c, r->name, up_to);
}

/* ---- looking over ---- */

struct look {
    struct ctx *c;
    const struct derived *d;
    void (*found)(void *arg, int64_t id, const char *what);
    void *arg;
    struct words_rows kept;
    size_t at;
    int64_t behind; /* the last number of the index that was read */
    bool sound;     /* what is searched is what the index tells; else each row is asked for */
};

static bool kept_next(struct look *l, const struct words_row **row)
{
    if (l->at == l->kept.n) {
        l->at = 0;
        if (!words_rows(l->c, l->d->r->name, l->behind, LOOK_PAGE, &l->kept))
            return false;
        if (l->kept.n)
            l->behind = l->kept.p[l->kept.n - 1].id;
    }
    *row = l->kept.n ? &l->kept.p[l->at] : NULL;
    return true;
}

/* What stands in the index before this number belongs to no row. */
static bool skip_to(struct look *l, int64_t id, const struct words_row **row)
{
    while (kept_next(l, row)) {
        if (!*row || (*row)->id >= id)
            return true;
        l->found(l->arg, (*row)->id, "words of a row that is not there");
        l->at++;
    }
    return false;
}

static bool same_words(const struct words *a, const struct words *b)
{
    return str_same(a->title, b->title) && str_same(a->body, b->body)
           && str_same(a->seen, b->seen);
}

static bool look_at(struct look *l, const void *row)
{
    const struct words_row *kept;
    struct words w;
    int64_t id = AT(int64_t, row, l->d->id);
    bool stand;
    if (!words_of_row(l->c, l->d, row, &w) || !skip_to(l, id, &kept))
        return false;
    if (!kept || kept->id != id) {
        l->found(l->arg, id, "not in the index");
        return true;
    }
    bool same = same_words(&w, &kept->words);
    l->at++;
    if (!same)
        l->found(l->arg, id, "other words than its own");
    if (!same || l->sound)
        return true;
    if (!words_stand(l->c, l->d->r->name, id, &w, &stand))
        return false;
    if (!stand)
        l->found(l->arg, id, "not found by its words");
    return true;
}

static bool look_page(struct look *l, int64_t *after, int64_t up_to)
{
    struct row_page page;
    if (!row_page_read(l->c, l->d, *after, LOOK_PAGE, &page))
        return false;
    int64_t before = *after;
    for (size_t i = 0; i < page.n; i++) {
        const void *row = (const char *)page.rows + i * l->d->r->size;
        *after = AT(int64_t, row, l->d->id);
        if (*after <= up_to && !look_at(l, row))
            return false;
    }
    *after = page.n < LOOK_PAGE || *after > up_to || *after == before ? WORDS_FILLED : *after;
    return true;
}

/* What was read ahead goes with the arena, and is read again. */
static void forget_kept(struct look *l)
{
    if (l->at < l->kept.n)
        l->behind = l->kept.p[l->at].id - 1;
    l->kept.n = l->at = 0;
}

static bool look_all(struct look *l)
{
    const struct words_row *rest;
    int64_t up_to;
    if (!words_filled(l->c, l->d->r->name, &up_to)
        || !words_sound(l->c, l->d->r->name, &l->sound))
        return false;
    for (int64_t after = 0; after < WORDS_FILLED;) {
        if (!look_page(l, &after, up_to))
            return false;
        forget_kept(l);
        arena_reset(l->c->arena);
    }
    return up_to < WORDS_FILLED || skip_to(l, WORDS_FILLED, &rest);
}

/* In an arena of its own: what is told meanwhile stays in the caller's. */
bool record_words_look(struct ctx *c, const struct record *r,
                       void (*found)(void *arg, int64_t id, const char *what), void *arg)
{
    struct arena scratch;
    struct ctx own = *c;
    struct look l = { .c = &own, .d = derived_of(r), .found = found, .arg = arg };
    arena_init(&scratch, LOOK_ARENA);
    own.arena = &scratch;
    bool ok = look_all(&l);
    if (!ok)
        broken(c, "words of %s: %.*s", r->plural,
               STR_FMT(own.fault.log.n ? own.fault.log : own.fault.detail));
    arena_release(&scratch);
    return ok;
}
