/* SPDX-License-Identifier: Apache-2.0 */
/* The only place that finds who asks, checks the right, checks that what writes comes from our own
 * page, and opens and ends transactions. Everything a handler runs inside is in this file.
 */
#include "base/log.h"
#include "web_impl.h"

static const struct viewer nobody_web = { .door = "web" };
static const struct viewer nobody_api = { .door = "api" };

/* Says so when a function gave false and left no fault: a client must never get 200 for that. */
static bool checked(struct ctx *c, bool ok, const char *who)
{
    return ok || failed(c) || broken(c, "%s gave false without a fault", who);
}

void dispatch_route(struct conn *k)
{
    struct req *q = &k->q;
    struct place place;
    enum found found = router_find(k->server->router, q->path, q->method, &place, &q->api);

    q->c.viewer = q->api ? &nobody_api : &nobody_web;
    if (found == FOUND) {
        q->route = place.route;
        k->slot = counts_slot(place.index, q->api);
        memcpy(q->ids, place.ids, sizeof q->ids);
        memcpy(q->words, place.words, sizeof q->words);
        k->body_max = q->route->body_max ? q->route->body_max : BODY_MAX_DEFAULT;
        k->arena.max = ARENA_MAX + 4 * k->body_max;
    } else if (found == NO_METHOD) {
        k->allowed = place.allowed;
        guard_refuse(k, 405, "method", STR("This method is not allowed here."));
    } else {
        fail(&q->c, FAULT_NOT_FOUND, "not_found", STR("There is nothing at this address."));
    }
}

/* Back to where the request was complete, for the first try and for each one after it. */
static void start_over(struct conn *k)
{
    struct req *q = &k->q;

    arena_rewind(&k->arena, k->mark);
    fault_clear(&q->c);
    q->c.viewer = q->api ? &nobody_api : &nobody_web;
    q->c.now = k->server->app->now ? k->server->app->now() : instant_now();
    q->answer = (struct answer){ 0 };
    q->has_session = false;
    q->user = NULL;
    k->status = 0;
}

/* Who asks, and may he? */
static bool let_in(struct req *q)
{
    const struct web_app *app = conn_of(q)->server->app;

    if (!checked(&q->c, app->identify(q), "identify") || failed(&q->c))
        return false;
    if (q->route->doors & OPEN)
        return true;
    if (q->c.viewer->id == 0)
        return fail(&q->c, FAULT_SIGN_IN, "sign_in", STR("Please sign in first."));
    if (!app->may(q, &q->route->right))
        return fail(&q->c, FAULT_NOT_ALLOWED, "not_allowed", STR("Your role may not do this."));
    return true;
}

static bool read_begin(struct conn *k, int budget_ms)
{
    struct ctx *c = &k->q.c;

    c->db = thread_reader(thread_mine(k->server->store));
    if (!c->db)
        return broken(c, "no connection to read the database");
    db_steps(c->db);
    return db_read_begin(c, budget_ms);
}

static void read_end(struct conn *k)
{
    struct ctx *c = &k->q.c;

    db_read_end(c);
    k->steps += db_steps(c->db);
    c->db = NULL;
}

static bool handler_run(struct req *q)
{
    bool ok = q->route->handler(q);

    return (checked(&q->c, ok, q->route->path) && ok) && !failed(&q->c);
}

static void read_once(struct conn *k, int budget_ms)
{
    struct req *q = &k->q;

    start_over(k);
    if (!read_begin(k, budget_ms))
        return;
    if (let_in(q) && req_read(k) && req_from_our_page(k))
        handler_run(q);
    read_end(k);
}

/* A database that lets one wait is not asked again and again. */
static bool is_worth_a_try(const struct conn *k, int tries, int64_t began_ms)
{
    return tries == 0
           || (tries < TRIES && fault_tried_again(k->q.c.fault.kind)
               && monotonic_ms() - began_ms < TRY_AGAIN_MS);
}

static void read_some_times(struct conn *k, int budget_ms)
{
    int64_t began = monotonic_ms();

    for (int i = 0; is_worth_a_try(k, i, began); i++)
        read_once(k, budget_ms);
}

/* Everything that a write or an OWN route needs to know before it is handed on. It is little, and
 * unlike a READS route it has no second try with more time: on a busy machine it may take long. */
static bool prepare(struct conn *k)
{
    start_over(k);
    if (!read_begin(k, SLOW_READ_MS))
        return false;
    let_in(&k->q);
    read_end(k);
    return !failed(&k->q.c) && req_read(k) && req_from_our_page(k);
}

static bool prepare_some_times(struct conn *k)
{
    int64_t began = monotonic_ms();

    for (int i = 0; is_worth_a_try(k, i, began); i++)
        if (prepare(k))
            break;
    return !failed(&k->q.c);
}

/* ---- suspending: what runs elsewhere ---- */

/* From here to dispatch_again() the conn belongs to whom it was given. False, with a fault, when
 * the server ends. */
static bool leave(struct conn *k)
{
    struct web_server *w = k->server;

    /* Counted first, then asked: web_stop() does it the other way round, so one of the two sees the
     * other. */
    atomic_fetch_add(&w->suspended, 1);
    if (atomic_load(&w->ending)) {
        atomic_fetch_sub(&w->suspended, 1);
        return fail(&k->q.c, FAULT_BUSY, "stopping",
                    STR("The server is being stopped. Try again."));
    }
    k->at = AT_WORK;
    link_waits(k->link);
    MHD_suspend_connection(k->mhd);
    return true;
}

