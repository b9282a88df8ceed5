/* SPDX-License-Identifier: Apache-2.0 */
#include "ask/ask_rules.h"
#include "frame/channel.h"
#include "frame/testing.h"
#include "office/office.h"
#include "team/team.h"

/* Wednesday, 15 March 2017, 10:00 UTC; offices are open from Monday to Friday, 09:00 to 17:00. */

static bool add_deal(struct ctx *c, void *row)
{
    return deal_create(c, row);
}

static bool add_team(struct ctx *c, void *row)
{
    return team_create(c, row);
}

static bool make(struct ctx *c, void *row)
{
    return request_promise(c, row);
}

struct asking {
    struct request r;
    const char *without;
};

static bool ask_it(struct ctx *c, void *arg)
{
    struct asking *a = arg;
    struct field_set given = { a->without && strcmp(a->without, "deadline_owner") == 0
                                   ? 0
                                   : ~UINT64_C(0) };
    return request_make(c, &a->r, given);
}

struct answering {
    int64_t id;
    int answer;
    struct str words;
    struct condition with[2];
    size_t n;
};

static bool answer_it(struct ctx *c, void *arg)
{
    struct answering *a = arg;
    struct request r;
    struct conditions with = { a->with, a->n };
    return record_get_any(c, &request_record, a->id, &r)
           && request_answer(c, &r, a->answer, a->words, &with);
}

static bool agree_it(struct ctx *c, void *arg)
{
    struct request r;
    return record_get_any(c, &request_record, *(int64_t *)arg, &r) && request_agree(c, &r, 0);
}

static bool late_it(struct ctx *c, void *arg)
{
    struct ctx by_clock = *c;
    struct request r;
    by_clock.viewer = &viewer_system;
    bool ok = record_get_any(&by_clock, &request_record, *(int64_t *)arg, &r)
              && request_late.rings(&by_clock, r.id, r.due);
    c->fault = by_clock.fault;
    return ok;
}

static bool end_it(struct ctx *c, void *arg)
{
    return requests_end(c, *(int64_t *)arg);
}

static struct instant moment(const char *text)
{
    struct instant t;
    assert_true(instant_parse(str_of(text), &t));
    return t;
}

static int64_t deal_of(struct place *p)
{
    struct deal d;
    place_as(p, BEN, "web");
    deal_init(&d);
    d.name = STR("Certificates");
    d.value = (struct money){ 2000000, "USD" };
    assert_true(place_write(p, add_deal, &d));
    return d.id;
}

static int64_t team_of(struct place *p, const char *name)
{
    struct team t;
    place_as(p, ADA, "web");
    record_init(&team_record, &t);
    t.name = str_of(name);
    assert_true(place_write(p, add_team, &t));
    place_as(p, BEN, "web");
    return t.id;
}

static struct asking asking_of(int64_t deal_id, int64_t team_id)
{
    struct asking a = { .without = NULL };
    record_init(&request_record, &a.r);
    a.r.deal_id = deal_id;
    a.r.team_id = team_id;
    a.r.kind = PROMISE_DELIVERY;
    a.r.need = STR("AGM on 19 June");
    a.r.promised = STR("Ready on 31 March");
    a.r.wanted = moment("2017-03-31T17:00:00Z");
    a.r.deadline = moment("2017-04-07T09:00:00Z");
    a.r.if_missed = STR("The AGM has no certificates");
    a.r.blocking = true;
    return a;
}

static int64_t asked(struct place *p, int64_t deal_id, int64_t team_id)
{
    struct asking a = asking_of(deal_id, team_id);
    assert_true(place_write(p, ask_it, &a));
    return a.r.id;
}

static struct promise promise_of(int64_t deal_id, int kind, const char *what, const char *due)
{
    struct promise r;
    record_init(&promise_record, &r);
    r.deal_id = deal_id;
    r.kind = kind;
    r.channel = CHANNEL_EMAIL;
    r.what = str_of(what);
    r.due = moment(due);
    return r;
}

static struct request read_it(struct place *p, int64_t id)
{
    struct request r;
    fault_clear(&p->c);
    assert_true(record_get_any(&p->c, &request_record, id, &r));
    return r;
}

/* ---- asking ---- */

static void each_part_that_is_missing_is_named(void **state)
{
    struct place *p = *state;
    int64_t deal_id = deal_of(p), team_id = team_of(p, "Print");
    struct asking a = asking_of(deal_id, team_id);
    a.r.need = a.r.if_missed = STR_NONE;
    assert_false(place_write(p, ask_it, &a));
    assert_string_equal(p->c.fault.code, "need_missing");
    assert_str(p->c.fault.next[0], "Add what the customer needs, in his words (need); what happens "
                                   "if it is missed (if_missed).");
    a = asking_of(deal_id, team_id);
    a.without = "deadline_owner";
    assert_false(place_write(p, ask_it, &a));
    assert_str(p->c.fault.next[0], "Add whose deadline it is (deadline_owner).");
    a = asking_of(deal_id, 0);
    assert_false(place_write(p, ask_it, &a));
    assert_true(place_blames(p, "team_id"));
}

