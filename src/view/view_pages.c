/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/openapi.h"
#include "frame/people.h"
#include "frame/record_pages.h"
#include "view/views.html.h"
#include "view/views_view.h"

/* ---- the tabs of a list ---- */

static int page_named(const char *name)
{
    int i = 0;
    while (view_pages[i].name && strcmp(view_pages[i].name, name) != 0)
        i++;
    return i;
}

static struct str percent_encoded(struct arena *a, struct str text)
{
    struct html h;
    html_init(&h, a, 3 * text.n + 1);
    html_part_str(&h, text);
    return buf_str(&h.b);
}

/* Without _all a bare address would begin with the default view again. */
static struct view_tab tab_of_all(struct ctx *c, int page, bool current, bool has_default)
{
    return (struct view_tab){
        .name = page == VIEW_DEALS   ? STR("Open deals")
                : page == VIEW_BOARD ? STR("The board")
                                     : arena_printf(c->arena, "All %s", view_pages[page].name),
        .url = arena_printf(c->arena, "/%s%s", view_pages[page].name,
                            has_default ? "?_all=yes" : ""),
        .current = current,
    };
}

/* Which pipeline is looked at is chosen beside the tabs, and makes no view of its own. */
static bool is_all(struct str here)
{
    return !here.n
           || (str_starts(here, STR("pipeline_id=")) && !memchr(here.p, '&', here.n));
}

static bool tabs_fill(struct req *q, const char *name, struct view_tabs *out)
{
    struct ctx *c = &q->c;
    struct str here = view_query_of(c->arena, &q->query);
    int page = page_named(name);
    struct views all;
    bool kept = !here.n, has_default = false;
    if (page == VIEW_PAGES)
        return true;
    if (!views_read(c, page, &all))
        return false;
    out->tabs.p = arena_array(c->arena, struct view_tab, all.n + 1);
    out->tabs.n = 1;
    for (size_t i = 0; i < all.n; i++) {
        const struct view *v = &all.p[i];
        struct str url = view_url(c->arena, page, v->query);
        bool current = v->query.n && str_same(v->query, here);
        out->tabs.p[out->tabs.n++] = (struct view_tab){ v->name, url, current, v->shared };
        kept |= current;
        has_default |= v->is_default;
        if (v->is_default && v->query.n && !q->query.n)
            out->start_url = url;
    }
    out->tabs.p[0] = tab_of_all(c, page, is_all(here) && (!kept || !here.n), has_default);
    if (!kept)
        out->save_url = arena_printf(
            c->arena, "/views/new?url=%.*s",
            STR_FMT(percent_encoded(c->arena, view_url(c->arena, page, here))));
    return true;
}

/* ---- all of them ---- */

static struct view_line line_of(struct ctx *c, const struct view *v)
{
    bool mine = v->user_id == c->viewer->id;
    return (struct view_line){
        .view = v,
        .url = view_url(c->arena, v->page, v->query),
        .form = arena_printf(c->arena, "/views/%lld", (long long)v->id),
        .list = view_pages[v->page].label,
        .maker = mine ? STR_NONE : person_name(c, v->user_id),
        .mine = mine,
        .may_change = mine || c->viewer->roles & ROLE_ADMINISTRATOR,
    };
}

static bool shares(const struct ctx *c)
{
    return c->viewer->roles & (ROLE_MANAGER | ROLE_ADMINISTRATOR);
}

static void views_json(struct buf *b, const void *view)
{
    const struct views *all = view;
    buf_lit(b, "{\"items\":[");
    for (size_t i = 0; i < all->n; i++) {
        if (i)
            buf_char(b, ',');
        record_json(b, &view_record, &all->p[i]);
    }
    buf_lit(b, "]}");
}

static void view_json(struct buf *b, const void *view)
{
    record_json(b, &view_record, view);
}

static bool views_show(struct req *q)
{
    struct ctx *c = &q->c;
    struct views *all = arena_new(c->arena, struct views);
    struct views_view *v = arena_new(c->arena, struct views_view);
    req_input_all_used(q);
    if (failed(c) || !views_read(c, -1, all))
        return false;
    if (q->api)
        return answer_view(q, NULL, views_json, all);
    v->lines.p = arena_array(c->arena, struct view_line, all->n);
    for (; v->lines.n < all->n; v->lines.n++)
        v->lines.p[v->lines.n] = line_of(c, &all->p[v->lines.n]);
    v->may_share = shares(c);
    return !failed(c) && frame_fill(q, &v->frame, "Views", "views")
           && answer_view(q, views_page_page, NULL, v);
}

