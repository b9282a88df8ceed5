/* SPDX-License-Identifier: Apache-2.0 */
#include "bulk/bulk.html.h"
#include "bulk/bulk_store.h"
#include "bulk/bulk_view.h"
#include "deal/deal.h"
#include "frame/openapi.h"
#include "frame/people.h"
#include "frame/undo.h"

#define FOUND_MAX 50 /* as many as the list shows of a search */

/* ---- which rows ---- */

struct choice {
    const struct record_pages *pages;
    bool all;
    struct input filters;
    struct bulk_rows rows;
};

static bool is_yes(struct str text)
{
    return str_is(text, "yes") || str_is(text, "true");
}

static bool holds(const struct bulk_rows *rows, int64_t id)
{
    for (size_t i = 0; i < rows->n; i++) {
        if (rows->p[i].record_id == id)
            return true;
    }
    return false;
}

/* A list in JSON comes as one item each. */
static bool ids_read(struct ctx *c, struct input *in, struct bulk_rows *rows)
{
    bool good = true;
    rows->p = arena_array(c->arena, struct bulk_row, in->n + 1);
    for (size_t i = 0; i < in->n; i++) {
        struct input_item *item = &in->items[i];
        int64_t id;
        if (!str_is(item->name, "id"))
            continue;
        item->used = true;
        if (!str_to_int(str_trim(item->text), &id) || id < 1)
            good = false;
        else if (!holds(rows, id))
            rows->p[rows->n++] = (struct bulk_row){ .record_id = id };
    }
    return good || bad_field(c, STR("id"), "Give the numbers of the rows.");
}

static void filters_read(struct ctx *c, struct input *in, struct input *filters)
{
    for (size_t i = 0; i < in->n; i++) {
        struct input_item *item = &in->items[i];
        if (!str_starts(item->name, STR("filter.")))
            continue;
        item->used = true;
        input_add(c->arena, filters, str_cut(item->name, 7, item->name.n), item->text, INPUT_TEXT);
    }
}

static bool choice_read(struct ctx *c, struct input *in, struct choice *out)
{
    out->pages = bulk_pages_of(input_text(in, "record"));
    out->all = is_yes(input_text(in, "all"));
    filters_read(c, in, &out->filters);
    if (!out->pages)
        bad_field(c, STR("record"), "Choose one of: deal, account, contact, product.");
    return ids_read(c, in, &out->rows) && !failed(c);
}

/* True when there is more to take. */
static bool page_take(const struct record *r, const struct list_page *page,
                      struct bulk_rows *rows)
{
    for (size_t i = 0; i < page->n && rows->n < BULK_MAX; i++) {
        const void *row = (const char *)page->rows + i * r->size;
        rows->p[rows->n++] = (struct bulk_row){ .record_id = record_id(r, row) };
    }
    return rows->n < BULK_MAX && page->next.n;
}

/* All that the list shows, in its order, up to what is counted. */
static bool rows_find(struct ctx *c, struct choice *ch)
{
    const struct record *r = ch->pages->record;
    struct str text = str_trim(input_text(&ch->filters, "q"));
    struct list_query lq;
    struct list_page page;
    ch->rows = (struct bulk_rows){ .p = arena_array(c->arena, struct bulk_row, BULK_MAX) };
    if (!list_query_read(c, r, &ch->filters, &lq) || !input_all_used(c, &ch->filters))
        return false;
    lq.limit = LIST_LIMIT;
    if (text.n) {
        if (record_find(c, r, text, FOUND_MAX, &page))
            page_take(r, &page, &ch->rows);
        return !failed(c);
    }
    do {
        if (!record_list(c, r, &lq, &page))
            return false;
    } while (page_take(r, &page, &ch->rows) && list_query_after(c, r, page.next, &lq));
    return !failed(c);
}

/* ---- what to change ---- */

static void field_add(struct bulk_new_view *v, const char *name, const char *label)
{
    bool chosen = v->field && strcmp(v->field, name) == 0;
    v->fields.p[v->fields.n++] = (struct bulk_field){ name, label, chosen };
}

