/* SPDX-License-Identifier: Apache-2.0 */
/* node.h - which process this is, in words that others of the same machine can hold against who
 * runs there now.
 *
 * Where several nodes share a database, what one of them has taken for itself for some time would
 * have to wait for that time after a kill. Who runs on the same kernel and in the same pid
 * namespace knows better: a number that nobody has, or somebody who began later, is gone for good.
 * Of a process elsewhere nothing is said.
 */
#ifndef NODE_H
#define NODE_H
#include "base.h"

/* The same for as long as this process lives, and nobody else's ever. */
struct str node_name(void);
/* It ran here and runs no more. False when it runs, or when that cannot be known from here. */
bool node_is_gone(struct str name);
#endif
