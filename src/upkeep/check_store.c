/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "db/schema.h"
#include "frame/slice.h"
#include "upkeep/check_store.h"

#define STATEMENT_MAX ((size_t)8 << 10)
#define SCRATCH_MAX ((size_t)16 << 20)
#define PAGE 1000
#define NAMES_MAX 100

#define NEXT_INDEX "Start the program that made this database once more, or tell us."

static const char *sql_of(struct buf *b)
{
    buf_char(b, '\0');
    assert(!b->full);
    return b->p;
}

static void name_add(struct buf *b, struct str name)
{
    buf_char(b, '"');
    buf_add(b, name);
    buf_char(b, '"');
}

static const struct db_column *column_named(const struct db_table *t, const char *name)
{
    for (size_t i = 0; i < t->n_columns; i++) {
        if (str_is(t->columns[i].name, name))
            return &t->columns[i];
    }
    return NULL;
}

static const struct db_table *table_named(const struct db_tables *all, struct str name)
{
    for (size_t i = 0; i < all->n; i++) {
        if (str_same(all->p[i].name, name))
            return &all->p[i];
    }
    return NULL;
}

/* ---- the engine's own ---- */

static void engine_said(void *arg, struct str line)
{
    struct findings *f = arg;
    f->found(f, line);
}

static bool integrity_look(struct ctx *c, struct findings *f)
{
    return db_integrity(c, engine_said, f);
}

/* ---- numbers that refer to other rows ---- */

/* What a name alone does not tell. An empty target: every record may be meant, and the check of
 * entries, or nobody, looks. */
static const struct {
    const char *table, *column, *to;
} meanings[] = {
    { NULL, "owner_id", "user" },
    { "entry", "record_id", "" },
    { "bulk_row", "record_id", "" }, /* also what was asked for and is not there */
    { "refusal", "subject_id", "" },
    { "override", "subject_id", "" },
    { "removed", "record_id", "" },
    { "import_kept", "record_id", "" },
    { "deal_state", "deal_id", "" }, /* a removed deal's stay: deal_state_subject looks */
};

static bool meant(struct str table, struct str column, struct str *to)
{
    for (size_t i = 0; i < COUNT(meanings); i++) {
        if (str_is(column, meanings[i].column)
            && (!meanings[i].table || str_is(table, meanings[i].table))) {
            *to = str_of(meanings[i].to);
            return true;
        }
    }
    return false;
}

static bool linked(const struct db_links *links, struct str table, struct str column,
                   struct str *to)
{
    for (size_t i = 0; i < links->n; i++) {
        const struct db_link *l = &links->p[i];
        if (str_same(l->table, table) && str_same(l->column, column)) {
            *to = l->to;
            return true;
        }
    }
    return false;
}

static bool declared(struct ctx *c, struct str table, struct str column, struct str *to)
{
    const struct record *r = record_named(arena_cstr(c->arena, table));
    const struct field *f = r ? field_named(r, column) : NULL;
    if (!f || f->kind != KIND_REF)
        return false;
    *to = str_of(f->ref);
    return true;
}

static bool dangling_look(struct ctx *c, struct findings *f, struct str table, struct str column,
                          struct str to)
{
    struct buf sql;
    buf_init(&sql, c->arena, STATEMENT_MAX);
    buf_lit(&sql, "SELECT ");
    name_add(&sql, column);
    buf_lit(&sql, ", count(*) FROM ");
    name_add(&sql, table);
    buf_lit(&sql, " t WHERE ");
    name_add(&sql, column);
    buf_lit(&sql, " <> 0 AND NOT EXISTS (SELECT 1 FROM ");
    name_add(&sql, to);
    buf_lit(&sql, " o WHERE o.id = t.");
    name_add(&sql, column);
    buf_lit(&sql, ") GROUP BY ");
    name_add(&sql, column);
    buf_lit(&sql, " ORDER BY ");
    name_add(&sql, column);
    struct str where =
        arena_printf(c->arena, "%.*s.%.*s: %.*s {int} is not there, {int} rows refer to it",
                     STR_FMT(table), STR_FMT(column), STR_FMT(to));
    return check_rows(c, f, sql_of(&sql), NO_ARGS, where.p);
}

