/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/openapi.h"
#include "frame/people.h"
#include "import/pages/saved.html.h"
#include "import/pages/saved_view.h"
#include "web/web.h"

#define COLUMNS_SHOWN ((size_t)300)

static struct str columns_of(struct arena *a, struct str heads)
{
    struct buf b;
    buf_init(&b, a, COLUMNS_SHOWN + 8);
    while (heads.n && b.n < COLUMNS_SHOWN - 100) {
        struct str head = str_split(heads, '\n', &heads);
        buf_add(&b, b.n ? STR(", ") : STR_NONE);
        if (head.n < 100)
            buf_add(&b, head);
    }
    if (heads.n)
        buf_lit(&b, ", …");
    return buf_str(&b);
}

static bool view_fill(struct req *q, struct saved_view *v)
{
    struct ctx *c = &q->c;
    struct saved_mappings all;
    if (!saved_read(c, STR_NONE, &all) || !frame_fill(q, &v->frame, "Saved mappings", "import"))
        return false;
    v->lines = (struct saved_lines){ arena_array(c->arena, struct saved_line, all.n), all.n };
    for (size_t i = 0; i < all.n; i++) {
        const struct import_mapping *m = &all.p[i];
        const struct record *r = record_named(arena_cstr(c->arena, m->record));
        v->lines.p[i] = (struct saved_line){
            .mapping = m,
            .holds = r ? str_of(r->labels) : m->record,
            .who = person_name(c, m->user_id),
            .url = arena_printf(c->arena, "/import-mappings/%lld", (long long)m->id),
            .columns = columns_of(c->arena, m->heads),
            .typed = m->name,
        };
    }
    return true;
}

static bool all_show(struct req *q)
{
    struct saved_view *v = arena_new(q->c.arena, struct saved_view);
    if (q->api)
        return list_route(q, &import_mapping_record, "import", "No mapping is kept yet.");
    req_input_all_used(q);
    return !failed(&q->c) && view_fill(q, v) && answer_view(q, saved_page_page, NULL, v);
}

static void one_json(struct buf *b, const void *view)
{
    record_json(b, &import_mapping_record, view);
}

static bool one_show(struct req *q)
{
    struct import_mapping *m = arena_new(q->c.arena, struct import_mapping);
    req_input_all_used(q);
    return !failed(&q->c) && record_get(&q->c, &import_mapping_record, q->ids[0], m)
           && answer_version(q, m->version) && answer_view(q, NULL, one_json, m);
}

static bool name_again(struct req *q, struct str typed)
{
    struct saved_view *v = arena_new(q->c.arena, struct saved_view);
    struct fault fault = q->c.fault;
    if (q->api || fault.kind != FAULT_BAD_INPUT || !fault.fields)
        return false;
    fault_clear(&q->c);
    if (!view_fill(q, v))
        return false;
    for (size_t i = 0; i < v->lines.n; i++) {
        if (v->lines.p[i].mapping->id == q->ids[0]) {
            v->lines.p[i].typed = typed;
            v->lines.p[i].error = fault.fields->sentence;
        }
    }
    q->c.fault = fault;
    return answer_again(q, saved_page_page, v);
}

static bool rename_one(struct req *q)
{
    struct ctx *c = &q->c;
    struct import_mapping *m = arena_new(c->arena, struct import_mapping);
    struct str name = input_text(&q->in, "name");
    answer_current(q, one_json);
    if (!record_get(c, &import_mapping_record, q->ids[0], m)
        || !record_check_version(c, &import_mapping_record, m, q->if_match))
        return false;
    req_input_all_used(q);
    if (failed(c) || !saved_rename(c, m, name))
        return name_again(q, name);
    return q->api ? answer_version(q, m->version) && answer_view(q, NULL, one_json, m)
                  : answer_go(q, "/import-mappings");
}

static bool remove_one(struct req *q)
{
    struct import_mapping m;
    (void)input_text(&q->in, "name"); /* the button stands in the form that renames */
    req_input_all_used(q);
    return !failed(&q->c) && record_get(&q->c, &import_mapping_record, q->ids[0], &m)
           && saved_remove(&q->c, &m) && answer_go(q, "/import-mappings");
}

/* clang-format off */
static const struct shape name_body[] = { { "name", SHAPE_TEXT, .max = 200 }, { 0 } };
static const struct shape row_answer[] = { { .kind = SHAPE_ROW, .record = "import_mapping" }, { 0 } };
static const struct shape page_answer[] = { { .kind = SHAPE_PAGE, .record = "import_mapping" }, { 0 } };
static const struct shape list_query[] = { { .kind = SHAPE_FILTERS, .record = "import_mapping" }, { 0 } };
static const struct api all_api = { "List saved mappings", list_query, NULL, page_answer };
static const struct api one_api = { "Read a saved mapping", .answer = row_answer, .versioned = true };
static const struct api rename_api = { "Rename a saved mapping", NULL, name_body, row_answer, .versioned = true };
static const struct api remove_api = { "Remove a saved mapping", .status = 204 };

static const struct route routes[] = {
    { METHOD_GET,    "/import-mappings",      all_show,   READS,  PAGE | API, { "import", "read" },   "S2-30", 0, &all_api },
    { METHOD_GET,    "/import-mappings/{id}", one_show,   READS,  API,        { "import", "read" },   "S2-30", 0, &one_api },
    { METHOD_POST,   "/import-mappings/{id}", rename_one, WRITES, PAGE,       { "import", "create" }, "S2-30", 0 },
    { METHOD_PATCH,  "/import-mappings/{id}", rename_one, WRITES, API,        { "import", "create" }, "S2-30", 0,
      &rename_api },
    { METHOD_POST,   "/import-mappings/{id}/remove", remove_one, WRITES, PAGE, { "import", "create" }, "S2-30", 0 },
    { METHOD_DELETE, "/import-mappings/{id}", remove_one, WRITES, API,        { "import", "create" }, "S2-30", 0,
      &remove_api },
};
/* clang-format on */

static const struct record *const records[] = { &import_mapping_record };
static const struct gate *const gates[] = { &too_many_mappings };

const struct slice import_mapping_slice = {
    .name = "import_mapping",
    TABLE(records, records),
    TABLE(routes, routes),
    TABLE(gates, gates),
};
