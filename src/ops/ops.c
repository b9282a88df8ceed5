/* SPDX-License-Identifier: Apache-2.0 */
#include <stdatomic.h>

#include "ops/ops.h"
#include "ops/ops_store.h"

static struct ops the_ops;
static atomic_bool stopping;

void ops_set_up(const struct ops *o)
{
    the_ops = *o;
}

const struct ops *ops(void)
{
    return &the_ops;
}

void ops_stop_begins(void)
{
    atomic_store(&stopping, true);
}

static bool not_ready(struct ctx *c, const char *code, struct str detail, struct str next)
{
    fail(c, FAULT_BUSY, code, detail);
    c->fault.next[0] = next;
    return false;
}

static bool schema_is_ours(struct ctx *c)
{
    int64_t number;
    if (!migration_newest(c, &number))
        return false;
    if (number == the_ops.migration)
        return true;
    return not_ready(c, "migration",
                     STR("The database was changed by another version of this program."),
                     STR("Run one version on it: stop this server and start the newer one."));
}

bool ops_ready(struct ctx *c, const struct writer_counts *w)
{
    if (atomic_load(&stopping))
        return not_ready(c, "stopping", STR("This server was told to stop."),
                         STR("Send new work to another one."));
    if (w->busy_ms > OPS_STUCK_MS || w->stalled_ms > OPS_STUCK_MS)
        return not_ready(c, "writer_stuck",
                         arena_printf(c->arena, "Writes have waited for %lld seconds.",
                                      (long long)(w->busy_ms > w->stalled_ms ? w->busy_ms
                                                                             : w->stalled_ms)
                                          / 1000),
                         STR("Look at the disk and at the log of this server."));
    return schema_is_ours(c);
}