/* Those of the list first: they are what one changes for many. */
static void fields_fill(struct ctx *c, const struct record *r, struct bulk_new_view *v)
{
    v->fields.p = arena_array(c->arena, struct bulk_field, r->n_fields + 1);
    for (int listed = 1; listed >= 0; listed--) {
        for (size_t i = 0; i < r->n_fields; i++) {
            const struct field *f = &r->fields[i];
            bool first = (f->flags & LISTED) != 0 || strcmp(f->name, "urgency") == 0;
            if (first == (listed == 1) && bulk_may_set(r, f) && strcmp(f->name, BULK_REASON) != 0)
                field_add(v, f->name, f->label);
        }
    }
    if (r == &deal_record)
        field_add(v, BULK_SHARE, "Share with");
}

static struct form_options people_options(struct ctx *c)
{
    const struct people *all = people(c);
    struct form_options out = { NULL, 0 };
    if (!all)
        return out;
    out.p = arena_array(c->arena, struct form_option, all->n);
    for (size_t i = 0; i < all->n; i++) {
        const struct person *who = &all->p[i];
        if (!who->active || !(who->roles & ROLE_SALES))
            continue;
        out.p[out.n++] = (struct form_option){
            arena_printf(c->arena, "%lld", (long long)who->id),
            arena_str(c->arena, who->name),
            false,
        };
    }
    return out;
}

/* With the pipeline's name in front, when there are several. */
static struct form_options stage_options(struct ctx *c)
{
    struct stages all;
    struct form_options out = { NULL, 0 };
    if (!stages_copy(c, &all))
        return out;
    out.p = arena_array(c->arena, struct form_option, all.n);
    for (size_t i = 0; i < all.n; i++) {
        const struct stage *s = &all.p[i];
        struct str id = arena_printf(c->arena, "%lld", (long long)s->id), label = s->name;
        if (all.pipelines.n > 1)
            label = arena_printf(c->arena, "%.*s: %.*s",
                                 STR_FMT(pipeline_name(c, s->pipeline_id)), STR_FMT(label));
        out.p[out.n++] = (struct form_option){ id, label, false };
    }
    return out;
}

static void chosen_mark(struct form_options *options, struct str value)
{
    for (size_t i = 0; i < options->n; i++)
        options->p[i].chosen = str_same(options->p[i].value, value);
}

static struct str fault_of(const struct ctx *c, const char *item)
{
    for (const struct field_fault *f = c->fault.fields; f; f = f->next) {
        if (str_is(f->field, item))
            return f->sentence;
    }
    return STR_NONE;
}

static void input_fill(struct req *q, const struct field *f, struct form_field *ff)
{
    struct ctx *c = &q->c;
    ff->name = arena_cstr(c->arena, arena_printf(c->arena, "set.%s", ff->name));
    ff->required = false;
    ff->value = ff->shown = input_text(&q->in, ff->name);
    ff->error = fault_of(c, ff->name);
    if (f && f->kind == KIND_REF && strcmp(f->ref, "stage") == 0)
        ff->options = stage_options(c);
    if (!f || (f->kind == KIND_REF && strcmp(f->ref, "user") == 0))
        ff->options = people_options(c);
    chosen_mark(&ff->options, ff->value);
}

static void form_fill(struct req *q, const struct record *r, struct bulk_new_view *v)
{
    struct ctx *c = &q->c;
    void *row = arena_alloc(c->arena, r->size);
    record_init(r, row);
    struct form all = record_form(c, r, row, NULL, RECORD_PATCH);
    v->form.p = arena_array(c->arena, struct form_field, 2);
    for (size_t i = 0; i < all.n; i++) {
        if (strcmp(all.p[i].name, v->field) != 0)
            continue;
        struct form_field *ff = &v->form.p[v->form.n++];
        *ff = all.p[i];
        input_fill(q, field_named(r, str_of(v->field)), ff);
    }
    if (strcmp(v->field, BULK_SHARE) == 0) {
        v->form.p[v->form.n] = (struct form_field){
            .name = BULK_SHARE, .label = "Share with", .type = "word"
        };
        input_fill(q, NULL, &v->form.p[v->form.n++]);
    }
    if (r == &deal_record && strcmp(v->field, "stage_id") == 0) {
        struct form_field *ff = &v->form.p[v->form.n++];
        *ff = (struct form_field){ .name = BULK_REASON, .type = "text",
                                   .label = "Why they were lost, if that is the stage" };
        input_fill(q, field_named(r, STR(BULK_REASON)), ff);
    }
}

