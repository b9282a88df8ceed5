/* SPDX-License-Identifier: Apache-2.0 */
#include "record_impl.h"

#define COUNT_MAX 1000

struct keys {
    struct key *p;
    size_t n, cap;
};

/* One list while it is made: what the caller asked, with the defaults filled in. */
struct listing {
    struct ctx *c;
    const struct derived *d;
    struct list_query lq;
    struct sort sort;
    struct list_query narrow; /* the same without filters that others imply: for counting */
    struct scope scope;
    struct keys keys;
};

/* ---- the statement of one branch ---- */

static struct key key_before(const struct list_query *lq)
{
    return (struct key){ lq->after_id, lq->after_i, lq->after_s };
}

/* NULL is the smallest key, as in SQLite, and has a statement of its own: the comparison of rows
 * skips it. */
static void after_sql(struct query *q, const struct sort *sort, const struct key *after)
{
    const char *than = sort->descending ? "<" : ">";
    bool by_id = strcmp(sort->column, "id") == 0;

    if (by_id) {
        buf_printf(&q->sql, "id %s ", than);
    } else {
        buf_char(&q->sql, '(');
        query_column(q, sort);
        buf_printf(&q->sql, ", id) %s (", than);
        query_value(q, sort->text ? T(after->s) : I(after->i));
        buf_lit(&q->sql, ", ");
    }
    query_value(q, I(after->id));
    if (!by_id)
        buf_char(&q->sql, ')');
}

static void order_sql(struct query *q, const struct sort *sort, int64_t limit)
{
    const char *how = sort->descending ? " DESC" : "";
    buf_lit(&q->sql, " ORDER BY ");
    if (strcmp(sort->column, "id") != 0) {
        query_column(q, sort);
        buf_printf(&q->sql, "%s, ", how);
    }
    buf_printf(&q->sql, "id%s LIMIT ", how);
    query_value(q, I(limit));
}

static void select_keys(struct query *q, const struct derived *d, const struct branch *branch,
                        const struct list_query *lq, const struct sort *sort)
{
    buf_lit(&q->sql, "SELECT id, ");
    query_column(q, sort);
    query_from(q, d, branch, lq);
}

static void keys_sql(struct query *q, const struct derived *d, const struct branch *branch,
                     const struct list_query *lq, const struct sort *sort)
{
    struct key start = { 0, INT64_MIN, STR_NONE }, end = { INT64_MAX, INT64_MAX, STR_NONE };
    struct key after = lq->has_after ? key_before(lq) : sort->descending ? end
                                                                         : start;

    select_keys(q, d, branch, lq, sort);
    if (lq->has_after || sort->nullable) {
        query_and(q);
        after_sql(q, sort, &after);
    }
    order_sql(q, sort, lq->limit + 1);
}

static void null_keys_sql(struct query *q, const struct derived *d, const struct branch *branch,
                          const struct list_query *lq, const struct sort *sort)
{
    struct sort by_id = *sort;
    struct key after = key_before(lq);

    by_id.column = "id";
    by_id.tail = "";
    select_keys(q, d, branch, lq, sort);
    query_and(q);
    query_column(q, sort);
    buf_lit(&q->sql, " IS NULL");
    if (lq->has_after && lq->after_i == INT_NONE) {
        query_and(q);
        after_sql(q, &by_id, &after);
    }
    order_sql(q, &by_id, lq->limit + 1);
}

struct str list_sql(struct arena *a, const struct record *r, const struct list *l, bool for_owner)
{
    const struct derived *d = derived_of(r);
    struct branch branch = { for_owner ? BRANCH_OWNER : BRANCH_ALL, 0, 0 };
    struct list_query lq = { .limit = 50, .has_after = true };
    struct sort sort;
    struct query q;

    lq.sort = sort_named(r, str_of(l->sort), &lq.descending);
    sort = sort_of(r, lq.sort, lq.descending);
    for (size_t i = 0; i < COUNT(l->filters) && l->filters[i]; i++)
        lq.filters[lq.n_filters++].field = field_named(r, str_of(l->filters[i]));
    query_init(&q, a);
    keys_sql(&q, d, &branch, &lq, &sort);
    return str_of(query_text(&q));
}

