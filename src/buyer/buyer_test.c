/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/testing.h"

#include "buyer/buyer_rules.h"
#include "db/db.h"
#include "fact/fact.h"
#include "office/office.h"
#include "outbox/outbox.h"
#include "product/product.h"

/* Pat at his page, on Ben's deal. */
struct visit {
    struct buyer b;
    struct reaction out;
    int64_t deal_id, contact_id, promise_id;
    const struct buyer_exit *exit;
    const struct buyer_state *state;
    const struct buyer_share *share;
    const struct buyer_wish *wish;
    const char *words;
    struct instant due;
};

static bool run_begin(struct ctx *c, void *arg)
{
    struct visit *v = arg;
    struct contact p;
    struct deal d;
    record_init(&contact_record, &p);
    p.name = STR("Pat");
    p.email = STR("pat@buyer.example");
    deal_init(&d);
    d.name = STR("Beds");
    if (!contact_create(c, &p))
        return false;
    d.contact_id = p.id;
    v->contact_id = p.id;
    bool ok = deal_create(c, &d);
    v->deal_id = d.id;
    return ok;
}

static bool enter(struct ctx *c, struct visit *v)
{
    struct link l = { .deal_id = v->deal_id, .contact_id = v->contact_id };
    v->out.n = 0;
    return buyer_enter(c, &l, &v->b);
}

static bool run_ask(struct ctx *c, void *arg)
{
    struct visit *v = arg;
    return enter(c, v) && buyer_asks(c, &v->b, str_of(v->words), false, &v->out);
}

static bool run_state(struct ctx *c, void *arg)
{
    struct visit *v = arg;
    return enter(c, v) && buyer_states(c, &v->b, v->state, &v->out);
}

static bool run_share(struct ctx *c, void *arg)
{
    struct visit *v = arg;
    return enter(c, v) && buyer_shares(c, &v->b, v->share, &v->out);
}

static bool run_prefer(struct ctx *c, void *arg)
{
    struct visit *v = arg;
    return enter(c, v) && buyer_prefers(c, &v->b, v->wish, &v->out);
}

static bool run_leave(struct ctx *c, void *arg)
{
    struct visit *v = arg;
    return enter(c, v) && buyer_leaves(c, &v->b, v->exit, &v->out);
}

static bool run_move(struct ctx *c, void *arg)
{
    struct visit *v = arg;
    return enter(c, v)
           && buyer_moves(c, &v->b, v->promise_id, v->due, str_of(v->words), &v->out);
}

static bool run_differ(struct ctx *c, void *arg)
{
    struct visit *v = arg;
    return enter(c, v) && buyer_differs(c, &v->b, v->promise_id, str_of(v->words), &v->out);
}

static bool run_promise(struct ctx *c, void *arg)
{
    struct visit *v = arg;
    struct promise p;
    record_init(&promise_record, &p);
    p.deal_id = v->deal_id;
    p.by = BY_US;
    p.kind = PROMISE_FOLLOW_UP;
    p.channel = CHANNEL_PHONE;
    p.what = STR("Call back");
    p.due = v->due;
    bool ok = promise_make(c, &p);
    v->promise_id = p.id;
    return ok;
}

static bool run_may(struct ctx *c, void *arg)
{
    struct visit *v = arg;
    return contact_may(c, v->deal_id, v->contact_id, CHANNEL_EMAIL, LETTER_SELL);
}

static bool run_once(struct ctx *c, void *arg)
{
    return buyer_once(c, STR("12345678901234567890123456789012"), arg);
}

static struct visit begin(struct place *p)
{
    struct visit v = { .deal_id = 0 };
    place_as(p, BEN, "web");
    assert_true(place_write(p, run_begin, &v));
    return v;
}

static struct deal deal_now(struct place *p, const struct visit *v)
{
    struct deal d;
    assert_true(record_get_any(&p->c, &deal_record, v->deal_id, &d));
    return d;
}

static struct promises promises_now(struct place *p, const struct visit *v)
{
    struct promises all;
    assert_true(promises_read(&p->c, v->deal_id, &all));
    return all;
}

static size_t heard(struct place *p, int64_t user_id, const char *kind)
{
    struct alerts mine;
    size_t n = 0;
    place_as(p, user_id, "web");
    assert_true(alerts_mine(&p->c, 50, &mine));
    for (size_t i = 0; i < mine.n; i++)
        n += str_is(mine.p[i].kind, kind);
    return n;
}

static bool told(const struct visit *v, const char *words)
{
    for (size_t i = 0; i < v->out.n; i++) {
        if (str_find(v->out.p[i], words[0]) >= 0
            && memmem(v->out.p[i].p, v->out.p[i].n, words, strlen(words)))
            return true;
    }
    return false;
}

