/* SPDX-License-Identifier: Apache-2.0 */
/* Files of any other program. */
#include "contact/contact.h"
#include "import/import_testing.h"
#include "import/map/words.h"

static struct import_run *imported(struct place *p, const char *filename, const char *text,
                                   const char *record)
{
    struct import_run *run = run_new(p, ADA);
    run_text(p, run, filename, text, record);
    if (!run_go(p, run))
        fail_saying("%.*s %.*s\n", STR_FMT(p->c.fault.detail), STR_FMT(p->c.fault.log));
    return run;
}

static const char accounts[] = "Id,Company Name,Industry,Annual Revenue,Parent Account\n"
                               "A-2,Rowan Group,energy,\"2,500.00\",A-1\n"
                               "A-1,Elm Holding,finance,,\n";
static const char deals[] = "Deal Name;Account Name;Deal Stage;Amount;Close Date;Deal Owner\n"
                            "Turbines;Rowan Group;Proposal;12000;2017-06-30;Ben\n"
                            "Turbines;Rowan Group;Proposal;9000;2017-07-31;ben@example.com\n"
                            "Audit;Elm Holding;Won;500;2017-01-31;Ben\n";

static void what_a_file_is_about_is_guessed(void **state)
{
    struct place *p = *state;
    struct import_run *run = run_new(p, ADA);
    run_text(p, run, "export.csv", accounts, NULL);
    run_text(p, run, "all deals.csv", deals, NULL);
    run_text(p, run, "notes.csv", "Colour,Weight\nred,3\n", NULL);
    run_text(p, run, "a.csv", "account,sector\nAsh,retail\n", NULL);
    assert_str(map_text(&p->arena, &run->files[0].map),
               "outside_id,name,sector,revenue,parent_id");
    assert_str(map_text(&p->arena, &run->files[1].map),
               "name,account_id,stage_id,value,closed_on,owner_id");
    assert_null(run->files[2].map.record);
    assert_str(map_text(&p->arena, &run->files[3].map), "name,sector");
}

static void a_mapping_is_kept_as_text(void **state)
{
    struct place *p = *state;
    const struct str head[] = { STR("A"), STR("B"), STR("C"), STR("D") };
    struct csv_row row = { head, 4, 1 };
    struct file_map map = map_read(&p->arena, STR("account"), &row,
                                   STR("name,revenue*6,revenue_currency,version"));
    assert_str(map_text(&p->arena, &map), "name,revenue*6,revenue_currency,-");
    assert_int_equal(map.p[1].places, 6);
    assert_true(map_has(&map, "revenue"));
    assert_false(map_has(&map, "sector"));
}

static void deals_find_their_accounts_and_owners(void **state)
{
    struct place *p = *state;
    imported(p, "companies.csv", accounts, NULL);
    struct import_run *run = imported(p, "deals.csv", deals, NULL);
    assert_tally(run->tally, 3, 0, 0, 0);
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM deal WHERE owner_id = 2")), 3);
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM deal d JOIN account a ON a.id = "
                                      "d.account_id WHERE a.name = 'Rowan Group'")),
                     2);
    /* the closing date of an open deal is when we expect it */
    assert_int_equal(number_of(p, SQL("SELECT max(expected_close) FROM deal WHERE state = 0")),
                     day_of(2017, 7, 31).n);
    assert_int_equal(number_of(p, SQL("SELECT closed_on FROM deal WHERE state = 1")),
                     day_of(2017, 1, 31).n);
    assert_adds_up(p);
}

static void rows_without_a_number_are_not_doubled(void **state)
{
    struct place *p = *state;
    imported(p, "companies.csv", accounts, NULL);
    imported(p, "deals.csv", deals, NULL);
    assert_tally(imported(p, "deals.csv", deals, NULL)->tally, 0, 0, 3, 0);
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM deal")), 3);
}

