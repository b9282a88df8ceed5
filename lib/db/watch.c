/* SPDX-License-Identifier: Apache-2.0 */
#include "watch.h"
#include "engine.h"
#include "base/metric.h"

#define PLAN_MAX 4000
#define PLAN_ARENA ((size_t)4 << 20)
#define PAUSE_MS 1000

static int64_t threshold_us;
static atomic_int_fast64_t slow_statements, left_out, told_ms;

/* clang-format off */
static struct {
    enum fault_kind kind;
    struct str name;
    atomic_int_fast64_t n;
} faults[] = {
    { FAULT_BUSY,     STR_INIT("busy"),     0 },
    { FAULT_FULL,     STR_INIT("full"),     0 },
    { FAULT_TOO_SLOW, STR_INIT("too_slow"), 0 },
    { FAULT_BROKEN,   STR_INIT("broken"),   0 },
};
/* clang-format on */

void watch_slow(int64_t us)
{
    threshold_us = us;
}

int64_t watch_begin(void)
{
    return threshold_us ? monotonic_us() : 0;
}

/* One line a second: whoever comes first after the pause. */
static bool may_tell(void)
{
    int64_t now = monotonic_ms();
    int_fast64_t before = atomic_load(&told_ms);

    if (before && now < before + PAUSE_MS)
        return false;
    return atomic_compare_exchange_strong(&told_ms, &before, now);
}

/* With memory of its own: nothing of it reaches the request. */
static void tell(struct db *d, const char *sql, const int64_t numbers[3])
{
    struct arena arena;
    struct buf plan;

    arena_init(&arena, PLAN_ARENA);
    struct ctx c = { .arena = &arena, .db = d, .viewer = &viewer_system };
    buf_init(&plan, &arena, PLAN_MAX);
    if (!d->engine->plan_now(&c, sql, &plan))
        buf_add(&plan, STR("not known"));
    LOG_EVENT(LOG_WARN, "slow statement", LMS("ms", numbers[0]), LI("rows", numbers[1]),
              LI("steps", numbers[2]), LI("left_out", atomic_exchange(&left_out, 0)),
              LT("sql", str_of(sql_unmarked(sql))), LT("plan", str_trim(buf_str(&plan))));
    arena_release(&arena);
}

void watch_end(struct ctx *c, const char *sql, int64_t began, int64_t rows, int64_t steps)
{
    int64_t us = began ? monotonic_us() - began : 0;

    if (!began || us < threshold_us)
        return;
    atomic_fetch_add(&slow_statements, 1);
    if (may_tell())
        tell(c->db, sql, (int64_t[]){ us, rows, steps });
    else
        atomic_fetch_add(&left_out, 1);
}

void watch_fault(enum fault_kind kind)
{
    for (size_t i = 0; i < COUNT(faults); i++)
        if (faults[i].kind == kind)
            atomic_fetch_add_explicit(&faults[i].n, 1, memory_order_relaxed);
}

static void errors_write(struct buf *b)
{
    const char *name = "counterpart_database_errors_total";

    metric_head(b, name, METRIC_COUNTER, "Statements and commits that the engine failed, by kind.");
    for (size_t i = 0; i < COUNT(faults); i++)
        metric_int(b, name, LABELS({ "kind", faults[i].name }), atomic_load(&faults[i].n));
    metric_one(b, "counterpart_slow_statements_total", METRIC_COUNTER,
               "Statements that took longer than --slow-ms.", atomic_load(&slow_statements));
}

static void writer_write(const struct writer_counts *w, struct buf *b)
{
    static const struct metric_bounds sizes = { writer_batch_sizes, WRITER_BATCH_SIZES, false };
    const char *batch = "counterpart_writer_batch_jobs";

    metric_one(b, "counterpart_writer_jobs_total", METRIC_COUNTER,
               "Writes that the writer took; divided by commits, the writes per commit.", w->jobs);
    metric_one(b, "counterpart_writer_commits_total", METRIC_COUNTER,
               "Transactions that were committed.", w->commits);
    metric_one(b, "counterpart_writer_failed_commits_total", METRIC_COUNTER,
               "Transactions whose commit failed.", w->failed_commits);
    metric_head(b, batch, METRIC_HISTOGRAM, "Writes that ended in one transaction.");
    metric_histogram(b, batch, NO_LABELS, &sizes, w->batches, w->batch_jobs);
    metric_one(b, "counterpart_writer_queue_length", METRIC_GAUGE,
               "Writes that wait for the writer.", w->waiting);
    metric_head(b, "counterpart_writer_busy_seconds", METRIC_GAUGE,
                "How long the writer has been at the transaction in hand.");
    metric_seconds(b, "counterpart_writer_busy_seconds", NO_LABELS, w->busy_ms * 1000);
}

void watch_metrics(struct store *s, struct buf *b)
{
    struct writer_counts w = writer_counts(s);

    writer_write(&w, b);
    metric_one(b, "counterpart_wal_pages", METRIC_GAUGE,
               "Pages in the write-ahead log, as of the last commit.", w.log_pages);
    metric_one(b, "counterpart_checkpoints_total", METRIC_COUNTER,
               "Times the write-ahead log was copied into the file.", w.checkpoints);
    metric_one(b, "counterpart_failed_checkpoints_total", METRIC_COUNTER,
               "Times that copying the write-ahead log failed.", w.failed_checkpoints);
    errors_write(b);
}
