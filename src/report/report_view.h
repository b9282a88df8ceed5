/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_VIEW_H
#define REPORT_VIEW_H
#include "frame/chart.h"
#include "frame/frame.h"
#include "report/report_table.h"

struct report_link {
    struct str url;
    const char *title, *about;
};
struct reports_view {
    struct frame frame;
    struct {
        struct report_link *p;
        size_t n;
    } reports;
};

/* A value as it is read, and whether it stands at the right. */
struct shown_cell {
    struct str text, url;
    bool number;
};
struct shown_row {
    struct {
        struct shown_cell *p;
        size_t n;
    } cells;
};
struct report_view {
    struct frame frame;
    const struct report *report;
    struct report_asked asked;
    struct report_rows rows;
    struct {
        struct shown_cell *p;
        size_t n;
    } heads;
    struct {
        struct shown_row *p;
        size_t n;
    } shown;
    struct chart chart;
    struct str csv_url, from_text, to_text;
};
#endif