struct catalogue {
    struct db_tables tables;
    struct db_links links;
};

static bool is_reference(const struct catalogue *all, const struct db_table *t,
                         const struct db_column *column)
{
    struct str to;
    return column->type == DB_INT
           && (str_ends(column->name, STR("_id"))
               || linked(&all->links, t->name, column->name, &to));
}

/* A table of that name, "deal" of "deal_id", is meant where nobody says better. */
static bool reference_look(struct ctx *c, struct findings *f, const struct catalogue *all,
                           const struct db_table *t, struct str column)
{
    struct str to = str_cut(column, 0, column.n - strlen("_id"));
    if (linked(&all->links, t->name, column, &to) || declared(c, t->name, column, &to)
        || meant(t->name, column, &to) || table_named(&all->tables, to))
        return !to.n || dangling_look(c, f, t->name, column, to);
    f->found(f, arena_printf(c->arena, "%.*s.%.*s: the program does not know what it refers to",
                             STR_FMT(t->name), STR_FMT(column)));
    return true;
}

static bool references_look(struct ctx *c, struct findings *f)
{
    struct catalogue all;
    if (!db_tables(c, &all.tables) || !db_links(c, &all.links))
        return false;
    for (size_t i = 0; i < all.tables.n; i++) {
        const struct db_table *t = &all.tables.p[i];
        for (size_t j = 0; j < t->n_columns; j++) {
            if (is_reference(&all, t, &t->columns[j])
                && !reference_look(c, f, &all, t, t->columns[j].name))
                return false;
        }
    }
    return true;
}

/* ---- history ---- */

struct subjects {
    struct str p[NAMES_MAX];
    size_t n;
};

static bool subjects_read(struct ctx *c, struct subjects *out)
{
    struct db_rows r;
    out->n = 0;
    if (!db_rows_open(c, &r, SQL("SELECT record FROM entry GROUP BY record ORDER BY record"),
                      NO_ARGS))
        return false;
    while (out->n < NAMES_MAX && db_rows_next(&r))
        out->p[out->n++] = db_text(&r, 0);
    return db_rows_close(&r);
}

static bool entries_lead(struct ctx *c, struct findings *f, struct str record)
{
    struct buf sql;
    buf_init(&sql, c->arena, STATEMENT_MAX);
    buf_lit(&sql, "SELECT e.record_id, count(*) FROM entry e WHERE e.record = $1 AND NOT EXISTS "
                  "(SELECT 1 FROM ");
    name_add(&sql, record);
    buf_lit(&sql, " r WHERE r.id = e.record_id) AND NOT EXISTS (SELECT 1 FROM removed g WHERE "
                  "g.record = $1 AND g.record_id = e.record_id) "
                  "GROUP BY e.record_id ORDER BY e.record_id");
    struct str where =
        arena_printf(c->arena, "%.*s {int} is not there and has {int} entries", STR_FMT(record));
    return check_rows(c, f, sql_of(&sql), ARGS(T(record)), where.p);
}

static bool entries_look(struct ctx *c, struct findings *f)
{
    struct subjects names;
    struct db_tables tables;
    if (!subjects_read(c, &names) || !db_tables(c, &tables))
        return false;
    for (size_t i = 0; i < names.n; i++) {
        struct str name = names.p[i];
        if (!table_named(&tables, name))
            f->found(f, arena_printf(c->arena, "there is no table %.*s", STR_FMT(name)));
        else if (!entries_lead(c, f, name))
            return false;
    }
    return true;
}

/* ---- what every record has ---- */

