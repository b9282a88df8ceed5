/* SPDX-License-Identifier: Apache-2.0 */
/* What the buyer hears of it: by when it is decided, and what was decided. */
#include "approval/approval.mail.h"
#include "approval/approval_impl.h"
#include "approval/approval_view.h"
#include "frame/org.h"
#include "frame/people.h"
#include "office/office.h"

/* clang-format off */
const struct mail decide_by_kind = {
    .name = "decide_by", .label = "By when it is decided", .weight = LETTER_SERVICE, .text = decide_by_mail_page,
    .requirement = "S0-36",
};
const struct mail decided_kind = {
    .name = "decided", .label = "What was decided", .weight = LETTER_SERVICE, .text = decided_mail_page,
    .requirement = "S2-16",
};
/* clang-format on */

/* A letter that may not go out is the rep's to say by himself. */
static bool send(struct ctx *c, const struct mail *m, const struct deal *d,
                 const struct approval *a)
{
    struct approval_letter v = {
        .rep = person_name(c, d->owner_id),
        .company = str_of(org()->name),
        .by = moment_words(c->arena, a->due),
        .price = a->kind == APPROVAL_PRICE,
        .yes = a->state == APPROVAL_APPROVED,
        .amount = a->amount,
        .terms = a->terms,
    };
    struct letter l = { .deal_id = d->id, .contact_id = d->contact_id, .user_id = d->owner_id };
    if (!d->contact_id)
        return true;
    if (outbox_put(c, m, &v, &l))
        return true;
    if (c->fault.kind != FAULT_REFUSED && c->fault.kind != FAULT_BAD_INPUT)
        return false;
    fault_clear(c);
    return true;
}

bool approval_promise_answer(struct ctx *c, const struct deal *d, const struct approval *a)
{
    return send(c, &decide_by_kind, d, a);
}

bool approval_tell_buyer(struct ctx *c, const struct deal *d, const struct approval *a)
{
    return send(c, &decided_kind, d, a);
}
