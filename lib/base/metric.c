/* SPDX-License-Identifier: Apache-2.0 */
#include "metric.h"

#define MICRO 1000000

void metric_head(struct buf *b, const char *name, enum metric_type type, const char *help)
{
    static const char *const types[] = { "counter", "gauge", "histogram" };

    buf_printf(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, types[type]);
}

static void label_write(struct buf *b, const char *name, struct str value)
{
    buf_add(b, str_of(name));
    buf_lit(b, "=\"");
    for (size_t i = 0; i < value.n; i++) {
        char ch = value.p[i];

        if (ch == '"' || ch == '\\' || ch == '\n')
            buf_char(b, '\\');
        buf_char(b, ch == '\n' ? 'n' : ch);
    }
    buf_char(b, '"');
}

static void labels_write(struct buf *b, struct metric_labels labels, struct str le)
{
    const char *comma = "";

    if (!labels.n && !le.n)
        return;
    buf_char(b, '{');
    for (size_t i = 0; i < labels.n; i++, comma = ",") {
        buf_add(b, str_of(comma));
        label_write(b, labels.p[i].name, labels.p[i].value);
    }
    if (le.n) {
        buf_add(b, str_of(comma));
        label_write(b, "le", le);
    }
    buf_char(b, '}');
}

/* 2500 microseconds are 0.0025; without trailing zeros, so that a bound reads as it is written
 * elsewhere. */
static void seconds_write(struct buf *b, int64_t us)
{
    char text[40];
    int n = snprintf(text, sizeof text, "%lld.%06lld", (long long)(us / MICRO),
                     (long long)(us % MICRO));

    while (text[n - 1] == '0')
        n--;
    if (text[n - 1] == '.')
        n--;
    buf_bytes(b, text, (size_t)n);
}

static void sample_write(struct buf *b, const char *name, const char *suffix,
                         struct metric_labels labels, struct str le)
{
    buf_add(b, str_of(name));
    buf_add(b, str_of(suffix));
    labels_write(b, labels, le);
    buf_char(b, ' ');
}

void metric_int(struct buf *b, const char *name, struct metric_labels labels, int64_t value)
{
    sample_write(b, name, "", labels, STR_NONE);
    buf_int(b, value);
    buf_char(b, '\n');
}

void metric_seconds(struct buf *b, const char *name, struct metric_labels labels, int64_t us)
{
    sample_write(b, name, "", labels, STR_NONE);
    seconds_write(b, us);
    buf_char(b, '\n');
}

void metric_one(struct buf *b, const char *name, enum metric_type type, const char *help,
                int64_t value)
{
    metric_head(b, name, type, help);
    metric_int(b, name, NO_LABELS, value);
}

size_t metric_bucket(const struct metric_bounds *bounds, int64_t value)
{
    size_t i = 0;

    while (i < bounds->n && value > bounds->le[i])
        i++;
    return i;
}

static void number_write(struct buf *b, const struct metric_bounds *bounds, int64_t value)
{
    if (bounds->seconds)
        seconds_write(b, value);
    else
        buf_int(b, value);
}

static struct str bound_text(struct arena *a, const struct metric_bounds *bounds, size_t i)
{
    struct buf b;

    if (i == bounds->n)
        return STR("+Inf");
    buf_init(&b, a, 40);
    number_write(&b, bounds, bounds->le[i]);
    return buf_str(&b);
}

void metric_histogram(struct buf *b, const char *name, struct metric_labels labels,
                      const struct metric_bounds *bounds, const int64_t *counts, int64_t sum)
{
    int64_t so_far = 0;

    for (size_t i = 0; i <= bounds->n; i++) {
        so_far += counts[i];
        sample_write(b, name, "_bucket", labels, bound_text(b->arena, bounds, i));
        buf_int(b, so_far);
        buf_char(b, '\n');
    }
    sample_write(b, name, "_sum", labels, STR_NONE);
    number_write(b, bounds, sum);
    buf_char(b, '\n');
    sample_write(b, name, "_count", labels, STR_NONE);
    buf_int(b, so_far);
    buf_char(b, '\n');
}
