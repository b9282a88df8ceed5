/* SPDX-License-Identifier: Apache-2.0 */
#include "ask/ask_show_pages.h"
#include "ask/ask.html.h"
#include "frame/app.h"
#include "frame/form.html.h"
#include "frame/people.h"
#include "office/office.h"

#define FORM_CONDITIONS 3
#define FORM_CHOICES 2
#define MINUTE_MS 60000

/* ---- rows ---- */

bool request_row_fill(struct ctx *c, const struct request *r, struct request_row *out)
{
    static const char *const tones[] = { "gray", "green", "red", "amber", "gray" };
    bool late = r->answer == ASK_WAITS && r->due.ms <= c->now.ms;
    *out = (struct request_row){ .r = r, .tone = late ? "red" : tones[r->answer] };
    out->due = moment_words(c->arena, r->due);
    out->deadline = moment_words(c->arena, r->deadline);
    out->url = arena_printf(c->arena, "/requests/%lld", (long long)r->id);
    out->status = str_of(ask_answer_words[r->answer].label);
    if (!works_in(c, r->team_id, &out->answers))
        return false;
    out->answers = out->answers && r->answer == ASK_WAITS;
    if (r->answer == ASK_WAITS)
        out->status = arena_printf(c->arena, "%s %.*s", late ? "late since" : "by",
                                   STR_FMT(out->due));
    return !failed(c);
}

bool team_options(struct ctx *c, int64_t chosen, struct form_options *out)
{
    out->p = arena_array(c->arena, struct form_option, 501);
    out->p[0] = (struct form_option){ STR_NONE, STR("No other team"), !chosen };
    out->n = 1;
    if (!teams_read(c, out))
        return false;
    struct str value = arena_printf(c->arena, "%lld", (long long)chosen);
    for (size_t i = 1; i < out->n; i++)
        out->p[i].chosen = str_same(out->p[i].value, value);
    return true;
}

bool request_queue_show(struct req *q, struct request_queue *v)
{
    struct ctx *c = &q->c;
    v->loads = may(c->viewer->roles, "request", "load");
    v->rows.p = arena_array(c->arena, struct request_row, v->requests.n + 1);
    for (size_t i = 0; i < v->requests.n; i++) {
        if (!request_row_fill(c, &v->requests.p[i], &v->rows.p[v->rows.n++]))
            return false;
    }
    return frame_fill(q, &v->frame, "Requests", "requests")
           && answer_view(q, request_queue_page_page, NULL, v);
}

/* ---- one ---- */

static void form_rows(struct ctx *c, const char *list, size_t n, bool condition,
                      struct answer_rows *out)
{
    out->p = arena_array(c->arena, struct answer_row, n);
    for (; out->n < n; out->n++)
        out->p[out->n] = (struct answer_row){
            .id = arena_printf(c->arena, "%s-%zu", list, out->n),
            .name = arena_printf(c->arena, "%s.%zu", list, out->n),
            .condition = condition,
        };
}

static void kinds_fill(struct ctx *c, struct form_options *out)
{
    out->p = arena_array(c->arena, struct form_option, PROMISE_KINDS);
    for (; out->n < PROMISE_KINDS; out->n++)
        out->p[out->n] = (struct form_option){ str_of(promise_kind_words[out->n].name),
                                               str_of(promise_kind_words[out->n].label),
                                               out->n == PROMISE_INPUT };
}

static void conditions_fill(struct ctx *c, struct request_view *v)
{
    const struct conditions *all = &v->one.conditions;
    bool taken = choice_taken(all);
    v->rows.p = arena_alloc_array(c->arena, sizeof *v->rows.p, all->n + 1);
    for (size_t i = 0; i < all->n; i++) {
        const struct condition *k = &all->p[i];
        bool open = v->sells && v->one.r.answer == ASK_YES_IF && !k->promise_id;
        v->rows.p[v->rows.n++] = (struct condition_row){
            .k = k,
            .due = moment_words(c->arena, k->due),
            .choose = open && k->choice && v->one.r.promise_id && !taken,
        };
        v->agrees = v->agrees || (open && !k->choice);
    }
}

