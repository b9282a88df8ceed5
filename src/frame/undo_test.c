/* SPDX-License-Identifier: Apache-2.0 */
#include "account/account.h"
#include "deal/deal.h"
#include "deal/deal_pages.h"
#include "frame/policy.h"
#include "frame/testing.h"
#include "frame/undo.h"
#include "pipeline/pipeline.h"
#include "rate/rate.h"
#include "touch/touch.h"

static bool add(struct ctx *c, void *row)
{
    return deal_create(c, row);
}

struct edit {
    struct deal was, now;
};

static bool change(struct ctx *c, void *arg)
{
    struct edit *e = arg;
    return deal_save(c, &e->was, &e->now, STR_NONE);
}

struct taking_back {
    int64_t id, seq;
    struct deal now;
};

static bool take_back(struct ctx *c, void *arg)
{
    struct taking_back *t = arg;
    return undo_change(c, &deal_pages, t->id, t->seq, &t->now);
}

static struct deal deal_of_ben(struct place *p)
{
    struct deal d;
    place_as(p, BEN, "web");
    deal_init(&d);
    d.name = STR("Forty desks");
    d.value = (struct money){ 100000, "USD" };
    assert_true(place_write(p, add, &d));
    return d;
}

static struct deal deal_read(struct place *p, int64_t id)
{
    struct deal d;
    fault_clear(&p->c);
    assert_true(record_get_any(&p->c, &deal_record, id, &d));
    return d;
}

/* A change of the value as who is there now; the deal as it then is. */
static struct deal priced(struct place *p, int64_t id, int64_t minor, const char *currency)
{
    struct edit e = { .was = deal_read(p, id) };
    e.now = e.was;
    e.now.value.minor = minor;
    memcpy(e.now.value.currency, currency, 4);
    assert_true(place_write(p, change, &e));
    return e.now;
}

static bool undone(struct place *p, int64_t id, int64_t seq)
{
    return place_write(p, take_back, &(struct taking_back){ .id = id, .seq = seq });
}

static size_t entries_of(struct place *p, int64_t id)
{
    struct entries all;
    fault_clear(&p->c);
    assert_true(history_read(&p->c, "deal", id, STR_NONE, 0, 50, &all));
    return all.n;
}

static void an_undo_puts_the_old_values_back_as_a_new_change(void **state)
{
    struct place *p = *state;
    struct deal d = deal_of_ben(p);
    struct deal changed = priced(p, d.id, 5500, "EUR");
    assert_true(undone(p, d.id, changed.last_seq));
    struct deal now = deal_read(p, d.id);
    assert_int_equal(now.value.minor, 100000);
    assert_string_equal(now.value.currency, "USD");
    assert_int_equal(now.value_base, 100000);
    assert_int_equal(now.version, 3);
    assert_int_equal(entries_of(p, d.id), 3);
    struct buf wrong;
    buf_init(&wrong, &p->arena, 1000);
    assert_true(deal_sums_check(&p->c, &wrong));
    assert_str(buf_str(&wrong), "");
}

static void an_undo_names_what_it_takes_back_and_can_be_taken_back(void **state)
{
    struct place *p = *state;
    struct deal d = deal_of_ben(p);
    struct deal changed = priced(p, d.id, 5500, "USD");
    struct entry e;
    struct cause cause;
    bool found;
    assert_true(undone(p, d.id, 0));
    assert_true(history_entry(&p->c, "deal", d.id, changed.last_seq + 1, &e, &found) && found);
    assert_true(entry_cause(&p->c, &e, &cause));
    assert_int_equal(cause.undoes, changed.last_seq);
    assert_true(undone(p, d.id, 0));
    assert_int_equal(deal_read(p, d.id).value.minor, 5500);
}

