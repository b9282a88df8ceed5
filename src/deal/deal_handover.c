/* SPDX-License-Identifier: Apache-2.0 */
/* Another owner: what is known, promised and running stays with the deal; the buyer hears of it. */
#include "alert/alert.h"
#include "deal/deal.h"
#include "deal/deal_handover.mail.h"
#include "deal/deal_presumed.h"
#include "deal/deal_rules.h"
#include "deal/deal_store.h"
#include "deal/deal_view.h"
#include "frame/org.h"
#include "frame/people.h"
#include "link/link.h"
#include "outbox/outbox.h"

/* clang-format off */
const struct gate preferred_rep = {
    "preferred_rep", "The buyer asked to keep the one who has this deal.",
    { "Say why it goes to somebody else: the reason is kept." }, "S0-50", false,
};
const struct alert_kind handed_over = { "handed_over", "A deal was handed over to you", 1, "S0-05" };
const struct mail handover_letter = {
    .name = "handover", .label = "Handed over", .weight = LETTER_SERVICE, .text = handover_mail_page, .requirement = "S0-05",
};
/* clang-format on */

bool deal_handover_derive(struct ctx *c, const struct deal *was, struct deal *d, struct str why)
{
    int64_t preferred = 0;
    if (was->owner_id == d->owner_id)
        return true;
    d->mentor_id = 0;
    if (!was->contact_id || deal_is_imported(c) || str_trim(why).n)
        return true;
    if (!deal_preferred_read(c, was->contact_id, &preferred))
        return false;
    return preferred != was->owner_id || refuse(c, &preferred_rep, was->id);
}

static bool buyer_told(struct ctx *c, const struct deal *d)
{
    struct handover h = { .owner = person_name(c, d->owner_id), .company = str_of(org()->name) };
    struct letter l;
    if (!d->contact_id || !instant_is(d->asked) || d->direction != DIRECTION_INBOUND)
        return true;
    record_init(&letter_record, &l);
    l.deal_id = d->id;
    l.contact_id = d->contact_id;
    return link_make(c, d->id, d->contact_id, &h.link)
           && outbox_put(c, &handover_letter, &h, &l);
}

bool deal_handover_tell(struct ctx *c, const struct deal *was, const struct deal *now)
{
    struct about about = { now->id, now->version, INSTANT_NONE,
                           STR("What is known, promised and due came along.") };
    if (was->owner_id == now->owner_id || now->state != DEAL_OPEN || deal_is_imported(c))
        return true;
    if (now->owner_id != c->viewer->id && !alert_raise(c, &handed_over, now->owner_id, about))
        return false;
    return buyer_told(c, now);
}
