/* SPDX-License-Identifier: Apache-2.0 */
/* people.h - who works here, who reports to whom, and so who sees whose deals (S2-26, X-04).
 *
 * A manager or executive sees all below him at once, a rep his own. The line is walked when it
 * changes, not when it is asked.
 */
#ifndef PEOPLE_H
#define PEOPLE_H
#include "frame/slice.h"

struct person {
    int64_t id, manager_id;
    struct str name, email, office;
    unsigned roles; /* enum role */
    bool active;
    int64_t team_id, mentor_id; /* 0: none */
    struct day started;         /* DAY_NONE: not said */
    bool on_duty;               /* new enquiries may go to him */
    int alert_mail;             /* enum alert_mail */
    bool sees_all;         /* everybody is himself or below him */
    const int64_t *owners; /* himself and, for a manager or executive, all below */
    size_t n_owners;
};
/* Which alerts reach somebody by mail too: his own choice. */
enum alert_mail { ALERT_MAIL_NONE,
                  ALERT_MAIL_URGENT,
                  ALERT_MAIL_ALL };
struct people {
    const struct person *p; /* by id */
    size_t n;
};

const struct people *people(struct ctx *c);                  /* NULL with a fault */
const struct person *person_find(struct ctx *c, int64_t id); /* NULL if there is none */
/* As a program names him: by number or e-mail; NULL if there is none. */
const struct person *person_asked(struct ctx *c, struct str text);
struct str person_name(struct ctx *c, int64_t id);           /* on the arena; "nobody" for 0 */
void people_changed(struct ctx *c);
/* A viewer for that person, on the arena of c: what he sees, through `door`. */
MUST_USE bool viewer_make(struct ctx *c, int64_t id, const char *door, const struct viewer **out);
bool viewer_sees(const struct viewer *v, int64_t owner_id);
/* True when `manager` may stand above `id` without closing a ring. */
bool line_is_open(struct ctx *c, int64_t id, int64_t manager);

/* ---- sessions and keys: the doors of staff and of programs ---- */
#define TOKEN_TEXT 43 /* 32 random bytes, base64url without padding */
struct session {
    int64_t id, user_id; /* 0: none */
    struct instant seen; /* about: noted once a minute */
    unsigned char csrf[32];
};
struct session_from {
    struct str place, browser; /* client.h */
};
MUST_USE bool session_start(struct ctx *c, int64_t user_id, struct session_from from,
                            struct str *token);                               /* writes */
MUST_USE bool session_end(struct ctx *c, struct str token);                   /* writes */
/* With them goes what lets a browser sign in past strangers' failures. */
MUST_USE bool sessions_end_of(struct ctx *c, int64_t user_id, bool keys_too); /* writes */
MUST_USE bool session_find(struct ctx *c, struct str token, struct session *out);
MUST_USE bool key_make(struct ctx *c, int64_t user_id, struct str label,
                       struct str *key);                                 /* writes */
struct key_used {
    int64_t id, user_id; /* 0: none */
    struct instant used; /* about */
};
/* Keys that were found are kept in memory until one is revoked, or their use is to be noted. */
MUST_USE bool key_find(struct ctx *c, struct str key, struct key_used *out);
MUST_USE bool keys_revoked(struct ctx *c); /* in the transaction that revokes one */
/* The use of a session or a key is noted when the last one is older. */
#define NOTED_MS 60000
/* A new random token and what is kept of it. */
struct str token_new(struct arena *a);
struct str token_hash(struct arena *a, struct str token); /* 32 bytes */
#endif