/* ---- merging the branches ---- */

static int compare_keys(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    int text = str_cmp(x->s, y->s);
    if (x->i != y->i)
        return x->i < y->i ? -1 : 1;
    return text ? text : (x->id > y->id) - (x->id < y->id);
}

static int compare_keys_down(const void *a, const void *b)
{
    return compare_keys(b, a);
}

/* In order, each row once, no more than `most`. */
static void keys_settle(struct keys *keys, const struct sort *sort, size_t most)
{
    size_t n = 0;
    if (keys->n)
        qsort(keys->p, keys->n, sizeof(*keys->p),
              sort->descending ? compare_keys_down : compare_keys);
    for (size_t i = 0; i < keys->n && n < most; i++)
        if (!n || keys->p[n - 1].id != keys->p[i].id)
            keys->p[n++] = keys->p[i];
    keys->n = n;
}

static void keys_add(struct arena *a, struct keys *keys, struct key key)
{
    if (keys->n == keys->cap) {
        size_t cap = keys->cap ? keys->cap * 2 : 128;
        keys->p = arena_grow(a, keys->p, keys->cap * sizeof(key), cap * sizeof(key));
        keys->cap = cap;
    }
    keys->p[keys->n++] = key;
}

static bool keys_fetch(struct ctx *c, struct query *q, const struct sort *sort, struct keys *keys)
{
    struct db_rows rows;
    if (!db_rows_open(c, &rows, query_text(q), query_args(q)))
        return false;
    while (db_rows_next(&rows)) {
        struct key key = { .id = db_int(&rows, 0) };
        if (sort->text)
            key.s = db_text(&rows, 1);
        else
            key.i = db_is_null(&rows, 1) ? INT_NONE : db_int(&rows, 1);
        keys_add(c->arena, keys, key);
    }
    return db_rows_close(&rows);
}

static bool fetch_branch(struct listing *l, const struct branch *branch)
{
    const struct list_query *lq = &l->lq;
    bool past_nulls = lq->has_after && lq->after_i != INT_NONE && !lq->descending;
    struct query q;

    query_init(&q, l->c->arena);
    keys_sql(&q, l->d, branch, lq, &l->sort);
    if (!keys_fetch(l->c, &q, &l->sort, &l->keys))
        return false;
    if (!l->sort.nullable || past_nulls)
        return true;
    query_init(&q, l->c->arena);
    null_keys_sql(&q, l->d, branch, lq, &l->sort);
    return keys_fetch(l->c, &q, &l->sort, &l->keys);
}

static bool fetch_keys(struct listing *l)
{
    size_t most = (size_t)l->lq.limit + 1;
    for (size_t i = 0; i < l->scope.n; i++) {
        if (!fetch_branch(l, &l->scope.p[i]))
            return false;
        if (l->keys.n > 8 * most)
            keys_settle(&l->keys, &l->sort, most);
    }
    keys_settle(&l->keys, &l->sort, most);
    return true;
}

/* ---- counting, never past 1,001 rows a branch ---- */

static bool count_rows(struct listing *l, struct list_page *page)
{
    struct sort by_id = { .column = "id", .tail = "" };
    struct keys ids = { 0 };

    for (size_t i = 0; i < l->scope.n && ids.n <= COUNT_MAX; i++) {
        struct query q;
        query_init(&q, l->c->arena);
        select_keys(&q, l->d, &l->scope.p[i], &l->narrow, &by_id);
        buf_lit(&q.sql, " LIMIT ");
        query_value(&q, I(COUNT_MAX + 1));
        if (!keys_fetch(l->c, &q, &by_id, &ids))
            return false;
        if (l->scope.n > 1)
            keys_settle(&ids, &by_id, COUNT_MAX + 1);
    }
    page->count_capped = ids.n > COUNT_MAX;
    page->count = page->count_capped ? COUNT_MAX : (int64_t)ids.n;
    return true;
}

