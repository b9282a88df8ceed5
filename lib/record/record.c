/* SPDX-License-Identifier: Apache-2.0 */
#include "record_impl.h"

#define RECORDS_MAX 64
#define DERIVED_MAX ((size_t)4 << 20)

static struct arena process_arena;
static struct derived *registered[RECORDS_MAX];
static size_t n_registered;

const struct derived *derived_of(const struct record *r)
{
    for (size_t i = 0; i < n_registered; i++)
        if (registered[i]->r == r)
            return registered[i];
    die("record %s was never registered", r->name);
}

const struct derived *derived_at(size_t i)
{
    return i < n_registered ? registered[i] : NULL;
}

const struct record *record_named(const char *name)
{
    for (size_t i = 0; i < n_registered; i++)
        if (strcmp(registered[i]->r->name, name) == 0)
            return registered[i]->r;
    return NULL;
}

const struct field *field_named(const struct record *r, struct str name)
{
    for (size_t i = 0; i < r->n_fields; i++)
        if (str_is(name, r->fields[i].name))
            return &r->fields[i];
    return NULL;
}

bool field_in(const struct record *r, struct field_set set, const char *name)
{
    const struct field *f = field_named(r, str_of(name));
    return f && (set.bits >> (f - r->fields) & 1) != 0;
}

bool field_is_text(const struct field *f)
{
    return f->kind == KIND_TEXT || f->kind == KIND_LINES || f->kind == KIND_EMAIL;
}

bool field_is_settable(const struct field *f)
{
    return f->kind != KIND_ID && !(f->flags & COMPUTED);
}

int64_t field_max(const struct field *f)
{
    if (f->kind == KIND_PERCENT)
        return 100;
    if (f->max)
        return f->max;
    if (f->kind == KIND_INT)
        return INT64_C(1) << 53;
    return f->kind == KIND_LINES ? 10000 : f->kind == KIND_EMAIL ? 254
                                                                 : 200;
}

/* ---- refusing nonsense at start-up ---- */

static const struct field *must_have(const struct record *r, const char *name, const char *what)
{
    const struct field *f = field_named(r, str_of(name));
    if (!f)
        die("record %s: its %s %s is not a field", r->name, what, name);
    return f;
}

static const struct field *may_have(const struct record *r, const char *name, const char *what)
{
    return name ? must_have(r, name, what) : NULL;
}

static void check_field(const struct record *r, const struct field *f)
{
    if (field_named(r, str_of(f->name)) != f)
        die("record %s: two fields are called %s", r->name, f->name);
    if (f->offset >= r->size)
        die("record %s: %s lies outside its struct", r->name, f->name);
    if (f->kind == KIND_WORD && (!f->words || !f->words[0].name))
        die("record %s: %s has no words", r->name, f->name);
    if (f->kind == KIND_REF && (!f->ref || !record_named(f->ref)))
        die("record %s: %s refers to no record", r->name, f->name);
    if ((f->kind == KIND_LINES && f->flags & (FILTER | SORTED | PREFIX))
        || (f->kind == KIND_MONEY && f->flags & FILTER))
        die("record %s: %s cannot narrow or sort a list", r->name, f->name);
    if (f->flags & PREFIX && f->kind != KIND_TEXT && f->kind != KIND_EMAIL)
        die("record %s: %s is not found by prefix", r->name, f->name);
    if (f->flags & SEARCHED && !field_is_text(f))
        die("record %s: %s has no words", r->name, f->name);
}

static void check_list(const struct record *r, const struct list *l)
{
    const char *sort = l->sort + (l->sort[0] == '-');
    const struct field *f = must_have(r, sort, "sort");
    if (f->kind != KIND_ID && !(f->flags & SORTED))
        die("record %s: a list sorts by %s, which is not SORTED", r->name, sort);
    for (size_t i = 0; i < COUNT(l->filters) && l->filters[i]; i++)
        if (!(must_have(r, l->filters[i], "filter")->flags & FILTER))
            die("record %s: a list is narrowed by %s, which is not a FILTER", r->name,
                l->filters[i]);
    if (!l->index || (r->owner && !l->owner_index))
        die("record %s: the list by %s lacks an index", r->name, l->sort);
}

static void check_record(const struct record *r)
{
    if (r->n_fields > FIELDS_MAX)
        die("record %s has more than %d fields", r->name, FIELDS_MAX);
    for (size_t i = 0; i < r->n_fields; i++)
        check_field(r, &r->fields[i]);
    for (size_t i = 0; i < r->n_lists; i++)
        check_list(r, &r->lists[i]);
    if (r->default_sort)
        must_have(r, r->default_sort + (r->default_sort[0] == '-'), "default sort");
    if (r->shares && !r->owner)
        die("record %s is shared but has no owner", r->name);
}

/* Who sees a record must be decided after a few steps. */
static void check_through(const struct derived *d)
{
    for (int steps = 0; d->through; d = derived_of(d->through_record))
        if (++steps > 4)
            die("record %s is seen through a ring", d->r->name);
}

/* ---- deriving ---- */

static struct str json_key(const char *name)
{
    struct buf b;
    buf_init(&b, &process_arena, 100);
    buf_char(&b, ',');
    buf_json_str(&b, str_of(name));
    buf_char(&b, ':');
    return buf_str(&b);
}

static void derive_columns(struct derived *d)
{
    for (size_t i = 0; i < d->r->n_fields; i++) {
        const struct field *f = &d->r->fields[i];
        d->columns[i].field = f;
        d->columns[i].json = json_key(f->name);
        d->columns[i].ref = f->kind == KIND_REF ? record_named(f->ref) : NULL;
        d->columns[i].folded =
            (f->kind == KIND_TEXT || f->kind == KIND_EMAIL) && f->flags & (SORTED | PREFIX);
        d->searched |= (f->flags & SEARCHED) != 0;
        d->n_args += d->columns[i].folded || f->kind == KIND_MONEY ? 2 : 1;
    }
}

static void derive(struct derived *d)
{
    const struct record *r = d->r;
    check_record(r);
    derive_columns(d);
    d->id = must_have(r, "id", "number");
    d->version = must_have(r, "version", "version");
    d->created = must_have(r, "created", "time");
    d->updated = must_have(r, "updated", "time");
    d->title = may_have(r, r->title, "title");
    d->detail = may_have(r, r->detail, "detail");
    d->owner = may_have(r, r->owner, "owner");
    d->through = may_have(r, r->through, "through");
    if (d->title && !field_is_text(d->title))
        die("record %s: its title is not a text", r->name);
    if ((d->owner && d->owner->kind != KIND_REF) || (d->through && d->through->kind != KIND_REF))
        die("record %s: owner and through are references", r->name);
    d->through_record = d->through ? record_named(d->through->ref) : NULL;
    derive_sql(&process_arena, d);
}

void records_register(const struct record *const *records, size_t n)
{
    if (n_registered)
        die("records are registered once");
    if (n > RECORDS_MAX)
        die("more than %d records", RECORDS_MAX);
    arena_init(&process_arena, DERIVED_MAX);
    for (size_t i = 0; i < n; i++) {
        if (record_named(records[i]->name))
            die("two records are called %s", records[i]->name);
        registered[i] = arena_new(&process_arena, struct derived);
        registered[i]->r = records[i];
        n_registered++;
    }
    for (size_t i = 0; i < n; i++)
        derive(registered[i]);
    for (size_t i = 0; i < n; i++)
        check_through(registered[i]);
}
