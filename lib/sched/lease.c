/* SPDX-License-Identifier: Apache-2.0 */
/* Where several nodes share a database, one rings: who holds a row that says until when. It is
 * renewed long before, and taken by another when it was not, or when its holder stopped. */
#include "base/log.h"
#include "sched/sched_impl.h"
#include <unistd.h>

#define LEASE_MS INT64_C(30000)
#define RENEW_MS INT64_C(10000)

static struct {
    char holder[80];
    bool ours;
    int64_t renewed_ms; /* monotonic; as of before it was asked for */
} lease;

static struct str holder(void)
{
    if (!lease.holder[0]) {
        struct timespec t;
        char host[40] = "";
        gethostname(host, sizeof host - 1);
        clock_gettime(CLOCK_REALTIME, &t);
        snprintf(lease.holder, sizeof lease.holder, "%s %ld %llx", host, (long)getpid(),
                 (unsigned long long)t.tv_sec * 1000000000U + (unsigned long long)t.tv_nsec);
    }
    return str_of(lease.holder);
}

static bool take(struct ctx *c, void *ours)
{
    struct instant until = { instant_now().ms + LEASE_MS };
    return lease_take(c, holder(), until, ours);
}

static bool release(struct ctx *c, void *arg UNUSED)
{
    return lease_release(c, holder());
}

static void tell(bool ours)
{
    if (ours != lease.ours)
        LOG_EVENT(LOG_INFO, ours ? "this node rings the clocks" : "another node rings the clocks",
                  LT("node", holder()));
    lease.ours = ours;
}

static bool is_free(struct store *s, struct ctx *c, bool *free_now)
{
    c->db = store_reader(s, 64);
    bool ok = c->db && lease_is_free(c, holder(), free_now);
    if (c->db)
        db_close(c->db);
    c->db = NULL;
    return ok;
}

static bool ask(struct store *s, struct ctx *c)
{
    int64_t began = monotonic_ms();
    bool ours = lease.ours;
    if (!ours && (!is_free(s, c, &ours) || !ours))
        return !failed(c);
    if (!writer_call(s, c, take, &ours))
        return false;
    lease.renewed_ms = began;
    tell(ours);
    return true;
}

/* While the database cannot be asked it stays ours for as long as nobody else may take it. */
bool lease_hold(struct store *s, bool *ours)
{
    struct arena arena;
    bool ok = true;
    *ours = true;
    if (store_is_here(s))
        return true;
    arena_init(&arena, (size_t)1 << 20);
    struct ctx c = { .arena = &arena, .viewer = &viewer_system };
    if (!lease.ours || monotonic_ms() - lease.renewed_ms > RENEW_MS)
        ok = ask(s, &c);
    if (!ok && lease.ours && monotonic_ms() - lease.renewed_ms > LEASE_MS)
        tell(false);
    arena_release(&arena);
    *ours = lease.ours;
    return ok;
}

void lease_give_back(struct store *s)
{
    struct arena arena;
    if (!lease.ours || store_is_here(s))
        return;
    arena_init(&arena, (size_t)1 << 20);
    struct ctx c = { .arena = &arena, .viewer = &viewer_system };
    if (!writer_call(s, &c, release, NULL))
        log_warn("the other nodes wait for the clocks until our lease ends");
    arena_release(&arena);
    lease.ours = false;
}