static void along_fill(struct ctx *c, const struct choice *ch, struct bulk_new_view *v)
{
    const struct record *r = ch->pages->record;
    size_t n = ch->rows.n + ch->filters.n + 2;
    v->along.p = arena_array(c->arena, struct url_item, n);
    v->along.p[v->along.n++] = (struct url_item){ STR("record"), str_of(r->name) };
    if (ch->all)
        v->along.p[v->along.n++] = (struct url_item){ STR("all"), STR("yes") };
    for (size_t i = 0; ch->all && i < ch->filters.n; i++)
        v->along.p[v->along.n++] = (struct url_item){
            arena_printf(c->arena, "filter.%.*s", STR_FMT(ch->filters.items[i].name)),
            ch->filters.items[i].text,
        };
    for (size_t i = 0; !ch->all && i < ch->rows.n; i++)
        v->along.p[v->along.n++] = (struct url_item){
            STR("id"), arena_printf(c->arena, "%lld", (long long)ch->rows.p[i].record_id)
        };
    size_t rows = ch->rows.n;
    v->chosen = ch->all ? arena_printf(c->arena, "all %s of the list", r->plural)
                        : arena_printf(c->arena, "%zu %s", rows,
                                       rows == 1 ? r->name : r->plural);
}

static bool new_fill(struct req *q, const struct choice *ch, struct str field,
                     struct bulk_new_view *v)
{
    struct ctx *c = &q->c;
    const struct record *r = ch->pages->record;
    v->record = r;
    along_fill(c, ch, v);
    v->field = field.n ? arena_cstr(c->arena, field) : NULL;
    fields_fill(c, r, v);
    if (v->field)
        form_fill(q, r, v);
    return frame_fill(q, &v->frame, "Change several", r->plural);
}

static bool bulk_new(struct req *q)
{
    struct ctx *c = &q->c;
    struct bulk_new_view *v = arena_new(c->arena, struct bulk_new_view);
    struct choice ch = { 0 };
    struct str field = input_text(&q->query, "field");
    bool none = !input_has(&q->query, "record");
    if (!none && !choice_read(c, &q->query, &ch))
        return false;
    req_input_all_used(q);
    if (failed(c))
        return false;
    if (none || (!ch.all && !ch.rows.n))
        return frame_fill(q, &v->frame, "Change several", "deals")
               && answer_view(q, bulk_new_page_page, NULL, v);
    return new_fill(q, &ch, field, v) && answer_view(q, bulk_new_page_page, NULL, v);
}

/* ---- made, and tried ---- */

static void bulk_json(struct buf *b, const void *view)
{
    record_json(b, &bulk_record, view);
}

static bool answer_bulk(struct req *q, int64_t id, bool created)
{
    struct bulk *b = arena_new(q->c.arena, struct bulk);
    if (!q->api)
        return answer_go(q, "/bulk/%lld", (long long)id);
    if (!own_read_begin(q))
        return false;
    bool ok = record_get(&q->c, &bulk_record, id, b);
    own_read_end(q);
    if (!ok)
        return false;
    return created ? answer_created(q, bulk_json, b, bulk_record.plural, id)
                   : answer_view(q, NULL, bulk_json, b);
}

static struct bulk bulk_of(const struct ctx *c, struct str subject)
{
    struct bulk b;
    record_init(&bulk_record, &b);
    b.user_id = c->viewer->id;
    b.door = str_of(c->viewer->door);
    b.subject = subject;
    b.state = BULK_READY;
    return b;
}

static bool bulk_again(struct req *q, const struct choice *ch, struct str field)
{
    struct bulk_new_view *v = arena_new(q->c.arena, struct bulk_new_view);
    struct fault fault = q->c.fault;
    if (q->api || !ch->pages || !field.n || !own_read_begin(q))
        return false;
    fault_clear(&q->c);
    q->c.fault.fields = fault.fields;
    bool ok = new_fill(q, ch, field, v);
    own_read_end(q);
    if (!ok)
        return false;
    q->c.fault = fault;
    v->message = fault.detail;
    return answer_again(q, bulk_new_page_page, v);
}

/* "filter.stage_id": as it was sent. */
static void filters_named(struct ctx *c, struct input *filters)
{
    for (struct field_fault *f = c->fault.fields; f; f = f->next) {
        if (input_has(filters, arena_cstr(c->arena, f->field)))
            f->field = arena_printf(c->arena, "filter.%.*s", STR_FMT(f->field));
    }
}

