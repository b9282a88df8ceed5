/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "frame/client.h"
#include "frame/org.h"
#include "frame/people.h"
#include "user/attempts.h"
#include "user/password.h"
#include "user/sign_in.h"
#include "user/sign_in.html.h"
#include "user/user_store.h"
#include "web/cookie.h"

#define COOKIE_S (14 * 86400)
#define EMAIL_BYTES 254
#define TO_BYTES 1500

struct str fault_sentence(const struct ctx *c, const char *field)
{
    for (const struct field_fault *f = c->fault.fields; f; f = f->next) {
        if (str_is(f->field, field))
            return f->sentence;
    }
    return STR_NONE;
}

/* ---- sessions ---- */

struct session_order {
    struct str old, token, hash, device;
    struct session_from from;
    int64_t user_id;
};

/* Between the check of the password and now somebody may have been deactivated or changed it. */
static bool session_run(struct ctx *c, void *arg)
{
    struct session_order *o = arg;
    struct user u;
    if (!record_get_any(c, &user_record, o->user_id, &u))
        return false;
    if (!u.active || !str_same(u.password, o->hash))
        return bad_field(c, STR("password"), "The email or the password is not right.");
    return (!o->old.n || session_end(c, o->old))
           && session_start(c, o->user_id, o->from, &o->token)
           && device_keep(c, o->user_id, &o->device) && place_keep(c, o->user_id, o->from.place);
}

bool session_begin(struct req *q, int64_t user_id, struct str hash)
{
    struct arena *a = q->c.arena;
    struct session_order o = {
        .old = q->session_token,
        .hash = hash,
        .device = q->device_token,
        .from = { client_place(a, q->address), client_browser(a, q->agent) },
        .user_id = user_id,
    };
    if (!writer_call(q->store, &q->c, session_run, &o))
        return false;
    answer_cookie(q, session_cookie(q, o.token, COOKIE_S));
    answer_cookie(q, device_cookie(q, o.device, DEVICE_DAYS * 86400));
    return true;
}

/* ---- sign-in ---- */

/* Only to a page of ours: no other host ("//host", "/\host"), no header of our answer. */
static struct str local_path(struct str to)
{
    bool ours = to.n > 0 && to.n <= TO_BYTES && to.p[0] == '/'
                && (to.n == 1 || (to.p[1] != '/' && to.p[1] != '\\'));
    return ours && !text_has_control(to, false) && str_find(to, '\t') < 0 ? to : STR("/");
}

static struct sign_in_view *sign_in_view(struct req *q, struct input *in)
{
    struct sign_in_view *v = arena_new(q->c.arena, struct sign_in_view);
    v->company = org()->name;
    v->to = local_path(input_text(in, "to"));
    v->email = str_trim(input_text(in, "email"));
    return v;
}

bool sign_in_show(struct req *q)
{
    struct sign_in_view *v = sign_in_view(q, &q->query);
    if (q->c.viewer->id)
        return answer_go(q, "%.*s", STR_FMT(v->to));
    return answer_view(q, sign_in_page_page, NULL, v);
}

static bool is_given(struct ctx *c, struct str email, struct str password)
{
    if (!email.n)
        bad_field(c, STR("email"), "Give your email.");
    else if (email.n > EMAIL_BYTES)
        bad_field(c, STR("email"), "This is too long for an email.");
    if (!password.n)
        bad_field(c, STR("password"), "Give your password.");
    return !failed(c);
}

static bool too_many(struct ctx *c, int64_t wait_ms)
{
    long long minutes = (wait_ms + 59999) / 60000;
    return fail(c, FAULT_TOO_MANY, "too_many_attempts",
                arena_printf(c->arena, "Too many attempts. Try again in %lld %s.", minutes,
                             minutes == 1 ? "minute" : "minutes"));
}

/* Who knocks, and what his failures are counted by. */
struct knock {
    struct user who;
    bool device, place; /* he signed in with this browser, from this network before */
    struct {
        char kind;
        struct str name;
    } counts[2];
    size_t n_counts;
};

static void count_by(struct knock *k, char kind, struct str name)
{
    k->counts[k->n_counts].kind = kind;
    k->counts[k->n_counts++].name = name;
}

/* Strangers share one count for a person, so that guessing from everywhere ends; who signed in here
 * before has his own, so that strangers cannot make him wait (docs/decisions/0013). */
static void counts_fill(struct req *q, struct knock *k, struct str folded)
{
    struct arena *a = q->c.arena;
    struct str place = client_place(a, q->address);
    if (k->device) {
        count_by(k, 'd', q->device_token);
        return;
    }
    count_by(k, 'a', q->address);
    if (k->place)
        count_by(k, 'n', arena_printf(a, "%.*s %.*s", STR_FMT(place), STR_FMT(folded)));
    else
        count_by(k, 'e', folded);
}

