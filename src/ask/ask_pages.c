/* SPDX-License-Identifier: Apache-2.0 */
#include "ask/ask_pages.h"
#include "ask/ask_show_pages.h"
#include "frame/openapi.h"
#include "frame/org.h"
#include "frame/people.h"
#include "promise/promise_pages.h"

#define LISTED_MAX 16

/* ---- JSON ---- */

static void promise_json(struct buf *b, const void *row)
{
    record_json(b, &promise_record, row);
}

static void condition_json(struct buf *b, const struct condition *k)
{
    buf_printf(b, "{\"id\":%lld,\"choice\":%lld,\"what\":", (long long)k->id,
               (long long)k->choice);
    buf_json_str(b, k->what);
    buf_printf(b, ",\"by\":\"%s\",\"kind\":\"%s\",\"due\":\"", promise_by_words[k->by].name,
               promise_kind_words[k->kind].name);
    buf_instant(b, k->due);
    buf_lit(b, "\",\"promise_id\":");
    if (k->promise_id)
        buf_int(b, k->promise_id);
    else
        buf_lit(b, "null");
    buf_char(b, '}');
}

static void one_json(struct buf *b, const void *view)
{
    const struct request_one *one = view;
    size_t at = b->n;
    record_json(b, &request_record, &one->r);
    if (b->n == at)
        return;
    b->n--; /* its brace */
    buf_lit(b, ",\"conditions\":[");
    for (size_t i = 0; i < one->conditions.n; i++) {
        if (i)
            buf_char(b, ',');
        condition_json(b, &one->conditions.p[i]);
    }
    buf_lit(b, "]}");
}

static void queue_json(struct buf *b, const void *view)
{
    const struct request_queue *v = view;
    buf_lit(b, "{\"items\":[");
    for (size_t i = 0; i < v->requests.n; i++) {
        if (i)
            buf_char(b, ',');
        record_json(b, &request_record, &v->requests.p[i]);
    }
    buf_printf(b, "],\"waiting\":%lld}", (long long)v->waiting);
}

static struct request_one *one_read(struct req *q)
{
    struct request_one *one = arena_new(q->c.arena, struct request_one);
    return request_get(&q->c, q->ids[0], &one->r)
                   && conditions_read(&q->c, q->ids[0], &one->conditions)
               ? one
               : NULL;
}

static bool answer_one(struct req *q, int64_t id)
{
    struct ctx *c = &q->c;
    struct request_one *one = arena_new(c->arena, struct request_one);
    if (!q->api)
        return answer_go(q, "/requests/%lld", (long long)id);
    return record_get_any(c, &request_record, id, &one->r)
           && conditions_read(c, id, &one->conditions) && answer_view(q, NULL, one_json, one)
           && answer_version(q, one->r.version);
}

/* ---- a promise ---- */

static bool promise_add(struct req *q)
{
    struct promise *p = arena_new(q->c.arena, struct promise);
    if (!promise_read(q, p) || !request_promise(&q->c, p))
        return false;
    return answer_created(q, promise_json, p, "promises", p->id) && answer_version(q, p->version);
}

static bool insist(struct req *q)
{
    struct ctx *c = &q->c;
    struct promise p;
    struct request r;
    if (!record_get(c, &promise_record, q->ids[0], &p))
        return false;
    struct str words = str_trim(input_text(&q->in, "words"));
    req_input_all_used(q);
    return !failed(c) && request_again(c, &p, words, &r) && answer_one(q, r.id);
}

/* ---- asking ---- */

/* On a page the deal stands in the path. */
static bool deal_from_path(struct req *q)
{
    struct deal d;
    if (q->api)
        return true;
    input_add(q->c.arena, &q->in, STR("deal_id"),
              arena_printf(q->c.arena, "%lld", (long long)q->ids[0]), INPUT_TEXT);
    return record_get(&q->c, &deal_record, q->ids[0], &d);
}