/* Everything that is read before the first write. */
static bool asked_read(struct req *q, struct choice *ch, struct bulk *b)
{
    struct ctx *c = &q->c;
    if (!choice_read(c, &q->in, ch))
        return false;
    *b = bulk_of(c, str_of(ch->pages->record->name));
    if (!own_read_begin(q))
        return false;
    bool good = bulk_sets_read(c, ch->pages, &q->in, b);
    good &= !ch->all || rows_find(c, ch);
    own_read_end(q);
    filters_named(c, &ch->filters);
    req_input_all_used(q);
    return good && !failed(c);
}

static bool bulk_add(struct req *q)
{
    struct ctx *c = &q->c;
    struct choice ch = { 0 };
    struct bulk b;
    struct str field = input_text(&q->in, "field");
    if (!asked_read(q, &ch, &b) || !bulk_make(c, q->store, &b, &ch.rows))
        return bulk_again(q, &ch, field);
    return answer_bulk(q, b.id, true);
}

/* ---- one of them ---- */

static bool bulk_show(struct req *q)
{
    struct ctx *c = &q->c;
    struct bulk *b = arena_new(c->arena, struct bulk);
    struct bulk_view *v = arena_new(c->arena, struct bulk_view);
    if (!record_get(c, &bulk_record, q->ids[0], b))
        return false;
    if (q->api) {
        req_input_all_used(q);
        return !failed(c) && answer_view(q, NULL, bulk_json, b);
    }
    return bulk_view_fill(q, b, v) && answer_view(q, bulk_page_page, NULL, v);
}

static bool bulk_rows(struct req *q)
{
    struct bulk b;
    struct bulk_rows_view *v = arena_new(q->c.arena, struct bulk_rows_view);
    return record_get(&q->c, &bulk_record, q->ids[0], &b) && bulk_rows_fill(q, &b, v)
           && answer_view(q, NULL, bulk_rows_json, v);
}

static bool bulk_run(struct req *q)
{
    return input_all_used(&q->c, &q->in) && bulk_start(&q->c, q->store, q->ids[0])
           && answer_bulk(q, q->ids[0], false);
}

/* What it changed is to be put back: a bulk edit of its own, tried first like any other. */
static bool undo_read(struct req *q, struct bulk *b, struct bulk_rows *rows)
{
    struct ctx *c = &q->c;
    struct bulk was = { 0 };
    if (!record_get(c, &bulk_record, q->ids[0], &was)
        || !bulk_rows_read(c, was.id, BULK_CHANGED, 0, BULK_MAX, rows))
        return false;
    if (was.user_id != c->viewer->id)
        return fail(c, FAULT_NOT_ALLOWED, "not_yours",
                    STR("You can take back the bulk edits that you made."));
    if (!rows->n)
        return fail(c, FAULT_CONFLICT, "nothing_to_undo", STR("It has changed nothing."));
    *b = bulk_of(c, was.subject);
    b->undoes_id = was.id;
    b->title = arena_printf(c->arena, "Take back bulk edit %lld", (long long)was.id);
    bool shared = str_starts(was.sets, STR("{\"" BULK_SHARE "\""));
    b->sets = shared ? was.sets : STR_NONE;
    for (size_t i = 0; i < rows->n; i++)
        rows->p[i].state = BULK_WAITING;
    return true;
}

static bool bulk_undo(struct req *q)
{
    struct bulk b;
    struct bulk_rows rows;
    if (!input_all_used(&q->c, &q->in) || !own_read_begin(q))
        return false;
    bool ok = undo_read(q, &b, &rows);
    own_read_end(q);
    return ok && bulk_make(&q->c, q->store, &b, &rows) && answer_bulk(q, b.id, true);
}

/* ---- all of them ---- */

static bool bulk_list_show(struct req *q)
{
    struct ctx *c = &q->c;
    struct bulk_list_view *v = arena_new(c->arena, struct bulk_list_view);
    struct list_query lq;
    struct list_page page;
    if (!list_query_read(c, &bulk_record, &q->query, &lq)
        || !record_list(c, &bulk_record, &lq, &page))
        return false;
    req_input_all_used(q);
    v->lines.p = arena_array(c->arena, struct bulk_summary, page.n);
    for (; v->lines.n < page.n; v->lines.n++) {
        const struct bulk *b = (const struct bulk *)page.rows + v->lines.n;
        struct bulk_summary *line = &v->lines.p[v->lines.n];
        *line = (struct bulk_summary){ .bulk = b, .total = bulk_total(b) };
        line->url = arena_printf(c->arena, "/bulk/%lld", (long long)b->id);
        line->who = person_name(c, b->user_id);
        line->state = bulk_state_words(b, &line->tone);
    }
    list_pager_fill(q, &page, &v->pager);
    return !failed(c) && frame_fill(q, &v->frame, "Bulk edits", "bulk")
           && answer_view(q, bulk_list_page_page, NULL, v);
}

