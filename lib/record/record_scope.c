/* SPDX-License-Identifier: Apache-2.0 */
#include "record_impl.h"

/* ---- who sees, as branches ---- */

static void add_branch(struct scope *s, enum branch_kind kind, int64_t who, int depth)
{
    s->p[s->n++] = (struct branch){ kind, who, depth };
}

/* The value that `f` is narrowed to, if it is. */
static bool narrowed_to(const struct list_query *lq, const struct field *f, int64_t *value)
{
    for (size_t i = 0; lq && i < lq->n_filters; i++)
        if (lq->filters[i].field == f && lq->filters[i].op == LIST_IS) {
            *value = lq->filters[i].i;
            return true;
        }
    return false;
}

static void add_owners(struct scope *s, const struct viewer *v, const struct derived *d,
                       const struct list_query *lq, int depth)
{
    int64_t owner;
    if (narrowed_to(lq, d->owner, &owner)) {
        if (viewer_line_holds(v, owner))
            add_branch(s, BRANCH_OWNER, owner, depth);
    } else {
        for (size_t i = 0; i < v->n_owners; i++)
            add_branch(s, BRANCH_OWNER, v->owners[i], depth);
    }
    if (d->shared)
        add_branch(s, BRANCH_SHARED, v->id, depth);
}

/* With the record it is seen through said, that one decides; without, all those that the viewer
 * sees. */
static bool add_through(struct ctx *c, struct scope *s, const struct derived *d,
                        const struct list_query *lq, int depth)
{
    const struct derived *other = derived_of(d->through_record);
    void *row = arena_alloc(c->arena, other->r->size);
    bool found, seen = false;
    int64_t id;

    if (narrowed_to(lq, d->through, &id)) {
        if (!row_find(c, other, id, row, &found) || (found && !row_seen(c, other, id, row, &seen)))
            return false;
        if (seen)
            add_branch(s, BRANCH_ALL, 0, 0);
        return true;
    }
    depth++;
    if (!other->owner && !other->through)
        add_branch(s, BRANCH_ALL, 0, depth);
    if (other->owner)
        add_owners(s, c->viewer, other, NULL, depth);
    return !other->through || add_through(c, s, other, NULL, depth);
}

bool scope_of(struct ctx *c, const struct derived *d, const struct list_query *lq,
              struct scope *out)
{
    size_t steps = 1;
    for (const struct derived *at = d; at->through; at = derived_of(at->through_record))
        steps++;
    out->p = arena_array(c->arena, struct branch, steps * (c->viewer->n_owners + 2));
    out->n = 0;
    if (c->viewer->sees_all || (!d->owner && !d->through)) {
        add_branch(out, BRANCH_ALL, 0, 0);
        return true;
    }
    if (d->owner)
        add_owners(out, c->viewer, d, lq, 0);
    return !d->through || add_through(c, out, d, lq, 0);
}

/* ---- branches and filters as SQL ---- */

void query_init(struct query *q, struct arena *a)
{
    buf_init(&q->sql, a, 8192);
    q->n_args = q->n_conditions = 0;
}

void query_value(struct query *q, struct db_arg value)
{
    assert(q->n_args < COUNT(q->args));
    q->args[q->n_args++] = value;
    buf_char(&q->sql, '$');
    buf_int(&q->sql, (int64_t)q->n_args);
}

const char *query_text(struct query *q)
{
    assert(!q->sql.full);
    return arena_cstr(q->sql.arena, buf_str(&q->sql));
}

struct db_args query_args(const struct query *q)
{
    return (struct db_args){ q->args, q->n_args };
}

void query_column(struct query *q, const struct sort *sort)
{
    buf_add(&q->sql, str_of(sort->column));
    buf_add(&q->sql, str_of(sort->tail));
}

void query_and(struct query *q)
{
    buf_add(&q->sql, q->n_conditions++ ? STR(" AND ") : STR(" WHERE "));
}

/* What is shared with one user is few: those rows come first, whatever index a filter would offer.
 */
static void from_shared(struct query *q, const struct record *r, int64_t user)
{
    buf_printf(&q->sql, " FROM (SELECT %s_id AS shared_id FROM %s WHERE user_id = ", r->name,
               r->shares);
    query_value(q, I(user));
    buf_printf(&q->sql, ") AS s CROSS JOIN %s", r->name);
    query_and(q);
    buf_lit(&q->sql, "id = shared_id");
}

static void from_owner(struct query *q, const struct derived *d, int64_t owner)
{
    buf_printf(&q->sql, " FROM %s", d->r->name);
    query_and(q);
    buf_printf(&q->sql, "%s = ", d->owner->name);
    query_value(q, I(owner));
}

static void from_branch(struct query *q, const struct derived *d, const struct branch *branch)
{
    size_t conditions = q->n_conditions;
    if (branch->depth) {
        struct branch inner = { branch->kind, branch->who, branch->depth - 1 };
        buf_printf(&q->sql, " FROM %s", d->r->name);
        query_and(q);
        buf_printf(&q->sql, "%s IN (SELECT id", d->through->name);
        q->n_conditions = 0;
        from_branch(q, derived_of(d->through_record), &inner);
        q->n_conditions = conditions + 1;
        buf_char(&q->sql, ')');
    } else if (branch->kind == BRANCH_OWNER) {
        from_owner(q, d, branch->who);
    } else if (branch->kind == BRANCH_SHARED) {
        from_shared(q, d->r, branch->who);
    } else {
        buf_printf(&q->sql, " FROM %s", d->r->name);
    }
}

static void filter_sql(struct query *q, const struct derived *d, const struct list_query *lq,
                       size_t i)
{
    static const char *const ops[] = {
        [LIST_IS] = " = ", [LIST_FROM] = " >= ", [LIST_TO] = " <= "
    };
    const struct field *f = lq->filters[i].field;
    bool folded = d->columns[f - d->r->fields].folded;

    query_and(q);
    buf_printf(&q->sql, "%s%s%s", f->name, folded ? "_fold" : "", ops[lq->filters[i].op]);
    if (folded)
        query_value(q, T(fold(q->sql.arena, lq->filters[i].s)));
    else
        query_value(q, field_is_text(f) ? T(lq->filters[i].s) : I(lq->filters[i].i));
    if (lq->filters[i].op == LIST_FROM) { /* no day is not a late one, though it sorts last */
        query_and(q);
        buf_printf(&q->sql, "%s < ", f->name);
        query_value(q, I(f->kind == KIND_DAY ? DAY_NONE.n : INSTANT_NONE.ms));
    }
}

void query_from(struct query *q, const struct derived *d, const struct branch *branch,
                const struct list_query *lq)
{
    int64_t owner;
    from_branch(q, d, branch);
    for (size_t i = 0; lq && i < lq->n_filters; i++) {
        /* The branch says the owner already. */
        if (branch->kind == BRANCH_OWNER && branch->depth == 0 && lq->filters[i].field == d->owner
            && narrowed_to(lq, d->owner, &owner) && owner == lq->filters[i].i)
            continue;
        filter_sql(q, d, lq, i);
    }
}
