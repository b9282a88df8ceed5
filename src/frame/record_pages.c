/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/app.h"
#include "frame/people.h"
#include "frame/record.html.h"
#include "frame/record_pages.h"
#include "frame/undo_pages.h"

#define RELATED_MAX 10
#define TALE_MAX 15
#define HISTORY_MAX 200

const struct record_pages *record_pages_of(const struct req *q)
{
    for (size_t i = 0; i < n_slices; i++) {
        const struct record_pages *p = slices[i]->pages;
        if (p && strcmp(p->record->name, q->route->right.record) == 0)
            return p;
    }
    return NULL;
}

static const void *at(const struct record *r, const char *name, const void *row)
{
    return (const char *)row + field_named(r, str_of(name))->offset;
}

struct str record_name(const struct record *r, const void *row)
{
    return *(const struct str *)at(r, r->title, row);
}

int64_t record_seq(const struct record *r, const void *row)
{
    return field_named(r, STR("last_seq")) ? *(const int64_t *)at(r, "last_seq", row)
                                            : record_version(r, row);
}

bool record_answer(struct req *q, const struct record_pages *p, const void *row, bool created)
{
    if (created)
        answer_created(q, p->json, row, p->record->plural, record_id(p->record, row));
    else
        answer_view(q, NULL, p->json, row);
    return answer_version(q, record_version(p->record, row));
}

bool record_index(struct req *q)
{
    const struct record_pages *p = record_pages_of(q);
    return list_route(q, p->record, p->here, p->empty);
}

/* ---- facts ---- */

static struct inline_field fact_of(struct ctx *c, const struct record *r, const void *row,
                                   struct form_field field, bool locked)
{
    return (struct inline_field){
        .field = field,
        .action = arena_printf(c->arena, "/%s/%lld/%s", r->plural, (long long)record_id(r, row),
                               field.name),
        .version = record_version(r, row),
        .locked = locked,
    };
}

static struct facts facts_of(struct ctx *c, const struct record *r, const void *row, bool locked)
{
    struct form form = record_form(c, r, row, NULL, RECORD_PATCH);
    struct inline_field *p = arena_array(c->arena, struct inline_field, form.n);

    for (size_t i = 0; i < form.n; i++)
        p[i] = fact_of(c, r, row, form.p[i], locked);
    return (struct facts){ p, form.n };
}

/* What it refers to, as links: the fields themselves are inputs. */
static struct record_links links_of(struct ctx *c, const struct record *r, const void *row)
{
    struct record_link *p = arena_array(c->arena, struct record_link, r->n_fields);
    size_t n = 0;

    for (size_t i = 0; i < r->n_fields; i++) {
        const struct field *f = &r->fields[i];
        int64_t id = f->kind == KIND_REF ? *(const int64_t *)at(r, f->name, row) : 0;
        if (!id || f->flags & (OFF_FORM | SECRET))
            continue;
        p[n] = (struct record_link){
            .label = f->label,
            .text = field_show(c, f, row),
            .url = record_url(c->arena, record_named(f->ref), id),
        };
        n += p[n].url.n > 0;
    }
    return (struct record_links){ p, n };
}

/* ---- related records ---- */

static struct str with_id(struct ctx *c, const struct record *r, const char *tail,
                          const struct related *related, int64_t id)
{
    return arena_printf(c->arena, "/%s%s?%s=%lld", r->plural, tail, related->field,
                        (long long)id);
}

static bool section_fill(struct ctx *c, const struct related *related, int64_t id,
                         struct section *s)
{
    const struct record *r = record_named(related->record);
    struct list_query lq = { .limit = RELATED_MAX, .n_filters = 1 };
    struct list_page page;

    lq.filters[0].field = field_named(r, str_of(related->field));
    lq.filters[0].i = id;
    *s = (struct section){ related->title, related->empty, related->action };
    if (!record_list(c, r, &lq, &page))
        return false;
    if (page.next.n)
        s->all_url = with_id(c, r, "", related, id);
    if (related->action && may(c->viewer->roles, related->record, "create"))
        s->new_url = with_id(c, r, "/new", related, id);
    return list_rows_fill(c, r, &page, lq.filters[0].field, &s->columns, &s->rows);
}

