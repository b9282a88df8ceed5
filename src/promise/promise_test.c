/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/channel.h"
#include "frame/history.h"
#include "frame/testing.h"
#include "office/office.h"
#include "promise/promise_rules.h"
#include "touch/touch.h"

/* Wednesday, 15 March 2017, 10:00 UTC; offices are open from Monday to Friday, 09:00 to 17:00. */

static bool add_deal(struct ctx *c, void *row)
{
    return deal_create(c, row);
}

static bool make(struct ctx *c, void *row)
{
    return promise_make(c, row);
}

static bool log_it(struct ctx *c, void *touch)
{
    return touch_log(c, touch);
}

struct keeping {
    int64_t id;
    struct promise_proof proof;
    struct promise now;
};

static bool keep(struct ctx *c, void *arg)
{
    struct keeping *k = arg;
    struct promise was;
    return record_get(c, &promise_record, k->id, &was) && promise_keep(c, &was, &k->proof, &k->now);
}

struct ringing {
    const struct clock *clock;
    int64_t id;
    struct instant due;
};

static bool ring_it(struct ctx *c, void *arg)
{
    const struct ringing *r = arg;
    struct ctx by_clock = *c;
    by_clock.viewer = &viewer_system;
    bool ok = r->clock->rings(&by_clock, r->id, r->due);
    c->fault = by_clock.fault;
    return ok;
}

struct meeting {
    int64_t deal_id;
    int kind, channel;
    struct instant when;
    int64_t letter_id;
};

static bool add_letter(struct ctx *c, void *row)
{
    return record_insert(c, &letter_record, row);
}

static bool meet(struct ctx *c, void *arg)
{
    const struct meeting *m = arg;
    return promises_met(c, m->deal_id, m->kind, m->channel, m->letter_id, 0, m->when);
}

struct ending_of {
    int64_t deal_id;
    bool broken;
};

static bool end_it(struct ctx *c, void *arg)
{
    const struct ending_of *e = arg;
    return promises_end(c, e->deal_id, e->broken);
}

static struct instant moment(const char *text)
{
    struct instant t;
    assert_true(instant_parse(str_of(text), &t));
    return t;
}

static int64_t deal_of(struct place *p, int urgency)
{
    struct deal d;
    place_as(p, BEN, "web");
    deal_init(&d);
    d.name = STR("Forty desks");
    d.value = (struct money){ 100000, "USD" };
    d.urgency = urgency;
    assert_true(place_write(p, add_deal, &d));
    return d.id;
}

static struct promise promise_of(int64_t deal_id, int by, int kind, int channel, const char *due)
{
    struct promise r;
    record_init(&promise_record, &r);
    r.deal_id = deal_id;
    r.by = by;
    r.kind = kind;
    r.channel = channel;
    r.what = STR("Prices of forty desks");
    r.due = due ? moment(due) : INSTANT_NONE;
    return r;
}

static int64_t promised(struct place *p, int64_t deal_id, int by, int kind, const char *due)
{
    int channel = kind == PROMISE_CALL ? CHANNEL_PHONE : CHANNEL_EMAIL;
    struct promise r = promise_of(deal_id, by, kind, channel, due);
    assert_true(place_write(p, make, &r));
    return r.id;
}

static struct promise read_it(struct place *p, int64_t id)
{
    struct promise r;
    fault_clear(&p->c);
    assert_true(record_get_any(&p->c, &promise_record, id, &r));
    return r;
}

static struct instant runs_to(struct place *p, const struct clock *k, int64_t id)
{
    struct instant due;
    fault_clear(&p->c);
    assert_true(clock_due(&p->c, k, id, &due));
    return due;
}

static void rings(struct place *p, const struct clock *k, int64_t id, const char *due)
{
    struct ringing r = { k, id, moment(due) };
    assert_true(place_write(p, ring_it, &r));
}