/* Counted before the password is looked at, so that many at once are no way round it. */
static bool may_try(struct req *q, const struct knock *k)
{
    int64_t now = monotonic_ms();
    for (size_t i = 0; i < k->n_counts; i++) {
        int64_t wait = attempt_begin(k->counts[i].kind, k->counts[i].name, now);
        if (!wait)
            continue;
        while (i-- > 0)
            attempt_undo(k->counts[i].kind, k->counts[i].name);
        return too_many(&q->c, wait);
    }
    return true;
}

/* An address may be many people's: one success says nothing about the others' failures. */
static void was_right(const struct knock *k)
{
    for (size_t i = 0; i < k->n_counts; i++) {
        if (k->counts[i].kind == 'a')
            attempt_undo('a', k->counts[i].name);
        else
            attempts_forget(k->counts[i].kind, k->counts[i].name);
    }
}

static bool knock_read(struct req *q, struct str email, struct knock *k)
{
    struct ctx *c = &q->c;
    struct str place = client_place(c->arena, q->address);
    bool found = false;
    return user_by_email(c, email, &k->who, &found)
           && device_known(c, k->who.id, q->device_token, &k->device)
           && place_known(c, k->who.id, place, &k->place);
}

static bool is_known(struct req *q, struct str email, struct knock *k)
{
    if (!own_read_begin(q))
        return false;
    bool ok = knock_read(q, email, k);
    own_read_end(q);
    if (!k->who.active)
        k->who.password = STR_NONE;
    counts_fill(q, k, fold(q->c.arena, email));
    return ok;
}

static bool comes_in(struct req *q, struct str email, struct str password)
{
    struct ctx *c = &q->c;
    struct knock k = { 0 };
    bool right;
    if (!is_known(q, email, &k) || !may_try(q, &k)
        || !password_matches(c, k.who.password, password, &right))
        return false;
    if (!right)
        return bad_field(c, STR("password"), "The email or the password is not right.");
    was_right(&k);
    return session_begin(q, k.who.id, k.who.password);
}

bool sign_in(struct req *q)
{
    struct ctx *c = &q->c;
    struct sign_in_view *v = sign_in_view(q, &q->in);
    struct str password = input_text(&q->in, "password");
    if (is_given(c, v->email, password) && comes_in(q, v->email, password))
        return answer_go(q, "%.*s", STR_FMT(v->to));
    v->email_error = fault_sentence(c, "email");
    v->password_error = fault_sentence(c, "password");
    if (c->fault.kind != FAULT_BAD_INPUT)
        v->message = c->fault.detail;
    return answer_again(q, sign_in_page_page, v);
}

bool sign_out(struct req *q)
{
    if (!session_end(&q->c, q->session_token))
        return false;
    answer_cookie(q, session_cookie(q, STR_NONE, 0));
    return answer_go(q, "/sign-in");
}

/* ---- joining ---- */

static bool join_view_fill(struct req *q, struct join_view *v)
{
    struct ctx *c = &q->c;
    int64_t id = 0;
    struct user who;
    *v = (struct join_view){ .company = org()->name, .token = q->words[0] };
    if (!user_invited(c, v->token, &id) || !record_get_any(c, &user_record, id, &who))
        return false;
    v->name = who.name;
    v->email = who.email;
    return true;
}

static bool join_again(struct req *q, struct join_view *v)
{
    struct ctx *c = &q->c;
    v->password_error = fault_sentence(c, "password");
    v->repeat_error = fault_sentence(c, "repeat");
    if (c->fault.kind != FAULT_BAD_INPUT)
        v->message = c->fault.detail;
    v->next = c->fault.next[0];
    return answer_again(q, join_page_page, v);
}

bool join_show(struct req *q)
{
    struct join_view *v = arena_new(q->c.arena, struct join_view);
    if (!join_view_fill(q, v))
        return join_again(q, v);
    return answer_view(q, join_page_page, NULL, v);
}

struct join_order {
    struct str token, hash;
    int64_t user_id;
};

static bool join_run(struct ctx *c, void *arg)
{
    struct join_order *o = arg;
    return user_join(c, o->token, o->hash, &o->user_id);
}

static bool joins(struct req *q, struct str password, struct str repeat)
{
    struct ctx *c = &q->c;
    struct join_order o = { .token = q->words[0] };
    if (password_is_good(c, "password", password) && !str_same(password, repeat))
        bad_field(c, STR("repeat"), "This is not the same as above.");
    return !failed(c) && password_hash(c, password, &o.hash)
           && writer_call(q->store, c, join_run, &o) && session_begin(q, o.user_id, o.hash);
}

bool join(struct req *q)
{
    struct join_view *v = arena_new(q->c.arena, struct join_view);
    struct str password = input_text(&q->in, "password"), repeat = input_text(&q->in, "repeat");
    if (!own_read_begin(q))
        return false;
    bool good = join_view_fill(q, v);
    own_read_end(q);
    if (good && joins(q, password, repeat))
        return answer_go(q, "/");
    return join_again(q, v);
}