static void a_team_has_four_business_hours(void **state)
{
    struct place *p = *state;
    int64_t deal_id = deal_of(p), team_id = team_of(p, "Print");
    int64_t id = asked(p, deal_id, team_id);
    assert_int_equal(read_it(p, id).due.ms, moment("2017-03-15T14:00:00Z").ms);
    place_clock_to(p, "2017-03-17T15:00:00Z");
    id = asked(p, deal_id, team_id);
    assert_int_equal(read_it(p, id).due.ms, moment("2017-03-20T11:00:00Z").ms);
}

static void a_check_asks_the_team_it_names_an_hour_before_it_is_due(void **state)
{
    struct place *p = *state;
    int64_t deal_id = deal_of(p), team_id = team_of(p, "Billing");
    struct promise r = promise_of(deal_id, PROMISE_CHECK, "billing checks the insurance",
                                  "2017-03-16T12:00:00Z");
    assert_true(place_write(p, make, &r));
    assert_int_equal(r.team_id, team_id);
    struct request q = read_it(p, r.request_id);
    assert_int_equal(q.due.ms, moment("2017-03-16T11:00:00Z").ms);
    assert_false(q.blocking);
    assert_int_equal(q.promise_id, r.id);
    r = promise_of(deal_id, PROMISE_CHECK, "Billing once more", "2017-03-20T09:30:00Z");
    assert_true(place_write(p, make, &r));
    assert_int_equal(read_it(p, r.request_id).due.ms, moment("2017-03-17T16:30:00Z").ms);
    r = promise_of(deal_id, PROMISE_CHECK, "I look at it myself", "2017-03-20T09:30:00Z");
    assert_true(place_write(p, make, &r));
    assert_int_equal(r.request_id, 0);
}

static void lateness_is_marked_once(void **state)
{
    struct place *p = *state;
    int64_t id = asked(p, deal_of(p), team_of(p, "Print"));
    place_clock_to(p, "2017-03-15T14:00:00Z");
    assert_true(place_write(p, late_it, &id));
    assert_int_equal(read_it(p, id).late.ms, moment("2017-03-15T14:00:00Z").ms);
}

/* ---- answering ---- */

static void after_a_yes_it_may_be_promised_but_not_for_an_earlier_day(void **state)
{
    struct place *p = *state;
    int64_t deal_id = deal_of(p), id = asked(p, deal_id, team_of(p, "Print"));
    struct answering yes = { .id = id, .answer = ASK_YES };
    struct promise early = promise_of(deal_id, PROMISE_DELIVERY, "Ready", "2017-03-30T17:00:00Z");
    struct promise good = promise_of(deal_id, PROMISE_DELIVERY, "Ready", "2017-03-31T17:00:00Z");
    assert_false(place_write(p, make, &good));
    assert_string_equal(p->c.fault.code, "team_not_asked");
    assert_true(place_write(p, answer_it, &yes));
    assert_false(place_write(p, make, &early));
    assert_string_equal(p->c.fault.code, "team_not_asked");
    good = promise_of(deal_id, PROMISE_DELIVERY, "Ready", "2017-03-31T17:00:00Z");
    assert_true(place_write(p, make, &good));
    assert_int_equal(good.request_id, id);
    struct promise second = promise_of(deal_id, PROMISE_DELIVERY, "More", "2017-03-31T17:00:00Z");
    assert_false(place_write(p, make, &second));
    assert_string_equal(p->c.fault.code, "team_not_asked");
}

static void a_no_says_why_and_refuses_the_promise(void **state)
{
    struct place *p = *state;
    int64_t deal_id = deal_of(p), id = asked(p, deal_id, team_of(p, "Print"));
    struct answering no = { .id = id, .answer = ASK_NO };
    struct promise r = promise_of(deal_id, PROMISE_DELIVERY, "Ready", "2017-03-31T17:00:00Z");
    assert_false(place_write(p, answer_it, &no));
    assert_true(place_blames(p, "words"));
    no.words = STR("The press is full.");
    assert_true(place_write(p, answer_it, &no));
    assert_false(place_write(p, make, &r));
    assert_string_equal(p->c.fault.code, "team_not_asked");
    assert_false(place_write(p, answer_it, &no));
    assert_string_equal(p->c.fault.code, "already_answered");
}