static bool kept(struct place *p, int64_t id, struct promise_proof proof, struct promise *now)
{
    struct keeping k = { .id = id, .proof = proof };
    bool ok = place_write(p, keep, &k);
    *now = k.now;
    return ok;
}

static bool keeps(struct place *p, int64_t id)
{
    struct promise now;
    return kept(p, id, (struct promise_proof){ 0 }, &now);
}

static int64_t touched(struct place *p, int64_t deal_id, int channel, int direction,
                       const char *happened)
{
    struct touch t;
    record_init(&touch_record, &t);
    t.deal_id = deal_id;
    t.channel = channel;
    t.direction = direction;
    t.happened = moment(happened);
    t.details = STR("We spoke.");
    t.next_step = STR("Send the offer");
    t.next_step_due = (struct instant){ p->c.now.ms + 86400000 };
    assert_true(place_write(p, log_it, &t));
    return t.id;
}

/* One that the server took at 14:30. */
static int64_t letter_of(struct place *p, int64_t deal_id, const char *kind)
{
    struct letter l;
    record_init(&letter_record, &l);
    l.deal_id = deal_id;
    l.kind = str_of(kind);
    l.channel = CHANNEL_EMAIL;
    l.state = LETTER_SENT;
    l.to = STR("amy@example.com");
    l.sent = moment("2017-03-15T14:30:00Z");
    l.tries = 1;
    assert_true(place_write(p, add_letter, &l));
    return l.id;
}

/* ---- due ---- */

static void words_like_quickly_are_no_due_time(void **state)
{
    struct place *p = *state;
    static const char *const none[] = { "", " ", "quickly", "soon", "ASAP",
                                        "as soon as possible", "this week", "next week", "Shortly",
                                        "end of the month", "in a week", "later" };
    struct instant due;
    for (size_t i = 0; i < COUNT(none); i++) {
        assert_true(promise_due_read(&p->c, "due", str_of(none[i]), &due));
        assert_false(instant_is(due));
    }
}

static void a_due_time_is_read_as_people_write_it(void **state)
{
    struct place *p = *state;
    static const char *const same[] = { "2017-03-20 13:20", "2017-03-20T13:20:00Z",
                                        "Mon 20 Mar 13:20", "mon 13:20", "20 mar 13:20",
                                        "2017-03-20T14:20:00+01:00" };
    struct instant due;
    for (size_t i = 0; i < COUNT(same); i++) {
        assert_true(promise_due_read(&p->c, "due", str_of(same[i]), &due));
        assert_int_equal(due.ms, moment("2017-03-20T13:20:00Z").ms);
    }
    assert_true(promise_due_read(&p->c, "due", STR("2020-02-29 10:00"), &due));
    assert_int_equal(due.ms, moment("2020-02-29T10:00:00Z").ms);
}

static void a_day_that_does_not_exist_is_blamed(void **state)
{
    struct place *p = *state;
    static const char *const wrong[] = { "2017-02-30", "2017-02-29 10:00", "30 feb 10:00",
                                         "2017-04-31", "Tue 20 Mar 13:20", "2017-03-20 25:00" };
    struct instant due;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        fault_clear(&p->c);
        assert_false(promise_due_read(&p->c, "due", str_of(wrong[i]), &due));
        assert_true(place_blames(p, "due"));
    }
}

static void across_daylight_saving_a_due_time_is_what_the_wall_shows(void **state)
{
    struct place *p = *state;
    struct instant due;
    assert_true(zone_set("Europe/Berlin"));
    assert_true(promise_due_read(&p->c, "due", STR("2017-03-27 10:00"), &due));
    assert_int_equal(due.ms, moment("2017-03-27T08:00:00Z").ms);
    assert_true(promise_due_read(&p->c, "due", STR("2017-03-24 10:00"), &due));
    assert_int_equal(due.ms, moment("2017-03-24T09:00:00Z").ms);
    assert_true(zone_set("UTC"));
}

