/* SPDX-License-Identifier: Apache-2.0 */
#include "record_testing.h"
#include <jansson.h>

static void put(struct place *p, struct input *in, const char *name, const char *text,
                enum input_kind kind)
{
    input_add(&p->arena, in, str_of(name), str_of(text), kind);
}

/* As lib/web flattens a body: numbers as written, members of members with a dot. */
static void flatten(struct place *p, struct input *in, const char *before, json_t *object)
{
    const char *name;
    json_t *v;

    json_object_foreach(object, name, v)
    {
        const char *full = arena_printf(&p->arena, "%s%s", before, name).p;
        if (json_is_object(v))
            flatten(p, in, arena_printf(&p->arena, "%s.", full).p, v);
        else if (json_is_string(v))
            put(p, in, full, arena_cstr(&p->arena, str_of(json_string_value(v))), INPUT_TEXT);
        else if (json_is_integer(v))
            put(p, in, full, arena_printf(&p->arena, "%lld", json_integer_value(v)).p,
                INPUT_NUMBER);
        else if (json_is_boolean(v))
            put(p, in, full, json_is_true(v) ? "true" : "false", INPUT_FLAG);
        else
            put(p, in, full, "", INPUT_NULL);
    }
}

static struct input input_of_json(struct place *p, struct str text)
{
    struct input in = { .json = true };
    json_t *object = json_loadb(text.p, text.n, 0, NULL);

    assert_non_null(object);
    flatten(p, &in, "", object);
    json_decref(object);
    return in;
}

static const char *sentence_of(struct place *p, const char *field)
{
    for (const struct field_fault *f = p->c.fault.fields; f; f = f->next)
        if (str_is(f->field, field))
            return arena_cstr(&p->arena, f->sentence);
    return "(none)";
}

static size_t n_faults(const struct place *p)
{
    size_t n = 0;
    for (const struct field_fault *f = p->c.fault.fields; f; f = f->next)
        n++;
    return n;
}

static bool read_job(struct place *p, struct input *in, enum record_read how, struct job_row *row)
{
    struct field_set given;
    fault_clear(&p->c);
    return record_read(&p->c, &job_record, in, how, "USD", row, &given);
}

/* What a client may set, written as JSON and read again, is the same row. */
static void json_to_struct_to_json_is_the_same(void **state)
{
    struct place *p = *state;
    struct job_row row, again;
    struct field_set given;
    struct buf b;
    struct input in;

    make_person(p, "Anna");
    in = input_of_json(
        p, STR("{\"name\":\"Zoë \\\"roof\\\"\",\"notes\":\"a\\n\\tb\",\"mail\":\"a@b.de\","
               "\"person_id\":1,\"state\":\"broken\",\"size\":-10,\"share\":100,"
               "\"value\":{\"amount\":\"0.05\",\"currency\":\"EUR\"},"
               "\"due\":\"2016-02-29\",\"met\":\"2017-03-15T14:30:00.250Z\","
               "\"done\":true,\"code\":\"C\"}"));
    record_init(&job_record, &row);
    assert_true(read_job(p, &in, RECORD_CREATE, &row));
    assert_true(input_all_used(&p->c, &in));
    buf_init(&b, &p->arena, 4096);
    record_json(&b, &job_record, &row);
    in = input_of_json(p, text_of(&b));
    for (size_t i = 0; i < in.n;) { /* what the program sets is not the client's to send */
        const struct field *f = field_named(&job_record, in.items[i].name);
        if ((f && !field_is_settable(f)) || str_is(in.items[i].name, "late"))
            in.items[i] = in.items[--in.n];
        else
            i++;
    }
    record_init(&job_record, &again);
    fault_clear(&p->c);
    assert_true(record_read(&p->c, &job_record, &in, RECORD_CREATE, "USD", &again, &given));
    assert_true(input_all_used(&p->c, &in));
    for (size_t i = 0; i < job_record.n_fields; i++)
        assert_true(value_same(&job_fields[i], &row, &again));
    assert_true(field_in(&job_record, given, "due"));
    assert_false(field_in(&job_record, given, "key"));
    assert_false(field_in(&job_record, given, "version"));
}