static bool sections_fill(struct ctx *c, const struct record_pages *p, int64_t id,
                          struct sections *out)
{
    struct section *sections = arena_array(c->arena, struct section, p->n_related);
    size_t n = 0;

    for (size_t i = 0; i < p->n_related; i++) {
        if (!may(c->viewer->roles, p->related[i].record, "read"))
            continue;
        if (!section_fill(c, &p->related[i], id, &sections[n]))
            return false;
        n += sections[n].rows.n || sections[n].empty;
    }
    *out = (struct sections){ sections, n };
    return true;
}

/* ---- history ---- */

static const char *kind_words(struct str kind)
{
    static const struct word words[] = {
        { "created", "added it" },
        { "imported", "imported it" },
        { "changed", "changed" },
        { "removed", "took it out" },
    };
    for (size_t i = 0; i < COUNT(words); i++) {
        if (str_is(kind, words[i].name))
            return words[i].label;
    }
    return NULL;
}

static const char *door_words(struct str door)
{
    static const struct word words[] = {
        { "api", "through the API" },
        { "import", "by import" },
        { "undo", "by undoing an import" },
        { "cli", "on the command line" },
        { "clock", "by a clock" },
    };
    for (size_t i = 0; i < COUNT(words); i++) {
        if (str_is(door, words[i].name))
            return words[i].label;
    }
    return NULL;
}

static bool told_fill(struct ctx *c, const struct entry *e, struct told *out)
{
    int64_t touch;
    const char *what = kind_words(e->kind);

    *out = (struct told){
        .who = e->user_id ? person_name(c, e->user_id) : STR("Counterpart"),
        .what = what ? what : arena_cstr(c->arena, e->kind),
        .door = door_words(e->door),
        .when = e->happened,
    };
    struct cause cause;
    if (!entry_cause(c, e, &cause))
        return false;
    if (cause.undoes)
        out->what = "took back a change";
    else if (cause.bulk_id)
        out->what = "changed in a bulk edit";
    return entry_parse(c, e, &out->changes, &out->why, &touch);
}

static bool offer_fill(struct ctx *c, const struct record *r, const struct entries *e,
                       struct told *told)
{
    struct undo_offer offer;
    if (!undo_is_offered(r) || !may(c->viewer->roles, r->name, "edit"))
        return true;
    if (!undo_offered(c, r, e, &offer))
        return false;
    for (size_t i = 0; i < e->n; i++) {
        if (e->p[i].seq == offer.seq)
            told[i].undo = offer;
    }
    return true;
}

static bool tale_fill(struct req *q, const struct record *r, int64_t id, struct record_view *v)
{
    struct ctx *c = &q->c;
    struct entries entries;
    struct told *told;
    int64_t before = 0;
    struct str from = input_text(&q->query, "before");

    if (from.n && (!str_to_int(from, &before) || before < 0))
        return bad_field(c, STR("before"), "Give the number of an entry.");
    if (!history_read(c, r->name, id, STR_NONE, before, TALE_MAX, &entries))
        return false;
    told = arena_array(c->arena, struct told, entries.n);
    for (size_t i = 0; i < entries.n; i++) {
        if (!told_fill(c, &entries.p[i], &told[i]))
            return false;
    }
    if (!before && !offer_fill(c, r, &entries, told))
        return false;
    v->tale = (struct tale){ told, entries.n };
    if (entries.before)
        v->older_url = url_with(q, "before",
                                arena_printf(c->arena, "%lld", (long long)entries.before));
    return true;
}

struct history_view {
    struct entries entries;
    const struct str *who;
};

