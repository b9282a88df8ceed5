/* SPDX-License-Identifier: Apache-2.0 */
#include "db_testing.h"

static int make_db(void **state)
{
    if (place_make(state) != 0)
        return -1;
    place_db(*state);
    return 0;
}

static int remove_db(void **state)
{
    struct place *p = *state;
    db_close(p->c.db);
    return place_remove(state);
}

static void add_things(struct ctx *c, int64_t n)
{
    for (int64_t i = 1; i <= n; i++)
        assert_true(db_do(c, SQL("INSERT INTO thing(n, word) VALUES($1, $2)"),
                          ARGS(I(i), T(STR("thing")))));
}

static void values_come_back_as_they_went_in(void **state)
{
    struct ctx *c = &((struct place *)*state)->c;
    int64_t id = 0, n = 0;
    struct str word = STR_NONE, bytes = STR_NONE;
    bool found = false;
    assert_true(db_get(c, SQL("INSERT INTO thing(n, word, bytes) VALUES($1, $2, $3) RETURNING id"),
                       ARGS(I(INT64_MIN), T(STR("Zoë")), B(STR("a\0b"))), OUTS(OI(&id))));
    assert_int_equal(id, 1);
    assert_true(db_one(c, SQL("SELECT n, word, bytes FROM thing WHERE id = $1"), ARGS(I(id)),
                       OUTS(OI(&n), OT(&word), OB(&bytes)), &found));
    assert_true(found && n == INT64_MIN && str_is(word, "Zoë"));
    assert_true(str_same(bytes, STR("a\0b")));
}

static void a_row_that_is_there_already_is_not_inserted_and_said(void **state)
{
    struct ctx *c = &((struct place *)*state)->c;
    static const char sql[] =
        SQL("INSERT INTO thing(id, n, word) VALUES($1, $2, $3) ON CONFLICT DO NOTHING");
    int64_t id = 0, rows = 0;
    bool found = false;
    assert_true(db_insert(c, SQL("INSERT INTO thing(n) VALUES($1) ON CONFLICT DO NOTHING"),
                          ARGS(I(1)), &id, &found));
    assert_true(found && id == 1);
    assert_true(db_insert(c, sql, ARGS(I(7), I(2), T(STR("two"))), &id, &found));
    assert_true(found && id == 7);
    assert_true(db_insert(c, sql, ARGS(I(7), I(3), T(STR("three"))), &id, &found));
    assert_true(!found && id == 7);
    assert_true(db_get(c, SQL("SELECT count(*) FROM thing"), NO_ARGS, OUTS(OI(&rows))));
    assert_int_equal(rows, 2);
}

static void nothing_is_null_but_an_empty_text_is_text(void **state)
{
    struct ctx *c = &((struct place *)*state)->c;
    int64_t nulls = 0, n = 7;
    struct str word = STR("x"), bytes = STR("x");
    assert_true(db_do(c, SQL("INSERT INTO thing(n, word, bytes) VALUES($1, $2, $3)"),
                      ARGS(R(0), T(STR_NONE), NIL())));
    assert_true(db_get(c, SQL("SELECT n, word, bytes FROM thing"), NO_ARGS,
                       OUTS(OI(&n), OT(&word), OB(&bytes))));
    assert_true(n == 0 && word.n == 0 && bytes.n == 0);
    assert_true(db_get(c,
                       SQL("SELECT count(*) FROM thing WHERE n IS NULL AND word = ''"
                           " AND bytes IS NULL"),
                       NO_ARGS, OUTS(OI(&nulls))));
    assert_int_equal(nulls, 1);
}

static void values_go_by_the_number_of_their_parameter(void **state)
{
    struct ctx *c = &((struct place *)*state)->c;
    int64_t a = 0, b = 0, again = 0;
    assert_true(db_get(c, SQL("SELECT $2 + 0, $1 + 0, $2 + 0"), ARGS(I(1), I(2)),
                       OUTS(OI(&a), OI(&b), OI(&again))));
    assert_true(a == 2 && b == 1 && again == 2);
}

static void no_row_is_not_found_and_touches_nothing(void **state)
{
    struct ctx *c = &((struct place *)*state)->c;
    int64_t n = 42;
    bool found = true;
    assert_true(
        db_one(c, SQL("SELECT n FROM thing WHERE id = $1"), ARGS(I(9)), OUTS(OI(&n)), &found));
    assert_true(!found && n == 42 && !failed(c));
    assert_false(db_get(c, SQL("SELECT n FROM thing WHERE id = $1"), ARGS(I(9)), OUTS(OI(&n))));
    assert_int_equal(c->fault.kind, FAULT_BROKEN);
    assert_int_equal(n, 42);
}