static void without_a_due_time_it_is_refused_and_one_is_offered(void **state)
{
    struct place *p = *state;
    struct promise r = promise_of(deal_of(p, URGENCY_URGENT), BY_US, PROMISE_PRICE_INFO,
                                  CHANNEL_EMAIL, NULL);
    assert_false(place_write(p, make, &r));
    assert_string_equal(p->c.fault.code, "due_required");
    assert_str(p->c.fault.next[0], "Promise it by Wed 15 Mar 14:00, the usual time (due: "
                                   "2017-03-15T14:00:00Z).");
    r.deal_id = deal_of(p, URGENCY_NORMAL);
    assert_false(place_write(p, make, &r));
    assert_str(p->c.fault.next[0], "Promise it by Thu 16 Mar 10:00, the usual time (due: "
                                   "2017-03-16T10:00:00Z).");
}

static void a_due_time_in_the_past_is_blamed(void **state)
{
    struct place *p = *state;
    struct promise r = promise_of(deal_of(p, URGENCY_URGENT), BY_US, PROMISE_PRICE_INFO,
                                  CHANNEL_EMAIL, "2017-03-15T09:59:00Z");
    assert_false(place_write(p, make, &r));
    assert_true(place_blames(p, "due"));
}

/* ---- making ---- */

static void a_promise_has_its_clocks_and_stands_in_the_shared_history(void **state)
{
    struct place *p = *state;
    struct entries entries;
    int64_t deal_id = deal_of(p, URGENCY_URGENT);
    int64_t id = promised(p, deal_id, BY_US, PROMISE_PRICE_INFO, "2017-03-15T14:00:00Z");
    struct promise r = read_it(p, id);
    assert_int_equal(r.user_id, BEN);
    assert_int_equal(r.state, PROMISE_OPEN);
    assert_int_equal(r.agreed.ms, r.due.ms);
    assert_int_equal(runs_to(p, &promise_late, id).ms, moment("2017-03-15T14:00:00Z").ms);
    assert_int_equal(runs_to(p, &promise_warn, id).ms, moment("2017-03-15T13:30:00Z").ms);
    assert_int_equal(runs_to(p, &promise_half, id).ms, moment("2017-03-15T12:00:00Z").ms);
    assert_true(history_read(&p->c, "deal", deal_id, STR("promise"), 0, 10, &entries));
    assert_int_equal(entries.n, 1);
    assert_true(entries.p[0].shared);
}

static void another_teams_deal_takes_no_promise(void **state)
{
    struct place *p = *state;
    struct promise r = promise_of(deal_of(p, URGENCY_URGENT), BY_US, PROMISE_CALL, CHANNEL_PHONE,
                                  "2017-03-16T09:59:00Z");
    int64_t cid = place_user(p, "Cid", ROLE_REP, ADA);
    place_as(p, cid, "web");
    assert_false(place_write(p, make, &r));
    assert_int_equal(p->c.fault.kind, FAULT_NOT_FOUND);
}

static void what_a_team_makes_is_not_promised_before_its_yes(void **state)
{
    struct place *p = *state;
    int64_t deal_id = deal_of(p, URGENCY_NORMAL);
    struct promise r = promise_of(deal_id, BY_US, PROMISE_DELIVERY, CHANNEL_EMAIL,
                                  "2017-03-20T17:00:00Z");
    assert_false(place_write(p, make, &r));
    assert_string_equal(p->c.fault.code, "team_not_asked");
    r = promise_of(deal_id, BY_US, PROMISE_OTHER, CHANNEL_EMAIL, "2017-03-20T17:00:00Z");
    r.team_id = 1;
    assert_false(place_write(p, make, &r));
    assert_string_equal(p->c.fault.code, "team_not_asked");
}

/* ---- keeping ---- */

