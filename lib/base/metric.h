/* SPDX-License-Identifier: Apache-2.0 */
/* metric.h - numbers that one thread counts and another reads, and how Prometheus reads them all
 * (text format 0.0.4).
 *
 * A struct tally has one writer: adding costs a load and a store, no lock and no shared cache line
 * as long as each thread has its own. Whoever reads adds the threads' up, at the moment he asks; a
 * sum may be some events behind, never torn.
 *
 * Names follow OpenMetrics: counters end in _total, times are seconds, sizes bytes. Every family is
 * begun once by metric_head() and its samples stand together behind it.
 */
#ifndef METRIC_H
#define METRIC_H
#include <stdatomic.h>

#include "buf.h"

typedef atomic_int_fast64_t tally;

static inline void tally_add(tally *t, int64_t n)
{
    atomic_store_explicit(t, atomic_load_explicit(t, memory_order_relaxed) + n,
                          memory_order_relaxed);
}
static inline int64_t tally_read(const tally *t)
{
    return atomic_load_explicit(t, memory_order_relaxed);
}

enum metric_type { METRIC_COUNTER, METRIC_GAUGE, METRIC_HISTOGRAM };
void metric_head(struct buf *b, const char *name, enum metric_type type, const char *help);

struct metric_label {
    const char *name;
    struct str value;
};
struct metric_labels {
    const struct metric_label *p;
    size_t n;
};
#define NO_LABELS ((struct metric_labels){ NULL, 0 })
#define LABELS(...) \
    ((struct metric_labels){ (const struct metric_label[]){ __VA_ARGS__ }, \
                             COUNT(((const struct metric_label[]){ __VA_ARGS__ })) })
void metric_int(struct buf *b, const char *name, struct metric_labels labels, int64_t value);
/* Microseconds, as seconds. */
void metric_seconds(struct buf *b, const char *name, struct metric_labels labels, int64_t us);
/* A family of one sample without labels: head and value. */
void metric_one(struct buf *b, const char *name, enum metric_type type, const char *help,
                int64_t value);

/* Counts by size. `le` are the upper bounds, ascending; counts has one more, for what is above all
 * of them. In seconds: bounds and sum are microseconds. */
struct metric_bounds {
    const int64_t *le;
    size_t n;
    bool seconds;
};
size_t metric_bucket(const struct metric_bounds *bounds, int64_t value);
/* counts are per bucket, not yet added up. */
void metric_histogram(struct buf *b, const char *name, struct metric_labels labels,
                      const struct metric_bounds *bounds, const int64_t *counts, int64_t sum);
#endif
