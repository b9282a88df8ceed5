/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>

#include "base/log.h"
#include "frame/app.h"
#include "frame/openapi.h"
#include "frame/record_pages.h"
#include "frame/shape.h"

#define DOCUMENT_MAX ((size_t)4 << 20)
#define API_PREFIX "/api/v1"

static const char *const methods[] = { "get", "post", "patch", "put", "delete" };

/* clang-format off */
static const struct {
    handler_fn *handler;
    const struct api *api;
} known[] = {
    { record_index, &api_list }, { record_add, &api_add }, { record_show, &api_show },
    { record_change, &api_change }, { record_history, &api_history },
};

/* ---- what goes wrong ---- */

static const struct shape blamed[] = { { "field", SHAPE_TEXT }, { "detail", SHAPE_TEXT }, { 0 } };
static const struct shape problem[] = {
    { "type", SHAPE_TEXT }, { "title", SHAPE_TEXT }, { "status", SHAPE_INT },
    { "code", SHAPE_TEXT, .about = "Stable: for programs." },
    { "detail", SHAPE_TEXT, .about = "A sentence for people." },
    { "next", SHAPE_TEXTS, .about = "What may be done instead." },
    { "errors", SHAPE_LIST, OPTIONAL, blamed, .about = "What is wrong with which member, all at once." },
    { "current", SHAPE_ANY, OPTIONAL, .about = "412: what stands now." },
    { "sent_version", SHAPE_INT, OPTIONAL, .about = "412: what If-Match said." },
    { "request_id", SHAPE_TEXT },
    { "highest_allowed", SHAPE_INT, OPTIONAL, .about = "Of presumptions_open: the highest probability." },
    { "earliest", SHAPE_INSTANT, OPTIONAL, .about = "Of contact_too_soon and channel_preference: from when on." },
    { 0 },
};

enum trait { ANY = 1, KEY = 2, WRITE = 4, VERSION = 8, SLOW = 16 };
static const struct {
    const char *status, *name;
    unsigned when;
    const char *what;
} problems[] = {
    { "400", "BadRequest", ANY,    "The request could not be read." },
    { "401", "SignIn", KEY,        "No key was sent, or it is not known." },
    { "403", "NotAllowed", KEY,    "The key's user may not do this." },
    { "404", "NotFound", ANY,      "It is not there, or not for his eyes." },
    { "409", "Refused", WRITE,     "Refused by a rule, whose code it carries, or already taken." },
    { "412", "Stale", VERSION,     "Changed by somebody else since; with what stands now." },
    { "413", "TooLarge", WRITE,    "More than is taken here." },
    { "415", "ContentType", WRITE, "Not a kind of body that is understood." },
    { "422", "BadInput", ANY,      "Readable, but wrong: a sentence for each member." },
    { "429", "TooMany", SLOW,      "Too much at once. Try again later." },
    { "503", "Busy", ANY,          "Busy, or it took too long. Try again." },
    { "507", "Full", WRITE,        "No room on the disk. Nothing was changed." },
    { "default", "Problem", ANY,   "Anything else that goes wrong." },
};
/* clang-format on */

static const struct api *api_of(const struct route *route)
{
    for (size_t i = 0; !route->api && i < COUNT(known); i++) {
        if (route->handler == known[i].handler)
            return known[i].api;
    }
    return route->api;
}

static unsigned traits_of(const struct route *route, const struct api *api)
{
    bool writes = route->method != METHOD_GET;
    unsigned traits = ANY;

    traits |= route->doors & OPEN ? 0 : KEY;
    traits |= writes ? WRITE : 0;
    traits |= writes && api->versioned && api->status != 201 ? VERSION : 0;
    traits |= route->mode == OWN ? SLOW : 0;
    return traits;
}

/* ---- a path ---- */

/* What stands in a route's path in braces, by its name in the document. */
struct holes {
    const char *id[2], *word[2];
    size_t ids, words;
};

