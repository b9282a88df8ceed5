/* SPDX-License-Identifier: Apache-2.0 */
#include <sodium.h>

#include "base/text.h"
#include "frame/org.h"
#include "frame/people.h"
#include "frame/recorded.h"
#include "user/user.h"
#include "user/user_store.h"

#define LINK_DAYS 7
#define LINK_BYTES 24 /* told as small hexadecimal digits, which fit a route's {word} */

/* clang-format off */
const struct word alert_mail_words[] = {
    { "none", "None" }, { "urgent", "What cannot wait" }, { "all", "Every alert" }, { 0 },
};
static const struct field fields[] = {
    { F(user, id,            ID),    .label = "No." },
    { F(user, name,          TEXT),  .label = "Name",          .flags = REQUIRED | LISTED | SORTED | PREFIX },
    { F(user, email,         EMAIL), .label = "Email",         .flags = LISTED | PREFIX,
      .hint = "To sign in with." },
    { F(user, rep,           FLAG),  .label = "Rep",           .flags = LISTED | FILTER,
      .hint = "Works on deals; what a new user is unless another role is chosen." },
    { F(user, manager,       FLAG),  .label = "Manager",       .flags = LISTED | FILTER,
      .hint = "Sees the deals of everybody below in the reporting line." },
    { F(user, administrator, FLAG),  .label = "Administrator", .flags = LISTED | FILTER,
      .hint = "Manages users and settings." },
    { F(user, support,       FLAG),  .label = "Support",       .flags = LISTED | FILTER,
      .hint = "Works on what was promised: sees what a team is asked for, not deals." },
    { F(user, executive,     FLAG),  .label = "Executive",     .flags = LISTED | FILTER,
      .hint = "The last to hear of what is late; sees the deals below and what was overridden." },
    { F(user, reports_to_id, REF),   .label = "Reports to",    .flags = LISTED | FILTER, .ref = "user" },
    { F(user, team_id,       REF),   .label = "Team",          .flags = LISTED | FILTER, .ref = "team" },
    { F(user, office,        TEXT),  .label = "Office",        .flags = LISTED | FILTER },
    { F(user, active,        FLAG),  .label = "Active",        .flags = LISTED | FILTER,
      .hint = "Without this nobody signs in as this user." },
    { F(user, on_duty,       FLAG),  .label = "On duty",       .flags = LISTED | FILTER,
      .hint = "New enquiries may go to this user." },
    { F(user, started_on,    DAY),   .label = "Started on",
      .hint = "A novice for the first days: an urgent or complex deal then needs a mentor." },
    { F(user, mentor_id,     REF),   .label = "Mentor",        .flags = FILTER, .ref = "user",
      .hint = "Hears what a novice hears." },
    { F(user, alert_mail,    WORD),  .label = "Alerts by mail", .flags = COMPUTED | OFF_FORM, .words = alert_mail_words },
    { F(user, outside_id,    TEXT),  .label = "Outside No.",   .flags = OFF_FORM },
    { F(user, password,      TEXT),  .label = "Password",      .flags = COMPUTED | SECRET | OFF_FORM },
    BASE_FIELDS(user),
};

static const struct list lists[] = {
    { "name", { NULL }, "user_name", NULL },
};

const struct gate last_administrator = {
    "last_administrator", "Somebody must be able to manage users.",
    { "Make another active user an administrator first." }, "X-04", false,
};
const struct gate email_required = {
    "email_required", "Nobody can sign in without an email.",
    { "Add the email, then make the link." }, "X-04", false,
};
const struct gate user_inactive = {
    "user_inactive", "Who is not active cannot sign in.",
    { "Make the user active, then make the link." }, "X-04", false,
};
const struct gate keys_full = {
    "keys_full", "You have as many API keys as one user may have.",
    { "Revoke one that is not used any more." }, "X-04", false,
};
/* clang-format on */

/* By email, where the engine only knows titles. */
static bool ref_by_name(struct ctx *c, const struct field *f UNUSED, struct str name,
                        const void *row UNUSED, int64_t *id)
{
    int64_t found = 0;
    if (!email_ok(name) || !user_id_by_email(c, name, &found) || !found)
        return false;
    *id = found;
    return true;
}

