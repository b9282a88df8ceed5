/* SPDX-License-Identifier: Apache-2.0 */
/* room.h - the page of one deal: its facts, its people, what to do next, and one timeline with two
 * lanes, ours and the buyer's (S1-39).
 *
 * A touch is logged where one reads what was said before: write, press Log. The channel is the one
 * used last, the direction outbound, who is me, when is now. What the deal was at the end of any
 * past day is shown with ?on=DATE (S2-27).
 * Shows: /deals/42, /api/v1/deals/42/state?on=DATE.
 */
#ifndef ROOM_H
#define ROOM_H
#include "frame/frame.h"

extern const struct slice room_slice;
#endif