/* ---- asking ---- */

static void a_question_becomes_a_promise_of_ours_with_a_clock(void **state)
{
    struct place *p = *state;
    struct visit v = begin(p);
    v.words = "Does it run\non batteries?";
    assert_true(place_write(p, run_ask, &v));
    struct promises all = promises_now(p, &v);
    assert_int_equal(all.n, 1);
    assert_str(all.p[0].what, "Answer: Does it run on batteries?");
    assert_int_equal(all.p[0].kind, PROMISE_ANSWER);
    assert_true(all.p[0].due.ms > p->c.now.ms);
    assert_true(told(&v, "Ben answers by Wed 15 Mar 14:00"));
    struct deal d = deal_now(p, &v);
    assert_int_equal(d.last_heard.ms, p->c.now.ms);
    assert_str(d.next_step, "Answer: Does it run on batteries?");
    assert_int_equal(heard(p, BEN, "buyer_said"), 1);
}

static void a_long_question_is_cut_in_our_line_and_kept_whole(void **state)
{
    struct place *p = *state;
    struct visit v = begin(p);
    char text[2003];
    for (size_t i = 0; i < 1000; i++)
        memcpy(text + 2 * i, "\xc3\xa9", 3);
    v.words = text;
    assert_true(place_write(p, run_ask, &v));
    int64_t whole = 0;
    assert_true(db_get(&p->c, SQL("SELECT length(details) FROM touch"), NO_ARGS,
                       OUTS(OI(&whole))));
    assert_int_equal(whole, 1000);
    text[2000] = 'a';
    text[2001] = '\0';
    memset(text, 'a', 2001);
    v.words = text;
    assert_false(place_write(p, run_ask, &v));
    assert_true(place_blames(p, "words"));
}

/* ---- his own words ---- */

static void what_he_says_of_himself_is_his_and_may_go_down_again(void **state)
{
    struct place *p = *state;
    struct visit v = begin(p);
    struct buyer_state up = { BUYER_READY, TOUCH_URGENT, { instant_day(p->c.now).n + 2 } };
    struct buyer_state down = { BUYER_LOOKING, TOUCH_NORMAL, { instant_day(p->c.now).n + 9 } };
    v.state = &up;
    assert_true(place_write(p, run_state, &v));
    assert_int_equal(deal_now(p, &v).urgency, URGENCY_URGENT);
    v.state = &down;
    assert_true(place_write(p, run_state, &v));
    struct deal d = deal_now(p, &v);
    assert_int_equal(d.buyer_stage, BUYER_LOOKING);
    assert_int_equal(d.urgency, URGENCY_NORMAL);
    assert_int_equal(d.urgency_source, SAID_BY_BUYER);
    assert_int_equal(d.need_by.n, instant_day(p->c.now).n + 9);
    assert_int_equal(d.need_by_source, SAID_BY_BUYER);
}

static void saying_nothing_or_a_day_that_has_passed_is_asked_again(void **state)
{
    struct place *p = *state;
    struct visit v = begin(p);
    struct buyer_state none = { 0, 0, DAY_NONE };
    struct buyer_state past = { 0, 0, { instant_day(p->c.now).n - 1 } };
    v.state = &none;
    assert_false(place_write(p, run_state, &v));
    assert_true(place_blames(p, "stage"));
    v.state = &past;
    assert_false(place_write(p, run_state, &v));
    assert_true(place_blames(p, "need_by"));
}

static void what_he_shares_is_a_fact_of_his_and_gets_something_back(void **state)
{
    struct place *p = *state;
    struct visit v = begin(p);
    struct buyer_share share = {
        .stage = BUYER_COMPARING,
        .decide_by = { instant_day(p->c.now).n + 30 },
        .requirements = STR("quiet, washable"),
        .authority = STR("I decide with our board"),
        .budget = STR("about 5,000"),
        .confidential = STR("a word that nobody keeps"),
    };
    struct facts_of facts;
    v.share = &share;
    assert_true(place_write(p, run_share, &v));
    struct deal d = deal_now(p, &v);
    assert_int_equal(d.close_source, CLOSE_BUYER);
    assert_int_equal(d.right_person, CONFIRMED);
    assert_true(told(&v, "no question left"));
    assert_true(told(&v, "was not kept"));
    assert_true(facts_read(&p->c, v.deal_id, &facts));
    for (size_t i = 0; i < facts.n; i++) {
        assert_int_equal(facts.p[i].provenance, PROVENANCE_BUYER);
        assert_null(memmem(facts.p[i].value.p, facts.p[i].value.n, "nobody keeps", 12));
    }
    assert_int_equal(facts.n, 5);
}

