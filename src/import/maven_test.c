/* SPDX-License-Identifier: Apache-2.0 */
/* The preset: our own small files of that form, and the real ones where they are at hand. */
#include "import/import_testing.h"

#define REAL "../shared/data/crm_maven_opportunities"

static struct import_run *imported(struct place *p, bool list_price)
{
    struct import_run *run = run_maven(p, FIXTURES, list_price);
    if (!run_go(p, run))
        fail_saying("%.*s %.*s\n", STR_FMT(p->c.fault.detail), STR_FMT(p->c.fault.log));
    return run;
}

static void every_line_comes_in(void **state)
{
    struct place *p = *state;
    struct import_run *run = imported(p, false);
    assert_tally(run->files[0].tally, 5, 0, 0, 0); /* two managers have no line of their own */
    assert_tally(run->files[1].tally, 3, 0, 0, 0);
    assert_tally(run->files[2].tally, 5, 0, 0, 0);
    assert_tally(run->files[3].tally, 12, 0, 0, 0);
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM deal")), 12);
    assert_int_equal(number_of(p, SQL("SELECT state FROM import")), IMPORT_DONE);
    assert_int_equal(number_of(p, SQL("SELECT rows_done FROM import")), 23);
    assert_adds_up(p);
}

static void people_come_with_their_line_of_reporting(void **state)
{
    struct place *p = *state;
    imported(p, false);
    assert_int_equal(number_of(p, SQL("SELECT m.reports_to_id FROM user m WHERE m.name = 'Mara "
                                      "Quill' AND m.manager = 1 AND m.rep = 0")),
                     ADA);
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM user u JOIN user m ON m.id = "
                                      "u.reports_to_id WHERE m.name = 'Mara Quill' AND u.rep = 1 "
                                      "AND u.office = 'North'")),
                     2);
    assert_str(text_of(p, SQL("SELECT outside_id FROM user WHERE name = 'Noor Haddad'")),
               "noor haddad");
}

static void accounts_come_with_exact_money_and_their_parents(void **state)
{
    struct place *p = *state;
    imported(p, false);
    assert_int_equal(number_of(p, SQL("SELECT revenue FROM account WHERE name = 'Oak Holding'")),
                     110004000000);
    assert_int_equal(number_of(p, SQL("SELECT revenue FROM account WHERE name = 'Reed, Sons "
                                      "& Co'")),
                     75000000);
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM account a JOIN account o ON o.id = "
                                      "a.parent_id WHERE o.name = 'Oak Holding'")),
                     2);
    assert_str(text_of(p, SQL("SELECT sector FROM account WHERE name = 'Willow Works'")),
               "technolgy");
}

static void deals_come_linked_by_name(void **state)
{
    struct place *p = *state;
    imported(p, false);
    assert_str(text_of(p, SQL("SELECT name FROM deal WHERE outside_id = 'AA02'")),
               "Oak Holding, Bolt Max");
    assert_str(text_of(p, SQL("SELECT name FROM deal WHERE outside_id = 'AA09'")),
               "AA09, Bolt Max");
    assert_int_equal(number_of(p, SQL("SELECT value FROM deal WHERE outside_id = 'AA06' AND state "
                                      "= 1 AND probability = 100")),
                     1510000);
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM deal d JOIN stage s ON s.id = "
                                      "d.stage_id WHERE s.name = 'Engaging' AND d.probability = "
                                      "s.probability AND d.value IS NULL")),
                     3);
    assert_int_equal(number_of(p, SQL("SELECT closed_on - engaged_on FROM deal WHERE outside_id = "
                                      "'AA01'")),
                     39);
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM deal WHERE outside_id = 'AA10' AND "
                                      "engaged_on = 2932897")),
                     1);
}

static void an_account_is_a_customer_since_its_first_won_deal(void **state)
{
    struct place *p = *state;
    imported(p, false);
    assert_int_equal(number_of(p, SQL("SELECT customer_since FROM account WHERE name = 'Willow "
                                      "Works'")),
                     day_of(2017, 2, 10).n);
}