struct bad {
    const char *field, *text;
    enum input_kind kind;
    const char *sentence;
};

static void refuses(struct place *p, const struct bad *bad, size_t n, bool json)
{
    struct input in = { .json = json };
    struct job_row row, before;

    record_init(&job_record, &row);
    before = row;
    for (size_t i = 0; i < n; i++)
        put(p, &in, bad[i].field, bad[i].text, bad[i].kind);
    assert_false(read_job(p, &in, RECORD_CREATE, &row));
    assert_false(input_all_used(&p->c, &in));
    for (size_t i = 0; i < n; i++)
        assert_string_equal(sentence_of(p, bad[i].field), bad[i].sentence);
    assert_int_equal(p->c.fault.kind, FAULT_BAD_INPUT);
    assert_memory_equal(&row, &before, sizeof(row));
}

static void every_bad_value_is_named_at_once(void **state)
{
    static const char by_program[] = "This is set by Counterpart and cannot be sent.";
    static const struct bad json[] = {
        { "name", "1234567890123456789012345678901", INPUT_TEXT,
          "At most 30 characters; this has 31." },
        { "notes", "a\x01", INPUT_TEXT, "This has a character that cannot be kept." },
        { "mail", "nobody", INPUT_TEXT, "Give an address like name@example.com." },
        { "person_id", "99", INPUT_NUMBER, "There is no such person." },
        { "state", "shut", INPUT_TEXT, "Choose one of: open, kept, broken." },
        { "size", "1001", INPUT_NUMBER, "Give a number from -10 to 1000." },
        { "share", "101", INPUT_NUMBER, "Give a number from 0 to 100." },
        { "value", "1.005", INPUT_TEXT, "Give an amount like 1,200.00." },
        { "due", "2017-02-30", INPUT_TEXT, "Give a date like 2017-03-31." },
        { "met", "soon", INPUT_TEXT, "Give a date and time like 2017-03-31 14:00." },
        { "done", "1", INPUT_NUMBER, "Give true or false, not a number." },
        { "owner_id", "1", INPUT_NUMBER, by_program },
        { "seen_by", "1", INPUT_NUMBER, by_program },
        { "id", "1", INPUT_NUMBER, by_program },
        { "version", "1", INPUT_NUMBER, by_program },
        { "created", "", INPUT_NULL, by_program },
        { "colour", "red", INPUT_TEXT, "This is not known here, or not yours to set." },
    };
    static const struct bad kinds[] = {
        { "name", "5", INPUT_NUMBER, "Give text, not a number." },
        { "notes", "true", INPUT_FLAG, "Give text, not true or false." },
        { "mail", "5", INPUT_NUMBER, "Give text, not a number." },
        { "person_id", "1", INPUT_TEXT, "Give a number, not text." },
        { "state", "1", INPUT_NUMBER, "Give text, not a number." },
        { "size", "12", INPUT_TEXT, "Give a number, not text." },
        { "share", "1.5", INPUT_NUMBER, "Give a whole number." },
        { "value.amount", "true", INPUT_FLAG,
          "Give an amount like \"1200.00\", not true or false." },
        { "due", "today", INPUT_TEXT, "Give a date like 2017-03-31." },
        { "met", "tomorrow", INPUT_TEXT, "Give a date and time like 2017-03-31 14:00." },
        { "done", "true", INPUT_TEXT, "Give true or false, not text." },
        { "code", "x", INPUT_FILE, "Give text, not a file." },
        { "value.colour", "x", INPUT_TEXT, "This is not known here, or not yours to set." },
    };
    struct place *p = *state;
    refuses(p, json, COUNT(json), true);
    assert_int_equal(n_faults(p), COUNT(json));
    refuses(p, kinds, COUNT(kinds), true);
    assert_int_equal(n_faults(p), COUNT(kinds));
}