static struct holes holes_of(const struct route *route)
{
    const struct api *api = api_of(route);
    return (struct holes){ { "id", "id2" }, { api && api->word ? api->word : "word", "word2" } };
}

/* "/api/v1/deals/{id}", "/api/v1/export/{record}" */
static struct str path_of(struct arena *a, const struct route *route)
{
    struct holes holes = holes_of(route);
    struct str rest = str_of(route->path + 1);
    struct buf b;

    buf_init(&b, a, 500);
    buf_add(&b, route->doors & API ? STR(API_PREFIX) : STR_NONE);
    while (rest.n) {
        struct str part = str_split(rest, '/', &rest);
        if (str_is(part, "{id}"))
            buf_printf(&b, "/{%s}", holes.id[holes.ids++]);
        else if (str_is(part, "{word}"))
            buf_printf(&b, "/{%s}", holes.word[holes.words++]);
        else
            buf_printf(&b, "/%.*s", STR_FMT(part));
    }
    return buf_str(&b);
}

static void id_parameter(struct buf *b, const char *name)
{
    buf_json_lit(b, "{'in':'path','required':true,'schema':{'type':'integer','minimum':1}");
    buf_json_member(b, "name", name);
    buf_lit(b, "},");
}

static void word_parameter(struct buf *b, const char *name, const char *words)
{
    struct str rest = str_of(words);

    buf_json_lit(b, "{'in':'path','required':true");
    buf_json_member(b, "name", name);
    buf_json_lit(b, ",'schema':{'type':'string'");
    buf_json_lit(b, words ? ",'enum':[" : ",'pattern':'^[a-z0-9_-]+$'");
    for (const char *comma = ""; rest.n; comma = ",") {
        buf_add(b, str_of(comma));
        buf_json_str(b, str_split(rest, ' ', &rest));
    }
    buf_add(b, words ? STR("]}},") : STR("}},"));
}

static void path_parameters(struct buf *b, const struct route *route, const struct api *api)
{
    struct holes holes = holes_of(route);

    for (const char *at = route->path; (at = strchr(at, '{')); at++) {
        if (strncmp(at, "{id}", 4) == 0)
            id_parameter(b, holes.id[holes.ids++]);
        else if (holes.words++ == 0)
            word_parameter(b, holes.word[0], api->words);
        else
            word_parameter(b, holes.word[1], NULL);
    }
}

/* Each ends with a comma; the last one is taken back. */
static void parameters_write(struct buf *b, const struct route *route, const struct api *api,
                             const struct record *r)
{
    buf_json_lit(b, ",'parameters':[");
    path_parameters(b, route, api);
    if (api->query)
        shape_parameters(b, api->query, r);
    if (route->method == METHOD_POST && !(route->doors & OPEN))
        buf_json_lit(b, "{'$ref':'#/components/parameters/IdempotencyKey'},");
    if (traits_of(route, api) & VERSION)
        buf_json_lit(b, "{'$ref':'#/components/parameters/IfMatch'},");
    if (route->method == METHOD_GET && api->versioned)
        buf_json_lit(b, "{'$ref':'#/components/parameters/IfNoneMatch'},");
    b->n -= b->p[b->n - 1] == ',';
    buf_char(b, ']');
}

/* ---- an operation ---- */

/* "post_deals_id_stage" */
static void operation_id(struct buf *b, const struct route *route)
{
    struct str path = path_of(b->arena, route);

    buf_add(b, str_of(methods[route->method]));
    path = str_cut(path, route->doors & API ? strlen(API_PREFIX) : 0, path.n);
    for (const char *p = path.p; p < path.p + path.n; p++) {
        if (*p == '/' || *p == '-' || *p == '.')
            buf_char(b, '_');
        else if (*p != '{' && *p != '}')
            buf_char(b, *p);
    }
}