/* ---- rows ---- */

static bool fetch_rows(struct ctx *c, const struct derived *d, const struct key *keys, size_t n,
                       struct list_page *page)
{
    int64_t *ids = arena_array(c->arena, int64_t, n + 1);
    for (size_t i = 0; i < n; i++)
        ids[i] = keys[i].id;
    return rows_find(c, d, ids, n, page);
}

static struct listing listing_of(struct ctx *c, const struct record *r, const struct list_query *lq)
{
    struct listing l = { .c = c, .d = derived_of(r), .lq = *lq };
    if (!l.lq.sort)
        l.lq.sort =
            sort_named(r, str_of(r->default_sort ? r->default_sort : "-id"), &l.lq.descending);
    if (!l.lq.limit)
        l.lq.limit = 50;
    assert(l.lq.sort && l.lq.limit > 0 && l.lq.limit <= LIST_LIMIT);
    l.sort = sort_of(r, l.lq.sort, l.lq.descending);
    return l;
}

static bool is_declared_for(const struct list *l, const struct field *f)
{
    for (size_t i = 0; i < COUNT(l->filters) && l->filters[i]; i++)
        if (strcmp(l->filters[i], f->name) == 0)
            return true;
    return false;
}

/* Whether a declared list is narrowed by just these filters, the owner's aside. */
static bool is_covered(const struct record *r, const struct list_query *lq)
{
    for (size_t i = 0; i < r->n_lists; i++) {
        bool covers = strcmp(r->lists[i].sort, lq->sort->name) == 0;
        for (size_t j = 0; covers && j < lq->n_filters; j++)
            covers = (r->owner && strcmp(lq->filters[j].field->name, r->owner) == 0)
                     || is_declared_for(&r->lists[i], lq->filters[j].field);
        if (covers)
            return true;
    }
    return false;
}

/* Two filters of which one implies the other offer two indexes, and the engine may take the worse.
 * False: nothing fits. */
static bool settle(struct listing *l)
{
    const struct record *r = l->d->r;
    l->narrow = l->lq;
    if (!r->imply)
        return true;
    if (!r->imply(l->c, &l->narrow))
        return false;
    if (is_covered(r, &l->narrow))
        l->lq = l->narrow;
    return true;
}

bool record_list(struct ctx *c, const struct record *r, const struct list_query *lq,
                 struct list_page *out)
{
    struct listing l = listing_of(c, r, lq);
    struct list_page page = { .count = -1 };
    size_t n;

    if (!settle(&l)) {
        page.count = lq->counted ? 0 : -1;
        *out = page;
        return !failed(c);
    }
    if (!scope_of(c, l.d, &l.lq, &l.scope) || !fetch_keys(&l))
        return false;
    if (lq->counted && !count_rows(&l, &page))
        return false;
    n = l.keys.n > (size_t)l.lq.limit ? (size_t)l.lq.limit : l.keys.n;
    if (!fetch_rows(c, l.d, l.keys.p, n, &page))
        return false;
    if (l.keys.n > n)
        page.next = key_token(c->arena, &l.sort, &l.keys.p[n - 1]);
    *out = page;
    return true;
}

/* ---- by prefix ---- */

static void find_sql(struct query *q, const struct derived *d, const struct branch *branch,
                     const struct sort *sort, struct str prefix)
{
    select_keys(q, d, branch, NULL, sort);
    query_and(q);
    query_column(q, sort);
    buf_lit(&q->sql, " >= ");
    query_value(q, T(prefix));
    query_and(q);
    query_column(q, sort);
    buf_lit(&q->sql, " < ");
    query_value(q, T(prefix_end(q->sql.arena, prefix)));
    query_and(q); /* follows from the first, and lets an index serve that leaves empty ones out */
    query_column(q, sort);
    buf_lit(&q->sql, " <> ''");
}

static struct sort sort_by_prefix(const struct field *f)
{
    return (struct sort){ .column = f->name, .tail = "_fold", .text = true };
}