const struct record user_record = {
    .name = "user",
    .plural = "users",
    .label = "User",
    .labels = "Users",
    .size = sizeof(struct user),
    .fields = fields,
    .n_fields = COUNT(fields),
    .title = "name",
    .detail = "email",
    .default_sort = "name",
    .lists = lists,
    .n_lists = COUNT(lists),
    .ref_by_name = ref_by_name,
};

void user_init(struct user *u)
{
    record_init(&user_record, u);
    u->active = true;
    u->on_duty = true;
}

/* ---- what is always true ---- */

static bool is_alone(struct ctx *c, const struct user *u)
{
    int64_t email_of = 0, outside_of = 0;
    if (!user_id_by_email(c, u->email, &email_of)
        || !user_id_by_outside(c, u->outside_id, &outside_of))
        return false;
    if (email_of && email_of != u->id)
        bad_field(c, STR("email"), "Somebody else signs in with this email.");
    if (outside_of && outside_of != u->id)
        bad_field(c, STR("outside_id"), "Another user has this number.");
    return !failed(c);
}

static bool line_is_good(struct ctx *c, struct user *u)
{
    if (u->id == FIRST_USER && u->reports_to_id)
        return bad_field(c, STR("reports_to_id"),
                         "The first user stands at the top and reports to nobody.");
    if (u->id != FIRST_USER && !u->reports_to_id && person_find(c, FIRST_USER))
        u->reports_to_id = FIRST_USER;
    if (u->reports_to_id && u->reports_to_id == u->id)
        return bad_field(c, STR("reports_to_id"), "Nobody reports to himself.");
    if (line_is_open(c, u->id, u->reports_to_id))
        return true;
    return !failed(c)
           && bad_field(c, STR("reports_to_id"), "%.*s stands below %.*s. Choose somebody else.",
                        STR_FMT(person_name(c, u->reports_to_id)), STR_FMT(u->name));
}

static bool mentor_is_good(struct ctx *c, const struct user *u)
{
    const struct person *mentor = u->mentor_id ? person_find(c, u->mentor_id) : NULL;
    if (!u->mentor_id)
        return true;
    if (u->mentor_id == u->id)
        return bad_field(c, STR("mentor_id"), "Nobody is his own mentor.");
    return (mentor && mentor->active)
           || (!failed(c) && bad_field(c, STR("mentor_id"), "Choose somebody who is active."));
}

static bool has_role(struct ctx *c, const struct user *u)
{
    return u->rep || u->manager || u->administrator || u->support || u->executive
           || bad_field(c, STR("rep"), "Give at least one role.");
}

static bool administers(const struct user *u)
{
    return u->administrator && u->active;
}

static bool is_administered(struct ctx *c, const struct user *was, const struct user *now)
{
    if (!administers(was) || administers(now))
        return true;
    const struct people *all = people(c);
    if (!all)
        return false;
    for (size_t i = 0; i < all->n; i++) {
        const struct person *p = &all->p[i];
        if (p->id != now->id && p->active && (p->roles & ROLE_ADMINISTRATOR))
            return true;
    }
    return refuse(c, &last_administrator, now->id);
}

/* ---- making and changing ---- */

bool user_create(struct ctx *c, struct user *u)
{
    if (!u->rep && !u->manager && !u->administrator && !u->support && !u->executive)
        u->rep = true;
    is_alone(c, u);
    line_is_good(c, u);
    mentor_is_good(c, u);
    if (failed(c) || !recorded_insert(c, &user_record, u))
        return false;
    people_changed(c);
    return true;
}

/* Before anything else is written: nobody may come in with what he held. */
static bool doors_close(struct ctx *c, const struct user *was, const struct user *now)
{
    if (!was->active || now->active)
        return true;
    return sessions_end_of(c, now->id, true) && invitations_end(c, now->id);
}

bool user_save(struct ctx *c, const struct user *was, struct user *now, struct str why)
{
    now->password = was->password;
    is_alone(c, now);
    line_is_good(c, now);
    mentor_is_good(c, now);
    has_role(c, now);
    if (failed(c) || !is_administered(c, was, now) || !doors_close(c, was, now)
        || !recorded_update(c, &user_record, was, now, why))
        return false;
    people_changed(c);
    return true;
}

bool user_by_email(struct ctx *c, struct str email, struct user *out, bool *found)
{
    int64_t id = 0;
    *found = false;
    if (!user_id_by_email(c, email, &id))
        return false;
    *found = id != 0;
    return !id || record_get_any(c, &user_record, id, out);
}

