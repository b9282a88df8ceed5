/* SPDX-License-Identifier: Apache-2.0 */
/* What the buyer does about promises: his own, and ours to him. */
#include "approval/approval.h"
#include "ask/ask.h"
#include "buyer/buyer_forms.h"
#include "buyer/buyer_rules.h"
#include "frame/people.h"
#include "frame/recorded.h"
#include "office/office.h"
#include "party/party.h"

static bool none(struct ctx *c)
{
    return fail(c, FAULT_NOT_FOUND, "not_found", STR("This is not here any more."));
}

static bool promise_of(struct ctx *c, const struct buyer *b, int64_t id, struct promise *p)
{
    return record_get(c, &promise_record, id, p) && (p->deal_id == b->deal.id || none(c));
}

static struct str line_of(struct ctx *c, const char *what, const struct promise *p)
{
    return arena_printf(c->arena, "%s: %.*s", what, STR_FMT(promise_short(c->arena, p->what)));
}

bool buyer_keeps(struct ctx *c, struct buyer *b, int64_t id, struct reaction *out)
{
    struct promise_proof proof = { .touch_id = 0 };
    struct promise was, now;
    if (!promise_of(c, b, id, &was))
        return false;
    if (was.by != BY_BUYER)
        return refuse(c, &no_evidence, id);
    if (!promise_keep(c, &was, &proof, &now)
        || !owner_hears(c, b, id, line_of(c, "did what he said", &now)) || !deal_again(c, b))
        return false;
    say(c, out, "Done: it counts as kept%s.", now.state == PROMISE_KEPT_LATE ? ", late" : "");
    say(c, out, "What of ours waited for it goes on from now; the dates are below.");
    return true;
}

bool buyer_moves(struct ctx *c, struct buyer *b, int64_t id, struct instant due, struct str why,
                 struct reaction *out)
{
    struct promise_change to = { due, why.n ? why : STR("The buyer asked for it."), 0,
                                 MOVED_BY_BUYER };
    struct promise was, now;
    if (!promise_of(c, b, id, &was) || !promise_renegotiate(c, &was, &to, &now)
        || !owner_hears(c, b, id, line_of(c, "gave another date", &now)) || !deal_again(c, b))
        return false;
    say(c, out, "The new date is %.*s. What was agreed first, %.*s, stays beside it.",
        STR_FMT(moment_words(c->arena, now.due)), STR_FMT(moment_words(c->arena, now.agreed)));
    say(c, out, "What depends on it has moved along, and stands below with both dates.");
    return true;
}

bool buyer_releases(struct ctx *c, struct buyer *b, int64_t id, struct str why,
                    struct reaction *out)
{
    struct promise_change said = { INSTANT_NONE,
                                   why.n ? why : STR("The buyer does not need it any more."), 0,
                                   MOVED_BY_BUYER };
    struct promise was, now;
    if (!promise_of(c, b, id, &was) || !promise_release(c, &was, &said, &now)
        || !owner_hears(c, b, id, line_of(c, "does not need it any more", &now))
        || !deal_again(c, b))
        return false;
    say(c, out, "Nobody of us works on it any more: %.*s.",
        STR_FMT(promise_short(c->arena, now.what)));
    return true;
}

bool buyer_differs(struct ctx *c, struct buyer *b, int64_t id, struct str words,
                   struct reaction *out)
{
    struct difference d;
    struct promise p;
    struct touch t;
    struct instant due = answer_due(c, b);
    if (!words_fit(c, "words", words, true) || !promise_of(c, b, id, &p))
        return false;
    record_init(&difference_record, &d);
    d.deal_id = b->deal.id;
    d.promise_id = id;
    d.by = BY_BUYER;
    d.contact_id = b->contact.id;
    d.words = words;
    struct str step = line_of(c, "Settle what the buyer sees otherwise", &p);
    touch_begin(b, &t);
    t.details = arena_printf(c->arena, "Understands “%.*s” otherwise: %.*s",
                             STR_FMT(promise_short(c->arena, p.what)), STR_FMT(words));
    if (!recorded_insert(c, &difference_record, &d) || !touch_end(c, b, &t, step, due)
        || !owner_hears(c, b, t.id, step))
        return false;
    say(c, out, "What you say stands beside the promise, on our page as on yours.");
    return promise_ours(c, b, PROMISE_ANSWER, step, due, out);
}

