/* SPDX-License-Identifier: Apache-2.0 */
/* What is kept of deals equals what the deals are, after each kind of change; and what a deal was
 * stays what it was. */
#include "deal/deal_store.h"
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
    return deal_save(c, &e->was, &e->now, STR_NONE);
}

static struct deal deal_read(struct place *p, int64_t id)
{
    struct deal d;
    fault_clear(&p->c);
    assert_true(record_get_any(&p->c, &deal_record, id, &d));
    return d;
}

static struct edit edit_of(struct place *p, int64_t id)
{
    struct deal d = deal_read(p, id);
    return (struct edit){ d, d };
}

static void sums_are_right(struct place *p)
{
    struct buf out;
    buf_init(&out, &p->arena, 10000);
    fault_clear(&p->c);
    assert_true(deal_sums_check(&p->c, &out));
    assert_str(buf_str(&out), "");
}

static void save(struct place *p, struct edit *e)
{
    assert_true(place_write(p, change, e));
    sums_are_right(p);
}

static int64_t deal_add(struct place *p, int64_t minor, const char *currency)
{
    struct deal d;
    deal_init(&d);
    d.name = STR("Forty desks");
    d.interest = d.right_person = d.potential = CONFIRMED;
    d.expected_close = day_of(2017, 4, 20);
    d.value.minor = minor;
    memcpy(d.value.currency, currency, 3);
    assert_true(place_write(p, add, &d));
    sums_are_right(p);
    return d.id;
}

static struct stage_total total(struct place *p, int64_t stage_id)
{
    struct stage_total t;
    assert_true(stage_total_read(&p->c, stage_id, &t));
    return t;
}

static int64_t stage_id(struct place *p, const char *name)
{
    return stage_named(&p->c, str_of(name), 0)->id;
}

static void moved(struct place *p, int64_t id, const char *stage)
{
    struct edit e = edit_of(p, id);
    deal_move(&e.now, stage_find(&p->c, stage_id(p, stage)));
    e.now.lost_reason = strcmp(stage, "Lost") == 0 ? STR("Too dear.") : e.now.lost_reason;
    save(p, &e);
}

static void the_sums_follow_a_changed_value_probability_and_date(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    int64_t id = deal_add(p, 100000, "USD");
    struct edit e = edit_of(p, id);
    e.now.value.minor = 250050;
    save(p, &e);
    e = edit_of(p, id);
    e.now.probability = 33;
    save(p, &e);
    e = edit_of(p, id);
    e.now.expected_close = DAY_NONE;
    save(p, &e);
    struct stage_total t = total(p, stage_id(p, "Prospecting"));
    assert_int_equal(t.deals, 1);
    assert_int_equal(t.value, 250050);
    assert_int_equal(t.weighted, 250050 * 33);
}

static void the_sums_follow_a_value_that_goes_and_comes_back_in_another_currency(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    int64_t id = deal_add(p, 100000, "USD");
    struct edit e = edit_of(p, id);
    e.now.value = MONEY_NONE;
    save(p, &e);
    e = edit_of(p, id);
    e.now.value = (struct money){ 70000, "EUR" };
    save(p, &e);
    assert_int_equal(deal_read(p, id).value_base, 0);
    assert_int_equal(total(p, stage_id(p, "Prospecting")).value, 0);
    moved(p, id, "Won");
    moved(p, id, "Lost");
}

static void the_sums_follow_a_deal_to_another_owner(void **state)
{
    struct place *p = *state;
    int64_t cid = place_user(p, "Cid", ROLE_REP, ADA);
    place_as(p, BEN, "web");
    int64_t id = deal_add(p, 100000, "USD");
    struct edit e = edit_of(p, id);
    e.now.owner_id = cid;
    save(p, &e);
    assert_int_equal(total(p, e.now.stage_id).deals, 0);
    place_as(p, cid, "web");
    assert_int_equal(total(p, e.now.stage_id).value, 100000);
    place_as(p, ADA, "web");
    assert_int_equal(total(p, e.now.stage_id).deals, 1);
}

static void the_sums_follow_a_deal_that_is_won_reopened_and_lost(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    int64_t id = deal_add(p, 100000, "USD");
    deal_add(p, 500, "USD");
    moved(p, id, "Won");
    assert_int_equal(total(p, stage_id(p, "Won")).value, 100000);
    moved(p, id, "Negotiation");
    struct deal d = deal_read(p, id);
    assert_int_equal(d.state, DEAL_OPEN);
    assert_int_equal(d.probability, 75);
    assert_false(day_is(d.closed_on));
    moved(p, id, "Lost");
    assert_int_equal(total(p, stage_id(p, "Won")).deals, 0);
    assert_int_equal(total(p, stage_id(p, "Lost")).deals, 1);
}

