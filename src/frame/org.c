/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <stdatomic.h>

#include "base/log.h"
#include "base/money.h"
#include "frame/kept.h"
#include "frame/openapi.h"
#include "frame/org.h"
#include "sched/sched.h"

/* A change makes a new one, because other threads may be reading; the old ones stay. */
struct org_copy {
    struct org org;
    struct org_copy *before;
};
static struct org_copy first = { { .currency = "USD", .zone = "UTC", .fiscal_start = 1 }, NULL };
static _Atomic(struct org_copy *) current = &first;
static pthread_mutex_t news_lock = PTHREAD_MUTEX_INITIALIZER;
static int64_t news; /* of db_changes(), by which the currency was read last */
static atomic_bool testing;
static atomic_int_fast64_t latest; /* what org_clock() gave last, or the test clock's instant */

const struct org *org(void)
{
    return &atomic_load(&current)->org;
}

static struct org_copy *copy_begin(void)
{
    struct org_copy *before = atomic_load(&current), *new = calloc(1, sizeof *new);
    if (!new)
        die("out of memory");
    *new = (struct org_copy){ before->org, before };
    return new;
}

static void copy(char *to, size_t size, struct str from)
{
    if (from.n && from.n < size) {
        memcpy(to, from.p, from.n);
        to[from.n] = 0;
    }
}

bool org_load(struct ctx *c)
{
    struct str name, currency, zone;
    if (!setting_get(c, "name", &name) || !setting_get(c, "currency", &currency)
        || !setting_get(c, "zone", &zone))
        return false;
    struct org_copy *new = copy_begin();
    news = 0;
    copy(new->org.name, sizeof new->org.name, name);
    copy(new->org.currency, sizeof new->org.currency, currency);
    copy(new->org.zone, sizeof new->org.zone, zone);
    atomic_store(&current, new);
    if (!zone_set(new->org.zone))
        return broken(c, "this machine does not know the zone %s", new->org.zone);
    return true;
}

static void currency_change(void *code)
{
    struct org_copy *new;
    if (strcmp(code, org()->currency) == 0)
        return;
    new = copy_begin();
    copy(new->org.currency, sizeof new->org.currency, str_of(code));
    atomic_store(&current, new);
}

/* What a write sees may never be kept, and what an old snapshot sees is no news. Where we alone
 * write, org_currency_set() has told. */
static bool currency_load(struct ctx *c, struct arena *a UNUSED, void *value UNUSED)
{
    struct str currency;
    int64_t n;
    if (db_batch(c->db) || !db_is_shared(c->db))
        return true;
    if (!setting_get(c, "currency", &currency) || !db_changes(c, &n))
        return false;
    pthread_mutex_lock(&news_lock);
    if (n > news && currency.n) {
        news = n;
        currency_change((void *)arena_cstr(c->arena, currency));
    }
    pthread_mutex_unlock(&news_lock);
    return true;
}

static struct kept kept_currency = {
    .name = "currency",
    .slot = KEPT_ORG,
    .size = 1,
    .load = currency_load,
};

bool org_current(struct ctx *c)
{
    return kept_get(c, &kept_currency) != NULL;
}

bool org_currency_hold(struct ctx *c)
{
    struct str currency;
    if (!setting_lock(c, "currency", &currency))
        return false;
    if (!currency.n || str_is(currency, org()->currency))
        return true;
    currency_change((void *)arena_cstr(c->arena, currency));
    return db_again(c);
}

bool org_currency_set(struct ctx *c, const char *code)
{
    if (!setting_put(c, "currency", str_of(code)))
        return false;
    kept_changed(c, &kept_currency);
    after_commit(c, currency_change, (void *)arena_cstr(c->arena, str_of(code)));
    return !failed(c);
}

static char origin[300];

struct str site_origin(void)
{
    return str_of(origin);
}

void site_origin_set(struct str said)
{
    copy(origin, sizeof origin, said);
}

bool test_clock_on(void)
{
    return atomic_load(&testing);
}

void test_clock_start(struct instant at)
{
    atomic_store(&latest, at.ms);
    atomic_store(&testing, true);
}

/* The wall clock may be set back under us; what we said never is. */
struct instant org_clock(void)
{
    int_fast64_t said = atomic_load(&latest);
    if (test_clock_on())
        return (struct instant){ said };
    int64_t now = instant_now().ms;
    while (now > said && !atomic_compare_exchange_weak(&latest, &said, now)) {
    }
    return (struct instant){ now > said ? now : said };
}

static void clock_json(struct buf *b, const void *view)
{
    const struct instant *now = view;
    buf_lit(b, "{\"now\":\"");
    buf_instant(b, *now);
    buf_lit(b, "\"}");
}

static void clock_move(void *to)
{
    int_fast64_t said = atomic_load(&latest), ms = ((struct instant *)to)->ms;
    while (ms > said && !atomic_compare_exchange_weak(&latest, &said, ms)) {
    }
}

/* In the write of what happens at that moment: after a kill, time goes on from the last that was
 * kept. */
static bool clock_stand(struct ctx *c, struct instant at)
{
    struct instant *to = arena_new(c->arena, struct instant), before;
    struct str kept;
    struct buf text;
    *to = at.ms > c->now.ms ? at : c->now;
    if (!setting_get(c, "test_clock", &kept))
        return false;
    if (kept.n && instant_parse(kept, &before) && before.ms > to->ms)
        *to = before;
    c->now = *to;
    after_commit(c, clock_move, to);
    buf_init(&text, c->arena, 40);
    buf_instant(&text, *to);
    return str_same(buf_str(&text), kept) || setting_put(c, "test_clock", buf_str(&text));
}

static bool no_test_clock(struct ctx *c)
{
    return fail(c, FAULT_NOT_FOUND, "not_found",
                STR("There is no test clock: start with --test-clock."));
}

static bool clock_set(struct req *q)
{
    struct ctx *c = &q->c;
    struct instant *to = arena_new(c->arena, struct instant);
    if (!test_clock_on())
        return no_test_clock(c);
    if (!instant_parse(input_text(&q->in, "now"), to))
        return bad_field(c, STR("now"), "Give a moment like 2017-12-31T12:00:00Z.");
    if (to->ms < org_clock().ms)
        return bad_field(c, STR("now"), "Time only moves forward.");
    return input_all_used(c, &q->in) && sched_walk(q->store, c, *to, clock_stand)
           && answer_view(q, NULL, clock_json, to);
}

static bool clock_show(struct req *q)
{
    struct instant *now = arena_new(q->c.arena, struct instant);
    *now = org_clock();
    if (!test_clock_on())
        return no_test_clock(&q->c);
    return answer_view(q, NULL, clock_json, now);
}

/* clang-format off */
static const struct shape clock_shape[] = { { "now", SHAPE_INSTANT }, { 0 } };
static const struct api api_clock = { "Read the test clock (serve --test-clock)", .answer = clock_shape };
static const struct api api_clock_set = { "Move the test clock forward", NULL, clock_shape, clock_shape };

static const struct route routes[] = {
    { METHOD_GET,  "/test/clock", clock_show, READS,  PLAIN | OPEN, { 0 }, "X-01", 0, &api_clock },
    { METHOD_POST, "/test/clock", clock_set,  OWN,    PLAIN | OPEN, { 0 }, "X-01", 0, &api_clock_set },
};
/* clang-format on */

const struct slice org_slice = { .name = "org", TABLE(routes, routes) };