static void dirt_is_told_line_by_line(void **state)
{
    struct place *p = *state;
    struct import_run *run = imported(p, false);
    assert_int_equal(problems_of(p, run, "product_guessed"), 3);
    assert_int_equal(problems_of(p, run, "account_missing"), 3);
    assert_int_equal(problems_of(p, run, "value_missing"), 5);
    assert_int_equal(problems_of(p, run, "engaged_missing"), 2);
    assert_int_equal(problems_of(p, run, "sector_unusual"), 1);
    assert_int_equal(problems_of(p, run, "country_unusual"), 1);
    assert_int_equal(problems_of(p, run, "parent_by_name"), 2);
    assert_int_equal(problems_of(p, run, "manager_created"), 2);
    assert_int_equal(run->tally.problems, 19);
    assert_int_equal(number_of(p, SQL("SELECT line FROM import_problem WHERE code = "
                                      "'product_guessed' AND value = 'BoltMax' ORDER BY id "
                                      "LIMIT 1")),
                     3);
    assert_str(text_of(p, SQL("SELECT sentence FROM import_problem WHERE code = "
                              "'sector_unusual'")),
               "This is probably technology.");
}

static void a_second_import_changes_nothing(void **state)
{
    struct place *p = *state;
    imported(p, false);
    int64_t entries = number_of(p, SQL("SELECT count(*) FROM entry"));
    struct import_run *again = imported(p, false);
    assert_tally(again->tally, 0, 0, 23, 0);
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM entry")), entries);
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM deal")), 12);
}

static void open_deals_take_the_list_price_when_asked(void **state)
{
    struct place *p = *state;
    imported(p, true);
    assert_int_equal(
        number_of(p, SQL("SELECT CAST(SUM(value) AS {int}) FROM deal WHERE state = 0 AND "
                         "value_source = 1")),
        (980 + 15400 + 980 + 120 + 120) * 100);
    assert_adds_up(p);
}

static void list_prices_can_come_later_and_stay(void **state)
{
    struct place *p = *state;
    imported(p, false);
    assert_tally(imported(p, true)->tally, 0, 5, 18, 0);
    assert_tally(imported(p, false)->tally, 0, 0, 23, 0);
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM deal WHERE value_source = 1")), 5);
    assert_adds_up(p);
}

static void a_dry_run_finds_the_same_and_writes_no_record(void **state)
{
    struct place *p = *state;
    struct import_run *dry = run_maven(p, FIXTURES, false);
    dry->dry = true;
    assert_true(run_go(p, dry));
    assert_tally(dry->tally, 25, 0, 0, 0);
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM deal")), 0);
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM account")), 0);
    struct import_run *real = imported(p, false);
    assert_int_equal(dry->tally.problems, real->tally.problems);
    assert_int_equal(problems_of(p, dry, "product_guessed"), 3);
    assert_int_equal(problems_of(p, dry, "parent_by_name"), 2);
}

static bool stop_after_accounts(struct import_run *run UNUSED, const struct import_file *file,
                                void *arg UNUSED)
{
    return !str_is(file->filename, "accounts.csv");
}

static void an_import_that_was_cut_off_is_run_again(void **state)
{
    struct place *p = *state;
    struct import_run *cut = run_maven(p, FIXTURES, false);
    cut->progress = stop_after_accounts;
    assert_false(run_go(p, cut));
    assert_int_equal(p->c.fault.kind, FAULT_BUSY);
    fault_clear(&p->c);
    assert_int_equal(number_of(p, SQL("SELECT state FROM import")), IMPORT_RUNNING);
    /* A slice of it: all five, or fewer where that takes too long. */
    assert_in_range(number_of(p, SQL("SELECT count(*) FROM account")), 1, 5);
    struct import_run *again = imported(p, false);
    assert_int_equal(again->files[3].tally.created, 12);
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM account")), 5);
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM account WHERE parent_id > 0")), 2);
}

static void who_may_not_add_users_imports_the_rest(void **state)
{
    struct place *p = *state;
    int64_t manager = place_user(p, "Cleo", ROLE_MANAGER, ADA);
    struct import_run *run = run_maven(p, FIXTURES, false);
    run->user_id = manager;
    assert_true(run_go(p, run));
    assert_tally(run->files[0].tally, 0, 0, 0, 3);
    assert_int_equal(problems_of(p, run, "not_allowed"), 1);
    assert_int_equal(problems_of(p, run, "owner_unknown"), 12);
    assert_int_equal(number_of(p, SQL("SELECT min(owner_id) FROM deal")), manager);
}

/* ---- the real files ---- */

struct figure {
    const char *sql;
    int64_t expected;
};

