/* SPDX-License-Identifier: Apache-2.0 */
/* Each thing that is kept twice is made to differ, and its own check says where. What only somebody
 * outside the program could break is broken in tests/check.test.mjs. */
#include "account/account.h"
#include "frame/testing.h"
#include "touch/touch.h"
#include "upkeep/check_store.h"

static bool one_account(struct ctx *c, void *account)
{
    return account_create(c, account);
}

static bool one_deal(struct ctx *c, void *deal)
{
    return deal_create(c, deal);
}

static bool one_touch(struct ctx *c, void *touch)
{
    return touch_log(c, touch);
}

static struct deal deal_of(int64_t account_id, int64_t stage_id)
{
    struct deal d;
    deal_init(&d);
    d.name = STR("Forty desks");
    d.account_id = account_id;
    d.stage_id = stage_id;
    d.expected_close = day_of(2017, 4, 20);
    d.value = (struct money){ 100000, "USD" };
    return d;
}

/* Deal 1 is open, with the buyer's own date; deal 2 is won. */
static void fill(struct place *p)
{
    struct account a;
    struct touch t;
    place_as(p, BEN, "web");
    record_init(&account_record, &a);
    a.name = STR("Näher & Söhne");
    assert_true(place_write(p, one_account, &a));
    struct deal open = deal_of(a.id, 2), won = deal_of(a.id, 5);
    assert_true(place_write(p, one_deal, &open));
    assert_true(place_write(p, one_deal, &won));
    record_init(&touch_record, &t);
    t.deal_id = open.id;
    t.direction = TOUCH_INBOUND;
    t.details = STR("We need them by the first of May.");
    t.buyer_close = day_of(2017, 5, 1);
    t.next_step = STR("Send the offer");
    t.next_step_due.ms = p->c.now.ms + 86400000;
    assert_true(place_write(p, one_touch, &t));
}

static struct str found(struct place *p)
{
    struct buf lines;
    buf_init(&lines, &p->arena, 1 << 16);
    assert_true(checks_look(&p->c, whole_checks, &lines));
    for (size_t i = 0; i < n_slices; i++)
        assert_true(!slices[i]->checks || checks_look(&p->c, slices[i]->checks, &lines));
    return buf_str(&lines);
}

static bool says(struct place *p, const char *line)
{
    return strstr(arena_cstr(&p->arena, found(p)), line) != NULL;
}

static bool change(struct ctx *c, void *sql)
{
    return db_do(c, sql, NO_ARGS);
}

static void nothing_is_found_where_all_is_right(void **state)
{
    struct place *p = *state;
    assert_str(found(p), "");
    fill(p);
    assert_str(found(p), "");
}

