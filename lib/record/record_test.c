/* SPDX-License-Identifier: Apache-2.0 */
#include "record_testing.h"

/* ---- a job with every field set ---- */

static struct job_row full_job(int64_t person, int64_t owner)
{
    struct job_row row;
    record_init(&job_record, &row);
    row.name = STR("Zoë's \"roof\"");
    row.notes = STR("one\ntwo");
    row.mail = STR("Zoe@example.com");
    row.person_id = person;
    row.owner_id = owner;
    row.state = 1;
    row.size = -5;
    row.share = 40;
    row.value = (struct money){ 120050, "USD" };
    row.due = day_of(2017, 5, 3);
    row.met = (struct instant){ INT64_C(1489588200000) };
    row.done = true;
    row.seen_by = 7;
    row.code = STR("A1");
    row.key = STR("hidden");
    return row;
}

static int64_t make_job(struct place *p, struct job_row *row)
{
    assert_true(write_as(p, run_job, row, NULL));
    return row->id;
}

static struct str json_of(struct place *p, const struct job_row *row)
{
    struct buf b;
    buf_init(&b, &p->arena, 4096);
    record_json(&b, &job_record, row);
    return text_of(&b);
}

static const char full_json[] =
    "{\"id\":1,\"name\":\"Zoë's "
    "\\\"roof\\\"\",\"notes\":\"one\\ntwo\",\"mail\":\"Zoe@example.com\","
    "\"person_id\":1,\"owner_id\":2,\"state\":\"kept\",\"size\":-5,\"share\":40,"
    "\"value\":{\"amount\":\"1200.50\",\"currency\":\"USD\"},\"due\":\"2017-05-03\","
    "\"met\":\"2017-03-15T14:30:00Z\",\"done\":true,"
    "\"boss_id\":null,\"boss\":false,\"seen_by\":7,\"code\":\"A1\",\"version\":1,"
    "\"created\":\"2017-03-15T10:00:00Z\",\"updated\":\"2017-03-15T10:00:00Z\",\"late\":false}";

static struct job_row stored_full_job(struct place *p)
{
    int64_t person = make_person(p, "Anna"), owner = make_person(p, "Olaf");
    struct job_row row = full_job(person, owner), back;
    int64_t id = make_job(p, &row);

    assert_true(record_get(&p->c, &job_record, id, &back));
    return back;
}

static void every_kind_is_stored_and_written_as_json(void **state)
{
    struct place *p = *state;
    struct job_row row = stored_full_job(p);

    assert_str(json_of(p, &row), full_json);
    assert_str(row.key, "hidden");
}

static void absent_values_stay_absent(void **state)
{
    struct place *p = *state;
    struct job_row row, back;

    record_init(&job_record, &row);
    make_job(p, &row);
    assert_true(record_get(&p->c, &job_record, row.id, &back));
    for (size_t i = 0; i < job_record.n_fields; i++)
        assert_true(value_same(&job_fields[i], &row, &back));
    assert_str(json_of(p, &back),
               "{\"id\":1,\"name\":\"\",\"notes\":\"\",\"mail\":\"\",\"person_id\":null,"
               "\"owner_id\":null,\"state\":\"open\",\"size\":null,\"share\":0,\"value\":null,"
               "\"due\":null,\"met\":null,\"done\":false,"
               "\"boss_id\":null,\"boss\":false,\"seen_by\":null,\"code\":\"\","
               "\"version\":1,\"created\":\"2017-03-15T10:00:00Z\","
               "\"updated\":\"2017-03-15T10:00:00Z\",\"late\":true}");
}

