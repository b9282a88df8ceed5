/* SPDX-License-Identifier: Apache-2.0 */
#include <sodium.h>

#include "base/log.h"
#include "frame/app.h"
#include "frame/app_store.h"
#include "frame/client.h"
#include "frame/error.html.h"
#include "frame/note.h"
#include "frame/org.h"
#include "frame/override.h"
#include "frame/people.h"
#include "frame/policy.h"
#include "frame/repeat.h"
#include "sched/sched.h"

const struct bit_name role_names[] = {
    { ROLE_REP, "rep" },
    { ROLE_MANAGER, "manager" },
    { ROLE_ADMINISTRATOR, "administrator" },
    { ROLE_SUPPORT, "support" },
    { ROLE_EXECUTIVE, "executive" },
    { 0 },
};

/* Asked of every grant at every request: most differ in their first letter. */
static bool is_word(const char *a, const char *b)
{
    return a[0] == b[0] && strcmp(a, b) == 0;
}

bool may(unsigned roles, const char *record, const char *action)
{
    for (size_t i = 0; i < n_slices; i++) {
        const struct slice *s = slices[i];
        for (size_t j = 0; j < s->n_grants; j++) {
            if (is_word(s->grants[j].record, record) && is_word(s->grants[j].action, action))
                return (s->grants[j].roles & roles) != 0;
        }
    }
    return false;
}

static bool app_may(const struct req *q, const struct right *right)
{
    return may(q->c.viewer->roles, right->record, right->action);
}

/* Sign-in lives on real time, whatever the test clock says. */
static bool used_again(struct instant last, struct note *n)
{
    n->at = instant_now();
    return n->at.ms - last.ms >= NOTED_MS;
}

static bool by_key(struct req *q)
{
    struct ctx *c = &q->c;
    struct note note = { .kind = NOTE_KEY };
    struct key_used key;
    if (!key_find(c, q->bearer, &key))
        return false;
    if (!key.user_id)
        return fail(c, FAULT_SIGN_IN, "key_unknown",
                    STR("This API key is not known or was revoked."));
    note.id = key.id;
    if (used_again(key.used, &note))
        note_put(&note);
    return viewer_make(c, key.user_id, "api", &c->viewer);
}

static void session_seen(struct req *q, const struct session *s)
{
    struct note note = { .kind = NOTE_SESSION, .id = s->id };
    if (!used_again(s->seen, &note))
        return;
    snprintf(note.text, sizeof note.text, "%.*s",
             STR_FMT(client_place(q->c.arena, q->address)));
    note_put(&note);
}

static bool identify_who(struct req *q)
{
    struct ctx *c = &q->c;
    struct session session;
    if (q->bearer.n)
        return by_key(q);
    if (!q->session_token.n)
        return true;
    if (!session_find(c, q->session_token, &session))
        return false;
    if (!session.user_id)
        return true;
    q->has_session = true;
    memcpy(q->csrf_secret, session.csrf, sizeof q->csrf_secret);
    if (viewer_make(c, session.user_id, "web", &c->viewer)) {
        session_seen(q, &session);
        return true;
    }
    if (c->fault.kind != FAULT_SIGN_IN)
        return false;
    fault_clear(
        c); /* somebody deactivated: nobody is signed in, and the sign-in page must still open */
    q->has_session = false;
    return true;
}

static bool identify(struct req *q)
{
    return identify_who(q) && (!q->c.viewer->id || org_current(&q->c));
}

const struct gate *gate_named(struct str code)
{
    for (size_t i = 0; i < n_slices; i++) {
        for (size_t j = 0; j < slices[i]->n_gates; j++) {
            if (str_is(code, slices[i]->gates[j]->code))
                return slices[i]->gates[j];
        }
    }
    return NULL;
}

/* A path that may hold a key is kept by its pattern. */
static struct str path_kept(const struct req *q)
{
    bool secret = (q->route->doors & OPEN) && q->words[0].n;
    return secret ? str_of(q->route->path) : q->path;
}

bool refusal_store(struct ctx *c, void *req)
{
    const struct req *q = req;
    return refusal_insert(c, c->fault.code, c->fault.subject, path_kept(q));
}

static const struct route *const *all_routes(struct arena *a, size_t *n)
{
    size_t count = 0;
    for (size_t i = 0; i < n_slices; i++)
        count += slices[i]->n_routes;
    const struct route **all = arena_alloc_array(a, sizeof *all, count);
    for (size_t i = 0; i < n_slices; i++) {
        for (size_t j = 0; j < slices[i]->n_routes; j++)
            all[(*n)++] = &slices[i]->routes[j];
    }
    return all;
}

