/* SPDX-License-Identifier: Apache-2.0 */
/* Wednesday, 15 March 2017, 10:00 UTC; offices are open from Monday to Friday, 09:00 to 17:00. */
#include "alert/alert.h"
#include "approval/approval.h"
#include "approval/approval_impl.h"
#include "approval/approval_store.h"
#include "contact/contact.h"
#include "frame/testing.h"
#include "touch/touch.h"

struct decision {
    int64_t id;
    bool yes;
    struct str reason;
};

static bool deal_add_it(struct ctx *c, void *row)
{
    return deal_create(c, row);
}

static bool contact_add_it(struct ctx *c, void *row)
{
    return contact_create(c, row);
}

static bool ask_it(struct ctx *c, void *row)
{
    return approval_ask(c, row);
}

static bool put_it(struct ctx *c, void *row)
{
    return roadblock_put(c, row);
}

static bool answer_it(struct ctx *c, void *row)
{
    return roadblock_answer(c, row, STR("We take 10 % off."));
}

static bool helped_it(struct ctx *c, void *row)
{
    return roadblock_helped(c, row, HELPED_YES, 0);
}

static bool decide_it(struct ctx *c, void *arg)
{
    const struct decision *d = arg;
    struct approval a;
    return record_get(c, &approval_record, d->id, &a) && approval_decide(c, &a, d->yes, d->reason);
}

static bool withdraw_it(struct ctx *c, void *row)
{
    return approval_withdraw(c, row, STR("He decided otherwise."));
}

struct edit {
    struct deal was, now;
};

static bool change_it(struct ctx *c, void *arg)
{
    struct edit *e = arg;
    return deal_save(c, &e->was, &e->now, STR_NONE);
}

static struct deal deal_of(struct place *p, int64_t id)
{
    struct deal d;
    fault_clear(&p->c);
    assert_true(record_get_any(&p->c, &deal_record, id, &d));
    return d;
}

static struct approval stored(struct place *p, int64_t id)
{
    struct approval a;
    fault_clear(&p->c);
    assert_true(record_get_any(&p->c, &approval_record, id, &a));
    return a;
}

static int64_t number(struct place *p, const char *sql)
{
    int64_t n = -1;
    fault_clear(&p->c);
    assert_true(db_get(&p->c, sql, NO_ARGS, OUTS(OI(&n))));
    return n;
}

/* 100,000.00 with Pat, whom letters reach. */
static int64_t deal_new(struct place *p)
{
    struct contact who;
    struct deal d;
    place_as(p, BEN, "web");
    record_init(&contact_record, &who);
    who.name = STR("Pat");
    who.email = STR("pat@acme.example");
    assert_true(place_write(p, contact_add_it, &who));
    deal_init(&d);
    d.name = STR("Forty desks");
    d.value = (struct money){ 10000000, "USD" };
    d.contact_id = who.id;
    assert_true(place_write(p, deal_add_it, &d));
    return d.id;
}

/* Eve above Mo above Ray, to whom the deal goes. */
struct line {
    int64_t eve, mo, ray;
};

static struct line line_of(struct place *p, int64_t deal_id)
{
    struct line l;
    l.eve = place_user(p, "Eve", ROLE_EXECUTIVE, 0);
    l.mo = place_user(p, "Mo", ROLE_MANAGER, l.eve);
    l.ray = place_user(p, "Ray", ROLE_REP, l.mo);
    place_as(p, ADA, "import");
    p->c.viewer = &viewer_system;
    struct edit e = { deal_of(p, deal_id), deal_of(p, deal_id) };
    e.now.owner_id = l.ray;
    assert_true(place_write(p, change_it, &e));
    place_as(p, l.ray, "web");
    return l;
}

static struct approval price(int64_t deal_id, int64_t minor)
{
    struct approval a;
    record_init(&approval_record, &a);
    a.deal_id = deal_id;
    a.amount = (struct money){ minor, "USD" };
    a.reason = STR("He has an offer of 91,000.");
    return a;
}

static bool decided(struct place *p, int64_t id, bool yes)
{
    struct decision d = { id, yes, STR("Keeps them.") };
    return place_write(p, decide_it, &d);
}

static bool moved(struct place *p, int64_t deal_id, enum ending ending)
{
    struct edit e = { deal_of(p, deal_id), deal_of(p, deal_id) };
    e.now.lost_reason = STR("Somebody else was faster");
    deal_move(&e.now, stage_first(&p->c, 0, ending));
    return place_write(p, change_it, &e);
}

static void refused(struct place *p, const char *code)
{
    assert_int_equal(p->c.fault.kind, FAULT_REFUSED);
    assert_string_equal(p->c.fault.code, code);
    assert_true(p->c.fault.next[0].n > 0);
}

