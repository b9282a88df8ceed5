/* SPDX-License-Identifier: Apache-2.0 */
#include "deal/deal_store.h"
#include "frame/history.h"
#include "frame/testing.h"
#include "contact/contact.h"
#include "touch/touch.h"
#include "touch/touch_channel.h"

static bool add(struct ctx *c, void *row)
{
    return deal_create(c, row);
}

static bool log_it(struct ctx *c, void *touch)
{
    return touch_log(c, touch);
}

static bool take_it(struct ctx *c, void *touch)
{
    return touch_import(c, touch);
}

struct edit {
    struct deal was, now;
};

static bool change(struct ctx *c, void *arg)
{
    struct edit *e = arg;
    return deal_save(c, &e->was, &e->now, STR_NONE);
}

static int64_t deal_add(struct place *p)
{
    struct deal d;
    place_as(p, BEN, "web");
    deal_init(&d);
    d.name = STR("Forty desks");
    d.value = (struct money){ 100000, "USD" };
    assert_true(place_write(p, add, &d));
    return d.id;
}

static struct deal deal_read(struct place *p, int64_t id)
{
    struct deal d;
    fault_clear(&p->c);
    assert_true(record_get_any(&p->c, &deal_record, id, &d));
    return d;
}

static struct touch touch_of(struct place *p, int64_t deal_id, int direction)
{
    struct touch t;
    record_init(&touch_record, &t);
    t.deal_id = deal_id;
    t.direction = direction;
    t.details = STR("We spoke.");
    t.next_step = STR("Send the offer");
    t.next_step_due = (struct instant){ p->c.now.ms + 86400000 };
    return t;
}

static bool fix(struct place *p, int64_t id, bool (*how)(struct edit *e))
{
    struct deal d = deal_read(p, id);
    struct edit e = { d, d };
    return how(&e) && place_write(p, change, &e);
}

static struct instant moment(const char *text)
{
    struct instant t;
    assert_true(instant_parse(str_of(text), &t));
    return t;
}

static void a_touch_says_who_when_and_stands_in_the_deals_history(void **state)
{
    struct place *p = *state;
    struct entries entries;
    struct entry_changes changes;
    struct str why;
    int64_t touch_id;
    int64_t id = deal_add(p);
    struct touch t = touch_of(p, id, TOUCH_OUTBOUND);
    assert_true(place_write(p, log_it, &t));
    assert_int_equal(t.user_id, BEN);
    assert_int_equal(t.happened.ms, p->c.now.ms);
    assert_true(history_read(&p->c, "deal", id, STR_NONE, 0, 10, &entries));
    assert_int_equal(entries.n, 3); /* the first one also says who reached out, and why */
    assert_str(entries.p[1].kind, "touch");
    assert_true(entry_parse(&p->c, &entries.p[1], &changes, &why, &touch_id));
    assert_int_equal(touch_id, t.id);
}

static void a_touch_on_a_closed_deal_needs_no_next_step(void **state)
{
    struct place *p = *state;
    int64_t id = deal_add(p);
    struct deal d = deal_read(p, id);
    struct edit e = { d, d };
    deal_move(&e.now, stage_first(&p->c, 0, ENDING_WON));
    assert_true(place_write(p, change, &e));
    struct touch t = touch_of(p, id, TOUCH_INBOUND);
    assert_true(place_write(p, log_it, &t));
    d = deal_read(p, id);
    assert_int_equal(d.next_step.n, 0);
    assert_false(instant_is(d.next_step_due));
    t = touch_of(p, id, TOUCH_OUTBOUND);
    t.next_step = STR_NONE;
    t.next_step_due = INSTANT_NONE;
    assert_true(place_write(p, log_it, &t));
}

static void a_next_step_that_has_passed_or_a_touch_to_come_is_named(void **state)
{
    struct place *p = *state;
    struct touch t = touch_of(p, deal_add(p), TOUCH_OUTBOUND);
    t.next_step_due = moment("2017-03-01T10:00:00Z");
    assert_false(place_write(p, log_it, &t));
    assert_true(place_blames(p, "next_step_due"));
    t = touch_of(p, t.deal_id, TOUCH_OUTBOUND);
    t.happened = moment("2017-03-16T10:00:00Z");
    assert_false(place_write(p, log_it, &t));
    assert_true(place_blames(p, "happened"));
}

