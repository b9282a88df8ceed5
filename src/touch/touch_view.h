/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TOUCH_VIEW_H
#define TOUCH_VIEW_H
#include "frame/frame.h"
#include "touch/touch.h"

/* Asks whether its words are to be erased. */
struct erase_view {
    struct frame frame;
    const struct touch *touch;
    struct str deal, channel;
};
#endif