static void the_file_wins_and_history_keeps_what_stood_there(void **state)
{
    struct place *p = *state;
    imported(p, "companies.csv", accounts, NULL);
    struct import_run *run = imported(p, "companies.csv",
                                      "Id,Company Name,Industry\n"
                                      "A-2,Rowan Group,utilities\nA-1,Elm Holding,\n",
                                      NULL);
    assert_tally(run->tally, 0, 1, 1, 0);
    assert_str(text_of(p, SQL("SELECT sector FROM account WHERE outside_id = 'A-1'")), "finance");
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM entry WHERE record = 'account' AND "
                                      "kind = 'changed' AND door = 'import' AND user_id = 1")),
                     2); /* the parent that came later, and the sector */
}

static void a_parent_further_down_is_found(void **state)
{
    struct place *p = *state;
    struct import_run *run = imported(p, "companies.csv", accounts, NULL);
    assert_int_equal(problems_of(p, run, "parent_by_name"), 1);
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM account WHERE parent_id = (SELECT id "
                                      "FROM account WHERE outside_id = 'A-1')")),
                     1);
}

static void what_cannot_be_read_is_told_and_the_rest_comes_in(void **state)
{
    struct place *p = *state;
    struct import_run *run = imported(p, "companies.csv",
                                      "Company,Employees,Founded,Revenue,Parent\n"
                                      "Ash,many,1990,12.345,\nBeech,\"1,200\",19x0,7,Ashes\n",
                                      NULL);
    assert_tally(run->tally, 2, 0, 0, 0);
    assert_int_equal(problems_of(p, run, "employees_unreadable"), 1);
    assert_int_equal(problems_of(p, run, "revenue_unreadable"), 1);
    assert_int_equal(problems_of(p, run, "founded_unreadable"), 1);
    assert_int_equal(problems_of(p, run, "parent_unknown"), 1);
    assert_str(text_of(p, SQL("SELECT value FROM import_problem WHERE code = "
                              "'revenue_unreadable'")),
               "12.345");
    assert_int_equal(number_of(p, SQL("SELECT founded FROM account WHERE name = 'Ash'")), 1990);
    assert_int_equal(number_of(p, SQL("SELECT employees FROM account WHERE name = 'Beech'")),
                     1200);
}

static void lines_of_the_wrong_length_are_told(void **state)
{
    struct place *p = *state;
    struct import_run *run = imported(p, "companies.csv",
                                      "Company,Industry,Phone\nAsh\nBeech, Inc,retail,1,2\n"
                                      "Cedar,retail,3,\n",
                                      NULL);
    assert_tally(run->tally, 2, 0, 0, 1);
    assert_int_equal(problems_of(p, run, "row_too_short"), 1);
    assert_str(text_of(p, SQL("SELECT value FROM import_problem WHERE code = 'row_too_long'")),
               "1 | 2");
}

static void a_line_without_a_name_is_left_out_and_one_twice_is_told(void **state)
{
    struct place *p = *state;
    struct import_run *run = imported(p, "companies.csv",
                                      "Company,Industry\n,retail\nAsh,retail\nash,energy\n", NULL);
    assert_tally(run->tally, 1, 1, 0, 1);
    assert_int_equal(problems_of(p, run, "name_missing"), 1);
    assert_int_equal(problems_of(p, run, "row_repeated"), 1);
}

static void contacts_are_joined_from_their_columns(void **state)
{
    struct place *p = *state;
    static const char text[] = "\xef\xbb\xbf"
                               "First Name\tLast Name\tEmail\tCompany\tRole in buying\r\n"
                               "Ida\tVoss\tida@elm.example\tElm Holding\tDecision maker\r\n"
                               "Jan\tVoss\tida@elm.example\tElm Holding\tpayer\r\n"
                               "\t\tsolo@elm.example\tNowhere\t\r\n";
    imported(p, "companies.csv", accounts, NULL);
    struct import_run *run = imported(p, "people.csv", text, NULL);
    assert_tally(run->tally, 3, 0, 0, 0);
    assert_int_equal(number_of(p, SQL("SELECT buying_role FROM contact WHERE name = 'Ida Voss' "
                                      "AND account_id > 0")),
                     BUYING_DECISION_MAKER);
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM contact WHERE name = "
                                      "'solo@elm.example'")),
                     1);
    assert_int_equal(problems_of(p, run, "account_unknown"), 1);
    assert_tally(imported(p, "people.csv", text, NULL)->tally, 0, 0, 3, 0);
}

