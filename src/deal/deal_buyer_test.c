/* SPDX-License-Identifier: Apache-2.0 */
#include "deal/deal.h"
#include "frame/history.h"
#include "frame/testing.h"
#include "touch/touch.h"

static bool add(struct ctx *c, void *row)
{
    return deal_create(c, row);
}

static bool log_it(struct ctx *c, void *touch)
{
    return touch_log(c, touch);
}

struct edit {
    struct deal was, now;
};

static bool change(struct ctx *c, void *arg)
{
    struct edit *e = arg;
    return deal_save(c, &e->was, &e->now, STR("because"));
}

static bool save_health(struct ctx *c, void *arg)
{
    struct edit *e = arg;
    return deal_save_health(c, &e->was, &e->now, STR("because"));
}

static struct deal deal_read(struct place *p, int64_t id)
{
    struct deal d;
    fault_clear(&p->c);
    assert_true(record_get_any(&p->c, &deal_record, id, &d));
    return d;
}

/* What an enquiry makes: urgent, by 24 March, 4,800 to 5,000. */
static struct deal asked(struct place *p)
{
    struct deal d;
    place_as(p, BEN, "enquiry");
    deal_init(&d);
    d.name = STR("MD-1 for Amy");
    d.source = SOURCE_ENQUIRY;
    d.value = (struct money){ 480000, "USD" };
    d.urgency = URGENCY_URGENT;
    d.need_by = day_of(2017, 3, 24);
    d.budget_from = (struct money){ 480000, "USD" };
    d.budget = (struct money){ 500000, "USD" };
    d.buyer_stage = BUYER_READY;
    assert_true(place_write(p, add, &d));
    place_as(p, BEN, "web");
    return deal_read(p, d.id);
}

static struct touch touch_of(struct place *p, int64_t deal_id, int channel, int direction)
{
    struct touch t;
    record_init(&touch_record, &t);
    t.deal_id = deal_id;
    t.channel = channel;
    t.direction = direction;
    t.details = STR("We spoke.");
    t.next_step = STR("Send the price");
    t.next_step_due = (struct instant){ p->c.now.ms + 86400000 };
    return t;
}

static bool is_refused(struct place *p, struct edit *e, const char *field)
{
    return !place_write(p, change, e) && str_is(str_of(p->c.fault.code), "buyer_owned")
           && place_blames(p, field);
}

static void what_an_enquiry_says_is_the_buyers_with_its_time(void **state)
{
    struct place *p = *state;
    struct deal d = asked(p);
    assert_int_equal(d.urgency_source, SAID_BY_BUYER);
    assert_int_equal(d.urgency_said.ms, p->c.now.ms);
    assert_int_equal(d.need_by_source, SAID_BY_BUYER);
    assert_int_equal(d.budget_source, SAID_BY_BUYER);
    assert_int_equal(d.probability, 80);
    assert_int_equal(d.rep_stage_id, 0);
}

static void nobody_of_us_changes_what_the_buyer_said(void **state)
{
    struct place *p = *state;
    struct deal d = asked(p);
    static const char *const doors[] = { "web", "api", "import", "undo", "clock" };
    for (size_t i = 0; i < COUNT(doors); i++) {
        struct edit urgency = { d, d }, need_by = { d, d }, budget = { d, d };
        place_as(p, ADA, doors[i]);
        urgency.now.urgency = URGENCY_NORMAL;
        assert_true(is_refused(p, &urgency, "urgency"));
        need_by.now.need_by = day_of(2017, 4, 24);
        assert_true(is_refused(p, &need_by, "need_by"));
        budget.now.budget = MONEY_NONE;
        assert_true(is_refused(p, &budget, "budget"));
        assert_true(p->c.fault.next[0].n > 0);
    }
    assert_int_equal(deal_read(p, d.id).version, d.version);
}

static void a_source_that_somebody_sets_counts_for_nothing(void **state)
{
    struct place *p = *state;
    struct deal d = asked(p);
    struct edit e = { d, d };
    e.now.urgency_source = SAID_BY_US;
    e.now.name = STR("MD-1");
    assert_true(place_write(p, change, &e));
    assert_int_equal(deal_read(p, d.id).urgency_source, SAID_BY_BUYER);
}

static void what_one_of_us_guessed_is_ours_to_change(void **state)
{
    struct place *p = *state;
    struct deal d;
    place_as(p, BEN, "web");
    deal_init(&d);
    d.name = STR("Forty desks");
    d.urgency = URGENCY_URGENT;
    assert_true(place_write(p, add, &d));
    assert_int_equal(deal_read(p, d.id).urgency_source, SAID_BY_US);
    assert_int_equal(deal_read(p, d.id).rep_stage_id, d.stage_id);
    struct edit e = { d, d };
    e.now.urgency = URGENCY_NORMAL;
    assert_true(place_write(p, change, &e));
}

static void only_an_inbound_touch_lowers_what_he_said(void **state)
{
    struct place *p = *state;
    struct deal d = asked(p);
    struct touch call = touch_of(p, d.id, CHANNEL_PHONE, TOUCH_OUTBOUND);
    call.urgency = TOUCH_NORMAL;
    assert_false(place_write(p, log_it, &call));
    assert_string_equal(p->c.fault.code, "buyer_owned");
    place_clock_to(p, "2017-03-15T12:00:00Z");
    struct touch mail = touch_of(p, d.id, CHANNEL_EMAIL, TOUCH_INBOUND);
    mail.urgency = TOUCH_NORMAL;
    mail.need_by = day_of(2017, 4, 30);
    assert_true(place_write(p, log_it, &mail));
    d = deal_read(p, d.id);
    assert_int_equal(d.urgency, URGENCY_NORMAL);
    assert_int_equal(d.urgency_source, SAID_BY_BUYER);
    assert_int_equal(d.urgency_said.ms, p->c.now.ms);
    assert_int_equal(d.need_by.n, day_of(2017, 4, 30).n);
}

