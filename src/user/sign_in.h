/* SPDX-License-Identifier: Apache-2.0 */
/* sign_in.h - what the pages before the menu show: sign-in, and joining by a link. */
#ifndef SIGN_IN_H
#define SIGN_IN_H
#include "frame/slice.h"

struct sign_in_view {
    const char *company;
    struct str to, email; /* where to go then; as typed */
    struct str email_error, password_error;
    struct str message; /* what no single field is to blame for */
};

struct join_view {
    const char *company;
    struct str token, name, email;
    struct str password_error, repeat_error;
    struct str message, next; /* next: what to do instead of the form, which is then not shown */
};

/* Ends the session that stood and begins one for this user; sets the cookie. From an OWN route. */
MUST_USE bool session_begin(struct req *q, int64_t user_id, struct str hash);
/* The sentence about a field, or empty. */
struct str fault_sentence(const struct ctx *c, const char *field);

bool sign_in_show(struct req *q);
bool sign_in(struct req *q);
bool sign_out(struct req *q);
bool join_show(struct req *q);
bool join(struct req *q);
#endif