static void a_bad_form_is_named_field_by_field(void **state)
{
    static const struct bad form[] = {
        { "name", "  ", INPUT_TEXT, "Give a name." },
        { "size", "many", INPUT_TEXT, "Give a whole number." },
        { "value_currency", "XXQ", INPUT_TEXT, "Give a currency code like USD." },
        { "value", "5", INPUT_TEXT, "(none)" },
        { "person", "Nobody", INPUT_TEXT, "There is no such person." },
        { "due", "11/28/2027", INPUT_TEXT, "Give a date like 2017-03-31." },
        { "done", "perhaps", INPUT_TEXT, "Give true or false." },
        { "extra", "x", INPUT_TEXT, "This is not known here, or not yours to set." },
    };
    refuses(*state, form, COUNT(form), false);
}

static void what_is_required_is_asked_for_on_create_and_cannot_be_emptied(void **state)
{
    struct place *p = *state;
    struct input nothing = { .json = true }, emptied = { .json = true };
    struct job_row row;

    record_init(&job_record, &row);
    assert_false(read_job(p, &nothing, RECORD_CREATE, &row));
    assert_string_equal(sentence_of(p, "name"), "Give a name.");
    assert_int_equal(n_faults(p), 1);
    assert_true(read_job(p, &nothing, RECORD_PATCH, &row));
    put(p, &emptied, "name", "", INPUT_NULL);
    assert_false(read_job(p, &emptied, RECORD_PATCH, &row));
    assert_string_equal(sentence_of(p, "name"), "Give a name.");
}

static void null_empties_every_field_that_may_be_empty(void **state)
{
    static const char *const names[] = { "notes", "mail", "person_id", "state", "size",
                                         "share", "value", "due", "met", "done" };
    struct place *p = *state;
    struct input in = { .json = true };
    struct job_row row, empty;

    record_init(&job_record, &empty);
    row = empty;
    row.notes = row.mail = STR("x");
    row.person_id = 4;
    row.state = row.share = 2;
    row.size = 3;
    row.value = (struct money){ 1, "USD" };
    row.due.n = 5;
    row.met.ms = 5;
    row.done = true;
    for (size_t i = 0; i < COUNT(names); i++)
        put(p, &in, names[i], "", INPUT_NULL);
    assert_true(read_job(p, &in, RECORD_PATCH, &row));
    for (size_t i = 0; i < job_record.n_fields; i++)
        assert_true(value_same(&job_fields[i], &row, &empty));
}

static void forms_take_words_and_what_people_type(void **state)
{
    struct place *p = *state;
    struct input in = { 0 };
    struct job_row row;

    make_person(p, "Anna Müller");
    record_init(&job_record, &row);
    put(p, &in, "name", "  Roof ", INPUT_TEXT);
    put(p, &in, "notes", "one\r\ntwo\rthree\r\n", INPUT_TEXT);
    put(p, &in, "person_id", "", INPUT_TEXT);
    put(p, &in, "person", "anna  MULLER", INPUT_TEXT);
    put(p, &in, "size", "", INPUT_TEXT);
    put(p, &in, "share", "40 %", INPUT_TEXT);
    put(p, &in, "value", "1,200", INPUT_TEXT);
    put(p, &in, "due", "tomorrow", INPUT_TEXT);
    put(p, &in, "met", "2017-03-15 14:30", INPUT_TEXT);
    put(p, &in, "done", "false", INPUT_TEXT);
    put(p, &in, "done", "on", INPUT_TEXT);
    put(p, &in, "boss", "yes", INPUT_TEXT); /* a field of its own, not the name behind boss_id */
    assert_true(read_job(p, &in, RECORD_CREATE, &row));
    assert_true(input_all_used(&p->c, &in));
    assert_str(row.name, "Roof");
    assert_str(row.notes, "one\ntwo\nthree");
    assert_int_equal(row.person_id, 1);
    assert_true(row.size == INT_NONE);
    assert_int_equal(row.share, 40);
    assert_int_equal(row.value.minor, 120000);
    assert_string_equal(row.value.currency, "USD");
    assert_int_equal(row.due.n, day_of(2017, 3, 16).n);
    assert_int_equal(row.met.ms, INT64_C(1489588200000));
    assert_true(row.done);
    assert_true(row.boss && row.boss_id == 0);
}