static void a_csv_row_has_every_field_but_secrets(void **state)
{
    struct place *p = *state;
    struct job_row row = stored_full_job(p);
    struct buf b;

    buf_init(&b, &p->arena, 4096);
    record_csv_head(&b, &job_record);
    record_csv_row(&b, &job_record, &row);
    assert_str(
        text_of(&b),
        "id,name,notes,mail,person_id,owner_id,state,size,share,value,value_currency,due,met,"
        "done,boss_id,boss,seen_by,code,version,created,updated\r\n"
        "1,\"Zoë's \"\"roof\"\"\",\"one\ntwo\",Zoe@example.com,1,2,kept,-5,40,1200.50,USD,"
        "2017-05-03,2017-03-15T14:30:00Z,true,,false,7,A1,1,2017-03-15T10:00:00Z,"
        "2017-03-15T10:00:00Z\r\n");
}

static void cells_that_start_a_formula_are_disarmed(void **state)
{
    static const char *const cells[][2] = {
        { "=1+1", "'=1+1" },
        { "@SUM(1+9)*cmd|' /C calc'!A0", "'@SUM(1+9)*cmd|' /C calc'!A0" },
        { "+49 170 1234", "'+49 170 1234" },
        { "-2+3", "'-2+3" },
        { " =1", "\"' =1\"" },
        { "\t=1", "'\t=1" },
        { "\r=1", "\"'\r=1\"" },
        { "=a,\"b\"", "\"'=a,\"\"b\"\"\"" },
        { "\xef\xbc\x9d"
          "1",
          "'\xef\xbc\x9d"
          "1" },
        { "-5", "-5" },
        { "+3.25", "+3.25" },
        { "-", "'-" },
        { "a=b", "a=b" },
    };
    struct place *p = *state;
    for (size_t i = 0; i < COUNT(cells); i++) {
        struct person row;
        struct buf b;
        record_init(&person_record, &row);
        row.name = str_of(cells[i][0]);
        buf_init(&b, &p->arena, 500);
        record_csv_row(&b, &person_record, &row);
        assert_str(text_of(&b), arena_printf(&p->arena, "0,%s,0,,\r\n", cells[i][1]).p);
    }
}

static void a_disarmed_cell_is_read_as_what_it_was(void **state)
{
    struct place *p = *state;
    assert_str(record_csv_read(STR("'+49 170 1234")), "+49 170 1234");
    assert_str(record_csv_read(STR("'=1+1")), "=1+1");
    assert_str(record_csv_read(STR("'tis")), "'tis");
    assert_str(record_csv_read(STR("'-5")), "'-5");
    assert_str(record_csv_read(STR("'")), "'");
    assert_str(record_csv_read(STR("")), "");
}

static void values_for_people_say_no_relative_day(void **state)
{
    static const char *const shown[] = {
        "1",
        "Zoë's \"roof\"",
        "one\ntwo",
        "Zoe@example.com",
        "Anna",
        "Olaf",
        "Kept",
        "-5",
        "40%",
        "$1,200.50",
        "3 May 2017",
        "15 Mar 2017 14:30",
        "yes",
        "",
        "no",
        "7",
        "A1",
    };
    struct place *p = *state;
    struct job_row row = stored_full_job(p);

    for (size_t i = 0; i < COUNT(shown); i++)
        assert_str(field_show(&p->c, &job_fields[i], &row), shown[i]);
    row.size = 1234567;
    assert_str(field_show(&p->c, field_named(&job_record, STR("size")), &row), "1,234,567");
    row.size = INT_NONE;
    assert_str(field_show(&p->c, field_named(&job_record, STR("size")), &row), "");
}

static void a_diff_names_what_changed_and_keeps_secrets(void **state)
{
    struct place *p = *state;
    struct job_row row = stored_full_job(p), changed = row;
    struct changes d;

    changed.due = DAY_NONE;
    changed.state = 2;
    changed.value = (struct money){ 5, "JPY" };
    changed.key = STR("other");
    changed.version = 2;
    d = record_diff(&p->c, &job_record, &row, &changed);
    assert_int_equal(d.n, 4);
    assert_str(d.p[0].old_text, "kept");
    assert_str(d.p[0].new_shown, "Broken off");
    assert_str(d.p[1].old_text, "1200.50");
    assert_str(d.p[1].new_text, "5");
    assert_string_equal(d.p[2].field->name, "due");
    assert_str(d.p[2].old_shown, "3 May 2017");
    assert_str(d.p[2].new_shown, "");
    assert_string_equal(d.p[3].field->name, "key");
    assert_str(d.p[3].old_text, "");
}

