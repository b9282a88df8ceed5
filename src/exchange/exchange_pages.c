/* SPDX-License-Identifier: Apache-2.0 */
#include "deal/deal.h"
#include "exchange/exchange.html.h"
#include "exchange/exchange_view.h"
#include "frame/openapi.h"

#define UPLOAD_MAX ((size_t)32 << 20)
#define CSV_MAX ((size_t)24 << 20)
#define SETTLE_MS 10000 /* after that the answer comes, and the deals go on getting their rates */

/* clang-format off */
const struct gate currency_fixed = {
    "currency_fixed", "The organisation's currency is fixed: deals are kept in it.",
    { "Make a new database with the other currency, and import into it.",
      "Give values in other currencies as they are, and enter exchange rates for them." },
    "X-14", false,
};
/* clang-format on */

/* ---- showing ---- */

static void rate_json(struct buf *b, const void *row)
{
    record_json(b, &rate_record, row);
}

static bool to_buf(void *file, struct str piece)
{
    buf_add(file, piece);
    return !((struct buf *)file)->full;
}

static bool file_answer(struct req *q)
{
    struct buf b;
    buf_init(&b, q->c.arena, CSV_MAX);
    req_input_all_used(q);
    if (failed(&q->c))
        return false;
    if (rate_file_write(&q->c, to_buf, &b))
        return answer_file(q, "text/csv; charset=utf-8", STR("rates.csv"), buf_str(&b));
    return fail(&q->c, FAULT_TOO_LARGE, "too_large",
                STR("This is too much for one answer. Ask your administrator to run "
                    "counterpart rates --export."));
}

/* "Entered: 1 EUR = 1.0840 USD of 3 May 2017." after a form was sent. */
static bool note_fill(struct req *q, struct exchange_view *v)
{
    struct str text = input_text(&q->query, "entered");
    struct rate r;
    struct buf b;
    int64_t id;
    if (str_is(input_text(&q->query, "done"), "currency"))
        v->note = arena_printf(q->c.arena, "The organisation's currency is %s.", org()->currency);
    if (!text.n || !str_to_int(text, &id) || id < 1)
        return true;
    if (!record_get(&q->c, &rate_record, id, &r))
        return false;
    buf_init(&b, q->c.arena, 100);
    buf_printf(&b, "Entered: 1 %.*s = %.*s %.*s of ", STR_FMT(r.base), STR_FMT(r.rate),
               STR_FMT(r.currency));
    buf_day_long(&b, r.day);
    buf_char(&b, '.');
    v->note = buf_str(&b);
    return true;
}

static bool show(struct req *q)
{
    struct exchange_view *v = arena_new(q->c.arena, struct exchange_view);
    struct str format = input_text(&q->query, "format");
    if (str_is(format, "csv"))
        return file_answer(q);
    if (format.n)
        return bad_field(&q->c, STR("format"), "Only csv can be asked for.");
    if (!note_fill(q, v) || !exchange_view_fill(q, v))
        return false;
    req_input_all_used(q);
    return !failed(&q->c) && answer_view(q, exchange_page_page, NULL, v);
}

static bool list(struct req *q)
{
    return list_route(q, &rate_record, "rates", "No exchange rates yet.");
}

static bool show_one(struct req *q)
{
    struct rate *r = arena_new(q->c.arena, struct rate);
    req_input_all_used(q);
    return !failed(&q->c) && record_get(&q->c, &rate_record, q->ids[0], r)
           && answer_view(q, NULL, rate_json, r) && answer_version(q, r->version);
}

/* ---- the page again ---- */

static struct str error_of(const struct fault *fault, const char *field)
{
    for (const struct field_fault *f = fault->fields; f; f = f->next) {
        if (str_is(f->field, field))
            return f->sentence;
    }
    return STR_NONE;
}

/* v holds what was typed. */
static bool again(struct req *q, struct exchange_view *v)
{
    struct ctx *c = &q->c;
    struct fault fault = c->fault;
    if (q->api || (fault.kind != FAULT_BAD_INPUT && fault.kind != FAULT_TOO_LARGE))
        return false;
    fault_clear(c);
    if (!own_read_begin(q))
        return false;
    bool ok = exchange_view_fill(q, v);
    own_read_end(q);
    if (!ok)
        return false;
    c->fault = fault;
    return answer_again(q, exchange_page_page, v);
}

/* ---- by hand ---- */

static bool enter_job(struct ctx *c, void *rate)
{
    return rate_enter(c, rate);
}