static void money_keeps_its_currency_until_another_is_said(void **state)
{
    struct place *p = *state;
    struct input amount = { .json = true }, both = { .json = true }, code = { .json = true };
    struct job_row row;

    record_init(&job_record, &row);
    row.value = (struct money){ 100, "EUR" };
    put(p, &amount, "value", "7.50", INPUT_NUMBER);
    assert_true(read_job(p, &amount, RECORD_PATCH, &row));
    assert_int_equal(row.value.minor, 750);
    assert_string_equal(row.value.currency, "EUR");
    put(p, &both, "value.amount", "7", INPUT_TEXT);
    put(p, &both, "value.currency", "JPY", INPUT_TEXT);
    assert_true(read_job(p, &both, RECORD_PATCH, &row));
    assert_int_equal(row.value.minor, 7);
    assert_string_equal(row.value.currency, "JPY");
    put(p, &code, "value.currency", "USD", INPUT_TEXT);
    assert_false(read_job(p, &code, RECORD_PATCH, &row));
    assert_string_equal(sentence_of(p, "value"), "Give an amount with the currency.");
}

static void what_is_set_once_may_be_repeated_but_not_changed(void **state)
{
    struct place *p = *state;
    struct input same = { .json = true }, other = { .json = true };
    struct job_row row;

    record_init(&job_record, &row);
    row.code = STR("A");
    put(p, &same, "code", "A", INPUT_TEXT);
    assert_true(read_job(p, &same, RECORD_PATCH, &row));
    put(p, &other, "code", "B", INPUT_TEXT);
    assert_false(read_job(p, &other, RECORD_PATCH, &row));
    assert_string_equal(sentence_of(p, "code"), "This can only be set when it is created.");
}

static void a_reference_to_what_one_may_not_see_does_not_exist(void **state)
{
    struct place *p = *state;
    int64_t mine[] = { 8 }, theirs = make_person(p, "Olaf");
    struct viewer v = { .id = 8, .owners = mine, .n_owners = 1 };
    struct input in = { .json = true };
    struct job_row job;
    struct step step;
    struct field_set given;

    record_init(&job_record, &job);
    job.owner_id = theirs;
    assert_true(write_as(p, run_job, &job, NULL));
    record_init(&step_record, &step);
    put(p, &in, "job_id", "1", INPUT_NUMBER);
    p->c.viewer = &v;
    assert_false(record_read(&p->c, &step_record, &in, RECORD_CREATE, "USD", &step, &given));
    assert_string_equal(sentence_of(p, "job_id"), "There is no such job.");
    fault_clear(&p->c);
    p->c.viewer = &viewer_system;
    assert_true(record_read(&p->c, &step_record, &in, RECORD_CREATE, "USD", &step, &given));
    assert_int_equal(step.job_id, 1);
}

/* ---- forms ---- */

static const struct form_field *in_form(const struct form *form, const char *name)
{
    for (size_t i = 0; i < form->n; i++)
        if (strcmp(form->p[i].name, name) == 0)
            return &form->p[i];
    return NULL;
}

