/* SPDX-License-Identifier: Apache-2.0 */
/* A fault as the API tells it: problem+json of RFC 9457 with code, next and errors. */
#include "web_impl.h"

int problem_status(const struct conn *k)
{
    return k->status ? k->status : fault_status(k->q.c.fault.kind);
}

const char *problem_title(const struct conn *k)
{
    return k->status ? MHD_get_reason_phrase_for((unsigned)k->status)
                     : fault_title(k->q.c.fault.kind);
}

static void next_write(struct buf *b, const struct fault *f)
{
    bool any = false;

    buf_lit(b, ",\"next\":[");
    for (size_t i = 0; i < COUNT(f->next); i++) {
        if (!f->next[i].n)
            continue;
        if (any)
            buf_char(b, ',');
        buf_json_str(b, f->next[i]);
        any = true;
    }
    buf_char(b, ']');
}

static void errors_write(struct buf *b, const struct field_fault *e)
{
    buf_lit(b, ",\"errors\":[");
    for (const char *comma = ""; e; e = e->next, comma = ",") {
        buf_add(b, str_of(comma));
        buf_lit(b, "{\"field\":");
        buf_json_str(b, e->field);
        buf_lit(b, ",\"detail\":");
        buf_json_str(b, e->sentence);
        buf_char(b, '}');
    }
    buf_char(b, ']');
}

/* The version that stands, and which one the client had, so that he can put them together. */
static void versions_write(struct buf *b, const struct req *q)
{
    if (q->answer.current_json && q->c.fault.current) {
        buf_lit(b, ",\"current\":");
        q->answer.current_json(b, q->c.fault.current);
    }
    if (q->if_match >= 0) {
        buf_lit(b, ",\"sent_version\":");
        buf_int(b, q->if_match);
    }
}

void problem_write(struct buf *b, const struct conn *k, int status)
{
    const struct fault *f = &k->q.c.fault;
    struct str code = str_of(f->code ? f->code : "fault");

    buf_lit(b, "{\"type\":\"/problems/");
    buf_add(b, code);
    buf_lit(b, "\",\"title\":");
    buf_json_str(b, str_of(problem_title(k)));
    buf_lit(b, ",\"status\":");
    buf_int(b, status);
    buf_lit(b, ",\"code\":");
    buf_json_str(b, code);
    buf_lit(b, ",\"detail\":");
    buf_json_str(b, f->detail);
    next_write(b, f);
    if (f->kind == FAULT_BAD_INPUT || f->fields)
        errors_write(b, f->fields);
    if (f->offer_name) {
        buf_char(b, ',');
        buf_json_str(b, str_of(f->offer_name));
        buf_char(b, ':');
        buf_add(b, f->offer);
    }
    if (f->kind == FAULT_STALE)
        versions_write(b, &k->q);
    buf_lit(b, ",\"request_id\":\"");
    buf_add(b, str_of(k->id));
    buf_lit(b, "\"}");
}