static void summary_write(struct buf *b, const char *summary, const struct record *r)
{
    struct str tail, head = str_split(str_of(summary), '%', &tail);
    const char *plural = r && head.n < strlen(summary) ? r->plural : "";

    buf_json_member(b, "summary",
                    arena_cstr(b->arena, arena_printf(b->arena, "%.*s%s%.*s", STR_FMT(head),
                                                      plural, STR_FMT(tail))));
}

/* "For rep, manager (deal:read)." */
static void right_write(struct buf *b, const struct route *route)
{
    const struct right *right = &route->right;
    const char *comma = "";

    if (route->doors & OPEN) {
        buf_json_lit(b, ",'security':[],'description':'Needs no key.'");
        return;
    }
    buf_json_lit(b, ",'description':'For ");
    for (const struct bit_name *role = role_names; role->name; role++) {
        if (!may(role->bit, right->record, right->action))
            continue;
        buf_printf(b, "%s%s", comma, role->name);
        comma = ", ";
    }
    buf_printf(b, " (%s:%s).\"", right->record, right->action);
}

static bool body_is_required(const struct shape *rows)
{
    bool needed = false;

    for (; rows->kind; rows++)
        needed |= rows->kind != SHAPE_CHANGE && !(rows->flags & (OPTIONAL | PATTERN));
    return needed;
}

static void body_write(struct buf *b, const struct api *api, const struct record *r)
{
    if (!api->body)
        return;
    buf_json_lit(b, ",'requestBody':{");
    if (body_is_required(api->body))
        buf_json_lit(b, "'required':true,");
    buf_json_lit(b, "'content':{'application/json':{'schema':");
    shape_schema(b, api->body, r, true);
    if (api->files)
        buf_json_lit(b, "},'multipart/form-data':{'schema':{'type':'object'}");
    buf_json_lit(b, "}}}");
}

static void content_write(struct buf *b, const struct api *api, const struct record *r)
{
    buf_json_lit(b, ",'content':{");
    if (api->answer) {
        buf_json_lit(b, "'application/json':{'schema':");
        shape_schema(b, api->answer, r, false);
        buf_char(b, '}');
    }
    if (api->also)
        buf_printf(b, "%s\"%s\":{\"schema\":{\"type\":\"string\"}}", api->answer ? "," : "",
                   api->also);
    buf_char(b, '}');
}

static void success_write(struct buf *b, const struct route *route, const struct api *api,
                          const struct record *r)
{
    int status = api->status ? api->status : 200;

    buf_printf(b, "\"%d\":{\"description\":\"%s\"", status, status == 201 ? "Made." : "Done.");
    if (api->answer || api->also)
        content_write(b, api, r);
    if (status == 201 || api->versioned) {
        buf_json_lit(b, ",'headers':{");
        if (status == 201)
            buf_json_lit(b, "'Location':{'$ref':'#/components/headers/Location'}");
        if (status == 201 && api->versioned)
            buf_char(b, ',');
        if (api->versioned)
            buf_json_lit(b, "'ETag':{'$ref':'#/components/headers/ETag'}");
        buf_char(b, '}');
    }
    buf_lit(b, "},");
    if (route->method == METHOD_GET && api->versioned)
        buf_json_lit(b, "'304':{'description':'You have it already.'},");
}

static void responses_write(struct buf *b, const struct route *route, const struct api *api,
                            const struct record *r)
{
    unsigned traits = traits_of(route, api);

    buf_json_lit(b, ",'responses':{");
    if (api->status != 409) /* always refused */
        success_write(b, route, api, r);
    for (size_t i = 0; i < COUNT(problems); i++) {
        if (traits & problems[i].when)
            buf_printf(b, "\"%s\":{\"$ref\":\"#/components/responses/%s\"},", problems[i].status,
                       problems[i].name);
    }
    b->n--;
    buf_char(b, '}');
}

