/* SPDX-License-Identifier: Apache-2.0 */
/* report_table.h - a report: its columns, the rows that somebody may see, and what is drawn. */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H
#include "frame/people.h"
#include "report/report.h"

enum column_kind { COLUMN_TEXT,
                   COLUMN_COUNT,
                   COLUMN_MINUTES,
                   COLUMN_MONEY,
                   COLUMN_MOMENT };
struct report_column {
    const char *name, *label;
    enum column_kind kind;
};
struct report_cell {
    bool none; /* nothing to say; every kind but text */
    struct str text, url;
    int64_t n; /* a count, minutes */
    struct money money;
    struct instant when;
};
#define REPORT_COLUMNS 12
#define REPORT_ROWS 2000 /* a page of a report is read by people; what is left out is said */
struct report_row {
    struct report_cell cells[REPORT_COLUMNS];
};
struct report_rows {
    struct report_row *p;
    size_t n;
    bool cut;        /* there are more than REPORT_ROWS */
    struct str says; /* a sentence above the table: what the numbers come to */
};
struct report_asked {
    struct period when;
    int64_t deal_id; /* of reports about one deal */
};
struct report {
    const char *name, *title;
    const char *about, *empty;
    const struct report_column *columns;
    size_t n_columns;
    bool dated;   /* asked for from and to */
    bool of_deal; /* asked for a deal_id */
    int drawn[3]; /* columns of the chart's parts, -1: none; bars are called by column 0 */
    size_t bars;  /* how many rows are drawn, from the first; 0: all */
    bool (*rows)(struct ctx *c, const struct report_asked *asked, struct report_rows *out);
    const char *requirement;
};
extern const struct report report_scorecard, report_accountability, report_cause, report_asks,
    report_stages, report_speed, report_loss, report_value, report_losses, report_market;

/* A row more, all its cells none; NULL when there is no room, and *cut is set. */
struct report_row *report_row_add(struct ctx *c, struct report_rows *rows);
struct report_cell cell_text(struct str text);
struct report_cell cell_link(struct str text, struct str url);
struct report_cell cell_count(int64_t n);
struct report_cell cell_none(void);
struct report_cell cell_moment(struct instant when);
struct report_cell cell_money(struct money m);
/* Of numbers in any order: the one that `percent` of them do not exceed; -1 of none. */
int64_t numbers_at(int64_t *p, size_t n, int percent);
#endif