static void how_he_is_reached_is_his_word(void **state)
{
    struct place *p = *state;
    struct visit v = begin(p);
    struct buyer_wish wish = { CHANNEL_EMAIL + 1, true, true, 14, STR("Mon-Fri 09:00-12:00"),
                               STR_NONE };
    v.wish = &wish;
    assert_true(place_write(p, run_prefer, &v));
    assert_int_equal(v.b.contact.only_by, CHANNEL_EMAIL + 1);
    assert_int_equal(v.b.contact.contact_days, 14);
    assert_true(instant_is(v.b.contact.prefers_stated));
    wish.hours = STR("whenever");
    wish.days = 0;
    assert_false(place_write(p, run_prefer, &v));
    assert_true(place_blames(p, "hours") && place_blames(p, "days"));
}

/* ---- promises ---- */

static void a_promise_of_another_deal_is_not_here(void **state)
{
    struct place *p = *state;
    struct visit v = begin(p), other = begin(p);
    other.due = (struct instant){ p->c.now.ms + 3600000 };
    assert_true(place_write(p, run_promise, &other));
    v.promise_id = other.promise_id;
    v.words = "no";
    v.due = other.due;
    assert_false(place_write(p, run_differ, &v));
    assert_int_equal(p->c.fault.kind, FAULT_NOT_FOUND);
    assert_false(place_write(p, run_move, &v));
    assert_int_equal(p->c.fault.kind, FAULT_NOT_FOUND);
}

static void another_time_of_his_stands_beside_the_agreed_one(void **state)
{
    struct place *p = *state;
    struct visit v = begin(p);
    struct instant first = { p->c.now.ms + 3600000 };
    v.due = first;
    assert_true(place_write(p, run_promise, &v));
    v.due.ms += 86400000;
    v.words = "I am away";
    assert_true(place_write(p, run_move, &v));
    struct promises all = promises_now(p, &v);
    assert_int_equal(all.p[0].agreed.ms, first.ms);
    assert_int_equal(all.p[0].due.ms, v.due.ms);
    assert_int_equal(all.p[0].moved_by, MOVED_BY_BUYER);
}

static void what_he_sees_otherwise_stands_beside_the_promise(void **state)
{
    struct place *p = *state;
    struct visit v = begin(p);
    struct differences all;
    v.due = (struct instant){ p->c.now.ms + 3600000 };
    assert_true(place_write(p, run_promise, &v));
    v.words = "I thought of Tuesday";
    assert_true(place_write(p, run_differ, &v));
    assert_true(differences_read(&p->c, v.deal_id, &all));
    assert_int_equal(all.n, 1);
    assert_int_equal(all.p[0].promise_id, v.promise_id);
    assert_int_equal(all.p[0].by, BY_BUYER);
}

/* ---- leaving ---- */

static void bought_elsewhere_is_one_step_and_nothing_leaves_any_more(void **state)
{
    struct place *p = *state;
    struct visit v = begin(p);
    struct buyer_state ready = { BUYER_READY, 0, DAY_NONE };
    struct buyer_exit e = { .kind = LEAVES_BOUGHT,
                            .reason = REASON_SPEED,
                            .supplier = STR("RivalCo"),
                            .until = DAY_NONE };
    v.due = (struct instant){ p->c.now.ms + 3600000 };
    assert_true(place_write(p, run_promise, &v));
    v.state = &ready;
    assert_true(place_write(p, run_state, &v));
    v.exit = &e;
    assert_true(place_write(p, run_leave, &v));
    struct deal d = deal_now(p, &v);
    assert_int_equal(d.state, DEAL_LOST);
    assert_int_equal(d.closed_by, CLOSED_BY_BUYER);
    assert_str(d.lost_to, "RivalCo");
    assert_str(d.lost_reason, "Bought elsewhere: Somebody else was faster");
    assert_int_equal(promises_now(p, &v).p[0].state, PROMISE_BROKEN);
    assert_false(place_write(p, run_may, &v));
    assert_ptr_equal(p->c.fault.gate, &closed_by_buyer);
    int64_t minutes = -1;
    assert_true(db_get(&p->c, SQL("SELECT minutes FROM exit"), NO_ARGS, OUTS(OI(&minutes))));
    assert_int_equal(minutes, 600);
    assert_int_equal(heard(p, BEN, "bought_elsewhere"), 1);
    assert_int_equal(heard(p, ADA, "bought_elsewhere"), 1);
}

static void rude_words_are_kept_and_are_no_reason_to_refuse_him(void **state)
{
    struct place *p = *state;
    struct visit v = begin(p);
    struct buyer_exit e = { .kind = LEAVES_BOUGHT,
                            .words = STR("He is a liar and an idiot."),
                            .until = DAY_NONE };
    v.exit = &e;
    assert_true(place_write(p, run_leave, &v));
}

