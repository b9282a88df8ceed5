/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PROMISE_VIEW_H
#define PROMISE_VIEW_H
#include "frame/chart.h"
#include "frame/frame.h"
#include "promise/promise_pages.h"

struct promise_list_view {
    struct frame frame;
    struct promise_rows rows;
    const char *whose; /* "mine", "team" */
    bool both, all, buyer;
    struct promises promises;
    struct str next, next_url; /* empty: there are no more */
};
struct counts_view {
    struct frame frame;
    struct promise_counts counts;
    enum count_by by;
    struct period when;
    struct str from, to;
    struct form_options tabs; /* url, label, chosen */
    struct chart chart;
    struct str csv_url;
};
#endif
