/* SPDX-License-Identifier: Apache-2.0 */
#include "deal/deal_list.html.h"
#include "deal/deal_list_view.h"
#include "deal/deal_pages.h"
#include "frame/columns.h"
#include "frame/people.h"

#define ANY "any"
#define USUAL "name,account_id,stage_id,value,probability,expected_close,next_step,owner_id"

static bool is_narrowing(struct str name)
{
    static const char *const names[] = { "state",      "stage",          "stage_id",
                                         "account_id", "product_id",     "contact_id",
                                         "closed_on",  "closed_on_from", "closed_on_to" };
    for (size_t i = 0; i < COUNT(names); i++) {
        if (str_is(name, names[i]))
            return true;
    }
    return false;
}

/* A stage decides about the state: "won" in an open stage would show nothing. */
static bool stage_excludes(struct req *q, struct str state)
{
    static const char *const states[] = {
        [ENDING_NONE] = "open", [ENDING_WON] = "won", [ENDING_LOST] = "lost"
    };
    struct str chosen = input_text(&q->query, "stage_id");
    int64_t id;
    const struct stage *s = str_to_int(chosen, &id) ? stage_find(&q->c, id) : NULL;
    return s && !str_is(state, states[s->ending]);
}

/* The pipeline was changed, and the stage chosen before is another one's. */
static bool is_elsewhere(struct req *q, int64_t pipeline_id)
{
    int64_t id;
    const struct stage *s =
        str_to_int(input_text(&q->query, "stage_id"), &id) ? stage_find(&q->c, id) : NULL;
    return s && pipeline_id && s->pipeline_id != pipeline_id;
}

/* What is asked for: an empty select says nothing. Without a filter the page shows what is open,
 * soonest next step first. */
static struct input asked_of(struct req *q, int64_t pipeline_id)
{
    struct input in = { 0 };
    bool narrowed = false, sorted = false;
    for (size_t i = 0; i < q->query.n; i++) {
        const struct input_item *item = &q->query.items[i];
        bool any = (str_is(item->name, "state")
                    && (str_is(item->text, ANY) || stage_excludes(q, item->text)))
                   || (str_is(item->name, "pipeline_id") && str_is(item->text, ANY));
        bool elsewhere = str_is(item->name, "stage_id") && is_elsewhere(q, pipeline_id);
        narrowed |= item->text.n && !elsewhere && is_narrowing(item->name);
        sorted |= item->text.n && str_is(item->name, "sort");
        if (item->text.n && !any && !elsewhere && !str_is(item->name, "columns"))
            input_add(q->c.arena, &in, item->name, item->text, INPUT_TEXT);
    }
    if (!narrowed)
        input_add(q->c.arena, &in, STR("state"), STR("open"), INPUT_TEXT);
    if (!sorted)
        input_add(q->c.arena, &in, STR("sort"), STR("next_step_due"), INPUT_TEXT);
    return in;
}

