/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OUTBOX_VIEW_H
#define OUTBOX_VIEW_H
#include "frame/frame.h"
#include "outbox/outbox.h"

struct letter_view {
    struct frame frame;
    const struct letter *letter;
    struct str state, kind, deal, contact, from;
    const char *tone;
};
#endif
