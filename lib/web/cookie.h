/* SPDX-License-Identifier: Apache-2.0 */
/* cookie.h - the one cookie there is: the session of a person who signed in.
 *
 * Over https it is called __Host-session, which browsers accept only when it is Secure, for the
 * whole path and without a Domain; over plain http on loopback it is called session. Scripts cannot
 * read it, and other sites' forms do not send it.
 */
#ifndef COOKIE_H
#define COOKIE_H
#include "web.h"

const char *session_cookie_name(bool secure);
/* The header value that sets it, for answer_cookie(); max_age_s 0 makes the browser forget it. */
struct str session_cookie(struct req *q, struct str token, int64_t max_age_s);
/* The value of the cookie of that name in a Cookie header; empty when there is none, or more than
 * one. */
struct str cookie_find(struct str header, const char *name);
#endif