static struct answering yes_if(int64_t id)
{
    return (struct answering){
        .id = id,
        .answer = ASK_YES_IF,
        .with = { { .what = STR("Final text"),
                    .by = BY_BUYER,
                    .kind = PROMISE_INPUT,
                    .due = moment("2017-03-22T17:00:00Z") },
                  { .what = STR("Deposit"),
                    .by = BY_BUYER,
                    .kind = PROMISE_DEPOSIT,
                    .due = moment("2017-03-20T17:00:00Z") } },
        .n = 2,
    };
}

static void a_yes_if_waits_until_its_conditions_are_promised(void **state)
{
    struct place *p = *state;
    int64_t deal_id = deal_of(p), id = asked(p, deal_id, team_of(p, "Print"));
    struct answering a = yes_if(id);
    struct promise r = promise_of(deal_id, PROMISE_DELIVERY, "Ready", "2017-03-31T17:00:00Z");
    struct conditions all;
    assert_true(place_write(p, answer_it, &a));
    assert_false(place_write(p, make, &r));
    assert_string_equal(p->c.fault.code, "team_not_asked");
    assert_true(place_write(p, agree_it, &id));
    fault_clear(&p->c);
    assert_true(conditions_read(&p->c, id, &all));
    assert_int_equal(all.n, 2);
    r = promise_of(deal_id, PROMISE_DELIVERY, "Ready", "2017-03-31T17:00:00Z");
    assert_true(place_write(p, make, &r));
    assert_int_equal(r.depends_on_id, all.p[0].promise_id);
}

static void a_buyers_promise_of_that_kind_meets_the_condition(void **state)
{
    struct place *p = *state;
    int64_t deal_id = deal_of(p), id = asked(p, deal_id, team_of(p, "Print"));
    struct answering a = yes_if(id);
    struct conditions all;
    struct promise his = promise_of(deal_id, PROMISE_DEPOSIT, "Deposit", "2017-03-20T12:00:00Z");
    his.by = BY_BUYER;
    assert_true(place_write(p, answer_it, &a));
    assert_true(place_write(p, make, &his));
    fault_clear(&p->c);
    assert_true(conditions_read(&p->c, id, &all));
    assert_int_equal(all.p[1].promise_id, his.id);
    assert_int_equal(all.p[0].promise_id, 0);
}

static void what_is_not_needed_any_more_is_said(void **state)
{
    struct place *p = *state;
    struct instant due;
    int64_t deal_id = deal_of(p), id = asked(p, deal_id, team_of(p, "Print"));
    assert_true(place_write(p, end_it, &deal_id));
    assert_int_equal(read_it(p, id).answer, ASK_NOT_NEEDED);
    assert_true(clock_due(&p->c, &request_late, id, &due));
    assert_false(instant_is(due));
}

/* ---- the deal's end ---- */

struct closing {
    int64_t deal_id;
    enum ending ending;
};

/* What is answered is the row as it then stands, with what ended before it. */
static bool close_it(struct ctx *c, void *arg)
{
    const struct closing *k = arg;
    struct deal was, now, kept;
    if (!record_get(c, &deal_record, k->deal_id, &was))
        return false;
    now = was;
    deal_move(&now, stage_first(c, 0, k->ending));
    now.lost_reason = k->ending == ENDING_LOST ? STR("No money") : STR_NONE;
    return deal_save(c, &was, &now, STR_NONE) && record_get(c, &deal_record, k->deal_id, &kept)
           && kept.version == now.version && kept.last_seq == now.last_seq;
}

static bool stand_still(struct ctx *c, void *arg)
{
    struct promise was, decision;
    return record_get_any(c, &promise_record, *(int64_t *)arg, &was)
           && promise_pause(c, &was, STR("a sample"), &decision);
}

static int64_t said(struct place *p, int64_t deal_id, int by, int kind, const char *due)
{
    struct promise r;
    record_init(&promise_record, &r);
    r.deal_id = deal_id;
    r.by = by;
    r.kind = kind;
    r.channel = CHANNEL_EMAIL;
    r.what = STR("What was said");
    r.due = moment(due);
    assert_true(place_write(p, make, &r));
    return r.id;
}

static struct promise promise_now(struct place *p, int64_t id)
{
    struct promise r;
    fault_clear(&p->c);
    assert_true(record_get_any(&p->c, &promise_record, id, &r));
    return r;
}

