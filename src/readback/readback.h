/* SPDX-License-Identifier: Apache-2.0 */
/* readback.h - what was heard goes back to the buyer by itself (S0-09), and so does how a promise
 * stands that waits for somebody else (S0-24).
 *
 * Within a minute of a conversation that said something, or of a promise made after one, a short
 * letter says: you need this by then, you pay so, we will do that by then. It holds what stands in
 * the record, is the same as his page, and is not sent twice alike. Where he does not want letters
 * by e-mail, his rep is told to read it back. A status names the promise, whom it waits for, and
 * when he hears again. Both are automatic: they keep no promise and end no silence (S0-15).
 */
#ifndef READBACK_H
#define READBACK_H
#include "deal/deal.h"

extern const struct slice readback_slice;
#endif