/* clang-format off */
static struct damage {
    char damage[160], back[160];
    const char *line;
} damages[] = {
    { "UPDATE deal_sum SET value = value + 1 WHERE owner_id = 0 AND state = 1",
      "UPDATE deal_sum SET value = value - 1 WHERE owner_id = 0 AND state = 1",
      "deal_sum: owner 0, 2017-03-15, state 1, confirmed -1, USD: kept 1 deals, 100001, weighted 10000000; "
      "they are 1, 100000, weighted 10000000\n" },
    { "UPDATE stage_sum SET deals = deals + 2 WHERE owner_id = 2 AND stage_id = 2",
      "UPDATE stage_sum SET deals = deals - 2 WHERE owner_id = 2 AND stage_id = 2",
      "stage_sum: owner 2, stage 2: kept 3 deals" },
    { "UPDATE won_sum SET value = value + 1 WHERE owner_id = 0", "UPDATE won_sum SET value = value - 1 WHERE owner_id = 0",
      "won_sum: owner 0, stage 5, 2017-03-15: kept 1 won deals, 100001; they are 1, 100000\n" },
    { "UPDATE deal_state SET ended = entered WHERE deal_id = 2",
      "UPDATE deal_state SET ended = 253402300800000 WHERE deal_id = 2",
      "deal_state_open: deal 2: 0 open states\n" },
    { "UPDATE deal_state SET probability = 7 WHERE deal_id = 2",
      "UPDATE deal_state SET probability = 100 WHERE deal_id = 2",
      "deal_state_present: deal 2, deal_state 2\n" },
    { "UPDATE deal_state SET ended = ended + 5 WHERE deal_id = 1 AND id = 1",
      "UPDATE deal_state SET ended = ended - 5 WHERE deal_id = 1 AND id = 1",
      "deal_state_periods: deal 1, deal_state 1: 2017-03-15T10:00:00Z to 2017-03-15T10:00:00.005Z, "
      "the next begins 2017-03-15T10:00:00Z\n" },
    { "UPDATE deal_state SET deal_id = 99 WHERE id = 2", "UPDATE deal_state SET deal_id = 2 WHERE id = 2",
      "deal_state_subject: deal 99 is not there, its deal_state 2 ends never\n" },
    { "UPDATE stage SET ending = 2 WHERE id = 5", "UPDATE stage SET ending = 1 WHERE id = 5",
      "deal_stage: deal 2: state 1 in pipeline 1; its stage 5 has ending 2 in pipeline 1\n" },
    { "UPDATE deal SET next_step = 'Ring' WHERE id = 2", "UPDATE deal SET next_step = '' WHERE id = 2",
      "deal_closed: deal 2: state 1, closed on 2017-03-15\n" },
    { "UPDATE deal SET value_base = 1 WHERE id = 2", "UPDATE deal SET value_base = 100000 WHERE id = 2",
      "deal_base: deal 2: value 100000 USD, base value 1\n" },
    { "UPDATE deal SET expected_close = expected_close + 1 WHERE id = 1",
      "UPDATE deal SET expected_close = expected_close - 1 WHERE id = 1",
      "deal_proof: deal 1: closes 2017-05-02, touch 1 says 2017-05-01\n" },
    { "UPDATE deal SET last_seq = 9 WHERE id = 2", "UPDATE deal SET last_seq = 1 WHERE id = 2",
      "deal_history: deal 2: counted to 9; 1 entries, the last is 1\n" },
    { "UPDATE account SET customer_since = 0 WHERE id = 1",
      "UPDATE account SET customer_since = (SELECT closed_on FROM deal WHERE id = 2) WHERE id = 1",
      "account_customer: account 1: customer since 1970-01-01, first deal won 2017-03-15\n" },
    { "UPDATE deal SET last_heard = 253402300800000 WHERE id = 1",
      "UPDATE deal SET last_heard = last_touch WHERE id = 1",
      "touch_last: deal 1: last contact 2017-03-15T10:00:00Z, its touches say 2017-03-15T10:00:00Z; "
      "last heard never, they say 2017-03-15T10:00:00Z\n" },
    { "UPDATE deal SET buyer_stage = 3 WHERE id = 1", "UPDATE deal SET buyer_stage = 0 WHERE id = 1",
      "touch_stage: deal 1: buyer's stage 3\n" },
    { "UPDATE account SET name_fold = 'naher' WHERE id = 1",
      "UPDATE account SET name_fold = 'naher & sohne' WHERE id = 1", "fold: account 1: name_fold\n" },
    { "UPDATE account SET version = 0 WHERE id = 1",
      "UPDATE account SET version = 2 WHERE id = 1",
      "version: account 1: version 0, made 2017-03-15T10:00:00Z, changed 2017-03-15T10:00:00Z\n"
      "version: account 1: version 0, its history knows version 2\n" },
    { "UPDATE deal SET close_touch_id = 77 WHERE id = 1", "UPDATE deal SET close_touch_id = 1 WHERE id = 1",
      "reference: deal.close_touch_id: touch 77 is not there, 1 rows refer to it\n" },
    { "INSERT INTO clock (kind, subject, started, due, next, value, calendar, ended) VALUES ('x', 1, 0, 5, 5, 0, 0, 7)",
      "DELETE FROM clock WHERE kind = 'x'", ", x of 1: state 0, ended 1970-01-01T00:00:00.007Z\n" },
    { "INSERT INTO clock (kind, subject, started, due, next, value, calendar, state) VALUES ('x', 1, 0, 5, 5, 0, 0, 1)",
      "DELETE FROM clock WHERE kind = 'x'", ", x of 1: state 1, ended never\n" },
    { "INSERT INTO clock (kind, subject, started, due, next, value, calendar, state, ended) "
      "VALUES ('x', 1, 0, 5, 5, 0, 0, 1, 4)",
      "DELETE FROM clock WHERE kind = 'x'", ", x of 1: due 1970-01-01T00:00:00.005Z, rung 1970-01-01T00:00:00.004Z\n" },
    { "INSERT INTO clock (kind, subject, started, due, next, value, calendar) VALUES ('x', 1, 0, 5, 6, 0, 0)",
      "DELETE FROM clock WHERE kind = 'x'",
      ", x of 1: due 1970-01-01T00:00:00.005Z, next 1970-01-01T00:00:00.006Z after 0 tries\n" },
    { "DROP INDEX deal_owner_name", "CREATE INDEX deal_owner_name ON deal (owner_id, name_fold, id)",
      "list_index: deals by the beginning of name, one owner: wants an index on owner_id, name_fold, the plan" },
    { "DROP INDEX deal_state_due", "CREATE INDEX deal_state_due ON deal (state, next_step_due, id)",
      "list_index: deals by next_step_due, all: wants the index deal_state_due" },
};
/* clang-format on */

static void each_difference_is_found_by_its_own_check(void **state)
{
    struct place *p = *state;
    fill(p);
    for (size_t i = 0; i < COUNT(damages); i++) {
        assert_true(place_write(p, change, damages[i].damage));
        if (!says(p, damages[i].line))
            assert_str(found(p), damages[i].line);
        assert_true(place_write(p, change, damages[i].back));
        assert_str(found(p), "");
    }
}

static void every_number_that_refers_is_understood(void **state)
{
    struct place *p = *state;
    assert_true(place_write(p, change, "CREATE TABLE odd (id {id}, riddle_id {int}) STRICT"));
    assert_true(says(p, "reference: odd.riddle_id: the program does not know what it refers to\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_is_found_where_all_is_right),
        TEST(each_difference_is_found_by_its_own_check),
        TEST(every_number_that_refers_is_understood),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
