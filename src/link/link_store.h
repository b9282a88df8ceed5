/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LINK_STORE_H
#define LINK_STORE_H
#include "link/link.h"

MUST_USE bool link_insert(struct ctx *c, const struct link *l, struct str hash);
MUST_USE bool link_by_hash(struct ctx *c, struct str hash, struct link *out, bool *found);
/* link_id 0: all of the deal. */
MUST_USE bool links_end(struct ctx *c, int64_t deal_id, int64_t link_id, int64_t *n);
MUST_USE bool links_delete(struct ctx *c, int64_t deal_id);
#endif
