/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/testing.h"
#include "sched/clock.h"
#include "silence/silence.h"
#include "touch/touch.h"

static bool add(struct ctx *c, void *row)
{
    return deal_create(c, row);
}

struct asking {
    struct deal deal;
    struct instant answer_by;
};

static bool ask(struct ctx *c, void *arg)
{
    struct asking *a = arg;
    return silence_asked(c, &a->deal, &a->answer_by);
}

static bool log_it(struct ctx *c, void *touch)
{
    return touch_log(c, touch);
}

static struct deal deal_read(struct place *p, int64_t id)
{
    struct deal d;
    fault_clear(&p->c);
    assert_true(record_get_any(&p->c, &deal_record, id, &d));
    return d;
}

static struct asking asked(struct place *p, enum urgency urgency)
{
    struct asking a = { 0 };
    place_as(p, BEN, "enquiry");
    deal_init(&a.deal);
    a.deal.name = STR("MD-1 for Amy");
    a.deal.source = SOURCE_ENQUIRY;
    a.deal.urgency = (int)urgency;
    a.deal.urgency_source = SAID_BY_BUYER;
    assert_true(place_write(p, add, &a.deal));
    assert_true(place_write(p, ask, &a));
    place_as(p, BEN, "web");
    return a;
}

static void call(struct place *p, int64_t deal_id, int channel, int answered)
{
    struct touch t;
    record_init(&touch_record, &t);
    t.deal_id = deal_id;
    t.channel = channel;
    t.answered = answered;
    t.details = STR("We spoke.");
    t.next_step = STR("Send the price");
    t.next_step_due = (struct instant){ p->c.now.ms + 86400000 };
    assert_true(place_write(p, log_it, &t));
}

static struct instant due_of(struct place *p, const struct clock *k, int64_t deal_id)
{
    struct instant due;
    assert_true(clock_due(&p->c, k, deal_id, &due));
    return due;
}

static struct instant at(const char *text)
{
    struct instant t;
    assert_true(instant_parse(str_of(text), &t));
    return t;
}

static void an_urgent_question_on_a_saturday_is_answered_on_monday_at_ten(void **state)
{
    struct place *p = *state;
    place_clock_to(p, "2026-03-14T14:10:00Z");
    struct asking a = asked(p, URGENCY_URGENT);
    assert_int_equal(a.answer_by.ms, at("2026-03-16T10:00:00Z").ms);
    assert_int_equal(due_of(p, &first_answer, a.deal.id).ms, a.answer_by.ms);
    assert_int_equal(asked(p, URGENCY_NORMAL).answer_by.ms, at("2026-03-16T13:00:00Z").ms);
}

static void the_first_answer_is_met_or_missed_to_the_second(void **state)
{
    static const struct {
        const char *when;
        enum first_answer_state expected;
    } tries[] = {
        { "2026-03-16T09:20:00Z", ANSWER_MET },
        { "2026-03-16T10:00:00Z", ANSWER_MET },
        { "2026-03-16T10:00:01Z", ANSWER_MISSED },
        { "2026-03-16T10:01:00Z", ANSWER_MISSED },
    };
    struct place *p = *state;
    struct asking a[COUNT(tries)];
    place_clock_to(p, "2026-03-14T14:10:00Z");
    for (size_t i = 0; i < COUNT(tries); i++)
        a[i] = asked(p, URGENCY_URGENT);
    for (size_t i = 0; i < COUNT(tries); i++) {
        place_clock_to(p, tries[i].when);
        call(p, a[i].deal.id, CHANNEL_PHONE, TOUCH_REACHED);
        struct deal d = deal_read(p, a[i].deal.id);
        assert_int_equal(first_answer_state(&d, p->c.now), tries[i].expected);
        assert_false(instant_is(due_of(p, &first_answer, d.id)));
    }
}

static void only_a_human_word_that_reached_him_breaks_the_silence(void **state)
{
    struct place *p = *state;
    place_clock_to(p, "2026-03-16T09:00:00Z");
    struct asking a = asked(p, URGENCY_URGENT);
    call(p, a.deal.id, CHANNEL_PHONE, TOUCH_NO_ANSWER);
    call(p, a.deal.id, CHANNEL_EMAIL, TOUCH_REACHED);
    assert_false(instant_is(deal_read(p, a.deal.id).human_contact));
    place_clock_to(p, "2026-03-16T09:20:00Z");
    call(p, a.deal.id, CHANNEL_VISIT, TOUCH_REACHED);
    assert_int_equal(deal_read(p, a.deal.id).human_contact.ms, p->c.now.ms);
    assert_int_equal(due_of(p, &silence_warn, a.deal.id).ms, at("2026-03-17T09:20:00Z").ms);
    assert_int_equal(due_of(p, &silence_critical, a.deal.id).ms, at("2026-03-18T09:20:00Z").ms);
}

static bool change(struct ctx *c, void *arg)
{
    struct deal *now = arg, was;
    return record_get_any(c, &deal_record, now->id, &was) && deal_save(c, &was, now, STR_NONE);
}

static void the_clocks_follow_the_urgency_and_end_with_the_deal(void **state)
{
    struct place *p = *state;
    struct deal d;
    place_clock_to(p, "2026-03-16T09:00:00Z");
    place_as(p, BEN, "web");
    deal_init(&d);
    d.name = STR("Forty desks");
    assert_true(place_write(p, add, &d));
    call(p, d.id, CHANNEL_PHONE, TOUCH_REACHED);
    assert_int_equal(due_of(p, &silence_warn, d.id).ms, at("2026-03-19T09:00:00Z").ms);
    d = deal_read(p, d.id);
    d.urgency = URGENCY_URGENT;
    assert_true(place_write(p, change, &d));
    assert_int_equal(due_of(p, &silence_warn, d.id).ms, at("2026-03-17T09:00:00Z").ms);
    d = deal_read(p, d.id);
    deal_move(&d, stage_first(&p->c, 0, ENDING_LOST));
    d.lost_reason = STR("No money");
    assert_true(place_write(p, change, &d));
    assert_false(instant_is(due_of(p, &silence_warn, d.id)));
    assert_false(instant_is(due_of(p, &silence_critical, d.id)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_urgent_question_on_a_saturday_is_answered_on_monday_at_ten),
        TEST(the_first_answer_is_met_or_missed_to_the_second),
        TEST(only_a_human_word_that_reached_him_breaks_the_silence),
        TEST(the_clocks_follow_the_urgency_and_end_with_the_deal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
