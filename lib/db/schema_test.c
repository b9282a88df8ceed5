/* SPDX-License-Identifier: Apache-2.0 */
#include "db_testing.h"
#include "schema.h"

static const struct migration shelf = {
    1, "shelf",
    "CREATE TABLE shelf(id {id}, name text NOT NULL, above_id {int} REFERENCES shelf) STRICT;"
    "CREATE TABLE book(shelf_id {int} NOT NULL REFERENCES shelf, code text NOT NULL,"
    " cover {blob}, PRIMARY KEY (code, shelf_id)) STRICT;"
    "CREATE INDEX book_shelf ON book(shelf_id, code);"
    "CREATE TABLE log(id {id}, said text NOT NULL) STRICT;"
    "{append_only log}"
    "INSERT INTO log(said) VALUES('made')"
};
static const struct migration *const list[] = { &shelf };

static struct store *shelf_store(struct place *p)
{
    struct store *s = store_open(p->file, STORE_WRITE, &p->why);
    assert_non_null(s);
    assert_true(store_migrate(s, list, 1, &p->why));
    p->c.db = store_reader(s, 64);
    assert_non_null(p->c.db);
    return s;
}

static void shelf_close(struct place *p, struct store *s)
{
    db_close(p->c.db);
    store_close(s);
}

static void tables_come_by_name_with_columns_types_and_keys(void **state)
{
    struct place *p = *state;
    struct store *s = shelf_store(p);
    struct db_tables all;
    assert_true(db_tables(&p->c, &all));
    assert_int_equal(all.n, 4);
    const struct db_table *book = &all.p[0], *log = &all.p[1];
    assert_true(str_is(book->name, "book") && !book->counted);
    assert_true(str_is(log->name, "log") && log->counted);
    assert_true(str_is(all.p[2].name, "migration") && str_is(all.p[3].name, "shelf"));
    assert_int_equal(book->n_columns, 3);
    assert_true(str_is(book->columns[0].name, "shelf_id"));
    assert_int_equal(book->columns[0].type, DB_INT);
    assert_int_equal(book->columns[0].key, 2);
    assert_int_equal(book->columns[1].type, DB_TEXT);
    assert_int_equal(book->columns[1].key, 1);
    assert_int_equal(book->columns[2].type, DB_BLOB);
    assert_int_equal(book->columns[2].key, 0);
    shelf_close(p, s);
}

static void foreign_keys_say_where_they_lead(void **state)
{
    struct place *p = *state;
    struct store *s = shelf_store(p);
    struct db_links links;
    assert_true(db_links(&p->c, &links));
    assert_int_equal(links.n, 2);
    assert_true(str_is(links.p[0].table, "book") && str_is(links.p[0].column, "shelf_id")
                && str_is(links.p[0].to, "shelf"));
    assert_true(str_is(links.p[1].table, "shelf") && str_is(links.p[1].column, "above_id"));
    shelf_close(p, s);
}

static bool set_counter(struct ctx *c, void *last)
{
    return db_counter_set(c, STR("shelf"), *(int64_t *)last);
}

static bool add_shelf(struct ctx *c, void *id)
{
    return db_get(c, SQL("INSERT INTO shelf(name) VALUES('x') RETURNING id"), NO_ARGS,
                  OUTS(OI(id)));
}

static void numbers_go_on_from_where_a_counter_was_set(void **state)
{
    struct place *p = *state;
    struct store *s = shelf_store(p);
    int64_t last = -1, id = 0;
    assert_true(db_counter(&p->c, STR("shelf"), &last));
    assert_int_equal(last, 0);
    last = 41;
    assert_true(writer_call(s, &p->c, set_counter, &last));
    assert_true(writer_call(s, &p->c, add_shelf, &id));
    assert_int_equal(id, 42);
    assert_true(db_counter(&p->c, STR("shelf"), &last));
    assert_int_equal(last, 42);
    shelf_close(p, s);
}

static bool load_backwards(struct ctx *c, void *arg UNUSED)
{
    struct db_load load;
    return db_load_begin(c, &load) && db_do(c, SQL("DELETE FROM log"), NO_ARGS)
           && db_do(c, SQL("INSERT INTO book(shelf_id, code) VALUES(7, 'a')"), NO_ARGS)
           && db_do(c, SQL("INSERT INTO shelf(id, name, above_id) VALUES(7, 'low', 8)"), NO_ARGS)
           && db_do(c, SQL("INSERT INTO shelf(id, name) VALUES(8, 'high')"), NO_ARGS)
           && db_load_end(c, &load);
}

