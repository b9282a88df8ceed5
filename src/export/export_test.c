/* SPDX-License-Identifier: Apache-2.0 */
#include "export/export.h"
#include "import/import_testing.h"

struct pieces {
    struct buf text;
    size_t pieces;
};

static bool keep(void *arg, struct str piece)
{
    struct pieces *k = arg;
    k->pieces++;
    buf_add(&k->text, piece);
    return !k->text.full;
}

static struct str exported(struct place *p, const char *record, enum export_format format,
                           int64_t *rows)
{
    struct pieces k = { .pieces = 0 };
    buf_init(&k.text, &p->arena, (size_t)16 << 20);
    assert_true(export_all(&p->c, export_record(str_of(record)), format, keep, &k, rows));
    return buf_str(&k.text);
}

static size_t lines_of(struct str s)
{
    size_t n = 0;
    while (s.n) {
        str_split(s, '\n', &s);
        n++;
    }
    return n;
}

static void add_accounts(struct place *p, int n)
{
    struct import_run *run = run_new(p, ADA);
    struct buf b;
    buf_init(&b, &p->arena, 1 << 20);
    buf_lit(&b, "Company,Industry\n");
    for (int i = 1; i <= n; i++)
        buf_printf(&b, "Company %d,retail\n", i);
    run_text(p, run, "companies.csv", arena_cstr(&p->arena, buf_str(&b)), NULL);
    assert_true(run_go(p, run));
}

static void all_rows_come_page_by_page(void **state)
{
    struct place *p = *state;
    int64_t rows;
    add_accounts(p, 1001);
    struct str csv = exported(p, "account", EXPORT_CSV, &rows);
    assert_int_equal(rows, 1001);
    assert_int_equal(lines_of(csv), 1002);
    assert_true(str_starts(csv, STR("id,name,")));
    assert_int_equal(lines_of(exported(p, "account", EXPORT_JSON, &rows)), 1001);
}

static void nothing_is_a_head_or_an_empty_list(void **state)
{
    struct place *p = *state;
    int64_t rows;
    assert_int_equal(lines_of(exported(p, "deal", EXPORT_CSV, &rows)), 1);
    assert_str(exported(p, "deal", EXPORT_JSON, &rows), "[]\n");
    assert_int_equal(rows, 0);
}

static void only_what_he_sees_is_exported(void **state)
{
    struct place *p = *state;
    int64_t rows;
    assert_true(run_go(p, run_maven(p, FIXTURES, false)));
    place_as(p, BEN, "web");
    exported(p, "deal", EXPORT_CSV, &rows);
    assert_int_equal(rows, 0);
    place_as(p, ADA, "web");
    exported(p, "deal", EXPORT_CSV, &rows);
    assert_int_equal(rows, 12);
}

static bool never(void *arg UNUSED, struct str piece UNUSED)
{
    return false;
}

static void it_ends_when_nobody_takes_the_pieces(void **state)
{
    struct place *p = *state;
    int64_t rows;
    assert_false(export_all(&p->c, export_record(STR("user")), EXPORT_CSV, never, NULL, &rows));
    assert_null(export_record(STR("session")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(all_rows_come_page_by_page),
        TEST(nothing_is_a_head_or_an_empty_list),
        TEST(only_what_he_sees_is_exported),
        TEST(it_ends_when_nobody_takes_the_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
