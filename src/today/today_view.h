/* SPDX-License-Identifier: Apache-2.0 */
/* today_view.h - what today.html shows and the API answers. */
#ifndef TODAY_VIEW_H
#define TODAY_VIEW_H
#include "ask/ask_pages.h"
#include "promise/promise_pages.h"
#include "alert/alert_pages.h"
#include "frame/frame.h"
#include "today/today.h"

struct today_badge {
    const char *tone; /* red, amber, gray */
    struct str text;
};
struct today_row {
    const struct today_deal *deal;
    struct str url, log_url, tel_url, mail_url; /* the last two empty: nobody to reach so */
    struct today_badge when;
    struct str need; /* "4 days to need-by"; empty: he has not said */
    bool silent_too; /* besides what `when` says */
    bool show_owner;
    bool may_log; /* he who looks writes on deals */
};
struct today_rows {
    struct today_row *p;
    size_t n;
};
struct today_block {
    const char *name, *title, *note; /* note NULL: none */
    const struct today_section *section;
    struct today_rows rows;
    struct str all_url;
};
struct today_blocks {
    struct today_block p[TODAY_LISTS];
    size_t n;
};
struct today_cell {
    int64_t n;
    bool capped;
    struct str url;
};
struct today_line {
    struct str name, url;
    struct {
        struct today_cell p[TODAY_LISTS];
        size_t n;
    } cells;
};
struct today_lines {
    struct today_line *p;
    size_t n;
};
struct today_view {
    struct frame frame;
    struct today today;
    struct day day;
    bool both;   /* may look at his own and at his team's */
    bool office;  /* somebody who does not sell */
    bool in_team; /* whom others ask before they promise */
    struct today_blocks blocks;
    struct today_lines lines;
    struct str message;     /* when nothing is due, or late */
    struct str message_url; /* empty: there is nothing to press */
    const char *message_link;
    struct alert_block alerts;
    struct promise_rows promises; /* mine: late, or due today; the team's: late */
    struct request_rows requests; /* what waits for the team he works in */
};

/* "late" or "due", "coming", "no_next_step", "silent", "close_date_passed" */
const char *today_list_name(enum today_list which, bool team);
void today_json(struct buf *b, const void *view);
extern const struct api today_api;
#endif
