/* SPDX-License-Identifier: Apache-2.0 */
/* The page of one bulk edit: what it would do, does, or did. */
#include "bulk/bulk_store.h"
#include "bulk/bulk_view.h"
#include "frame/people.h"

#define LINES_MAX 100
#define ROWS_MAX 200

const char *bulk_state_words(const struct bulk *b, const char **tone)
{
    static const char *const words[] = { "Ready to run", "Running", "Done" };
    static const char *const tones[] = { "indigo", "amber", "green" };
    bool cut = bulk_is_cut(b);
    *tone = cut ? "red" : tones[b->state];
    return cut ? "Interrupted" : words[b->state];
}

static const char *line_words(const struct bulk_row *row, bool ready, const char **tone)
{
    static const char *const tones[] = { "indigo", "green", "gray", "red" };
    static const char *const before[] = { "Will change", "Changed", "Is so already", "Refused" };
    static const char *const then[] = { "Waits", "Changed", "Was so already", "Refused" };
    *tone = tones[row->state];
    return (ready ? before : then)[row->state];
}

/* Its name, for who may see it. */
static bool title_of(struct ctx *c, const struct record *r, int64_t id, struct str *title)
{
    void *row = arena_alloc(c->arena, r->size);
    *title = STR_NONE;
    if (record_get(c, r, id, row)) {
        *title = record_name(r, row);
        return true;
    }
    if (c->fault.kind != FAULT_NOT_FOUND)
        return false;
    fault_clear(c);
    return true;
}

static bool lines_fill(struct ctx *c, const struct bulk_rows *rows, struct bulk_view *v)
{
    v->lines.p = arena_array(c->arena, struct bulk_line, rows->n);
    for (size_t i = 0; i < rows->n; i++) {
        struct bulk_line *line = &v->lines.p[v->lines.n++];
        *line = (struct bulk_line){ .row = &rows->p[i] };
        line->state = line_words(line->row, v->ready, &line->tone);
        if (!title_of(c, v->record, line->row->record_id, &line->title))
            return false;
        if (line->title.n)
            line->url = record_url(c->arena, v->record, line->row->record_id);
        else
            line->title = arena_printf(c->arena, "No. %lld", (long long)line->row->record_id);
    }
    return true;
}

/* -1: not one of them. */
static int state_named(struct str name)
{
    int i = 0;
    while (bulk_row_words[i].name && !str_is(name, bulk_row_words[i].name))
        i++;
    return bulk_row_words[i].name ? i : -1;
}

static bool asked(struct req *q, const char *name, int *state, int64_t *after)
{
    struct str show = input_text(&q->query, name), from = input_text(&q->query, "after");
    *state = state_named(show);
    *after = 0;
    if (show.n && *state < 0)
        bad_field(&q->c, str_of(name), "Choose one of: waiting, changed, unchanged, refused.");
    if (from.n && (!str_to_int(from, after) || *after < 0))
        bad_field(&q->c, STR("after"), "Give the place that the page before gave.");
    req_input_all_used(q);
    return !failed(&q->c);
}

/* What went wrong is what one looks for first. */
static void states_fill(struct ctx *c, struct bulk_view *v, int *chosen)
{
    if (*chosen < 0)
        *chosen = v->bulk->counts[BULK_REFUSED]  ? BULK_REFUSED
                  : v->bulk->counts[BULK_CHANGED] ? BULK_CHANGED
                                                  : BULK_WAITING;
    v->states.p = arena_array(c->arena, struct form_option, BULK_ROW_STATES);
    for (int i = 0; i < BULK_ROW_STATES; i++) {
        struct bulk_row one = { .state = i };
        const char *tone, *words = line_words(&one, v->ready, &tone);
        if (!v->bulk->counts[i])
            continue;
        v->states.p[v->states.n++] = (struct form_option){
            arena_printf(c->arena, "%.*s?show=%s", STR_FMT(v->url), bulk_row_words[i].name),
            arena_printf(c->arena, "%s %lld", words, (long long)v->bulk->counts[i]),
            i == *chosen,
        };
    }
}

