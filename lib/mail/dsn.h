/* SPDX-License-Identifier: Apache-2.0 */
/* dsn.h - what a mail server reports of a message that it had taken before (RFC 3464).
 *
 * Read by its lines alone, as hostile text: nothing is decoded, nothing is trusted but that a
 * letter of ours is named in it. What the report says becomes one line of ASCII.
 */
#ifndef DSN_H
#define DSN_H
#include "base/buf.h"

#define DSN_IDS 16

enum dsn_action { DSN_OTHER, /* delivered, relayed, expanded */
                  DSN_DELAYED,
                  DSN_FAILED };
struct dsn {
    enum dsn_action action; /* of several recipients the worst */
    char said[300];         /* "5.1.1, smtp; 550 No such person here" */
    struct str ids[DSN_IDS]; /* of messages that it names, without <>; views into it */
    size_t n_ids;
};
/* False when it is no report of a delivery. */
MUST_USE bool dsn_read(struct str message, struct dsn *out);
#endif
