/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>

#include "bulk/bulk_store.h"
#include "deal/deal.h"
#include "frame/org.h"
#include "frame/people.h"
#include "frame/policy.h"
#include "frame/undo.h"
#include "record/openapi.h"

#define SETS_MAX ((size_t)64 << 10)
#define TITLE_MAX 190

/* clang-format off */
static const struct word state_words[] = {
    { "ready", "Ready to run" }, { "running", "Running" }, { "done", "Done" }, { 0 },
};
const struct word bulk_row_words[] = {
    [BULK_WAITING] = { "waiting", "To be changed" }, [BULK_CHANGED] = { "changed", "Changed" },
    [BULK_UNCHANGED] = { "unchanged", "Unchanged" }, [BULK_REFUSED] = { "refused", "Refused" }, { 0 },
};

static const struct field fields[] = {
    { F(bulk, id,        ID),      .label = "No." },
    { F(bulk, title,     TEXT),    .label = "Change",    .flags = COMPUTED | LISTED },
    { F(bulk, user_id,   REF),     .label = "By",        .flags = COMPUTED | LISTED, .ref = "user" },
    { F(bulk, door,      TEXT),    .label = "Through",   .flags = COMPUTED },
    { F(bulk, subject,   TEXT),    .label = "Of",        .flags = COMPUTED | LISTED },
    { F(bulk, sets,      LINES),   .label = "Sets",      .flags = COMPUTED | SECRET, .max = SETS_MAX },
    { F(bulk, undoes_id, REF),     .label = "Takes back", .flags = COMPUTED, .ref = "bulk" },
    { F(bulk, state,     WORD),    .label = "State",     .flags = COMPUTED | LISTED, .words = state_words },
    { F(bulk, finished,  INSTANT), .label = "Finished",  .flags = COMPUTED | LISTED },
    BASE_FIELDS(bulk),
};

static const struct list lists[] = {
    { "id", { NULL }, "bulk_user", "bulk_user" },
};

const struct policy bulk_most = {
    "bulk_most", "Rows that one who is no manager may change at once", "rows", 200, 1, BULK_MAX, "X-09",
};
const struct gate bulk_too_many = {
    "bulk_too_many", "This is more than you may change at once.",
    { "Choose fewer rows.", "Ask a manager to do it." }, "X-09", false,
};
const struct gate bulk_has_run = {
    "bulk_has_run", "This was run already.",
    { "Choose the rows again for another change." }, "X-09", false,
};

static const struct shape more[] = {
    { "total", SHAPE_INT }, { "waiting", SHAPE_INT }, { "changed", SHAPE_INT }, { "unchanged", SHAPE_INT },
    { "refused", SHAPE_INT }, { "interrupted", SHAPE_FLAG, .about = "It can go on." },
    { "set", SHAPE_ANY, .about = "Texts, as a form would send them." }, { 0 },
};
/* clang-format on */

static bool complete(struct ctx *c, void *row)
{
    struct bulk *b = row;
    return bulk_counts_read(c, b->id, b->counts);
}

int64_t bulk_total(const struct bulk *b)
{
    int64_t n = 0;
    for (int i = 0; i < BULK_ROW_STATES; i++)
        n += b->counts[i];
    return n;
}

static void json_more(struct buf *b, const void *row)
{
    const struct bulk *bulk = row;
    buf_printf(b, ",\"total\":%lld", (long long)bulk_total(bulk));
    for (int i = 0; i < BULK_ROW_STATES; i++)
        buf_printf(b, ",\"%s\":%lld", bulk_row_words[i].name, (long long)bulk->counts[i]);
    buf_add(b, bulk_is_cut(bulk) ? STR(",\"interrupted\":true") : STR(",\"interrupted\":false"));
    buf_lit(b, ",\"set\":");
    buf_add(b, bulk->sets.n ? bulk->sets : STR("{}"));
}

const struct record bulk_record = {
    .name = "bulk",
    .plural = "bulk",
    .label = "Bulk edit",
    .labels = "Bulk edits",
    .size = sizeof(struct bulk),
    .fields = fields,
    .n_fields = COUNT(fields),
    .title = "title",
    .owner = "user_id",
    .default_sort = "-id",
    .lists = lists,
    .n_lists = COUNT(lists),
    .complete = complete,
    .json_more = json_more,
    .more = more,
};

const struct record_pages *bulk_pages_of(struct str subject)
{
    static const char *const subjects[] = { "deal", "account", "contact", "product" };
    bool known = false;
    for (size_t i = 0; i < COUNT(subjects); i++)
        known |= str_is(subject, subjects[i]);
    for (size_t i = 0; known && i < n_slices; i++) {
        if (slices[i]->pages && str_is(subject, slices[i]->pages->record->name))
            return slices[i]->pages;
    }
    return NULL;
}

