/* SPDX-License-Identifier: Apache-2.0 */
#include "message/message_impl.h"

/* clang-format off */
const struct gate pack_incomplete = {
    "pack_incomplete", "A price goes out as the whole information pack, in one letter.",
    { "Say which product it is, with pack, and complete its texts on the product's page.",
      "Write it as an answer: then it keeps no promise of a price." }, "S0-27", false,
};

static const struct {
    const char *name;
    size_t offset;
} sections[] = {
    { "options",       offsetof(struct product, options) },
    { "delivery",      offsetof(struct product, delivery) },
    { "payment terms", offsetof(struct product, payment_terms) },
    { "how to order",  offsetof(struct product, how_to_order) },
    { "returns",       offsetof(struct product, returns) },
    { "who to ask",    offsetof(struct product, who_to_ask) },
};
/* clang-format on */

static struct str missing(struct ctx *c, const struct product *p)
{
    struct buf b;
    buf_init(&b, c->arena, 200);
    if (!money_is(p->price))
        buf_lit(&b, "price");
    for (size_t i = 0; i < COUNT(sections); i++) {
        const struct str *text =
            (const struct str *)(const void *)((const char *)p + sections[i].offset);
        if (!str_trim(*text).n)
            buf_printf(&b, "%s%s", b.n ? ", " : "", sections[i].name);
    }
    return buf_str(&b);
}

static bool incomplete(struct ctx *c, int64_t subject, struct str detail)
{
    if (!failed(c)) {
        refuse(c, &pack_incomplete, subject);
        c->fault.detail = detail;
    }
    return false;
}

bool pack_read(struct ctx *c, const struct message *m, const struct deal *d, struct product *out)
{
    int64_t id = m->product_id ? m->product_id : d->product_id;
    if (!id)
        return incomplete(c, d->id,
                          STR("A price goes out as the whole information pack, and neither the "
                              "letter nor the deal says which product's."));
    if (!record_get_any(c, &product_record, id, out))
        return false;
    struct str lacks = missing(c, out);
    if (!lacks.n)
        return true;
    return incomplete(c, d->id,
                      arena_printf(c->arena, "The information pack of %.*s lacks: %.*s.",
                                   STR_FMT(out->name), STR_FMT(lacks)));
}