static void within_his_limit_a_rep_needs_nobody(void **state)
{
    struct place *p = *state;
    int64_t deal = deal_new(p);
    struct approval a = price(deal, 9500000);
    assert_true(place_write(p, ask_it, &a));
    assert_int_equal(a.discount, 5);
    assert_int_equal(a.state, APPROVAL_APPROVED);
    assert_int_equal(deal_of(p, deal).value.minor, 9500000);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM alert")), 0);
}

static void limits_hold_for_all_discounts_of_a_deal_together(void **state)
{
    struct place *p = *state;
    int64_t deal = deal_new(p);
    struct approval a = price(deal, 9600000), b = price(deal, 9200000);
    assert_true(place_write(p, ask_it, &a));
    assert_true(place_write(p, ask_it, &b));
    assert_int_equal(b.discount, 8);
    assert_int_equal(b.state, APPROVAL_OPEN);
    assert_int_equal(b.approver_id, ADA);
    assert_int_equal(b.was_value.minor, 10000000);
}

static void above_it_the_manager_decides_and_only_then_the_value_changes(void **state)
{
    struct place *p = *state;
    int64_t deal = deal_new(p);
    struct approval a = price(deal, 9000000);
    assert_true(place_write(p, ask_it, &a));
    assert_int_equal(a.state, APPROVAL_OPEN);
    assert_int_equal(a.due.ms, p->c.now.ms + 86400000);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM alert WHERE user_id = 1 "
                                   "AND kind = 'approval' AND open = 1")),
                     1);
    assert_int_equal(deal_of(p, deal).value.minor, 10000000);
    assert_false(decided(p, a.id, true)); /* Ben himself */
    assert_int_equal(p->c.fault.kind, FAULT_NOT_ALLOWED);
    place_as(p, ADA, "web");
    struct decision no_reason = { a.id, true, STR_NONE };
    assert_false(place_write(p, decide_it, &no_reason));
    assert_true(place_blames(p, "reason"));
    assert_true(decided(p, a.id, true));
    assert_int_equal(deal_of(p, deal).value.minor, 9000000);
    assert_str(stored(p, a.id).decision, "Keeps them.");
    assert_int_equal(number(p, SQL("SELECT count(*) FROM alert WHERE user_id = 1 AND open = 1")),
                     0);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM letter WHERE kind = 'decided'")), 1);
    assert_false(decided(p, a.id, false));
    refused(p, "approval_void");
}

static void a_no_changes_no_value_and_the_buyer_hears_of_it(void **state)
{
    struct place *p = *state;
    int64_t deal = deal_new(p);
    struct approval a = price(deal, 9000000);
    assert_true(place_write(p, ask_it, &a));
    place_as(p, ADA, "web");
    assert_true(decided(p, a.id, false));
    assert_int_equal(deal_of(p, deal).value.minor, 10000000);
    assert_int_equal(stored(p, a.id).state, APPROVAL_DECLINED);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM letter WHERE kind = 'decided'")), 1);
}

static void while_the_buyer_waits_it_takes_an_hour_and_then_goes_up(void **state)
{
    struct place *p = *state;
    int64_t deal = deal_new(p);
    struct line l = line_of(p, deal);
    struct approval a = price(deal, 9000000);
    a.buyer_waits = true;
    assert_true(place_write(p, ask_it, &a));
    assert_int_equal(a.due.ms, p->c.now.ms + 3600000);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM letter WHERE kind = 'decide_by'")), 1);
    place_walk_to(p, "2017-03-15T10:59:59Z");
    assert_int_equal(stored(p, a.id).approver_id, l.mo);
    place_walk_to(p, "2017-03-15T11:00:00Z");
    a = stored(p, a.id);
    assert_int_equal(a.approver_id, l.eve);
    assert_int_equal(a.escalated, 1);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM alert WHERE kind = 'approval' "
                                   "AND user_id = 3")),
                     1);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM alert WHERE kind = 'approval_late' "
                                   "AND user_id = 5")),
                     1);
    place_walk_to(p, "2017-03-20T11:00:00Z");
    assert_int_equal(stored(p, a.id).state, APPROVAL_OPEN);
    place_as(p, l.eve, "web");
    assert_true(decided(p, a.id, true));
}

static void much_is_for_the_executive(void **state)
{
    struct place *p = *state;
    int64_t deal = deal_new(p);
    struct line l = line_of(p, deal);
    struct approval a = price(deal, 7000000);
    assert_true(place_write(p, ask_it, &a));
    assert_int_equal(a.approver_id, l.eve);
}

