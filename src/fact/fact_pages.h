/* SPDX-License-Identifier: Apache-2.0 */
/* fact_pages.h - what is known of a buyer, as the page of his deal shows it. */
#ifndef FACT_PAGES_H
#define FACT_PAGES_H
#include "fact/fact.h"

struct fact_line {
    const struct fact *fact;
    struct str label, source;
    const char *tone; /* of the source */
};
struct change_line {
    const struct change_event *change;
    struct str label;
    bool open; /* nobody has looked at it */
};
struct presumption_line {
    const char *label;
    bool confirmed;
};
struct fact_block {
    int64_t deal_id;
    bool writes;                  /* he may add and withdraw */
    struct {
        struct presumption_line p[3];
        size_t n;
    } presumed;
    bool presumes; /* it is open: that matters */
    struct str held; /* why the probability is held; empty: it is not */
    struct {
        struct fact_line *p;
        size_t n;
    } facts;
    struct {
        struct change_line *p;
        size_t n;
    } changes;
};
/* "need_by" is read as "Need by". */
struct str fact_label(struct arena *a, struct str name);
/* The caller has checked who may see the deal. */
MUST_USE bool fact_block_fill(struct ctx *c, const struct deal *d, struct fact_block *out);
#endif