static bool add(struct req *q)
{
    struct ctx *c = &q->c;
    struct request r;
    struct field_set given;
    if (!deal_from_path(q))
        return false;
    record_init(&request_record, &r);
    promise_due_tidy(q, "wanted");
    promise_due_tidy(q, "deadline");
    bool good = record_read(c, &request_record, &q->in, RECORD_CREATE, org()->currency, &r, &given);
    req_input_all_used(q);
    if (!good || failed(c) || !request_make(c, &r, given))
        return !q->api && request_form_again(q);
    if (!q->api)
        return answer_go(q, "/deals/%lld#promises", (long long)r.deal_id);
    struct request_one *one = arena_new(c->arena, struct request_one);
    one->r = r;
    return answer_created(q, one_json, one, "requests", r.id) && answer_version(q, r.version);
}

static bool change(struct req *q)
{
    struct ctx *c = &q->c;
    struct request was, now;
    struct deal d;
    struct field_set given;
    if (!request_get(c, q->ids[0], &was) || !record_get(c, &deal_record, was.deal_id, &d))
        return false;
    now = was;
    promise_due_tidy(q, "wanted");
    promise_due_tidy(q, "deadline");
    bool good = record_read(c, &request_record, &q->in, RECORD_PATCH, org()->currency, &now,
                            &given);
    req_input_all_used(q);
    return good && !failed(c) && record_check_version(c, &request_record, &was, q->if_match)
           && request_change(c, &was, &now) && answer_one(q, now.id);
}

/* A team's own people see their team's; who sells, those of the deals he sees. */
static bool queue_fill(struct req *q, struct request_queue *v)
{
    struct ctx *c = &q->c;
    const struct person *me = person_find(c, c->viewer->id);
    struct str deal = input_text(&q->query, "deal_id"), show = input_text(&q->query, "show");
    struct deal d;
    int64_t deal_id = 0;
    if (deal.n && (!str_to_int(deal, &deal_id) || deal_id <= 0))
        return bad_field(c, STR("deal_id"), "Give the number of a deal.");
    req_input_all_used(q);
    if (failed(c))
        return false;
    v->all = str_is(show, "all");
    if (deal_id)
        return record_get(c, &deal_record, deal_id, &d)
               && requests_read(c, deal_id, &v->requests);
    if (me && me->team_id) {
        v->team = record_title(c, record_named("team"), me->team_id);
        return request_rows(c, (struct request_range){ me->team_id, !v->all, 0 }, &v->requests)
               && request_waiting_count(c, me->team_id, &v->waiting);
    }
    return requests_seen(c, !v->all, &v->requests);
}

static bool queue(struct req *q)
{
    struct request_queue *v = arena_new(q->c.arena, struct request_queue);
    if (!queue_fill(q, v))
        return false;
    if (!v->team.n) {
        for (size_t i = 0; i < v->requests.n; i++)
            v->waiting += v->requests.p[i].answer == ASK_WAITS;
    }
    return q->api ? answer_view(q, NULL, queue_json, v) : request_queue_show(q, v);
}

static bool show(struct req *q)
{
    struct request_one *one = one_read(q);
    req_input_all_used(q);
    if (!one || failed(&q->c))
        return false;
    if (!q->api)
        return request_show(q, one);
    return answer_view(q, NULL, one_json, one) && answer_version(q, one->r.version);
}

/* ---- answering ---- */

static bool word_read(struct req *q, const char *name, const struct word *words, int usual,
                      int *out)
{
    struct str text = str_trim(input_text(&q->in, name));
    *out = usual;
    if (!text.n)
        return true;
    for (int i = 0; words[i].name; i++) {
        if (str_is(text, words[i].name)) {
            *out = i;
            return true;
        }
    }
    return bad_field(&q->c, str_of(name), "This is none of the words that can stand here.");
}

static const char *part(struct req *q, const char *list, size_t i, const char *member)
{
    return arena_cstr(q->c.arena, arena_printf(q->c.arena, "%s.%zu.%s", list, i, member));
}

