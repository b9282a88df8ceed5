/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/chart.h"

#define WIDTH 720
#define HEIGHT 220
#define LEFT 92
#define BOTTOM 24
#define TOP 10

static int64_t bar_sum(const struct chart_bar *bar)
{
    int64_t sum = 0;
    for (int i = 0; i < CHART_PARTS; i++)
        sum += bar->parts[i].minor > 0 ? bar->parts[i].minor : 0;
    return sum;
}

/* The next of 1, 2, 5 × 10^n that holds the largest bar. */
static int64_t ceiling_of(const struct chart_bar *bars, size_t n)
{
    int64_t most = 0, step = 1;
    for (size_t i = 0; i < n; i++)
        most = bar_sum(&bars[i]) > most ? bar_sum(&bars[i]) : most;
    if (!most)
        return 0;
    while (step * 10 < most)
        step *= 10;
    int64_t times = (most + step - 1) / step;
    return step * (times <= 2 ? 2 : times <= 5 ? 5 : 10);
}

static int height_of(int64_t minor, int64_t ceiling)
{
    return (int)(minor * (HEIGHT - TOP - BOTTOM) / ceiling);
}

static void figure(struct buf *b, const struct chart *chart, struct money m)
{
    if (chart->counts)
        buf_printf(b, "%lld", (long long)m.minor);
    else
        buf_money(b, m);
}

static struct str said(struct arena *a, const struct chart *chart, const struct chart_bar *bar,
                       int part)
{
    struct buf b;
    buf_init(&b, a, 400);
    buf_add(&b, bar->label);
    buf_lit(&b, ", ");
    buf_add(&b, str_of(chart->names[part]));
    buf_lit(&b, ": ");
    figure(&b, chart, bar->parts[part]);
    return buf_str(&b);
}

static void bar_make(struct arena *a, struct chart *chart, const struct chart_bar *bar, int x,
                     int width, int64_t ceiling)
{
    int y = HEIGHT - BOTTOM;
    for (int part = 0; part < CHART_PARTS; part++) {
        if (bar->parts[part].minor <= 0)
            continue;
        int height = height_of(bar->parts[part].minor, ceiling);
        height = height < 1 ? 1 : height;
        y -= height;
        chart->rects.p[chart->rects.n++] = (struct chart_rect){
            x, y, width, height, part, said(a, chart, bar, part),
        };
    }
}

static void scale_make(struct arena *a, struct chart *chart, int64_t ceiling, const char *currency)
{
    chart->scale.p = arena_array(a, struct chart_label, 3);
    for (int i = 0; i <= 2; i++) {
        struct buf b;
        struct money m = { .minor = ceiling * i / 2 };
        memcpy(m.currency, currency, sizeof m.currency);
        buf_init(&b, a, 64);
        figure(&b, chart, m);
        chart->scale.p[chart->scale.n++] = (struct chart_label){
            LEFT - 8,
            HEIGHT - BOTTOM - height_of(m.minor, ceiling) + 4,
            buf_str(&b),
        };
    }
}

void chart_make(struct arena *a, struct chart *chart, const struct chart_bar *bars, size_t n)
{
    int64_t ceiling = ceiling_of(bars, n);
    chart->width = WIDTH;
    chart->height = HEIGHT;
    if (!ceiling)
        return;
    int step = (WIDTH - LEFT) / (int)n;
    int width = step > 60 ? 44 : step * 3 / 4;
    chart->rects.p = arena_array(a, struct chart_rect, n * CHART_PARTS);
    chart->labels.p = arena_array(a, struct chart_label, n);
    for (size_t i = 0; i < n; i++) {
        int middle = LEFT + step * (int)i + step / 2;
        bar_make(a, chart, &bars[i], middle - width / 2, width, ceiling);
        chart->labels.p[chart->labels.n++] =
            (struct chart_label){ middle, HEIGHT - 6, bars[i].label };
    }
    scale_make(a, chart, ceiling, bars[0].parts[0].currency);
}
