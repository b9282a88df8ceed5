/* SPDX-License-Identifier: Apache-2.0 */
/* cookie.h - the two cookies there are: the session of a person who signed in, and the mark of a
 * browser that somebody signed in with before.
 *
 * Over https they are called __Host-session and __Host-device, which browsers accept only when they
 * are Secure, for the whole path and without a Domain; over plain http on loopback session and
 * device. Scripts cannot read them, and other sites' forms do not send them.
 */
#ifndef COOKIE_H
#define COOKIE_H
#include "web.h"

const char *session_cookie_name(bool secure);
/* The header value that sets it, for answer_cookie(); max_age_s 0 makes the browser forget it. */
struct str session_cookie(struct req *q, struct str token, int64_t max_age_s);
const char *device_cookie_name(bool secure);
struct str device_cookie(struct req *q, struct str token, int64_t max_age_s);
/* The value of the cookie of that name in a Cookie header; empty when there is none, or more than
 * one. */
struct str cookie_find(struct str header, const char *name);
#endif
