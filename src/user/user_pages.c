/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/app.h"
#include "frame/openapi.h"
#include "user/sign_in.h"
#include "user/user.h"
#include "user/user_show.html.h"
#include "user/user_view.h"

static void user_json(struct buf *b, const void *view)
{
    record_json(b, &user_record, view);
}

static bool create(struct ctx *c, void *row)
{
    return user_create(c, row);
}

static bool save(struct ctx *c, const void *was, void *now, struct str why)
{
    return user_save(c, was, now, why);
}

static void init(void *row)
{
    user_init(row);
}

static bool head(struct ctx *c UNUSED, const void *row, struct badges *out)
{
    const struct user *u = row;
    if (u->rep)
        out->p[out->n++] = (struct badge){ "teal", STR("Rep") };
    if (u->manager)
        out->p[out->n++] = (struct badge){ "indigo", STR("Manager") };
    if (u->administrator)
        out->p[out->n++] = (struct badge){ "amber", STR("Administrator") };
    if (u->support)
        out->p[out->n++] = (struct badge){ "green", STR("Support") };
    if (u->executive)
        out->p[out->n++] = (struct badge){ "indigo", STR("Executive") };
    if (!u->active)
        out->p[out->n++] = (struct badge){ "gray", STR("Not active") };
    return true;
}

static const struct record_pages pages = {
    .record = &user_record,
    .here = "users",
    .empty = "There is nobody here yet. Add a user and hand over the link to set a password.",
    .json = user_json,
    .create = create,
    .save = save,
    .init = init,
    .head = head,
};

/* ---- one user ---- */

static bool state_fill(struct ctx *c, const struct user *u, struct user_view *v)
{
    bool waits = false;
    if (!invitation_waits(c, u->id, &waits))
        return false;
    v->button = u->password.n ? "Make a link for a new password"
                : waits       ? "Make another link"
                              : "Make a link to join";
    v->state = !u->active      ? STR("Not active: cannot sign in.")
               : !u->email.n   ? STR("Cannot sign in yet: add an email first.")
               : u->password.n ? STR("Signs in with email and password.")
               : waits         ? STR("Has a link to join that is not used yet.")
                               : STR("Cannot sign in yet: make a link and hand it over.");
    return true;
}

static bool user_view_fill(struct req *q, const struct user *u, struct user_view *v)
{
    struct ctx *c = &q->c;
    struct sessions sessions = { 0 };
    bool manages = may(c->viewer->roles, "user", "manage");
    if (manages) {
        v->invite_url = arena_printf(c->arena, "/users/%lld/invite", (long long)u->id);
        v->end_url = arena_printf(c->arena, "/users/%lld/end-sessions", (long long)u->id);
    }
    if (manages && !sessions_read(c, u->id, 0, &sessions))
        return false;
    v->signed_in = sessions.n;
    return record_view_fill(q, &pages, u, &v->page) && state_fill(c, u, v)
           && helped_read(c, u->id, &v->helped);
}

static bool user_show(struct req *q)
{
    struct user_view *v = arena_new(q->c.arena, struct user_view);
    struct user u;
    if (q->api)
        return record_show(q);
    if (str_is(input_text(&q->query, "done"), "sessions"))
        v->note = STR("All sessions were ended.");
    return record_get(&q->c, &user_record, q->ids[0], &u) && user_view_fill(q, &u, v)
           && answer_view(q, user_page_page, NULL, v);
}

static void link_json(struct buf *b, const void *view)
{
    const struct user_view *v = view;
    buf_lit(b, "{\"link\":");
    buf_json_str(b, v->link);
    buf_char(b, '}');
}

static bool user_link(struct req *q)
{
    struct ctx *c = &q->c;
    struct user_view *v = arena_new(c->arena, struct user_view);
    struct user u;
    struct str token = STR_NONE;
    if (!record_get(c, &user_record, q->ids[0], &u))
        return false;
    bool made = user_invite(c, u.id, &token);
    if (made)
        v->link = arena_printf(c->arena, "%.*s/join/%.*s", STR_FMT(req_origin(q)),
                               STR_FMT(token));
    if (q->api)
        return made && answer_view(q, NULL, link_json, v);
    if (!user_view_fill(q, &u, v))
        return false;
    if (made)
        return answer_view(q, user_page_page, NULL, v);
    v->message = c->fault.detail;
    v->next = c->fault.next[0];
    return answer_again(q, user_page_page, v);
}

/* clang-format off */
static const struct shape one_user[] = { { .kind = SHAPE_ROW, .record = "user" }, { 0 } };
static const struct shape link_shape[] = { { "link", SHAPE_TEXT, .about = "Good once, for a week." }, { 0 } };
static const struct api api_me = { "Read whose key this is", .answer = one_user };
static const struct api api_link = { "Make a link with which to set a password", .answer = link_shape };
static const struct shape alerts_body[] = { { "alert_mail", SHAPE_WORD, .words = "none urgent all" }, { 0 } };
static const struct api api_alerts = { "Choose which alerts reach one by mail too", .body = alerts_body, .status = 204 };
static const struct shape session_shape[] = {
    { "id", SHAPE_ID }, { "started", SHAPE_INSTANT }, { "seen", SHAPE_INSTANT, .about = "To the minute." },
    { "network", SHAPE_TEXT, .about = "Not the whole address." }, { "browser", SHAPE_TEXT },
    { "current", SHAPE_FLAG, .about = "The one that asks." }, { 0 },
};
static const struct shape session_list[] = { { "items", SHAPE_LIST, .of = session_shape }, { 0 } };
static const struct shape key_shape[] = {
    { "id", SHAPE_ID }, { "label", SHAPE_TEXT }, { "made", SHAPE_INSTANT },
    { "used", SHAPE_INSTANT, NULLABLE, .about = "Last, to the minute; null: never." }, { 0 },
};
static const struct shape key_list[] = { { "items", SHAPE_LIST, .of = key_shape }, { 0 } };
static const struct api api_keys = { "List one's own keys", .answer = key_list };
static const struct api api_revoke = { "Revoke one of one's own keys", .status = 204 };
static const struct api api_sessions = { "List where one is signed in", .answer = session_list };
static const struct api api_end = { "End one of one's own sessions", .status = 204 };
static const struct api api_others = { "End all of one's own sessions but this one", .status = 204 };
static const struct api api_all = { "End all sessions of a user", .status = 204 };