static void without_the_letter_a_price_is_not_kept(void **state)
{
    struct place *p = *state;
    int64_t deal_id = deal_of(p, URGENCY_URGENT);
    int64_t id = promised(p, deal_id, BY_US, PROMISE_PRICE_INFO, "2017-03-15T14:00:00Z");
    assert_false(keeps(p, id));
    assert_string_equal(p->c.fault.code, "no_evidence");
    place_clock_to(p, "2017-03-15T14:05:00Z");
    touched(p, deal_id, CHANNEL_EMAIL, TOUCH_OUTBOUND, "2017-03-15T13:50:00Z");
    touched(p, deal_id, CHANNEL_PHONE, TOUCH_OUTBOUND, "2017-03-15T13:55:00Z");
    assert_false(keeps(p, id));
    assert_string_equal(p->c.fault.code, "no_evidence");
    assert_int_equal(read_it(p, id).state, PROMISE_OPEN);
}

static void a_letter_that_leaves_keeps_its_promise_by_itself(void **state)
{
    struct place *p = *state;
    int64_t deal_id = deal_of(p, URGENCY_URGENT);
    int64_t price = promised(p, deal_id, BY_US, PROMISE_PRICE_INFO, "2017-03-15T14:00:00Z");
    int64_t call = promised(p, deal_id, BY_US, PROMISE_CALL, "2017-03-15T15:00:00Z");
    struct meeting m = { deal_id, PROMISE_PRICE_INFO, CHANNEL_EMAIL,
                         moment("2017-03-15T14:30:00Z"), letter_of(p, deal_id, "price_info") };
    place_clock_to(p, "2017-03-15T14:30:00Z");
    assert_true(place_write(p, meet, &m));
    struct promise r = read_it(p, price);
    assert_int_equal(r.state, PROMISE_KEPT_LATE);
    assert_int_equal(r.late_minutes, 30);
    assert_int_equal(r.letter_id, m.letter_id);
    assert_int_equal(read_it(p, call).state, PROMISE_OPEN);
    assert_false(instant_is(runs_to(p, &promise_late, price)));
    assert_true(instant_is(runs_to(p, &promise_late, call)));
}

static void a_call_keeps_a_call_and_no_price(void **state)
{
    struct place *p = *state;
    int64_t deal_id = deal_of(p, URGENCY_URGENT);
    int64_t price = promised(p, deal_id, BY_US, PROMISE_PRICE_INFO, "2017-03-15T14:00:00Z");
    int64_t call = promised(p, deal_id, BY_US, PROMISE_CALL, "2017-03-15T15:00:00Z");
    place_clock_to(p, "2017-03-15T11:00:00Z");
    touched(p, deal_id, CHANNEL_PHONE, TOUCH_OUTBOUND, "2017-03-15T11:00:00Z");
    assert_int_equal(read_it(p, call).state, PROMISE_KEPT);
    assert_int_equal(read_it(p, price).state, PROMISE_OPEN);
}

static void one_call_keeps_the_promise_that_is_due_first(void **state)
{
    struct place *p = *state;
    int64_t deal_id = deal_of(p, URGENCY_URGENT);
    int64_t later = promised(p, deal_id, BY_US, PROMISE_CALL, "2017-03-17T15:00:00Z");
    int64_t first = promised(p, deal_id, BY_US, PROMISE_CALL, "2017-03-15T15:00:00Z");
    place_clock_to(p, "2017-03-15T11:00:00Z");
    touched(p, deal_id, CHANNEL_PHONE, TOUCH_OUTBOUND, "2017-03-15T11:00:00Z");
    assert_int_equal(read_it(p, first).state, PROMISE_KEPT);
    assert_int_equal(read_it(p, later).state, PROMISE_OPEN);
}

static void a_call_written_down_days_later_counts_by_when_it_was_written(void **state)
{
    struct place *p = *state;
    int64_t deal_id = deal_of(p, URGENCY_URGENT);
    int64_t call = promised(p, deal_id, BY_US, PROMISE_CALL, "2017-03-15T15:00:00Z");
    place_clock_to(p, "2017-03-17T15:00:00Z");
    touched(p, deal_id, CHANNEL_PHONE, TOUCH_OUTBOUND, "2017-03-15T14:00:00Z");
    assert_int_equal(read_it(p, call).state, PROMISE_KEPT_LATE);
    assert_int_equal(read_it(p, call).late_minutes, 2880);
}

