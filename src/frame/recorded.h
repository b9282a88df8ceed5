/* SPDX-License-Identifier: Apache-2.0 */
/* recorded.h - a record is written together with what history says of it.
 *
 * For records whose entries are numbered by version. A deal, which numbers its own, does not use
 * this.
 */
#ifndef RECORDED_H
#define RECORDED_H
#include "frame/history.h"

/* Inserts the row with its "created" entry. */
MUST_USE bool recorded_insert(struct ctx *c, const struct record *r, void *row);
/* Stores what differs between was and now with its "changed" entry; nothing when nothing does. */
MUST_USE bool recorded_update(struct ctx *c, const struct record *r, const void *was, void *now,
                              struct str why);
/* A reference of the record to its own kind, such as a parent: refused (bad_field) when following
 * it upward from row would come back to row. */
MUST_USE bool recorded_no_ring(struct ctx *c, const struct record *r, const char *field,
                               const void *row);
#endif
