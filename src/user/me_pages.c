/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/people.h"
#include "user/attempts.h"
#include "user/me.html.h"
#include "user/password.h"
#include "user/sign_in.h"
#include "user/user_view.h"

static struct str roles_of(struct arena *a, const struct user *u)
{
    static const char *const names[] = { "Rep", "Manager", "Administrator", "Support",
                                         "Executive" };
    const bool has[] = { u->rep, u->manager, u->administrator, u->support, u->executive };
    struct buf b;
    buf_init(&b, a, 100);
    for (size_t i = 0; i < COUNT(names); i++) {
        if (!has[i])
            continue;
        if (b.n)
            buf_lit(&b, ", ");
        buf_add(&b, str_of(names[i]));
    }
    return buf_str(&b);
}

static void choices_fill(struct ctx *c, struct me_view *v)
{
    v->alert_mail.p = arena_array(c->arena, struct form_option, 3);
    for (const struct word *w = alert_mail_words; w->name; w++) {
        bool chosen = v->user.alert_mail == (int)v->alert_mail.n;
        v->alert_mail.p[v->alert_mail.n++] =
            (struct form_option){ str_of(w->name), str_of(w->label), chosen };
    }
}

static bool me_fill(struct req *q, struct me_view *v)
{
    struct ctx *c = &q->c;
    if (!frame_fill(q, &v->frame, "Your account", "me")
        || !record_get_any(c, &user_record, c->viewer->id, &v->user)
        || !keys_read(c, c->viewer->id, &v->keys) || !sessions_mine(q, &v->sessions))
        return false;
    v->elsewhere = v->sessions.n > 1;
    v->roles = roles_of(c->arena, &v->user);
    choices_fill(c, v);
    if (v->user.reports_to_id)
        v->reports_to = person_name(c, v->user.reports_to_id);
    return true;
}

static void me_json(struct buf *b, const void *view)
{
    const struct me_view *v = view;
    record_json(b, &user_record, &v->user);
}

bool me_show(struct req *q)
{
    struct me_view *v = arena_new(q->c.arena, struct me_view);
    struct str done = input_text(&q->query, "done");
    if (!me_fill(q, v))
        return false;
    if (str_is(done, "password"))
        v->note = STR("Your password was changed. Everywhere else you are signed out.");
    if (str_is(done, "key"))
        v->note = STR("The key was revoked. What used it gets no answer any more.");
    if (str_is(done, "alerts"))
        v->note = STR("From now on alerts reach you so.");
    if (str_is(done, "session"))
        v->note = STR("That session was ended.");
    if (str_is(done, "sessions"))
        v->note = STR("You are signed out everywhere else.");
    return answer_view(q, me_page_page, me_json, v);
}

static bool me_again(struct req *q, struct me_view *v)
{
    struct ctx *c = &q->c;
    v->label_error = fault_sentence(c, "label");
    v->old_error = fault_sentence(c, "old");
    v->password_error = fault_sentence(c, "password");
    if (c->fault.kind != FAULT_BAD_INPUT)
        v->message = c->fault.detail;
    v->next = c->fault.next[0];
    return answer_again(q, me_page_page, v);
}

bool me_key_add(struct req *q)
{
    struct ctx *c = &q->c;
    struct me_view *v = arena_new(c->arena, struct me_view);
    struct str label = str_trim(input_text(&q->in, "label"));
    bool made = user_key_make(c, label, &v->key);
    if (!me_fill(q, v))
        return false;
    return made ? answer_view(q, me_page_page, NULL, v) : me_again(q, v);
}

bool me_key_revoke(struct req *q)
{
    return user_key_revoke(&q->c, q->ids[0]) && answer_go(q, "/me?done=key");
}

/* ---- alerts by mail ---- */

bool me_alerts(struct req *q)
{
    struct ctx *c = &q->c;
    struct str asked = input_text(&q->in, "alert_mail");
    int choice = 0;
    while (alert_mail_words[choice].name && !str_is(asked, alert_mail_words[choice].name))
        choice++;
    if (!alert_mail_words[choice].name)
        bad_field(c, STR("alert_mail"), "Say none, urgent or all.");
    req_input_all_used(q);
    return !failed(c) && user_alert_mail_set(c, c->viewer->id, choice)
           && answer_go(q, "/me?done=alerts");
}

/* ---- a new password ---- */

/* Who sits at somebody else's open browser may not guess for ever. */
static bool old_is_right(struct req *q, const struct user *u, struct str old)
{
    struct ctx *c = &q->c;
    struct str name = arena_printf(c->arena, "%lld", (long long)u->id);
    bool right;
    if (attempt_begin('p', name, monotonic_ms()))
        return fail(c, FAULT_TOO_MANY, "too_many_attempts",
                    STR("Too many attempts. Try again in a quarter of an hour."));
    if (!password_matches(c, u->password, old, &right))
        return false;
    if (!right)
        return bad_field(c, STR("old"), "This is not your password.");
    attempts_forget('p', name);
    return true;
}

struct password_order {
    int64_t user_id;
    struct str hash;
};

static bool password_run(struct ctx *c, void *arg)
{
    const struct password_order *o = arg;
    return user_password_set(c, o->user_id, o->hash);
}

static bool password_change(struct req *q, const struct user *u)
{
    struct ctx *c = &q->c;
    struct password_order o = { .user_id = u->id };
    struct str old = input_text(&q->in, "old"), password = input_text(&q->in, "password");
    if (!old.n)
        bad_field(c, STR("old"), "Give the password you have now.");
    if (!password_is_good(c, "password", password) || failed(c))
        return false;
    return old_is_right(q, u, old) && password_hash(c, password, &o.hash)
           && writer_call(q->store, c, password_run, &o) && session_begin(q, u->id, o.hash);
}

bool me_password(struct req *q)
{
    struct me_view *v = arena_new(q->c.arena, struct me_view);
    if (!own_read_begin(q))
        return false;
    bool good = me_fill(q, v);
    own_read_end(q);
    if (!good)
        return false;
    if (password_change(q, &v->user))
        return answer_go(q, "/me?done=password");
    return me_again(q, v);
}
