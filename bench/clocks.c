/* SPDX-License-Identifier: Apache-2.0 */
/* clocks.c - what time costs: how late clocks ring while many run, and what a jump of the test
 * clock costs beside what writing its rows cost. The clocks are those of promises.
 *
 * clocks DATABASE late RUNNING DUE: lays RUNNING clocks that are far off, makes DUE promises for
 * one second, and prints how many milliseconds after their time the last was on the disk.
 * clocks DATABASE jump N: makes N promises due within eight days, walks them, and prints the
 * seconds of both and how many clocks rang.
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "command.h"
#include "frame/app.h"
#include "frame/org.h"
#include "frame/people.h"
#include "promise/promise.h"
#include "sched/sched.h"

#define HANDFUL 50
#define DAYS_MS INT64_C(86400000)
#define FAR_MS (3650 * DAYS_MS)
#define AHEAD_MS 20000
#define LONGEST_MS 120000

struct work {
    struct store *store;
    struct ctx c; /* reads */
    int64_t n, first;
    int64_t deals[HANDFUL * 4];
    size_t n_deals;
    struct instant due;
    int64_t spread_ms;
};

static bool lay(struct ctx *c, void *arg)
{
    struct work *w = arg;
    for (int64_t i = w->first; i < w->first + w->n; i++) {
        int64_t id;
        bool found;
        if (!db_insert(c,
                       SQL("INSERT INTO clock (kind, subject, started, due, next, value, calendar)"
                           " VALUES ('promise_half', $1, $2, $3, $3, 50, 1)"
                           " ON CONFLICT (kind, subject) WHERE state = 0 DO NOTHING"),
                       ARGS(I(INT64_C(1000000000) + i), I(c->now.ms),
                            I(c->now.ms + FAR_MS + i * 7919 % DAYS_MS)),
                       &id, &found))
            return false;
    }
    return true;
}

static bool promise_some(struct ctx *c, void *arg)
{
    struct work *w = arg;
    if (!viewer_make(c, 1, "api", &c->viewer))
        return false;
    for (int64_t i = w->first; i < w->first + w->n; i++) {
        struct promise p;
        record_init(&promise_record, &p);
        p.deal_id = w->deals[(size_t)i % w->n_deals];
        p.kind = PROMISE_OTHER;
        p.channel = 1;
        p.what = STR("Send the price");
        p.due.ms = w->due.ms + (w->spread_ms ? i * 7919 * 1000 % w->spread_ms : 0);
        if (!promise_make(c, &p))
            return false;
    }
    return true;
}

static void all_of(struct work *w, int64_t n, bool (*run)(struct ctx *c, void *arg),
                   int64_t at_once)
{
    struct arena arena;
    arena_init(&arena, (size_t)512 << 20);
    for (w->first = 0; w->first < n; w->first += w->n) {
        struct ctx c = { .arena = &arena, .viewer = &viewer_system };
        w->n = n - w->first < at_once ? n - w->first : at_once;
        if (!writer_call(w->store, &c, run, w))
            die("%.*s %.*s", STR_FMT(c.fault.detail), STR_FMT(c.fault.log));
        arena_reset(&arena);
    }
    arena_release(&arena);
}

static int64_t count(struct work *w, const char *sql)
{
    int64_t n = 0;
    if (!db_get(&w->c, sql, NO_ARGS, OUTS(OI(&n))))
        die("%.*s", STR_FMT(w->c.fault.log));
    return n;
}

static void deals_read(struct work *w)
{
    struct db_rows r;
    if (!db_rows_open(&w->c, &r, SQL("SELECT id FROM deal WHERE state = 0 ORDER BY id LIMIT 200"),
                      NO_ARGS))
        die("%.*s", STR_FMT(w->c.fault.log));
    while (db_rows_next(&r))
        w->deals[w->n_deals++] = db_int(&r, 0);
    if (!db_rows_close(&r) || !w->n_deals)
        die("no deals");
}

static int late(struct work *w, int64_t running, int64_t due)
{
    const char *left = SQL("SELECT count(*) FROM clock WHERE state = 0 AND kind = 'promise_late'");
    all_of(w, running, lay, 20000);
    w->due.ms = instant_now().ms + AHEAD_MS + running / 50;
    w->spread_ms = 1000;
    all_of(w, due, promise_some, HANDFUL);
    if (instant_now().ms > w->due.ms)
        die("making them took too long");
    if (!sched_begin(w->store))
        return 1;
    while (instant_now().ms < w->due.ms)
        usleep(1000);
    while (count(w, left)) {
        if (instant_now().ms - w->due.ms > LONGEST_MS)
            die("they do not ring");
        usleep(2000);
    }
    int64_t last = count(w, SQL("SELECT MAX(due) FROM clock WHERE kind = 'promise_late'"));
    int64_t seen = instant_now().ms - last;
    int64_t most = count(w, SQL("SELECT MAX(ended - due) FROM clock WHERE kind = 'promise_late'"));
    sched_stop();
    printf("%lld\n", (long long)(seen > most ? seen : most));
    return 0;
}

static struct instant standing;

static bool stand(struct ctx *c, struct instant at)
{
    standing = at.ms > standing.ms ? at : standing;
    c->now = standing;
    return true;
}

static struct instant stood(void)
{
    return standing;
}

static int jump(struct work *w, int64_t n)
{
    standing = instant_now();
    store_clock(w->store, stood);
    w->due.ms = standing.ms + 60000;
    w->spread_ms = 8 * DAYS_MS - 120000;
    int64_t began = monotonic_us();
    all_of(w, n, promise_some, HANDFUL);
    int64_t written = monotonic_us() - began;
    struct instant until = { standing.ms + 8 * DAYS_MS };
    struct ctx c = { .arena = w->c.arena, .viewer = &viewer_system };
    began = monotonic_us();
    if (!sched_walk(w->store, &c, until, stand))
        die("%.*s %.*s", STR_FMT(c.fault.detail), STR_FMT(c.fault.log));
    printf("%.3f %.3f %lld\n", (double)written / 1e6, (double)(monotonic_us() - began) / 1e6,
           (long long)count(w, SQL("SELECT count(*) FROM clock WHERE state = 1")));
    return 0;
}

int main(int argc, char **argv)
{
    struct arena arena;
    if (argc < 4)
        return 2;
    arena_init(&arena, (size_t)512 << 20);
    app_start();
    struct command_env env = { .arena = &arena, .out = stdout, .err = stderr };
    struct work w = { .store = store_ready(&env, argv[1]) };
    if (!w.store)
        return 1;
    w.c = (struct ctx){ .arena = &arena, .viewer = &viewer_system };
    w.c.db = store_reader(w.store, 1024);
    deals_read(&w);
    bool jumps = strcmp(argv[2], "jump") == 0;
    int64_t n = strtoll(argv[3], NULL, 10), due = argc > 4 ? strtoll(argv[4], NULL, 10) : 0;
    int status = jumps ? jump(&w, n) : late(&w, n, due);
    db_close(w.c.db);
    store_close(w.store);
    arena_release(&arena);
    return status;
}
