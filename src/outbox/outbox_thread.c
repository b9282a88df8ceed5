/* SPDX-License-Identifier: Apache-2.0 */
/* The thread that lets letters leave, one behind the other. It waits for the mail server; nobody
 * else does. */
#include <pthread.h>

#include "base/log.h"
#include "base/node.h"
#include "frame/org.h"
#include "outbox/outbox_send.h"
#include "outbox/outbox_store.h"
#include "sched/sched.h"

#define ARENA_MAX ((size_t)16 << 20)
#define READER_KIB 256
#define WAIT_MS INT64_C(60000)   /* when nothing is due */
#define OTHERS_MS INT64_C(2000)  /* where other nodes write letters too */
#define TROUBLE_MS INT64_C(5000) /* the database could not be asked */
#define LEASE_MS INT64_C(30000)  /* so long letters wait when their sender was killed */
#define RENEW_MS INT64_C(10000)
#define FROM_DEFAULT "counterpart@localhost"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake_up = PTHREAD_COND_INITIALIZER;
static bool woken;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER; /* who lets letters leave now */

static struct {
    struct store *store;
    struct mailing how;
    struct smtp *smtp;
    pthread_t thread;
    bool runs;
    atomic_bool stopping;
    atomic_int_fast64_t rest; /* nothing is tried before this moment: the server is away */
    int64_t rests;
    struct step pending; /* what became of the last one, not kept yet */
    struct sender_lease lease;
    int64_t renewed_ms;
} the;

void outbox_wake(void *arg UNUSED)
{
    pthread_mutex_lock(&mutex);
    woken = true;
    pthread_cond_signal(&wake_up);
    pthread_mutex_unlock(&mutex);
}

/* ---- one node of several ---- */

static bool lease_write(bool (*run)(struct ctx *c, void *arg))
{
    struct arena arena;
    arena_init(&arena, (size_t)1 << 20);
    struct ctx c = { .arena = &arena, .viewer = &viewer_system };
    the.lease.now_ms = instant_now().ms;
    the.lease.until_ms = the.lease.now_ms + LEASE_MS;
    bool ok = writer_call(the.store, &c, run, &the.lease);
    arena_release(&arena);
    return ok;
}

static bool is_ours(void)
{
    if (store_is_here(the.store))
        return true;
    if (the.lease.ours && monotonic_ms() - the.renewed_ms < RENEW_MS)
        return true;
    int64_t began = monotonic_ms();
    if (!lease_write(sender_lease_take)) {
        the.lease.ours = false;
        return false;
    }
    the.renewed_ms = began;
    return the.lease.ours;
}

/* A mail server may take longer over one letter than the lease is good for. */
static void beat(void)
{
    if (the.lease.ours && !is_ours())
        log_warn("another node may send a letter once more that a mail server takes long over");
}

/* ---- a round ---- */

static bool due_read(struct ctx *c, struct instant *due)
{
    int64_t rest = atomic_load(&the.rest);
    if (!letter_next_due(c, due))
        return false;
    if (instant_is(*due) && due->ms < rest)
        due->ms = rest;
    return true;
}

static struct str domain_of(struct str address)
{
    struct str domain;
    str_split(address, '@', &domain);
    return domain;
}

/* While the server is away nobody's letter is tried; the pauses grow to a quarter of an hour. */
static void rest(const struct delivery *d)
{
    static const int minutes[] = { 1, 2, 5, 15 };
    if (!d->unreached) {
        the.rests = 0;
        return;
    }
    int64_t n = minutes[the.rests < 3 ? the.rests : 3];
    the.rests++;
    atomic_store(&the.rest, org_clock().ms + n * 60000);
    LOG_EVENT(LOG_WARN, "no letter leaves", LT("why", str_of(d->said)), LI("minutes", n));
}

static bool keep_and_claim(struct arena *a, struct step *s)
{
    struct ctx c = { .arena = a, .viewer = &viewer_system };
    s->domain = domain_of(the.how.from);
    s->holder = store_is_here(the.store) ? STR_NONE : the.lease.holder;
    if (writer_call(the.store, &c, outbox_step, s))
        return true;
    LOG_EVENT(LOG_ERROR, "a letter's fate could not be kept", LI("letter", s->done_id),
              LT("why", c.fault.log.n ? c.fault.log : c.fault.detail));
    if (fault_tried_again(c.fault.kind) || !s->done_id || s->plain)
        return false;
    s->plain = true; /* better without what follows from it than sent again */
    return keep_and_claim(a, s);
}

/* *more: another one may be due. */
static bool letter_leave(struct arena *a, bool *more)
{
    struct step s = the.pending;
    if (!keep_and_claim(a, &s))
        return false;
    the.pending = (struct step){ 0 };
    *more = s.next.letter.id != 0;
    the.lease.ours &= !s.lost;
    if (!*more)
        return true;
    the.pending.done_id = s.next.letter.id;
    letter_hand_over(a, &s.next, &the.how, the.smtp, &the.pending.done);
    rest(&the.pending.done);
    return true;
}

static bool is_resting(void)
{
    return atomic_load(&the.rest) > org_clock().ms;
}