bool buyer_insists(struct ctx *c, struct buyer *b, int64_t id, struct str words,
                   struct reaction *out)
{
    struct request r;
    struct promise p;
    if (!words_fit(c, "words", words, false) || !promise_of(c, b, id, &p))
        return false;
    if (!request_again(c, &p, words.n ? words : STR("I still expect what was agreed."), &r)
        || !owner_hears(c, b, id, line_of(c, "still expects the agreed date", &p))
        || !deal_again(c, b))
        return false;
    say(c, out, "The people who do the work are asked whether %.*s can still be met.",
        STR_FMT(moment_words(c->arena, p.agreed)));
    say(c, out, "They answer by %.*s. What they say stands here, for you to choose.",
        STR_FMT(moment_words(c->arena, r.due)));
    return true;
}

bool buyer_pauses(struct ctx *c, struct buyer *b, int64_t id, struct str wants,
                  struct reaction *out)
{
    struct promise was, decision;
    if (!words_fit(c, "words", wants, true) || !promise_of(c, b, id, &was)
        || !promise_pause(c, &was, one_line(c, wants), &decision)
        || !owner_hears(c, b, id, line_of(c, "asks for something first", &was))
        || !deal_again(c, b))
        return false;
    say(c, out, "%.*s decides by %.*s. Until then your own date stands still.",
        STR_FMT(owner_of(c, b)), STR_FMT(moment_words(c->arena, decision.due)));
    return true;
}

bool buyer_chooses(struct ctx *c, struct buyer *b, int64_t request_id, int64_t choice,
                   struct reaction *out)
{
    struct request r;
    struct promise now;
    if (!record_get_any(c, &request_record, request_id, &r))
        return false;
    if (r.deal_id != b->deal.id)
        return none(c);
    if (choice ? !request_choose(c, &r, choice, 0, &now) : !request_agree(c, &r, 0))
        return false;
    struct str did = choice ? STR("chose what is to be done.") : STR("agreed to the conditions.");
    if (!owner_hears(c, b, request_id, did)
        || !deal_again(c, b))
        return false;
    if (choice)
        say(c, out, "Agreed: %.*s. What was agreed first, %.*s, stays beside it.",
            STR_FMT(moment_words(c->arena, now.due)), STR_FMT(moment_words(c->arena, now.agreed)));
    else
        say(c, out, "Agreed. What each side does, and by when, stands below.");
    return true;
}

bool buyer_was_helped(struct ctx *c, struct buyer *b, int64_t roadblock_id, int helped,
                      struct reaction *out)
{
    struct roadblock r;
    if (!record_get_any(c, &roadblock_record, roadblock_id, &r))
        return false;
    if (r.deal_id != b->deal.id)
        return none(c);
    if (!roadblock_helped(c, &r, helped, 0)
        || !owner_hears(c, b, roadblock_id, STR("said whether the answer helped.")))
        return false;
    if (helped == HELPED_YES)
        say(c, out, "Good: it is out of the way.");
    else
        say(c, out, "%.*s hears of it and thinks again.", STR_FMT(owner_of(c, b)));
    return deal_again(c, b);
}

/* The newest that stands. */
static bool consent_of(struct ctx *c, const struct buyer *b, int64_t party_id, int action,
                       struct consent *out, bool *found)
{
    struct consents all;
    *found = false;
    if (!consents_read(c, b->deal.id, &all))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        const struct consent *k = &all.p[i];
        if (k->party_id != party_id || k->action != action || instant_is(k->withdrawn))
            continue;
        *out = *k;
        *found = true;
    }
    return true;
}

bool buyer_consents(struct ctx *c, struct buyer *b, int64_t party_id, int action, bool gives,
                    struct reaction *out)
{
    struct party party;
    struct consent k;
    bool found;
    if (!record_get_any(c, &party_record, party_id, &party))
        return false;
    if (party.deal_id != b->deal.id)
        return none(c);
    if (!consent_of(c, b, party_id, action, &k, &found))
        return false;
    if (gives && !found) {
        record_init(&consent_record, &k);
        k.deal_id = b->deal.id;
        k.contact_id = b->contact.id;
        k.party_id = party_id;
        k.action = action;
        if (!consent_put(c, &k))
            return false;
    }
    if (!gives && found && !consent_withdraw(c, &k))
        return false;
    if (!owner_hears(c, b, party_id, gives ? STR("gave a consent.") : STR("took a consent back.")))
        return false;
    if (gives)
        say(c, out, "We may do this towards %.*s, and nothing else.", STR_FMT(party.name));
    else
        say(c, out, "From now on the program refuses us this towards %.*s.", STR_FMT(party.name));
    return deal_again(c, b);
}

/* Ours stands beside his, on both pages. */
bool difference_make(struct ctx *c, struct difference *d)
{
    struct promise p;
    if (!record_get(c, &promise_record, d->promise_id, &p))
        return false;
    d->deal_id = p.deal_id;
    d->by = BY_US;
    d->user_id = c->viewer->id;
    return words_fit(c, "words", d->words, true) && recorded_insert(c, &difference_record, d);
}
