/* SPDX-License-Identifier: Apache-2.0 */
/* What the buyer is told of promises by letter. */
#include "frame/people.h"
#include "promise/promise.mail.h"
#include "promise/promise_rules.h"

/* clang-format off */
const struct mail promise_reminder = {
    .name = "reminder", .label = "Friendly reminder", .weight = LETTER_SERVICE, .text = reminder_mail_page,
    .requirement = "S3-52",
};
const struct mail promise_moved_letter = {
    .name = "promise_moved", .label = "New date of a promise", .weight = LETTER_SERVICE, .text = promise_moved_mail_page,
    .requirement = "S3-29",
};
/* clang-format on */

bool promise_write(struct ctx *c, const struct mail *m, const struct promise *p, int64_t owner_id)
{
    struct promise_letter view = {
        .to = record_title(c, record_named("contact"), p->contact_id),
        .what = promise_short(c->arena, p->what),
        .why = p->moved_why,
        .rep = person_name(c, owner_id),
        .agreed = p->agreed,
        .due = p->due,
    };
    struct letter l;
    if (!p->contact_id)
        return !failed(c);
    record_init(&letter_record, &l);
    l.deal_id = p->deal_id;
    l.contact_id = p->contact_id;
    l.user_id = owner_id;
    if (outbox_put(c, m, &view, &l))
        return true;
    if (c->fault.kind != FAULT_REFUSED && c->fault.kind != FAULT_BAD_INPUT)
        return false;
    fault_clear(c);
    return true;
}