/* What names a row is not the same for many. */
bool bulk_may_set(const struct record *r, const struct field *f)
{
    bool fixed = f->kind == KIND_ID || f->flags & (COMPUTED | ONCE | SECRET);
    if (fixed || strcmp(f->name, r->title) == 0)
        return false;
    return !(f->flags & OFF_FORM) || strcmp(f->name, BULK_REASON) == 0;
}

bool bulk_may(struct ctx *c, size_t rows)
{
    if (!rows)
        return bad_field(c, STR("id"), "Choose at least one row.");
    if (rows > BULK_MAX)
        return bad_field(c, STR("id"), "At most %d rows at once.", BULK_MAX);
    if (c->viewer->roles & ROLE_MANAGER || (int64_t)rows <= policy_value(c, &bulk_most))
        return true;
    refuse(c, &bulk_too_many, 0);
    c->fault.detail = arena_printf(c->arena, "These are %zu rows; you may change %lld at once.",
                                   rows, (long long)policy_value(c, &bulk_most));
    return false;
}

/* ---- what is set ---- */

static struct input sets_of(struct ctx *c, struct input *in)
{
    struct input sets = { .json = in->json };
    for (size_t i = 0; i < in->n; i++) {
        struct input_item *item = &in->items[i];
        if (!str_starts(item->name, STR("set.")))
            continue;
        item->used = true;
        if (!in->json && !item->text.n && str_is(item->name, "set." BULK_REASON))
            continue; /* it stands on the form beside every stage */
        input_add(c->arena, &sets, str_cut(item->name, 4, item->name.n), item->text, item->kind);
    }
    return sets;
}

/* "set.stage_id": as it was sent. */
static void faults_name_items(struct ctx *c)
{
    for (struct field_fault *f = c->fault.fields; f; f = f->next) {
        if (!str_starts(f->field, STR("set")))
            f->field = arena_printf(c->arena, "set.%.*s", STR_FMT(f->field));
    }
}

static void said(struct buf *title, const char *label, struct str value)
{
    buf_printf(title, "%s%s: %.*s", title->n ? ", " : "", label,
               STR_FMT(value.n ? value : STR("nothing")));
}

static void kept(struct buf *json, struct str name, struct str value)
{
    buf_char(json, json->n > 1 ? ',' : ' ');
    json->n -= json->p[json->n - 1] == ' ';
    buf_json_str(json, name);
    buf_char(json, ':');
    buf_json_str(json, value);
}

static void field_keep(struct ctx *c, const struct field *f, const void *row, struct buf *json,
                       struct buf *title)
{
    kept(json, str_of(f->name), field_plain(c->arena, f, row));
    if (f->kind == KIND_MONEY) {
        const struct money *m = (const void *)((const char *)row + f->offset);
        kept(json, arena_printf(c->arena, "%s_currency", f->name), str_of(m->currency));
    }
    said(title, f->label, field_show(c, f, row));
}

static void fields_keep(struct ctx *c, const struct record *r, struct field_set given,
                        const void *row, struct buf *json, struct buf *title)
{
    for (size_t i = 0; i < r->n_fields; i++) {
        const struct field *f = &r->fields[i];
        if (!field_in(r, given, f->name))
            continue;
        if (bulk_may_set(r, f))
            field_keep(c, f, row, json, title);
        else
            bad_field(c, str_of(f->name), "This cannot be set for many at once.");
    }
}

static bool share_keep(struct ctx *c, const struct record *r, struct input *sets,
                       struct buf *json, struct buf *title)
{
    struct str text = input_text(sets, BULK_SHARE);
    int64_t id;
    if (!input_has(sets, BULK_SHARE))
        return true;
    if (r != &deal_record)
        return bad_field(c, STR(BULK_SHARE), "Only deals are shared.");
    if (!str_to_int(str_trim(text), &id) || !deal_may_share_with(c, id)) {
        fault_clear(c);
        return bad_field(c, STR(BULK_SHARE), "Choose somebody who sells and is still here.");
    }
    kept(json, STR(BULK_SHARE), str_trim(text));
    said(title, "Shared with", person_name(c, id));
    return true;
}

static struct str shortened(struct buf *title)
{
    struct str s = buf_str(title);
    size_t n = s.n;
    if (!title->full)
        return s;
    while (n > 0 && ((unsigned char)s.p[n - 1] & 0xc0) == 0x80)
        n--;
    return str_cut(s, 0, n ? n - 1 : 0);
}

