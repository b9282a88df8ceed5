/* SPDX-License-Identifier: Apache-2.0 */
#include "fact/fact.h"
#include "fact/fact_store.h"
#include "frame/history.h"
#include "frame/neutral.h"
#include "frame/testing.h"
#include "touch/touch.h"

static bool deal_add_it(struct ctx *c, void *row)
{
    return deal_create(c, row);
}

static bool fact_put_it(struct ctx *c, void *row)
{
    return fact_put(c, row);
}

static bool fact_said_it(struct ctx *c, void *row)
{
    return fact_said(c, row);
}

static bool change_put_it(struct ctx *c, void *row)
{
    return change_put(c, row);
}

static bool change_said_it(struct ctx *c, void *row)
{
    return change_said(c, row);
}

static bool review_it(struct ctx *c, void *row)
{
    return change_review(c, row, STR("still fine"));
}

static bool change_withdraw_it(struct ctx *c, void *row)
{
    return change_withdraw(c, row);
}

static bool withdraw_it(struct ctx *c, void *row)
{
    return fact_withdraw(c, row, false);
}

static bool log_it(struct ctx *c, void *row)
{
    return touch_log(c, row);
}

struct edit {
    struct deal was, now;
    struct str why;
};

static bool change_it(struct ctx *c, void *arg)
{
    struct edit *e = arg;
    return deal_save(c, &e->was, &e->now, e->why);
}

static struct deal deal_of(struct place *p, int64_t id)
{
    struct deal d;
    fault_clear(&p->c);
    assert_true(record_get_any(&p->c, &deal_record, id, &d));
    return d;
}

static int64_t deal_new(struct place *p)
{
    struct deal d;
    place_as(p, BEN, "web");
    deal_init(&d);
    d.name = STR("Forty desks");
    d.value = (struct money){ 10000000, "USD" };
    assert_true(place_write(p, deal_add_it, &d));
    return d.id;
}

static int64_t touch_new(struct place *p, int64_t deal_id, int direction, int buyer_stage)
{
    struct touch t;
    record_init(&touch_record, &t);
    t.deal_id = deal_id;
    t.direction = direction;
    t.details = STR("We spoke.");
    t.buyer_stage = buyer_stage;
    t.next_step = STR("Send the offer");
    t.next_step_due = (struct instant){ p->c.now.ms + 86400000 };
    assert_true(place_write(p, log_it, &t));
    return t.id;
}

static struct fact fact_of(int64_t deal_id, const char *name, const char *value, int provenance)
{
    struct fact f;
    record_init(&fact_record, &f);
    f.deal_id = deal_id;
    f.name = str_of(name);
    f.value = str_of(value);
    f.provenance = provenance;
    return f;
}

static struct fact stored(struct place *p, int64_t id)
{
    struct fact f;
    fault_clear(&p->c);
    assert_true(record_get_any(&p->c, &fact_record, id, &f));
    return f;
}

static bool probability_set(struct place *p, int64_t deal_id, int probability)
{
    struct edit e = { deal_of(p, deal_id), { 0 }, STR_NONE };
    e.now = e.was;
    e.now.probability = probability;
    return place_write(p, change_it, &e);
}

static void refused(struct place *p, const char *code)
{
    assert_int_equal(p->c.fault.kind, FAULT_REFUSED);
    assert_string_equal(p->c.fault.code, code);
    assert_true(p->c.fault.next[0].n > 0);
}

static void a_new_value_is_a_new_row_and_the_old_one_stays(void **state)
{
    struct place *p = *state;
    int64_t deal = deal_new(p);
    struct fact a = fact_of(deal, "budget", "80,000", PROVENANCE_HEARSAY);
    struct fact b = fact_of(deal, "budget", "90,000", PROVENANCE_OBSERVED);
    assert_true(place_write(p, fact_put_it, &a));
    assert_true(place_write(p, fact_put_it, &b));
    assert_false(stored(p, a.id).current);
    assert_str(stored(p, a.id).value, "80,000");
    assert_true(stored(p, b.id).current);
    assert_int_equal(stored(p, b.id).user_id, BEN);
    assert_int_equal(stored(p, b.id).said.n, instant_day(p->c.now).n);
}

static void a_fact_without_a_value_or_with_a_strange_name_is_bad_input(void **state)
{
    struct place *p = *state;
    int64_t deal = deal_new(p);
    struct fact f = fact_of(deal, "Budget!", "", PROVENANCE_OBSERVED);
    assert_false(place_write(p, fact_put_it, &f));
    assert_true(place_blames(p, "name"));
    f = fact_of(deal, "budget", "", PROVENANCE_OBSERVED);
    f.said = day_of(2017, 3, 16);
    assert_false(place_write(p, fact_put_it, &f));
    assert_true(place_blames(p, "value"));
    assert_true(place_blames(p, "said"));
    f = fact_of(deal, "rude", "yes", PROVENANCE_OBSERVED);
    assert_false(place_write(p, fact_put_it, &f));
    refused(p, "neutral_words");
}

