/* SPDX-License-Identifier: Apache-2.0 */
#ifndef QUESTION_PAGES_H
#define QUESTION_PAGES_H
#include "question/question.h"

/* What is unknown of a buyer, each with a button that asks him. */
struct unknown_block {
    int64_t deal_id;
    bool writes;
    struct unknowns unknown;
};
MUST_USE bool unknown_block_fill(struct ctx *c, int64_t deal_id, struct unknown_block *out);
#endif