static void changed_counts_the_rows_touched(void **state)
{
    struct ctx *c = &((struct place *)*state)->c;
    int64_t changed = -1;
    add_things(c, 5);
    assert_true(db_do_changed(c, SQL("UPDATE thing SET n = 0 WHERE n > $1"), ARGS(I(2)), &changed));
    assert_int_equal(changed, 3);
    assert_true(db_do_changed(c, SQL("DELETE FROM thing WHERE n > $1"), ARGS(I(9)), &changed));
    assert_int_equal(changed, 0);
}

static void the_same_sql_may_be_nested(void **state)
{
    static const char sql[] = "SELECT n FROM thing WHERE n <= $1 ORDER BY n";
    struct ctx *c = &((struct place *)*state)->c;
    struct db_rows outer, inner;
    int64_t sum = 0;
    add_things(c, 4);
    assert_true(db_rows_open(c, &outer, sql, ARGS(I(4))));
    while (db_rows_next(&outer)) {
        assert_true(db_rows_open(c, &inner, sql, ARGS(I(db_int(&outer, 0)))));
        while (db_rows_next(&inner))
            sum += db_int(&inner, 0);
        assert_true(db_rows_close(&inner));
    }
    assert_true(db_rows_close(&outer));
    assert_int_equal(sum, 1 + 3 + 6 + 10);
    assert_int_equal(sqlite_of(c)->n_open, 0);
}

static void rows_may_be_left_in_the_middle(void **state)
{
    struct ctx *c = &((struct place *)*state)->c;
    struct db_rows r;
    add_things(c, 3);
    for (int i = 0; i < 2; i++) {
        assert_true(db_rows_open(c, &r, SQL("SELECT id, word FROM thing ORDER BY id"), NO_ARGS));
        assert_true(db_rows_next(&r));
        assert_int_equal(db_int(&r, 0), 1);
        assert_true(str_is(db_text(&r, 1), "thing") && !db_is_null(&r, 1));
        assert_true(db_rows_close(&r));
    }
    assert_int_equal(sqlite_of(c)->n_open, 0);
}

static void rows_do_not_begin_again_behind_their_end(void **state)
{
    struct ctx *c = &((struct place *)*state)->c;
    struct db_rows r;
    add_things(c, 1);
    assert_true(db_rows_open(c, &r, SQL("SELECT id FROM thing"), NO_ARGS));
    assert_true(db_rows_next(&r));
    assert_false(db_rows_next(&r));
    assert_false(db_rows_next(&r));
    assert_true(db_rows_close(&r));
}

static void text_made_twice_at_one_address_is_told_apart(void **state)
{
    struct ctx *c = &((struct place *)*state)->c;
    char sql[32];
    for (int64_t want = 1; want <= 3; want++) {
        int64_t got = 0;
        snprintf(sql, sizeof sql, "SELECT %d", (int)want);
        assert_true(db_get(c, sql, NO_ARGS, OUTS(OI(&got))));
        assert_int_equal(got, want);
    }
}

static void statements_are_kept_but_not_without_end(void **state)
{
    struct ctx *c = &((struct place *)*state)->c;
    char sql[32];
    int64_t got = 0;
    for (int i = 0; i < STMT_MAX + 100; i++) {
        snprintf(sql, sizeof sql, "SELECT %d", i);
        assert_true(db_get(c, sql, NO_ARGS, OUTS(OI(&got))));
        assert_int_equal(got, i);
    }
    assert_int_equal(sqlite_of(c)->n_stmts, STMT_MAX);
    assert_true(db_get(c, "SELECT 1", NO_ARGS, OUTS(OI(&got))));
    assert_int_equal(got, 1);
}

static void what_the_dialect_does_not_allow_is_broken(void **state)
{
    static const char *const rows[] = {
        "SELECT ?",
        "SELECT :x",
        "SELECT $x",
        "SELECT $0",
        "SELECT 1; SELECT 2",
        "COMMIT",
        "SAVEPOINT x",
        "ATTACH 'x' AS y",
        "PRAGMA synchronous = OFF",
        "SELECT id FROM thing WHERE word LIKE 'a%'",
        "SELECT datetime('now')",
        "SELECT random()",
        "SELECT \"no such column\"",
        "CREATE TABLE x(a {integer})",
        "SELECT no_such FROM thing",
        "",
    };
    struct ctx *c = &((struct place *)*state)->c;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_false(db_do(c, rows[i], NO_ARGS));
        assert_int_equal(c->fault.kind, FAULT_BROKEN);
        assert_true(c->fault.log.n > 0);
        fault_clear(c);
    }
}

