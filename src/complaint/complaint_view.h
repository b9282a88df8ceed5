/* SPDX-License-Identifier: Apache-2.0 */
/* complaint_view.h - what the pages of complaints show, and the letters say. */
#ifndef COMPLAINT_VIEW_H
#define COMPLAINT_VIEW_H
#include "complaint/complaint.h"

struct complaint_letter {
    struct str name, manager, company, answer;
    struct instant due;
};
struct complaint_row {
    const struct complaint *k;
    struct str who, about, deal, answered_by, url, deal_url;
    const char *tone;
    struct str state;
};
struct complaint_view {
    struct frame frame;
    struct {
        struct complaint_row *p;
        size_t n;
    } rows;
    struct pager pager;
    struct complaint_row one;
    bool answers, shares, shared; /* he may; it is */
    struct str typed, error, note;
};
#endif