static bool each_record(struct ctx *c, struct findings *f,
                        bool (*look)(struct ctx *c, struct findings *f, const struct record *r,
                                     const struct db_table *t))
{
    struct db_tables tables;
    if (!db_tables(c, &tables))
        return false;
    for (size_t i = 0; i < n_slices; i++) {
        for (size_t j = 0; j < slices[i]->n_records; j++) {
            const struct record *r = slices[i]->records[j];
            const struct db_table *t = table_named(&tables, str_of(r->name));
            if (!t)
                f->found(f, arena_printf(c->arena, "there is no table %s", r->name));
            else if (!look(c, f, r, t))
                return false;
        }
    }
    return true;
}

static bool version_of(struct ctx *c, struct findings *f, const struct record *r,
                       const struct db_table *t)
{
    struct buf sql;
    buf_init(&sql, c->arena, STATEMENT_MAX);
    buf_lit(&sql, "SELECT id, version, created, updated FROM ");
    name_add(&sql, t->name);
    buf_lit(&sql, " WHERE version < 1 OR updated < created ORDER BY id");
    return check_rows(c, f, sql_of(&sql), NO_ARGS,
                      arena_printf(c->arena,
                                   "%s {int}: version {int}, made {time}, changed {time}", r->name)
                          .p);
}

/* Where a record does not count its entries itself, an entry's seq is the version it made. */
static bool told_version_of(struct ctx *c, struct findings *f, const struct record *r,
                            const struct db_table *t)
{
    struct buf sql;
    if (column_named(t, "last_seq"))
        return true;
    buf_init(&sql, c->arena, STATEMENT_MAX);
    buf_lit(&sql, "SELECT r.id, r.version, e.last FROM (SELECT record_id, max(seq) AS last "
                  "FROM entry WHERE record = $1 GROUP BY record_id) e JOIN ");
    name_add(&sql, t->name);
    buf_lit(&sql, " r ON r.id = e.record_id WHERE e.last > r.version ORDER BY r.id");
    return check_rows(c, f, sql_of(&sql), ARGS(T(t->name)),
                      arena_printf(c->arena,
                                   "%s {int}: version {int}, its history knows version {int}",
                                   r->name)
                          .p);
}

static bool version_both(struct ctx *c, struct findings *f, const struct record *r,
                         const struct db_table *t)
{
    return version_of(c, f, r, t) && told_version_of(c, f, r, t);
}

static bool versions_look(struct ctx *c, struct findings *f)
{
    return each_record(c, f, version_both);
}

/* ---- folded texts: the fold is C's, so rows come through, a page at a time ---- */

struct folding {
    struct arena *scratch;
    struct findings *f;
    const struct record *r;
    struct str column;
    const char *sql;
    int64_t last;
};

static void fold_compare(const struct folding *w, struct db_rows *r)
{
    struct str text = db_text_peek(r, 1), kept = db_text_peek(r, 2);
    if (!str_same(fold(w->scratch, text), kept))
        w->f->found(w->f, arena_printf(w->scratch, "%s %lld: %.*s_fold", w->r->name,
                                       (long long)w->last, STR_FMT(w->column)));
    arena_reset(w->scratch);
}

static bool fold_page(struct ctx *c, struct folding *w, bool *more)
{
    struct db_rows r;
    int n = 0;
    if (!db_rows_open(c, &r, w->sql, ARGS(I(w->last), I(PAGE))))
        return false;
    for (; db_rows_next(&r); n++) {
        w->last = db_int(&r, 0);
        fold_compare(w, &r);
    }
    *more = n == PAGE;
    return db_rows_close(&r);
}

static bool fold_column(struct ctx *c, struct findings *f, const struct record *r,
                        const struct db_table *t, struct str column)
{
    struct arena scratch;
    struct buf sql;
    bool ok = true, more = true;
    buf_init(&sql, c->arena, STATEMENT_MAX);
    buf_lit(&sql, "SELECT id, ");
    name_add(&sql, column);
    buf_printf(&sql, ", \"%.*s_fold\" FROM ", STR_FMT(column));
    name_add(&sql, t->name);
    buf_lit(&sql, " WHERE id > $1 ORDER BY id LIMIT $2");
    struct folding w = { &scratch, f, r, column, sql_of(&sql), INT64_MIN };
    arena_init(&scratch, SCRATCH_MAX);
    while (ok && more)
        ok = fold_page(c, &w, &more);
    arena_release(&scratch);
    return ok;
}