static const struct route routes[] = {
    { METHOD_GET,   "/sign-in",              sign_in_show,   READS,  PAGE | OPEN, { 0 },                "X-04", 0 },
    { METHOD_POST,  "/sign-in",              sign_in,        OWN,    PAGE | OPEN, { 0 },                "X-04", 0 },
    { METHOD_POST,  "/sign-out",             sign_out,       WRITES, PAGE,        { "me", "manage" },   "X-04", 0 },
    { METHOD_GET,   "/join/{word}",          join_show,      READS,  PAGE | OPEN, { 0 },                "X-04", 0 },
    { METHOD_POST,  "/join/{word}",          join,           OWN,    PAGE | OPEN, { 0 },                "X-04", 0 },
    { METHOD_GET,   "/me",                   me_show,        READS,  PAGE | API,  { "me", "read" },     "X-04", 0, &api_me },
    { METHOD_POST,  "/me/password",          me_password,    OWN,    PAGE,        { "me", "manage" },   "X-04", 0 },
    { METHOD_POST,  "/me/alerts",            me_alerts,      WRITES, PAGE | API,  { "me", "manage" },   "X-15", 0, &api_alerts },
    { METHOD_POST,  "/me/keys",              me_key_add,     WRITES, PAGE,        { "me", "manage" },   "X-04", 0 },
    { METHOD_GET,   "/me/keys",              me_keys_list,   READS,  API,         { "me", "read" },     "X-04", 0, &api_keys },
    { METHOD_POST,  "/me/keys/{id}/revoke",  me_key_revoke,  WRITES, PAGE | API,  { "me", "manage" },   "X-04", 0, &api_revoke },
    { METHOD_GET, "/me/sessions", me_sessions, READS, API, { "me", "read" }, "X-04", 0, &api_sessions },
    { METHOD_POST,  "/me/sessions/{id}/end", me_session_end, WRITES, PAGE | API,  { "me", "manage" },   "X-04", 0, &api_end },
    { METHOD_POST, "/me/sessions/end-others", me_sessions_end, WRITES, PAGE | API, { "me", "manage" }, "X-04", 0, &api_others },
    { METHOD_GET,   "/users",                record_index,   READS,  PAGE | API,  { "user", "read" },   "S2-26", 0 },
    { METHOD_GET,   "/users/new",            record_new,     READS,  PAGE,        { "user", "create" }, "S2-26", 0 },
    { METHOD_POST,  "/users",                record_add,     WRITES, PAGE | API,  { "user", "create" }, "S2-26", 0 },
    { METHOD_GET,   "/users/{id}",           user_show,      READS,  PAGE | API,  { "user", "read" },   "S2-26", 0, &api_show },
    { METHOD_GET,   "/users/{id}/edit",      record_edit,    READS,  PAGE,        { "user", "edit" },   "S2-26", 0 },
    { METHOD_POST,  "/users/{id}",           record_change,  WRITES, PAGE,        { "user", "edit" },   "S2-26", 0 },
    { METHOD_PATCH, "/users/{id}",           record_change,  WRITES, API,         { "user", "edit" },   "S2-26", 0 },
    { METHOD_POST,  "/users/{id}/{word}",    record_set,     WRITES, PAGE,        { "user", "edit" },   "S2-26", 0 },
    { METHOD_POST,  "/users/{id}/invite",    user_link,      WRITES, PAGE | API,  { "user", "manage" }, "X-04", 0, &api_link },
    { METHOD_POST, "/users/{id}/end-sessions", sessions_end_all, WRITES, PAGE | API, { "user", "manage" }, "X-04", 0, &api_all },
    { METHOD_GET,   "/users/{id}/history",   record_history, READS,  API,         { "user", "manage" }, "X-03", 0 },
};
static const struct grant grants[] = {
    { "user", "export", ROLE_MANAGER | ROLE_ADMINISTRATOR },
    { "user", "read",   ROLE_STAFF },
    { "user", "create", ROLE_ADMINISTRATOR },
    { "user", "edit",   ROLE_ADMINISTRATOR },
    { "user", "manage", ROLE_ADMINISTRATOR },
    { "me",   "read",   ROLE_STAFF },
    { "me",   "manage", ROLE_STAFF },
};
/* clang-format on */

static const struct record *const records[] = { &user_record };
static const struct gate *const gates[] = { &last_administrator, &email_required, &user_inactive,
                                            &keys_full };

const struct slice user_slice = {
    .name = "user",
    TABLE(records, records),
    TABLE(routes, routes),
    TABLE(gates, gates),
    TABLE(grants, grants),
    .pages = &pages,
};