static bool sees_deal(struct ctx *c, int64_t deal_id, bool *sees)
{
    struct deal d;
    *sees = may(c->viewer->roles, "deal", "read") && record_get(c, &deal_record, deal_id, &d);
    if (failed(c) && c->fault.kind == FAULT_NOT_FOUND)
        fault_clear(c);
    return !failed(c);
}

bool request_show(struct req *q, const struct request_one *one)
{
    struct ctx *c = &q->c;
    struct request_view *v = arena_new(c->arena, struct request_view);
    bool ours;
    v->one = *one;
    if (!works_in(c, one->r.team_id, &ours) || !sees_deal(c, one->r.deal_id, &v->sells)
        || !request_row_fill(c, &v->one.r, &v->row))
        return false;
    v->wanted = moment_words(c->arena, one->r.wanted);
    v->answers = ours && one->r.answer == ASK_WAITS;
    v->rates = ours && one->r.answer != ASK_WAITS;
    conditions_fill(c, v);
    kinds_fill(c, &v->kinds);
    form_rows(c, "conditions", FORM_CONDITIONS, true, &v->conditions);
    form_rows(c, "choices", FORM_CHOICES, false, &v->choices);
    return frame_fill(q, &v->frame, "Request", "requests")
           && answer_view(q, request_page_page, NULL, v);
}

/* ---- asking ---- */

static bool form_fill(struct req *q, struct input *in, struct form_page *v)
{
    struct ctx *c = &q->c;
    struct request blank;
    struct deal d;
    record_init(&request_record, &blank);
    v->form = record_form(c, &request_record, &blank, in, RECORD_CREATE);
    size_t n = 0;
    struct fault fault = c->fault;
    fault_clear(c);
    for (size_t i = 0; i < v->form.n; i++) {
        struct form_field *f = &v->form.p[i];
        if (strcmp(f->name, "deal_id") == 0)
            continue;
        if (strcmp(f->name, "team_id") == 0 && !team_options(c, 0, &f->options))
            return false;
        if (strcmp(f->name, "kind") == 0 && !in)
            f->options.p[PROMISE_DELIVERY].chosen = true;
        v->form.p[n++] = *f;
    }
    v->form.n = n;
    v->action = arena_printf(c->arena, "/deals/%lld/ask", (long long)q->ids[0]);
    v->cancel = arena_printf(c->arena, "/deals/%lld", (long long)q->ids[0]);
    v->button = "Ask the team";
    bool ok = record_get(c, &deal_record, q->ids[0], &d)
              && frame_fill(q, &v->frame, "Ask a team", "deals");
    if (ok)
        c->fault = fault;
    return ok;
}

bool request_form_show(struct req *q)
{
    struct form_page *v = arena_new(q->c.arena, struct form_page);
    return form_fill(q, NULL, v) && answer_view(q, form_page_page, NULL, v);
}

bool request_form_again(struct req *q)
{
    struct form_page *v = arena_new(q->c.arena, struct form_page);
    struct buf b;
    buf_init(&b, q->c.arena, 2000);
    buf_add(&b, q->c.fault.detail);
    for (size_t i = 0; i < COUNT(q->c.fault.next) && q->c.fault.next[i].n; i++) {
        buf_char(&b, ' ');
        buf_add(&b, q->c.fault.next[i]);
    }
    v->message = buf_str(&b);
    return form_fill(q, &q->in, v) && answer_again(q, form_page_page, v);
}

/* ---- load ---- */

static struct str day_text(struct arena *a, struct day d)
{
    struct buf b;
    buf_init(&b, a, 20);
    buf_day(&b, d);
    return buf_str(&b);
}

bool request_load_show(struct req *q, struct load_view *v)
{
    struct ctx *c = &q->c;
    v->from = day_text(c->arena, v->when.from);
    v->to = day_text(c->arena, v->when.to);
    for (size_t i = 0; i < v->loads.n; i++) {
        struct request_load *l = &v->loads.p[i];
        int64_t tenths = l->rated ? (l->rating_sum * 10 + l->rated / 2) / l->rated : 0;
        l->mean = l->rated ? arena_printf(c->arena, "%lld.%lld", (long long)(tenths / 10),
                                          (long long)(tenths % 10))
                           : STR("–");
    }
    return frame_fill(q, &v->frame, "Load of the teams", "requests")
           && answer_view(q, load_page_page, NULL, v);
}