static const struct figure figures[] = {
    { SQL("SELECT count(*) FROM deal"), 8800 },
    { SQL("SELECT count(*) FROM deal WHERE state = 1"), 4238 },
    { SQL("SELECT count(*) FROM deal WHERE state = 2"), 2473 },
    { SQL("SELECT count(*) FROM deal d JOIN stage s ON s.id = d.stage_id WHERE s.name = "
          "'Engaging'"),
      1589 },
    { SQL("SELECT count(*) FROM deal d JOIN stage s ON s.id = d.stage_id WHERE s.name = "
          "'Prospecting'"),
      500 },
    { SQL("SELECT CAST(SUM(value) AS {int}) FROM deal WHERE state = 1"), 1000553400 },
    { SQL("SELECT (CAST(SUM(closed_on - engaged_on) AS {int}) * 1000 + 2119) / 4238 FROM deal "
          "WHERE state = 1"),
      51782 },
    { SQL("SELECT CAST(SUM(value) AS {int}) FROM deal WHERE state = 0 AND value_source = 1"),
      496621500 },
    { SQL("SELECT CAST(SUM(d.value) AS {int}) FROM deal d JOIN stage s ON s.id = d.stage_id WHERE "
          "s.name = "
          "'Engaging'"),
      389222900 },
    { SQL("SELECT CAST(SUM(d.value) AS {int}) FROM deal d JOIN stage s ON s.id = d.stage_id WHERE "
          "s.name = "
          "'Prospecting'"),
      107398600 },
    { SQL("SELECT count(*) FROM deal WHERE state = 0 AND expected_close = 2932897"), 2089 },
    { SQL("SELECT CAST(SUM(value) AS {int}) FROM deal d JOIN user u ON u.id = d.owner_id JOIN user "
          "m ON m.id = "
          "u.reports_to_id WHERE m.name = 'Melvin Marxen' AND state = 1"),
      225193000 },
    { SQL("SELECT CAST(SUM(value) AS {int}) FROM deal d JOIN user u ON u.id = d.owner_id WHERE "
          "u.name = 'Darcel "
          "Schlecht' AND state = 1"),
      115321400 },
    { SQL("SELECT count(*) FROM account"), 85 },
    { SQL("SELECT count(*) FROM account WHERE parent_id > 0"), 15 },
    { SQL("SELECT count(*) FROM user WHERE manager = 1 AND id > 2"), 6 },
    { SQL("SELECT count(*) FROM user WHERE rep = 1 AND id > 2"), 35 },
    { SQL("SELECT count(*) FROM import_problem WHERE code = 'product_guessed'"), 1480 },
    { SQL("SELECT count(*) FROM import_problem WHERE code = 'account_missing'"), 1425 },
    { SQL("SELECT count(*) FROM import_problem WHERE code = 'value_missing'"), 2089 },
    { SQL("SELECT count(*) FROM import_problem WHERE code = 'engaged_missing'"), 500 },
    { SQL("SELECT count(*) FROM import_problem WHERE code = 'sector_unusual'"), 12 },
    { SQL("SELECT count(*) FROM import_problem WHERE code = 'parent_by_name'"), 15 },
};

static void the_real_files_give_the_known_figures(void **state)
{
    struct place *p = *state;
    if (access(REAL "/sales_pipeline.csv", R_OK) != 0)
        skip();
    struct import_run *run = run_maven(p, REAL, true);
    assert_true(run_go(p, run));
    assert_int_equal(run->tally.left_out, 0);
    for (size_t i = 0; i < COUNT(figures); i++) {
        if (number_of(p, figures[i].sql) != figures[i].expected)
            fail_saying("%s gives %lld\n", figures[i].sql, (long long)number_of(p, figures[i].sql));
    }
    assert_adds_up(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_line_comes_in),
        TEST(people_come_with_their_line_of_reporting),
        TEST(accounts_come_with_exact_money_and_their_parents),
        TEST(deals_come_linked_by_name),
        TEST(an_account_is_a_customer_since_its_first_won_deal),
        TEST(dirt_is_told_line_by_line),
        TEST(a_second_import_changes_nothing),
        TEST(open_deals_take_the_list_price_when_asked),
        TEST(list_prices_can_come_later_and_stay),
        TEST(a_dry_run_finds_the_same_and_writes_no_record),
        TEST(an_import_that_was_cut_off_is_run_again),
        TEST(who_may_not_add_users_imports_the_rest),
        TEST(the_real_files_give_the_known_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
