/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "outbox/outbox.h"
#include "outbox/outbox_store.h"

#define TEXT_MAX 20000
#define SUBJECT_MAX 200
#define RENDERED_MAX ((size_t)256 << 10)
#define SUBJECT "Subject: "

/* clang-format off */
static const struct word state_words[] = {
    { "queued", "Waiting" }, { "sent", "Sent" }, { "failed", "Failed" }, { "bounced", "Bounced" },
    { "cancelled", "Cancelled" }, { 0 },
};
static const struct word weight_words[] = { { "service", "Service" }, { "value", "Value" }, { "sell", "Selling" }, { 0 } };

static const struct field fields[] = {
    { F(letter, id,         ID),      .label = "No." },
    { F(letter, queued,     INSTANT), .label = "Written", .flags = COMPUTED | LISTED | SORTED },
    { F(letter, to,         EMAIL),   .label = "To",      .flags = COMPUTED | LISTED },
    { F(letter, subject,    TEXT),    .label = "Subject", .flags = COMPUTED | LISTED, .max = SUBJECT_MAX },
    { F(letter, kind,       TEXT),    .label = "Kind",    .flags = COMPUTED | LISTED | FILTER, .max = 50 },
    { F(letter, state,      WORD),    .label = "State",   .flags = COMPUTED | LISTED | FILTER, .words = state_words },
    { F(letter, sent,       INSTANT), .label = "Sent",    .flags = COMPUTED | LISTED },
    { F(letter, why,        TEXT),    .label = "What the server said, or why it waits", .flags = COMPUTED | LISTED, .max = 500 },
    { F(letter, deal_id,    REF),     .label = "Deal",    .flags = COMPUTED | LISTED | FILTER, .ref = "deal" },
    { F(letter, contact_id, REF),     .label = "Contact", .flags = COMPUTED, .ref = "contact" },
    { F(letter, user_id,    REF),     .label = "From",    .flags = COMPUTED, .ref = "user" },
    { F(letter, staff_id,   REF),     .label = "For",     .flags = COMPUTED, .ref = "user" },
    { F(letter, channel,    WORD),    .label = "Channel", .flags = COMPUTED, .words = channel_words },
    { F(letter, weight,     WORD),    .label = "Purpose", .flags = COMPUTED, .words = weight_words },
    { F(letter, human,      FLAG),    .label = "Written by a person", .flags = COMPUTED },
    { F(letter, text,       LINES),   .label = "Text",    .flags = COMPUTED, .max = TEXT_MAX },
    { F(letter, tries,      INT),     .label = "Tries",   .flags = COMPUTED },
    { F(letter, due,        INSTANT), .label = "Next try", .flags = COMPUTED | OFF_FORM },
    { F(letter, leaving,    INSTANT), .label = "Being handed over since", .flags = COMPUTED | OFF_FORM },
    { F(letter, first_try,  INSTANT), .label = "First try", .flags = COMPUTED | OFF_FORM },
    { F(letter, message_id, TEXT),    .label = "Message-ID", .flags = COMPUTED | OFF_FORM },
    BASE_FIELDS(letter),
};

static const struct list lists[] = {
    { "queued", { NULL },      "letter_queued", "letter_staff" },
    { "queued", { "deal_id" }, "letter_deal",   "letter_staff_deal" },
    { "queued", { "state" },   "letter_state",  "letter_staff_state" },
};
/* clang-format on */

const struct record letter_record = {
    .name = "letter",
    .plural = "outbox",
    .label = "Letter",
    .labels = "Outbox",
    .size = sizeof(struct letter),
    .fields = fields,
    .n_fields = COUNT(fields),
    .title = "subject",
    .detail = "to",
    .owner = "staff_id",
    .through = "deal_id",
    .default_sort = "-queued",
    .lists = lists,
    .n_lists = COUNT(lists),
};

/* ---- a template's letter ---- */

static bool render(struct ctx *c, const struct mail *m, const void *view, struct letter *l)
{
    struct html h;
    html_init(&h, c->arena, RENDERED_MAX);
    h.now = c->now;
    m->text(&h, view);
    struct str all = buf_str(&h.b);
    l->subject = str_split(all, '\n', &l->text);
    if (h.b.full || !str_starts(l->subject, STR(SUBJECT)))
        return broken(c, "letter %s: too long, or without a subject", m->name);
    l->subject = str_trim(str_cut(l->subject, strlen(SUBJECT), l->subject.n));
    while (l->text.n && l->text.p[0] == '\n')
        l->text = str_cut(l->text, 1, l->text.n);
    return true;
}