/* The last thing that a foreign thread does with it. */
static void come_back(struct conn *k)
{
    MHD_resume_connection(k->mhd);
}

static void inputs_untouched(struct req *q)
{
    for (size_t i = 0; i < q->in.n; i++)
        q->in.items[i].used = false;
    for (size_t i = 0; i < q->query.n; i++)
        q->query.items[i].used = false;
}

static bool write_tried(struct req *q)
{
    const struct web_app *app = conn_of(q)->server->app;
    bool answered = false;

    q->answer = (struct answer){ 0 };
    inputs_untouched(q);
    if (app->before_write && !app->before_write(q, &answered))
        return checked(&q->c, false, "before_write");
    if (answered)
        return true;
    if (!handler_run(q))
        return false;
    return !app->after_write || checked(&q->c, app->after_write(q), "after_write");
}

static bool write_run(struct ctx *c, void *arg)
{
    struct conn *k = conn_of(arg);
    const char *before = log_for(k->id);
    bool ok;

    db_steps(c->db);
    ok = write_tried(arg) && !failed(c);
    k->steps += db_steps(c->db);
    log_for(before);
    return ok;
}

static void write_done(struct job *j)
{
    struct conn *k = conn_of(j->arg);

    checked(j->c, j->ok, "the writer");
    come_back(k);
}

static void write_submit(struct conn *k)
{
    k->job = (struct job){
        .c = &k->q.c,
        .run = write_run,
        .refused = k->server->app->refused,
        .done = write_done,
        .arg = &k->q,
    };
    writer_run(k->server->store, &k->job);
}

static bool write_start(struct conn *k)
{
    if (!leave(k))
        return true;
    write_submit(k);
    return false;
}

static void own_run(struct req *q)
{
    const struct web_app *app = conn_of(q)->server->app;
    bool answered = false;

    if (app->before_own && !checked(&q->c, app->before_own(q, &answered), "before_own"))
        return;
    if (answered || failed(&q->c))
        return;
    bool ok = handler_run(q);
    if (app->after_own)
        app->after_own(q, ok);
}

static void pool_run(void *arg)
{
    struct conn *k = arg;

    log_for(k->id);
    if (k->slow)
        read_some_times(k, SLOW_READ_MS);
    else
        own_run(&k->q);
    assert(!k->own_reading);
    log_for(NULL);
    come_back(k);
}

/* A database elsewhere may take long to answer: nothing that asks it runs on the threads that serve
 * connections. */
static void pool_run_all(void *arg)
{
    struct conn *k = arg;
    enum route_mode mode = k->q.route->mode;

    log_for(k->id);
    if (mode == READS) {
        read_some_times(k, SLOW_READ_MS);
    } else if (prepare_some_times(k)) {
        if (mode == WRITES) {
            log_for(NULL); /* write_run() says it again, and the conn may be gone behind it */
            write_submit(k);
            return;
        }
        own_run(&k->q);
    }
    assert(!k->own_reading);
    log_for(NULL);
    come_back(k);
}

/* An OWN route that finds no room is asked to slow down; a read that finds none says that we are
 * busy. */
static bool pool_start(struct conn *k, void (*run)(void *arg))
{
    struct ctx *c = &k->q.c;

    if (!leave(k))
        return true;
    k->task = (struct task){ .run = run, .arg = k };
    if (pool_put(k->server->pool, &k->task))
        return false;
    fail(c, k->q.route->mode == OWN ? FAULT_TOO_MANY : FAULT_BUSY, "busy",
         STR("Too much is going on at the moment. Try again in a few seconds."));
    come_back(k);
    return false;
}

bool dispatch_start(struct conn *k)
{
    struct req *q = &k->q;

    req_door(k);
    k->mark = arena_mark(&k->arena);
    if (failed(&q->c))
        return true;
    if (q->route->mode == BARE) {
        start_over(k);
        handler_run(q);
        return true;
    }
    if (!store_is_here(k->server->store))
        return pool_start(k, pool_run_all);
    if (q->route->mode == READS) {
        read_some_times(k, READ_MS);
        if (q->c.fault.kind != FAULT_TOO_SLOW)
            return true;
        k->slow = true;
        start_over(k);
        return pool_start(k, pool_run);
    }
    if (!prepare_some_times(k))
        return true;
    return q->route->mode == WRITES ? write_start(k) : pool_start(k, pool_run);
}

bool dispatch_again(struct conn *k)
{
    struct ctx *c = &k->q.c;

    atomic_fetch_sub(&k->server->suspended, 1);
    c->db = NULL; /* it was the writer's */
    if (k->q.route->mode != WRITES || !store_is_here(k->server->store)
        || !fault_tried_again(c->fault.kind) || ++k->tries >= TRIES)
        return true;
    fault_clear(c);
    return write_start(k);
}

bool own_read_begin(struct req *q)
{
    struct conn *k = conn_of(q);

    assert(!k->own_reading);
    k->own_reading = read_begin(k, SLOW_READ_MS);
    return k->own_reading;
}

void own_read_end(struct req *q)
{
    struct conn *k = conn_of(q);

    assert(k->own_reading);
    k->own_reading = false;
    read_end(k);
}