/* A letter that is out has its fate kept before the server rests. */
static bool fate_keep(struct arena *a)
{
    struct ctx c = { .arena = a, .viewer = &viewer_system };
    struct step s = the.pending;
    if (!s.done_id)
        return true;
    if (!writer_call(the.store, &c, outbox_finish, &s))
        return false;
    the.pending = (struct step){ 0 };
    return true;
}

static bool round_run(void)
{
    struct arena arena;
    bool ok = true, more = true;
    arena_init(&arena, ARENA_MAX);
    pthread_mutex_lock(&turn);
    while (ok && more && !atomic_load(&the.stopping) && is_ours()) {
        arena_reset(&arena);
        if (is_resting()) {
            ok = fate_keep(&arena);
            break;
        }
        ok = letter_leave(&arena, &more);
    }
    pthread_mutex_unlock(&turn);
    arena_release(&arena);
    return ok;
}

/* ---- the thread ---- */

static int64_t wait_of(bool ok)
{
    struct arena arena;
    struct instant due = INSTANT_NONE;
    if (!ok)
        return TROUBLE_MS;
    if (!store_is_here(the.store) && !the.lease.ours)
        return OTHERS_MS;
    arena_init(&arena, (size_t)1 << 20);
    struct ctx c = { .arena = &arena, .viewer = &viewer_system };
    c.db = store_reader(the.store, READER_KIB);
    ok = c.db && due_read(&c, &due);
    if (c.db)
        db_close(c.db);
    arena_release(&arena);
    int64_t most = store_is_here(the.store) ? WAIT_MS : OTHERS_MS;
    if (!ok)
        return TROUBLE_MS;
    int64_t wait = due.ms - org_clock().ms;
    return wait < 0 ? 0 : wait < most ? wait
                                      : most;
}

static void wait_for(int64_t ms)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += (ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&mutex);
    int status = 0;
    while (!woken && !atomic_load(&the.stopping) && status != ETIMEDOUT)
        status = pthread_cond_timedwait(&wake_up, &mutex, &until);
    woken = false;
    pthread_mutex_unlock(&mutex);
}

static void *run(void *arg UNUSED)
{
    while (!atomic_load(&the.stopping)) {
        bool ok = round_run();
        int64_t ms = wait_of(ok);
        wait_for(ms ? ms : 1);
    }
    return NULL;
}

/* ---- from outside ---- */

/* What is due is ours to do unless another node has the lease. */
static bool job_due(struct ctx *c, struct instant *next)
{
    bool others = false;
    *next = INSTANT_NONE;
    if (!the.runs)
        return true;
    if (!store_is_here(the.store)
        && !sender_lease_of_others(c, the.lease.holder, instant_now(), &others))
        return false;
    return others || due_read(c, next);
}

static bool job_settle(struct store *s UNUSED, struct ctx *c)
{
    return !the.runs || round_run() || fail(c, FAULT_BUSY, "outbox", STR("The outbox is busy."));
}

static const struct sched_job job = { "outbox", job_due, job_settle };

static bool transport_open(const struct mailing *how, struct str *why)
{
    if (how->smtp.url) {
        the.smtp = smtp_start() ? smtp_open(&the.how.smtp) : NULL;
        *why = STR("--smtp takes an address like smtp://mail.example.com:587 or smtps://…");
        return the.smtp != NULL;
    }
    *why = STR("The mail folder cannot be made or written.");
    return folder_ready(how->folder);
}

/* With other nodes, by the lease: asked for before anybody is told that we listen. */
static bool claims_end(void)
{
    struct arena arena;
    if (!store_is_here(the.store)) {
        is_ours();
        return true;
    }
    arena_init(&arena, (size_t)1 << 20);
    struct ctx c = { .arena = &arena, .viewer = &viewer_system };
    bool ok = writer_call(the.store, &c, letters_unclaim, NULL);
    arena_release(&arena);
    return ok;
}

bool outbox_begin(struct store *store, const struct mailing *how, struct str *why)
{
    the.store = store;
    the.how = *how;
    the.how.smtp.stop = &the.stopping;
    the.how.smtp.beat = store_is_here(store) ? NULL : beat;
    if (!the.how.from.n)
        the.how.from = STR(FROM_DEFAULT);
    atomic_store(&the.stopping, false);
    atomic_store(&the.rest, 0);
    the.pending = (struct step){ 0 };
    the.lease = (struct sender_lease){ .holder = node_name() };
    if (!transport_open(how, why))
        return false;
    *why = STR("The outbox could not be begun.");
    if (!claims_end() || pthread_create(&the.thread, NULL, run, NULL) != 0)
        return false;
    the.runs = true;
    sched_job_add(&job);
    return true;
}

void outbox_stop(void)
{
    if (!the.runs)
        return;
    atomic_store(&the.stopping, true);
    outbox_wake(NULL);
    pthread_join(the.thread, NULL);
    the.runs = false;
    pthread_mutex_lock(&turn); /* a walk of time may still be at it */
    struct arena arena;
    arena_init(&arena, ARENA_MAX);
    if (!fate_keep(&arena))
        log_warn("what became of the last letter was not kept: it is sent again");
    arena_release(&arena);
    if (the.lease.ours && !lease_write(sender_lease_release))
        log_warn("the other nodes wait for letters until our lease ends");
    smtp_close(the.smtp);
    the.smtp = NULL;
    pthread_mutex_unlock(&turn);
}
