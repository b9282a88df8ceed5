/* SPDX-License-Identifier: Apache-2.0 */
/* demo_time.h - when things happened at the demo's company, and what time did meanwhile.
 *
 * What is told of the last days is told in working minutes before now (Mon-Fri 09:00-17:00), so
 * that it looks alike on a Wednesday and on a Sunday night. Between two of the people's doings time
 * does what it would have done: clocks ring and letters leave, each at its moment.
 */
#ifndef DEMO_TIME_H
#define DEMO_TIME_H
#include "base/ctx.h"

/* Minutes of work before a moment; below 0: after it. */
struct instant demo_before(struct instant now, int minutes);
/* Everything that was due by then has happened, and c->now is not before it. */
MUST_USE bool demo_pass(struct ctx *c, struct instant until);
/* The one address at the demo that takes no mail. */
#define DEMO_DEAD_ADDRESS "rosalba.finch@kestrelyard.example"
#endif
