/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/openapi.h"
#include "frame/people.h"
#include "frame/policy.h"
#include "frame/policy.html.h"
#include "frame/policy_store.h"
#include "frame/policy_view.h"

static size_t policies_count(void)
{
    size_t n = 0;
    for (size_t i = 0; i < n_slices; i++)
        n += slices[i]->n_policies;
    return n;
}

static void last_change(struct ctx *c, const struct policy_changes *all, struct policy_row *row)
{
    for (size_t i = all->n; i-- > 0;) {
        if (!str_is(all->p[i].name, row->policy->name))
            continue;
        row->changed = all->p[i].changed;
        row->changed_by =
            all->p[i].user_id ? person_name(c, all->p[i].user_id) : STR("the command line");
        return;
    }
}

static struct policy_row row_of(struct ctx *c, const struct policy *p,
                                const struct policy_changes *all)
{
    struct policy_row row = { .policy = p, .changed = INSTANT_NONE };
    row.value = policy_value(c, p);
    row.typed = arena_printf(c->arena, "%lld", (long long)row.value);
    last_change(c, all, &row);
    return row;
}

static bool rows_fill(struct ctx *c, struct policy_rows *out)
{
    struct policy_changes all;
    if (!policy_changes_read(c, c->arena, &all))
        return false;
    *out = (struct policy_rows){ .p = arena_array(c->arena, struct policy_row, policies_count()) };
    for (size_t i = 0; i < n_slices; i++) {
        for (size_t j = 0; j < slices[i]->n_policies; j++)
            out->p[out->n++] = row_of(c, slices[i]->policies[j], &all);
    }
    return true;
}

static void row_json(struct buf *b, const struct policy_row *row)
{
    buf_lit(b, "{\"name\":");
    buf_json_str(b, str_of(row->policy->name));
    buf_lit(b, ",\"label\":");
    buf_json_str(b, str_of(row->policy->label));
    buf_lit(b, ",\"unit\":");
    buf_json_str(b, str_of(row->policy->unit));
    buf_printf(b, ",\"value\":%lld,\"default\":%lld,\"min\":%lld,\"max\":%lld,\"changed\":",
               (long long)row->value, (long long)row->policy->fallback,
               (long long)row->policy->min, (long long)row->policy->max);
    if (!instant_is(row->changed)) {
        buf_lit(b, "null,\"changed_by\":null}");
        return;
    }
    buf_char(b, '"');
    buf_instant(b, row->changed);
    buf_lit(b, "\",\"changed_by\":");
    buf_json_str(b, row->changed_by);
    buf_char(b, '}');
}

static void one_json(struct buf *b, const void *view)
{
    row_json(b, view);
}

static void rows_json(struct buf *b, const void *view)
{
    const struct policy_view *v = view;
    buf_lit(b, "{\"items\":[");
    for (size_t i = 0; i < v->rows.n; i++) {
        if (i)
            buf_char(b, ',');
        row_json(b, &v->rows.p[i]);
    }
    buf_lit(b, "]}");
}

static bool view_fill(struct req *q, struct policy_view *v)
{
    v->org = org();
    return frame_fill(q, &v->frame, "Settings", "settings") && rows_fill(&q->c, &v->rows);
}

static bool settings_show(struct req *q)
{
    struct policy_view *v = arena_new(q->c.arena, struct policy_view);
    const struct policy *done = policy_named(input_text(&q->query, "done"));
    if (!view_fill(q, v))
        return false;
    if (done)
        v->note = arena_printf(q->c.arena, "Changed: %s.", done->label);
    return answer_view(q, policy_page_page, rows_json, v);
}

/* ---- a change ---- */

/* A form sends text; JSON a number, with nothing behind its point. */
static bool value_read(struct req *q, const struct policy *p, int64_t *value)
{
    struct ctx *c = &q->c;
    const struct input_item *item = input_find(&q->in, "value");
    struct str text = str_trim(input_text(&q->in, "value"));
    bool number = item && (!q->in.json || item->kind == INPUT_NUMBER);
    bool good = number && str_to_int(text, value) && *value >= p->min && *value <= p->max;
    if (!good)
        bad_field(c, STR("value"), "Give a whole number from %lld to %lld.", (long long)p->min,
                  (long long)p->max);
    req_input_all_used(q);
    return !failed(c);
}

static bool settings_again(struct req *q, const struct policy *p)
{
    struct policy_view *v = arena_new(q->c.arena, struct policy_view);
    const struct fault *fault = &q->c.fault;
    if (q->api || !view_fill(q, v))
        return false;
    for (size_t i = 0; i < v->rows.n; i++) {
        if (v->rows.p[i].policy != p)
            continue;
        v->rows.p[i].typed = input_text(&q->in, "value");
        v->rows.p[i].error = fault->fields ? fault->fields->sentence : fault->detail;
    }
    return answer_again(q, policy_page_page, v);
}

static bool changed_answer(struct req *q, const struct policy *p)
{
    struct policy_rows rows;
    if (!q->api)
        return answer_go(q, "/settings?done=%s", p->name);
    if (!rows_fill(&q->c, &rows))
        return false;
    for (size_t i = 0; i < rows.n; i++) {
        if (rows.p[i].policy == p)
            return answer_view(q, NULL, one_json, &rows.p[i]);
    }
    return broken(&q->c, "policy %s is gone", p->name);
}

static bool setting_change(struct req *q)
{
    struct ctx *c = &q->c;
    const struct policy *p = policy_named(q->words[0]);
    int64_t value;
    if (!p)
        return fail(c, FAULT_NOT_FOUND, "not_found", STR("There is no such setting."));
    if (!value_read(q, p, &value) || !policy_set(c, p, value))
        return settings_again(q, p);
    return changed_answer(q, p);
}

/* clang-format off */
static const struct shape policy_shape[] = {
    { "name", SHAPE_TEXT }, { "label", SHAPE_TEXT }, { "unit", SHAPE_TEXT }, { "value", SHAPE_INT },
    { "default", SHAPE_INT }, { "min", SHAPE_INT }, { "max", SHAPE_INT },
    { "changed", SHAPE_INSTANT, NULLABLE }, { "changed_by", SHAPE_TEXT, NULLABLE }, { 0 },
};
static const struct shape all_policies[] = { { "items", SHAPE_LIST, .of = policy_shape }, { 0 } };
static const struct shape new_value[] = { { "value", SHAPE_INT }, { 0 } };
static const struct api api_policies = { "List the numbers that an administrator may change", .answer = all_policies };
static const struct api api_policy = { "Change such a number", NULL, new_value, policy_shape, .word = "name" };

static const struct route routes[] = {
    { METHOD_GET,   "/settings",        settings_show,  READS,  PAGE, { "policy", "read" },   "X-10", 0 },
    { METHOD_POST,  "/settings/{word}", setting_change, WRITES, PAGE, { "policy", "manage" }, "X-10", 0 },
    { METHOD_GET,   "/policies",        settings_show,  READS,  API,  { "policy", "read" },   "X-10", 0, &api_policies },
    { METHOD_PATCH, "/policies/{word}", setting_change, WRITES, API,  { "policy", "manage" }, "X-10", 0, &api_policy },
};
static const struct grant grants[] = {
    { "policy", "read",   ROLE_ADMINISTRATOR },
    { "policy", "manage", ROLE_ADMINISTRATOR },
};
/* clang-format on */

const struct slice policy_slice = {
    .name = "policy",
    TABLE(routes, routes),
    TABLE(grants, grants),
};
