/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ENQUIRY_VIEW_H
#define ENQUIRY_VIEW_H
#include "enquiry/enquiry.h"
#include "frame/frame.h"

struct receipt {
    struct str reference, name, owner, company, answer_by;
    struct str product, price, link; /* empty: not known */
};

struct ask_view {
    struct str company, message;
    struct form main, more;
    bool more_open;
};
struct offer_view {
    struct frame frame;
    const struct enquiry *e;
    struct str offered, accept_by, deal;
    bool his; /* it is offered to who looks */
};
struct ask_done_view {
    struct str company, reference, answer_by, email;
};
#endif
