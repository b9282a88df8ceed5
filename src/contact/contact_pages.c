/* SPDX-License-Identifier: Apache-2.0 */
#include "contact/contact.h"
#include "contact/contact_store.h"
#include "frame/record_pages.h"

static void json(struct buf *b, const void *row)
{
    record_json(b, &contact_record, row);
}

static bool create(struct ctx *c, void *row)
{
    return contact_times_check(c, NULL, row) && contact_create(c, row);
}

static bool save(struct ctx *c, const void *was, void *now, struct str why)
{
    return contact_times_check(c, was, now) && contact_save(c, was, now, why);
}

static bool twin(struct ctx *c, const void *row, int64_t *id)
{
    return contact_by_email(c, ((const struct contact *)row)->email, id);
}

static bool head(struct ctx *c, const void *row, struct badges *out)
{
    const struct contact *p = row;
    const struct field *role = field_named(&contact_record, STR("buying_role"));

    if (p->position.n)
        out->p[out->n++] = (struct badge){ "gray", p->position };
    if (p->buying_role != BUYING_UNKNOWN)
        out->p[out->n++] = (struct badge){ "teal", field_show(c, role, row) };
    return true;
}

/* clang-format off */
static const struct related related[] = {
    { "deal", "contact_id", "Deals", "No deals with this contact yet.", "Add a deal" },
    { "contact", "reports_to_id", "Reports to this contact", NULL, NULL },
};

static const struct route routes[] = {
    RECORD_ROUTES("contact", "contacts", "S2-01"),
};

static const struct grant grants[] = {
    { "contact", "read",   ROLE_STAFF },
    { "contact", "create", ROLE_OFFICE },
    { "contact", "edit",   ROLE_OFFICE },
    { "contact", "export", ROLE_MANAGER | ROLE_ADMINISTRATOR },
};
/* clang-format on */

static const struct record_pages pages = {
    .record = &contact_record,
    .here = "contacts",
    .empty = "No contacts yet. Add the people you talk to, or import them.",
    .json = json,
    .create = create,
    .save = save,
    .twin = twin,
    .head = head,
    .related = related,
    .n_related = COUNT(related),
};

static const struct record *const records[] = { &contact_record };
static const struct gate *const gates[] = { &preference_is_buyers };

const struct slice contact_slice = {
    .name = "contact",
    TABLE(records, records),
    TABLE(routes, routes),
    TABLE(grants, grants),
    TABLE(gates, gates),
    .pages = &pages,
};