static void operation_write(struct buf *b, const struct slice *slice, const struct route *route)
{
    static const struct api unsaid = { "" };
    const struct api *api = api_of(route) ? api_of(route) : &unsaid;
    const struct record *r = route->right.record ? record_named(route->right.record) : NULL;

    buf_printf(b, "\"%s\":{\"operationId\":\"", methods[route->method]);
    operation_id(b, route);
    buf_printf(b, "\",\"tags\":[\"%s\"]", slice->name);
    summary_write(b, api->summary, r);
    right_write(b, route);
    parameters_write(b, route, api, r);
    body_write(b, api, r);
    responses_write(b, route, api, r);
    buf_char(b, '}');
}

/* ---- the document ---- */

static const struct route *route_at(size_t i, size_t j)
{
    const struct route *route = &slices[i]->routes[j];
    return route->doors & (API | PLAIN) ? route : NULL;
}

static bool same_path(struct arena *a, const struct route *route, const struct route *other)
{
    struct arena_mark mark = arena_mark(a);
    bool same = other && str_same(path_of(a, route), path_of(a, other));
    arena_rewind(a, mark);
    return same;
}

/* Whether a route that stands earlier in the tables has written this path. */
static bool is_written(struct arena *a, size_t slice, size_t n, const struct route *route)
{
    for (size_t i = 0; i <= slice; i++) {
        for (size_t j = 0; j < (i < slice ? slices[i]->n_routes : n); j++) {
            if (same_path(a, route, route_at(i, j)))
                return true;
        }
    }
    return false;
}

static void path_write(struct buf *b, const struct route *route)
{
    const char *comma = "";

    buf_json_str(b, path_of(b->arena, route));
    buf_lit(b, ":{");
    for (size_t i = 0; i < n_slices; i++) {
        for (size_t j = 0; j < slices[i]->n_routes; j++) {
            if (!same_path(b->arena, route, route_at(i, j)))
                continue;
            buf_add(b, str_of(comma));
            operation_write(b, slices[i], route_at(i, j));
            comma = ",";
        }
    }
    buf_char(b, '}');
}

static void paths_write(struct buf *b)
{
    const char *comma = "";

    buf_json_lit(b, ",'paths':{");
    for (size_t i = 0; i < n_slices; i++) {
        for (size_t j = 0; j < slices[i]->n_routes; j++) {
            const struct route *route = route_at(i, j);
            if (!route || is_written(b->arena, i, j, route))
                continue;
            buf_add(b, str_of(comma));
            path_write(b, route);
            comma = ",";
        }
    }
    buf_char(b, '}');
}

static bool is_referred_to(const struct buf *b, struct str component)
{
    struct str ref = arena_printf(b->arena, "\"#/components/schemas/%.*s\"", STR_FMT(component));
    return memmem(b->p, b->n, ref.p, ref.n) != NULL;
}

/* Pages first: they refer to their rows. */
static void schemas_of(struct buf *b, const struct record *r)
{
    static const enum shape_kind all[] = { SHAPE_PAGE, SHAPE_CREATE, SHAPE_CHANGE, SHAPE_ROW };

    for (size_t i = 0; i < COUNT(all); i++) {
        struct str name = record_component(b->arena, r, all[i]);
        if (!is_referred_to(b, name))
            continue;
        buf_printf(b, ",\"%.*s\":", STR_FMT(name));
        record_schema(b, r, all[i]);
    }
}

static void schemas_write(struct buf *b)
{
    buf_json_lit(b, "'schemas':{'Problem':");
    shape_schema(b, problem, NULL, false);
    buf_char(b, ',');
    money_schemas(b);
    for (size_t i = 0; i < n_slices; i++) {
        for (size_t j = 0; j < slices[i]->n_records; j++)
            schemas_of(b, slices[i]->records[j]);
    }
    buf_char(b, '}');
}

/* "next_step_required: An open deal always has a next step with a date." */
static struct str refusals(struct arena *a)
{
    struct buf b;

