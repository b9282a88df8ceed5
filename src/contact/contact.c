/* SPDX-License-Identifier: Apache-2.0 */
#include "contact/contact.h"
#include "frame/channel.h"
#include "frame/recorded.h"

#define CONTACT_DAYS_MAX 3660

/* clang-format off */
static const struct word role_words[] = {
    { "unknown", "Not said" }, { "decision_maker", "Decision maker" }, { "sponsor", "Sponsor" },
    { "influencer", "Influencer" }, { "gatekeeper", "Gatekeeper" }, { "end_user", "End user" },
    { "payer", "Payer" }, { 0 },
};
static const struct word prefer_words[] = {
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
    { F(contact, preferred_channel, WORD),  .label = "Prefers",  .words = prefer_words },
    { F(contact, only_by,           WORD),  .label = "Reach only by", .words = prefer_words },
    { F(contact, no_phone,          FLAG),  .label = "No calls" },
    { F(contact, no_email,          FLAG),  .label = "No e-mail" },
    { F(contact, no_text,           FLAG),  .label = "No texts" },
    { F(contact, no_social,         FLAG),  .label = "No social messages" },
    { F(contact, no_letter,         FLAG),  .label = "No letters" },
    { F(contact, no_visit,          FLAG),  .label = "No visits" },
    { F(contact, contact_hours,     TEXT),  .label = "Reach between", .hint = "Mon-Fri 09:00-12:00, in the contact's zone." },
    { F(contact, contact_days,      INT),   .label = "Days between contacts", .min = 1, .max = CONTACT_DAYS_MAX },
    { F(contact, zone,              TEXT),  .label = "Time zone", .max = 64, .hint = "Europe/Vienna; ours if not said." },
    { F(contact, prefers_stated,    INSTANT), .label = "Said so by the contact", .flags = COMPUTED },
    { F(contact, priorities,        LINES), .label = "Priorities", .max = 2000, .flags = SEARCHED },
    { F(contact, notes,             LINES), .label = "Notes", .flags = SEARCHED },
    { F(contact, outside_id,        TEXT),  .label = "Outside No.", .flags = OFF_FORM },
    BASE_FIELDS(contact),
};

static const struct list lists[] = {
    { "name", { NULL },         "contact_name", NULL },
    { "name", { "account_id" }, "contact_account", NULL },
};

const struct gate preference_is_buyers = {
    "buyer_owned", "How to be reached is the buyer's own choice: he said it himself.",
    { "Keep to it.", "Ask the buyer to change it on his page, or by a message of his." }, "S0-17", false,
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

/* ---- how he is to be reached ---- */

static const size_t forbids[] = {
    [CHANNEL_PHONE] = offsetof(struct contact, no_phone),
    [CHANNEL_EMAIL] = offsetof(struct contact, no_email),
    [CHANNEL_TEXT] = offsetof(struct contact, no_text),
    [CHANNEL_WEB] = 0, /* his own page forbids itself */
    [CHANNEL_SOCIAL] = offsetof(struct contact, no_social),
    [CHANNEL_LETTER] = offsetof(struct contact, no_letter),
    [CHANNEL_VISIT] = offsetof(struct contact, no_visit),
};

static bool is_forbidden(const struct contact *p, int channel)
{
    return forbids[channel] && *(const bool *)((const char *)p + forbids[channel]);
}

bool contact_forbids(const struct contact *p, int channel)
{
    if (channel < 0 || channel >= (int)COUNT(forbids) || channel == CHANNEL_WEB)
        return false;
    return is_forbidden(p, channel) || (p->only_by && p->only_by != channel + 1);
}

struct str contact_wish(struct ctx *c, const struct contact *p)
{
    static const char *const no[] = { "no calls", "no e-mail", "no texts", "",
                                      "no social messages", "no letters", "no visits" };
    struct buf b;
    buf_init(&b, c->arena, 200);
    if (p->only_by)
        buf_printf(&b, "only by %s", prefer_words[p->only_by].name);
    for (int i = 0; i < (int)COUNT(no); i++) {
        if (is_forbidden(p, i))
            buf_printf(&b, "%s%s", b.n ? ", " : "", no[i]);
    }
    return buf_str(&b);
}

struct str contact_times(struct ctx *c, const struct contact *p)
{
    struct buf b;
    buf_init(&b, c->arena, 400);
    if (p->preferred_channel && !p->only_by)
        buf_printf(&b, "prefers %s", prefer_words[p->preferred_channel].name);
    if (p->contact_hours.n) {
        buf_add(&b, b.n ? STR(", ") : STR_NONE);
        buf_add(&b, p->contact_hours);
    }
    if (p->contact_hours.n && p->zone.n) {
        buf_lit(&b, " (");
        buf_add(&b, p->zone);
        buf_char(&b, ')');
    }
    if (p->contact_days != INT_NONE)
        buf_printf(&b, "%sat most every %lld day%s", b.n ? ", " : "", (long long)p->contact_days,
                   p->contact_days == 1 ? "" : "s");
    return buf_str(&b);
}

struct instant contact_opens(const struct contact *p, struct instant t)
{
    struct calendar hours = { .n_holidays = 0 };
    if (!p->contact_hours.n || !calendar_read(p->contact_hours, &hours))
        return t;
    return calendar_opens_in(&hours, p->zone.n ? zone_named(p->zone) : NULL, t);
}

bool contact_times_check(struct ctx *c, const struct contact *was, const struct contact *now)
{
    struct calendar hours = { .n_holidays = 0 };
    bool same_hours = was && str_same(was->contact_hours, now->contact_hours);
    bool same_zone = was && str_same(was->zone, now->zone);
    if (!same_hours && now->contact_hours.n && !calendar_read(now->contact_hours, &hours))
        bad_field(c, STR("contact_hours"), "Give hours like Mon-Fri 09:00-12:00.");
    if (!same_zone && now->zone.n && !zone_named(now->zone))
        bad_field(c, STR("zone"), "Give a zone like Europe/Vienna.");
    return !failed(c);
}

static bool preference_is_kept(const struct contact *a, const struct contact *b)
{
    for (int i = 0; i < (int)COUNT(forbids); i++) {
        if (is_forbidden(a, i) != is_forbidden(b, i))
            return false;
    }
    return a->only_by == b->only_by && a->preferred_channel == b->preferred_channel
           && str_same(a->contact_hours, b->contact_hours) && a->contact_days == b->contact_days
           && str_same(a->zone, b->zone);
}

static bool save(struct ctx *c, const struct contact *was, struct contact *now, struct str why)
{
    return recorded_no_ring(c, &contact_record, "reports_to_id", now)
           && recorded_update(c, &contact_record, was, now, why);
}

bool contact_prefers(struct ctx *c, const struct contact *was, struct contact *now)
{
    now->prefers_stated = c->now;
    return save(c, was, now, STR("The contact said so."));
}

bool contact_create(struct ctx *c, struct contact *p)
{
    return recorded_insert(c, &contact_record, p);
}

bool contact_save(struct ctx *c, const struct contact *was, struct contact *now, struct str why)
{
    if (instant_is(was->prefers_stated) && !preference_is_kept(was, now))
        return refuse(c, &preference_is_buyers, was->id);
    return save(c, was, now, why);
}