static void what_somebody_changed_since_is_left_and_said(void **state)
{
    struct place *p = *state;
    struct deal d = deal_of_ben(p);
    struct deal changed = priced(p, d.id, 5500, "USD");
    place_as(p, ADA, "web");
    priced(p, d.id, 7700, "USD");
    priced(p, d.id, 5500, "USD");
    place_as(p, BEN, "web");
    assert_false(undone(p, d.id, changed.last_seq));
    assert_string_equal(p->c.fault.code, "edited_since");
    assert_str(p->c.fault.detail, "Ada changed Value to $55 in the meantime.");
    assert_int_equal(deal_read(p, d.id).value.minor, 5500);
}

static void another_field_that_changed_since_is_no_obstacle(void **state)
{
    struct place *p = *state;
    struct deal d = deal_of_ben(p);
    struct deal changed = priced(p, d.id, 5500, "USD");
    struct edit e = { deal_read(p, d.id), deal_read(p, d.id) };
    e.now.urgency = URGENCY_URGENT;
    assert_true(place_write(p, change, &e));
    assert_true(undone(p, d.id, changed.last_seq));
    struct deal now = deal_read(p, d.id);
    assert_int_equal(now.value.minor, 100000);
    assert_int_equal(now.urgency, URGENCY_URGENT);
}

static void a_change_is_taken_back_once(void **state)
{
    struct place *p = *state;
    struct deal d = deal_of_ben(p);
    struct deal changed = priced(p, d.id, 5500, "USD");
    assert_true(undone(p, d.id, changed.last_seq));
    assert_false(undone(p, d.id, changed.last_seq));
    assert_string_equal(p->c.fault.code, "already_undone");
}

static void nobody_takes_back_what_another_did(void **state)
{
    struct place *p = *state;
    struct deal d = deal_of_ben(p);
    struct deal changed = priced(p, d.id, 5500, "USD");
    place_as(p, ADA, "web");
    assert_false(undone(p, d.id, changed.last_seq));
    assert_int_equal(p->c.fault.kind, FAULT_NOT_ALLOWED);
    assert_str(p->c.fault.detail, "This was changed by Ben. You can take back what you did.");
}

static void an_old_change_stays(void **state)
{
    struct place *p = *state;
    struct deal d = deal_of_ben(p);
    struct deal changed = priced(p, d.id, 5500, "USD");
    place_clock_to(p, "2017-03-16T10:00:01Z");
    assert_false(undone(p, d.id, changed.last_seq));
    assert_string_equal(p->c.fault.code, "undo_too_late");
}

static void the_rules_hold_for_an_undo_too(void **state)
{
    struct place *p = *state;
    struct deal d = deal_of_ben(p);
    struct edit e = { d, d };
    e.now.next_step = STR("Send the offer");
    e.now.next_step_due = (struct instant){ p->c.now.ms + 86400000 };
    assert_true(place_write(p, change, &e));
    assert_false(undone(p, d.id, 0));
    assert_string_equal(p->c.fault.code, "next_step_required");
}

static void a_won_deal_that_is_taken_back_is_open_with_its_next_step(void **state)
{
    struct place *p = *state;
    struct deal d = deal_of_ben(p);
    struct edit e = { d, d };
    e.now.next_step = STR("Send the offer");
    e.now.next_step_due = (struct instant){ p->c.now.ms + 86400000 };
    assert_true(place_write(p, change, &e));
    struct edit won = { e.now, e.now };
    deal_move(&won.now, stage_first(&p->c, 0, ENDING_WON));
    assert_true(place_write(p, change, &won));
    assert_true(undone(p, d.id, 0));
    struct deal now = deal_read(p, d.id);
    assert_int_equal(now.state, DEAL_OPEN);
    assert_str(now.next_step, "Send the offer");
    assert_int_equal(now.probability, d.probability);
    assert_false(day_is(now.closed_on));
}

static bool log_it(struct ctx *c, void *touch)
{
    return touch_log(c, touch);
}

