/* SPDX-License-Identifier: Apache-2.0 */
/* touch_store.h - what is kept of touches beside them. */
#ifndef TOUCH_STORE_H
#define TOUCH_STORE_H
#include "frame/check.h"
#include "touch/touch.h"

/* Ends with {0}. */
extern const struct check touch_checks[];

/* What the touches of a deal but one say. */
struct touch_rest {
    struct instant last_touch, last_heard;
    int buyer_stage; /* of the last inbound one that says one */
};
MUST_USE bool touch_rest_read(struct ctx *c, int64_t deal_id, int64_t without,
                              struct touch_rest *out);

/* ---- its words elsewhere ---- */
struct touch_copy { /* the message that it was written as */
    int64_t id, letter_id;
    struct str subject, text, shared, choice, elsewhere, next_step, again_why;
};
struct letter_words {
    int64_t id;
    struct str text;
};
MUST_USE bool message_of_touch(struct ctx *c, int64_t touch_id, struct touch_copy *m, bool *found);
MUST_USE bool message_blank(struct ctx *c, int64_t id);
MUST_USE bool letter_blank(struct ctx *c, int64_t id);
MUST_USE bool read_backs_find(struct ctx *c, int64_t deal_id, struct instant since,
                              struct letter_words **all, size_t *n);
/* All of them; t still has the words. */
MUST_USE bool touch_copies_erase(struct ctx *c, const struct touch *t);
#endif
