/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/openapi.h"
#include "frame/people.h"
#include "export/export.h"
#include "import/pages/import.html.h"
#include "import/run/run.h"
#include "import/pages/import_view.h"

#define UPLOAD_MAX ((size_t)64 << 20)
#define PROBLEMS_LIMIT 200
#define CSV_PAGE 1000
#define CSV_MAX ((size_t)32 << 20)

/* ---- all imports ---- */

static bool imports_fill(struct req *q, struct imports_view *v)
{
    struct ctx *c = &q->c;
    struct list_query lq;
    struct list_page page;
    if (!list_query_read(c, &import_record, &q->query, &lq)
        || !record_list(c, &import_record, &lq, &page)
        || !frame_fill(q, &v->frame, "Import", "import"))
        return false;
    struct import_line *lines = arena_array(c->arena, struct import_line, page.n);
    for (size_t i = 0; i < page.n; i++) {
        const struct import *import = (const struct import *)page.rows + i;
        lines[i] = (struct import_line){
            .import = import,
            .url = arena_printf(c->arena, "/import/%lld", (long long)import->id),
            .who = person_name(c, import->user_id),
            .state = import_badge(import),
        };
    }
    v->lines = (struct import_lines){ lines, page.n };
    v->pager = (struct pager){ .shown = (int64_t)page.n, .count = -1 };
    if (page.next.n)
        v->pager.next_url = url_with(q, "after", page.next);
    if (lq.has_after)
        v->pager.first_url = url_with(q, "after", STR_NONE);
    return true;
}

/* Reading it writes only when an upload has waited too long. */
static bool imports_page_show(struct req *q)
{
    struct imports_view *v = arena_new(q->c.arena, struct imports_view);
    if (!own_read_begin(q))
        return false;
    bool ok = imports_fill(q, v);
    own_read_end(q);
    req_input_all_used(q);
    return ok && !failed(&q->c) && uploads_forget(q->store, &q->c)
           && answer_view(q, imports_page_page, NULL, v);
}

static bool imports_list(struct req *q)
{
    return list_route(q, &import_record, "import", "Nothing was imported yet.");
}

/* The page again, with what is wrong with the files. */
static bool upload_again(struct req *q)
{
    struct ctx *c = &q->c;
    struct imports_view *v = arena_new(c->arena, struct imports_view);
    struct fault fault = c->fault;
    if (q->api || fault.kind != FAULT_BAD_INPUT)
        return false;
    fault_clear(c);
    if (!own_read_begin(q))
        return false;
    bool ok = imports_fill(q, v);
    own_read_end(q);
    if (!ok)
        return false;
    c->fault = fault;
    v->message = fault.fields ? fault.fields->sentence : fault.detail;
    return answer_again(q, imports_page_page, v);
}

/* ---- files come in ---- */

static bool is_file(const struct input_item *item)
{
    return item->kind == INPUT_FILE && item->filename.n;
}

static void preset_find(struct req *q, struct import_run *run)
{
    struct str *names = arena_array(q->c.arena, struct str, q->in.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < q->in.n; i++) {
        if (is_file(&q->in.items[i]))
            names[n++] = q->in.items[i].filename;
    }
    run->preset = preset_of(names, n);
}

static bool files_take(struct req *q, struct import_run *run)
{
    preset_find(q, run);
    for (size_t i = 0; i < q->in.n; i++) {
        struct input_item *item = &q->in.items[i];
        struct file_said said = { .filename = item->filename, .source.text = item->text };
        item->used |= item->kind == INPUT_FILE;
        if (is_file(item) && !run_add(run, &q->c, &said))
            return false;
    }
    return true;
}

/* {"record": "deal", "csv": "…"} */
static bool text_take(struct req *q, struct import_run *run)
{
    struct ctx *c = &q->c;
    struct str record = input_text(&q->in, "record"), csv = input_text(&q->in, "csv");
    struct str filename = input_text(&q->in, "filename");
    struct file_said said = { .filename = filename.n ? filename : STR("import.csv"),
                              .source.text = csv,
                              .record = record };
    if (record.n && !export_record(record))
        bad_field(c, STR("record"),
                  "Choose one of: user, product, account, contact, deal, touch.");
    if (!csv.n)
        bad_field(c, STR("csv"), "Give the text of a CSV file.");
    return !failed(c) && run_add(run, c, &said);
}

