/* SPDX-License-Identifier: Apache-2.0 */
#include "csv_read.h"

#include <setjmp.h>

#include <cmocka.h>
#include <jansson.h>

struct fixture {
    struct arena arena;
    struct ctx c;
    struct buf seen; /* every row as LINE[cell|cell] */
    size_t rows, rows_wanted, cells;
};

static int open_fixture(void **state)
{
    static struct fixture f;

    f = (struct fixture){ .rows_wanted = SIZE_MAX };
    arena_init(&f.arena, (size_t)64 << 20);
    f.c = (struct ctx){ .arena = &f.arena, .viewer = &viewer_system };
    buf_init(&f.seen, &f.arena, 1 << 20);
    *state = &f;
    return 0;
}

static int close_fixture(void **state)
{
    arena_release(&((struct fixture *)*state)->arena);
    return 0;
}

static void begin(struct fixture *f)
{
    fault_clear(&f->c);
    buf_init(&f->seen, &f->arena, 1 << 20);
    f->rows = 0;
    f->rows_wanted = SIZE_MAX;
}

static bool note_row(void *arg, const struct csv_row *row)
{
    struct fixture *f = arg;

    buf_int(&f->seen, (int64_t)row->line);
    for (size_t i = 0; i < row->n; i++) {
        buf_char(&f->seen, i == 0 ? '[' : '|');
        buf_add(&f->seen, row->cells[i]);
    }
    buf_lit(&f->seen, "]");
    f->cells = row->n;
    return ++f->rows < f->rows_wanted;
}

/* Blocks of `size` bytes, each in memory of its own, so that a look beyond its end is caught. */
static bool read_in_blocks(struct fixture *f, struct str text, char separator, size_t size)
{
    struct csv_reader *r = csv_reader_open(&f->c, separator, note_row, f);
    bool going = true;

    for (size_t at = 0; going && at < text.n; at += size) {
        struct str block = str_cut(text, at, size);
        char *copy = malloc(block.n);
        assert_non_null(copy);
        memcpy(copy, block.p, block.n);
        going = csv_reader_feed(r, (struct str){ copy, block.n });
        free(copy);
    }
    going = going && csv_reader_end(r);
    csv_reader_close(r);
    return going;
}

static void assert_seen(struct fixture *f, const char *want)
{
    if (!str_is(buf_str(&f->seen), want))
        fail_msg("got %.*s, want %s", STR_FMT(buf_str(&f->seen)), want);
}

static void assert_unreadable(struct fixture *f, const char *sentence)
{
    assert_int_equal(f->c.fault.kind, FAULT_BAD_INPUT);
    assert_string_equal(f->c.fault.code, "csv_unreadable");
    if (!str_is(f->c.fault.detail, sentence))
        fail_msg("got %.*s, want %s", STR_FMT(f->c.fault.detail), sentence);
}

struct readable {
    struct str text;
    const char *want;
};

static const struct readable readable[] = {
    { STR_INIT(""), "" },
    { STR_INIT("a,b\n1,2\n"), "1[a|b]2[1|2]" },
    { STR_INIT("a,b\r\n1,2"), "1[a|b]2[1|2]" },
    { STR_INIT("a,b\r1,2\r"), "1[a|b]2[1|2]" },
    { STR_INIT("a,b\r\r1,2\n\r3"), "1[a|b]3[1|2]5[3]" },
    { STR_INIT("\xef\xbb\xbf\"a\",b\n"), "1[a|b]" },
    { STR_INIT("\xef\xbb\xbf"), "" },
    { STR_INIT("\n\r\n  \na\n\n\nb\n"), "4[a]7[b]" },
    { STR_INIT(",\n\"\"\n1,\n"), "1[|]2[]3[1|]" },
    { STR_INIT("a,\"x\ny\r\nz\"\n\"\n\",c\nd"), "1[a|x\ny\r\nz]4[\n|c]6[d]" },
    { STR_INIT("\"x\ry\"\nb"), "1[x\ry]3[b]" },
    { STR_INIT("\"a \"\"b\"\"\",\"\"\"\"\n\"\"\"\""), "1[a \"b\"|\"]2[\"]" },
    { STR_INIT(" a ,\tb\t, \n"), "1[ a |\tb\t| ]" },
    { STR_INIT("5\" pipe,3\" \"x\"\na\"\"b\n"), "1[5\" pipe|3\" \"x\"]2[a\"\"b]" },
    { STR_INIT("a;b;\"c,d,e\"\n1;2;3,4"), "1[a|b|c,d,e]2[1|2|3,4]" },
    { STR_INIT("\na\tb,c\td\n1\t2\n"), "2[a|b,c|d]3[1|2]" },
    { STR_INIT("a\n1;2\n"), "1[a]2[1;2]" },
    { STR_INIT("Zo\xc3\xab,\xf0\x9f\x98\x80\n"), "1[Zo\xc3\xab|\xf0\x9f\x98\x80]" },
};

