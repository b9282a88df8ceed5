/* SPDX-License-Identifier: Apache-2.0 */
/* user_view.h - what /users/42 and /me show. */
#ifndef USER_VIEW_H
#define USER_VIEW_H
#include "frame/record_pages.h"
#include "user/user_store.h"

struct user_view {
    struct record_view page;
    struct str invite_url;    /* empty: he may not */
    struct str state;         /* how it stands with signing in */
    struct str link;          /* a new one, shown once */
    struct str message, next; /* why there is none */
    struct str end_url, note; /* ends all sessions; what has just been done */
    size_t signed_in;         /* in how many places */
    struct helpeds helped;    /* to keep which promises */
    const char *button;
};

struct me_view {
    struct frame frame;
    struct user user;
    struct str roles, reports_to;
    struct api_keys keys;
    struct sessions sessions;
    bool elsewhere;  /* signed in in more places than this one */
    struct str key;  /* a new one, shown once */
    struct str note; /* what has just been done */
    struct str message, next;
    struct str label_error, old_error, password_error;
    struct form_options alert_mail; /* which alerts go out by mail too */
};

bool me_show(struct req *q);
bool me_key_add(struct req *q);
bool me_key_revoke(struct req *q);
bool me_password(struct req *q);
bool me_alerts(struct req *q); /* which alerts reach one by mail */

/* session_pages.c */
MUST_USE bool sessions_mine(struct req *q, struct sessions *out);
bool me_sessions(struct req *q);
bool me_keys_list(struct req *q);
bool me_session_end(struct req *q);
bool me_sessions_end(struct req *q);
bool sessions_end_all(struct req *q);
#endif