static bool folds_of(struct ctx *c, struct findings *f, const struct record *r,
                     const struct db_table *t)
{
    for (size_t i = 0; i < r->n_fields; i++) {
        struct str folded = arena_printf(c->arena, "%s_fold", r->fields[i].name);
        if (column_named(t, folded.p) && !fold_column(c, f, r, t, str_of(r->fields[i].name)))
            return false;
    }
    return true;
}

static bool folds_look(struct ctx *c, struct findings *f)
{
    return each_record(c, f, folds_of);
}

/* ---- lists ---- */

static bool plan_is_good(struct ctx *c, const struct record_plan *p, const struct db_plan *plan,
                         bool *good)
{
    *good = !plan->strays && (plan->small || !p->index || str_is(plan->index, p->index));
    return p->index || plan->small || !p->columns[0] || !*good
           || db_index_leads(c, plan->index, p->columns[0], p->columns[1], good);
}

static struct str wanted(struct arena *a, const struct record_plan *p)
{
    if (p->index)
        return arena_printf(a, "the index %s", p->index);
    return arena_printf(a, "an index on %s%s%s", p->columns[0] ? p->columns[0] : "id",
                        p->columns[1] ? ", " : "", p->columns[1] ? p->columns[1] : "");
}

static bool plans_of(struct ctx *c, struct findings *f, const struct record *r,
                     const struct db_table *t UNUSED)
{
    struct record_plans plans = record_plans(c->arena, r);
    for (size_t i = 0; i < plans.n; i++) {
        const struct record_plan *p = &plans.p[i];
        struct db_plan plan;
        bool good;
        if (!db_plan(c, p->sql.p, &plan) || !plan_is_good(c, p, &plan, &good))
            return false;
        if (!good)
            f->found(f, arena_printf(c->arena, "%s by %.*s: wants %.*s, the plan is %.*s",
                                     r->plural, STR_FMT(p->what), STR_FMT(wanted(c->arena, p)),
                                     STR_FMT(plan.text)));
    }
    return true;
}

static bool lists_look(struct ctx *c, struct findings *f)
{
    return each_record(c, f, plans_of);
}

/* clang-format off */
const struct check whole_checks[] = {
    { "integrity", "The database file itself is damaged.", CHECK_RESTORE, integrity_look },
    { "reference", "Rows refer to one that is not there.", CHECK_RESTORE, references_look },
    { "history_subject", "History tells of something that is not there.", CHECK_RESTORE, entries_look },
    { "version", "A version or its times cannot be true.", CHECK_RESTORE, versions_look },
    { "fold", "The text that is sorted and searched is not that of the row.",
      "Change the row and change it back, or restore a backup.", folds_look },
    { "list_index", "A list or a search does not use its index and grows slow.", NEXT_INDEX, lists_look },
    { 0 },
};
/* clang-format on */

/* ---- how many there are ---- */

static bool count_of(struct ctx *c, const char *table, const char *name, struct row_counts *out)
{
    struct buf sql;
    struct row_count *count = &out->p[out->n++];
    count->name = str_of(name);
    buf_init(&sql, c->arena, STATEMENT_MAX);
    buf_lit(&sql, "SELECT count(*) FROM ");
    name_add(&sql, str_of(table));
    return db_get(c, sql_of(&sql), NO_ARGS, OUTS(OI(&count->n)));
}

bool rows_count(struct ctx *c, struct row_counts *out)
{
    *out = (struct row_counts){ .p = arena_array(c->arena, struct row_count, NAMES_MAX) };
    for (size_t i = 0; i < n_slices; i++) {
        for (size_t j = 0; j < slices[i]->n_records; j++) {
            const struct record *r = slices[i]->records[j];
            if (!count_of(c, r->name, r->plural, out))
                return false;
        }
    }
    return count_of(c, "entry", "entries", out);
}