static void he_comes_back_when_he_asks(void **state)
{
    struct place *p = *state;
    struct visit v = begin(p);
    struct buyer_exit e = { .kind = LEAVES_INTEREST, .until = DAY_NONE };
    v.exit = &e;
    assert_true(place_write(p, run_leave, &v));
    assert_false(place_write(p, run_may, &v));
    place_clock_to(p, "2017-03-16T10:00:00Z");
    v.words = "Do you still have it?";
    assert_true(place_write(p, run_ask, &v));
    assert_true(place_write(p, run_may, &v));
}

static void on_hold_stops_what_runs_and_comes_back_on_its_day(void **state)
{
    struct place *p = *state;
    struct visit v = begin(p);
    struct buyer_exit e = { .kind = LEAVES_HOLD, .until = { instant_day(p->c.now).n + 60 } };
    v.due = (struct instant){ p->c.now.ms + 3600000 };
    assert_true(place_write(p, run_promise, &v));
    v.exit = &e;
    assert_true(place_write(p, run_leave, &v));
    struct deal d = deal_now(p, &v);
    assert_int_equal(d.state, DEAL_OPEN);
    assert_int_equal(instant_day(d.next_step_due).n, e.until.n);
    assert_int_equal(promises_now(p, &v).p[0].state, PROMISE_RELEASED);
    e.until = instant_day(p->c.now);
    assert_false(place_write(p, run_leave, &v));
    assert_true(place_blames(p, "until"));
}

static void the_wrong_person_is_left_alone_and_the_right_one_stands_there(void **state)
{
    struct place *p = *state;
    struct visit v = begin(p);
    struct buyer_share share = { .stage = BUYER_READY,
                                 .authority = STR("I do"),
                                 .decide_by = DAY_NONE };
    struct buyer_exit e = { .kind = LEAVES_PERSON,
                            .name = STR("Neil"),
                            .email = STR("neil@buyer.example"),
                            .until = DAY_NONE };
    v.share = &share;
    assert_true(place_write(p, run_share, &v));
    assert_int_equal(deal_now(p, &v).right_person, CONFIRMED);
    v.exit = &e;
    assert_true(place_write(p, run_leave, &v));
    struct deal d = deal_now(p, &v);
    assert_int_equal(d.right_person, PRESUMED);
    assert_true(d.contact_id != v.contact_id);
    assert_str(record_title(&p->c, &contact_record, d.contact_id), "Neil");
    assert_false(place_write(p, run_may, &v));
}

static void a_price_that_is_too_high_has_an_owner_and_stays_open(void **state)
{
    struct place *p = *state;
    struct visit v = begin(p);
    struct buyer_exit e = { .kind = LEAVES_PRICE, .words = STR("10% too dear"), .until = DAY_NONE };
    v.exit = &e;
    assert_true(place_write(p, run_leave, &v));
    assert_int_equal(deal_now(p, &v).state, DEAL_OPEN);
    assert_int_equal(heard(p, ADA, "buyer_left"), 1);
    assert_true(told(&v, "Ben answers on the price by Thu 16 Mar 10:00"));
}

static void the_same_form_is_new_once(void **state)
{
    struct place *p = *state;
    bool fresh = false;
    assert_true(place_write(p, run_once, &fresh));
    assert_true(fresh);
    assert_true(place_write(p, run_once, &fresh));
    assert_false(fresh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_question_becomes_a_promise_of_ours_with_a_clock),
        TEST(a_long_question_is_cut_in_our_line_and_kept_whole),
        TEST(what_he_says_of_himself_is_his_and_may_go_down_again),
        TEST(saying_nothing_or_a_day_that_has_passed_is_asked_again),
        TEST(what_he_shares_is_a_fact_of_his_and_gets_something_back),
        TEST(how_he_is_reached_is_his_word),
        TEST(a_promise_of_another_deal_is_not_here),
        TEST(another_time_of_his_stands_beside_the_agreed_one),
        TEST(what_he_sees_otherwise_stands_beside_the_promise),
        TEST(bought_elsewhere_is_one_step_and_nothing_leaves_any_more),
        TEST(rude_words_are_kept_and_are_no_reason_to_refuse_him),
        TEST(he_comes_back_when_he_asks),
        TEST(on_hold_stops_what_runs_and_comes_back_on_its_day),
        TEST(the_wrong_person_is_left_alone_and_the_right_one_stands_there),
        TEST(a_price_that_is_too_high_has_an_owner_and_stays_open),
        TEST(the_same_form_is_new_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