/* False when there is no such row; a row of a form that was left empty is none. */
static bool row_read(struct req *q, const char *list, size_t i, int kind, struct condition *k)
{
    struct str what = str_trim(input_text(&q->in, part(q, list, i, "what")));
    const char *due_name = part(q, list, i, "due");
    struct str due = str_trim(input_text(&q->in, due_name));
    *k = (struct condition){ .what = what, .due = INSTANT_NONE };
    word_read(q, part(q, list, i, "by"), promise_by_words, BY_US, &k->by);
    word_read(q, part(q, list, i, "kind"), promise_kind_words, kind, &k->kind);
    if (!what.n && !due.n)
        return false;
    if (!promise_due_read(&q->c, due_name, due, &k->due))
        return true;
    return true;
}

static bool rows_read(struct req *q, const struct request *r, struct conditions *out)
{
    out->p = arena_array(q->c.arena, struct condition, 2 * LISTED_MAX);
    out->n = 0;
    for (size_t i = 0; i < LISTED_MAX; i++) {
        if (row_read(q, "conditions", i, PROMISE_INPUT, &out->p[out->n]))
            out->n++;
    }
    for (size_t i = 0; i < LISTED_MAX; i++) {
        if (row_read(q, "choices", i, r->kind, &out->p[out->n])) {
            out->p[out->n].choice = (int64_t)i + 1;
            out->n++;
        }
    }
    return !failed(&q->c);
}

static bool answer(struct req *q)
{
    struct ctx *c = &q->c;
    struct request r;
    struct conditions with;
    bool ours;
    int said;
    if (!request_get(c, q->ids[0], &r) || !works_in(c, r.team_id, &ours))
        return false;
    if (!ours)
        return fail(c, FAULT_NOT_ALLOWED, "not_allowed",
                    STR("Only the team that was asked answers."));
    word_read(q, "answer", ask_answer_words, ASK_WAITS, &said);
    struct str words = str_trim(input_text(&q->in, "words"));
    rows_read(q, &r, &with);
    req_input_all_used(q);
    return !failed(c) && record_check_version(c, &request_record, &r, q->if_match)
           && request_answer(c, &r, said, words, &with) && answer_one(q, r.id);
}

static bool number(struct req *q, const char *name, bool needed, int64_t *out)
{
    struct str text = str_trim(input_text(&q->in, name));
    *out = 0;
    if (!text.n && !needed)
        return true;
    return (str_to_int(text, out) && *out > 0)
           || bad_field(&q->c, str_of(name), "Give its number.");
}

static bool selling_read(struct req *q, struct request *r)
{
    struct deal d;
    return request_get(&q->c, q->ids[0], r) && record_get(&q->c, &deal_record, r->deal_id, &d);
}

static bool agree(struct req *q)
{
    struct request r;
    int64_t touch_id;
    if (!selling_read(q, &r))
        return false;
    number(q, "touch_id", false, &touch_id);
    req_input_all_used(q);
    return !failed(&q->c) && request_agree(&q->c, &r, touch_id) && answer_one(q, r.id);
}

static bool choose(struct req *q)
{
    struct request r;
    struct promise now;
    int64_t touch_id, choice;
    if (!selling_read(q, &r))
        return false;
    number(q, "touch_id", false, &touch_id);
    number(q, "choice", true, &choice);
    req_input_all_used(q);
    return !failed(&q->c) && request_choose(&q->c, &r, choice, touch_id, &now)
           && answer_one(q, r.id);
}

static bool rate(struct req *q)
{
    struct ctx *c = &q->c;
    struct request r;
    bool ours;
    if (!request_get(c, q->ids[0], &r) || !works_in(c, r.team_id, &ours))
        return false;
    if (!ours)
        return fail(c, FAULT_NOT_ALLOWED, "not_allowed",
                    STR("Only the team that was asked rates."));
    if (number(q, "rating", true, &r.rating) && r.rating > 5)
        bad_field(c, STR("rating"), "Give 1 to 5.");
    r.rating_words = str_trim(input_text(&q->in, "words"));
    if (r.rating_words.n > 300)
        bad_field(c, STR("words"), "At most 300 characters.");
    req_input_all_used(q);
    return !failed(c) && record_update(c, &request_record, &r) && answer_one(q, r.id);
}

/* ---- load ---- */

