/* SPDX-License-Identifier: Apache-2.0 */
/* What an import did is taken back, and nothing else. */
#include "account/account.h"
#include "import/import_testing.h"
#include "frame/check.h"
#include "import/undo/undo.h"
#include "touch/touch.h"
#include "user/user.h"

static const char accounts[] = "Id,Company Name,Industry,Parent Account\n"
                               "A-2,Rowan Group,energy,A-1\nA-1,Elm Holding,finance,\n";
static const char deals[] = "Id,Deal,Account,Stage,Amount,Closed on,Owner\n"
                            "D-1,Turbines,Rowan Group,Proposal,12000,2017-06-30,Ben\n"
                            "D-2,Audit,Elm Holding,Won,500,2017-01-31,Ben\n";

static struct import_run *imported(struct place *p, const char *filename, const char *text)
{
    struct import_run *run = run_new(p, ADA);
    run_text(p, run, filename, text, NULL);
    if (!run_go(p, run))
        fail_saying("%.*s %.*s\n", STR_FMT(p->c.fault.detail), STR_FMT(p->c.fault.log));
    return run;
}

struct asked {
    int64_t import_id;
    bool any;
};

static bool begin(struct ctx *c, void *arg)
{
    struct asked *a = arg;
    return undo_begin(c, a->import_id, &a->any);
}

static void undone(struct place *p, const struct import_run *run)
{
    struct asked a = { .import_id = run->import_id };
    struct ctx c = { .arena = &p->arena, .viewer = &viewer_system, .now = p->c.now };
    place_as(p, ADA, "web");
    assert_true(place_write(p, begin, &a));
    assert_true(a.any);
    if (!undo_run(p->store, &c, run->import_id, ADA))
        fail_saying("%.*s %.*s\n", STR_FMT(c.fault.detail), STR_FMT(c.fault.log));
}

static void assert_undone(struct place *p, const struct import_run *run, int removed, int restored,
                          int kept)
{
    struct undo_state s;
    assert_true(undo_state_read(&p->c, run->import_id, &s));
    assert_int_equal(s.removed, removed);
    assert_int_equal(s.restored, restored);
    assert_int_equal(s.kept, kept);
}

static struct str kept_as(struct place *p, const struct import_run *run)
{
    struct kept_rows rows;
    struct buf b;
    buf_init(&b, &p->arena, 10000);
    assert_true(import_kept_read(&p->c, run->import_id, 0, 100, &rows));
    for (size_t i = 0; i < rows.n; i++)
        buf_printf(&b, "%.*s %.*s %.*s: %.*s\n", STR_FMT(rows.p[i].record),
                   STR_FMT(rows.p[i].title), STR_FMT(rows.p[i].field), STR_FMT(rows.p[i].code));
    return buf_str(&b);
}

static void assert_all_adds_up(struct place *p)
{
    struct buf lines;
    buf_init(&lines, &p->arena, 1 << 16);
    for (size_t i = 0; i < n_slices; i++) {
        if (slices[i]->checks)
            assert_true(checks_look(&p->c, slices[i]->checks, &lines));
    }
    assert_str(buf_str(&lines), "");
}

static void what_it_created_is_out_of_tables_and_sums(void **state)
{
    struct place *p = *state;
    struct import_run *first = imported(p, "companies.csv", accounts);
    struct import_run *second = imported(p, "deals.csv", deals);
    undone(p, second);
    assert_undone(p, second, 2, 0, 0);
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM deal")), 0);
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM stage_sum WHERE deals <> 0")), 0);
    assert_int_equal(number_of(p, SQL("SELECT customer_since FROM account WHERE name = "
                                      "'Elm Holding'")),
                     DAY_NONE.n);
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM removed WHERE record = 'deal'")), 2);
    undone(p, first); /* a parent that was made after its child */
    assert_undone(p, first, 2, 0, 0);
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM account")), 0);
    assert_all_adds_up(p);
}

/* What it was from one day to another stays: a past day shows what it showed. */
static void a_past_day_still_counts_it(void **state)
{
    struct place *p = *state;
    struct import_run *run = imported(p, "deals.csv", deals);
    int64_t before = p->c.now.ms;
    place_clock_to(p, "2017-03-20T10:00:00Z");
    undone(p, run);
    int64_t n = 0;
    assert_true(db_get(&p->c,
                       SQL("SELECT count(*) FROM deal_state WHERE entered <= $1 AND ended > $1"),
                       ARGS(I(before)), OUTS(OI(&n))));
    assert_int_equal(n, 2);
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM deal_state WHERE ended = "
                                      "253402300800000")),
                     0);
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM entry WHERE record = 'deal' AND "
                                      "kind = 'removed' AND door = 'undo' AND user_id = 1")),
                     2);
}

static void what_it_changed_gets_its_old_value_back(void **state)
{
    struct place *p = *state;
    imported(p, "companies.csv", accounts);
    imported(p, "deals.csv", deals);
    struct import_run *run =
        imported(p, "companies.csv", "Id,Company Name,Industry,Employees\n"
                                     "A-2,Rowan Group,utilities,12\nA-3,Ash,retail,\n");
    struct import_run *prices =
        imported(p, "deals.csv", "Id,Deal,Stage,Amount\nD-1,Turbines,Won,15000\n");
    undone(p, prices);
    assert_undone(p, prices, 0, 1, 0);
    assert_int_equal(number_of(p, SQL("SELECT value FROM deal WHERE outside_id = 'D-1'")),
                     1200000);
    assert_int_equal(number_of(p, SQL("SELECT state FROM deal WHERE outside_id = 'D-1'")),
                     DEAL_OPEN);
    undone(p, run);
    assert_undone(p, run, 1, 1, 0);
    assert_str(text_of(p, SQL("SELECT sector FROM account WHERE outside_id = 'A-2'")), "energy");
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM account WHERE employees IS NOT NULL")),
                     0);
    assert_all_adds_up(p);
}