static void the_sums_follow_a_date_that_becomes_the_buyers(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    struct edit e = edit_of(p, deal_add(p, 100000, "USD"));
    e.now.probability = 60;
    save(p, &e);
    struct deal_part part = deal_part_of(&e.now);
    assert_int_equal(part.confirmed, -1);
    struct deal d = e.now;
    d.close_source = CLOSE_BUYER;
    part = deal_part_of(&d);
    assert_int_equal(part.confirmed, 60);
}

static bool wrong_sum(struct ctx *c, void *arg)
{
    struct deal_part part = deal_part_of(arg);
    return deal_sums_add(c, &part, 1);
}

static void a_sum_that_is_wrong_is_found(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    struct deal d = deal_read(p, deal_add(p, 100000, "USD"));
    struct buf out;
    assert_true(place_write(p, wrong_sum, &d));
    buf_init(&out, &p->arena, 10000);
    assert_true(deal_sums_check(&p->c, &out));
    assert_true(out.n > 0);
}

/* ---- what it was ---- */

struct counted {
    int64_t all, open;
};

static struct counted states_of(struct place *p, int64_t id)
{
    struct counted n = { 0 };
    assert_true(db_get(&p->c,
                       SQL("SELECT count(*), count(CASE WHEN ended = 253402300800000 THEN 1 END) "
                           "FROM deal_state WHERE deal_id = $1"),
                       ARGS(I(id)), OUTS(OI(&n.all), OI(&n.open))));
    return n;
}

static int64_t value_at(struct place *p, int64_t id, const char *moment)
{
    struct instant at;
    int64_t value = -1;
    bool found;
    assert_true(instant_parse(str_of(moment), &at));
    assert_true(db_one(&p->c,
                       SQL("SELECT value FROM deal_state WHERE deal_id = $1 AND entered <= $2 "
                           "AND ended > $2"),
                       ARGS(I(id), I(at.ms)), OUTS(OI(&value)), &found));
    return value;
}

static void each_state_of_a_deal_is_kept_with_its_time(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    int64_t id = deal_add(p, 100000, "USD");
    place_clock_to(p, "2017-03-20T10:00:00Z");
    struct edit e = edit_of(p, id);
    e.now.value.minor = 80000;
    save(p, &e);
    place_clock_to(p, "2017-03-25T10:00:00Z");
    moved(p, id, "Won");
    struct counted n = states_of(p, id);
    assert_int_equal(n.all, 3);
    assert_int_equal(n.open, 1);
    assert_int_equal(value_at(p, id, "2017-03-14T23:59:59Z"), -1);
    assert_int_equal(value_at(p, id, "2017-03-15T23:59:59Z"), 100000);
    assert_int_equal(value_at(p, id, "2017-03-24T23:59:59Z"), 80000);
    assert_int_equal(value_at(p, id, "2017-03-26T00:00:00Z"), 80000);
}

static void changes_at_one_moment_leave_one_state_that_holds(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    int64_t id = deal_add(p, 100000, "USD");
    moved(p, id, "Proposal");
    moved(p, id, "Won");
    struct counted n = states_of(p, id);
    assert_int_equal(n.open, 1);
    assert_int_equal(value_at(p, id, "2017-03-15T10:00:00Z"), 100000);
}

static void a_change_of_the_name_alone_makes_no_new_state(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    int64_t id = deal_add(p, 100000, "USD");
    struct edit e = edit_of(p, id);
    e.now.name = STR("Fifty desks");
    save(p, &e);
    assert_int_equal(states_of(p, id).all, 1);
    assert_int_equal(deal_read(p, id).last_seq, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_sums_follow_a_changed_value_probability_and_date),
        TEST(the_sums_follow_a_value_that_goes_and_comes_back_in_another_currency),
        TEST(the_sums_follow_a_deal_to_another_owner),
        TEST(the_sums_follow_a_deal_that_is_won_reopened_and_lost),
        TEST(the_sums_follow_a_date_that_becomes_the_buyers),
        TEST(a_sum_that_is_wrong_is_found),
        TEST(each_state_of_a_deal_is_kept_with_its_time),
        TEST(changes_at_one_moment_leave_one_state_that_holds),
        TEST(a_change_of_the_name_alone_makes_no_new_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