static bool answer_one(struct req *q, struct view *v, bool created)
{
    if (created)
        answer_created(q, view_json, v, view_record.plural, v->id);
    else
        answer_view(q, NULL, view_json, v);
    return answer_version(q, v->version);
}

static bool view_show(struct req *q)
{
    struct view *v = arena_new(q->c.arena, struct view);
    req_input_all_used(q);
    return !failed(&q->c) && view_get(&q->c, q->ids[0], v) && answer_one(q, v, false);
}

/* ---- a new one ---- */

static bool form_show(struct req *q, struct view_form *v)
{
    v->list = view_pages[v->view.page].label;
    v->may_share = shares(&q->c);
    return frame_fill(q, &v->frame, "Save this view", view_pages[v->view.page].name);
}

static bool view_new(struct req *q)
{
    struct ctx *c = &q->c;
    struct view_form *v = arena_new(c->arena, struct view_form);
    struct str url = input_text(&q->query, "url"), query;
    if (!view_url_read(c, url.n ? url : STR("/accounts"), &v->view.page, &query))
        return false;
    v->url = view_url(c->arena, v->view.page, query);
    return form_show(q, v) && answer_view(q, view_form_page, NULL, v);
}

static bool said(struct req *q, const char *name)
{
    struct str text = input_text(&q->in, name);
    return str_is(text, "true") || str_is(text, "yes") || str_is(text, "on");
}

static struct str name_error(const struct ctx *c)
{
    for (const struct field_fault *f = c->fault.fields; f; f = f->next) {
        if (str_is(f->field, "name"))
            return f->sentence;
    }
    return STR_NONE;
}

/* The form again; what is wrong with the address itself is no matter of the form. */
static bool form_again(struct req *q, const struct view *typed, struct str url, bool begins)
{
    struct ctx *c = &q->c;
    struct view_form *v = arena_new(c->arena, struct view_form);
    bool named = str_is(str_of(c->fault.code), "view_exists") || name_error(c).n
                 || c->fault.kind == FAULT_REFUSED;
    if (q->api || !named)
        return false;
    v->view = *typed;
    v->view.name = input_text(&q->in, "name");
    v->url = url;
    v->begins = begins;
    v->replace = str_is(str_of(c->fault.code), "view_exists");
    v->name_error = v->replace ? c->fault.detail : name_error(c);
    v->message = c->fault.kind == FAULT_REFUSED ? c->fault.detail : STR_NONE;
    return form_show(q, v) && answer_again(q, view_form_page, v);
}

/* What is said of a view besides its name: where it leads, and whether one begins with it. */
static bool input_read(struct req *q, enum record_read how, struct view *v, struct str url)
{
    struct ctx *c = &q->c;
    struct field_set given;
    bool good = !url.n || view_url_read(c, url, &v->page, &v->query);
    if (how == RECORD_CREATE && !url.n)
        good = bad_field(c, STR("url"), "Give the address of the list to keep.");
    good &= record_read(c, &view_record, &q->in, how, "", v, &given);
    return input_all_used(c, &q->in) && good && !failed(c);
}

static bool view_add(struct req *q)
{
    struct ctx *c = &q->c;
    struct view *v = arena_new(c->arena, struct view);
    struct str url = input_text(&q->in, "url");
    bool begins = said(q, "default"), replace = said(q, "replace");
    record_init(&view_record, v);
    if (!input_read(q, RECORD_CREATE, v, url) || !view_make(c, v, replace)
        || (begins && !view_begin(c, v, true)))
        return form_again(q, v, url, begins);
    v->is_default = begins;
    if (q->api)
        return answer_one(q, v, true);
    return answer_go(q, "%.*s", STR_FMT(view_url(c->arena, v->page, v->query)));
}

/* ---- changes ---- */

static bool view_change(struct req *q)
{
    struct ctx *c = &q->c;
    struct view was, *now = arena_new(c->arena, struct view);
    struct str url = input_text(&q->in, "url");
    answer_current(q, view_json);
    if (!view_get(c, q->ids[0], &was))
        return false;
    *now = was;
    if (!input_read(q, RECORD_PATCH, now, url)
        || !record_check_version(c, &view_record, &was, q->if_match)
        || !view_save(c, &was, now))
        return false;
    return q->api ? answer_one(q, now, false) : answer_go(q, "/views");
}