static bool input_read(struct req *q, struct rate *r)
{
    struct field_set given;
    record_init(&rate_record, r);
    r->currency = arena_str(q->c.arena, str_of(org()->currency));
    r->day = instant_day(q->c.now);
    bool good = record_read(&q->c, &rate_record, &q->in, RECORD_CREATE, org()->currency, r, &given);
    req_input_all_used(q);
    if (!r->source.n)
        r->source = STR("by hand");
    return good && !failed(&q->c);
}

static bool enter_again(struct req *q)
{
    static const char *const names[] = { "base", "rate", "currency", "day" };
    struct exchange_view *v = arena_new(q->c.arena, struct exchange_view);
    for (size_t i = 0; i < COUNT(names); i++)
        v->typed.errors[i] = error_of(&q->c.fault, names[i]);
    v->typed.base = input_text(&q->in, "base");
    v->typed.rate = input_text(&q->in, "rate");
    v->typed.currency = input_text(&q->in, "currency");
    v->typed.day = input_text(&q->in, "day");
    return again(q, v);
}

static bool enter(struct req *q)
{
    struct rate *r = arena_new(q->c.arena, struct rate);
    if (!input_read(q, r) || !writer_call(q->store, &q->c, enter_job, r))
        return enter_again(q);
    exchange_begin(q->store);
    exchange_settle(SETTLE_MS);
    if (q->api)
        return answer_created(q, rate_json, r, "rates", r->id) && answer_version(q, r->version);
    return answer_go(q, "/rates?entered=%lld", (long long)r->id);
}

/* ---- from a file ---- */

void rate_file_json(struct buf *b, const void *view)
{
    const struct rate_file *f = view;
    buf_printf(b, "{\"read\":%zu,\"entered\":%lld,\"unchanged\":%lld,\"left_out\":[", f->n,
               (long long)f->entered, (long long)f->unchanged);
    for (size_t i = 0; i < f->n_left_out; i++) {
        const struct left_out *l = &f->left_out[i];
        buf_printf(b, "%s{\"what\":", i ? "," : "");
        buf_json_str(b, l->what);
        buf_lit(b, ",\"why\":");
        buf_json_str(b, l->why);
        buf_printf(b, ",\"lines\":%lld,\"first_line\":%zu}", (long long)l->n, l->first_line);
    }
    buf_lit(b, "]}");
}

static struct str file_text(struct req *q, struct str *source)
{
    struct input_item *item = input_find(&q->in, "file");
    *source = input_text(&q->in, "source");
    if (q->in.json)
        return input_text(&q->in, "csv");
    if (!item)
        return STR_NONE;
    item->used = true;
    if (!source->n)
        *source = item->filename;
    return item->text;
}

static bool file_read(struct req *q, struct rate_file *file)
{
    struct ctx *c = &q->c;
    struct str source, text = file_text(q, &source), base = input_text(&q->in, "base");
    req_input_all_used(q);
    if (source.n > 200)
        bad_field(c, STR("source"), "At most 200 characters.");
    if (!text.n)
        bad_field(c, q->in.json ? STR("csv") : STR("file"), "Give a CSV file.");
    return !failed(c) && rate_file_read(c, text, base, source.n ? source : STR("a file"), file);
}

static bool bring_again(struct req *q)
{
    struct exchange_view *v = arena_new(q->c.arena, struct exchange_view);
    v->file_base = input_text(&q->in, "base");
    v->base_error = error_of(&q->c.fault, "base");
    v->file_error = error_of(&q->c.fault, "file");
    if (!v->base_error.n && !v->file_error.n)
        v->file_error = q->c.fault.detail;
    return again(q, v);
}

static bool bring_show(struct req *q, const struct rate_file *file)
{
    struct exchange_view *v = arena_new(q->c.arena, struct exchange_view);
    v->file = file;
    v->left_out.p = file->left_out;
    v->left_out.n = file->n_left_out;
    if (!own_read_begin(q))
        return false;
    bool ok = exchange_view_fill(q, v);
    own_read_end(q);
    return ok && answer_view(q, exchange_page_page, NULL, v);
}

static bool bring(struct req *q)
{
    struct rate_file *file = arena_new(q->c.arena, struct rate_file);
    if (!file_read(q, file))
        return bring_again(q);
    if (!rate_file_store(&q->c, q->store, file))
        return false;
    exchange_begin(q->store);
    exchange_settle(SETTLE_MS);
    return q->api ? answer_view(q, NULL, rate_file_json, file) : bring_show(q, file);
}

