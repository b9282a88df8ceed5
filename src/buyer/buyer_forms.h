/* SPDX-License-Identifier: Apache-2.0 */
/* buyer_forms.h - the forms of the buyer's page: /b/TOKEN/NAME, what each reads and which rule it
 * calls. */
#ifndef BUYER_FORMS_H
#define BUYER_FORMS_H
#include "buyer/buyer.h"

struct buyer_form {
    const char *action; /* the last part of its address */
    bool (*does)(struct req *q, struct buyer *b, struct reaction *out);
    int64_t (*id)(struct req *q); /* of the row it is about; 0: none */
};
const struct buyer_form *buyer_form_named(struct str action); /* NULL: there is none */

/* ---- what we say ourselves ---- */
MUST_USE bool difference_read(struct req *q, struct difference *d);
MUST_USE bool difference_make(struct ctx *c, struct difference *d);
#endif
