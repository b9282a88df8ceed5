/* SPDX-License-Identifier: Apache-2.0 */
/* He wants to see it: by himself at once, or at a time that is open; nobody asks him anything first
 * (S0-64). */
#include "buyer/buyer_rules.h"
#include "frame/channel.h"
#include "frame/people.h"
#include "office/office.h"
#include "product/product.h"
#include "slot/slot.h"

/* That he asks says where he stands; who is further stays there. */
static bool asked(struct ctx *c, struct buyer *b, struct str details, struct str step,
                  struct instant due)
{
    struct touch t;
    touch_begin(b, &t);
    t.details = details;
    if (b->deal.buyer_stage < BUYER_WANTS_DEMO)
        t.buyer_stage = BUYER_WANTS_DEMO;
    return touch_end(c, b, &t, step, due) && owner_hears(c, b, t.id, details);
}

static bool by_himself(struct ctx *c, struct buyer *b, const struct product *p,
                       struct reaction *out)
{
    struct str step;
    struct instant due;
    step_keep(c, b, STR("Hear what the demo left open"), &step, &due);
    say(c, out, "Here it is, below: see it now, as often as you like.");
    return asked(c, b, arena_printf(c->arena, "Looks at the demo of %.*s.", STR_FMT(p->name)), step,
                 due);
}

static bool appointment(struct ctx *c, struct buyer *b, const struct slot *s, struct reaction *out)
{
    struct promise p;
    struct str when = moment_words(c->arena, s->starts), who = person_name(c, s->user_id);
    struct str what = arena_printf(c->arena, "Demo with %.*s, %lld minutes", STR_FMT(who),
                                   (long long)s->minutes);
    if (!asked(c, b, arena_printf(c->arena, "Takes the demo on %.*s.", STR_FMT(when)), what,
               s->starts))
        return false;
    record_init(&promise_record, &p);
    p.deal_id = b->deal.id;
    p.contact_id = b->contact.id;
    p.by = BY_US;
    p.kind = PROMISE_APPOINTMENT;
    p.channel = CHANNEL_VISIT;
    p.user_id = s->user_id;
    p.what = what;
    p.due = s->starts;
    if (!promise_make(c, &p) || !deal_again(c, b)
        || (s->user_id != b->deal.owner_id && !deal_share(c, b->deal.id, s->user_id)))
        return false;
    say(c, out, "%.*s shows it to you on %.*s. It stands among what we promised you.",
        STR_FMT(who), STR_FMT(when));
    return deal_again(c, b);
}

/* No time is open and nothing stands there yet: we offer times, by an exact one. */
static bool none_open(struct ctx *c, struct buyer *b, struct reaction *out)
{
    struct instant due = answer_due(c, b);
    struct str line = STR("Offer three times for a demo");
    return asked(c, b, STR("Asks for a demo."), line, due)
           && promise_ours(c, b, PROMISE_ANSWER, line, due, out);
}

bool buyer_sees(struct ctx *c, struct buyer *b, int64_t slot_id, struct reaction *out)
{
    struct product p;
    struct slot s;
    struct slots open;
    if (b->deal.state != DEAL_OPEN)
        return bad_field(c, STR("slot"), "This is closed. Ask below, and we go on.");
    if (slot_id)
        return slot_take(c, slot_id, &b->deal, b->contact.id, &s) && appointment(c, b, &s, out);
    product_init(&p);
    if (b->deal.product_id && !record_get_any(c, &product_record, b->deal.product_id, &p))
        return false;
    if (p.demo.n || p.demo_url.n)
        return by_himself(c, b, &p, out);
    if (!slots_open(c, &b->deal, &open))
        return false;
    return open.n ? bad_field(c, STR("slot"), "Choose one of the open times.")
                  : none_open(c, b, out);
}