static void when_the_buyer_closes_it_is_void_and_a_later_yes_reaches_nobody(void **state)
{
    struct place *p = *state;
    int64_t deal = deal_new(p);
    struct approval a = price(deal, 9000000);
    a.buyer_waits = true;
    assert_true(place_write(p, ask_it, &a));
    assert_true(moved(p, deal, ENDING_LOST));
    assert_int_equal(stored(p, a.id).state, APPROVAL_VOID);
    int64_t letters = number(p, SQL("SELECT count(*) FROM letter"));
    place_walk_to(p, "2017-03-22T11:00:00Z");
    assert_int_equal(number(p, SQL("SELECT count(*) FROM alert WHERE kind = 'approval_late'")), 0);
    place_as(p, ADA, "web");
    assert_false(decided(p, a.id, true));
    refused(p, "approval_void");
    assert_int_equal(number(p, SQL("SELECT count(*) FROM letter")), letters);
    assert_int_equal(deal_of(p, deal).value.minor, 10000000);
}

static void while_it_waits_nobody_changes_the_value_or_asks_again(void **state)
{
    struct place *p = *state;
    int64_t deal = deal_new(p);
    struct approval a = price(deal, 9000000), b = price(deal, 8900000);
    assert_true(place_write(p, ask_it, &a));
    assert_false(place_write(p, ask_it, &b));
    refused(p, "price_waits");
    struct edit e = { deal_of(p, deal), deal_of(p, deal) };
    e.now.value.minor = 9000000;
    assert_false(place_write(p, change_it, &e));
    refused(p, "price_waits");
    a = stored(p, a.id);
    assert_true(place_write(p, withdraw_it, &a));
    e = (struct edit){ deal_of(p, deal), deal_of(p, deal) };
    e.now.value.minor = 9000000;
    assert_true(place_write(p, change_it, &e));
}

static void what_is_no_discount_or_has_no_reason_is_bad_input(void **state)
{
    struct place *p = *state;
    int64_t deal = deal_new(p);
    struct approval a = price(deal, 10000000);
    a.reason = STR(" ");
    assert_false(place_write(p, ask_it, &a));
    assert_true(place_blames(p, "amount"));
    assert_true(place_blames(p, "reason"));
    a = price(deal, 9000000);
    a.reason = STR("He is rude");
    assert_false(place_write(p, ask_it, &a));
    refused(p, "neutral_words");
    a = price(deal, 0);
    a.kind = APPROVAL_TERMS;
    assert_false(place_write(p, ask_it, &a));
    assert_true(place_blames(p, "terms"));
}

static void a_roadblock_is_answered_in_a_day_and_only_the_buyer_says_if_it_helped(void **state)
{
    struct place *p = *state;
    int64_t deal = deal_new(p);
    struct roadblock r;
    record_init(&roadblock_record, &r);
    r.deal_id = deal;
    r.what = STR("10 % too dear");
    place_as(p, ADA, "buyer");
    assert_true(place_write(p, put_it, &r));
    assert_int_equal(r.owner_id, BEN);
    assert_int_equal(r.due.ms, p->c.now.ms + 86400000);
    assert_int_equal(number(p, SQL("SELECT count(*) FROM alert WHERE kind = 'roadblock' "
                                   "AND user_id = 2")),
                     1);
    place_walk_to(p, "2017-03-16T10:00:00Z");
    assert_int_equal(number(p, SQL("SELECT count(*) FROM alert WHERE kind = 'roadblock_late'")), 2);
    place_as(p, BEN, "web");
    assert_false(place_write(p, helped_it, &r));
    assert_true(place_blames(p, "helped"));
    assert_true(place_write(p, answer_it, &r));
    assert_false(place_write(p, helped_it, &r));
    refused(p, "helped_is_buyers");
    place_as(p, BEN, "buyer");
    assert_true(place_write(p, helped_it, &r));
    assert_int_equal(number(p, SQL("SELECT count(*) FROM alert WHERE open = 1")), 0);
}

static void what_is_kept_of_requests_agrees(void **state)
{
    struct place *p = *state;
    struct buf lines;
    int64_t deal = deal_new(p);
    struct approval a = price(deal, 9000000);
    assert_true(place_write(p, ask_it, &a));
    assert_true(moved(p, deal, ENDING_WON));
    buf_init(&lines, &p->arena, 10000);
    fault_clear(&p->c);
    assert_true(checks_look(&p->c, approval_checks, &lines));
    assert_int_equal(lines.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(within_his_limit_a_rep_needs_nobody),
        TEST(limits_hold_for_all_discounts_of_a_deal_together),
        TEST(above_it_the_manager_decides_and_only_then_the_value_changes),
        TEST(a_no_changes_no_value_and_the_buyer_hears_of_it),
        TEST(while_the_buyer_waits_it_takes_an_hour_and_then_goes_up),
        TEST(much_is_for_the_executive),
        TEST(when_the_buyer_closes_it_is_void_and_a_later_yes_reaches_nobody),
        TEST(while_it_waits_nobody_changes_the_value_or_asks_again),
        TEST(what_is_no_discount_or_has_no_reason_is_bad_input),
        TEST(a_roadblock_is_answered_in_a_day_and_only_the_buyer_says_if_it_helped),
        TEST(what_is_kept_of_requests_agrees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