/* Of one pipeline; of all with the pipeline's name in front, when there are several. */
static struct form_options stage_options(struct req *q, int64_t pipeline_id)
{
    struct arena *a = q->c.arena;
    struct stages all;
    struct form_options out = { 0 };
    struct str chosen = input_text(&q->query, "stage_id");
    if (!stages_copy(&q->c, &all))
        return out;
    out.p = arena_array(a, struct form_option, all.n);
    for (size_t i = 0; i < all.n; i++) {
        const struct stage *s = &all.p[i];
        if (pipeline_id && s->pipeline_id != pipeline_id)
            continue;
        struct str id = arena_printf(a, "%lld", (long long)s->id), label = s->name;
        if (!pipeline_id && all.pipelines.n > 1)
            label = arena_printf(a, "%.*s: %.*s", STR_FMT(pipeline_name(&q->c, s->pipeline_id)),
                                 STR_FMT(label));
        out.p[out.n++] = (struct form_option){ id, label, str_same(id, chosen) };
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

static struct form_options state_options(struct req *q, struct input *asked)
{
    static const struct word words[] = {
        { ANY, "Any state" }, { "open", "Open" }, { "won", "Won" }, { "lost", "Lost" }
    };
    struct str chosen = input_text(asked, "state");
    struct form_options out = { arena_array(q->c.arena, struct form_option, COUNT(words)),
                                COUNT(words) };
    for (size_t i = 0; i < COUNT(words); i++)
        out.p[i] = (struct form_option){ str_of(words[i].name), str_of(words[i].label),
                                         str_is(chosen, words[i].name) };
    return out;
}

/* ---- what narrows the list and has no select of its own ---- */

static struct str chip_value(struct ctx *c, const struct field *f, struct str text)
{
    int64_t id;
    if (f->kind == KIND_REF && str_to_int(text, &id))
        return record_title(c, record_named(f->ref), id);
    for (const struct word *w = f->words; w && w->name; w++) {
        if (str_is(text, w->name))
            return str_of(w->label);
    }
    return text;
}

/* "expected_close_from" is a field with an end: its first day. */
static const struct field *chip_field(struct str name, const char **how)
{
    static const struct word ends[] = { { "_from", " from" }, { "_to", " to" } };
    *how = ":";
    for (size_t i = 0; i < COUNT(ends); i++) {
        if (str_ends(name, str_of(ends[i].name))) {
            *how = ends[i].label;
            name = str_cut(name, 0, name.n - strlen(ends[i].name));
        }
    }
    return field_named(&deal_record, name);
}

static bool has_select(struct str name)
{
    return str_is(name, "state") || str_is(name, "stage_id") || str_is(name, "owner_id")
           || str_is(name, "pipeline_id");
}

static void chips_fill(struct req *q, struct deal_list_view *v)
{
    struct ctx *c = &q->c;
    v->chips.p = arena_array(c->arena, struct deal_list_chip, q->query.n);
    for (size_t i = 0; i < q->query.n; i++) {
        const struct input_item *item = &q->query.items[i];
        const char *how;
        const struct field *f = has_select(item->name) ? NULL : chip_field(item->name, &how);
        if (!f || !item->text.n)
            continue;
        v->chips.p[v->chips.n++] = (struct deal_list_chip){
            .name = item->name,
            .value = item->text,
            .text = arena_printf(c->arena, "%s%s %.*s", f->label, how,
                                 STR_FMT(chip_value(c, f, item->text))),
            .without_url = url_without(q, arena_cstr(c->arena, item->name)),
        };
    }
}

/* ---- rows and columns ---- */

static enum deal_cell_look look_of(const struct field *f)
{
    static const struct {
        const char *name;
        enum deal_cell_look look;
    } looks[] = {
        { "name", DEAL_NAME },       { "value", DEAL_VALUE },   { "expected_close", DEAL_CLOSE },
        { "next_step", DEAL_STEP },  { "owner_id", DEAL_OWNER },
    };
    for (size_t i = 0; i < COUNT(looks); i++) {
        if (strcmp(f->name, looks[i].name) == 0)
            return looks[i].look;
    }
    return DEAL_PLAIN;
}

static struct deal_cell cell_of(struct ctx *c, const struct field *f, bool number,
                                const struct deal *d)
{
    struct deal_cell cell = { look_of(f), { .number = number } };
    if (cell.look != DEAL_PLAIN)
        return cell;
    cell.plain.text = field_show(c, f, d);
    if (f->kind == KIND_REF) {
        int64_t id = *(const int64_t *)(const void *)((const char *)d + f->offset);
        cell.plain.url = record_url(c->arena, record_named(f->ref), id);
    }
    return cell;
}

static struct deal_list_row row_of(struct ctx *c, const struct column_choice *shown,
                                   const struct columns *heads, const struct deal *d)
{
    struct deal_cell *cells = arena_array(c->arena, struct deal_cell, shown->n);
    struct deal_list_row row = {
        .deal = d,
        .sign = deal_step_sign(c, d),
        .owner = mark_of(c->arena, d->owner_name),
        .cells = { cells, shown->n },
    };
    struct buf close;
    buf_init(&close, c->arena, 16);
    buf_day(&close, d->expected_close);
    row.close = buf_str(&close);
    for (size_t i = 0; i < shown->n; i++)
        cells[i] = cell_of(c, shown->p[i], heads->p[i].number, d);
    return row;
}

static void rows_fill(struct ctx *c, const struct column_choice *shown,
                      const struct list_page *page, struct deal_list_view *v)
{
    v->rows.p = arena_array(c->arena, struct deal_list_row, page->n);
    v->rows.n = page->n;
    for (size_t i = 0; i < page->n; i++)
        v->rows.p[i] = row_of(c, shown, &v->columns, (const struct deal *)page->rows + i);
}

/* A next step stands in its column with its time, which is what one sorts by. */
static void step_head(struct req *q, const struct column_choice *shown,
                      const struct list_query *lq, struct columns *heads)
{
    const struct field *due = field_named(&deal_record, STR("next_step_due"));
    struct column_choice by_due = { .p = { due }, .n = 1 };
    struct columns one = list_heads(q, &by_due, lq);
    for (size_t i = 0; i < shown->n; i++) {
        if (look_of(shown->p[i]) != DEAL_STEP)
            continue;
        struct column *head = (struct column *)&heads->p[i];
        *head = one.p[0];
        head->label = str_of(shown->p[i]->label);
    }
}

static void table_fill(struct req *q, const struct column_choice *shown,
                       const struct list_query *lq, const struct list_page *page,
                       struct deal_list_view *v)
{
    v->columns = list_heads(q, shown, lq);
    step_head(q, shown, lq, &v->columns);
    rows_fill(&q->c, shown, page, v);
    columns_form_fill(q, &deal_record, shown, &v->choose);
    list_pager_fill(q, page, &v->pager);
    v->sort = input_text(&q->query, "sort");
    v->shown = input_text(&q->query, "columns");
}

/* The pipeline that is asked for; 0: any. */
static bool pipeline_shown(struct req *q, int64_t *pipeline_id)
{
    struct str asked = input_text(&q->query, "pipeline_id");
    bool chosen = asked.n && !str_is(asked, ANY);
    *pipeline_id = 0;
    return !chosen || pipeline_asked(q, pipeline_id);
}

/* Without a question of his own somebody sees the pipeline he looked at last; its address says so,
 * for the pages behind it. */
static bool goes_to_last(struct req *q, bool *went)
{
    int64_t last = 0;
    *went = false;
    if (q->query.n)
        return true;
    if (!pipeline_last(q, &last))
        return false;
    *went = last && answer_go(q, "/deals?pipeline_id=%lld", (long long)last);
    return true;
}

static void filters_fill(struct req *q, struct input *asked, int64_t pipeline_id,
                         struct deal_list_view *v)
{
    struct ctx *c = &q->c;
    v->stages = stage_options(q, pipeline_id);
    v->pipelines = pipeline_options(c, pipeline_id);
    v->board_url = STR("/board");
    if (pipeline_id)
        v->board_url = arena_printf(c->arena, "/board?pipeline_id=%lld", (long long)pipeline_id);
    v->owners = owner_options(q);
    v->states = state_options(q, asked);
    chips_fill(q, v);
}

static bool index_show(struct req *q, struct deal_list_view *v)
{
    struct ctx *c = &q->c;
    struct column_choice shown;
    struct list_query lq;
    struct list_page page;
    int64_t pipeline_id;
    if (!pipeline_shown(q, &pipeline_id)
        || !columns_read(c, &deal_record, &q->query, USUAL, &shown))
        return false;
    struct input asked = asked_of(q, pipeline_id);
    if (!list_query_read(c, &deal_record, &asked, &lq))
        return false;
    lq.counted = true;
    if (!input_all_used(c, &asked) || !record_list(c, &deal_record, &lq, &page))
        return false;
    table_fill(q, &shown, &lq, &page, v);
    filters_fill(q, &asked, pipeline_id, v);
    bulk_form_fill(q, &deal_record, &asked, &page, &v->bulk);
    v->export_url = list_export_url(q, &deal_record, &asked);
    v->here = url_with(q, "", STR_NONE);
    return !failed(c) && frame_fill(q, &v->frame, "Deals", "deals")
           && answer_view(q, deal_list_page_page, NULL, v);
}

bool deal_index(struct req *q)
{
    struct deal_list_view *v = arena_new(q->c.arena, struct deal_list_view);
    struct str to = columns_asked(q, &deal_record);
    bool went;
    if (!view_tabs_fill(q, "deals", &v->views))
        return false;
    if (!to.n)
        to = v->views.start_url;
    if (to.n)
        return answer_go(q, "%.*s", STR_FMT(to));
    return goes_to_last(q, &went) && (went || index_show(q, v));
}