static void a_won_deal_ends_what_was_for_the_decision_and_owes_the_rest(void **state)
{
    struct place *p = *state;
    struct instant due;
    int64_t deal_id = deal_of(p), id = asked(p, deal_id, team_of(p, "Print"));
    int64_t late = said(p, deal_id, BY_US, PROMISE_PRICE_INFO, "2017-03-15T14:00:00Z");
    int64_t call = said(p, deal_id, BY_US, PROMISE_CALL, "2017-03-16T14:00:00Z");
    int64_t manual = said(p, deal_id, BY_US, PROMISE_INFORMATION, "2017-03-16T14:00:00Z");
    int64_t answer = said(p, deal_id, BY_BUYER, PROMISE_ANSWER, "2017-03-16T14:00:00Z");
    int64_t order = said(p, deal_id, BY_BUYER, PROMISE_ORDER, "2017-03-16T14:00:00Z");
    int64_t pays = said(p, deal_id, BY_BUYER, PROMISE_PAYMENT, "2017-03-16T14:00:00Z");
    place_clock_to(p, "2017-03-15T15:00:00Z");
    assert_true(place_write(p, close_it, &(struct closing){ deal_id, ENDING_WON }));
    assert_int_equal(promise_now(p, late).state, PROMISE_BROKEN);
    assert_int_equal(promise_now(p, call).state, PROMISE_RELEASED);
    assert_int_equal(promise_now(p, answer).state, PROMISE_RELEASED);
    assert_int_equal(promise_now(p, order).state, PROMISE_KEPT);
    assert_int_equal(promise_now(p, manual).state, PROMISE_OPEN);
    assert_int_equal(promise_now(p, pays).state, PROMISE_OPEN);
    assert_int_equal(read_it(p, id).answer, ASK_WAITS); /* of a delivery */
    assert_true(clock_due(&p->c, &request_late, id, &due) && instant_is(due));
}

static void what_stood_still_does_not_go_on_with_a_lost_deal(void **state)
{
    struct place *p = *state;
    int64_t deal_id = deal_of(p), id = asked(p, deal_id, team_of(p, "Print"));
    int64_t deposit = said(p, deal_id, BY_BUYER, PROMISE_DEPOSIT, "2017-03-16T14:00:00Z");
    assert_true(place_write(p, stand_still, &deposit));
    place_clock_to(p, "2017-03-16T10:00:00Z");
    assert_true(place_write(p, close_it, &(struct closing){ deal_id, ENDING_LOST }));
    struct promise now = promise_now(p, deposit);
    assert_int_equal(now.state, PROMISE_RELEASED);
    assert_int_equal(now.due.ms, now.agreed.ms);
    assert_int_equal(read_it(p, id).answer, ASK_NOT_NEEDED);
    struct asking more = asking_of(deal_id, team_of(p, "Billing"));
    assert_false(place_write(p, ask_it, &more));
    assert_true(place_blames(p, "deal_id"));
}

/* ---- what `counterpart check` would find ---- */

static bool spoil(struct ctx *c, void *id)
{
    return db_do(c, SQL("UPDATE deal SET state = $2 WHERE id = $1"),
                 ARGS(I(*(int64_t *)id), I(DEAL_LOST)));
}

static void what_is_open_on_a_lost_deal_is_found(void **state)
{
    struct place *p = *state;
    struct buf lines;
    int64_t deal_id = deal_of(p), id = asked(p, deal_id, team_of(p, "Print"));
    int64_t call = said(p, deal_id, BY_US, PROMISE_CALL, "2017-03-16T14:00:00Z");
    fault_clear(&p->c);
    buf_init(&lines, p->c.arena, 4000);
    assert_true(checks_look(&p->c, ask_checks, &lines));
    assert_int_equal(lines.n, 0);
    assert_true(place_write(p, spoil, &deal_id));
    fault_clear(&p->c);
    assert_true(checks_look(&p->c, ask_checks, &lines));
    assert_str(buf_str(&lines),
               arena_printf(p->c.arena,
                            "promise_over: promise %lld of deal %lld\n"
                            "request_over: request %lld of deal %lld\n",
                            (long long)call, (long long)deal_id, (long long)id,
                            (long long)deal_id)
                   .p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_part_that_is_missing_is_named),
        TEST(a_team_has_four_business_hours),
        TEST(a_check_asks_the_team_it_names_an_hour_before_it_is_due),
        TEST(lateness_is_marked_once),
        TEST(after_a_yes_it_may_be_promised_but_not_for_an_earlier_day),
        TEST(a_no_says_why_and_refuses_the_promise),
        TEST(a_yes_if_waits_until_its_conditions_are_promised),
        TEST(a_buyers_promise_of_that_kind_meets_the_condition),
        TEST(what_is_not_needed_any_more_is_said),
        TEST(a_won_deal_ends_what_was_for_the_decision_and_owes_the_rest),
        TEST(what_stood_still_does_not_go_on_with_a_lost_deal),
        TEST(what_is_open_on_a_lost_deal_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
