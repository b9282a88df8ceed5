/* SPDX-License-Identifier: Apache-2.0 */
#include "deal/deal.h"
#include "frame/testing.h"
#include "outbox/outbox.h"
#include "outbox/outbox_store.h"

static void note_text(struct html *h, const void *view)
{
    buf_lit(&h->b, "Subject: We have your question\n\nDear ");
    buf_add(&h->b, *(const struct str *)view);
    buf_lit(&h->b, ",\nwe have it.\n");
}

static const struct mail receipt = { "receipt", "Receipt", LETTER_SERVICE, note_text, "X-07" };
/* clang-format off */
static const struct mail at_once = { "read_back", "Read-back", LETTER_SERVICE, note_text, "X-07", true };
static const struct mail answer = { "answer", "Answer", LETTER_SELL, NULL, "X-07" };
/* clang-format on */

/* What one test does on the writer. */
struct work {
    struct place *p;
    const struct mail *mail;
    struct str view;
    struct letter letter;
    struct contact was, contact;
    int64_t deal_id, n;
    int channel, weight;
    bool found;
    struct instant from; /* of contact_wait */
    struct str why;
};

static bool contact_run(struct ctx *c, void *arg)
{
    return contact_create(c, &((struct work *)arg)->contact);
}

static bool deal_run(struct ctx *c, void *arg)
{
    struct work *w = arg;
    struct deal d;
    deal_init(&d);
    d.name = STR("Forty desks");
    d.contact_id = w->contact.id;
    if (!deal_create(c, &d))
        return false;
    w->deal_id = d.id;
    return true;
}

static bool put_run(struct ctx *c, void *arg)
{
    struct work *w = arg;
    return outbox_put(c, w->mail, &w->view, &w->letter);
}

static bool may_run(struct ctx *c, void *arg)
{
    struct work *w = arg;
    return contact_may(c, w->deal_id, w->contact.id, w->channel, w->weight);
}

static bool may_at_run(struct ctx *c, void *arg)
{
    struct work *w = arg;
    struct reach r = { w->deal_id, w->contact.id, w->channel, w->weight, c->now, 0 };
    return contact_may_at(c, &r);
}

static bool wait_run(struct ctx *c, void *arg)
{
    struct work *w = arg;
    struct reach r = { w->deal_id, w->contact.id, w->channel, w->weight, c->now, w->n };
    return contact_wait(c, &r, &w->from, &w->why);
}

static bool asked_run(struct ctx *c, void *arg)
{
    struct work *w = arg;
    return contact_asked(c, w->deal_id, w->contact.id, w->channel);
}

static bool took_run(struct ctx *c, void *arg)
{
    struct work *w = arg;
    return contact_took(c, w->deal_id, w->contact.id, w->channel);
}

static bool closed_run(struct ctx *c, void *arg)
{
    return contact_closed(c, ((struct work *)arg)->deal_id, STR("Bought elsewhere"));
}

static bool prefers_run(struct ctx *c, void *arg)
{
    struct work *w = arg;
    return contact_prefers(c, &w->was, &w->contact);
}

static bool save_run(struct ctx *c, void *arg)
{
    struct work *w = arg;
    return contact_save(c, &w->was, &w->contact, STR_NONE);
}

static bool sent_run(struct ctx *c, void *arg)
{
    struct work *w = arg;
    w->letter.state = LETTER_SENT;
    w->letter.sent = c->now;
    return record_update(c, &letter_record, &w->letter);
}

static struct work work_make(struct place *p, const char *email)
{
    struct work w = { .p = p, .mail = &receipt, .view = STR("Amy"), .weight = LETTER_SELL };
    place_as(p, BEN, "web");
    record_init(&contact_record, &w.contact);
    w.contact.name = STR("Amy");
    w.contact.email = str_of(email);
    assert_true(place_write(p, contact_run, &w));
    assert_true(place_write(p, deal_run, &w));
    w.letter = (struct letter){ .deal_id = w.deal_id, .contact_id = w.contact.id };
    w.was = w.contact;
    return w;
}

static struct letter letter_read(struct place *p, int64_t id)
{
    struct letter l;
    fault_clear(&p->c);
    assert_true(record_get_any(&p->c, &letter_record, id, &l));
    return l;
}

