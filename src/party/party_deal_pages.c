/* SPDX-License-Identifier: Apache-2.0 */
/* Who else is on a deal, and what the buyer allowed us to do towards them. */
#include "base/text.h"
#include "frame/app.h"
#include "frame/org.h"
#include "frame/record_pages.h"
#include "party/party.h"
#include "party/party_deal.html.h"
#include "party/party_deal_view.h"
#include "party/party_store.h"

/* ---- what is shown ---- */

static struct str shown(struct ctx *c, const struct record *r, const char *field, const void *row)
{
    return field_show(c, field_named(r, str_of(field)), row);
}

static void consents_fill(struct ctx *c, const struct consents *all, struct party_row *row)
{
    row->consents.p = arena_array(c->arena, struct consent_row, all->n + 1);
    for (size_t i = 0; i < all->n; i++) {
        const struct consent *k = &all->p[i];
        if (k->party_id != row->p->id)
            continue;
        struct str by = record_title(c, record_named("contact"), k->contact_id);
        row->consents.p[row->consents.n++] = (struct consent_row){
            k, shown(c, &consent_record, "action", k), by.n ? by : STR("the buyer"),
            !instant_is(k->withdrawn)
        };
        row->allowed |= !instant_is(k->withdrawn);
    }
}

static bool rows_fill(struct ctx *c, struct party_deal_view *v)
{
    struct parties *parties = arena_new(c->arena, struct parties);
    struct consents *consents = arena_new(c->arena, struct consents);
    if (!parties_read(c, v->deal->id, parties) || !consents_read(c, v->deal->id, consents))
        return false;
    v->rows.p = arena_array(c->arena, struct party_row, parties->n + 1);
    for (; v->rows.n < parties->n; v->rows.n++) {
        const struct party *p = &parties->p[v->rows.n];
        struct party_row *row = &v->rows.p[v->rows.n];
        *row = (struct party_row){ .p = p,
                                   .role = shown(c, &party_record, "role", p),
                                   .person = record_title(c, record_named("contact"),
                                                          p->contact_id) };
        consents_fill(c, consents, row);
    }
    return !failed(c);
}

static bool said_fill(struct ctx *c, struct party_deal_view *v)
{
    struct said_touch *all;
    size_t n;
    if (!said_touches_read(c, v->deal->id, &all, &n))
        return false;
    v->said.p = arena_array(c->arena, struct said_row, n + 1);
    for (; v->said.n < n; v->said.n++) {
        const struct said_touch *t = &all[v->said.n];
        struct buf b;
        buf_init(&b, c->arena, 400);
        buf_day_long(&b, instant_day(t->happened));
        buf_lit(&b, ": ");
        buf_add(&b, t->words.n ? t->words : STR("its words were erased"));
        v->said.p[v->said.n] = (struct said_row){ t->id, buf_str(&b) };
    }
    return true;
}

static void form_fill(struct ctx *c, struct input *in, struct party_deal_view *v)
{
    struct party p;
    record_init(&party_record, &p);
    struct form all = record_form(c, &party_record, &p, in, RECORD_CREATE);
    v->form.p = arena_array(c->arena, struct form_field, all.n);
    for (size_t i = 0; i < all.n; i++) {
        if (strcmp(all.p[i].name, "deal_id") != 0)
            v->form.p[v->form.n++] = all.p[i];
    }
    v->actions.p = arena_array(c->arena, struct form_option, CONSENT_OTHER + 1);
    for (int i = 0; consent_action_words[i].name; i++)
        v->actions.p[v->actions.n++] = (struct form_option){
            str_of(consent_action_words[i].name), str_of(consent_action_words[i].label), false
        };
}

static void wrong(struct ctx *c, const struct fault *fault, struct party_deal_view *v)
{
    struct str *next = arena_array(c->arena, struct str, COUNT(fault->next));
    size_t n = 0;
    for (; n < COUNT(fault->next) && fault->next[n].n; n++)
        next[n] = fault->next[n];
    v->message = fault->kind == FAULT_REFUSED || !fault->fields ? fault->detail
                                                                : fault->fields->sentence;
    v->next = (struct strs){ next, n };
}

/* in: what was sent and is wrong, of the form for a party; else NULL. */
static bool fill(struct req *q, const struct deal *d, struct input *in, struct party_deal_view *v)
{
    struct ctx *c = &q->c;
    struct fault fault = c->fault;
    v->deal = d;
    v->adding = in != NULL;
    v->writes = may(c->viewer->roles, "party", "create");
    form_fill(c, in, v);
    if (failed(c))
        wrong(c, &fault, v);
    fault_clear(c);
    if (!rows_fill(c, v) || !said_fill(c, v)
        || !frame_fill(q, &v->frame, "Third parties", "deals"))
        return false;
    c->fault = fault;
    return true;
}

static bool show(struct req *q)
{
    struct deal *d = arena_new(q->c.arena, struct deal);
    struct party_deal_view *v = arena_new(q->c.arena, struct party_deal_view);
    req_input_all_used(q);
    return !failed(&q->c) && record_get(&q->c, &deal_record, q->ids[0], d) && fill(q, d, NULL, v)
           && answer_view(q, party_deal_page_page, NULL, v);
}

/* ---- what is done ---- */

static bool row_read(struct req *q, const struct record *r, void *row)
{
    struct field_set given;
    record_init(r, row);
    bool good = record_read(&q->c, r, &q->in, RECORD_CREATE, org()->currency, row, &given);
    req_input_all_used(q);
    return good && !failed(&q->c);
}

static bool add(struct req *q)
{
    struct ctx *c = &q->c;
    struct deal *d = arena_new(c->arena, struct deal);
    struct party_deal_view *v = arena_new(c->arena, struct party_deal_view);
    struct party p;
    if (!record_get(c, &deal_record, q->ids[0], d))
        return false;
    input_add(c->arena, &q->in, STR("deal_id"), arena_printf(c->arena, "%lld", (long long)d->id),
              INPUT_TEXT);
    if (row_read(q, &party_record, &p) && party_put(c, &p))
        return answer_go(q, "/deals/%lld/parties", (long long)d->id);
    return fill(q, d, &q->in, v) && answer_again(q, party_deal_page_page, v);
}

static bool allow(struct req *q)
{
    struct ctx *c = &q->c;
    struct deal *d = arena_new(c->arena, struct deal);
    struct party_deal_view *v = arena_new(c->arena, struct party_deal_view);
    struct consent k;
    if (!record_get(c, &deal_record, q->ids[0], d))
        return false;
    if (row_read(q, &consent_record, &k) && consent_put(c, &k))
        return answer_go(q, "/deals/%lld/parties", (long long)k.deal_id);
    return fill(q, d, NULL, v) && answer_again(q, party_deal_page_page, v);
}

/* clang-format off */
static const struct route routes[] = {
    { METHOD_GET,  "/deals/{id}/parties",  show,  READS,  PAGE, { "party", "read" },     "S0-46", 0 },
    { METHOD_POST, "/deals/{id}/parties",  add,   WRITES, PAGE, { "party", "create" },   "S0-46", 0 },
    { METHOD_POST, "/deals/{id}/consents", allow, WRITES, PAGE, { "consent", "create" }, "S0-49", 0 },
};
/* clang-format on */

const struct slice party_deal_slice = {
    .name = "party_deal",
    TABLE(routes, routes),
};