static void the_buyers_stage_comes_from_his_own_words(void **state)
{
    struct place *p = *state;
    int64_t id = deal_add(p);
    struct touch ours = touch_of(p, id, TOUCH_OUTBOUND), his = touch_of(p, id, TOUCH_INBOUND);
    ours.buyer_stage = his.buyer_stage = BUYER_COMPARING;
    assert_false(place_write(p, log_it, &ours));
    assert_true(place_blames(p, "buyer_stage"));
    assert_true(place_write(p, log_it, &his));
    struct deal d = deal_read(p, id);
    assert_int_equal(d.buyer_stage, BUYER_COMPARING);
    assert_int_equal(d.buyer_stage_day.n, day_of(2017, 3, 15).n);
    assert_int_equal(d.last_heard.ms, p->c.now.ms);
}

static bool claims_another_day(struct edit *e)
{
    e->now.expected_close = day_of(2017, 6, 30);
    e->now.close_touch_id = 1;
    return true;
}

static void his_touch_proves_only_the_day_he_gave_in_it(void **state)
{
    struct place *p = *state;
    int64_t id = deal_add(p);
    struct touch t = touch_of(p, id, TOUCH_INBOUND);
    assert_true(place_write(p, log_it, &t));
    assert_int_equal(t.id, 1);
    assert_false(fix(p, id, claims_another_day));
    assert_string_equal(p->c.fault.code, "buyer_owned");
    t = touch_of(p, id, TOUCH_INBOUND);
    t.buyer_close = day_of(2017, 5, 31);
    assert_true(place_write(p, log_it, &t));
    assert_int_equal(deal_read(p, id).close_source, CLOSE_BUYER);
}

static bool takes_the_step_away(struct edit *e)
{
    e->now.next_step = STR_NONE;
    e->now.next_step_due = INSTANT_NONE;
    return true;
}

static bool takes_its_date_away(struct edit *e)
{
    e->now.next_step_due = INSTANT_NONE;
    return true;
}

static bool gives_a_date_alone(struct edit *e)
{
    e->now.next_step_due = moment("2017-03-20T10:00:00Z");
    return true;
}

static void a_next_step_is_kept_whole(void **state)
{
    struct place *p = *state;
    int64_t id = deal_add(p);
    assert_false(fix(p, id, gives_a_date_alone));
    assert_true(place_blames(p, "next_step"));
    struct touch t = touch_of(p, id, TOUCH_OUTBOUND);
    assert_true(place_write(p, log_it, &t));
    assert_false(fix(p, id, takes_its_date_away));
    assert_true(place_blames(p, "next_step_due"));
    assert_false(fix(p, id, takes_the_step_away));
    assert_string_equal(p->c.fault.code, "next_step_required");
}

static void an_older_touch_that_is_imported_says_nothing_of_now(void **state)
{
    struct place *p = *state;
    int64_t id = deal_add(p);
    place_as(p, BEN, "import");
    struct touch newer = touch_of(p, id, TOUCH_INBOUND), older = newer;
    newer.happened = moment("2017-03-10T10:00:00Z");
    newer.buyer_close = day_of(2017, 6, 1);
    older.happened = moment("2017-02-10T10:00:00Z");
    older.next_step = STR("Old step");
    older.buyer_close = day_of(2017, 4, 1);
    assert_true(place_write(p, take_it, &newer));
    assert_true(place_write(p, take_it, &older));
    struct deal d = deal_read(p, id);
    assert_str(d.next_step, "Send the offer");
    assert_int_equal(d.expected_close.n, day_of(2017, 6, 1).n);
    assert_int_equal(d.last_heard.ms, newer.happened.ms);
}

static void another_teams_deal_is_not_there(void **state)
{
    struct place *p = *state;
    int64_t id = deal_add(p);
    int64_t cid = place_user(p, "Cid", ROLE_REP, ADA);
    place_as(p, cid, "web");
    struct touch t = touch_of(p, id, TOUCH_OUTBOUND);
    assert_false(place_write(p, log_it, &t));
    assert_int_equal(p->c.fault.kind, FAULT_NOT_FOUND);
}

static bool contact_run(struct ctx *c, void *contact)
{
    return contact_create(c, contact);
}