static bool is_refused(struct place *p, const char *code)
{
    return p->c.fault.kind == FAULT_REFUSED && strcmp(p->c.fault.code, code) == 0
           && p->c.fault.next[0].n;
}

static void a_template_becomes_a_letter_that_waits(void **state)
{
    struct place *p = *state;
    struct work w = work_make(p, "amy@example.com");
    assert_true(place_write(p, put_run, &w));
    struct letter l = letter_read(p, w.letter.id);
    assert_str(l.to, "amy@example.com");
    assert_str(l.kind, "receipt");
    assert_str(l.subject, "We have your question");
    assert_str(l.text, "Dear Amy,\nwe have it.\n");
    assert_int_equal(l.state, LETTER_QUEUED);
    assert_int_equal(l.channel, CHANNEL_EMAIL);
    assert_int_equal(l.queued.ms, p->c.now.ms);
    assert_false(instant_is(l.sent));
    assert_false(l.human);
}

static void nothing_of_what_a_person_writes_becomes_a_header(void **state)
{
    static const char *const subjects[] = { "", "Hi\nBcc: all@example.com", "Hi\r\nX: y", "\x01" };
    static const char *const addresses[] = { "a@example.com\nb@example.com", "a@example.com, b@x.y",
                                             "\"a\" <a@example.com>", "nobody" };
    struct place *p = *state;
    struct work w = work_make(p, "amy@example.com");
    w.mail = &answer;
    w.letter.text = STR("Yes.");
    for (size_t i = 0; i < COUNT(subjects); i++) {
        w.letter.subject = str_of(subjects[i]);
        assert_false(place_write(p, put_run, &w));
        assert_true(place_blames(p, "subject"));
    }
    w.letter.subject = STR("Yes");
    for (size_t i = 0; i < COUNT(addresses); i++) {
        w.letter.to = str_of(addresses[i]);
        assert_false(place_write(p, put_run, &w));
        assert_true(place_blames(p, "to"));
    }
    w.letter.to = STR_NONE;
    assert_true(place_write(p, put_run, &w));
    assert_true(letter_read(p, w.letter.id).human);
}

static void without_an_address_a_person_is_told_and_the_program_goes_on(void **state)
{
    struct place *p = *state;
    struct work w = work_make(p, "");
    assert_true(place_write(p, put_run, &w));
    assert_int_equal(w.letter.id, 0);
    w.mail = &answer;
    w.letter.subject = w.letter.text = STR("Yes");
    assert_false(place_write(p, put_run, &w));
    assert_true(place_blames(p, "contact_id"));
}

static void a_letter_to_one_of_us_is_his_to_see(void **state)
{
    struct place *p = *state;
    struct letter l;
    struct work w = work_make(p, "amy@example.com");
    int64_t cat = place_user(p, "Cat", ROLE_REP, ADA);
    w.letter = (struct letter){ .to = STR("BEN@example.com") };
    assert_true(place_write(p, put_run, &w));
    assert_int_equal(w.letter.staff_id, BEN);
    assert_true(record_get(&p->c, &letter_record, w.letter.id, &l));
    place_as(p, cat, "web");
    assert_false(record_get(&p->c, &letter_record, w.letter.id, &l));
}

static void a_letter_on_a_deal_is_seen_with_the_deal(void **state)
{
    struct place *p = *state;
    struct letter l;
    struct work w = work_make(p, "amy@example.com");
    int64_t cat = place_user(p, "Cat", ROLE_REP, ADA);
    assert_true(place_write(p, put_run, &w));
    assert_true(record_get(&p->c, &letter_record, w.letter.id, &l));
    place_as(p, cat, "web");
    assert_false(record_get(&p->c, &letter_record, w.letter.id, &l));
    place_as(p, ADA, "web");
    assert_true(record_get(&p->c, &letter_record, w.letter.id, &l));
}

