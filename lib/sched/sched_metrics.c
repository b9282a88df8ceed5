/* SPDX-License-Identifier: Apache-2.0 */
#include "base/metric.h"
#include "sched/sched_impl.h"

/* clang-format off */
static const int64_t bounds_us[] = {
    10000, 100000, 1000000, 5000000, 60000000, 3600000000,
};
/* clang-format on */
static const struct metric_bounds bounds = { bounds_us, COUNT(bounds_us), true };

static struct {
    pthread_mutex_t mutex;
    int64_t rung, failed, running, late_us;
    int64_t late[COUNT(bounds_us) + 1];
} counts = { .mutex = PTHREAD_MUTEX_INITIALIZER };

void ring_count(const struct ring *r)
{
    int64_t late = r->c.now.ms > r->clock.due.ms ? (r->c.now.ms - r->clock.due.ms) * 1000 : 0;
    pthread_mutex_lock(&counts.mutex);
    if (r->end == RING_RANG) {
        counts.rung++;
        counts.late_us += late;
        counts.late[metric_bucket(&bounds, late)]++;
    } else {
        counts.failed++;
    }
    pthread_mutex_unlock(&counts.mutex);
}

void running_count(int64_t n)
{
    pthread_mutex_lock(&counts.mutex);
    counts.running = n;
    pthread_mutex_unlock(&counts.mutex);
}

void sched_metrics(struct buf *b)
{
    const char *late = "counterpart_clock_lateness_seconds";
    pthread_mutex_lock(&counts.mutex);
    metric_one(b, "counterpart_clocks_running", METRIC_GAUGE,
               "Clocks that run, as counted within the last minute.", counts.running);
    metric_one(b, "counterpart_clocks_rung_total", METRIC_COUNTER, "Clocks that rang.",
               counts.rung);
    metric_one(b, "counterpart_clocks_failed_total", METRIC_COUNTER,
               "Rings that failed and were put off.", counts.failed);
    metric_head(b, late, METRIC_HISTOGRAM, "From a clock's due moment until it rang.");
    metric_histogram(b, late, NO_LABELS, &bounds, counts.late, counts.late_us);
    pthread_mutex_unlock(&counts.mutex);
}