static void too_few_and_too_many_values_are_broken(void **state)
{
    struct ctx *c = &((struct place *)*state)->c;
    assert_false(db_do(c, SQL("DELETE FROM thing WHERE id = $1 OR n = $2"), ARGS(I(1))));
    fault_clear(c);
    assert_false(db_do(c, SQL("DELETE FROM thing WHERE id = $1"), ARGS(I(1), I(2))));
    assert_int_equal(c->fault.kind, FAULT_BROKEN);
}

static void a_text_is_not_read_as_a_number(void **state)
{
    struct ctx *c = &((struct place *)*state)->c;
    int64_t n = 7, first = 8;
    struct db_rows r;
    assert_false(db_get(c, SQL("SELECT 1, 'x'"), NO_ARGS, OUTS(OI(&first), OI(&n))));
    assert_true(n == 7 && first == 8 && c->fault.kind == FAULT_BROKEN);
    fault_clear(c);
    assert_true(db_rows_open(c, &r, SQL("SELECT 1.5"), NO_ARGS));
    assert_true(db_rows_next(&r));
    assert_int_equal(db_int(&r, 0), 0);
    assert_false(db_rows_close(&r));
    assert_int_equal(c->fault.kind, FAULT_BROKEN);
}

static void a_returning_write_is_checked_to_its_end(void **state)
{
    struct ctx *c = &((struct place *)*state)->c;
    int64_t id = 42;
    assert_true(db_do(c,
                      SQL("CREATE TABLE part(id {id}, thing_id {int} REFERENCES thing(id))"
                          " STRICT"),
                      NO_ARGS));
    assert_false(db_get(c, SQL("INSERT INTO part(thing_id) VALUES($1) RETURNING id"), ARGS(I(99)),
                        OUTS(OI(&id))));
    assert_int_equal(id, 42);
    assert_int_equal(c->fault.kind, FAULT_BROKEN);
}

static void a_failure_in_the_middle_of_rows_is_told_by_close(void **state)
{
    struct ctx *c = &((struct place *)*state)->c;
    struct db_rows r;
    assert_true(db_rows_open(c, &r,
                             SQL("SELECT abs(CASE n WHEN 2 THEN -9223372036854775807 - 1"
                                 " ELSE n END) FROM (SELECT 1 AS n UNION ALL SELECT 2)"),
                             NO_ARGS));
    assert_true(db_rows_next(&r));
    assert_false(db_rows_next(&r));
    assert_false(db_rows_close(&r));
    assert_int_equal(c->fault.kind, FAULT_BROKEN);
    assert_int_equal(sqlite_of(c)->n_open, 0);
}

static void steps_grow_with_the_rows_looked_at(void **state)
{
    struct ctx *c = &((struct place *)*state)->c;
    int64_t n = 0;
    add_things(c, 100);
    db_steps(c->db);
    assert_true(db_get(c, SQL("SELECT n FROM thing WHERE id = 5"), NO_ARGS, OUTS(OI(&n))));
    int64_t one = db_steps(c->db);
    assert_true(db_get(c, SQL("SELECT count(*) FROM thing WHERE n > 5"), NO_ARGS, OUTS(OI(&n))));
    int64_t all = db_steps(c->db);
    assert_true(one > 0 && one < 30 && all > 200);
    assert_int_equal(db_steps(c->db), 0);
}

static void the_plan_names_the_index(void **state)
{
    struct ctx *c = &((struct place *)*state)->c;
    struct buf b;
    buf_init(&b, c->arena, 1000);
    assert_true(db_do(c, SQL("CREATE INDEX thing_by_n ON thing(n)"), NO_ARGS));
    assert_true(db_explain(c, SQL("SELECT id FROM thing WHERE n = $1"), &b));
    buf_char(&b, '\0');
    assert_non_null(strstr(b.p, "thing_by_n"));
}

