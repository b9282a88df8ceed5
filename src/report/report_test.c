/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"
#include "deal/deal.h"
#include "frame/testing.h"
#include "promise/promise.h"
#include "report/report_table.h"
#include "touch/touch.h"

#define DAY_MS INT64_C(86400000)

/* ---- rows as the rules of promises leave them, without their hours of waiting ---- */

struct due {
    int64_t owner_id, deal_id, team_id;
    int state;
};

static bool due_insert(struct ctx *c, void *arg)
{
    const struct due *d = arg;
    int64_t then = c->now.ms - DAY_MS;
    return db_do(c,
                 SQL("INSERT INTO promise (version, created, updated, deal_id, by, kind, user_id, "
                     "held_id, team_id, what, agreed, counted, due, state, missed, settled) "
                     "VALUES (1, $1, $1, $2, 0, 0, $3, $3, $4, 'Send the price', $1, $1, $1, $5, "
                     "CASE WHEN $5 = $7 THEN $1 ELSE 253402300800000 END, $6)"),
                 ARGS(I(then), I(d->deal_id), I(d->owner_id), R(d->team_id), I(d->state),
                      I(c->now.ms), I(PROMISE_BROKEN)));
}

static bool add(struct ctx *c, void *row)
{
    return deal_create(c, row);
}

static int64_t deal_of(struct place *p, int64_t user_id)
{
    struct deal d;
    place_as(p, user_id, "web");
    deal_init(&d);
    d.name = STR("MD-1 for Amy");
    assert_true(place_write(p, add, &d));
    return d.id;
}

static void dues(struct place *p, int64_t owner_id, int64_t team_id, int kept, int broken)
{
    struct due d = { owner_id, deal_of(p, owner_id), team_id, PROMISE_KEPT };
    for (int i = 0; i < kept + broken; i++) {
        d.state = i < kept ? PROMISE_KEPT : PROMISE_BROKEN;
        assert_true(place_write(p, due_insert, &d));
    }
}

static bool team_insert(struct ctx *c, void *name)
{
    return db_do(c,
                 SQL("INSERT INTO team (version, created, updated, name, name_fold) "
                     "VALUES (1, $1, $1, $2, $2)"),
                 ARGS(I(c->now.ms), T(*(struct str *)name)));
}

static struct report_rows rows_of(struct place *p, const struct report *r, int64_t deal_id)
{
    struct report_rows rows = { 0 };
    int32_t today = instant_day(p->c.now).n;
    struct report_asked asked = { .when = { { today - 30 }, { today } }, .deal_id = deal_id };
    fault_clear(&p->c);
    place_as(p, ADA, "web");
    if (!r->rows(&p->c, &asked, &rows))
        print_message("%s: %.*s\n", r->name, STR_FMT(p->c.fault.log));
    assert_false(failed(&p->c));
    return rows;
}

static void starts(struct str text, const char *with)
{
    if (!str_starts(text, str_of(with)))
        print_message("it begins otherwise: %.*s\n", STR_FMT(text));
    assert_true(str_starts(text, str_of(with)));
}

/* ---- cause ---- */

static void one_who_breaks_what_others_keep_is_individual(void **state)
{
    struct place *p = *state;
    static const char *const names[] = { "Cleo", "Dan", "Eli", "Fay", "Gus" };
    int64_t rick = place_user(p, "Rick", ROLE_REP, ADA);
    dues(p, rick, 0, 0, 3);
    for (size_t i = 0; i < COUNT(names); i++)
        dues(p, place_user(p, names[i], ROLE_REP, ADA), 0, 12, 0);
    starts(rows_of(p, &report_cause, 0).says, "individual - Rick:");
}

static void what_most_break_because_of_one_team_is_institutional(void **state)
{
    struct place *p = *state;
    static const char *const names[] = { "Cleo", "Dan", "Eli", "Fay", "Gus", "Rick" };
    struct str billing = STR("billing");
    assert_true(place_write(p, team_insert, &billing));
    for (size_t i = 0; i < COUNT(names); i++)
        dues(p, place_user(p, names[i], ROLE_REP, ADA), 1, 6, 4);
    starts(rows_of(p, &report_cause, 0).says, "institutional - billing:");
}

static void what_nobody_breaks_has_no_pattern(void **state)
{
    struct place *p = *state;
    dues(p, BEN, 0, 9, 1);
    starts(rows_of(p, &report_cause, 0).says, "no pattern:");
}

static void two_promises_say_nothing_of_somebody(void **state)
{
    struct place *p = *state;
    dues(p, BEN, 0, 0, 2);
    starts(rows_of(p, &report_cause, 0).says, "no pattern:");
}

