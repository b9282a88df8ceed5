/* SPDX-License-Identifier: Apache-2.0 */
#include "contact/contact.h"
#include "frame/recorded.h"

/* clang-format off */
static const struct word role_words[] = {
    { "unknown", "Not said" }, { "decision_maker", "Decision maker" }, { "sponsor", "Sponsor" },
    { "influencer", "Influencer" }, { "gatekeeper", "Gatekeeper" }, { "end_user", "End user" },
    { "payer", "Payer" }, { 0 },
};
static const struct word channel_words[] = {
    { "unknown", "Not said" }, { "phone", "Call" }, { "email", "E-mail" }, { "text", "Text" },
    { "web", "Web" }, { "social", "Social message" }, { "letter", "Letter" },
    { "visit", "Visit" }, { 0 },
};

static const struct field fields[] = {
    { F(contact, id,                ID),    .label = "No." },
    { F(contact, name,              TEXT),  .label = "Name",
      .flags = REQUIRED | SEARCHED | LISTED | PREFIX | SORTED },
    { F(contact, email,             EMAIL), .label = "E-mail",   .flags = LISTED | SEARCHED | PREFIX },
    { F(contact, phone,             TEXT),  .label = "Phone",    .flags = LISTED | SEARCHED, .max = 50 },
    { F(contact, mobile,            TEXT),  .label = "Mobile", .max = 50, .flags = SEARCHED },
    { F(contact, account_id,        REF),   .label = "Account",  .flags = LISTED | FILTER,
      .ref = "account" },
    { F(contact, position,          TEXT),  .label = "Position", .flags = LISTED | SEARCHED },
    { F(contact, buying_role,       WORD),  .label = "Role in buying", .words = role_words },
    { F(contact, reports_to_id,     REF),   .label = "Reports to", .flags = FILTER,
      .ref = "contact" },
    { F(contact, preferred_channel, WORD),  .label = "Prefers",  .words = channel_words },
    { F(contact, priorities,        LINES), .label = "Priorities", .max = 2000, .flags = SEARCHED },
    { F(contact, notes,             LINES), .label = "Notes", .flags = SEARCHED },
    { F(contact, outside_id,        TEXT),  .label = "Outside No.", .flags = OFF_FORM },
    BASE_FIELDS(contact),
};

static const struct list lists[] = {
    { "name", { NULL },         "contact_name", NULL },
    { "name", { "account_id" }, "contact_account", NULL },
};
/* clang-format on */

const struct record contact_record = {
    .name = "contact",
    .plural = "contacts",
    .label = "Contact",
    .labels = "Contacts",
    .size = sizeof(struct contact),
    .fields = fields,
    .n_fields = COUNT(fields),
    .title = "name",
    .detail = "account_id",
    .default_sort = "name",
    .lists = lists,
    .n_lists = COUNT(lists),
};

bool contact_create(struct ctx *c, struct contact *p)
{
    return recorded_insert(c, &contact_record, p);
}

bool contact_save(struct ctx *c, const struct contact *was, struct contact *now, struct str why)
{
    return recorded_no_ring(c, &contact_record, "reports_to_id", now)
        && recorded_update(c, &contact_record, was, now, why);
}
