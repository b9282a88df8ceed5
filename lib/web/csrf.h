/* SPDX-License-Identifier: Apache-2.0 */
/* csrf.h - is it our own page that sends this? By where the browser says it comes from, and by a
 * token that only our pages know.
 *
 * The token is the session's secret under a mask that is new in every answer, because answers are
 * compressed: what never repeats cannot be guessed from lengths.
 */
#ifndef CSRF_H
#define CSRF_H
#include "base/arena.h"

#define CSRF_SECRET 32
#define CSRF_TOKEN 86 /* base64url of mask and masked secret */

struct str csrf_token(struct arena *a, const unsigned char secret[CSRF_SECRET],
                      const unsigned char mask[CSRF_SECRET]);
bool csrf_matches(const unsigned char secret[CSRF_SECRET], struct str token);
/* By the headers Origin and Sec-Fetch-Site, each possibly absent (p NULL). An Origin must be `own`;
 * "null", which a page under Referrer-Policy no-referrer sends, counts as absent when the browser
 * vouches for the same origin. */
bool csrf_origin_ok(struct str origin, struct str fetch_site, struct str own);
#endif