static bool flag_read(struct req *q, const char *name)
{
    struct str text = input_text(&q->in, name);
    return str_is(text, "true") || str_is(text, "on");
}

static bool input_take(struct req *q, struct import_run *run)
{
    struct ctx *c = &q->c;
    run->list_price = flag_read(q, "list_price");
    bool ok = q->in.json ? text_take(q, run) : files_take(q, run);
    req_input_all_used(q);
    if (!ok || failed(c))
        return false;
    return run->n_files || bad_field(c, STR("files"), "Choose at least one CSV file.");
}

/* Looks through the first lines, writing nothing but what it finds. */
static bool look(struct req *q, struct import_run *run)
{
    run->dry = true;
    run->most = LOOK_MOST;
    return run_all(run, &q->c);
}

bool import_answer(struct req *q, int64_t id, bool created)
{
    struct import *import = arena_new(q->c.arena, struct import);
    struct import_view *v = arena_new(q->c.arena, struct import_view);
    if (!q->api)
        return answer_go(q, "/import/%lld", (long long)id);
    if (!own_read_begin(q))
        return false;
    bool ok = record_get(&q->c, &import_record, id, import) && import_view_fill(q, import, v);
    own_read_end(q);
    if (!ok)
        return false;
    return created ? answer_created(q, import_json, v, "imports", id)
                   : answer_view(q, NULL, import_json, v);
}

static bool upload(struct req *q)
{
    struct ctx *c = &q->c;
    struct import_run *run = arena_new(c->arena, struct import_run);
    run_init(run, q->store, c->arena, c->viewer->id);
    if (!input_take(q, run))
        return upload_again(q);
    return uploads_forget(q->store, c) && run_settle(run, c)
           && run_store(run, c, IMPORT_READY, true) && look(q, run)
           && import_answer(q, run->import_id, true);
}

/* ---- one import ---- */

static bool import_show(struct req *q)
{
    struct ctx *c = &q->c;
    struct import *import = arena_new(c->arena, struct import);
    struct import_view *v = arena_new(c->arena, struct import_view);
    if (!record_get(c, &import_record, q->ids[0], import) || !import_view_fill(q, import, v))
        return false;
    req_input_all_used(q);
    return !failed(c) && answer_view(q, import_page_page, import_json, v);
}

static bool problems_list(struct req *q)
{
    struct ctx *c = &q->c;
    struct import import;
    struct problems *all = arena_new(c->arena, struct problems);
    struct str code = input_text(&q->query, "code"), from = input_text(&q->query, "after");
    int64_t after = 0;
    if (from.n && (!str_to_int(from, &after) || after < 0))
        bad_field(c, STR("after"), "Give the number that the page before gave.");
    req_input_all_used(q);
    return !failed(c) && record_get(c, &import_record, q->ids[0], &import)
           && import_problems_read(c, import.id, code, after, PROBLEMS_LIMIT, all)
           && answer_view(q, NULL, import_problems_json, all);
}

static void problem_csv(struct buf *b, const struct problem *p)
{
    const struct str cells[] = { p->field, p->value, p->code, p->sentence, p->done };
    record_csv_cell(b, p->filename);
    buf_printf(b, ",%lld", (long long)p->line);
    for (size_t i = 0; i < COUNT(cells); i++) {
        buf_char(b, ',');
        record_csv_cell(b, cells[i]);
    }
    buf_lit(b, "\r\n");
}

static bool problems_file(struct req *q)
{
    struct ctx *c = &q->c;
    struct import import;
    struct problems page = { .last_id = 0 };
    struct buf b;
    if (!record_get(c, &import_record, q->ids[0], &import))
        return false;
    buf_init(&b, c->arena, CSV_MAX);
    buf_lit(&b, "filename,line,column,value,code,problem,done\r\n");
    do {
        if (!import_problems_read(c, import.id, STR_NONE, page.last_id, CSV_PAGE, &page))
            return false;
        for (size_t i = 0; i < page.n; i++)
            problem_csv(&b, &page.p[i]);
    } while (page.last_id && !b.full);
    if (b.full)
        return fail(c, FAULT_TOO_LARGE, "too_large",
                    STR("This is too much for one file. Read it over the API, page by page."));
    return answer_file(q, "text/csv; charset=utf-8",
                       arena_printf(c->arena, "import-%lld-problems.csv", (long long)import.id),
                       buf_str(&b));
}