static void load_json(struct buf *b, const void *view)
{
    const struct load_view *v = view;
    buf_lit(b, "{\"items\":[");
    for (size_t i = 0; i < v->loads.n; i++) {
        const struct request_load *l = &v->loads.p[i];
        buf_printf(b, "%s{\"user_id\":%lld,\"name\":", i ? "," : "", (long long)l->user_id);
        buf_json_str(b, l->name);
        buf_printf(b,
                   ",\"asked\":%lld,\"rush\":%lld,\"changed\":%lld,\"after_promise\":%lld,"
                   "\"late\":%lld,\"rated\":%lld,\"rating_sum\":%lld}",
                   (long long)l->asked, (long long)l->rush, (long long)l->changed,
                   (long long)l->after_promise, (long long)l->late, (long long)l->rated,
                   (long long)l->rating_sum);
    }
    buf_lit(b, "]}");
}

static bool load(struct req *q)
{
    struct ctx *c = &q->c;
    struct load_view *v = arena_new(c->arena, struct load_view);
    bool good = promise_period(q, &v->when);
    req_input_all_used(q);
    if (!good || failed(c)
        || !request_loads_read(c, day_start(v->when.from),
                               day_start((struct day){ v->when.to.n + 1 }), &v->loads))
        return false;
    for (size_t i = 0; i < v->loads.n; i++)
        v->loads.p[i].name = person_name(c, v->loads.p[i].user_id);
    return q->api ? answer_view(q, NULL, load_json, v) : request_load_show(q, v);
}

/* clang-format off */
static const struct shape condition_shape[] = {
    { "id", SHAPE_ID }, { "choice", SHAPE_INT, .about = "0: a condition of the answer; else the number of a choice." },
    { "what", SHAPE_TEXT }, { "by", SHAPE_WORD, .words = "us buyer" }, { "kind", SHAPE_TEXT }, { "due", SHAPE_INSTANT },
    { "promise_id", SHAPE_ID, NULLABLE, .about = "What became of it." }, { 0 },
};
static const struct shape one_shape[] = {
    { .kind = SHAPE_FIELDS, .record = "request" }, { "conditions", SHAPE_LIST, .of = condition_shape }, { 0 },
};
static const struct shape queue_query[] = {
    { "deal_id", SHAPE_ID, OPTIONAL }, { "show", SHAPE_WORD, OPTIONAL, .words = "waiting all" }, { 0 },
};
static const struct shape queue_shape[] = {
    { "items", SHAPE_LIST, .record = "request" }, { "waiting", SHAPE_INT }, { 0 },
};
static const struct shape told[] = {
    { "what", SHAPE_TEXT }, { "by", SHAPE_WORD, OPTIONAL, .words = "us buyer" }, { "kind", SHAPE_TEXT, OPTIONAL },
    { "due", SHAPE_WHEN }, { 0 },
};
static const struct shape answer_body[] = {
    { "answer", SHAPE_WORD, .words = "yes no yes_if" }, { "words", SHAPE_TEXT, OPTIONAL },
    { "conditions", SHAPE_LIST, OPTIONAL, .of = told, .about = "Of a yes_if." },
    { "choices", SHAPE_LIST, OPTIONAL, .of = told, .about = "What else the team can do." }, { 0 },
};
static const struct shape add_body[] = { { .kind = SHAPE_CREATE, .record = "request" }, { 0 } };
static const struct shape change_body[] = { { .kind = SHAPE_CHANGE, .record = "request" }, { 0 } };
static const struct shape agree_body[] = { { "touch_id", SHAPE_ID, OPTIONAL }, { 0 } };
static const struct shape choose_body[] = { { "choice", SHAPE_INT }, { "touch_id", SHAPE_ID, OPTIONAL }, { 0 } };
static const struct shape rate_body[] = { { "rating", SHAPE_INT, .max = 5 }, { "words", SHAPE_TEXT, OPTIONAL }, { 0 } };
static const struct shape insist_body[] = { { "words", SHAPE_TEXT, OPTIONAL }, { 0 } };
static const struct shape load_query[] = { { "from", SHAPE_DAY, OPTIONAL }, { "to", SHAPE_DAY, OPTIONAL }, { 0 } };
static const struct shape load_row[] = {
    { "user_id", SHAPE_ID }, { "name", SHAPE_TEXT }, { "asked", SHAPE_INT }, { "rush", SHAPE_INT }, { "changed", SHAPE_INT },
    { "after_promise", SHAPE_INT }, { "late", SHAPE_INT }, { "rated", SHAPE_INT }, { "rating_sum", SHAPE_INT }, { 0 },
};
static const struct shape load_shape[] = { { "items", SHAPE_LIST, .of = load_row }, { 0 } };
static const struct shape make_body[] = { { .kind = SHAPE_CREATE, .record = "promise" }, { 0 } };
static const struct shape make_shape[] = { { .kind = SHAPE_ROW, .record = "promise" }, { 0 } };
static const struct api api_make = { "Make a promise", NULL, make_body, make_shape, .status = 201, .versioned = true };
static const struct api api_queue = { "List requests to teams", queue_query, NULL, queue_shape };
static const struct api api_one = { "Read a request to a team", NULL, NULL, one_shape, .versioned = true };
static const struct api api_ask = { "Ask a team before it is promised", NULL, add_body, one_shape, 201, true };
static const struct api api_changes = { "Change a request, which asks again", NULL, change_body, one_shape, 0, true };
static const struct api api_answer = { "Answer a request for the team", NULL, answer_body, one_shape, .versioned = true };
static const struct api api_agree = { "Promise the conditions of a yes_if", NULL, agree_body, one_shape, .versioned = true };
static const struct api api_choose = { "Take one of the team's choices", NULL, choose_body, one_shape, .versioned = true };
static const struct api api_rate = { "Rate a request for the team", NULL, rate_body, one_shape, .versioned = true };
static const struct api api_insist = { "Ask the team again for the agreed time", NULL, insist_body, one_shape, 0, true };
static const struct api api_load = { "What each person asked of the teams", load_query, NULL, load_shape };

