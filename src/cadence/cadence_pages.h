/* SPDX-License-Identifier: Apache-2.0 */
/* cadence_pages.h - the sequence of a deal, as its page shows it. */
#ifndef CADENCE_PAGES_H
#define CADENCE_PAGES_H
#include "cadence/cadence.h"

struct cadence_line {
    const struct cadence *step;
    const char *by, *state, *tone;
};
struct cadence_block {
    int64_t deal_id;
    bool writes, runs;
    struct {
        struct cadence_line *p;
        size_t n;
    } lines;
};
/* The caller has checked who may see the deal. */
MUST_USE bool cadence_block_fill(struct ctx *c, const struct deal *d, struct cadence_block *out);
#endif