static bool rename_account(struct ctx *c, void *sector)
{
    struct account was, now;
    if (!record_get_any(c, &account_record, 1, &was))
        return false;
    now = was;
    now.sector = str_of(sector);
    return account_save(c, &was, &now, STR_NONE);
}

static void what_was_edited_since_is_told_and_left(void **state)
{
    struct place *p = *state;
    static char sector[] = "mining";
    imported(p, "companies.csv", accounts);
    struct import_run *run =
        imported(p, "companies.csv", "Id,Company Name,Industry,Employees\n"
                                     "A-2,Rowan Group,utilities,12\n");
    place_as(p, ADA, "web");
    assert_true(place_write(p, rename_account, sector));
    undone(p, run);
    assert_undone(p, run, 0, 1, 1);
    assert_str(kept_as(p, run), "account Rowan Group Sector: edited_since\n");
    assert_str(text_of(p, SQL("SELECT sector FROM account WHERE id = 1")), "mining");
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM account WHERE employees IS NOT NULL")),
                     0);
}

static bool log_touch(struct ctx *c, void *arg)
{
    struct touch *t = arg;
    return touch_log(c, t);
}

static void what_somebody_works_on_stays_with_what_it_needs(void **state)
{
    struct place *p = *state;
    struct import_run *run = run_new(p, ADA);
    struct touch t;
    run_text(p, run, "companies.csv", accounts, NULL);
    run_text(p, run, "deals.csv", deals, NULL);
    assert_true(run_go(p, run));
    record_init(&touch_record, &t);
    t.deal_id = number_of(p, SQL("SELECT id FROM deal WHERE outside_id = 'D-1'"));
    t.details = STR("They called");
    t.next_step = STR("Send the offer");
    t.next_step_due.ms = p->c.now.ms + 1000000;
    place_as(p, BEN, "web");
    assert_true(place_write(p, log_touch, &t));
    undone(p, run);
    assert_undone(p, run, 2, 0, 2);
    assert_str(kept_as(p, run), "deal Turbines : worked_on\naccount Rowan Group : still_used\n");
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM deal")), 1);
    assert_all_adds_up(p);
}

static void touches_are_taken_back_and_the_deal_forgets_them(void **state)
{
    struct place *p = *state;
    imported(p, "deals.csv", deals);
    struct import_run *run = imported(
        p, "activities.csv",
        "Deal,Channel,Direction,Happened,Details,Buyer's date,Buyer's stage\n"
        "Turbines,email,inbound,2017-01-10 09:00,We need it in August,2017-08-01,Comparing\n");
    assert_int_equal(number_of(p, SQL("SELECT close_source FROM deal WHERE outside_id = 'D-1'")),
                     CLOSE_BUYER);
    undone(p, run);
    assert_undone(p, run, 1, 1, 0);
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM touch")), 0);
    assert_int_equal(number_of(p, SQL("SELECT expected_close FROM deal WHERE outside_id = 'D-1'")),
                     day_of(2017, 6, 30).n);
    assert_int_equal(number_of(p, SQL("SELECT close_source + buyer_stage FROM deal WHERE "
                                      "outside_id = 'D-1'")),
                     0);
    assert_int_equal(number_of(p, SQL("SELECT last_touch FROM deal WHERE outside_id = 'D-1'")),
                     INSTANT_NONE.ms);
    assert_all_adds_up(p);
}

static void users_are_switched_off(void **state)
{
    struct place *p = *state;
    struct import_run *run = imported(p, "team.csv", "Agent,Sales manager\nZoe,Yan\n");
    undone(p, run);
    assert_str(kept_as(p, run), "");
    assert_undone(p, run, 2, 0, 0);
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM user WHERE active = 1")), 2);
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM user")), 4);
}

static void the_same_files_come_in_again_as_new(void **state)
{
    struct place *p = *state;
    undone(p, imported(p, "deals.csv", deals));
    struct import_run *again = imported(p, "deals.csv", deals);
    assert_tally(again->tally, 2, 0, 0, 0);
    assert_all_adds_up(p);
}

static void an_import_that_changed_nothing_has_nothing_to_undo(void **state)
{
    struct place *p = *state;
    imported(p, "deals.csv", deals);
    struct asked a = { .import_id = imported(p, "deals.csv", deals)->import_id };
    assert_true(place_write(p, begin, &a));
    assert_false(a.any);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_it_created_is_out_of_tables_and_sums),
        TEST(a_past_day_still_counts_it),
        TEST(what_it_changed_gets_its_old_value_back),
        TEST(what_was_edited_since_is_told_and_left),
        TEST(what_somebody_works_on_stays_with_what_it_needs),
        TEST(touches_are_taken_back_and_the_deal_forgets_them),
        TEST(users_are_switched_off),
        TEST(the_same_files_come_in_again_as_new),
        TEST(an_import_that_changed_nothing_has_nothing_to_undo),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
