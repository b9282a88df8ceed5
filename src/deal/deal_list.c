/* SPDX-License-Identifier: Apache-2.0 */
#include "deal/deal_list.html.h"
#include "deal/deal_list_view.h"
#include "deal/deal_pages.h"
#include "frame/org.h"
#include "frame/people.h"

/* Without any filter the page shows what is open, soonest next step first. */
static void defaults_add(struct req *q)
{
    static const char *const narrowing[] = { "state",          "stage",       "stage_id",
                                             "account_id",     "product_id",  "contact_id",
                                             "closed_on_from", "closed_on_to" };
    bool narrowed = false;
    for (size_t i = 0; i < COUNT(narrowing); i++)
        narrowed |= input_text(&q->query, narrowing[i]).n > 0;
    if (!narrowed)
        input_add(q->c.arena, &q->query, STR("state"), STR("open"), INPUT_TEXT);
    if (!input_text(&q->query, "sort").n)
        input_add(q->c.arena, &q->query, STR("sort"), STR("next_step_due"), INPUT_TEXT);
}

/* An empty select says nothing. */
static void empties_drop(struct input *in)
{
    size_t n = 0;
    for (size_t i = 0; i < in->n; i++) {
        if (in->items[i].text.n)
            in->items[n++] = in->items[i];
    }
    in->n = n;
}

static struct form_options stage_options(struct req *q)
{
    const struct stages *all = stages(&q->c);
    struct form_options out = { 0 };
    struct str chosen = input_text(&q->query, "stage_id");
    if (!all)
        return out;
    out.p = arena_array(q->c.arena, struct form_option, all->n);
    for (size_t i = 0; i < all->n; i++) {
        struct str id = arena_printf(q->c.arena, "%lld", (long long)all->p[i].id);
        out.p[out.n++] =
            (struct form_option){ id, arena_str(q->c.arena, all->p[i].name), str_same(id, chosen) };
    }
    return out;
}

static struct form_options owner_options(struct req *q)
{
    const struct people *all = people(&q->c);
    struct form_options out = { 0 };
    struct str chosen = input_text(&q->query, "owner_id");
    if (!all)
        return out;
    out.p = arena_array(q->c.arena, struct form_option, all->n);
    for (size_t i = 0; i < all->n; i++) {
        if (!(all->p[i].roles & ROLE_SALES) || !viewer_sees(q->c.viewer, all->p[i].id))
            continue;
        struct str id = arena_printf(q->c.arena, "%lld", (long long)all->p[i].id);
        out.p[out.n++] =
            (struct form_option){ id, arena_str(q->c.arena, all->p[i].name), str_same(id, chosen) };
    }
    return out;
}

static struct form_options state_options(struct req *q)
{
    static const struct word words[] = { { "open", "Open" }, { "won", "Won" }, { "lost", "Lost" } };
    struct str chosen = input_text(&q->query, "state");
    struct form_options out = { arena_array(q->c.arena, struct form_option, COUNT(words)),
                                COUNT(words) };
    for (size_t i = 0; i < COUNT(words); i++)
        out.p[i] = (struct form_option){ str_of(words[i].name), str_of(words[i].label),
                                         str_is(chosen, words[i].name) };
    return out;
}

static struct sort_link sort_link(struct req *q, const struct list_query *lq, const char *name,
                                  const char *label, bool number)
{
    bool here = strcmp(lq->sort->name, name) == 0;
    bool down = here ? !lq->descending : number;
    return (struct sort_link){
        .label = label,
        .url = url_with(q, "sort", arena_printf(q->c.arena, "%s%s", down ? "-" : "", name)),
        .here = here,
        .descending = here && lq->descending,
        .number = number,
    };
}

static void rows_fill(struct req *q, const struct list_page *page, struct deal_list_view *v)
{
    struct ctx *c = &q->c;
    v->rows.p = arena_array(c->arena, struct deal_list_row, page->n);
    v->rows.n = page->n;
    for (size_t i = 0; i < page->n; i++) {
        const struct deal *d = (const struct deal *)page->rows + i;
        struct buf close;
        buf_init(&close, c->arena, 16);
        buf_day(&close, d->expected_close);
        v->rows.p[i] = (struct deal_list_row){
            .deal = d,
            .account = record_title(c, record_named("account"), d->account_id),
            .close = buf_str(&close),
            .sign = deal_step_sign(c, d),
            .owner = mark_of(c->arena, d->owner_name),
        };
    }
}

static void pager_fill(struct req *q, const struct list_page *page, struct pager *p)
{
    *p = (struct pager){ .shown = (int64_t)page->n,
                         .count = page->count,
                         .capped = page->count_capped };
    if (page->next.n)
        p->next_url = url_with(q, "after", page->next);
    if (input_text(&q->query, "after").n)
        p->first_url = url_with(q, "after", STR_NONE);
}

bool deal_index(struct req *q)
{
    struct ctx *c = &q->c;
    struct deal_list_view *v = arena_new(c->arena, struct deal_list_view);
    struct list_query lq;
    struct list_page page;
    empties_drop(&q->query);
    defaults_add(q);
    if (!list_query_read(c, &deal_record, &q->query, &lq))
        return false;
    lq.counted = true;
    if (!input_all_used(c, &q->query) || !record_list(c, &deal_record, &lq, &page))
        return false;
    rows_fill(q, &page, v);
    pager_fill(q, &page, &v->pager);
    v->stages = stage_options(q);
    v->owners = owner_options(q);
    v->states = state_options(q);
    v->by_name = sort_link(q, &lq, "name", "Deal", false);
    v->by_value = sort_link(q, &lq, "value", "Value", true);
    v->by_close = sort_link(q, &lq, "expected_close", "Expected close", false);
    v->by_step = sort_link(q, &lq, "next_step_due", "Next step", false);
    v->here = url_with(q, "", STR_NONE);
    return !failed(c) && frame_fill(q, &v->frame, "Deals", "deals")
           && answer_view(q, deal_list_page_page, NULL, v);
}

static bool is_local(struct str url)
{
    return str_starts(url, STR("/deals"));
}

bool deal_date(struct req *q)
{
    struct ctx *c = &q->c;
    struct deal was, now;
    struct field_set given;
    struct str back = input_text(&q->in, "back");
    if (!record_get(c, &deal_record, q->ids[0], &was))
        return false;
    now = was;
    if (!record_read(c, &deal_record, &q->in, RECORD_PATCH, org()->currency, &now, &given)
        || !input_all_used(c, &q->in) || !record_check_version(c, &deal_record, &was, q->if_match)
        || !deal_save(c, &was, &now, STR_NONE))
        return false;
    if (is_local(back))
        return answer_go(q, "%.*s", STR_FMT(back));
    return answer_go(q, "/deals/%lld", (long long)now.id);
}
