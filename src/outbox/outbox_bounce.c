/* SPDX-License-Identifier: Apache-2.0 */
/* What a mail server says of a letter after it had taken it. */
#include "mail/dsn.h"
#include "outbox/outbox_send.h"
#include "outbox/outbox_store.h"

static bool letter_of(struct ctx *c, const struct dsn *d, int64_t *id)
{
    *id = 0;
    for (size_t i = 0; i < d->n_ids && !*id; i++) {
        if (!letter_by_message(c, d->ids[i], id))
            return false;
    }
    return true;
}

/* What follows is nobody's doing: the program does it, whoever brought the report. */
static bool follow_alone(struct ctx *c, const struct letter *l)
{
    const struct viewer *who = c->viewer;
    c->viewer = &viewer_system;
    bool ok = letter_follow(c, l);
    c->viewer = who;
    return ok;
}

static bool settle(struct ctx *c, const struct dsn *d, struct letter *l)
{
    if (l->state != LETTER_SENT || d->action == DSN_OTHER)
        return true;
    l->why = arena_str(c->arena, str_of(d->said));
    if (d->action == DSN_FAILED)
        l->state = LETTER_BOUNCED;
    return record_update(c, &letter_record, l)
           && (d->action != DSN_FAILED || follow_alone(c, l));
}

bool outbox_bounce(struct ctx *c, struct str message, struct letter *l)
{
    struct dsn d;
    int64_t id;
    if (!dsn_read(message, &d))
        return bad_field(c, STR("message"),
                         "This is no report of a delivery (RFC 3464). Hand it over as it came.");
    if (!letter_of(c, &d, &id))
        return false;
    if (!id)
        return bad_field(c, STR("message"), "It names no letter of ours by its Message-ID.");
    return record_get_any(c, &letter_record, id, l) && settle(c, &d, l);
}
