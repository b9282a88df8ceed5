/* SPDX-License-Identifier: Apache-2.0 */
/* What the buyer has said already, so that nobody asks him again (S0-02). */
#include "deal/deal.h"
#include "deal/deal_presumed.h"
#include "frame/channel.h"

#define KNOWN_MAX 1000

static void part_begin(struct buf *b)
{
    if (b->n)
        buf_lit(b, ", ");
}

static void item_add(struct ctx *c, struct buf *b, const struct deal *d)
{
    struct str item =
        d->product_id ? record_title(c, record_named("product"), d->product_id) : d->item;
    if (!item.n)
        return;
    part_begin(b);
    buf_lit(b, "item ");
    buf_add(b, item);
}

static void budget_add(struct buf *b, const struct deal *d)
{
    if (!money_is(d->budget))
        return;
    part_begin(b);
    buf_lit(b, "budget ");
    if (money_is(d->budget_from)) {
        buf_money(b, d->budget_from);
        buf_lit(b, " to ");
    }
    buf_money(b, d->budget);
}

static void payment_add(struct buf *b, const struct deal *d)
{
    static const char *const words[] = {
        [PAYMENT_INVOICE] = "pays by invoice",
        [PAYMENT_SELF] = "pays up front",
        [PAYMENT_APPROVAL] = "needs an approval",
        [PAYMENT_INSURANCE] = "insurance pays",
        [PAYMENT_LEASE] = "leases",
    };
    if (!d->payment_path)
        return;
    part_begin(b);
    buf_add(b, str_of(words[d->payment_path]));
}

static bool verified_add(struct ctx *c, struct buf *b, const struct deal *d)
{
    struct deal_verifieds all;
    if (!deal_verified_read(c, d->id, &all))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        part_begin(b);
        for (size_t k = 0; k < all.p[i].name.n; k++)
            buf_char(b, all.p[i].name.p[k] == '_' ? ' ' : all.p[i].name.p[k]);
        buf_lit(b, " OK");
    }
    return true;
}

bool deal_known(struct ctx *c, const struct deal *d, struct str *known)
{
    struct buf b;
    buf_init(&b, c->arena, KNOWN_MAX);
    item_add(c, &b, d);
    budget_add(&b, d);
    if (!verified_add(c, &b, d))
        return false;
    payment_add(&b, d);
    if (d->knowledge >= KNOWLEDGE_HOMEWORK) {
        part_begin(&b);
        buf_add(&b, d->knowledge == KNOWLEDGE_EXPERT ? STR("knows it better than most")
                                                     : STR("has done his homework"));
    }
    *known = buf_str(&b);
    return !failed(c);
}

struct str deal_need_words(struct arena *a, struct day need_by, struct day today)
{
    int days = need_by.n - today.n;
    if (!day_is(need_by))
        return STR_NONE;
    if (days < 0)
        return arena_printf(a, "needed %d %s ago", -days, days == -1 ? "day" : "days");
    return days ? arena_printf(a, "%d %s to need-by", days, days == 1 ? "day" : "days")
                : STR("needed today");
}