/* ---- what a person decides ---- */

struct order {
    struct import import;
    struct stored_files files;
    bool list_price, changed;
};

static bool order_open(struct req *q, struct order *o)
{
    struct ctx *c = &q->c;
    if (!own_read_begin(q))
        return false;
    bool ok = record_get(c, &import_record, q->ids[0], &o->import)
              && import_files_read(c, o->import.id, &o->files);
    own_read_end(q);
    return ok;
}

bool import_conflict(struct ctx *c, const char *code, struct str sentence, struct str next)
{
    fail(c, FAULT_CONFLICT, code, sentence);
    c->fault.next[0] = next;
    return false;
}

static bool may_be_run(struct ctx *c, const struct order *o)
{
    bool bytes = o->files.n > 0;
    if (o->import.state == IMPORT_DONE)
        return import_conflict(c, "already_done", STR("This import is done."),
                               STR("To bring in the files again, upload them again."));
    if (o->import.state == IMPORT_RUNNING && !import_is_cut(&o->import))
        return import_conflict(c, "already_running", STR("This import is running."),
                               STR("Look again in a moment."));
    for (size_t i = 0; i < o->files.n; i++)
        bytes &= o->files.p[i].has_bytes;
    return bytes
           || import_conflict(c, "files_gone", STR("The files of this import are not kept here."),
                              STR("Run the command again, or upload the files."));
}

static bool order_store(struct ctx *c, void *arg)
{
    const struct order *o = arg;
    for (size_t i = 0; i < o->files.n; i++) {
        if (!import_file_mapping(c, &o->files.p[i]))
            return false;
    }
    return import_list_price_set(c, o->import.id, o->list_price)
           && import_form_save(c, &o->files);
}

/* The form's choices; a form without the box leaves list prices as they were asked for. */
static bool order_read(struct req *q, struct order *o)
{
    if (!order_open(q, o) || !may_be_run(&q->c, o))
        return false;
    o->list_price = input_has(&q->in, "list_price") ? flag_read(q, "list_price")
                                                    : o->import.list_price;
    return import_form_read(q, &o->files) && writer_call(q->store, &q->c, order_store, o);
}

static bool files_open(struct req *q, struct import_run *run, struct order *o)
{
    struct ctx *c = &q->c;
    o->import.list_price = o->list_price;
    run_init(run, q->store, c->arena, c->viewer->id);
    return run_open_stored(run, c, &o->import) && run_settle(run, c) && run_store_maps(run, c);
}

/* The preview again, with what is wrong beside what was chosen. */
static bool preview_again(struct req *q)
{
    struct ctx *c = &q->c;
    struct import *import = arena_new(c->arena, struct import);
    struct import_view *v = arena_new(c->arena, struct import_view);
    struct fault fault = c->fault;
    if (q->api || fault.kind != FAULT_BAD_INPUT)
        return false;
    fault_clear(c);
    if (!own_read_begin(q))
        return false;
    v->faults = fault.fields;
    v->message = fault.fields ? STR("Something must be said first; it stands beside its column.")
                              : fault.detail;
    bool ok = record_get(c, &import_record, q->ids[0], import) && import_view_fill(q, import, v);
    own_read_end(q);
    if (!ok)
        return false;
    c->fault = fault;
    return answer_again(q, import_page_page, v);
}

static bool mapping_change(struct req *q)
{
    struct ctx *c = &q->c;
    struct order *o = arena_new(c->arena, struct order);
    struct import_run *run = arena_new(c->arena, struct import_run);
    if (!order_read(q, o))
        return preview_again(q);
    if (o->import.state != IMPORT_READY)
        return import_conflict(c, "already_begun", STR("This import has begun."),
                               STR("Run it again as it is, or upload the files again."));
    return (files_open(q, run, o) && look(q, run) && import_answer(q, o->import.id, false))
           || preview_again(q);
}

static bool begin_job(struct ctx *c, void *arg)
{
    const struct order *o = arg;
    int from = o->import.state;
    bool moved = from == IMPORT_RUNNING;
    if (!moved && !import_state_move(c, o->import.id, from, IMPORT_RUNNING, &moved))
        return false;
    return (moved
            || import_conflict(c, "already_running", STR("Somebody else has started this import."),
                               STR("Look again in a moment.")))
           && import_counts_clear(c, o->import.id);
}