static void a_contact_who_wants_no_calls_is_not_called(void **state)
{
    struct place *p = *state;
    struct contact amy;
    record_init(&contact_record, &amy);
    amy.name = STR("Amy");
    amy.only_by = CHANNEL_EMAIL + 1;
    int64_t id = deal_add(p);
    assert_true(place_write(p, contact_run, &amy));
    struct touch t = touch_of(p, id, TOUCH_OUTBOUND);
    t.contact_id = amy.id;
    assert_false(place_write(p, log_it, &t));
    assert_string_equal(p->c.fault.code, "channel_preference");
    t.channel = CHANNEL_EMAIL;
    assert_true(place_write(p, log_it, &t));
    t = touch_of(p, id, TOUCH_OUTBOUND);
    t.contact_id = amy.id;
    t.channel = CHANNEL_EMAIL;
    t.next_step = STR("Call Amy about the price");
    assert_false(place_write(p, log_it, &t));
    assert_string_equal(p->c.fault.code, "channel_preference");
    assert_true(place_blames(p, "next_step"));
}

static void a_call_that_the_buyer_asks_for_is_allowed_once(void **state)
{
    struct place *p = *state;
    struct contact amy;
    record_init(&contact_record, &amy);
    amy.name = STR("Amy");
    amy.no_phone = true;
    int64_t id = deal_add(p);
    assert_true(place_write(p, contact_run, &amy));
    struct touch asks = touch_of(p, id, TOUCH_INBOUND);
    asks.contact_id = amy.id;
    asks.next_step = STR("Call her on Monday");
    assert_true(place_write(p, log_it, &asks));
    struct touch call = touch_of(p, id, TOUCH_OUTBOUND);
    call.contact_id = amy.id;
    assert_true(place_write(p, log_it, &call));
    call = touch_of(p, id, TOUCH_OUTBOUND);
    call.contact_id = amy.id;
    assert_false(place_write(p, log_it, &call));
    assert_string_equal(p->c.fault.code, "channel_preference");
}

static void a_step_tells_by_its_words_how_the_buyer_is_reached(void **state)
{
    static const struct {
        const char *step;
        int channel;
    } rows[] = {
        { "Call Amy", CHANNEL_PHONE },
        { "send the offer, then call", CHANNEL_PHONE },
        { "Anrufen!", CHANNEL_PHONE },
        { "Wait for her call", -1 },
        { "Recall the faulty part", -1 },
        { "send the offer", -1 },
        { "", -1 },
        { "Visit the plant", CHANNEL_VISIT },
    };
    struct place *p = *state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(step_channel(&p->c, str_of(rows[i].step)), rows[i].channel);
}

static void a_touch_of_value_says_what_was_shared_and_is_counted(void **state)
{
    struct place *p = *state;
    struct touch_counts n;
    int64_t id = deal_add(p);
    struct touch t = touch_of(p, id, TOUCH_OUTBOUND);
    assert_true(place_write(p, log_it, &t));
    t = touch_of(p, id, TOUCH_OUTBOUND);
    t.next_step = STR("Ask how it went");
    t.kind = TOUCH_VALUE;
    assert_false(place_write(p, log_it, &t));
    assert_true(place_blames(p, "shared"));
    t.shared = STR("The checklist for desks");
    assert_true(place_write(p, log_it, &t));
    assert_true(touch_counts_read(&p->c, id, &n));
    assert_int_equal(n.value, 1);
    assert_int_equal(n.sell, 1);
    assert_int_equal(n.last_value.ms, p->c.now.ms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_touch_says_who_when_and_stands_in_the_deals_history),
        TEST(a_touch_on_a_closed_deal_needs_no_next_step),
        TEST(a_next_step_that_has_passed_or_a_touch_to_come_is_named),
        TEST(the_buyers_stage_comes_from_his_own_words),
        TEST(his_touch_proves_only_the_day_he_gave_in_it),
        TEST(a_next_step_is_kept_whole),
        TEST(an_older_touch_that_is_imported_says_nothing_of_now),
        TEST(another_teams_deal_is_not_there),
        TEST(a_contact_who_wants_no_calls_is_not_called),
        TEST(a_call_that_the_buyer_asks_for_is_allowed_once),
        TEST(a_step_tells_by_its_words_how_the_buyer_is_reached),
        TEST(a_touch_of_value_says_what_was_shared_and_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
