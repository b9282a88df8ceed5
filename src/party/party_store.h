/* SPDX-License-Identifier: Apache-2.0 */
/* party_store.h - what is read beside the record tables. */
#ifndef PARTY_STORE_H
#define PARTY_STORE_H
#include "party/party.h"

struct said_touch {
    int64_t id;
    struct instant happened;
    struct str words; /* how they begin */
};
/* The last 20 inbound touches of a deal, the newest first. */
MUST_USE bool said_touches_read(struct ctx *c, int64_t deal_id, struct said_touch **all,
                                size_t *n);
#endif