static void a_reader_cannot_write(void **state)
{
    struct place *p = *state;
    struct db *writer = p->c.db;
    struct db_error e;
    int64_t n = -1;
    add_things(&p->c, 2);
    p->c.db = &sqlite_open(p->file, SQLITE_OPEN_READONLY, &e)->db;
    assert_non_null(p->c.db);
    assert_false(db_do(&p->c, SQL("DELETE FROM thing"), NO_ARGS));
    assert_int_equal(p->c.fault.kind, FAULT_BROKEN);
    assert_int_equal(db_pragma((struct sqlite_db *)p->c.db, "DELETE FROM thing"), SQLITE_READONLY);
    fault_clear(&p->c);
    assert_true(db_get(&p->c, SQL("SELECT count(*) FROM thing"), NO_ARGS, OUTS(OI(&n))));
    assert_int_equal(n, 2);
    db_close(p->c.db);
    p->c.db = writer;
}

static void a_read_past_its_budget_is_too_slow(void **state)
{
    struct place *p = *state;
    struct db *writer = p->c.db;
    struct db_error e;
    int64_t n = 42;
    p->c.db = &sqlite_open(p->file, SQLITE_OPEN_READONLY, &e)->db;
    assert_true(db_read_begin(&p->c, 20));
    int64_t start = monotonic_ms();
    assert_false(db_get(&p->c,
                        SQL("WITH RECURSIVE t(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM t"
                            " WHERE i < 1000000000) SELECT count(*) FROM t"),
                        NO_ARGS, OUTS(OI(&n))));
    assert_true(monotonic_ms() - start < 5000);
    assert_int_equal(p->c.fault.kind, FAULT_TOO_SLOW);
    fault_clear(&p->c);
    assert_false(db_get(&p->c, SQL("SELECT 1"), NO_ARGS, OUTS(OI(&n))));
    assert_int_equal(p->c.fault.kind, FAULT_TOO_SLOW);
    assert_int_equal(n, 42);
    db_read_end(&p->c);
    fault_clear(&p->c);
    assert_true(db_get(&p->c, SQL("SELECT 1"), NO_ARGS, OUTS(OI(&n))));
    assert_int_equal(n, 1);
    db_close(p->c.db);
    p->c.db = writer;
}

static int64_t count_things(struct ctx *c)
{
    int64_t n = -1;
    assert_true(db_get(c, SQL("SELECT count(*) FROM thing"), NO_ARGS, OUTS(OI(&n))));
    return n;
}

static void a_read_transaction_sees_one_state(void **state)
{
    struct place *p = *state;
    struct ctx reader = p->c;
    struct db_error e;
    struct db_rows open;
    reader.db = &sqlite_open(p->file, SQLITE_OPEN_READONLY, &e)->db;
    add_things(&p->c, 2);
    assert_true(db_read_begin(&reader, 0));
    assert_int_equal(count_things(&reader), 2);
    assert_true(db_rows_open(&reader, &open, SQL("SELECT id FROM thing"), NO_ARGS));
    assert_true(db_rows_next(&open));
    add_things(&p->c, 1);
    assert_int_equal(count_things(&reader), 2);
    db_read_end(&reader);
    assert_int_equal(sqlite_of(&reader)->n_open, 0);
    assert_int_equal(count_things(&reader), 3);
    db_close(reader.db);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_db, remove_db)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(values_come_back_as_they_went_in),
        TEST(a_row_that_is_there_already_is_not_inserted_and_said),
        TEST(nothing_is_null_but_an_empty_text_is_text),
        TEST(values_go_by_the_number_of_their_parameter),
        TEST(no_row_is_not_found_and_touches_nothing),
        TEST(changed_counts_the_rows_touched),
        TEST(the_same_sql_may_be_nested),
        TEST(rows_may_be_left_in_the_middle),
        TEST(rows_do_not_begin_again_behind_their_end),
        TEST(text_made_twice_at_one_address_is_told_apart),
        TEST(statements_are_kept_but_not_without_end),
        TEST(what_the_dialect_does_not_allow_is_broken),
        TEST(too_few_and_too_many_values_are_broken),
        TEST(a_text_is_not_read_as_a_number),
        TEST(a_returning_write_is_checked_to_its_end),
        TEST(a_failure_in_the_middle_of_rows_is_told_by_close),
        TEST(steps_grow_with_the_rows_looked_at),
        TEST(the_plan_names_the_index),
        TEST(a_reader_cannot_write),
        TEST(a_read_past_its_budget_is_too_slow),
        TEST(a_read_transaction_sees_one_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
