/* SPDX-License-Identifier: Apache-2.0 */
/* approval_pages.h - roadblocks and special terms, as the page of their deal shows them. */
#ifndef APPROVAL_PAGES_H
#define APPROVAL_PAGES_H
#include "approval/approval.h"

struct roadblock_line {
    const struct roadblock *roadblock;
    bool open, late;
    const char *helped; /* "It helped."; empty: he has not said */
};
struct approval_line {
    const struct approval *approval;
    struct str what, decides, state;
    const char *tone;
    bool open;
};
struct approval_block {
    int64_t deal_id;
    bool writes, asks; /* asks: none is open, and the deal has a value */
    struct {
        struct roadblock_line *p;
        size_t n;
    } roadblocks;
    struct {
        struct approval_line *p;
        size_t n;
    } approvals;
};
/* The caller has checked who may see the deal. */
MUST_USE bool approval_block_fill(struct ctx *c, const struct deal *d, struct approval_block *out);
#endif
