/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/testing.h"

#include "complaint/complaint_rules.h"
#include "contact/contact.h"
#include "db/db.h"
#include "office/office.h"

struct line {
    struct deal d;
    struct contact p;
    struct complaint k, answered;
    struct praise thanks;
    const char *words;
};

static bool run_begin(struct ctx *c, void *arg)
{
    struct line *l = arg;
    record_init(&contact_record, &l->p);
    l->p.name = STR("Pat");
    l->p.email = STR("pat@buyer.example");
    deal_init(&l->d);
    l->d.name = STR("Beds");
    if (!contact_create(c, &l->p))
        return false;
    l->d.contact_id = l->p.id;
    return deal_create(c, &l->d);
}

static bool run_complain(struct ctx *c, void *arg)
{
    struct line *l = arg;
    record_init(&complaint_record, &l->k);
    l->k.contact_id = l->p.id;
    l->k.words = str_of(l->words);
    return complaint_make(c, &l->d, &l->k);
}

static bool run_answer(struct ctx *c, void *arg)
{
    struct line *l = arg;
    struct complaint was;
    return record_get(c, &complaint_record, l->k.id, &was)
           && complaint_answer(c, &was, str_of(l->words), &l->answered);
}

static bool run_share(struct ctx *c, void *arg)
{
    return complaint_share(c, &((struct line *)arg)->k);
}

static bool run_ring(struct ctx *c, void *arg)
{
    struct line *l = arg;
    return complaint_clock.rings(c, l->k.id, l->k.due);
}

static bool run_thank(struct ctx *c, void *arg)
{
    struct line *l = arg;
    record_init(&praise_record, &l->thanks);
    l->thanks.contact_id = l->p.id;
    l->thanks.words = str_of(l->words);
    return praise_make(c, &l->d, &l->thanks);
}

/* Ben's deal with Pat, who writes to his manager; Eve is the executive. */
static struct line begin(struct place *p, const char *words)
{
    struct line l = { .words = words };
    place_user(p, "Eve", ROLE_EXECUTIVE, ADA);
    place_as(p, BEN, "web");
    assert_true(place_write(p, run_begin, &l));
    assert_true(place_write(p, run_complain, &l));
    return l;
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

static bool sees(struct place *p, int64_t user_id, int64_t id)
{
    struct complaint k;
    place_as(p, user_id, "web");
    return record_get(&p->c, &complaint_record, id, &k);
}

static int64_t letters(struct place *p, const char *kind)
{
    int64_t n = 0;
    assert_true(db_get(&p->c,
                       SQL("SELECT count(*) FROM letter WHERE kind = $1 AND deal_id IS NULL"),
                       ARGS(T(str_of(kind))), OUTS(OI(&n))));
    return n;
}

static void it_goes_to_the_manager_and_the_rep_does_not_find_it(void **state)
{
    struct place *p = *state;
    struct line l = begin(p, "He never calls back.");
    assert_int_equal(l.k.manager_id, ADA);
    assert_int_equal(l.k.about_id, BEN);
    assert_true(sees(p, ADA, l.k.id));
    assert_false(sees(p, BEN, l.k.id));
    assert_int_equal(heard(p, ADA, "complaint"), 1);
    assert_int_equal(heard(p, BEN, "complaint"), 0);
    assert_int_equal(letters(p, "complaint_receipt"), 1);
}

static void it_is_answered_within_a_business_day(void **state)
{
    struct place *p = *state;
    struct line l = begin(p, "He never calls back.");
    struct instant due;
    assert_true(instant_parse(STR("2017-03-16T10:00:00Z"), &due));
    assert_int_equal(l.k.due.ms, due.ms);
}

static void the_executive_hears_when_it_is_not(void **state)
{
    struct place *p = *state;
    struct line l = begin(p, "He never calls back.");
    int64_t eve = 3;
    place_clock_to(p, "2017-03-16T10:00:00Z");
    p->c.viewer = &viewer_system;
    assert_true(place_write(p, run_ring, &l));
    assert_int_equal(heard(p, eve, "complaint_late"), 1);
    assert_int_equal(heard(p, BEN, "complaint_late"), 0);
}

static void an_answer_stops_the_clock_and_settles_the_alert(void **state)
{
    struct place *p = *state;
    struct line l = begin(p, "He never calls back.");
    struct instant due;
    l.words = "I call you today.";
    place_as(p, ADA, "web");
    assert_true(place_write(p, run_answer, &l));
    assert_int_equal(heard(p, ADA, "complaint"), 0);
    assert_true(clock_due(&p->c, &complaint_clock, l.k.id, &due));
    assert_false(instant_is(due));
    assert_int_equal(letters(p, "complaint_answer"), 1);
    assert_false(place_write(p, run_answer, &l));
    assert_ptr_equal(p->c.fault.gate, &complaint_answered);
}

static void the_rep_sees_it_when_it_is_shared(void **state)
{
    struct place *p = *state;
    struct line l = begin(p, "He never calls back.");
    place_as(p, ADA, "web");
    assert_true(place_write(p, run_share, &l));
    assert_true(sees(p, BEN, l.k.id));
}

static void nobody_answers_for_himself_while_there_is_somebody_else(void **state)
{
    struct place *p = *state;
    struct line l = { .words = "She never calls back." };
    int64_t eve = place_user(p, "Eve", ROLE_EXECUTIVE, ADA);
    place_as(p, ADA, "web");
    assert_true(place_write(p, run_begin, &l));
    assert_true(place_write(p, run_complain, &l));
    assert_int_equal(l.k.manager_id, eve);
}

static void nothing_of_it_stands_in_the_deals_history(void **state)
{
    struct place *p = *state;
    struct line l = begin(p, "He never calls back.");
    int64_t n = 0, touches = 0;
    assert_true(db_get(&p->c,
                       SQL("SELECT count(*) FROM entry WHERE record = 'deal' AND record_id = $1"),
                       ARGS(I(l.d.id)), OUTS(OI(&n))));
    assert_true(db_get(&p->c, SQL("SELECT count(*) FROM touch"), NO_ARGS, OUTS(OI(&touches))));
    assert_int_equal(n, 1);
    assert_int_equal(touches, 0);
}

static void empty_words_and_long_ones_are_not_taken(void **state)
{
    struct place *p = *state;
    struct line l = begin(p, "He never calls back.");
    char text[5002];
    memset(text, 'a', 5001);
    text[5001] = '\0';
    l.words = "";
    assert_false(place_write(p, run_complain, &l));
    assert_true(place_blames(p, "words"));
    l.words = text;
    assert_false(place_write(p, run_complain, &l));
}

static void thanks_reach_the_person_and_those_above(void **state)
{
    struct place *p = *state;
    struct line l = begin(p, "He never calls back.");
    l.words = "Thank you!";
    assert_true(place_write(p, run_thank, &l));
    assert_int_equal(l.thanks.user_id, BEN);
    assert_int_equal(heard(p, BEN, "praise"), 1);
    assert_int_equal(heard(p, ADA, "praise"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_goes_to_the_manager_and_the_rep_does_not_find_it),
        TEST(it_is_answered_within_a_business_day),
        TEST(the_executive_hears_when_it_is_not),
        TEST(an_answer_stops_the_clock_and_settles_the_alert),
        TEST(the_rep_sees_it_when_it_is_shared),
        TEST(nobody_answers_for_himself_while_there_is_somebody_else),
        TEST(nothing_of_it_stands_in_the_deals_history),
        TEST(empty_words_and_long_ones_are_not_taken),
        TEST(thanks_reach_the_person_and_those_above),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