static void rows_come_with_the_line_they_begin_on(void **state)
{
    struct fixture *f = *state;

    for (size_t i = 0; i < COUNT(readable); i++) {
        begin(f);
        assert_true(csv_read(&f->c, readable[i].text, 0, note_row, f));
        assert_seen(f, readable[i].want);
    }
}

static void blocks_of_any_size_give_the_same_rows(void **state)
{
    struct fixture *f = *state;

    for (size_t i = 0; i < COUNT(readable); i++)
        for (size_t size = 1; size <= 9; size++) {
            begin(f);
            assert_true(read_in_blocks(f, readable[i].text, 0, size));
            assert_seen(f, readable[i].want);
        }
}

static void a_given_separator_is_not_guessed(void **state)
{
    struct fixture *f = *state;

    assert_true(csv_read(&f->c, STR("a,b;c\td\n"), ';', note_row, f));
    assert_seen(f, "1[a,b|c\td]");
    begin(f);
    assert_true(csv_read(&f->c, STR("a,b;c\td,e\n"), '\t', note_row, f));
    assert_seen(f, "1[a,b;c|d,e]");
}

static void the_guessed_separator_can_be_asked_for(void **state)
{
    struct fixture *f = *state;
    struct csv_reader *r = csv_reader_open(&f->c, 0, note_row, f);

    assert_true(csv_reader_feed(r, STR("a;b")));
    assert_int_equal(csv_reader_separator(r), 0);
    assert_true(csv_reader_feed(r, STR(";c\n")));
    assert_int_equal(csv_reader_separator(r), ';');
    assert_true(csv_reader_end(r));
    csv_reader_close(r);
    csv_reader_close(NULL);
}

static void what_cannot_be_read_is_told_by_its_line(void **state)
{
    static const struct {
        struct str text;
        const char *seen, *sentence;
    } table[] = {
        { STR_INIT("a,b\nc,\xff\nd,e\n"), "1[a|b]",
          "Line 2: the text is not UTF-8. Save the file as UTF-8 and send it again." },
        { STR_INIT("a\n\"b\nc\",\"d\n\xc3\n\"\n"), "1[a]",
          "Line 4: the text is not UTF-8. Save the file as UTF-8 and send it again." },
        { STR_INIT("a\nb\nc\xc3"), "1[a]2[b]",
          "Line 3: the text is not UTF-8. Save the file as UTF-8 and send it again." },
        { STR_INIT("a\nb\0c\n"), "1[a]",
          "Line 2: the text is not UTF-8. Save the file as UTF-8 and send it again." },
        { STR_INIT("\xff\xfe""a\0\n\0"), "",
          "Line 1: the text is not UTF-8. Save the file as UTF-8 and send it again." },
        { STR_INIT("a,b\n\"x\ny\",\"z\n1,2\n3,4\n"), "1[a|b]",
          "Line 3: the quote that opens here is never closed." },
        { STR_INIT("a,\""), "", "Line 1: the quote that opens here is never closed." },
        { STR_INIT("a,b\n\"x\n\"y,c\nd,e\n"), "1[a|b]",
          "Line 3: there is text behind a closing quote. "
          "A quote inside a quoted cell is written twice." },
        { STR_INIT("\"a\" ,b\n"), "",
          "Line 1: there is text behind a closing quote. "
          "A quote inside a quoted cell is written twice." },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < COUNT(table); i++)
        for (size_t size = 1; size <= 64; size *= 2) {
            begin(f);
            assert_false(read_in_blocks(f, table[i].text, ',', size));
            assert_seen(f, table[i].seen);
            assert_unreadable(f, table[i].sentence);
        }
}

