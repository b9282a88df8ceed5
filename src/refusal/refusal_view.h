/* SPDX-License-Identifier: Apache-2.0 */
/* refusal_view.h - what /refusals and /overrides show. */
#ifndef REFUSAL_VIEW_H
#define REFUSAL_VIEW_H
#include "frame/frame.h"
#include "refusal/refusal.h"

struct refusal_view {
    struct frame frame;
    struct refusals refusals;
    struct str code, next_url;
    bool reports; /* there is a report of overrides for him */
};
struct override_view {
    struct frame frame;
    struct override_report report;
    struct str from_text, to_text, csv_url;
};
#endif
