/* SPDX-License-Identifier: Apache-2.0 */
#include "web_impl.h"

bool answer_view(struct req *q, page_fn *page, json_fn *json, const void *view)
{
    q->answer.status = 200;
    q->answer.page = page;
    q->answer.json = json;
    q->answer.view = view;
    return true;
}

bool answer_version(struct req *q, int64_t version)
{
    q->answer.version = version;
    return true;
}

bool answer_created(struct req *q, json_fn *json, const void *view, const char *plural, int64_t id)
{
    q->answer.status = q->api ? 201 : 303;
    q->answer.json = json;
    q->answer.view = view;
    q->answer.location =
        arena_printf(q->c.arena, "%s/%s/%lld", q->api ? "/api/v1" : "", plural, (long long)id);
    return true;
}

bool answer_go(struct req *q, const char *format, ...)
{
    char text[2000];
    va_list args;

    q->answer.status = 204;
    if (q->api)
        return true;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= sizeof text)
        return broken(&q->c, "a redirect of %d bytes", n);
    q->answer.status = 303;
    q->answer.location = arena_str(q->c.arena, (struct str){ text, (size_t)n });
    return true;
}

bool answer_file(struct req *q, const char *type, struct str filename, struct str bytes)
{
    q->answer.status = 200;
    q->answer.bytes_type = type;
    q->answer.filename = filename;
    q->answer.bytes = bytes;
    return true;
}

bool answer_json_text(struct req *q, int status, struct str json)
{
    q->answer.status = status;
    q->answer.bytes_type = "application/json";
    q->answer.bytes = json;
    return true;
}

bool answer_again(struct req *q, page_fn *page, const void *view)
{
    if (!failed(&q->c))
        return broken(&q->c, "a page shown again without a fault");
    q->answer.again = true;
    q->answer.page = page;
    q->answer.view = view;
    return false;
}

void answer_cookie(struct req *q, struct str header_value)
{
    struct str *slot = &q->answer.set_cookie[q->answer.set_cookie[0].n ? 1 : 0];

    assert(slot->n == 0);
    *slot = header_value;
}

void answer_current(struct req *q, json_fn *json)
{
    q->answer.current_json = json;
}

void req_input_all_used(struct req *q)
{
    bool query = input_all_used(&q->c, &q->query);
    bool body = input_all_used(&q->c, &q->in);

    assert((query && body) || failed(&q->c));
}