static void a_reader_that_failed_goes_on_failing(void **state)
{
    struct fixture *f = *state;
    struct csv_reader *r = csv_reader_open(&f->c, ',', note_row, f);

    assert_false(csv_reader_feed(r, STR("\"a\"b\n")));
    assert_false(csv_reader_feed(r, STR("c\n")));
    assert_false(csv_reader_end(r));
    csv_reader_close(r);
    assert_seen(f, "");
}

static void who_takes_the_rows_may_stop(void **state)
{
    struct fixture *f = *state;

    f->rows_wanted = 2;
    assert_false(csv_read(&f->c, STR("a\nb\nc\nd"), 0, note_row, f));
    assert_seen(f, "1[a]2[b]");
    assert_false(failed(&f->c));
    begin(f);
    f->rows_wanted = 2;
    assert_false(csv_read(&f->c, STR("a\nb"), 0, note_row, f));
    assert_false(failed(&f->c));
}

static struct str repeated(struct arena *a, struct str before, char ch, size_t n, struct str after)
{
    char *p = arena_alloc(a, before.n + n + after.n + 1);

    memcpy(p, before.p, before.n);
    memset(p + before.n, ch, n);
    memcpy(p + before.n + n, after.p, after.n);
    return (struct str){ p, before.n + n + after.n };
}

static bool count_bytes(void *arg, const struct csv_row *row)
{
    struct fixture *f = arg;

    f->cells = row->n;
    f->rows += row->cells[0].n;
    return true;
}

static void a_cell_has_at_most_one_mebibyte(void **state)
{
    struct fixture *f = *state;
    struct arena *a = &f->arena;

    assert_true(csv_read(&f->c, repeated(a, STR("\""), 'x', CSV_CELL_MAX, STR("\",b\n")), ',',
                         count_bytes, f));
    assert_int_equal(f->rows, CSV_CELL_MAX);
    assert_false(csv_read(&f->c, repeated(a, STR("a\n\""), 'x', CSV_CELL_MAX + 1, STR("\",b\n")),
                          ',', count_bytes, f));
    assert_unreadable(f, "Line 2: the cell is longer than 1 MiB.");
    begin(f);
    assert_false(csv_read(&f->c, repeated(a, STR("a\nb,\""), '\n', 3 * CSV_CELL_MAX, STR("")), ',',
                          count_bytes, f));
    assert_unreadable(f, "Line 2: the cell is longer than 1 MiB. "
                         "Is the quote that closes it missing?");
}

static void a_row_has_at_most_500_columns_and_4_mebibytes(void **state)
{
    struct fixture *f = *state;
    struct str cell = repeated(&f->arena, STR(""), 'x', 1000000, STR(","));
    struct buf b;

    assert_true(csv_read(&f->c, repeated(&f->arena, STR("a"), ',', 499, STR("\n")), ',',
                         count_bytes, f));
    assert_int_equal(f->cells, 500);
    assert_false(csv_read(&f->c, repeated(&f->arena, STR("\na"), ',', 500, STR("\n")), ',',
                          count_bytes, f));
    assert_unreadable(f, "Line 2: the row has more than 500 columns.");
    begin(f);
    buf_init(&b, &f->arena, (size_t)8 << 20);
    for (int i = 0; i < 5; i++)
        buf_add(&b, cell);
    assert_false(csv_read(&f->c, buf_str(&b), ',', count_bytes, f));
    assert_unreadable(f, "Line 1: the row is longer than 4 MiB.");
}

static bool check_line(void *arg, const struct csv_row *row)
{
    struct fixture *f = arg;
    int64_t number;

    f->rows++;
    return row->n == 3 && str_to_int(row->cells[0], &number) && number == (int64_t)row->line;
}

static void a_long_file_costs_the_memory_of_a_row(void **state)
{
    struct fixture *f = *state;
    struct csv_reader *r = csv_reader_open(&f->c, ',', check_line, f);
    size_t before = f->arena.total;
    char block[64];

    for (int line = 1; line <= 60000; line += 3) {
        int n = snprintf(block, sizeof block, "%d,\"a\nb\",c\r\n%d,d,\r\n", line, line + 2);
        assert_true(csv_reader_feed(r, (struct str){ block, (size_t)n }));
    }
    assert_true(csv_reader_end(r));
    csv_reader_close(r);
    assert_int_equal(f->rows, 40000);
    assert_int_equal(f->arena.total, before);
}