static void what_is_settled_is_not_kept_again(void **state)
{
    struct place *p = *state;
    int64_t deal_id = deal_of(p, URGENCY_URGENT);
    int64_t call = promised(p, deal_id, BY_US, PROMISE_CALL, "2017-03-15T15:00:00Z");
    touched(p, deal_id, CHANNEL_PHONE, TOUCH_OUTBOUND, "2017-03-15T10:00:00Z");
    assert_false(keeps(p, call));
    assert_string_equal(p->c.fault.code, "promise_settled");
}

static void a_buyers_payment_is_kept_by_his_touch_or_a_note(void **state)
{
    struct place *p = *state;
    int64_t deal_id = deal_of(p, URGENCY_NORMAL);
    int64_t a = promised(p, deal_id, BY_BUYER, PROMISE_DEPOSIT, "2017-03-17T17:00:00Z");
    int64_t b = promised(p, deal_id, BY_BUYER, PROMISE_PAYMENT, "2017-03-17T17:00:00Z");
    struct promise now;
    assert_false(keeps(p, a));
    assert_string_equal(p->c.fault.code, "no_evidence");
    place_clock_to(p, "2017-03-16T10:00:00Z");
    int64_t ours = touched(p, deal_id, CHANNEL_PHONE, TOUCH_OUTBOUND, "2017-03-16T10:00:00Z");
    int64_t his = touched(p, deal_id, CHANNEL_PHONE, TOUCH_INBOUND, "2017-03-16T10:00:00Z");
    assert_false(kept(p, a, (struct promise_proof){ .touch_id = ours }, &now));
    assert_true(kept(p, a, (struct promise_proof){ .touch_id = his }, &now));
    assert_int_equal(now.state, PROMISE_KEPT);
    assert_int_equal(now.touch_id, his);
    assert_true(kept(p, b, (struct promise_proof){ .note = STR("Statement of 16 March") }, &now));
    assert_str(now.note, "Statement of 16 March");
}

/* ---- time ---- */

static void ours_that_is_late_is_marked_once_and_stays_open(void **state)
{
    struct place *p = *state;
    int64_t id = promised(p, deal_of(p, URGENCY_URGENT), BY_US, PROMISE_PRICE_INFO,
                          "2017-03-15T14:00:00Z");
    place_clock_to(p, "2017-03-15T17:00:00Z");
    rings(p, &promise_late, id, "2017-03-15T14:00:00Z");
    struct promise r = read_it(p, id);
    assert_int_equal(r.state, PROMISE_OPEN);
    assert_true(r.late);
    assert_int_equal(r.missed.ms, moment("2017-03-15T14:00:00Z").ms);
    assert_int_equal(r.held_id, BEN);
    assert_int_equal(runs_to(p, &promise_broken, id).ms, moment("2017-03-29T14:00:00Z").ms);
}

static void a_buyers_delay_has_a_day_of_grace_without_a_mark(void **state)
{
    struct place *p = *state;
    int64_t deal_id = deal_of(p, URGENCY_NORMAL);
    int64_t id = promised(p, deal_id, BY_BUYER, PROMISE_DEPOSIT, "2017-03-17T17:00:00Z");
    struct promise now;
    place_clock_to(p, "2017-03-17T17:00:00Z");
    rings(p, &promise_late, id, "2017-03-17T17:00:00Z");
    assert_false(instant_is(read_it(p, id).missed));
    assert_int_equal(runs_to(p, &buyer_grace, id).ms, moment("2017-03-20T17:00:00Z").ms);
    place_clock_to(p, "2017-03-20T12:00:00Z");
    assert_true(kept(p, id, (struct promise_proof){ .note = STR("Paid") }, &now));
    assert_int_equal(now.state, PROMISE_KEPT);
    assert_int_equal(now.late_minutes, 0);
}