static void touches_come_without_gates_and_once(void **state)
{
    struct place *p = *state;
    static const char text[] =
        "Deal,Channel,Direction,Happened,Details,Who\n"
        "Audit,Call,inbound,2017-01-20 10:00,They want it in March,Ben\n"
        "Audit,email,outbound,2017-01-10 09:00,Sent the offer,Ben\n"
        "No such deal,email,outbound,2017-01-10 09:00,Lost words,Ben\n";
    imported(p, "companies.csv", accounts, NULL);
    imported(p, "deals.csv", deals, NULL);
    struct import_run *run = imported(p, "activities.csv", text, NULL);
    assert_tally(run->tally, 2, 0, 0, 1);
    struct instant last;
    assert_true(instant_parse(STR("2017-01-20T10:00:00Z"), &last));
    assert_int_equal(number_of(p, SQL("SELECT last_touch FROM deal WHERE name = 'Audit'")),
                     last.ms);
    assert_int_equal(number_of(p, SQL("SELECT user_id FROM touch ORDER BY id LIMIT 1")), BEN);
    assert_int_equal(problems_of(p, run, "deal_unknown"), 1);
    assert_tally(imported(p, "activities.csv", text, NULL)->tally, 0, 0, 2, 1);
}

static void a_won_deal_without_value_is_left_out(void **state)
{
    struct place *p = *state;
    struct import_run *run = imported(p, "deals.csv",
                                      "Deal,Stage,Amount,Product\nA,Won,,\nB,Lost,,\n"
                                      "C,Elsewhere,3,Anvil\n",
                                      "deal");
    assert_tally(run->tally, 2, 0, 0, 1);
    assert_int_equal(problems_of(p, run, "won_without_value"), 1);
    assert_int_equal(problems_of(p, run, "stage_unknown"), 1);
    assert_str(text_of(p, SQL("SELECT item FROM deal WHERE name = 'C'")), "Anvil");
    assert_adds_up(p);
}

static void another_teams_deal_is_not_touched(void **state)
{
    struct place *p = *state;
    int64_t cleo = place_user(p, "Cleo", ROLE_MANAGER, ADA);
    imported(p, "deals.csv", "Id,Deal,Amount,Owner\nD-1,A,100,Ben\n", NULL);
    struct import_run *run = run_new(p, cleo);
    run_text(p, run, "deals.csv", "Id,Deal,Amount,Owner\nD-1,Mine,900,Cleo\nD-2,B,5,Ben\n", NULL);
    assert_true(run_go(p, run));
    assert_tally(run->tally, 1, 0, 0, 1);
    assert_int_equal(problems_of(p, run, "not_yours"), 1);
    assert_int_equal(problems_of(p, run, "owner_not_yours"), 1);
    assert_int_equal(number_of(p, SQL("SELECT value FROM deal WHERE name = 'A'")), 10000);
    assert_int_equal(number_of(p, SQL("SELECT owner_id FROM deal WHERE name = 'B'")), cleo);
}

static void a_broken_file_is_refused_with_its_line(void **state)
{
    struct place *p = *state;
    struct import_run *run = run_new(p, ADA);
    struct file_said said = { .filename = STR("a.csv"),
                              .source.text = STR("Company\nAsh\n\"Bee") };
    assert_false(run_add(run, &p->c, &said));
    assert_int_equal(p->c.fault.kind, FAULT_BAD_INPUT);
    assert_true(str_starts(p->c.fault.detail, STR("a.csv: Line 3")));
    fault_clear(&p->c);
    said = (struct file_said){ .filename = STR("b.csv"), .source.text = STR("\n\n") };
    assert_false(run_add(run, &p->c, &said));
    assert_str(p->c.fault.detail, "b.csv: There is nothing in this file.");
}