/* Nobody may guess between 3 May and 5 March. */
static bool nothing_asks(struct ctx *c, const struct import_run *run)
{
    for (size_t i = 0; i < run->n_files; i++) {
        const struct file_map *map = &run->files[i].map;
        for (size_t k = 0; k < map->n; k++) {
            if (map->p[k].how == HOW_ASK)
                bad_field(c,
                          arena_printf(c->arena, "f%lld_c%zu_how", (long long)run->files[i].id, k),
                          "Choose whether the day (dmy) or the month (mdy) comes first.");
        }
    }
    return !failed(c);
}

static bool run_begin(struct req *q)
{
    struct ctx *c = &q->c;
    struct order *o = arena_new(c->arena, struct order);
    struct import_run *run = arena_new(c->arena, struct import_run);
    if (!order_read(q, o) || !files_open(q, run, o) || !nothing_asks(c, run))
        return preview_again(q);
    if (!import_claim(o->import.id))
        return import_conflict(c, "import_running", STR("Another import is running."),
                               STR("Try again when it is done."));
    if (!writer_call(q->store, c, begin_job, o)
        || !import_start(c, q->store, o->import.id, c->viewer->id, false)) {
        import_release();
        return false;
    }
    return import_answer(q, o->import.id, false);
}

/* clang-format off */
static const struct route routes[] = {
    { METHOD_GET,  "/import",                imports_page_show, OWN,   PAGE, { "import", "read" },   "S2-30", 0 },
    { METHOD_POST, "/import",                upload,            OWN,   PAGE, { "import", "create" }, "S2-30", UPLOAD_MAX },
    { METHOD_GET,  "/import/{id}",           import_show,       READS, PAGE, { "import", "read" },   "S2-30", 0 },
    { METHOD_GET,  "/import/{id}/problems",  problems_file,     READS, PAGE, { "import", "read" },   "S2-30", 0 },
    { METHOD_POST, "/import/{id}/mapping",   mapping_change,    OWN,   PAGE, { "import", "create" }, "S2-30", 0 },
    { METHOD_POST, "/import/{id}/run",       run_begin,         OWN,   PAGE, { "import", "create" }, "S2-30", 0 },
    { METHOD_POST, "/import/{id}/undo",      import_undo,       OWN,   PAGE, { "import", "undo" },   "S2-30", 0 },
    { METHOD_GET,  "/imports",               imports_list,      READS, API,  { "import", "read" },   "S2-30", 0, &api_list },
    { METHOD_POST, "/imports",               upload,            OWN,   API,  { "import", "create" }, "S2-30", UPLOAD_MAX,
      &import_upload_api },
    { METHOD_GET,  "/imports/{id}",          import_show,       READS, API,  { "import", "read" },   "S2-30", 0, &import_api },
    { METHOD_GET,  "/imports/{id}/problems", problems_list,     READS, API,  { "import", "read" },   "S2-30", 0,
      &import_problems_api },
    { METHOD_POST, "/imports/{id}/mapping",  mapping_change,    OWN,   API,  { "import", "create" }, "S2-30", 0,
      &import_mapping_api },
    { METHOD_POST, "/imports/{id}/run",      run_begin,         OWN,   API,  { "import", "create" }, "S2-30", 0,
      &import_run_api },
    { METHOD_POST, "/imports/{id}/undo",     import_undo,       OWN,   API,  { "import", "undo" },   "S2-30", 0,
      &import_undo_api },
    { METHOD_GET,  "/imports/{id}/kept",     import_kept_list,  READS, API,  { "import", "read" },   "S2-30", 0,
      &import_kept_api },
};
static const struct grant grants[] = {
    { "import", "read",   ROLE_MANAGER | ROLE_ADMINISTRATOR },
    { "import", "create", ROLE_MANAGER | ROLE_ADMINISTRATOR },
    { "import", "undo",   ROLE_MANAGER | ROLE_ADMINISTRATOR },
};
/* clang-format on */

static const struct record *const records[] = { &import_record };
static const struct policy *const policies[] = { &upload_days };

const struct slice import_slice = {
    .name = "import",
    .checks = import_checks,
    TABLE(records, records),
    TABLE(routes, routes),
    TABLE(grants, grants),
    TABLE(policies, policies),
};