static void only_an_inbound_touch_makes_a_staff_fact_the_buyers(void **state)
{
    struct place *p = *state;
    int64_t deal = deal_new(p);
    struct fact f = fact_of(deal, "budget", "80,000", PROVENANCE_BUYER);
    assert_false(place_write(p, fact_put_it, &f));
    refused(p, "buyer_owned");
    f.touch_id = touch_new(p, deal, TOUCH_OUTBOUND, 0);
    assert_false(place_write(p, fact_put_it, &f));
    refused(p, "buyer_owned");
    f.touch_id = touch_new(p, deal, TOUCH_INBOUND, 0);
    assert_true(place_write(p, fact_put_it, &f));
    assert_int_equal(stored(p, f.id).provenance, PROVENANCE_BUYER);
    f.touch_id = touch_new(p, deal_new(p), TOUCH_INBOUND, 0);
    assert_false(place_write(p, fact_put_it, &f));
    assert_true(place_blames(p, "touch_id"));
}

static void what_the_buyer_said_nobody_of_us_overwrites(void **state)
{
    struct place *p = *state;
    int64_t deal = deal_new(p);
    struct fact his = fact_of(deal, "budget", "80,000", PROVENANCE_ASSUMPTION);
    struct fact ours = fact_of(deal, "budget", "120,000", PROVENANCE_OBSERVED);
    struct facts_of all;
    place_as(p, BEN, "buyer");
    assert_true(place_write(p, fact_put_it, &his));
    place_as(p, BEN, "web");
    assert_false(place_write(p, fact_put_it, &ours));
    refused(p, "buyer_owned");
    place_as(p, BEN, "import");
    assert_false(place_write(p, fact_put_it, &ours));
    refused(p, "buyer_owned");
    fault_clear(&p->c);
    assert_true(facts_read(&p->c, deal, &all));
    assert_int_equal(all.n, 1);
    assert_str(all.p[0].value, "80,000");
    assert_int_equal(all.p[0].provenance, PROVENANCE_BUYER);
    ours.touch_id = touch_new(p, deal, TOUCH_INBOUND, 0);
    ours.provenance = PROVENANCE_BUYER;
    place_as(p, BEN, "web");
    assert_true(place_write(p, fact_put_it, &ours));
}

static void a_fact_is_outdated_after_ninety_days(void **state)
{
    struct place *p = *state;
    int64_t deal = deal_new(p);
    struct fact f = fact_of(deal, "need", "forty desks", PROVENANCE_OBSERVED);
    f.said = day_of(2017, 3, 15);
    assert_true(place_write(p, fact_put_it, &f));
    place_clock_to(p, "2017-06-13T10:00:00Z");
    assert_false(stored(p, f.id).outdated);
    place_clock_to(p, "2017-06-14T10:00:00Z");
    assert_true(stored(p, f.id).outdated);
}

static void a_probability_above_the_cap_is_refused_while_something_is_presumed(void **state)
{
    struct place *p = *state;
    int64_t deal = deal_new(p);
    struct deal d;
    assert_false(probability_set(p, deal, 40));
    refused(p, "presumptions_open");
    assert_true(place_blames(p, "probability"));
    assert_string_equal(p->c.fault.offer_name, "highest_allowed");
    assert_str(p->c.fault.offer, "25");
    assert_true(probability_set(p, deal, 25));
    deal_init(&d);
    d.name = STR("Another");
    d.probability = 40;
    assert_false(place_write(p, deal_add_it, &d));
    refused(p, "presumptions_open");
}

static void evidence_for_all_three_frees_the_probability(void **state)
{
    struct place *p = *state;
    int64_t deal = deal_new(p), touch = touch_new(p, deal, TOUCH_OUTBOUND, 0);
    struct fact rumour = fact_of(deal, "interest", "yes", PROVENANCE_HEARSAY);
    struct fact interest = fact_of(deal, "commitment", "seriously comparing", 0);
    struct fact person = fact_of(deal, "right_person", "signs herself", PROVENANCE_OBSERVED);
    struct fact potential = fact_of(deal, "requirements", "three", PROVENANCE_HEARSAY);
    assert_true(place_write(p, fact_put_it, &rumour));
    assert_int_equal(deal_of(p, deal).interest, PRESUMED);
    assert_true(place_write(p, fact_said_it, &interest));
    assert_true(place_write(p, fact_put_it, &person));
    assert_int_equal(deal_of(p, deal).right_person, PRESUMED); /* seen in no touch */
    person.touch_id = touch;
    assert_true(place_write(p, fact_put_it, &person));
    assert_int_equal(deal_of(p, deal).right_person, CONFIRMED);
    assert_false(probability_set(p, deal, 40));
    assert_true(place_write(p, fact_said_it, &potential));
    assert_true(probability_set(p, deal, 40));
}