static void after_the_grace_it_is_missed_and_kept_late(void **state)
{
    struct place *p = *state;
    int64_t deal_id = deal_of(p, URGENCY_NORMAL);
    int64_t id = promised(p, deal_id, BY_BUYER, PROMISE_DEPOSIT, "2017-03-17T17:00:00Z");
    struct promise now;
    place_clock_to(p, "2017-03-20T17:00:00Z");
    rings(p, &promise_late, id, "2017-03-17T17:00:00Z");
    rings(p, &buyer_grace, id, "2017-03-20T17:00:00Z");
    assert_int_equal(read_it(p, id).missed.ms, moment("2017-03-17T17:00:00Z").ms);
    place_clock_to(p, "2017-03-20T17:01:00Z");
    assert_true(kept(p, id, (struct promise_proof){ .note = STR("Paid") }, &now));
    assert_int_equal(now.state, PROMISE_KEPT_LATE);
    assert_int_equal(now.late_minutes, 3 * 1440 + 1);
}

static void what_stays_late_is_broken(void **state)
{
    struct place *p = *state;
    int64_t id = promised(p, deal_of(p, URGENCY_URGENT), BY_US, PROMISE_PRICE_INFO,
                          "2017-03-15T14:00:00Z");
    place_clock_to(p, "2017-03-29T14:00:00Z");
    rings(p, &promise_late, id, "2017-03-15T14:00:00Z");
    rings(p, &promise_broken, id, "2017-03-29T14:00:00Z");
    assert_int_equal(read_it(p, id).state, PROMISE_BROKEN);
    assert_false(keeps(p, id));
    assert_string_equal(p->c.fault.code, "promise_settled");
}

static void a_day_without_the_input_moves_what_waits_for_it(void **state)
{
    struct place *p = *state;
    int64_t deal_id = deal_of(p, URGENCY_NORMAL);
    int64_t text = promised(p, deal_id, BY_BUYER, PROMISE_INPUT, "2017-03-22T17:00:00Z");
    struct promise r = promise_of(deal_id, BY_US, PROMISE_ORDER, CHANNEL_EMAIL,
                                  "2017-03-31T17:00:00Z");
    r.depends_on_id = text;
    r.depends_days = 7;
    assert_true(place_write(p, make, &r));
    place_clock_to(p, "2017-03-23T17:00:00Z");
    rings(p, &promise_late, text, "2017-03-22T17:00:00Z");
    rings(p, &promise_slip, text, "2017-03-23T17:00:00Z");
    struct promise now = read_it(p, r.id);
    assert_int_equal(now.due.ms, moment("2017-04-03T17:00:00Z").ms);
    assert_int_equal(now.agreed.ms, moment("2017-03-31T17:00:00Z").ms);
    assert_int_equal(now.moved_by, MOVED_BY_BUYER);
    assert_str(now.moved_why,
               "We still wait: Prices of forty desks was agreed for Wed 22 Mar 17:00.");
    assert_int_equal(runs_to(p, &promise_late, r.id).ms, now.due.ms);
}

/* ---- the end ---- */

static bool lose(struct ctx *c, void *arg)
{
    struct deal was, now;
    if (!record_get(c, &deal_record, *(int64_t *)arg, &was))
        return false;
    now = was;
    deal_move(&now, stage_first(c, 0, ENDING_LOST));
    now.lost_reason = STR("No money");
    return deal_save(c, &was, &now, STR_NONE);
}