static bool delete_log(struct ctx *c, void *arg UNUSED)
{
    return db_do(c, SQL("INSERT INTO log(said) VALUES('new')"), NO_ARGS)
           && db_do(c, SQL("DELETE FROM log"), NO_ARGS);
}

static void a_load_takes_rows_in_any_order_and_leaves_history_fixed(void **state)
{
    struct place *p = *state;
    struct store *s = shelf_store(p);
    assert_true(writer_call(s, &p->c, load_backwards, NULL));
    assert_int_equal(place_count(p, s, SQL("SELECT count(*) FROM book")), 1);
    assert_int_equal(place_count(p, s, SQL("SELECT count(*) FROM log")), 0);
    assert_false(writer_call(s, &p->c, delete_log, NULL));
    fault_clear(&p->c);
    shelf_close(p, s);
}

static bool load_half(struct ctx *c, void *arg UNUSED)
{
    struct db_load load;
    return db_load_begin(c, &load)
           && db_do(c, SQL("INSERT INTO book(shelf_id, code) VALUES(7, 'a')"), NO_ARGS)
           && db_load_end(c, &load);
}

static void a_load_that_refers_to_nothing_is_refused_and_not_kept(void **state)
{
    struct place *p = *state;
    struct store *s = shelf_store(p);
    assert_false(writer_call(s, &p->c, load_half, NULL));
    assert_int_equal(p->c.fault.kind, FAULT_CONFLICT);
    assert_non_null(strstr(arena_cstr(&p->arena, p->c.fault.detail), "book"));
    fault_clear(&p->c);
    assert_int_equal(place_count(p, s, SQL("SELECT count(*) FROM book")), 0);
    shelf_close(p, s);
}

static struct db_plan plan_of(struct place *p, const char *sql)
{
    struct db_plan plan;
    assert_true(db_plan(&p->c, sql, &plan));
    assert_true(plan.text.n > 0 && str_find(plan.text, '\n') < 0);
    return plan;
}

static void a_plan_tells_its_index_and_whether_it_sorts_or_scans(void **state)
{
    struct place *p = *state;
    struct store *s = shelf_store(p);
    struct db_plan plan =
        plan_of(p, SQL("SELECT code FROM book WHERE shelf_id = $1 ORDER BY code"));
    assert_true(str_is(plan.index, "book_shelf") && !plan.strays);
    plan = plan_of(p, SQL("SELECT name FROM shelf WHERE id > $1 ORDER BY id"));
    assert_true(!plan.index.n && !plan.strays);
    plan = plan_of(p, SQL("SELECT id FROM shelf WHERE name = $1 ORDER BY id"));
    assert_true(!plan.index.n && plan.strays);
    plan = plan_of(p, SQL("SELECT cover FROM book WHERE shelf_id = $1 ORDER BY cover"));
    assert_true(str_is(plan.index, "book_shelf") && plan.strays);
    shelf_close(p, s);
}

static bool leads(struct place *p, const char *index, const char *first, const char *second)
{
    bool yes;
    assert_true(db_index_leads(&p->c, str_of(index), first, second, &yes));
    return yes;
}

static void an_index_leads_with_its_first_columns(void **state)
{
    struct place *p = *state;
    struct store *s = shelf_store(p);
    assert_true(leads(p, "book_shelf", "shelf_id", "code"));
    assert_true(leads(p, "book_shelf", "shelf_id", NULL));
    assert_false(leads(p, "book_shelf", "code", NULL));
    assert_false(leads(p, "book_shelf", "shelf_id", "cover"));
    assert_false(leads(p, "nowhere", "code", NULL));
    shelf_close(p, s);
}

static void count_line(void *arg, struct str line UNUSED)
{
    ++*(int *)arg;
}

static void a_sound_file_has_nothing_to_say(void **state)
{
    struct place *p = *state;
    struct store *s = shelf_store(p);
    int lines = 0;
    assert_true(db_integrity(&p->c, count_line, &lines));
    assert_int_equal(lines, 0);
    shelf_close(p, s);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(tables_come_by_name_with_columns_types_and_keys),
        TEST(foreign_keys_say_where_they_lead),
        TEST(numbers_go_on_from_where_a_counter_was_set),
        TEST(a_load_takes_rows_in_any_order_and_leaves_history_fixed),
        TEST(a_load_that_refers_to_nothing_is_refused_and_not_kept),
        TEST(a_plan_tells_its_index_and_whether_it_sorts_or_scans),
        TEST(an_index_leads_with_its_first_columns),
        TEST(a_sound_file_has_nothing_to_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