static void a_form_has_what_a_client_may_set(void **state)
{
    static const char *const expected[][4] = {
        { "name", "text", "Roof", "Roof" },
        { "notes", "lines", "a\nb", "a\nb" },
        { "mail", "email", "a@b.de", "a@b.de" },
        { "person_id", "ref", "1", "Anna" },
        { "state", "word", "kept", "Kept" },
        { "size", "number", "5", "5" },
        { "share", "number", "40", "40%" },
        { "value", "money", "1200.00", "$1,200" },
        { "due", "date", "2017-05-03", "3 May 2017" },
        { "met", "time", "2017-03-15 14:30", "15 Mar 2017 14:30" },
        { "done", "flag", "true", "yes" },
        { "boss_id", "ref", "", "" },
        { "boss", "flag", "false", "no" },
        { "code", "text", "A", "A" },
    };
    struct place *p = *state;
    struct job_row row = { .name = STR("Roof"),
                           .notes = STR("a\nb"),
                           .mail = STR("a@b.de"),
                           .person_id = make_person(p, "Anna"),
                           .state = 1,
                           .size = 5,
                           .share = 40,
                           .value = { 120000, "USD" },
                           .due = day_of(2017, 5, 3),
                           .met = { INT64_C(1489588200000) },
                           .done = true,
                           .code = STR("A") };
    struct form form = record_form(&p->c, &job_record, &row, NULL, RECORD_CREATE);

    assert_int_equal(form.n, COUNT(expected));
    for (size_t i = 0; i < form.n; i++) {
        assert_string_equal(form.p[i].name, expected[i][0]);
        assert_string_equal(form.p[i].type, expected[i][1]);
        assert_str(form.p[i].value, expected[i][2]);
        assert_str(form.p[i].shown, expected[i][3]);
    }
    assert_true(form.p[0].required && !form.p[1].required && form.p[1].wide);
    assert_int_equal(form.p[4].options.n, 3);
    assert_true(form.p[4].options.p[1].chosen && !form.p[4].options.p[0].chosen);
    assert_string_equal(form.p[3].ref_plural, "people");
    form = record_form(&p->c, &job_record, &row, NULL, RECORD_PATCH);
    assert_null(in_form(&form, "code"));
}

static void a_refused_form_shows_what_was_typed_and_why(void **state)
{
    struct place *p = *state;
    struct input in = { 0 };
    struct job_row row;
    struct form form;

    record_init(&job_record, &row);
    put(p, &in, "name", "", INPUT_TEXT);
    put(p, &in, "size", "many", INPUT_TEXT);
    put(p, &in, "person", "Nobody", INPUT_TEXT);
    put(p, &in, "value", "9", INPUT_TEXT);
    put(p, &in, "value_currency", "??", INPUT_TEXT);
    assert_false(read_job(p, &in, RECORD_CREATE, &row));
    form = record_form(&p->c, &job_record, &row, &in, RECORD_CREATE);
    assert_str(in_form(&form, "name")->error, "Give a name.");
    assert_str(in_form(&form, "size")->value, "many");
    assert_str(in_form(&form, "size")->error, "Give a whole number.");
    assert_str(in_form(&form, "person_id")->shown, "Nobody");
    assert_str(in_form(&form, "person_id")->error, "There is no such person.");
    assert_str(in_form(&form, "value")->value, "9");
    assert_str(in_form(&form, "value")->error, "Give a currency code like USD.");
    assert_str(in_form(&form, "mail")->error, "");
}

static void a_moment_with_seconds_comes_back_from_a_form_unchanged(void **state)
{
    struct place *p = *state;
    struct job_row row;
    struct instant back;
    struct form form;

    record_init(&job_record, &row);
    row.met.ms = INT64_C(1489588261250);
    form = record_form(&p->c, &job_record, &row, NULL, RECORD_CREATE);
    assert_true(instant_parse(in_form(&form, "met")->value, &back));
    assert_int_equal(back.ms, row.met.ms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(json_to_struct_to_json_is_the_same),
        TEST(every_bad_value_is_named_at_once),
        TEST(a_bad_form_is_named_field_by_field),
        TEST(what_is_required_is_asked_for_on_create_and_cannot_be_emptied),
        TEST(null_empties_every_field_that_may_be_empty),
        TEST(forms_take_words_and_what_people_type),
        TEST(money_keeps_its_currency_until_another_is_said),
        TEST(what_is_set_once_may_be_repeated_but_not_changed),
        TEST(a_reference_to_what_one_may_not_see_does_not_exist),
        TEST(a_form_has_what_a_client_may_set),
        TEST(a_refused_form_shows_what_was_typed_and_why),
        TEST(a_moment_with_seconds_comes_back_from_a_form_unchanged),
    };
    return cmocka_run_group_tests(tests, register_all, NULL);
}
