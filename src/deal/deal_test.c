/* SPDX-License-Identifier: Apache-2.0 */
#include "deal/deal.h"
#include "deal/deal_pages.h"
#include "frame/history.h"
#include "frame/testing.h"
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
    return deal_save(c, &e->was, &e->now, STR("because"));
}

static bool log_it(struct ctx *c, void *touch)
{
    return touch_log(c, touch);
}

static struct deal deal_add(struct place *p, int64_t owner_id)
{
    struct deal d;
    deal_init(&d);
    d.name = STR("Forty desks");
    d.interest = d.right_person = d.potential = CONFIRMED;
    d.owner_id = owner_id;
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

static struct touch touch_of(const struct deal *d, int direction)
{
    struct touch t;
    record_init(&touch_record, &t);
    t.deal_id = d->id;
    t.direction = direction;
    t.details = STR("We spoke.");
    return t;
}

static void with_next_step(struct place *p, struct touch *t)
{
    t->next_step = STR("Send the offer");
    t->next_step_due = (struct instant){ p->c.now.ms + 86400000 };
}

static void a_new_deal_has_the_first_stage_its_probability_and_an_owner(void **state)
{
    struct place *p = *state;
    struct deal d;
    place_as(p, BEN, "web");
    deal_init(&d);
    d.name = STR("Forty desks");
    assert_true(place_write(p, add, &d));
    assert_int_equal(d.owner_id, BEN);
    assert_str(d.stage_name, "Prospecting");
    assert_int_equal(d.probability, 10);
    assert_int_equal(d.last_seq, 1);
}

static void a_touch_on_an_open_deal_without_a_next_step_is_refused(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    struct deal d = deal_add(p, BEN);
    struct touch t = touch_of(&d, TOUCH_OUTBOUND);
    assert_false(place_write(p, log_it, &t));
    assert_string_equal(p->c.fault.code, "next_step_required");
    assert_true(place_blames(p, "next_step"));
    assert_true(place_blames(p, "next_step_due"));
    assert_true(p->c.fault.next[0].n > 0);
    assert_int_equal(deal_read(p, d.id).version, d.version);
}

static void a_logged_touch_sets_the_next_step_and_the_last_contact(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    struct deal d = deal_add(p, BEN);
    struct touch t = touch_of(&d, TOUCH_OUTBOUND);
    with_next_step(p, &t);
    assert_true(place_write(p, log_it, &t));
    d = deal_read(p, d.id);
    assert_str(d.next_step, "Send the offer");
    assert_int_equal(d.last_touch.ms, p->c.now.ms);
    assert_false(instant_is(d.last_heard));
    assert_int_equal(deal_step_sign(&p->c, &d), STEP_BOOKED);
}

static void a_date_is_the_buyers_only_through_an_inbound_touch(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    struct deal d = deal_add(p, BEN);
    struct touch out = touch_of(&d, TOUCH_OUTBOUND), in = touch_of(&d, TOUCH_INBOUND);
    with_next_step(p, &out);
    with_next_step(p, &in);
    out.buyer_close = in.buyer_close = day_of(2017, 4, 1);
    assert_false(place_write(p, log_it, &out));
    assert_true(place_blames(p, "buyer_close"));
    assert_true(place_write(p, log_it, &in));
    d = deal_read(p, d.id);
    assert_int_equal(d.close_source, CLOSE_BUYER);
    assert_int_equal(d.close_touch_id, in.id);
    struct edit e = { d, d };
    e.now.expected_close = day_of(2017, 5, 1);
    assert_true(place_write(p, change, &e));
    assert_int_equal(deal_read(p, d.id).close_source, CLOSE_REP_GUESS);
}

static void nobody_can_just_say_that_a_date_is_the_buyers(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    struct deal d = deal_add(p, BEN);
    struct touch t = touch_of(&d, TOUCH_OUTBOUND);
    with_next_step(p, &t);
    assert_true(place_write(p, log_it, &t));
    d = deal_read(p, d.id);
    struct edit e = { d, d };
    e.now.expected_close = day_of(2017, 5, 1);
    e.now.close_touch_id = t.id;
    assert_false(place_write(p, change, &e));
    assert_string_equal(p->c.fault.code, "buyer_owned");
}

static void won_needs_a_value_and_lost_a_reason(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    struct deal d = deal_add(p, BEN);
    struct edit lost = { d, d }, won = { d, d };
    deal_move(&lost.now, stage_first(&p->c, 0, ENDING_LOST));
    assert_false(place_write(p, change, &lost));
    assert_true(place_blames(p, "lost_reason"));
    won.now.value = MONEY_NONE;
    deal_move(&won.now, stage_first(&p->c, 0, ENDING_WON));
    assert_false(place_write(p, change, &won));
    assert_true(place_blames(p, "value"));
    won.now.value = d.value;
    assert_true(place_write(p, change, &won));
    d = deal_read(p, d.id);
    assert_int_equal(d.state, DEAL_WON);
    assert_int_equal(d.probability, 100);
    assert_int_equal(d.closed_on.n, day_of(2017, 3, 15).n);
    struct touch t = touch_of(&d, TOUCH_INBOUND);
    assert_true(place_write(p, log_it, &t));
}

static void a_change_is_kept_with_old_new_who_and_why(void **state)
{
    struct place *p = *state;
    struct entries entries;
    struct entry_changes changes;
    struct str why;
    int64_t touch_id;
    place_as(p, BEN, "web");
    struct deal d = deal_add(p, BEN);
    struct edit e = { d, d };
    e.now.value.minor = 123456;
    assert_true(place_write(p, change, &e));
    assert_true(history_read(&p->c, "deal", d.id, STR("changed"), 0, 10, &entries));
    assert_int_equal(entries.n, 1);
    assert_int_equal(entries.p[0].user_id, BEN);
    assert_int_equal(entries.p[0].seq, 2);
    assert_true(entry_parse(&p->c, &entries.p[0], &changes, &why, &touch_id));
    assert_str(changes.p[0].old_shown, "$1,000");
    assert_str(changes.p[0].new_shown, "$1,234.56");
    assert_str(why, "because");
}

static void a_deal_that_is_behind_is_not_overwritten(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    struct deal d = deal_add(p, BEN);
    struct edit first = { d, d }, second = { d, d };
    first.now.probability = 40;
    second.now.probability = 60;
    assert_true(place_write(p, change, &first));
    assert_false(place_write(p, change, &second));
    assert_int_equal(p->c.fault.kind, FAULT_STALE);
    assert_int_equal(deal_read(p, d.id).probability, 40);
}

struct sharing {
    int64_t deal_id, user_id;
};

static bool share(struct ctx *c, void *arg)
{
    const struct sharing *s = arg;
    return deal_share(c, s->deal_id, s->user_id);
}

static void a_rep_sees_his_own_and_what_is_shared_with_him(void **state)
{
    struct place *p = *state;
    struct deal d, seen;
    int64_t cid = place_user(p, "Cid", ROLE_REP, ADA);
    place_as(p, BEN, "web");
    d = deal_add(p, BEN);
    struct sharing s = { d.id, cid };
    place_as(p, cid, "web");
    assert_false(record_get(&p->c, &deal_record, d.id, &seen));
    assert_int_equal(p->c.fault.kind, FAULT_NOT_FOUND);
    place_as(p, BEN, "web");
    assert_true(place_write(p, share, &s));
    place_as(p, cid, "web");
    assert_true(record_get(&p->c, &deal_record, d.id, &seen));
    struct edit e = { seen, seen };
    e.now.owner_id = cid;
    assert_false(place_write(p, change, &e));
    assert_true(place_blames(p, "owner_id"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_new_deal_has_the_first_stage_its_probability_and_an_owner),
        TEST(a_touch_on_an_open_deal_without_a_next_step_is_refused),
        TEST(a_logged_touch_sets_the_next_step_and_the_last_contact),
        TEST(a_date_is_the_buyers_only_through_an_inbound_touch),
        TEST(nobody_can_just_say_that_a_date_is_the_buyers),
        TEST(won_needs_a_value_and_lost_a_reason),
        TEST(a_change_is_kept_with_old_new_who_and_why),
        TEST(a_deal_that_is_behind_is_not_overwritten),
        TEST(a_rep_sees_his_own_and_what_is_shared_with_him),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
