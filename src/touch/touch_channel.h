/* SPDX-License-Identifier: Apache-2.0 */
/* touch_channel.h - by which channel we reach out, and plan to. */
#ifndef TOUCH_CHANNEL_H
#define TOUCH_CHANNEL_H
#include "touch/touch.h"

/* Asks contact_may() about the touch itself and about a next step that says to call. What the buyer
 * asks for in an inbound touch is noted, and good once. */
MUST_USE bool touch_may(struct ctx *c, const struct touch *t);
/* The channel that the words of a next step speak of; -1: none, or the buyer reaches us. */
int step_channel(struct ctx *c, struct str step);
#endif
