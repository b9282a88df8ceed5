/* SPDX-License-Identifier: Apache-2.0 */
/* removed.h - a record that is taken out: out of lists, sums, search and pages from now on.
 *
 * Its row moves from its table to `removed`, so that nobody can forget to leave it out. Its history
 * stays and ends with an entry "removed"; what a deal counted as on past days stays as well.
 * Whoever asks for it gets what he gets for what never was.
 * Does not: ask whether anything still refers to it. The caller has, and the database refuses.
 */
#ifndef REMOVED_H
#define REMOVED_H
#include "frame/slice.h"

/* seq: the number of its last entry. */
MUST_USE bool removed_keep(struct ctx *c, const struct record *r, const void *row, int64_t seq);
/* For records whose entries are numbered by version. */
MUST_USE bool recorded_remove(struct ctx *c, const struct record *r, const void *row);
#endif
