/* SPDX-License-Identifier: Apache-2.0 */
/* policy_view.h - what the settings page shows: every policy number with who changed it last. */
#ifndef POLICY_VIEW_H
#define POLICY_VIEW_H
#include "frame/frame.h"
#include "frame/org.h"

struct policy_row {
    const struct policy *policy;
    int64_t value;
    struct str typed, error; /* typed: what stands in the input */
    struct instant changed;  /* INSTANT_NONE: never, it is the default */
    struct str changed_by;
};
struct policy_rows {
    struct policy_row *p;
    size_t n;
};
struct policy_view {
    struct frame frame;
    const struct org *org;
    struct policy_rows rows;
    struct str note, message;
};
#endif