static bool view_drop(struct req *q)
{
    struct view v;
    return view_get(&q->c, q->ids[0], &v) && input_all_used(&q->c, &q->in)
           && view_remove(&q->c, &v) && answer_go(q, "/views");
}

static bool view_first(struct req *q)
{
    struct ctx *c = &q->c;
    struct view *v = arena_new(c->arena, struct view);
    bool on = said(q, "default");
    if (!view_get(c, q->ids[0], v) || !input_all_used(c, &q->in) || !view_begin(c, v, on))
        return false;
    v->is_default = on;
    return q->api ? answer_one(q, v, false) : answer_go(q, "/views");
}

/* clang-format off */
static const struct shape all_views[] = { { "items", SHAPE_LIST }, { 0 } };
static const struct shape one_view[] = { { .kind = SHAPE_ROW }, { 0 } };
static const struct shape view_body[] = {
    { "name", SHAPE_TEXT, .max = 60 },
    { "url", SHAPE_TEXT, .about = "The address of a list or of the board: /deals?sort=-value." },
    { "shared", SHAPE_FLAG, OPTIONAL }, { "default", SHAPE_FLAG, OPTIONAL },
    { "replace", SHAPE_FLAG, OPTIONAL, .about = "One's own view of the same name." }, { 0 },
};
static const struct shape view_change_body[] = {
    { "name", SHAPE_TEXT, OPTIONAL, .max = 60 }, { "url", SHAPE_TEXT, OPTIONAL }, { "shared", SHAPE_FLAG, OPTIONAL }, { 0 },
};
static const struct shape default_body[] = { { "default", SHAPE_FLAG }, { 0 } };
static const struct api api_views = { "List the saved views that one may open", .answer = all_views };
static const struct api api_view_add = { "Keep a list as a view", NULL, view_body, one_view, 201, .versioned = true };
static const struct api api_view_change = { "Change a view", NULL, view_change_body, one_view, .versioned = true };
static const struct api api_view_drop = { "Remove a view", .status = 204 };
static const struct api api_view_default = {
    "Begin its list with a view, or no longer", NULL, default_body, one_view, .versioned = true,
};

static const struct route routes[] = {
    { METHOD_GET,    "/views",              views_show,  READS,  PAGE | API, { "view", "read" }, "X-15", 0, &api_views },
    { METHOD_GET,    "/views/new",          view_new,    READS,  PAGE,       { "view", "read" }, "X-15", 0 },
    { METHOD_POST,   "/views",              view_add,    WRITES, PAGE | API, { "view", "edit" }, "X-15", 0, &api_view_add },
    { METHOD_GET,    "/views/{id}",         view_show,   READS,  API,        { "view", "read" }, "X-15", 0, &api_show },
    { METHOD_POST,   "/views/{id}",         view_change, WRITES, PAGE,       { "view", "edit" }, "X-15", 0 },
    { METHOD_PATCH,  "/views/{id}",         view_change, WRITES, API,        { "view", "edit" }, "X-15", 0, &api_view_change },
    { METHOD_DELETE, "/views/{id}",         view_drop,   WRITES, API,        { "view", "edit" }, "X-15", 0, &api_view_drop },
    { METHOD_POST,   "/views/{id}/remove",  view_drop,   WRITES, PAGE,       { "view", "edit" }, "X-15", 0 },
    { METHOD_POST,   "/views/{id}/default", view_first,  WRITES, PAGE | API, { "view", "edit" }, "X-15", 0, &api_view_default },
};
static const struct grant grants[] = {
    { "view", "read", ROLE_STAFF },
    { "view", "edit", ROLE_STAFF },
};
/* clang-format on */

static const struct record *const records[] = { &view_record };
static const struct gate *const gates[] = { &views_full };
static const struct policy *const policies[] = { &views_most };

const struct slice view_slice = {
    .name = "view",
    TABLE(records, records),
    TABLE(routes, routes),
    TABLE(grants, grants),
    TABLE(gates, gates),
    TABLE(policies, policies),
    .views = tabs_fill,
};