/* A subject with somebody's long name in it is cut, not refused: nobody is there to be told. */
static struct str clipped(struct str s, size_t max)
{
    size_t bytes = 0, n = 0;
    while (bytes < s.n && n < max) {
        bytes++;
        while (bytes < s.n && ((unsigned char)s.p[bytes] & 0xC0) == 0x80)
            bytes++;
        n++;
    }
    return str_cut(s, 0, bytes);
}

/* ---- a person's letter ---- */

static bool words_check(struct ctx *c, const struct letter *l)
{
    struct str subject = str_trim(l->subject), text = str_trim(l->text);
    if (!subject.n || utf8_length(subject) > SUBJECT_MAX || text_has_control(subject, false))
        bad_field(c, STR("subject"), "Say in one line what it is about, in at most %d characters.",
                  SUBJECT_MAX);
    if (!text.n || utf8_length(text) > TEXT_MAX || text_has_control(text, true))
        bad_field(c, STR("text"), "Write the letter, in at most %d characters.", TEXT_MAX);
    return !failed(c);
}

/* ---- whom it is for ---- */

static bool address_find(struct ctx *c, struct letter *l)
{
    struct contact p;
    if (!l->contact_id)
        return letter_staff(c, l->to, &l->staff_id);
    if (l->to.n)
        return true;
    if (!record_get_any(c, &contact_record, l->contact_id, &p))
        return false;
    l->to = p.email;
    return true;
}

static bool address_is_good(struct ctx *c, const struct letter *l)
{
    if (email_ok(l->to))
        return true;
    if (l->human && !l->to.n)
        bad_field(c, STR("contact_id"), "This contact has no e-mail address. Add it first.");
    else if (l->human)
        bad_field(c, STR("to"), "This is no e-mail address.");
    return false;
}

/* What a person writes was asked about before it was logged; how often is asked again when it
 * leaves. */
static bool wait_find(struct ctx *c, const struct mail *m, struct letter *l)
{
    int weight = l->human ? LETTER_SERVICE : l->weight;
    struct reach r = { l->deal_id, l->contact_id, l->channel, weight, c->now, 0 };
    l->due = c->now;
    l->why = STR_NONE;
    return !l->contact_id || m->at_once || contact_wait(c, &r, &l->due, &l->why);
}

bool outbox_put(struct ctx *c, const struct mail *m, const void *view, struct letter *l)
{
    l->id = 0;
    l->kind = str_of(m->name);
    l->channel = CHANNEL_EMAIL;
    l->weight = (int)m->weight;
    l->human |= !m->text;
    if (!address_find(c, l) || (m->text && !render(c, m, view, l)))
        return false;
    if (!address_is_good(c, l) || (l->human && !words_check(c, l)))
        return !failed(c);
    if (l->contact_id && !contact_may(c, l->deal_id, l->contact_id, l->channel, l->weight))
        return false;
    l->subject = clipped(l->subject, SUBJECT_MAX);
    l->text = clipped(l->text, TEXT_MAX);
    l->state = LETTER_QUEUED;
    l->queued = c->now;
    if (!wait_find(c, m, l))
        return false;
    l->sent = l->leaving = l->first_try = INSTANT_NONE;
    l->tries = 0;
    l->message_id = STR_NONE;
    after_commit(c, outbox_wake, NULL);
    return record_insert(c, &letter_record, l);
}

bool outbox_cancel(struct ctx *c, int64_t deal_id, int64_t *n)
{
    return letters_cancel(c, deal_id, n);
}

bool outbox_evidence(struct ctx *c, int64_t deal_id, struct str kind, int channel,
                     struct instant since, struct instant by, struct letter *out, bool *found)
{
    int64_t id = 0;
    *found = false;
    if (channel != CHANNEL_EMAIL)
        return true;
    if (!letter_sent_find(c, deal_id, kind, channel, since, by, &id))
        return false;
    *found = id != 0;
    return !id || record_get_any(c, &letter_record, id, out);
}
