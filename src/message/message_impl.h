/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MESSAGE_IMPL_H
#define MESSAGE_IMPL_H
#include "message/message.h"
#include "product/product.h"

/* What stands in the letter below the text that was typed. */
struct message_text {
    const struct message *message;
    const struct product *product; /* NULL: no pack */
    struct str link;               /* to the buyer's own page */
};
extern const struct mail *const message_mails[MESSAGE_KINDS];
/* The product whose pack goes along; refused naming what is missing of it. */
MUST_USE bool pack_read(struct ctx *c, const struct message *m, const struct deal *d,
                        struct product *out);
/* By the letter that it became; *found is false for other letters. */
MUST_USE bool message_of_letter(struct ctx *c, int64_t letter_id, int64_t *id, bool *found);
#endif
