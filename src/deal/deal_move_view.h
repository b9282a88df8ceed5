/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DEAL_MOVE_VIEW_H
#define DEAL_MOVE_VIEW_H
#include "deal/deal_pages.h"

/* To another stage, of this pipeline or another, with what that stage asks for. */
struct move_view {
    struct frame frame;
    const struct deal *deal;
    struct pipeline_tabs tabs;
    struct form_options stages, causes;
    struct str lost_to;
    struct str value, reason, why; /* as stored, or as typed */
    bool asks_value, asks_reason;
    struct str stage_error, value_error, reason_error;
    struct str message, next;
    struct str back, cancel;
};
#endif
