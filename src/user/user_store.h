/* SPDX-License-Identifier: Apache-2.0 */
/* user_store.h - the SQL of users that the record table cannot derive: look-ups, links, keys. */
#ifndef USER_STORE_H
#define USER_STORE_H
#include "user/user.h"

/* 0 when there is none. */
MUST_USE bool user_id_by_email(struct ctx *c, struct str email, int64_t *id);
MUST_USE bool user_id_by_outside(struct ctx *c, struct str outside_id, int64_t *id);

struct invitation {
    int64_t user_id; /* 0: no such link */
    struct instant expires, used;
};
MUST_USE bool invitation_add(struct ctx *c, int64_t user_id, struct str token,
                             struct instant expires);
MUST_USE bool invitation_find(struct ctx *c, struct str token, struct invitation *out);
/* Only one of two who come at once gets it. */
MUST_USE bool invitation_use(struct ctx *c, struct str token, bool *was_first);
/* Those not used yet. */
MUST_USE bool invitations_end(struct ctx *c, int64_t user_id);
MUST_USE bool invitation_waits(struct ctx *c, int64_t user_id, bool *waits);

struct api_key {
    int64_t id;
    struct str label;
    struct instant made;
};
struct api_keys {
    struct api_key *p;
    size_t n;
};
/* Newest first, without revoked ones; at most KEYS_MAX. */
MUST_USE bool keys_read(struct ctx *c, int64_t user_id, struct api_keys *out);
MUST_USE bool key_revoke(struct ctx *c, int64_t user_id, int64_t key_id, bool *revoked);
#endif
