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

/* What he helped with, the newest first (S3-64). */
struct helped {
    struct str what;
    struct instant given;
};
struct helpeds {
    struct helped *p;
    size_t n;
    int64_t count; /* all there are */
};
#define HELPED_SHOWN 10
MUST_USE bool helped_read(struct ctx *c, int64_t user_id, struct helpeds *out);

struct api_key {
    int64_t id;
    struct str label;
    struct instant made, used; /* used.ms 0: never; about a minute late */
};
struct api_keys {
    struct api_key *p;
    size_t n;
};
/* Newest first, without revoked ones; at most KEYS_MAX. */
MUST_USE bool keys_read(struct ctx *c, int64_t user_id, struct api_keys *out);
MUST_USE bool key_revoke(struct ctx *c, int64_t user_id, int64_t key_id, bool *revoked);

#define SESSIONS_MAX 100
struct signed_in {
    int64_t id;
    struct instant started, seen;
    struct str place, browser; /* frame/client.h */
    bool here;                 /* the one that asks */
};
struct sessions {
    struct signed_in *p;
    size_t n;
};
/* Seen last first; at most SESSIONS_MAX. `here` is the id of the one that asks, 0 if none. */
MUST_USE bool sessions_read(struct ctx *c, int64_t user_id, int64_t here, struct sessions *out);
MUST_USE bool session_drop(struct ctx *c, int64_t user_id, int64_t session_id, bool *dropped);
/* All but `here`, and what other browsers hold: `device` is the mark of this one. */
MUST_USE bool sessions_drop_others(struct ctx *c, int64_t user_id, int64_t here, struct str device);

/* ---- who signed in here before ---- */
#define DEVICES_MAX 20 /* of one user; then the one used longest ago goes */
#define DEVICE_DAYS 180
MUST_USE bool device_known(struct ctx *c, int64_t user_id, struct str token, bool *known);
MUST_USE bool place_known(struct ctx *c, int64_t user_id, struct str place, bool *known);
/* Keeps it as used now; a token that is not this user's is replaced by a new one. */
MUST_USE bool device_keep(struct ctx *c, int64_t user_id, struct str *token);
MUST_USE bool place_keep(struct ctx *c, int64_t user_id, struct str place);
#endif