static void on_a_lost_deal_what_was_late_is_broken_and_the_rest_released(void **state)
{
    struct place *p = *state;
    int64_t deal_id = deal_of(p, URGENCY_URGENT);
    int64_t late = promised(p, deal_id, BY_US, PROMISE_PRICE_INFO, "2017-03-15T14:00:00Z");
    int64_t open = promised(p, deal_id, BY_US, PROMISE_CALL, "2017-03-16T14:00:00Z");
    place_clock_to(p, "2017-03-15T14:00:00Z");
    rings(p, &promise_late, late, "2017-03-15T14:00:00Z");
    assert_true(place_write(p, lose, &deal_id));
    assert_int_equal(read_it(p, open).state, PROMISE_RELEASED);
    assert_false(instant_is(runs_to(p, &promise_late, open)));
    assert_int_equal(read_it(p, late).state, PROMISE_BROKEN);
    assert_true(instant_is(read_it(p, late).missed));
    struct promise more = promise_of(deal_id, BY_US, PROMISE_CALL, CHANNEL_PHONE,
                                     "2017-03-17T14:00:00Z");
    assert_false(place_write(p, make, &more));
    assert_true(place_blames(p, "deal_id"));
}

static void bought_here_releases_and_elsewhere_breaks(void **state)
{
    struct place *p = *state;
    int64_t here = deal_of(p, URGENCY_URGENT), gone = deal_of(p, URGENCY_URGENT);
    int64_t late = promised(p, here, BY_US, PROMISE_PRICE_INFO, "2017-03-15T14:00:00Z");
    int64_t open = promised(p, here, BY_US, PROMISE_CALL, "2017-03-16T14:00:00Z");
    int64_t lost = promised(p, gone, BY_US, PROMISE_CALL, "2017-03-16T14:00:00Z");
    int64_t his = promised(p, gone, BY_BUYER, PROMISE_CALL, "2017-03-16T14:00:00Z");
    int64_t n;
    place_clock_to(p, "2017-03-15T15:00:00Z");
    assert_true(place_write(p, end_it, &(struct ending_of){ here, false }));
    assert_true(place_write(p, end_it, &(struct ending_of){ gone, true }));
    assert_int_equal(read_it(p, late).state, PROMISE_BROKEN);
    assert_int_equal(read_it(p, open).state, PROMISE_RELEASED);
    assert_int_equal(read_it(p, lost).state, PROMISE_BROKEN);
    assert_int_equal(read_it(p, his).state, PROMISE_RELEASED);
    assert_true(promises_open(&p->c, here, &n));
    assert_int_equal(n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(words_like_quickly_are_no_due_time),
        TEST(a_due_time_is_read_as_people_write_it),
        TEST(a_day_that_does_not_exist_is_blamed),
        TEST(across_daylight_saving_a_due_time_is_what_the_wall_shows),
        TEST(without_a_due_time_it_is_refused_and_one_is_offered),
        TEST(a_due_time_in_the_past_is_blamed),
        TEST(a_promise_has_its_clocks_and_stands_in_the_shared_history),
        TEST(another_teams_deal_takes_no_promise),
        TEST(what_a_team_makes_is_not_promised_before_its_yes),
        TEST(without_the_letter_a_price_is_not_kept),
        TEST(a_letter_that_leaves_keeps_its_promise_by_itself),
        TEST(a_call_keeps_a_call_and_no_price),
        TEST(one_call_keeps_the_promise_that_is_due_first),
        TEST(a_call_written_down_days_later_counts_by_when_it_was_written),
        TEST(what_is_settled_is_not_kept_again),
        TEST(a_buyers_payment_is_kept_by_his_touch_or_a_note),
        TEST(ours_that_is_late_is_marked_once_and_stays_open),
        TEST(a_buyers_delay_has_a_day_of_grace_without_a_mark),
        TEST(after_the_grace_it_is_missed_and_kept_late),
        TEST(what_stays_late_is_broken),
        TEST(a_day_without_the_input_moves_what_waits_for_it),
        TEST(on_a_lost_deal_what_was_late_is_broken_and_the_rest_released),
        TEST(bought_here_releases_and_elsewhere_breaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
