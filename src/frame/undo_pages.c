/* SPDX-License-Identifier: Apache-2.0 */
/* The note after a change, and the button in it. */
#include "frame/undo_pages.h"
#include "frame/openapi.h"
#include "frame/people.h"
#include "frame/record_pages.h"

#define MARK "_changed="

/* ---- "_changed=deals.42.17" at the end of an address ---- */

static struct str without_mark(struct arena *a, struct str url)
{
    struct str query, path = str_split(url, '?', &query);
    struct buf b;
    const char *join = "?";
    buf_init(&b, a, url.n + 1);
    buf_add(&b, path);
    while (query.n) {
        struct str pair = str_split(query, '&', &query);
        if (!pair.n || str_starts(pair, STR(MARK)))
            continue;
        buf_add(&b, str_of(join));
        buf_add(&b, pair);
        join = "&";
    }
    return buf_str(&b);
}

static bool is_list(struct str back)
{
    struct str query, path = str_split(back, '?', &query);
    if (str_is(path, "/board"))
        return true;
    for (size_t i = 0; i < n_slices; i++) {
        const struct record_pages *p = slices[i]->pages;
        if (p && str_is(str_cut(path, 1, path.n), p->record->plural) && str_starts(path, STR("/")))
            return true;
    }
    return false;
}

bool answer_changed(struct req *q, const struct record *r, const void *was, const void *now,
                    struct str back)
{
    struct arena *a = q->c.arena;
    long long id = record_id(r, now), seq = record_seq(r, now);
    struct str to = is_list(back) ? without_mark(a, back)
                                  : arena_printf(a, "/%s/%lld", r->plural, id);
    if (seq == record_seq(r, was))
        return answer_go(q, "%.*s", STR_FMT(to));
    return answer_go(q, "%.*s%s" MARK "%s.%lld.%lld", STR_FMT(to),
                     str_find(to, '?') < 0 ? "?" : "&", r->plural, id, seq);
}

static const struct record_pages *pages_named(struct str plural)
{
    for (size_t i = 0; i < n_slices; i++) {
        if (slices[i]->pages && str_is(plural, slices[i]->pages->record->plural))
            return slices[i]->pages;
    }
    return NULL;
}

/* Whatever is wrong with it, there is simply no note. */
static bool note_read(struct req *q, struct frame_note *note)
{
    struct ctx *c = &q->c;
    struct str rest, plural = str_split(input_text(&q->query, "_changed"), '.', &rest);
    struct str seq_text, id_text = str_split(rest, '.', &seq_text);
    const struct record_pages *p = pages_named(plural);
    struct entries one = { arena_new(c->arena, struct entry), 1, 0 };
    int64_t id, seq;
    bool found;
    if (!p || !str_to_int(id_text, &id) || !str_to_int(seq_text, &seq))
        return false;
    void *row = arena_alloc(c->arena, p->record->size);
    if (!record_get(c, p->record, id, row)
        || !history_entry(c, p->record->name, id, seq, one.p, &found) || !found
        || one.p->user_id != c->viewer->id || !str_is(one.p->kind, "changed"))
        return false;
    note->title = record_name(p->record, row);
    note->url = record_url(c->arena, p->record, id);
    if (undo_is_offered(p->record) && !undo_offered(c, p->record, &one, &note->undo))
        return false;
    struct cause cause;
    if (!entry_cause(c, one.p, &cause))
        return false;
    note->undone = cause.undoes != 0;
    return true;
}

void undo_note(struct req *q, struct frame_note *note)
{
    if (!input_has(&q->query, "_changed"))
        return;
    if (!note_read(q, note)) {
        fault_clear(&q->c);
        *note = (struct frame_note){ 0 };
    }
    note->back = without_mark(q->c.arena, arena_printf(q->c.arena, "%.*s?%.*s", STR_FMT(q->path),
                                                       STR_FMT(q->query_text)));
}

/* ---- the button ---- */

static bool seq_read(struct req *q, int64_t *seq)
{
    struct str text = input_text(&q->in, "seq");
    *seq = 0;
    return !text.n || (str_to_int(text, seq) && *seq > 0)
           || bad_field(&q->c, STR("seq"), "Give the number of an entry.");
}

static bool undo(struct req *q)
{
    struct ctx *c = &q->c;
    const struct record_pages *p = record_pages_of(q);
    void *was = arena_alloc(c->arena, p->record->size);
    void *now = arena_alloc(c->arena, p->record->size);
    struct str back = input_text(&q->in, "back");
    int64_t seq;
    answer_current(q, p->json);
    if (!seq_read(q, &seq) || !input_all_used(c, &q->in)
        || !record_get(c, p->record, q->ids[0], was)
        || !record_check_version(c, p->record, was, q->if_match)
        || !undo_change(c, p, q->ids[0], seq, now))
        return false;
    if (q->api)
        return record_answer(q, p, now, false);
    return answer_changed(q, p->record, was, now, back);
}

/* clang-format off */
static const struct shape which[] = {
    { "seq", SHAPE_INT, OPTIONAL, .min = 1, .max = INT64_C(1) << 53, .about = "Of the entry; the newest change if not said." },
    { 0 },
};
static const struct shape row[] = { { .kind = SHAPE_ROW }, { 0 } };
static const struct api api_undo = {
    "Take back a change that one made to one of the %", NULL, which, row, .versioned = true,
};

static const struct route routes[] = {
    { METHOD_POST, "/deals/{id}/undo",    undo, WRITES, PAGE | API, { "deal", "edit" },    "X-03", 0, &api_undo },
    { METHOD_POST, "/accounts/{id}/undo", undo, WRITES, PAGE | API, { "account", "edit" }, "X-03", 0, &api_undo },
    { METHOD_POST, "/contacts/{id}/undo", undo, WRITES, PAGE | API, { "contact", "edit" }, "X-03", 0, &api_undo },
    { METHOD_POST, "/products/{id}/undo", undo, WRITES, PAGE | API, { "product", "edit" }, "X-03", 0, &api_undo },
};
/* clang-format on */

bool undo_is_offered(const struct record *r)
{
    for (size_t i = 0; i < COUNT(routes); i++) {
        if (strcmp(routes[i].right.record, r->name) == 0)
            return true;
    }
    return false;
}

static const struct gate *const gates[] = { &edited_since, &undo_too_late };
static const struct policy *const policies[] = { &undo_hours };

const struct slice undo_slice = {
    .name = "undo",
    TABLE(routes, routes),
    TABLE(gates, gates),
    TABLE(policies, policies),
};
