/* SPDX-License-Identifier: Apache-2.0 */
/* user.h - somebody who works here: roles, reporting line, sign-in.
 *
 * The first, made by `counterpart init`, is administrator and top manager. Others come by a one-use
 * link that lets them set a password of 12 characters or more (argon2id). Who has no manager of his
 * own reports to the first user, so that somebody sees everything. Changing roles, line or activity
 * takes effect at the next request; deactivation and a new password end all sessions, deactivation
 * also all keys and links.
 *
 * Support works on what a team is asked for and sees no deals by that role; an executive sees the
 * deals of everybody below, as a manager does, and changes none. The same rules, clocks and alerts
 * hold for everybody: no user has a switch for them (S0-55).
 *
 * Always true: no two users share an email, nobody stands above himself, and somebody who is active
 * is administrator. Shows: /sign-in, /join/TOKEN, /users, /me, /api/v1/users. Does not: send mail;
 * the administrator hands the link over himself.
 */
#ifndef USER_H
#define USER_H
#include "frame/slice.h"

struct user {
    int64_t id;
    struct str name, email;
    bool rep, manager, administrator, support, executive;
    int64_t reports_to_id;
    int64_t team_id;
    struct str office;
    bool active;
    bool on_duty;          /* new enquiries may go to him */
    struct day started_on; /* of the work here: a novice until novice_days have passed (S0-53) */
    int64_t mentor_id;     /* hears what a novice hears */
    int alert_mail;        /* enum alert_mail; his own choice, at /me */
    struct str outside_id;
    struct str password; /* argon2id string; empty: cannot sign in yet */
    BASE_MEMBERS;
};

extern const struct record user_record;
extern const struct slice user_slice;
extern const struct gate last_administrator, email_required, user_inactive, keys_full;

/* How many passwords wait to be compared (password.h lets two at a time). */
int passwords_waiting(void);

#define FIRST_USER 1
#define PASSWORD_MIN 12
#define KEYS_MAX 50 /* of one user, not revoked */

/* A new one: active. */
void user_init(struct user *u);
/* No role given: a rep. Nobody to report to given: the first user. */
MUST_USE bool user_create(struct ctx *c, struct user *u);
/* Saves all but the password, with its history; `was` is the row as read in this transaction. */
MUST_USE bool user_save(struct ctx *c, const struct user *was, struct user *now, struct str why);
MUST_USE bool user_by_email(struct ctx *c, struct str email, struct user *out, bool *found);

/* Which alerts he wants by mail too: enum alert_mail of frame/people.h. */
extern const struct word alert_mail_words[];
MUST_USE bool user_alert_mail_set(struct ctx *c, int64_t user_id, int choice);

/* ---- how he comes in ---- */
/* The hash is made before the write, outside the writer: it takes about 0.1 s and 64 MiB. */
MUST_USE bool password_hash(struct ctx *c, struct str password, struct str *hash);
/* Ends all his sessions. */
MUST_USE bool user_password_set(struct ctx *c, int64_t user_id, struct str hash);
/* A one-use link's token, good for seven days; the one before it ends. The page is /join/TOKEN. */
MUST_USE bool user_invite(struct ctx *c, int64_t user_id, struct str *token);
/* Whose link this is; a used, old or unknown one is not found, and the fault says what to do. */
MUST_USE bool user_invited(struct ctx *c, struct str token, int64_t *user_id);
/* Uses the link up and sets the password. */
MUST_USE bool user_join(struct ctx *c, struct str token, struct str hash, int64_t *user_id);
/* An API key of the one who asks. It is told once. */
MUST_USE bool user_key_make(struct ctx *c, struct str label, struct str *key);
MUST_USE bool user_key_revoke(struct ctx *c, int64_t key_id);

/* ---- an organisation's first moment ---- */
struct first {
    struct str company, currency, zone;
    struct user user; /* name, email, password */
};
/* Sets currency, zone and name, and makes the first user. Once, in an empty database. */
MUST_USE bool user_first(struct ctx *c, struct first *f);
#endif