static bool bulk_list(struct req *q)
{
    return q->api ? list_route(q, &bulk_record, "bulk", "Nothing was changed in bulk yet.")
                  : bulk_list_show(q);
}

/* clang-format off */
static const struct shape one_bulk[] = { { .kind = SHAPE_ROW }, { 0 } };
static const struct shape bulk_body[] = {
    { "record", SHAPE_WORD, .words = "deal account contact product" },
    { "id", SHAPE_IDS, OPTIONAL, .about = "Which rows; or all, with filter." },
    { "all", SHAPE_FLAG, OPTIONAL },
    { "filter", SHAPE_ITEMS, OPTIONAL, .about = "What narrows and sorts the record's list." },
    { "set", SHAPE_ITEMS, .about = "The fields and their values; or share, a user." }, { 0 },
};
static const struct shape row_shape[] = {
    { "id", SHAPE_ID }, { "state", SHAPE_WORD, .words = "waiting changed unchanged refused" },
    { "title", SHAPE_TEXT, NULLABLE, .about = "Null where one does not see it." },
    { "code", SHAPE_TEXT, NULLABLE }, { "detail", SHAPE_TEXT, NULLABLE, .about = "Why it was refused." },
    { "seq", SHAPE_INT, NULLABLE, .about = "The entry that tells its change." }, { 0 },
};
static const struct shape rows_shape[] = {
    { "items", SHAPE_LIST, .of = row_shape }, { "after", SHAPE_INT, NULLABLE }, { 0 },
};
static const struct shape rows_query[] = {
    { "state", SHAPE_WORD, OPTIONAL, .words = "waiting changed unchanged refused" },
    { "after", SHAPE_INT, OPTIONAL, .about = "The after of the page before." }, { 0 },
};
static const struct api api_bulk_add = { "Preview one change for many rows", NULL, bulk_body, one_bulk, 201 };
static const struct api api_bulk = { "Read a bulk edit", .answer = one_bulk };
static const struct api api_bulk_rows = { "List the rows of a bulk edit", rows_query, NULL, rows_shape };
static const struct api api_bulk_run = { "Run a bulk edit, or let it go on", .answer = one_bulk };
static const struct api api_bulk_undo = { "Preview how a bulk edit is taken back", .answer = one_bulk, .status = 201 };

static const struct route routes[] = {
    { METHOD_GET,  "/bulk",           bulk_list, READS, PAGE | API, { "bulk", "read" },   "X-09", 0, &api_list },
    { METHOD_GET,  "/bulk/new",       bulk_new,  READS, PAGE,       { "bulk", "create" }, "X-09", 0 },
    { METHOD_POST, "/bulk",           bulk_add,  OWN,   PAGE | API, { "bulk", "create" }, "X-09", 0, &api_bulk_add },
    { METHOD_GET,  "/bulk/{id}",      bulk_show, READS, PAGE | API, { "bulk", "read" },   "X-09", 0, &api_bulk },
    { METHOD_GET,  "/bulk/{id}/rows", bulk_rows, READS, API,        { "bulk", "read" },   "X-09", 0, &api_bulk_rows },
    { METHOD_POST, "/bulk/{id}/run",  bulk_run,  OWN,   PAGE | API, { "bulk", "create" }, "X-09", 0, &api_bulk_run },
    { METHOD_POST, "/bulk/{id}/undo", bulk_undo, OWN,   PAGE | API, { "bulk", "create" }, "X-03", 0, &api_bulk_undo },
};
static const struct grant grants[] = {
    { "bulk", "read",   ROLE_OFFICE },
    { "bulk", "create", ROLE_OFFICE },
};
/* clang-format on */

static const struct record *const records[] = { &bulk_record };
static const struct gate *const gates[] = { &bulk_too_many, &bulk_has_run };
static const struct policy *const policies[] = { &bulk_most };

const struct slice bulk_slice = {
    .name = "bulk",
    TABLE(records, records),
    TABLE(routes, routes),
    TABLE(grants, grants),
    TABLE(gates, gates),
    TABLE(policies, policies),
};
