/* SPDX-License-Identifier: Apache-2.0 */
/* consult_pages.h - what a buyer needs somebody for, as the page of its deal shows it. */
#ifndef CONSULT_PAGES_H
#define CONSULT_PAGES_H
#include "consult/consult.h"
#include "frame/record_pages.h"

struct consult_line {
    const struct consult *consult;
    bool open, late;
};
struct consult_block {
    int64_t deal_id;
    bool writes, asks; /* asks: the deal is open */
    struct form_options experts;
    struct {
        struct consult_line *p;
        size_t n;
    } lines;
};
/* The caller has checked who may see the deal. */
MUST_USE bool consult_block_fill(struct ctx *c, const struct deal *d, struct consult_block *out);
#endif
