/* SPDX-License-Identifier: Apache-2.0 */
/* password.h - passwords are compared as argon2id hashes, at most two at a time: each takes 64 MiB
 * and about 0.1 s. A few more wait; who comes after them is told to try again (FAULT_TOO_MANY).
 */
#ifndef PASSWORD_H
#define PASSWORD_H
#include "base/ctx.h"

/* Long enough, and not longer than anybody types; else a bad_field(). */
MUST_USE bool password_is_good(struct ctx *c, const char *field, struct str password);
/* An empty hash matches nothing, and finding that out takes as long. */
MUST_USE bool password_matches(struct ctx *c, struct str hash, struct str password, bool *matches);
#endif
