/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROUTING_STORE_H
#define ROUTING_STORE_H
#include "routing/routing.h"

#define ROUTING_MAX 5000

struct assignments {
    struct assignment *p;
    size_t n;
};
MUST_USE bool assignments_read(struct ctx *c, struct assignments *out);
struct turns {
    struct turn {
        int64_t user_id;
        int64_t given_ms;
    } * p; /* by user */
    size_t n;
};
MUST_USE bool turns_read(struct ctx *c, struct turns *out);
MUST_USE bool turn_take(struct ctx *c, int64_t user_id);
/* Whether anybody is certified for the product, and he. */
MUST_USE bool certificates_look(struct ctx *c, int64_t product_id, int64_t user_id, bool *any,
                                bool *his);
MUST_USE bool preferred_read(struct ctx *c, int64_t contact_id, int64_t *user_id);
MUST_USE bool preferred_write(struct ctx *c, int64_t contact_id, int64_t user_id);
#endif
