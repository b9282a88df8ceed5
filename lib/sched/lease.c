/* SPDX-License-Identifier: Apache-2.0 */
/* Where several nodes share a database, one rings: who holds a row that says until when. It is
 * renewed long before, and taken by another when it was not, or when its holder stopped, or was
 * killed on this machine. */
#include "base/log.h"
#include "base/node.h"
#include "sched/sched_impl.h"

#define LEASE_MS INT64_C(30000)
#define RENEW_MS INT64_C(10000)

static struct {
    bool ours;
    int64_t renewed_ms; /* monotonic; as of before it was asked for */
} lease;

static bool take(struct ctx *c, void *ours)
{
    struct instant until = { instant_now().ms + LEASE_MS };
    return lease_take(c, node_name(), until, ours);
}

static bool release(struct ctx *c, void *arg UNUSED)
{
    return lease_release(c, node_name());
}

static void tell(bool ours)
{
    if (ours != lease.ours)
        LOG_EVENT(LOG_INFO, ours ? "this node rings the clocks" : "another node rings the clocks",
                  LT("node", node_name()));
    lease.ours = ours;
}

static bool is_free(struct store *s, struct ctx *c, bool *free_now)
{
    c->db = store_reader(s, 64);
    bool ok = c->db && lease_is_free(c, node_name(), free_now);
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