static void entry_json(struct buf *b, const struct entry *e, struct str who)
{
    buf_printf(b, "{\"seq\":%lld,\"kind\":", (long long)e->seq);
    buf_json_str(b, e->kind);
    buf_lit(b, ",\"happened\":\"");
    buf_instant(b, e->happened);
    buf_lit(b, "\",\"entered\":\"");
    buf_instant(b, e->entered);
    buf_lit(b, "\",\"user_id\":");
    if (e->user_id)
        buf_int(b, e->user_id);
    else
        buf_lit(b, "null");
    buf_lit(b, ",\"user\":");
    buf_json_str(b, who);
    buf_lit(b, ",\"door\":");
    buf_json_str(b, e->door);
    buf_lit(b, ",\"body\":");
    buf_add(b, e->body);
    buf_char(b, '}');
}

static void history_json(struct buf *b, const void *view)
{
    const struct history_view *v = view;
    buf_lit(b, "{\"items\":[");
    for (size_t i = 0; i < v->entries.n; i++) {
        if (i)
            buf_char(b, ',');
        entry_json(b, &v->entries.p[i], v->who[i]);
    }
    buf_lit(b, "],\"before\":");
    if (v->entries.before)
        buf_int(b, v->entries.before);
    else
        buf_lit(b, "null");
    buf_char(b, '}');
}

static int64_t number_in(struct req *q, const char *name, int64_t fallback, int64_t max)
{
    struct str text = input_text(&q->query, name);
    int64_t n = fallback;

    if (text.n && (!str_to_int(text, &n) || n < 1 || n > max))
        bad_field(&q->c, str_of(name), "Give a number from 1 to %lld.", (long long)max);
    return n;
}

bool record_history(struct req *q)
{
    struct ctx *c = &q->c;
    const struct record *r = record_pages_of(q)->record;
    struct history_view *v = arena_new(c->arena, struct history_view);
    void *row = arena_alloc(c->arena, r->size);
    int64_t before = number_in(q, "before", 0, INT64_C(1) << 53);
    int64_t limit = number_in(q, "limit", 50, HISTORY_MAX);
    struct str *who;

    req_input_all_used(q);
    if (failed(c) || !record_get(c, r, q->ids[0], row)
        || !history_read(c, r->name, q->ids[0], STR_NONE, before, (int)limit, &v->entries))
        return false;
    who = arena_array(c->arena, struct str, v->entries.n);
    for (size_t i = 0; i < v->entries.n; i++)
        who[i] = v->entries.p[i].user_id ? person_name(c, v->entries.p[i].user_id) : STR_NONE;
    v->who = who;
    return answer_view(q, NULL, history_json, v);
}

/* ---- the page ---- */

bool record_view_fill(struct req *q, const struct record_pages *p, const void *row,
                      struct record_view *v)
{
    struct ctx *c = &q->c;
    const struct record *r = p->record;
    int64_t id = record_id(r, row);
    bool edits = may(c->viewer->roles, r->name, "edit");

    v->record = r;
    v->title = record_name(r, row);
    if (edits)
        v->edit_url = arena_printf(c->arena, "/%s/%lld/edit", r->plural, (long long)id);
    if (!frame_fill(q, &v->frame, arena_cstr(c->arena, v->title), p->here)
        || (p->head && !p->head(c, row, &v->badges)))
        return false;
    v->links = links_of(c, r, row);
    v->facts = facts_of(c, r, row, !edits);
    return sections_fill(c, p, id, &v->sections) && tale_fill(q, r, id, v);
}

bool record_show(struct req *q)
{
    struct ctx *c = &q->c;
    const struct record_pages *p = record_pages_of(q);
    void *row = arena_alloc(c->arena, p->record->size);

    if (!record_get(c, p->record, q->ids[0], row))
        return false;
    if (q->api) {
        req_input_all_used(q);
        return !failed(c) && record_answer(q, p, row, false);
    }
    struct record_view *v = arena_new(c->arena, struct record_view);
    return record_view_fill(q, p, row, v) && answer_view(q, record_view_page, NULL, v);
}