static bool undone_fill(struct ctx *c, struct bulk_view *v)
{
    struct bulk was = { 0 };
    if (!v->bulk->undoes_id)
        return true;
    if (!record_get_any(c, &bulk_record, v->bulk->undoes_id, &was))
        return false;
    v->undone_title = was.title;
    v->undone_url = arena_printf(c->arena, "/bulk/%lld", (long long)was.id);
    return true;
}

bool bulk_view_fill(struct req *q, struct bulk *b, struct bulk_view *v)
{
    struct ctx *c = &q->c;
    struct bulk_rows *rows = arena_new(c->arena, struct bulk_rows);
    int state;
    int64_t after;
    if (!asked(q, "show", &state, &after))
        return false;
    v->bulk = b;
    v->record = bulk_pages_of(b->subject)->record;
    v->url = arena_printf(c->arena, "/bulk/%lld", (long long)b->id);
    v->who = person_name(c, b->user_id);
    v->mine = b->user_id == c->viewer->id;
    v->cut = bulk_is_cut(b);
    v->ready = b->state == BULK_READY;
    v->running = b->state == BULK_RUNNING && !v->cut;
    v->whole = b->state == BULK_DONE;
    v->total = bulk_total(b);
    v->done = v->total - b->counts[BULK_WAITING];
    states_fill(c, v, &state);
    if (!bulk_rows_read(c, b->id, state, after, LINES_MAX, rows) || !lines_fill(c, rows, v)
        || !undone_fill(c, v))
        return false;
    if (rows->after)
        v->next_url = arena_printf(c->arena, "%.*s?show=%s&after=%lld", STR_FMT(v->url),
                                   bulk_row_words[state].name, (long long)rows->after);
    return frame_fill(q, &v->frame, arena_cstr(c->arena, b->title), v->record->plural);
}

bool bulk_rows_fill(struct req *q, const struct bulk *b, struct bulk_rows_view *v)
{
    struct ctx *c = &q->c;
    const struct record *r = bulk_pages_of(b->subject)->record;
    int state;
    int64_t after;
    if (!asked(q, "state", &state, &after)
        || !bulk_rows_read(c, b->id, state, after, ROWS_MAX, &v->rows))
        return false;
    v->titles = arena_array(c->arena, struct str, v->rows.n);
    for (size_t i = 0; i < v->rows.n; i++) {
        if (!title_of(c, r, v->rows.p[i].record_id, &v->titles[i]))
            return false;
    }
    return true;
}

static void text_or_null(struct buf *b, const char *member, struct str text)
{
    buf_printf(b, ",\"%s\":", member);
    if (text.n)
        buf_json_str(b, text);
    else
        buf_lit(b, "null");
}

static void row_json(struct buf *b, const struct bulk_row *row, struct str title)
{
    buf_printf(b, "{\"id\":%lld,\"state\":\"%s\"", (long long)row->record_id,
               bulk_row_words[row->state].name);
    text_or_null(b, "title", title);
    text_or_null(b, "code", row->code);
    text_or_null(b, "detail", row->sentence);
    if (row->state == BULK_CHANGED)
        buf_printf(b, ",\"seq\":%lld}", (long long)row->seq);
    else
        buf_lit(b, ",\"seq\":null}");
}

void bulk_rows_json(struct buf *b, const void *view)
{
    const struct bulk_rows_view *v = view;
    buf_lit(b, "{\"items\":[");
    for (size_t i = 0; i < v->rows.n; i++) {
        if (i)
            buf_char(b, ',');
        row_json(b, &v->rows.p[i], v->titles[i]);
    }
    buf_lit(b, "],\"after\":");
    if (v->rows.after)
        buf_int(b, v->rows.after);
    else
        buf_lit(b, "null");
    buf_char(b, '}');
}
