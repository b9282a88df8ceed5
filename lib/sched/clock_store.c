/* SPDX-License-Identifier: Apache-2.0 */
/* The table `clock`: state 0 runs, 1 has rung, 2 was stopped. */
#include "base/log.h"
#include "base/node.h"
#include "sched/sched_impl.h"

/* Once each; behind so many there is no more to be learnt. */
static void say_unknown(struct ctx *c, struct str kind)
{
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    static uint64_t said[32];
    static size_t n;
    uint64_t hash = str_hash(kind);
    size_t i = 0;
    pthread_mutex_lock(&mutex);
    while (i < n && said[i] != hash)
        i++;
    bool is_news = i == n && n < COUNT(said);
    if (is_news)
        said[n++] = hash;
    pthread_mutex_unlock(&mutex);
    if (is_news)
        LOG_EVENT(LOG_WARN, "a clock of a kind that this program does not know is left alone",
                  LT("kind", arena_str(c->arena, kind)));
}

/* The first behind (next, id). */
static bool running_after(struct ctx *c, struct running *r, struct str *kind, bool *found)
{
    return db_one(c,
                  SQL("SELECT id, kind, subject, due, next, tries FROM clock WHERE state = 0"
                      " AND (next, id) > ($1, $2) ORDER BY next, id LIMIT 1"),
                  ARGS(I(r->next.ms), I(r->id)),
                  OUTS(OI(&r->id), OT(kind), OI(&r->subject), OI(&r->due.ms), OI(&r->next.ms),
                       OI(&r->tries)),
                  found);
}

bool clock_next(struct ctx *c, struct running *out, bool *found)
{
    struct running r = { .next.ms = INT64_MIN };
    struct str kind;
    for (;;) {
        if (!running_after(c, &r, &kind, found))
            return false;
        r.kind = *found ? clock_kind(kind) : NULL;
        if (!*found || r.kind)
            break;
        say_unknown(c, kind);
    }
    if (*found)
        *out = r;
    return true;
}

bool clock_flip(struct ctx *c, int64_t id, bool *flipped)
{
    int64_t n;
    if (!db_do_changed(c, SQL("UPDATE clock SET state = 1, ended = $2 WHERE id = $1 AND state = 0"),
                       ARGS(I(id), I(c->now.ms)), &n))
        return false;
    *flipped = n == 1;
    return true;
}

bool clock_put_off(struct ctx *c, int64_t id, struct instant next)
{
    return db_do(
        c, SQL("UPDATE clock SET tries = tries + 1, next = $2 WHERE id = $1 AND state = 0"),
        ARGS(I(id), I(next.ms)));
}

bool clock_insert(struct ctx *c, const struct clock_start_row *row, bool *inserted)
{
    int64_t id;
    return db_insert(c,
                     SQL("INSERT INTO clock (kind, subject, started, due, next, value, calendar)"
                         " VALUES ($1, $2, $3, $4, $4, $5, $6)"
                         " ON CONFLICT (kind, subject) WHERE state = 0 DO NOTHING"),
                     ARGS(T(row->kind), I(row->subject), I(c->now.ms), I(row->due.ms),
                          I(row->facts.value), I(row->facts.calendar)),
                     &id, inserted);
}

bool clock_stop_row(struct ctx *c, struct str kind, int64_t subject)
{
    return db_do(c,
                 SQL("UPDATE clock SET state = 2, ended = $3"
                     " WHERE kind = $1 AND subject = $2 AND state = 0"),
                 ARGS(T(kind), I(subject), I(c->now.ms)));
}

bool clock_due_row(struct ctx *c, struct str kind, int64_t subject, struct instant *due)
{
    bool found;
    *due = INSTANT_NONE;
    return db_one(c,
                  SQL("SELECT due FROM clock WHERE kind = $1 AND subject = $2 AND state = 0"),
                  ARGS(T(kind), I(subject)), OUTS(OI(&due->ms)), &found);
}

bool clocks_running(struct ctx *c, int64_t *n)
{
    return db_get(c, SQL("SELECT count(*) FROM clock WHERE state = 0"), NO_ARGS, OUTS(OI(n)));
}

bool clocks_on_old_calendar(struct ctx *c, int64_t calendar, int64_t *n)
{
    return db_get(c,
                  SQL("SELECT count(*) FROM clock"
                      " WHERE state = 0 AND calendar > 0 AND calendar <> $1"),
                  ARGS(I(calendar)), OUTS(OI(n)));
}

/* ---- which node rings ---- */

/* Who has it, unless that is `holder`. */
static bool lease_other(struct ctx *c, struct str holder, struct str *other, int64_t *until)
{
    bool found;
    *other = STR_NONE;
    *until = 0;
    return db_one(c,
                  SQL("SELECT holder, until FROM db_lease"
                      " WHERE name = 'clocks' AND holder <> $1"),
                  ARGS(T(holder)), OUTS(OT(other), OI(until)), &found);
}

bool lease_take(struct ctx *c, struct str holder, struct instant until, bool *ours)
{
    struct str other;
    int64_t n, end;
    if (!lease_other(c, holder, &other, &end))
        return false;
    struct str from = node_is_gone(other) ? other : holder;
    if (!db_do_changed(c,
                       SQL("UPDATE db_lease SET holder = $1, until = $2 WHERE name = 'clocks'"
                           " AND (holder = $1 OR holder = $4 OR until < $3)"),
                       ARGS(T(holder), I(until.ms), I(instant_now().ms), T(from)), &n))
        return false;
    *ours = n == 1;
    return true;
}

bool lease_release(struct ctx *c, struct str holder)
{
    return db_do(c, SQL("UPDATE db_lease SET until = 0 WHERE name = 'clocks' AND holder = $1"),
                 ARGS(T(holder)));
}

bool lease_is_free(struct ctx *c, struct str holder, bool *is_free)
{
    struct str other;
    int64_t until;
    *is_free = false;
    if (!lease_other(c, holder, &other, &until))
        return false;
    *is_free = until < instant_now().ms || node_is_gone(other);
    return true;
}