static void a_stage_brings_no_probability_along_that_presumptions_hold_down(void **state)
{
    struct place *p = *state;
    int64_t id = deal_new(p);
    struct edit e = { deal_of(p, id), { 0 }, STR_NONE };
    e.now = e.was;
    deal_move(&e.now, stage_named(&p->c, STR("Proposal"), 0));
    assert_true(place_write(p, change_it, &e));
    struct deal d = deal_of(p, id);
    assert_int_equal(d.probability, 25);
    assert_true(d.probability_held);
    touch_new(p, id, TOUCH_INBOUND, BUYER_READY);
    d = deal_of(p, id);
    assert_true(deal_is_confirmed(&d));
    assert_false(d.probability_held);
    assert_int_equal(d.probability, 25); /* a person decides */
    assert_true(probability_set(p, id, 80));
}

static void a_withdrawn_fact_takes_its_evidence_along(void **state)
{
    struct place *p = *state;
    int64_t deal = deal_new(p);
    struct fact all[] = { fact_of(deal, "commitment", "we want it", 0),
                          fact_of(deal, "authority", "I decide", 0),
                          fact_of(deal, "budget", "80,000", 0) };
    for (size_t i = 0; i < COUNT(all); i++)
        assert_true(place_write(p, fact_said_it, &all[i]));
    assert_true(probability_set(p, deal, 60));
    assert_true(place_write(p, withdraw_it, &all[1]));
    struct deal d = deal_of(p, deal);
    assert_int_equal(d.right_person, PRESUMED);
    assert_int_equal(d.probability, 25);
    assert_true(d.probability_held);
}

/* Nowhere in any table. */
static bool is_kept(struct place *p, const char *words)
{
    static const char *const texts[] = {
        SQL("SELECT value FROM fact"),
        SQL("SELECT verified_with FROM fact"),
        SQL("SELECT old_value FROM change"),
        SQL("SELECT new_value FROM change"),
        SQL("SELECT body FROM entry"),
    };
    bool any = false;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct db_rows r;
        assert_true(db_rows_open(&p->c, &r, texts[i], NO_ARGS));
        while (db_rows_next(&r))
            any |= strstr(arena_cstr(&p->arena, db_text(&r, 0)), words) != NULL;
        assert_true(db_rows_close(&r));
    }
    return any;
}

static void what_is_withdrawn_leaves_a_stub_without_content(void **state)
{
    struct place *p = *state;
    int64_t deal = deal_new(p);
    struct fact f = fact_of(deal, "budget", "ceiling 4711 secret", 0);
    struct change_event e;
    assert_true(place_write(p, fact_said_it, &f));
    record_init(&change_record, &e);
    e.deal_id = deal;
    e.kind = CHANGE_BUDGET;
    e.new_value = STR("5000");
    assert_true(place_write(p, change_said_it, &e));
    assert_true(is_kept(p, "4711"));
    f = stored(p, f.id);
    assert_true(place_write(p, withdraw_it, &f));
    assert_false(is_kept(p, "4711"));
    assert_true(is_kept(p, "5000"));
    f = stored(p, f.id);
    assert_int_equal(f.value.n, 0);
    assert_int_equal(f.withdrawn.ms, p->c.now.ms);
    assert_str(f.name, "budget");
    assert_true(place_write(p, withdraw_it, &f));
}

static void what_is_confidential_is_never_written(void **state)
{
    struct place *p = *state;
    int64_t deal = deal_new(p);
    struct fact f = fact_of(deal, "note", "our board is split 4711", 0);
    f.confidential = true;
    assert_true(place_write(p, fact_said_it, &f));
    assert_false(is_kept(p, "4711"));
    f = stored(p, f.id);
    assert_true(f.confidential);
    assert_false(f.current);
}

static void a_change_keeps_old_and_new_and_marks_the_deal(void **state)
{
    struct place *p = *state;
    int64_t deal = deal_new(p);
    struct fact f = fact_of(deal, "budget", "100,000", PROVENANCE_HEARSAY);
    struct change_event e;
    assert_true(place_write(p, fact_put_it, &f));
    record_init(&change_record, &e);
    e.deal_id = deal;
    e.kind = CHANGE_BUDGET;
    e.new_value = STR("90,000");
    assert_true(place_write(p, change_said_it, &e));
    assert_str(e.old_value, "100,000");
    assert_int_equal(e.provenance, PROVENANCE_BUYER);
    assert_int_equal(e.old_fact_id, f.id);
    assert_str(stored(p, e.fact_id).value, "90,000");
    assert_int_equal(deal_of(p, deal).review_since.ms, p->c.now.ms);
    assert_int_equal(deal_of(p, deal).probability, 10);
    struct change_event ours = e;
    ours.provenance = PROVENANCE_OBSERVED;
    ours.new_value = STR("200,000");
    assert_false(place_write(p, change_put_it, &ours));
    refused(p, "buyer_owned");
    assert_true(place_write(p, review_it, &e));
    assert_false(instant_is(deal_of(p, deal).review_since));
    assert_true(place_write(p, change_withdraw_it, &e));
    assert_false(is_kept(p, "90,000"));
}