/* ---- changing ---- */

static void an_update_raises_the_version_and_a_late_one_is_shown_the_current_row(void **state)
{
    struct place *p = *state;
    struct job_row first = stored_full_job(p), second = first;
    const struct job_row *current;
    struct ctx c;

    first.name = STR("First");
    assert_true(write_as(p, run_job_update, &first, NULL));
    assert_int_equal(first.version, 2);
    second.name = STR("Second");
    assert_false(write_as(p, run_job_update, &second, &c));
    assert_int_equal(c.fault.kind, FAULT_STALE);
    current = c.fault.current;
    assert_non_null(current);
    assert_str(current->name, "First");
    assert_int_equal(current->version, 2);
    assert_int_equal(second.version, 1);
    assert_true(record_check_version(&p->c, &job_record, &first, 2));
    assert_true(record_check_version(&p->c, &job_record, &first, -1));
    assert_false(record_check_version(&p->c, &job_record, &first, 1));
    assert_int_equal(p->c.fault.kind, FAULT_STALE);
}

static void an_update_of_what_is_gone_is_not_found(void **state)
{
    struct place *p = *state;
    struct job_row row = full_job(0, 0);
    struct ctx c;

    row.id = 99;
    row.version = 1;
    assert_false(write_as(p, run_job_update, &row, &c));
    assert_int_equal(c.fault.kind, FAULT_NOT_FOUND);
}

static void a_row_is_taken_out_as_it_was_seen_and_once(void **state)
{
    struct place *p = *state;
    struct job_row seen = stored_full_job(p), now = seen;
    struct ctx c;

    now.name = STR("Changed");
    assert_true(write_as(p, run_job_update, &now, NULL));
    assert_false(write_as(p, run_job_remove, &seen, &c));
    assert_int_equal(c.fault.kind, FAULT_STALE);
    assert_true(write_as(p, run_job_remove, &now, NULL));
    assert_false(record_get_any(&p->c, &job_record, now.id, &seen));
    assert_int_equal(p->c.fault.kind, FAULT_NOT_FOUND);
    assert_false(write_as(p, run_job_remove, &now, &c));
    assert_int_equal(c.fault.kind, FAULT_NOT_FOUND);
}

static void a_plain_value_goes_back_into_its_row(void **state)
{
    struct place *p = *state;
    struct job_row row = stored_full_job(p), back;

    record_init(&job_record, &back);
    for (size_t i = 0; i < COUNT(job_fields); i++) {
        struct str plain = field_plain(&p->arena, &job_fields[i], &row);
        assert_true(field_put(&p->c, &job_fields[i], plain, STR("USD"), &back));
        assert_true(str_same(field_plain(&p->arena, &job_fields[i], &back), plain));
    }
    assert_true(field_put(&p->c, field_named(&job_record, STR("due")), STR_NONE, STR_NONE, &back));
    assert_false(day_is(back.due));
    assert_false(
        field_put(&p->c, field_named(&job_record, STR("size")), STR("x"), STR_NONE, &back));
}

static void a_second_of_what_must_be_one_is_a_conflict(void **state)
{
    struct place *p = *state;
    struct person row;
    struct ctx c;

    make_person(p, "Anna");
    record_init(&person_record, &row);
    row.name = STR("ANNA");
    assert_false(write_as(p, run_person, &row, &c));
    assert_int_equal(c.fault.kind, FAULT_CONFLICT);
    assert_int_equal(row.id, 0);
}

/* ---- who sees ---- */

static bool run_share(struct ctx *c, void *arg)
{
    const int64_t *ids = arg;
    return db_do(c, SQL("INSERT INTO job_share (job_id, user_id) VALUES ($1, $2)"),
                 ARGS(I(ids[0]), I(ids[1])));
}

