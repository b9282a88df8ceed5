/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/app.h"
#include "frame/policy.h"
#include "record/openapi.h"
#include "view/view_store.h"

/* clang-format off */
const struct word view_pages[] = {
    [VIEW_DEALS] = { "deals", "Deals" }, [VIEW_BOARD] = { "board", "Board" },
    [VIEW_ACCOUNTS] = { "accounts", "Accounts" }, [VIEW_CONTACTS] = { "contacts", "Contacts" },
    [VIEW_PRODUCTS] = { "products", "Products" }, [VIEW_USERS] = { "users", "Users" },
    [VIEW_PAGES] = { 0 },
};

static const struct field fields[] = {
    { F(view, id,      ID),   .label = "No." },
    { F(view, name,    TEXT), .label = "Name",   .flags = REQUIRED | SORTED, .max = 60 },
    { F(view, page,    WORD), .label = "List",   .flags = COMPUTED, .words = view_pages },
    { F(view, query,   TEXT), .label = "Shows",  .flags = COMPUTED, .max = VIEW_QUERY_MAX },
    { F(view, user_id, REF),  .label = "Made by", .flags = COMPUTED, .ref = "user" },
    { F(view, shared,  FLAG), .label = "Shared with all" },
    BASE_FIELDS(view),
};

const struct policy views_most = {
    "views_most", "Saved views one person may have", "views", 50, 1, 200, "X-15",
};
const struct gate views_full = {
    "views_full", "You have as many saved views as one person may have.",
    { "Remove one that is not used any more." }, "X-15", false,
};

static const struct shape more[] = {
    { "url", SHAPE_TEXT, .about = "The list's address." },
    { "default", SHAPE_FLAG, .about = "Whether one begins the list with it." }, { 0 },
};
/* clang-format on */

static void json_more(struct buf *b, const void *row)
{
    const struct view *v = row;
    buf_lit(b, ",\"url\":");
    buf_json_str(b, view_url(b->arena, v->page, v->query));
    buf_add(b, v->is_default ? STR(",\"default\":true") : STR(",\"default\":false"));
}

const struct record view_record = {
    .name = "view",
    .plural = "views",
    .label = "View",
    .labels = "Views",
    .size = sizeof(struct view),
    .fields = fields,
    .n_fields = COUNT(fields),
    .title = "name",
    .default_sort = "name",
    .json_more = json_more,
    .more = more,
};

struct str view_url(struct arena *a, int page, struct str query)
{
    return arena_printf(a, "/%s%s%.*s", view_pages[page].name, query.n ? "?" : "",
                        STR_FMT(query));
}

const struct record *view_lists(int page)
{
    static const char *const records[] = {
        [VIEW_DEALS] = "deal",       [VIEW_BOARD] = "deal",       [VIEW_ACCOUNTS] = "account",
        [VIEW_CONTACTS] = "contact", [VIEW_PRODUCTS] = "product", [VIEW_USERS] = "user",
    };
    return record_named(records[page]);
}

/* ---- who may open and change ---- */

static bool may_read(const struct ctx *c, int page)
{
    return may(c->viewer->roles, view_lists(page)->name, "read");
}

static bool defaults_mark(struct ctx *c, struct views *all)
{
    int64_t ids[VIEW_PAGES];
    if (!view_defaults_read(c, ids))
        return false;
    for (size_t i = 0; i < all->n; i++)
        all->p[i].is_default = ids[all->p[i].page] == all->p[i].id;
    return true;
}

bool view_get(struct ctx *c, int64_t id, struct view *out)
{
    struct view v = { 0 };
    if (!record_get_any(c, &view_record, id, &v))
        return false;
    if (v.user_id != c->viewer->id && (!v.shared || !may_read(c, v.page)))
        return fail(c, FAULT_NOT_FOUND, "not_found", STR("There is no such view."));
    *out = v;
    return defaults_mark(c, &(struct views){ out, 1 });
}

bool views_read(struct ctx *c, int page, struct views *out)
{
    struct views all = { arena_array(c->arena, struct view, 2 * (size_t)VIEWS_READ_MAX), 0 };
    size_t n = 0;
    if (!views_own_read(c, page, &all) || !views_shared_read(c, page, &all))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        if (may_read(c, all.p[i].page))
            all.p[n++] = all.p[i];
    }
    *out = (struct views){ all.p, n };
    return defaults_mark(c, out);
}

static bool may_share(struct ctx *c)
{
    if (c->viewer->roles & (ROLE_MANAGER | ROLE_ADMINISTRATOR))
        return true;
    fail(c, FAULT_NOT_ALLOWED, "not_allowed",
         STR("Only managers and administrators share a view with all."));
    c->fault.next[0] = STR("Keep it private, or send somebody its address.");
    return false;
}

/* A shared one whose maker has left is an administrator's to tidy up. */
static bool may_change(struct ctx *c, const struct view *v)
{
    if (v->user_id == c->viewer->id || (v->shared && c->viewer->roles & ROLE_ADMINISTRATOR))
        return true;
    fail(c, FAULT_NOT_ALLOWED, "not_allowed",
         STR("Only who made this view changes it, or an administrator."));
    c->fault.next[0] = STR("Save a view of your own.");
    return false;
}

/* ---- keeping ---- */

static bool has_room(struct ctx *c)
{
    int64_t n;
    return views_count(c, &n) && (n < policy_value(c, &views_most) || refuse(c, &views_full, 0));
}

static bool name_taken(struct ctx *c)
{
    fail(c, FAULT_CONFLICT, "view_exists", STR("You already have a view of this name here."));
    c->fault.next[0] = STR("Choose another name, or say that it replaces the one there is.");
    return false;
}

static bool take_place(struct ctx *c, int64_t id, struct view *v)
{
    struct view was = { 0 };
    if (!record_get_any(c, &view_record, id, &was))
        return false;
    v->id = id;
    v->version = was.version;
    v->created = was.created;
    return record_update(c, &view_record, v);
}

bool view_make(struct ctx *c, struct view *v, bool replace)
{
    int64_t there;
    v->user_id = c->viewer->id;
    if ((v->shared && !may_share(c)) || !view_named(c, v->page, v->name, &there))
        return false;
    if (there)
        return replace ? take_place(c, there, v) : name_taken(c);
    return has_room(c) && record_insert(c, &view_record, v);
}

bool view_save(struct ctx *c, const struct view *was, struct view *now)
{
    int64_t there;
    if (!may_change(c, was) || (now->shared && !was->shared && !may_share(c))
        || !view_named(c, now->page, now->name, &there))
        return false;
    if (there && there != now->id)
        return name_taken(c);
    return record_update(c, &view_record, now);
}

bool view_remove(struct ctx *c, const struct view *v)
{
    return may_change(c, v) && view_delete(c, v->id);
}

bool view_begin(struct ctx *c, const struct view *v, bool on)
{
    return on ? view_default_put(c, v->page, v->id) : view_default_drop(c, v->page, v->id);
}