const struct route ask_routes[ASK_ROUTES] = {
    { METHOD_POST,  "/promises",             promise_add, WRITES, API,        { "promise", "create" }, "S0-12", 0, &api_make },
    { METHOD_POST,  "/promises/{id}/insist", insist,      WRITES, PAGE | API, { "promise", "create" }, "S3-29", 0, &api_insist },
    { METHOD_GET,   "/requests",             queue,       READS,  PAGE | API, { "request", "read" },   "S0-13", 0, &api_queue },
    { METHOD_POST,  "/requests",             add,         WRITES, API,        { "request", "create" }, "S3-63", 0, &api_ask },
    { METHOD_GET,   "/requests/load",        load,        READS,  PAGE | API, { "request", "load" },   "S3-62", 0, &api_load },
    { METHOD_GET,   "/requests/{id}",        show,        READS,  PAGE | API, { "request", "read" },   "S3-63", 0, &api_one },
    { METHOD_GET,   "/deals/{id}/ask",       request_form_show, READS, PAGE, { "request", "create" }, "S3-63", 0 },
    { METHOD_POST,  "/deals/{id}/ask",       add,         WRITES, PAGE,       { "request", "create" }, "S3-63", 0 },
    { METHOD_PATCH, "/requests/{id}",        change,      WRITES, API,        { "request", "create" }, "S3-62", 0, &api_changes },
    { METHOD_POST,  "/requests/{id}/answer", answer,      WRITES, PAGE | API, { "request", "read" },   "S3-61", 0, &api_answer },
    { METHOD_POST,  "/requests/{id}/agree",  agree,       WRITES, PAGE | API, { "request", "create" }, "S3-61", 0, &api_agree },
    { METHOD_POST,  "/requests/{id}/choose", choose,      WRITES, PAGE | API, { "request", "create" }, "S3-29", 0, &api_choose },
    { METHOD_POST,  "/requests/{id}/rate",   rate,        WRITES, PAGE | API, { "request", "read" },   "S3-62", 0, &api_rate },
};
const struct grant ask_grants[ASK_GRANTS] = {
    { "request", "read",   ROLE_STAFF },
    { "request", "create", ROLE_SALES },
    { "request", "load",   ROLE_MANAGER | ROLE_EXECUTIVE | ROLE_SUPPORT },
};
/* clang-format on */