/* Larger than a piece, so that lines are cut between two. */
static void an_upload_is_read_back_piece_by_piece_and_only_whole(void **state)
{
    struct place *p = *state;
    struct import_run *run = run_new(p, ADA), *again = run_new(p, ADA);
    struct ctx c = { .arena = &p->arena, .viewer = &viewer_system, .now = p->c.now };
    struct stored_files files;
    struct import import;
    struct buf b;
    buf_init(&b, &p->arena, 2 << 20);
    buf_lit(&b, "Company,Industry,Notes\n");
    for (int i = 0; i < 3000; i++)
        buf_printf(&b, "Company %d,retail,%0*d\n", i, 150, i);
    run_text(p, run, "companies.csv", arena_cstr(&p->arena, buf_str(&b)), NULL);
    assert_true(run_settle(run, &c) && run_store(run, &c, IMPORT_READY, true));
    assert_true(number_of(p, SQL("SELECT count(*) FROM import_piece")) > 1);
    assert_true(import_files_read(&p->c, run->import_id, &files) && files.p[0].has_bytes);
    assert_true(record_get_any(&p->c, &import_record, run->import_id, &import));
    assert_int_equal(import.state, IMPORT_READY);
    assert_true(run_open_stored(again, &c, &import));
    assert_true(run_settle(again, &c) && run_all(again, &c));
    assert_tally(again->tally, 3000, 0, 0, 0);
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM account WHERE length(notes) = 150")),
                     3000);
    assert_true(import_files_read(&p->c, run->import_id, &files));
    assert_false(files.p[0].has_bytes); /* not wanted any more */
    assert_int_equal(number_of(p, SQL("SELECT count(*) FROM import_piece")), 0);
}

static void words_are_known_by_their_slips(void **state)
{
    struct place *p = *state;
    assert_str(sector_meant(&p->arena, STR("technolgy")), "technology");
    assert_str(sector_meant(&p->arena, STR("Retail")), "");
    assert_str(sector_meant(&p->arena, STR("fishing")), "");
    assert_str(country_meant(&p->arena, STR("Philipines")), "Philippines");
    assert_str(country_meant(&p->arena, STR("Iraq")), "");
    assert_str(country_meant(&p->arena, STR("untied states")), "United States");
}

static void names_are_kept_with_their_first_number(void **state)
{
    struct place *p = *state;
    struct names names;
    names_init(&names, &p->arena);
    assert_int_equal(names_get(&names, STR("a")), 0);
    for (int64_t i = 1; i <= 1000; i++)
        assert_true(names_put(&names, arena_printf(&p->arena, "%lld", (long long)i), i));
    assert_false(names_put(&names, STR("700"), 5));
    assert_int_equal(names_get(&names, STR("700")), 700);
    assert_int_equal(names_get(&names, STR("1001")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_a_file_is_about_is_guessed),
        TEST(a_mapping_is_kept_as_text),
        TEST(deals_find_their_accounts_and_owners),
        TEST(rows_without_a_number_are_not_doubled),
        TEST(the_file_wins_and_history_keeps_what_stood_there),
        TEST(a_parent_further_down_is_found),
        TEST(what_cannot_be_read_is_told_and_the_rest_comes_in),
        TEST(lines_of_the_wrong_length_are_told),
        TEST(a_line_without_a_name_is_left_out_and_one_twice_is_told),
        TEST(contacts_are_joined_from_their_columns),
        TEST(touches_come_without_gates_and_once),
        TEST(a_won_deal_without_value_is_left_out),
        TEST(another_teams_deal_is_not_touched),
        TEST(a_broken_file_is_refused_with_its_line),
        TEST(an_upload_is_read_back_piece_by_piece_and_only_whole),
        TEST(words_are_known_by_their_slips),
        TEST(names_are_kept_with_their_first_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