static void to_verify_again_what_the_buyer_verified_needs_a_reason(void **state)
{
    struct place *p = *state;
    int64_t deal = deal_new(p);
    struct fact f = fact_of(deal, "insurer", "agrees", 0);
    struct touch t;
    struct edit e;
    f.verified = day_of(2017, 3, 14);
    f.verified_with = STR("my insurance company");
    assert_true(place_write(p, fact_said_it, &f));
    record_init(&touch_record, &t);
    t.deal_id = deal;
    t.details = STR("Told her we look into it.");
    t.next_step = STR("Verify with insurer again");
    t.next_step_due = (struct instant){ p->c.now.ms + 86400000 };
    assert_false(place_write(p, log_it, &t));
    refused(p, "already_verified");
    assert_non_null(strstr(arena_cstr(&p->arena, p->c.fault.detail),
                           "verified by buyer 2017-03-14"));
    t.again_why = STR("The policy number was misread.");
    assert_true(place_write(p, log_it, &t));
    e = (struct edit){ deal_of(p, deal), deal_of(p, deal), STR_NONE };
    e.now.next_step = STR("confirm insurance");
    assert_false(place_write(p, change_it, &e));
    refused(p, "already_verified");
    e.now.next_step = STR("Send the offer");
    assert_true(place_write(p, change_it, &e));
}

static void tags_and_reasons_judge_nobody(void **state)
{
    struct place *p = *state;
    int64_t deal = deal_new(p);
    struct edit e = { deal_of(p, deal), deal_of(p, deal), STR_NONE };
    e.now.tags = STR("agm, RUDE");
    assert_false(place_write(p, change_it, &e));
    refused(p, "neutral_words");
    assert_true(place_blames(p, "tags"));
    e.now.tags = STR("agm,  crude oil,agm");
    assert_true(place_write(p, change_it, &e));
    assert_str(deal_of(p, deal).tags, "agm, crude oil");
    assert_str(neutral_find(&p->arena, STR("a real Time-Waster!")), "time waster");
    assert_str(neutral_find(&p->arena, STR("Lügner")), "lugner");
    assert_int_equal(neutral_find(&p->arena, STR("Mr Rudesheim is lyrical")).n, 0);
}

static void a_deadline_says_whose_it_is(void **state)
{
    struct place *p = *state;
    int64_t deal = deal_new(p);
    struct edit e = { deal_of(p, deal), deal_of(p, deal), STR_NONE };
    e.now.deadline = day_of(2017, 6, 19);
    assert_false(place_write(p, change_it, &e));
    assert_true(place_blames(p, "deadline_of"));
    e.now.deadline_of = DEADLINE_OF_BUYER;
    assert_true(place_write(p, change_it, &e));
}

static void what_is_kept_of_facts_agrees(void **state)
{
    struct place *p = *state;
    struct buf lines;
    int64_t deal = deal_new(p);
    struct fact f = fact_of(deal, "budget", "100,000", 0);
    assert_true(place_write(p, fact_said_it, &f));
    buf_init(&lines, &p->arena, 10000);
    assert_true(checks_look(&p->c, fact_checks, &lines));
    assert_int_equal(lines.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_new_value_is_a_new_row_and_the_old_one_stays),
        TEST(a_fact_without_a_value_or_with_a_strange_name_is_bad_input),
        TEST(only_an_inbound_touch_makes_a_staff_fact_the_buyers),
        TEST(what_the_buyer_said_nobody_of_us_overwrites),
        TEST(a_fact_is_outdated_after_ninety_days),
        TEST(a_probability_above_the_cap_is_refused_while_something_is_presumed),
        TEST(evidence_for_all_three_frees_the_probability),
        TEST(a_stage_brings_no_probability_along_that_presumptions_hold_down),
        TEST(a_withdrawn_fact_takes_its_evidence_along),
        TEST(what_is_withdrawn_leaves_a_stub_without_content),
        TEST(what_is_confidential_is_never_written),
        TEST(a_change_keeps_old_and_new_and_marks_the_deal),
        TEST(to_verify_again_what_the_buyer_verified_needs_a_reason),
        TEST(tags_and_reasons_judge_nobody),
        TEST(a_deadline_says_whose_it_is),
        TEST(what_is_kept_of_facts_agrees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