/* ---- the organisation's currency ---- */

static void organisation_json(struct buf *b, const void *view)
{
    buf_lit(b, "{\"name\":");
    buf_json_str(b, str_of(org()->name));
    buf_printf(b, ",\"currency\":\"%s\",\"zone\":", (const char *)view);
    buf_json_str(b, str_of(org()->zone));
    buf_char(b, '}');
}

static bool organisation_show(struct req *q)
{
    req_input_all_used(q);
    return !failed(&q->c) && answer_view(q, NULL, organisation_json, org()->currency);
}

static bool currency_change(struct ctx *c, const char *code)
{
    bool some;
    if (!org_currency_hold(c))
        return false;
    if (strcmp(code, org()->currency) == 0)
        return true;
    return deals_exist(c, &some) && (!some || refuse(c, &currency_fixed, 0))
           && org_currency_set(c, code);
}

static bool organisation_change(struct req *q)
{
    char *code = arena_alloc(q->c.arena, 4);
    if (!rate_currency(str_trim(input_text(&q->in, "currency")), code))
        bad_field(&q->c, STR("currency"), "Give a currency code like USD.");
    req_input_all_used(q);
    if (failed(&q->c) || !currency_change(&q->c, code))
        return false;
    return q->api ? answer_view(q, NULL, organisation_json, code)
                  : answer_go(q, "/rates?done=currency");
}

/* clang-format off */
static const struct shape file_body[] = {
    { "csv", SHAPE_TEXT, .about = "The text of the file." },
    { "base", SHAPE_TEXT, OPTIONAL, .about = "For one unit of what, where the file does not say." },
    { "source", SHAPE_TEXT, OPTIONAL, .max = 200 }, { 0 },
};
static const struct shape left_out_shape[] = {
    { "what", SHAPE_TEXT }, { "why", SHAPE_TEXT }, { "lines", SHAPE_INT }, { "first_line", SHAPE_INT }, { 0 },
};
static const struct shape file_answer_shape[] = {
    { "read", SHAPE_INT }, { "entered", SHAPE_INT }, { "unchanged", SHAPE_INT },
    { "left_out", SHAPE_LIST, .of = left_out_shape }, { 0 },
};
static const struct shape currency_body[] = { { "currency", SHAPE_TEXT, .max = 3 }, { 0 } };
static const struct shape organisation_shape[] = {
    { "name", SHAPE_TEXT }, { "currency", SHAPE_TEXT }, { "zone", SHAPE_TEXT }, { 0 },
};
static const struct api api_bring = { "Enter the exchange rates of a file", NULL, file_body, file_answer_shape, .files = true };
static const struct api api_organisation = { "Read what is true of the whole organisation", .answer = organisation_shape };
static const struct api api_currency = { "Choose its currency, before the first deal", NULL, currency_body, organisation_shape };

static const struct route routes[] = {
    { METHOD_GET,   "/rates",        show,     READS, PAGE,       { "rate", "read" },   "X-14", 0 },
    { METHOD_GET,   "/rates",        list,     READS, API,        { "rate", "read" },   "X-14", 0, &api_list },
    { METHOD_POST,  "/rates",        enter,    OWN,   PAGE | API, { "rate", "create" }, "X-14", 0, &api_add },
    { METHOD_GET,   "/rates/{id}",   show_one, READS, API,        { "rate", "read" },   "X-14", 0, &api_show },
    { METHOD_POST,  "/rates/import", bring,    OWN,   PAGE | API, { "rate", "create" }, "X-14", UPLOAD_MAX, &api_bring },
    { METHOD_GET,   "/organisation", organisation_show,   READS,  API,  { "organisation", "read" },   "X-14", 0,
      &api_organisation },
    { METHOD_PATCH, "/organisation", organisation_change, WRITES, API,  { "organisation", "manage" }, "X-14", 0, &api_currency },
    { METHOD_POST,  "/organisation", organisation_change, WRITES, PAGE, { "organisation", "manage" }, "X-14", 0 },
};
static const struct grant grants[] = {
    { "rate",         "read",   ROLE_STAFF },
    { "rate",         "create", ROLE_ADMINISTRATOR },
    { "organisation", "read",   ROLE_STAFF },
    { "organisation", "manage", ROLE_ADMINISTRATOR },
};
/* clang-format on */

static const struct gate *const gates[] = { &currency_fixed };

const struct slice exchange_slice = {
    .name = "exchange",
    TABLE(routes, routes),
    TABLE(gates, gates),
    TABLE(grants, grants),
};