/* ---- the scorecard ---- */

static bool waits(struct ctx *c, void *deal_id)
{
    return db_do(c,
                 SQL("UPDATE deal SET asked = $2, first_answer_due = $3, first_answered = $4 "
                     "WHERE id = $1"),
                 ARGS(I(*(int64_t *)deal_id), I(c->now.ms - DAY_MS),
                      I(c->now.ms - DAY_MS + 3600000), I(c->now.ms)));
}

static void the_scorecard_counts_answers_and_promises_by_person(void **state)
{
    struct place *p = *state;
    int64_t id = deal_of(p, BEN);
    assert_true(place_write(p, waits, &id));
    dues(p, BEN, 0, 2, 1);
    struct report_rows rows = rows_of(p, &report_scorecard, 0);
    assert_int_equal(rows.n, 1);
    const struct report_cell *cells = rows.p[0].cells;
    assert_true(str_is(cells[0].text, "Ben"));
    assert_int_equal(cells[1].n, 1);
    assert_int_equal(cells[2].n, 8 * 60); /* one working day */
    assert_int_equal(cells[4].n, 1);      /* and late */
    assert_int_equal(cells[5].n, 2);
    assert_int_equal(cells[7].n, 1);
    assert_int_equal(cells[8].n, 24); /* hours in which no human word reached him */
}

static void numbers_are_ranked_and_not_averaged(void **state)
{
    int64_t of[] = { 9, 1, 5, 7, 3, 2, 8, 4, 6, 1000 };
    (void)state;
    assert_int_equal(numbers_at(of, COUNT(of), 50), 5);
    assert_int_equal(numbers_at(of, COUNT(of), 90), 9);
    assert_int_equal(numbers_at(of, 1, 90), 1);
    assert_int_equal(numbers_at(of, 0, 50), -1);
}

/* ---- what others may see ---- */

static void nobody_sees_the_deals_of_another_line(void **state)
{
    struct place *p = *state;
    int64_t cleo = place_user(p, "Cleo", ROLE_REP, ADA);
    struct report_asked asked = { .when = { { instant_day(p->c.now).n - 30 },
                                            instant_day(p->c.now) } };
    struct report_rows rows = { 0 };
    dues(p, BEN, 0, 2, 1);
    place_as(p, cleo, "web");
    assert_true(report_scorecard.rows(&p->c, &asked, &rows));
    assert_true(report_accountability.rows(&p->c, &asked, &rows));
    assert_true(report_asks.rows(&p->c, &asked, &rows));
    assert_int_equal(rows.n, 0);
}

static void what_was_missed_is_an_unmet_ask(void **state)
{
    struct place *p = *state;
    dues(p, BEN, 0, 1, 1);
    struct report_rows rows = rows_of(p, &report_asks, 0);
    assert_int_equal(rows.n, 1);
    assert_true(str_is(rows.p[0].cells[1].text, "Send the price"));
    assert_int_equal(rows.p[0].cells[3].n, 24 * 60);
}

static void the_timeline_of_a_deal_is_in_order_and_only_for_its_line(void **state)
{
    struct place *p = *state;
    struct due d = { BEN, deal_of(p, BEN), 0, PROMISE_BROKEN };
    struct report_asked asked = { .deal_id = d.deal_id };
    struct report_rows none = { 0 };
    assert_true(place_write(p, due_insert, &d));
    struct report_rows rows = rows_of(p, &report_loss, d.deal_id);
    assert_int_equal(rows.n, 3); /* promised, missed, broken */
    for (size_t i = 1; i < rows.n; i++)
        assert_true(rows.p[i].cells[0].when.ms >= rows.p[i - 1].cells[0].when.ms);
    assert_int_equal(rows.p[2].cells[4].n, 24);
    place_as(p, place_user(p, "Cleo", ROLE_REP, ADA), "web");
    assert_false(report_loss.rows(&p->c, &asked, &none));
    assert_int_equal(p->c.fault.kind, FAULT_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(one_who_breaks_what_others_keep_is_individual),
        TEST(what_most_break_because_of_one_team_is_institutional),
        TEST(what_nobody_breaks_has_no_pattern),
        TEST(two_promises_say_nothing_of_somebody),
        TEST(the_scorecard_counts_answers_and_promises_by_person),
        TEST(numbers_are_ranked_and_not_averaged),
        TEST(nobody_sees_the_deals_of_another_line),
        TEST(what_was_missed_is_an_unmet_ask),
        TEST(the_timeline_of_a_deal_is_in_order_and_only_for_its_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