bool user_alert_mail_set(struct ctx *c, int64_t user_id, int choice)
{
    struct user was, now;
    if (!record_get_any(c, &user_record, user_id, &was))
        return false;
    now = was;
    now.alert_mail = choice;
    if (!recorded_update(c, &user_record, &was, &now, STR_NONE))
        return false;
    people_changed(c);
    return true;
}

/* ---- passwords and links ---- */

bool user_password_set(struct ctx *c, int64_t user_id, struct str hash)
{
    /* That there is a new one is history; what it is stays out of it. */
    struct change change = { .field = field_named(&user_record, STR("password")),
                             .new_shown = STR("a new one") };
    struct user u;
    if (!record_get_any(c, &user_record, user_id, &u))
        return false;
    u.password = hash;
    return record_update(c, &user_record, &u)
           && history_changed(c, &user_record, u.id, u.version, (struct changes){ &change, 1 },
                              STR_NONE)
           && sessions_end_of(c, user_id, false);
}

static struct str link_token(struct arena *a)
{
    unsigned char random[LINK_BYTES];
    char *text = arena_alloc(a, 2 * LINK_BYTES + 1);
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(text, 2 * LINK_BYTES + 1, random, sizeof random);
    return (struct str){ text, 2 * LINK_BYTES };
}

bool user_invite(struct ctx *c, int64_t user_id, struct str *token)
{
    struct instant expires = { instant_now().ms + (int64_t)LINK_DAYS * 86400000 };
    struct user u;
    if (!record_get(c, &user_record, user_id, &u))
        return false;
    if (!u.active)
        return refuse(c, &user_inactive, user_id);
    if (!u.email.n)
        return refuse(c, &email_required, user_id);
    *token = link_token(c->arena);
    return invitations_end(c, user_id) && invitation_add(c, user_id, *token, expires);
}

static bool link_is_closed(struct ctx *c, const char *code, struct str sentence, struct str next)
{
    fail(c, FAULT_NOT_FOUND, code, sentence);
    c->fault.next[0] = next;
    return false;
}

bool user_invited(struct ctx *c, struct str token, int64_t *user_id)
{
    struct invitation link;
    if (!invitation_find(c, token, &link))
        return false;
    if (link.used.ms)
        return link_is_closed(c, "link_used", STR("This link has been used."),
                              STR("If that was you, sign in with your password. If not, tell an "
                                  "administrator at once."));
    if (!link.user_id || link.expires.ms <= instant_now().ms)
        return link_is_closed(c, "link_expired", STR("This link is no longer good."),
                              STR("Ask an administrator for a new one."));
    *user_id = link.user_id;
    return true;
}

bool user_join(struct ctx *c, struct str token, struct str hash, int64_t *user_id)
{
    bool was_first;
    if (!user_invited(c, token, user_id) || !invitation_use(c, token, &was_first))
        return false;
    return (was_first || broken(c, "a good link could not be used"))
           && user_password_set(c, *user_id, hash);
}

/* ---- keys ---- */

bool user_key_make(struct ctx *c, struct str label, struct str *key)
{
    struct api_keys keys;
    if (!keys_read(c, c->viewer->id, &keys))
        return false;
    if (keys.n >= KEYS_MAX)
        return refuse(c, &keys_full, c->viewer->id);
    if (utf8_length(label) > 100 || text_has_control(label, false))
        return bad_field(c, STR("label"), "Give one line of at most 100 characters.");
    return key_make(c, c->viewer->id, label, key);
}

bool user_key_revoke(struct ctx *c, int64_t key_id)
{
    bool revoked;
    return key_revoke(c, c->viewer->id, key_id, &revoked)
           && (revoked
               || fail(c, FAULT_NOT_FOUND, "not_found", STR("You have no such key.")));
}

/* ---- an organisation's first moment ---- */

bool user_first(struct ctx *c, struct first *f)
{
    const struct people *all = people(c);
    if (!all)
        return false;
    if (all->n)
        return fail(c, FAULT_CONFLICT, "not_empty", STR("This database has users already."));
    f->user.manager = f->user.administrator = f->user.active = true;
    return setting_put(c, "name", f->company) && setting_put(c, "currency", f->currency)
           && setting_put(c, "zone", f->zone) && user_create(c, &f->user);
}
