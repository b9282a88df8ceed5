/* SPDX-License-Identifier: Apache-2.0 */
/* check_store.h - what is asked of every table alike, whatever its subject: numbers that refer to
 * other rows, versions, folded texts, the indexes behind lists. */
#ifndef CHECK_STORE_H
#define CHECK_STORE_H
#include "frame/check.h"

/* Ends with {0}. */
extern const struct check whole_checks[];

struct row_count {
    struct str name;
    int64_t n;
};
struct row_counts {
    struct row_count *p;
    size_t n;
};
/* How many rows each record has, and the entries of all. */
MUST_USE bool rows_count(struct ctx *c, struct row_counts *out);
#endif