static void long_rows_may_be_many(void **state)
{
    struct fixture *f = *state;
    struct csv_reader *r = csv_reader_open(&f->c, ',', count_bytes, f);
    struct str row = repeated(&f->arena, STR(""), 'x', 1000000, STR("\n"));

    for (int i = 0; i < 70; i++)
        assert_true(csv_reader_feed(r, row));
    assert_true(csv_reader_end(r));
    csv_reader_close(r);
    assert_int_equal(f->rows, 70 * 1000000);
}

/* ---- csv-spectrum: the same rows as JSON objects, whose members are the header ---- */

struct spectrum {
    const char *name;
    json_t *rows;
    size_t seen;
    char header[16][64];
};

static bool check_spectrum_row(void *arg, const struct csv_row *row)
{
    struct spectrum *s = arg;
    json_t *want = json_is_array(s->rows) && s->seen > 0 ? json_array_get(s->rows, s->seen - 1)
                                                         : s->rows;

    assert_true(row->n <= COUNT(s->header));
    for (size_t i = 0; i < row->n; i++) {
        struct str cell = row->cells[i];
        if (s->seen == 0) {
            assert_true(cell.n < sizeof s->header[i]);
            memcpy(s->header[i], cell.p, cell.n);
            continue;
        }
        const char *text = json_string_value(json_object_get(want, s->header[i]));
        /* One number of that file's JSON is not the one in its CSV. */
        if (strcmp(s->header[i], "Contact Phone Number") != 0 && (!text || !str_is(cell, text)))
            fail_msg("%s: got %.*s, want %s", s->name, STR_FMT(cell), text ? text : "nothing");
    }
    s->seen++;
    return true;
}

static struct str file_read(struct fixture *f, const char *folder, const char *name,
                            const char *ending)
{
    static const char *const roots[] = { "../shared/data", "../../shared/data" };

    for (size_t i = 0; i < COUNT(roots); i++) {
        FILE *file = fopen(arena_printf(&f->arena, "%s/csv_spectrum/%s/%s.%s", roots[i], folder,
                                        name, ending).p, "rb");
        if (!file)
            continue;
        char *p = arena_alloc(&f->arena, 1 << 16);
        size_t n = fread(p, 1, 1 << 16, file);
        (void)fclose(file);
        return (struct str){ p, n };
    }
    return STR_NONE;
}

/* The files named _crlf lost their CR in a checkout. */
static struct str with_crlf(struct fixture *f, struct str text)
{
    struct buf b;

    buf_init(&b, &f->arena, 1 << 16);
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\n' && (i == 0 || text.p[i - 1] != '\r'))
            buf_char(&b, '\r');
        buf_char(&b, text.p[i]);
    }
    return buf_str(&b);
}

static void csv_spectrum_is_read_as_its_json_says(void **state)
{
    static const char *const names[] = {
        "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json",
        "location_coordinates", "newlines", "newlines_crlf", "quotes_and_newlines", "simple",
        "simple_crlf", "utf8",
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < COUNT(names); i++) {
        struct str csv = file_read(f, "csvs", names[i], "csv");
        struct str json = file_read(f, "json", names[i], "json");
        if (csv.n == 0)
            skip();
        if (str_ends(str_of(names[i]), STR("_crlf")))
            csv = with_crlf(f, csv);
        struct spectrum s = { names[i], json_loadb(json.p, json.n, 0, NULL), 0, { { 0 } } };
        assert_non_null(s.rows);
        assert_true(csv_read(&f->c, csv, 0, check_spectrum_row, &s));
        assert_int_equal(s.seen, 1 + (json_is_array(s.rows) ? json_array_size(s.rows) : 1));
        json_decref(s.rows);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(rows_come_with_the_line_they_begin_on),
        TEST(blocks_of_any_size_give_the_same_rows),
        TEST(a_given_separator_is_not_guessed),
        TEST(the_guessed_separator_can_be_asked_for),
        TEST(what_cannot_be_read_is_told_by_its_line),
        TEST(a_reader_that_failed_goes_on_failing),
        TEST(who_takes_the_rows_may_stop),
        TEST(a_cell_has_at_most_one_mebibyte),
        TEST(a_row_has_at_most_500_columns_and_4_mebibytes),
        TEST(a_long_file_costs_the_memory_of_a_row),
        TEST(long_rows_may_be_many),
        TEST(csv_spectrum_is_read_as_its_json_says),
    };

    return cmocka_run_group_tests_name("csv_read", tests, NULL, NULL);
}
