/* SPDX-License-Identifier: Apache-2.0 */
#include "alert/alert.h"
#include "base/text.h"
#include "enquiry/enquiry.mail.h"
#include "enquiry/enquiry_rules.h"
#include "enquiry/enquiry_view.h"
#include "frame/org.h"
#include "frame/people.h"
#include "frame/policy.h"
#include "link/link.h"
#include "office/office.h"
#include "outbox/outbox.h"
#include "sched/clock.h"

#define DAY_MS INT64_C(86400000)
#define NAME_MAX_CHARS 60

/* clang-format off */
const struct policy receipts_per_day = {
    "receipts_per_day", "Receipts that one address gets in 24 hours at most", "letters", 5, 1, 1000, "S0-05",
};
const struct policy receipt_seconds = {
    "receipt_seconds", "Seconds in which a receipt has left, or its owner hears of it", "seconds", 60, 10, 3600, "S0-05",
};
const struct alert_kind receipt_unsent = { "receipt_unsent", "Receipt has not left", 2, "S0-05" };
/* clang-format on */

static bool rings(struct ctx *c, int64_t letter_id, struct instant due);
const struct clock receipt_clock = { "receipt", "receipt_seconds", WALL_TIME, rings, "S0-05" };

/* Of one that never will, its owner hears as of any letter. */
static bool settled(struct ctx *c, const struct letter *l)
{
    return clock_stop(c, &receipt_clock, l->id) && alerts_settle(c, &receipt_unsent, l->id);
}

const struct mail receipt_mail_kind = {
    .name = "receipt",
    .label = "Receipt",
    .weight = LETTER_SERVICE,
    .at_once = true,
    .text = receipt_mail_page,
    .requirement = "S0-05",
    .sent = settled,
    .failed = settled,
};

static bool rings(struct ctx *c, int64_t letter_id, struct instant due)
{
    struct letter l;
    struct deal d;
    if (!record_get_any(c, &letter_record, letter_id, &l)
        || !record_get_any(c, &deal_record, l.deal_id, &d))
        return false;
    struct about about = { d.id, letter_id, due,
                           STR("The receipt has not left: tell him yourself when you answer.") };
    return l.state == LETTER_SENT || alert_raise(c, &receipt_unsent, d.owner_id, about);
}

static bool contains(struct str s, struct str part)
{
    for (size_t i = 0; i + part.n <= s.n; i++) {
        if (str_starts(str_cut(s, i, s.n), part))
            return true;
    }
    return false;
}

/* A name may be anything that a stranger writes into a form. In a letter to an address that he
 * gave too, it must not be an advertisement. */
struct str name_in_letters(struct str name)
{
    static const char *const signs[] = { "/", "@", "www", "WWW", ":", "\n", "\r" };
    bool good = utf8_length(name) <= NAME_MAX_CHARS && !text_has_control(name, false);
    for (size_t i = 0; i < COUNT(signs); i++)
        good &= !contains(name, str_of(signs[i]));
    return good ? name : STR_NONE;
}

static struct str price_shown(struct arena *a, const struct product *p)
{
    struct buf b;
    buf_init(&b, a, 100);
    if (money_is(p->price))
        buf_money(&b, p->price);
    return buf_str(&b);
}

static bool receipt_fill(struct ctx *c, const struct enquiry *e, const struct deal *d,
                         struct receipt *r)
{
    struct product p;
    *r = (struct receipt){
        .reference = e->reference,
        .name = name_in_letters(e->name),
        .owner = person_name(c, d->owner_id),
        .company = str_of(org()->name),
        .answer_by = moment_words(c->arena, e->answer_by),
    };
    if (e->product_id) {
        if (!record_get_any(c, &product_record, e->product_id, &p))
            return false;
        r->product = p.name;
        r->price = price_shown(c->arena, &p);
    }
    return link_make(c, d->id, e->contact_id, &r->link);
}

static bool may_have_one(struct ctx *c, const struct enquiry *e, bool *may)
{
    struct instant since = { c->now.ms - DAY_MS };
    int64_t n = 0;
    if (!receipts_count(c, e->contact_id, since, &n))
        return false;
    *may = e->email.n && e->origin != ORIGIN_LEAD && n < policy_value(c, &receipts_per_day);
    return !failed(c);
}

bool receipt_send(struct ctx *c, struct enquiry *e, const struct deal *d)
{
    struct letter l;
    struct receipt r;
    bool may;
    if (!may_have_one(c, e, &may))
        return false;
    if (!may)
        return true;
    record_init(&letter_record, &l);
    l.deal_id = d->id;
    l.contact_id = e->contact_id;
    l.to = e->email;
    if (!receipt_fill(c, e, d, &r) || !outbox_put(c, &receipt_mail_kind, &r, &l))
        return false;
    e->letter_id = l.id;
    struct instant by = { c->now.ms + policy_value(c, &receipt_seconds) * 1000 };
    return !failed(c) && (!l.id || clock_start(c, &receipt_clock, l.id, by));
}