static void what_has_not_left_is_evidence_of_nothing(void **state)
{
    struct place *p = *state;
    struct letter l;
    bool found;
    struct instant since = { 0 };
    struct work w = work_make(p, "amy@example.com");
    assert_true(place_write(p, put_run, &w));
    assert_true(outbox_evidence(&p->c, w.deal_id, STR("receipt"), CHANNEL_EMAIL, since, p->c.now,
                                &l, &found));
    assert_false(found);
    assert_true(place_write(p, sent_run, &w));
    assert_true(outbox_evidence(&p->c, w.deal_id, STR("receipt"), CHANNEL_EMAIL, since, p->c.now,
                                &l, &found));
    assert_true(found);
    assert_int_equal(l.id, w.letter.id);
    struct instant before = { p->c.now.ms - 1 };
    assert_true(outbox_evidence(&p->c, w.deal_id, STR("receipt"), CHANNEL_EMAIL, since, before, &l,
                                &found));
    assert_false(found);
    assert_true(outbox_evidence(&p->c, w.deal_id, STR("answer"), CHANNEL_EMAIL, since, p->c.now, &l,
                                &found));
    assert_false(found);
}

static void a_channel_that_he_forbids_is_refused_with_his_words(void **state)
{
    struct place *p = *state;
    struct work w = work_make(p, "amy@example.com");
    w.channel = CHANNEL_PHONE;
    assert_true(place_write(p, may_run, &w));
    w.contact.only_by = CHANNEL_EMAIL + 1;
    assert_true(place_write(p, prefers_run, &w));
    assert_false(place_write(p, may_run, &w));
    assert_true(is_refused(p, "channel_preference"));
    assert_str(p->c.fault.detail,
               "Amy wants to be reached like this: only by email (said so on 15 Mar 2017).");
    assert_str(p->c.fault.next[0], "Write an e-mail.");
    w.channel = CHANNEL_EMAIL;
    assert_true(place_write(p, may_run, &w));
}

static void what_he_asks_for_is_allowed_once(void **state)
{
    struct place *p = *state;
    struct work w = work_make(p, "amy@example.com");
    w.channel = CHANNEL_PHONE;
    assert_true(place_write(p, asked_run, &w)); /* of before he said how: counts no more */
    place_clock_to(p, "2017-03-15T10:01:00Z");
    w.contact.no_phone = true;
    assert_true(place_write(p, prefers_run, &w));
    assert_false(place_write(p, may_run, &w));
    assert_true(place_write(p, asked_run, &w));
    assert_true(place_write(p, may_run, &w));
    assert_true(place_write(p, took_run, &w));
    assert_false(place_write(p, may_run, &w));
}

static struct instant moment(const char *text)
{
    struct instant t;
    assert_true(instant_parse(str_of(text), &t));
    return t;
}

static void outside_his_hours_he_is_not_called_and_a_letter_waits(void **state)
{
    struct place *p = *state;
    struct work w = work_make(p, "amy@example.com");
    w.contact.contact_hours = STR("Mon-Fri 09:00-12:00");
    w.contact.zone = STR("America/New_York"); /* four hours behind, on 15 March */
    assert_true(place_write(p, prefers_run, &w));
    w.channel = CHANNEL_PHONE;
    assert_false(place_write(p, may_at_run, &w));
    assert_true(is_refused(p, "channel_preference"));
    assert_str(p->c.fault.detail,
               "Amy wants to be reached Mon-Fri 09:00-12:00 (America/New_York): from "
               "Wed 15 Mar 09:00 (America/New_York) on.");
    assert_string_equal(p->c.fault.offer_name, "earliest");
    assert_str(p->c.fault.offer, "\"2017-03-15T13:00:00Z\"");
    w.channel = CHANNEL_EMAIL;
    assert_true(place_write(p, may_at_run, &w));
    assert_true(place_write(p, put_run, &w));
    struct letter l = letter_read(p, w.letter.id);
    assert_int_equal(l.state, LETTER_QUEUED);
    assert_int_equal(l.due.ms, moment("2017-03-15T13:00:00Z").ms);
    assert_true(str_find(l.why, 'A') == 0);
    w.mail = &at_once;
    assert_true(place_write(p, put_run, &w));
    assert_int_equal(letter_read(p, w.letter.id).due.ms, p->c.now.ms);
    w.channel = CHANNEL_PHONE;
    place_clock_to(p, "2017-03-15T13:00:00Z");
    assert_true(place_write(p, may_at_run, &w));
    place_clock_to(p, "2017-03-15T16:00:00Z");
    assert_false(place_write(p, may_at_run, &w));
    assert_true(place_write(p, asked_run, &w)); /* he wants that call */
    assert_true(place_write(p, may_at_run, &w));
}

