/* SPDX-License-Identifier: Apache-2.0 */
/* office_view.h - what the page of office hours shows, and the API's document says. */
#ifndef OFFICE_VIEW_H
#define OFFICE_VIEW_H
#include "frame/frame.h"
#include "frame/org.h"
#include "office/office.h"

struct holiday_line {
    struct day day;
    struct str weekday, name, who;
    struct instant changed;
    bool past;
};
struct office_typed {
    struct str hours, day, name;
    struct str hours_error, day_error, name_error;
};
struct office_view {
    struct frame frame;
    const struct org *org;
    struct str hours, who;  /* who empty: as delivered */
    struct instant changed;
    int64_t version;
    bool open, manages;     /* open: at this moment */
    struct str opens_words;
    struct instant opens;   /* the next opening when it is not; NONE: none is near */
    int64_t old;            /* clocks that were counted by an earlier calendar */
    struct {
        struct holiday_line *p;
        size_t n;
    } holidays;
    struct office_typed typed;
    struct str note, message;
};

/* Of clocks and their calendar. */
extern const struct check office_checks[];
/* Without the frame, as the API shows it too. */
MUST_USE bool office_fill(struct ctx *c, struct office_view *v);
#endif