static void a_conversation_says_what_was_not_said_and_a_letter_of_ours_does_not(void **state)
{
    struct place *p = *state;
    struct deal d;
    place_as(p, BEN, "web");
    deal_init(&d);
    d.name = STR("Forty desks");
    assert_true(place_write(p, add, &d));
    struct touch letter = touch_of(p, d.id, CHANNEL_LETTER, TOUCH_OUTBOUND);
    letter.urgency = TOUCH_URGENT;
    assert_false(place_write(p, log_it, &letter));
    struct touch call = touch_of(p, d.id, CHANNEL_PHONE, TOUCH_OUTBOUND);
    call.urgency = TOUCH_URGENT;
    call.need_by = day_of(2017, 3, 20);
    call.needs = STR("A monitor that runs on batteries");
    call.clarity = STR("The model");
    call.payment_path = PAYMENT_SELF;
    assert_true(place_write(p, log_it, &call));
    d = deal_read(p, d.id);
    assert_int_equal(d.urgency, URGENCY_URGENT);
    assert_int_equal(d.urgency_source, SAID_BY_BUYER);
    assert_int_equal(d.need_by.n, day_of(2017, 3, 20).n);
    assert_int_equal(d.payment_path, PAYMENT_SELF);
}

static void that_he_has_no_alternative_only_he_can_say(void **state)
{
    struct place *p = *state;
    struct deal d = asked(p);
    struct edit e = { d, d };
    e.now.alternatives = ALTERNATIVES_NONE;
    assert_true(is_refused(p, &e, "alternatives"));
    place_as(p, BEN, "buyer");
    assert_true(place_write(p, change, &e));
    assert_int_equal(deal_read(p, d.id).alternatives, ALTERNATIVES_NONE);
}

static void our_stage_moves_beside_the_buyers_and_leaves_the_probability(void **state)
{
    struct place *p = *state;
    struct deal d = asked(p);
    struct edit e = { d, d };
    deal_move(&e.now, stage_find(&p->c, d.stage_id + 1));
    assert_true(place_write(p, change, &e));
    d = deal_read(p, d.id);
    assert_int_equal(d.rep_stage_id, d.stage_id);
    assert_int_equal(d.probability, 80);
    struct touch t = touch_of(p, d.id, CHANNEL_EMAIL, TOUCH_INBOUND);
    t.buyer_stage = BUYER_LOOKING;
    assert_true(place_write(p, log_it, &t));
    assert_int_equal(deal_read(p, d.id).probability, 10);
    assert_int_equal(deal_read(p, d.id).rep_stage_id, d.stage_id);
}

static void a_buyer_presumed_gone_counts_for_little_until_he_was_reached(void **state)
{
    struct place *p = *state;
    struct deal d = asked(p);
    struct stage_total sum;
    struct edit e = { d, d };
    place_as(p, ADA, "clock");
    e.now.health = HEALTH_PRESUMED_GONE;
    assert_true(place_write(p, save_health, &e));
    d = deal_read(p, d.id);
    assert_int_equal(d.probability, 10);
    assert_true(stage_total_read(&p->c, d.stage_id, &sum));
    assert_int_equal(percent_round(sum.weighted), 48000);
    place_as(p, BEN, "web");
    struct edit up = { d, d };
    up.now.probability = 60;
    assert_false(place_write(p, change, &up));
    assert_string_equal(p->c.fault.code, "buyer_is_gone");
    struct touch call = touch_of(p, d.id, CHANNEL_PHONE, TOUCH_OUTBOUND);
    assert_true(place_write(p, log_it, &call));
    d = deal_read(p, d.id);
    assert_int_equal(d.health, HEALTH_OK);
    assert_int_equal(d.probability, 10);
    struct edit again = { d, d };
    again.now.probability = 60;
    assert_true(place_write(p, change, &again));
}

static void a_deal_tells_who_closed_it(void **state)
{
    struct place *p = *state;
    struct deal d = asked(p);
    struct edit e = { d, d };
    deal_move(&e.now, stage_first(&p->c, 0, ENDING_LOST));
    e.now.lost_reason = STR("No reply");
    e.now.lost_to = STR("A faster shop");
    place_as(p, BEN, "buyer");
    assert_true(place_write(p, change, &e));
    d = deal_read(p, d.id);
    assert_int_equal(d.closed_by, CLOSED_BY_BUYER);
    struct edit back = { d, d };
    place_as(p, BEN, "web");
    deal_move(&back.now, stage_first(&p->c, 0, ENDING_NONE));
    assert_true(place_write(p, change, &back));
    d = deal_read(p, d.id);
    assert_int_equal(d.closed_by, CLOSED_BY_US);
    assert_int_equal(d.lost_to.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_an_enquiry_says_is_the_buyers_with_its_time),
        TEST(nobody_of_us_changes_what_the_buyer_said),
        TEST(a_source_that_somebody_sets_counts_for_nothing),
        TEST(what_one_of_us_guessed_is_ours_to_change),
        TEST(only_an_inbound_touch_lowers_what_he_said),
        TEST(a_conversation_says_what_was_not_said_and_a_letter_of_ours_does_not),
        TEST(that_he_has_no_alternative_only_he_can_say),
        TEST(our_stage_moves_beside_the_buyers_and_leaves_the_probability),
        TEST(a_buyer_presumed_gone_counts_for_little_until_he_was_reached),
        TEST(a_deal_tells_who_closed_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