bool bulk_sets_read(struct ctx *c, const struct record_pages *p, struct input *in, struct bulk *b)
{
    struct input sets = sets_of(c, in);
    void *row = arena_alloc(c->arena, p->record->size);
    struct field_set given = { 0 };
    struct buf json, title;
    record_init(p->record, row);
    buf_init(&json, c->arena, SETS_MAX);
    buf_init(&title, c->arena, TITLE_MAX);
    buf_char(&json, '{');
    bool good = share_keep(c, p->record, &sets, &json, &title)
                && record_read(c, p->record, &sets, RECORD_PATCH, org()->currency, row, &given);
    if (good)
        fields_keep(c, p->record, given, row, &json, &title);
    if (!input_all_used(c, &sets) || failed(c)) {
        faults_name_items(c);
        return false;
    }
    if (json.n == 1)
        return bad_field(c, STR("set"), "Say what to change.");
    bool shared = input_has(&sets, BULK_SHARE);
    if (shared && given.bits)
        return bad_field(c, STR("set"), "Share them, or change them: one after the other.");
    buf_char(&json, '}');
    b->sets = buf_str(&json);
    b->title = shortened(&title);
    return true;
}

bool bulk_order_of(struct ctx *c, const struct bulk *b, struct bulk_order *out)
{
    const char *name;
    json_t *value, *sets;
    *out = (struct bulk_order){ .bulk = b, .pages = bulk_pages_of(b->subject) };
    if (!out->pages)
        return broken(c, "bulk %lld is of %.*s", (long long)b->id, STR_FMT(b->subject));
    sets = json_loadb(b->sets.n ? b->sets.p : "{}", b->sets.n ? b->sets.n : 2, 0, NULL);
    if (!sets)
        return broken(c, "bulk %lld sets what is not JSON", (long long)b->id);
    json_object_foreach(sets, name, value)
    {
        struct str text = arena_str(c->arena, str_of(json_string_value(value)));
        if (strcmp(name, BULK_SHARE) != 0)
            input_add(c->arena, &out->sets, arena_str(c->arena, str_of(name)), text, INPUT_TEXT);
        else if (!str_to_int(text, &out->share))
            out->share = 0;
    }
    json_decref(sets);
    return true;
}

/* ---- one row ---- */

static bool share_do(struct ctx *c, const struct bulk_order *o, const struct bulk_row *row)
{
    struct deal d;
    return record_get(c, &deal_record, row->record_id, &d) && deal_may_share(c, &d)
           && (o->bulk->undoes_id ? deal_unshare(c, d.id, o->share)
                                  : deal_may_share_with(c, o->share)
                                        && deal_share(c, d.id, o->share));
}

/* The items are shared by all rows of a group, whose jobs follow one another on one thread; each
 * reads them anew. */
static bool fields_do(struct ctx *c, const struct bulk_order *o, const void *was)
{
    const struct record *r = o->pages->record;
    struct input sets = { 0 };
    struct field_set given;
    void *now = memcpy(arena_alloc(c->arena, r->size), was, r->size);
    for (size_t i = 0; i < o->sets.n; i++)
        input_add(c->arena, &sets, o->sets.items[i].name, o->sets.items[i].text, INPUT_TEXT);
    return record_read(c, r, &sets, RECORD_PATCH, org()->currency, now, &given)
           && o->pages->save(c, was, now, STR_NONE);
}

static bool change_do(struct ctx *c, const struct bulk_order *o, const struct bulk_row *row,
                      const void *was)
{
    const struct record *r = o->pages->record;
    if (o->share)
        return share_do(c, o, row);
    if (o->bulk->undoes_id)
        return undo_change(c, o->pages, row->record_id, row->seq, arena_alloc(c->arena, r->size));
    return fields_do(c, o, was);
}

bool bulk_row_do(struct ctx *c, const struct bulk_order *o, struct bulk_row *row)
{
    const struct record *r = o->pages->record;
    struct cause cause = { .bulk_id = o->bulk->id };
    void *was = arena_alloc(c->arena, r->size), *now = arena_alloc(c->arena, r->size);
    if (!record_get(c, r, row->record_id, was) || !record_check_version(c, r, was, row->seen))
        return false;
    c->cause = &cause;
    bool ok = change_do(c, o, row, was);
    c->cause = NULL;
    if (!ok || !record_get_any(c, r, row->record_id, now))
        return false;
    bool changed = record_seq(r, now) != record_seq(r, was);
    row->state = changed ? BULK_CHANGED : BULK_UNCHANGED;
    row->seq = changed ? record_seq(r, now) : 0;
    return true;
}
