/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "import/map/saved.h"
#include "import/map/saved_store.h"

#define HEADS_MAX ((size_t)256 << 10)

/* clang-format off */
static const struct field fields[] = {
    { F(import_mapping, id,      ID),    .label = "No." },
    { F(import_mapping, name,    TEXT),  .label = "Name",     .flags = REQUIRED | LISTED | SORTED },
    { F(import_mapping, record,  TEXT),  .label = "For",      .flags = COMPUTED | LISTED },
    { F(import_mapping, heads,   LINES), .label = "Columns",  .flags = COMPUTED | OFF_FORM, .max = 100000 },
    { F(import_mapping, mapping, LINES), .label = "Fields",   .flags = COMPUTED | OFF_FORM, .max = 100000 },
    { F(import_mapping, user_id, REF),   .label = "Saved by", .flags = COMPUTED | LISTED, .ref = "user" },
    BASE_FIELDS(import_mapping),
};

static const struct list lists[] = {
    { "name", { NULL }, "import_mapping_name", NULL },
};

const struct gate too_many_mappings = {
    "too_many_mappings", "At most 500 mappings are kept.", { "Remove one that is not used any more." }, "S2-30", false,
};
/* clang-format on */

const struct record import_mapping_record = {
    .name = "import_mapping",
    .plural = "import-mappings",
    .label = "Saved mapping",
    .labels = "Saved mappings",
    .size = sizeof(struct import_mapping),
    .fields = fields,
    .n_fields = COUNT(fields),
    .title = "name",
    .default_sort = "name",
    .lists = lists,
    .n_lists = COUNT(lists),
};

struct str saved_heads(struct arena *a, const struct csv_row *head)
{
    struct buf b;
    buf_init(&b, a, HEADS_MAX);
    for (size_t i = 0; i < head->n; i++) {
        struct str title = str_trim(head->cells[i]);
        for (size_t k = 0; k < title.n; k++)
            buf_char(&b, title.p[k] == '\n' || title.p[k] == '\r' ? ' ' : title.p[k]);
        buf_char(&b, '\n');
    }
    return b.full ? STR_NONE : buf_str(&b);
}

static struct str name_clean(struct ctx *c, struct str name)
{
    name = str_trim(name);
    if (!name.n)
        bad_field(c, STR("name"), "Give it a name.");
    else if (utf8_length(name) > 200 || text_has_control(name, false))
        bad_field(c, STR("name"), "Give one line of at most 200 characters.");
    return name;
}

static bool find_named(struct ctx *c, struct str record, struct str name,
                       struct import_mapping *out, bool *found, size_t *n)
{
    struct saved_mappings all;
    struct str wanted = fold(c->arena, name);
    *found = false;
    if (!saved_read(c, STR_NONE, &all))
        return false;
    *n = all.n;
    for (size_t i = 0; i < all.n && !*found; i++) {
        *found = str_same(all.p[i].record, record)
                 && str_same(fold(c->arena, all.p[i].name), wanted);
        if (*found)
            *out = all.p[i];
    }
    return true;
}

bool saved_keep(struct ctx *c, struct import_mapping *m)
{
    struct import_mapping before;
    bool found;
    size_t n;
    m->name = name_clean(c, m->name);
    m->user_id = c->viewer->id;
    if (failed(c) || !find_named(c, m->record, m->name, &before, &found, &n))
        return false;
    if (!found && n >= SAVED_MAX)
        return refuse(c, &too_many_mappings, 0);
    if (!found)
        return record_insert(c, &import_mapping_record, m);
    m->id = before.id;
    m->version = before.version;
    m->created = before.created;
    return record_update(c, &import_mapping_record, m);
}

bool saved_rename(struct ctx *c, struct import_mapping *m, struct str name)
{
    struct import_mapping other;
    bool found;
    size_t n;
    m->name = name_clean(c, name);
    if (failed(c) || !find_named(c, m->record, m->name, &other, &found, &n))
        return false;
    if (found && other.id != m->id)
        return bad_field(c, STR("name"), "Another mapping has this name already.");
    return record_update(c, &import_mapping_record, m);
}

bool saved_remove(struct ctx *c, const struct import_mapping *m)
{
    return saved_delete(c, m->id);
}