static void with_the_buyers_date_comes_the_touch_that_proves_it(void **state)
{
    struct place *p = *state;
    struct deal d = deal_of_ben(p);
    struct touch t;
    record_init(&touch_record, &t);
    t.deal_id = d.id;
    t.direction = TOUCH_INBOUND;
    t.details = STR("We sign in May.");
    t.next_step = STR("Send the contract");
    t.next_step_due = (struct instant){ p->c.now.ms + 86400000 };
    assert_true(day_parse(STR("2017-05-02"), &t.buyer_close));
    assert_true(place_write(p, log_it, &t));
    struct edit e = { deal_read(p, d.id), deal_read(p, d.id) };
    assert_true(day_parse(STR("2017-06-02"), &e.now.expected_close));
    assert_true(place_write(p, change, &e));
    assert_int_equal(deal_read(p, d.id).close_source, CLOSE_REP_GUESS);
    assert_true(undone(p, d.id, 0));
    struct deal now = deal_read(p, d.id);
    assert_int_equal(now.expected_close.n, t.buyer_close.n);
    assert_int_equal(now.close_source, CLOSE_BUYER);
    assert_int_equal(now.close_touch_id, t.id);
}

static bool enter(struct ctx *c, void *rate)
{
    return rate_enter(c, rate);
}

static void euro_is(struct place *p, const char *day, const char *number)
{
    struct rate r;
    record_init(&rate_record, &r);
    r.base = STR("USD");
    r.currency = STR("EUR");
    r.rate = str_of(number);
    assert_true(day_parse(str_of(day), &r.day));
    place_as(p, ADA, "web");
    assert_true(place_write(p, enter, &r));
    place_as(p, BEN, "web");
}

static void a_value_comes_back_with_the_rate_by_which_it_was_counted(void **state)
{
    struct place *p = *state;
    struct deal d = deal_of_ben(p);
    euro_is(p, "2017-03-15", "0.5");
    struct deal euros = priced(p, d.id, 1000, "EUR");
    assert_int_equal(euros.value_base, 2000);
    place_clock_to(p, "2017-03-16T09:00:00Z");
    euro_is(p, "2017-03-16", "0.25");
    priced(p, d.id, 3000, "USD");
    assert_true(undone(p, d.id, 0));
    struct deal now = deal_read(p, d.id);
    assert_string_equal(now.value.currency, "EUR");
    assert_int_equal(now.value_base, 2000);
    assert_int_equal(now.value_rate_day.n, euros.value_rate_day.n);
    struct buf wrong;
    buf_init(&wrong, &p->arena, 1000);
    assert_true(deal_sums_check(&p->c, &wrong));
    assert_str(buf_str(&wrong), "");
}

static void only_ones_own_newest_change_is_offered(void **state)
{
    struct place *p = *state;
    struct deal d = deal_of_ben(p);
    struct entries all;
    struct undo_offer offer;
    struct deal changed = priced(p, d.id, 5500, "USD");
    assert_true(history_read(&p->c, "deal", d.id, STR_NONE, 0, 50, &all));
    assert_true(undo_offered(&p->c, &deal_record, &all, &offer));
    assert_int_equal(offer.seq, changed.last_seq);
    place_as(p, ADA, "web");
    assert_true(undo_offered(&p->c, &deal_record, &all, &offer));
    assert_null(offer.plural);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_undo_puts_the_old_values_back_as_a_new_change),
        TEST(an_undo_names_what_it_takes_back_and_can_be_taken_back),
        TEST(what_somebody_changed_since_is_left_and_said),
        TEST(another_field_that_changed_since_is_no_obstacle),
        TEST(a_change_is_taken_back_once),
        TEST(nobody_takes_back_what_another_did),
        TEST(an_old_change_stays),
        TEST(the_rules_hold_for_an_undo_too),
        TEST(a_won_deal_that_is_taken_back_is_open_with_its_next_step),
        TEST(with_the_buyers_date_comes_the_touch_that_proves_it),
        TEST(a_value_comes_back_with_the_rate_by_which_it_was_counted),
        TEST(only_ones_own_newest_change_is_offered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