static bool find_branch(struct listing *l, const struct branch *branch, struct str prefix)
{
    struct query q;
    query_init(&q, l->c->arena);
    find_sql(&q, l->d, branch, &l->sort, prefix);
    order_sql(&q, &l->sort, l->lq.limit);
    return keys_fetch(l->c, &q, &l->sort, &l->keys);
}

/* A row found by two of its fields stands where the first found it. */
static void keys_once(struct keys *keys, size_t most)
{
    size_t n = 0;
    for (size_t i = 0; i < keys->n && n < most; i++) {
        size_t j = 0;
        while (j < n && keys->p[j].id != keys->p[i].id)
            j++;
        if (j == n)
            keys->p[n++] = keys->p[i];
    }
    keys->n = n;
}

bool record_find(struct ctx *c, const struct record *r, struct str text, int limit,
                 struct list_page *out)
{
    struct str prefix = fold(c->arena, text);
    struct list_query lq = { .limit = limit };
    struct listing l = listing_of(c, r, &lq);
    struct list_page page = { .count = -1 };

    if (!scope_of(c, l.d, NULL, &l.scope))
        return false;
    for (size_t i = 0; prefix.n && i < r->n_fields; i++) {
        if (!(r->fields[i].flags & PREFIX))
            continue;
        l.sort = sort_by_prefix(&r->fields[i]);
        for (size_t b = 0; b < l.scope.n; b++)
            if (!find_branch(&l, &l.scope.p[b], prefix))
                return false;
    }
    l.sort = (struct sort){ .text = true };
    keys_settle(&l.keys, &l.sort, l.keys.n);
    keys_once(&l.keys, (size_t)limit);
    if (!fetch_rows(c, l.d, l.keys.p, l.keys.n, &page))
        return false;
    *out = page;
    return true;
}

/* ---- what a check of the plans reads ---- */

static void plan_add(struct arena *a, struct record_plans *plans, struct record_plan plan,
                     const char *what, bool for_owner)
{
    plan.what = arena_printf(a, "%s, %s", what, for_owner ? "one owner" : "all");
    plans->p[plans->n++] = plan;
}

/* By number alone the table is its own index. */
static const char *list_index(const struct list *l, bool for_owner)
{
    bool by_id = strcmp(l->sort, "id") == 0 || strcmp(l->sort, "-id") == 0;
    return for_owner ? l->owner_index : by_id && !l->filters[0] ? NULL
                                                                : l->index;
}

static struct record_plan prefix_plan(struct arena *a, const struct record *r,
                                      const struct field *f, bool for_owner)
{
    struct branch branch = { for_owner ? BRANCH_OWNER : BRANCH_ALL, 0, 0 };
    struct sort sort = sort_by_prefix(f);
    const char *folded = arena_printf(a, "%s_fold", f->name).p;
    struct query q;
    query_init(&q, a);
    find_sql(&q, derived_of(r), &branch, &sort, STR("a"));
    order_sql(&q, &sort, LIST_LIMIT);
    return (struct record_plan){ .sql = str_of(query_text(&q)),
                                 .columns = { for_owner ? r->owner : folded,
                                              for_owner ? folded : NULL } };
}

struct record_plans record_plans(struct arena *a, const struct record *r)
{
    struct record_plans plans = { 0 };
    plans.p = arena_array(a, struct record_plan, 2 * (r->n_lists + r->n_fields));
    for (int owner = 0; owner < 1 + (r->owner != NULL); owner++) {
        for (size_t i = 0; i < r->n_lists; i++) {
            const struct list *l = &r->lists[i];
            if (!owner || l->owner_index)
                plan_add(a, &plans,
                         (struct record_plan){ .sql = list_sql(a, r, l, owner),
                                               .index = list_index(l, owner) },
                         l->sort, owner);
        }
        for (size_t i = 0; i < r->n_fields; i++) {
            const struct field *f = &r->fields[i];
            if (f->flags & PREFIX)
                plan_add(a, &plans, prefix_plan(a, r, f, owner),
                         arena_printf(a, "the beginning of %s", f->name).p, owner);
        }
    }
    return plans;
}
