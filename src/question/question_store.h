/* SPDX-License-Identifier: Apache-2.0 */
#ifndef QUESTION_STORE_H
#define QUESTION_STORE_H
#include "question/question.h"

/* The open one of that name; 0 when there is none. */
MUST_USE bool question_open_find(struct ctx *c, int64_t deal_id, struct str name, int64_t *id);

/* How a contact answers us, from the touches with him since that moment (S3-18). */
struct exchange {
    int64_t heard;   /* how often he spoke */
    int64_t unasked; /* of these, without a word of ours in the 30 days before */
};
MUST_USE bool exchange_read(struct ctx *c, int64_t contact_id, struct instant since,
                            struct exchange *out);
#endif