static void he_hears_from_us_no_more_often_than_he_wants(void **state)
{
    struct place *p = *state;
    struct work w = work_make(p, "amy@example.com");
    w.contact.contact_days = 14;
    assert_true(place_write(p, prefers_run, &w));
    w.channel = CHANNEL_EMAIL;
    assert_true(place_write(p, may_at_run, &w)); /* nobody has written yet */
    w.mail = &answer;
    w.letter.human = true;
    w.letter.subject = w.letter.text = STR("Great news");
    assert_true(place_write(p, put_run, &w));
    assert_false(place_write(p, may_at_run, &w)); /* one waits already */
    assert_true(is_refused(p, "contact_too_soon"));
    w.n = w.letter.id;
    assert_true(place_write(p, wait_run, &w)); /* itself is no other */
    assert_int_equal(w.from.ms, p->c.now.ms);
    w.letter = letter_read(p, w.letter.id);
    assert_true(place_write(p, sent_run, &w));
    struct instant sent = p->c.now;
    place_clock_to(p, "2017-03-20T10:00:00Z");
    assert_false(place_write(p, may_at_run, &w));
    assert_true(is_refused(p, "contact_too_soon"));
    assert_str(p->c.fault.detail,
               "Amy wants to hear from us at most every 14 days, and did on Wed 15 Mar 2017 10:00: "
               "the earliest is Wed 29 Mar 2017 10:00.");
    assert_str(p->c.fault.offer, "\"2017-03-29T10:00:00Z\"");
    w.n = 0;
    assert_true(place_write(p, wait_run, &w));
    assert_int_equal(w.from.ms, sent.ms + INT64_C(14) * 86400000);
    w.weight = LETTER_SERVICE;
    assert_true(place_write(p, may_at_run, &w));
    w.weight = LETTER_SELL;
    place_clock_to(p, "2017-03-29T10:00:00Z");
    assert_true(place_write(p, may_at_run, &w));
}

static void what_he_said_himself_only_he_changes(void **state)
{
    struct place *p = *state;
    struct work w = work_make(p, "amy@example.com");
    w.contact.no_phone = true;
    assert_true(place_write(p, save_run, &w)); /* we heard it somewhere */
    w.was = w.contact;
    w.contact.no_phone = false;
    assert_true(place_write(p, save_run, &w));
    w.was = w.contact;
    w.contact.no_phone = true;
    assert_true(place_write(p, prefers_run, &w));
    w.was = w.contact;
    w.contact.no_phone = false;
    assert_false(place_write(p, save_run, &w));
    assert_true(is_refused(p, "buyer_owned"));
    w.contact.no_phone = true;
    w.contact.position = STR("Head of all");
    assert_true(place_write(p, save_run, &w));
}

static void after_his_end_nothing_leaves_but_what_serves_him(void **state)
{
    struct place *p = *state;
    struct work w = work_make(p, "amy@example.com");
    w.channel = CHANNEL_EMAIL;
    w.mail = &answer;
    w.letter.subject = w.letter.text = STR("Great news");
    assert_true(place_write(p, put_run, &w));
    int64_t waiting = w.letter.id;
    assert_true(place_write(p, closed_run, &w));
    assert_int_equal(letter_read(p, waiting).state, LETTER_CANCELLED);
    assert_false(place_write(p, put_run, &w));
    assert_true(is_refused(p, "closed_by_buyer"));
    assert_str(p->c.fault.detail,
               "The buyer has ended this himself, on 15 Mar 2017: Bought elsewhere.");
    w.weight = LETTER_SERVICE;
    assert_true(place_write(p, may_run, &w));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_template_becomes_a_letter_that_waits),
        TEST(nothing_of_what_a_person_writes_becomes_a_header),
        TEST(without_an_address_a_person_is_told_and_the_program_goes_on),
        TEST(a_letter_to_one_of_us_is_his_to_see),
        TEST(a_letter_on_a_deal_is_seen_with_the_deal),
        TEST(what_has_not_left_is_evidence_of_nothing),
        TEST(a_channel_that_he_forbids_is_refused_with_his_words),
        TEST(what_he_asks_for_is_allowed_once),
        TEST(outside_his_hours_he_is_not_called_and_a_letter_waits),
        TEST(he_hears_from_us_no_more_often_than_he_wants),
        TEST(what_he_said_himself_only_he_changes),
        TEST(after_his_end_nothing_leaves_but_what_serves_him),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