    buf_init(&b, a, 1 << 16);
    for (size_t i = 0; i < n_slices; i++) {
        for (size_t j = 0; j < slices[i]->n_gates; j++)
            buf_printf(&b, " %s: %s", slices[i]->gates[j]->code, slices[i]->gates[j]->sentence);
    }
    return buf_str(&b);
}

static void problems_write(struct buf *b)
{
    buf_json_lit(b, ",'responses':{");
    for (size_t i = 0; i < COUNT(problems); i++) {
        struct str more = problems[i].when == WRITE && strcmp(problems[i].status, "409") == 0
                              ? refusals(b->arena)
                              : STR_NONE;
        buf_printf(b, "%s\"%s\":{\"description\":", i ? "," : "", problems[i].name);
        buf_json_str(b, arena_printf(b->arena, "%s%.*s", problems[i].what, STR_FMT(more)));
        buf_json_lit(b, ",'content':{'application/problem+json':{'schema':"
                        "{'$ref':'#/components/schemas/Problem'}}}}");
    }
    buf_char(b, '}');
}

static void headers_write(struct buf *b)
{
    buf_json_lit(b, ",'parameters':{'IdempotencyKey':{'name':'Idempotency-Key','in':'header',"
                    "'description':'Makes a repeat harmless for a day: it is answered as the first "
                    "was, or with 409 idempotency_key_busy while that is under way.',"
                    "'schema':{'type':'string','maxLength':200}},"
                    "'IfMatch':{'name':'If-Match','in':'header','description':'The version that "
                    "was read; one that is behind is answered 412.','schema':{'type':'string'}},"
                    "'IfNoneMatch':{'name':'If-None-Match','in':'header','description':'The ETag "
                    "of what one has.','schema':{'type':'string'}}},");
    buf_json_lit(b, "'headers':{'ETag':{'description':'The version, in quotes.','required':true,"
                    "'schema':{'type':'string'}},'Location':{'description':'Where it stands.',"
                    "'required':true,'schema':{'type':'string'}}},"
                    "'securitySchemes':{'key':{'type':'http','scheme':'bearer','description':"
                    "'An API key; it may do what its user may do.'}}}");
}

static void document_write(struct buf *b)
{
    buf_json_lit(b, "{'openapi':'3.1.0','info':{'title':'Counterpart','version':'");
    buf_lit(b, COUNTERPART_VERSION);
    buf_json_lit(b, "','summary':'A CRM for both sides of a sale.','description':'A query string "
                    "or body with anything that is not named here is refused; answers may gain "
                    "members. An empty text in a body clears like null.','license':{"
                    "'name':'Apache License 2.0','identifier':'Apache-2.0'}},"
                    "'servers':[{'url':'/'}],'security':[{'key':[]}]");
    paths_write(b);
    buf_json_lit(b, ",'components':{");
    schemas_write(b);
    problems_write(b);
    headers_write(b);
    buf_char(b, '}');
}

/* ---- GET /api/openapi.json ---- */

static struct str document;
static pthread_once_t made = PTHREAD_ONCE_INIT;

static void make(void)
{
    static struct arena process;
    struct buf b;

    arena_init(&process, 4 * DOCUMENT_MAX);
    buf_init(&b, &process, DOCUMENT_MAX);
    document_write(&b);
    if (b.full)
        die("the document of the API is too long");
    document = buf_str(&b);
}

static bool show(struct req *q)
{
    pthread_once(&made, make);
    req_input_all_used(q);
    return !failed(&q->c) && answer_json_text(q, 200, document)
           && answer_version(q, (int64_t)(str_hash(document) >> 1));
}

/* clang-format off */
static const struct shape any[] = { { .kind = SHAPE_ANY }, { 0 } };
static const struct api api_document = { "Read this document", .answer = any, .versioned = true };

static const struct route routes[] = {
    { METHOD_GET, "/api/openapi.json", show, READS, PLAIN | OPEN, { 0 }, NULL, 0, &api_document },
};
/* clang-format on */

const struct slice openapi_slice = { .name = "openapi", TABLE(routes, routes) };
