/* SPDX-License-Identifier: Apache-2.0 */
/* repeat.h - a POST of the API with an Idempotency-Key is done once, and answered again as the
 * first time for a day; the key belongs to its user, and to what he asked with it.
 *
 * In a WRITES route the answer is kept in the transaction of what it tells of. An OWN route has
 * several of them: it claims the key first, in one, and the answer takes the claim's place in the
 * end. Whoever repeats it meanwhile gets 409 idempotency_key_busy; so does he for whom the server
 * died between the two, because only he can see whether it was done. It is never done twice.
 */
#ifndef REPEAT_H
#define REPEAT_H
#include "web/web.h"

MUST_USE bool repeat_before_write(struct req *q, bool *answered);
MUST_USE bool repeat_after_write(struct req *q);
MUST_USE bool repeat_before_own(struct req *q, bool *answered);
void repeat_after_own(struct req *q, bool ok);
#endif