static void register_all(struct arena *a)
{
    size_t n = 0;
    for (size_t i = 0; i < n_slices; i++)
        n += slices[i]->n_records;
    const struct record **all = arena_alloc_array(a, sizeof *all, n);
    n = 0;
    for (size_t i = 0; i < n_slices; i++) {
        for (size_t j = 0; j < slices[i]->n_records; j++)
            all[n++] = slices[i]->records[j];
    }
    records_register(all, n);
}

/* ---- clocks ---- */

static bool calendar_now(struct ctx *c, int64_t *version)
{
    for (size_t i = 0; i < n_slices; i++) {
        if (slices[i]->calendar)
            return slices[i]->calendar(c, version);
    }
    *version = 1;
    return true;
}

/* What a running clock keeps of how its due moment came about. */
static bool clock_facts(struct ctx *c, const struct clock *k, struct clock_facts *out)
{
    if (k->policy)
        out->value = policy_value(c, policy_named(str_of(k->policy)));
    return !failed(c) && (k->runs == WALL_TIME || calendar_now(c, &out->calendar));
}

static void clock_check(const struct clock *const *all, size_t n)
{
    const struct clock *k = all[n];
    for (size_t i = 0; i < n; i++) {
        if (strcmp(all[i]->name, k->name) == 0)
            die("clock %s: there are two of that name", k->name);
    }
    if (k->policy && !policy_named(str_of(k->policy)))
        die("clock %s: there is no policy %s", k->name, k->policy);
    if (!k->rings)
        die("clock %s: nothing happens when it rings", k->name);
}

static void clocks_gather(struct arena *a)
{
    size_t n = 0;
    for (size_t i = 0; i < n_slices; i++)
        n += slices[i]->n_clocks;
    const struct clock **all = arena_alloc_array(a, sizeof *all, n);
    n = 0;
    for (size_t i = 0; i < n_slices; i++) {
        for (size_t j = 0; j < slices[i]->n_clocks; j++) {
            all[n] = slices[i]->clocks[j];
            clock_check(all, n++);
        }
    }
    clocks_register(all, n, clock_facts);
}

static void rights_check(const struct route *r)
{
    if (r->doors & OPEN)
        return;
    for (size_t i = 0; i < n_slices; i++) {
        for (size_t j = 0; j < slices[i]->n_grants; j++) {
            const struct grant *g = &slices[i]->grants[j];
            if (strcmp(g->record, r->right.record) == 0 && strcmp(g->action, r->right.action) == 0)
                return;
        }
    }
    die("route %s: nobody is granted %s %s", r->path, r->right.action, r->right.record);
}

static bool before_write(struct req *q, bool *answered)
{
    return override_read(q) && repeat_before_write(q, answered);
}

/* Every refusal says what it is and what to do instead. */
static void gates_check(void)
{
    for (size_t i = 0; i < n_slices; i++) {
        for (size_t j = 0; j < slices[i]->n_gates; j++) {
            const struct gate *g = slices[i]->gates[j];
            if (!g->code || !g->sentence || !g->next[0] || !g->requirement)
                die("gate %s of %s: a word is missing", g->code ? g->code : "?", slices[i]->name);
        }
    }
}

const struct web_app *app_start(void)
{
    static struct arena process;
    static struct web_app app = {
        .identify = identify,
        .may = app_may,
        .refused = refusal_store,
        .before_write = before_write,
        .after_write = repeat_after_write,
        .before_own = repeat_before_own,
        .after_own = repeat_after_own,
        .error_page = error_page_page,
        .error_fragment = error_fragment_page,
        .now = org_clock,
        .sign_in_path = "/sign-in",
    };
    if (app.routes)
        return &app;
    if (sodium_init() < 0)
        die("the random source of this machine does not work");
    arena_init(&process, (size_t)4 << 20);
    register_all(&process);
    clocks_gather(&process);
    app.routes = all_routes(&process, &app.n_routes);
    struct str wrong = web_routes_check(&process, app.routes, app.n_routes);
    if (wrong.n)
        die("%.*s", STR_FMT(wrong));
    for (size_t i = 0; i < app.n_routes; i++)
        rights_check(app.routes[i]);
    gates_check();
    return &app;
}
