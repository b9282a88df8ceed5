/* SPDX-License-Identifier: Apache-2.0 */
/* chart.h - small bar charts as SVG written by the server: accessible, printable, right in both
 * themes.
 *
 * Bars stand beside each other, each a stack of up to three parts: ours (indigo), the buyer's
 * (teal) and hoped for (pale). The figures stand in a table beside the chart; the picture has a
 * title and a sentence for those who do not see it.
 */
#ifndef CHART_H
#define CHART_H
#include "web/html.h"

#define CHART_PARTS 3

struct chart_bar {
    struct str label; /* under the bar: "Q1", "3 Apr" */
    struct money parts[CHART_PARTS];
};
struct chart_rect {
    int x, y, width, height;
    int part;
    struct str said; /* "3 Apr, won: $1,200" */
};
struct chart_label {
    int x, y;
    struct str text;
};
struct chart {
    struct str title, sentence;
    int width, height;              /* of the viewBox */
    const char *names[CHART_PARTS]; /* of the parts, NULL: not used */
    bool counts;                    /* the parts are plain numbers, in minor */
    struct {
        struct chart_rect *p;
        size_t n;
    } rects;
    struct {
        struct chart_label *p;
        size_t n;
    } labels, scale; /* under the bars; at the left */
};

/* Lays the bars out; an empty chart (n 0 or all zero) has no rects. */
void chart_make(struct arena *a, struct chart *chart, const struct chart_bar *bars, size_t n);
#endif