static bool sees(struct place *p, const struct viewer *v, int64_t id)
{
    struct job_row row = { .id = -1 };
    bool seen;

    p->c.viewer = v;
    seen = record_get(&p->c, &job_record, id, &row);
    assert_int_equal(row.id, seen ? id : -1);
    assert_int_equal(p->c.fault.kind, seen ? FAULT_NONE : FAULT_NOT_FOUND);
    fault_clear(&p->c);
    p->c.viewer = &viewer_system;
    return seen;
}

static void a_record_is_seen_by_its_owners_line_and_those_it_is_shared_with(void **state)
{
    struct place *p = *state;
    struct job_row row = stored_full_job(p);
    int64_t line[] = { 5, row.owner_id }, alone[] = { 5 }, shared[] = { row.id, 5 };
    struct viewer boss = { .id = 5, .owners = line, .n_owners = 2 };
    struct viewer other = { .id = 5, .owners = alone, .n_owners = 1 };

    assert_true(sees(p, &viewer_system, row.id));
    assert_true(sees(p, &boss, row.id));
    assert_false(sees(p, &other, row.id));
    assert_false(sees(p, &viewer_system, 999));
    assert_true(write_as(p, run_share, shared, NULL));
    assert_true(sees(p, &other, row.id));
}

static bool run_step(struct ctx *c, void *row)
{
    return record_insert(c, &step_record, row);
}

static void a_record_seen_through_another_is_seen_with_it(void **state)
{
    struct place *p = *state;
    struct job_row job = stored_full_job(p);
    int64_t line[] = { job.owner_id }, alone[] = { 5 };
    struct viewer owner = { .id = job.owner_id, .owners = line, .n_owners = 1 };
    struct viewer other = { .id = 5, .owners = alone, .n_owners = 1 };
    struct step step, back;

    record_init(&step_record, &step);
    step.job_id = job.id;
    assert_true(write_as(p, run_step, &step, NULL));
    p->c.viewer = &owner;
    assert_true(record_get(&p->c, &step_record, step.id, &back));
    p->c.viewer = &other;
    assert_false(record_get(&p->c, &step_record, step.id, &back));
    assert_int_equal(p->c.fault.kind, FAULT_NOT_FOUND);
    fault_clear(&p->c);
    assert_true(record_get_any(&p->c, &step_record, step.id, &back));
}

static void a_title_is_the_name_or_the_number(void **state)
{
    struct place *p = *state;
    int64_t id = make_person(p, "Anna");

    assert_str(record_title(&p->c, &person_record, id), "Anna");
    assert_str(record_title(&p->c, &person_record, 77), "#77");
    assert_str(record_title(&p->c, &step_record, 3), "#3");
    assert_str(record_title(&p->c, &person_record, 0), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_kind_is_stored_and_written_as_json),
        TEST(absent_values_stay_absent),
        TEST(a_csv_row_has_every_field_but_secrets),
        TEST(cells_that_start_a_formula_are_disarmed),
        TEST(a_disarmed_cell_is_read_as_what_it_was),
        TEST(values_for_people_say_no_relative_day),
        TEST(a_diff_names_what_changed_and_keeps_secrets),
        TEST(an_update_raises_the_version_and_a_late_one_is_shown_the_current_row),
        TEST(an_update_of_what_is_gone_is_not_found),
        TEST(a_row_is_taken_out_as_it_was_seen_and_once),
        TEST(a_plain_value_goes_back_into_its_row),
        TEST(a_second_of_what_must_be_one_is_a_conflict),
        TEST(a_record_is_seen_by_its_owners_line_and_those_it_is_shared_with),
        TEST(a_record_seen_through_another_is_seen_with_it),
        TEST(a_title_is_the_name_or_the_number),
    };
    return cmocka_run_group_tests(tests, register_all, NULL);
}
