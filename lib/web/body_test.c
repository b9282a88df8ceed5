/* SPDX-License-Identifier: Apache-2.0 */
#include "body.h"

#include <dirent.h>
#include <setjmp.h>

#include <cmocka.h>

struct fixture {
    struct arena arena;
    struct ctx c;
};

static int open_fixture(void **state)
{
    static struct fixture f;

    arena_init(&f.arena, (size_t)64 << 20);
    f.c = (struct ctx){ .arena = &f.arena, .viewer = &viewer_system };
    *state = &f;
    return 0;
}

static int close_fixture(void **state)
{
    arena_release(&((struct fixture *)*state)->arena);
    return 0;
}

static struct ctx *fresh(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;

    fault_clear(c);
    return c;
}

static void assert_str(struct str got, const char *want)
{
    if (!str_is(got, want))
        fail_msg("got \"%.*s\", want \"%s\"", STR_FMT(got), want);
}

static void assert_item(const struct input *in, size_t i, const char *name, const char *text)
{
    assert_true(i < in->n);
    assert_str(in->items[i].name, name);
    assert_str(in->items[i].text, text);
}

static void assert_fault(struct ctx *c, const char *code, const char *sentence)
{
    assert_int_equal(c->fault.kind, FAULT_BAD_REQUEST);
    assert_string_equal(c->fault.code, code);
    if (sentence)
        assert_str(c->fault.detail, sentence);
}

/* A file of /shared/data as the arena's; an empty str where there is none. */
static struct str shared_file(struct ctx *c, const char *path)
{
    static const char *const roots[] = { "../shared/data", "../../shared/data" };

    for (size_t i = 0; i < COUNT(roots); i++) {
        FILE *f = fopen(arena_printf(c->arena, "%s/%s", roots[i], path).p, "rb");
        if (!f)
            continue;
        char *p = arena_alloc(c->arena, 1 << 20);
        size_t n = fread(p, 1, 1 << 20, f);
        (void)fclose(f);
        return (struct str){ p, n };
    }
    return STR_NONE;
}

static DIR *shared_folder(struct ctx *c, const char *path)
{
    DIR *d = opendir(arena_printf(c->arena, "../shared/data/%s", path).p);

    return d ? d : opendir(arena_printf(c->arena, "../../shared/data/%s", path).p);
}

/* ---- JSON ---- */

static void members_keep_their_order_and_kind(void **state)
{
    struct ctx *c = fresh(state);
    struct input in;

    assert_true(body_read_json(c, STR(" {\"a\":\"\\u00e9\",\"b\":7,\"c\":true,\"d\":false,"
                                      "\"e\":null}\n"),
                               &in));
    assert_true(in.json);
    assert_int_equal(in.n, 5);
    assert_item(&in, 0, "a", "\xc3\xa9");
    assert_item(&in, 1, "b", "7");
    assert_item(&in, 2, "c", "true");
    assert_item(&in, 3, "d", "false");
    assert_item(&in, 4, "e", "");
    static const enum input_kind want[] = { INPUT_TEXT, INPUT_NUMBER, INPUT_FLAG, INPUT_FLAG,
                                            INPUT_NULL };
    for (size_t i = 0; i < in.n; i++)
        assert_int_equal(in.items[i].kind, want[i]);
}

static void numbers_arrive_as_they_were_written(void **state)
{
    struct ctx *c = fresh(state);
    struct input in;

    assert_true(body_read_json(c, STR("{\"1\\\"2\": 1234.5, \"-3\\\\\":[-0.10,1E+2,\"4\",5], "
                                      "\"x\":{\"y\":9223372036854775807}}"),
                               &in));
    assert_item(&in, 0, "1\"2", "1234.5");
    assert_item(&in, 1, "-3\\", "-0.10");
    assert_item(&in, 2, "-3\\", "1E+2");
    assert_item(&in, 3, "-3\\", "4");
    assert_item(&in, 4, "-3\\", "5");
    assert_item(&in, 5, "x.y", "9223372036854775807");
}

static void objects_are_flattened_and_lists_repeat_their_name(void **state)
{
    struct ctx *c = fresh(state);
    struct input in;

    assert_true(body_read_json(c, STR("{\"v\":{\"w\":{\"amount\":\"1\"}},\"l\":[1,2],\"n\":[]}"),
                               &in));
    assert_int_equal(in.n, 4);
    assert_item(&in, 0, "v.w.amount", "1");
    assert_item(&in, 1, "l", "1");
    assert_item(&in, 2, "l", "2");
    assert_item(&in, 3, "n", "");
    assert_int_equal(in.items[3].kind, INPUT_NULL);
    assert_false(in.items[0].listed);
    assert_true(in.items[1].listed && in.items[2].listed && in.items[3].listed);
    assert_true(body_read_json(c, STR("{\"l\":[{\"w\":\"a\"},{\"w\":1}]}"), &in));
    assert_item(&in, 0, "l.0.w", "a");
    assert_item(&in, 1, "l.1.w", "1");
    assert_true(body_read_json(c, STR("{}"), &in));
    assert_int_equal(in.n, 0);
}

static void what_json_is_refused_says_why_and_where(void **state)
{
    static const struct {
        struct str body;
        const char *code, *sentence;
    } table[] = {
        { STR_INIT(""), "json_shape", "The body must be a JSON object: it begins with {." },
        { STR_INIT("[1]"), "json_shape", "The body must be a JSON object: it begins with {." },
        { STR_INIT("{\"a\":1,\n\n \"b\" 2}"), "bad_json",
          "The JSON cannot be read. This is not JSON: line 3, column 6." },
        { STR_INIT("{\"a\":"), "bad_json",
          "The JSON cannot be read. It ends too early: line 1, column 5." },
        { STR_INIT("{} x"), "bad_json",
          "The JSON cannot be read. Something follows its end: line 1, column 4." },
        { STR_INIT("{\"a\":\"\xff\"}"), "bad_json",
          "The JSON cannot be read. It is not UTF-8 text: line 1, column 6." },
        { STR_INIT("{\"a\":\"\\ud800\"}"), "bad_json", NULL },
        { STR_INIT("{\"a\":\"x\0y\"}"), "bad_json",
          "The JSON cannot be read. It holds a NUL character." },
        { STR_INIT("{\"a\":1\0}"), "bad_json",
          "The JSON cannot be read. It holds a NUL character." },
        { STR_INIT("{\"a\":1,\"a\":2}"), "json_shape",
          "The JSON cannot be read. A member is given twice: line 1, column 10." },
        { STR_INIT("{\"a\":\"x\\u0000y\"}"), "json_shape",
          "The member \"a\" holds a NUL character." },
        { STR_INIT("{\"a\\u0000b\":1}"), "json_shape", NULL },
        { STR_INIT("{\"a\":9223372036854775808}"), "bad_json",
          "The JSON cannot be read. A number is too large: line 1, column 24." },
        { STR_INIT("{\"a\":1e999}"), "bad_json", NULL },
        { STR_INIT("{\"a\":[[1]]}"), "json_shape",
          "The list \"a\" may hold only simple values, or objects." },
        { STR_INIT("{\"a\":[{\"b.c\":1}]}"), "json_shape",
          "The member \"b.c\" has no usable name: it holds a dot." },
        { STR_INIT("{\"a\":{}}"), "json_shape", "The member \"a\" is an empty object." },
        { STR_INIT("{\"a.b\":1}"), "json_shape",
          "The member \"a.b\" has no usable name: it holds a dot." },
        { STR_INIT("{\"\":1}"), "json_shape", NULL },
    };

    for (size_t i = 0; i < COUNT(table); i++) {
        struct ctx *c = fresh(state);
        struct input in = { .n = 77 };
        assert_false(body_read_json(c, table[i].body, &in));
        assert_fault(c, table[i].code, table[i].sentence);
        assert_int_equal(in.n, 77);
    }
}

static struct str nested(struct arena *a, size_t depth, bool closed)
{
    struct buf b;

    buf_init(&b, a, 1 << 20);
    for (size_t i = 0; i < depth; i++)
        buf_lit(&b, "{\"a\":");
    buf_lit(&b, "1");
    for (size_t i = 0; closed && i < depth; i++)
        buf_lit(&b, "}");
    return buf_str(&b);
}

static void eight_levels_are_read_and_nine_refused(void **state)
{
    struct ctx *c = fresh(state);
    struct input in;

    assert_true(body_read_json(c, nested(c->arena, 8, true), &in));
    assert_item(&in, 0, "a.a.a.a.a.a.a.a", "1");
    assert_false(body_read_json(c, nested(c->arena, 9, true), &in));
    assert_fault(c, "json_shape", "The JSON is nested more than 8 deep on line 1.");
    c = fresh(state);
    assert_false(body_read_json(c, nested(c->arena, 100000, false), &in));
    assert_fault(c, "json_shape", "The JSON is nested more than 8 deep on line 1.");
    c = fresh(state);
    assert_true(body_read_json(c, STR("{\"a\":\"[[[[\\\"[[[[[[[[[[\"}"), &in));
}

static void a_thousand_values_are_the_ceiling(void **state)
{
    struct ctx *c = fresh(state);
    struct input in;
    struct buf json, form;

    buf_init(&json, c->arena, 1 << 20);
    buf_init(&form, c->arena, 1 << 20);
    buf_lit(&json, "{\"a\":[0");
    buf_lit(&form, "a=0");
    for (int i = 1; i < 1000; i++) {
        buf_lit(&json, ",0");
        buf_lit(&form, "&a=0");
    }
    struct str full = arena_str(c->arena, buf_str(&form));
    assert_true(body_read_form(c, full, &in));
    assert_int_equal(in.n, 1000);
    assert_true(body_read_json(c, arena_printf(c->arena, "%.*s]}", STR_FMT(buf_str(&json))), &in));
    assert_int_equal(in.n, 1000);
    buf_lit(&json, ",0]}");
    buf_lit(&form, "&b");
    assert_false(body_read_json(c, buf_str(&json), &in));
    assert_fault(c, "too_many_items", "More than 1000 values were sent at once.");
    c = fresh(state);
    assert_false(body_read_form(c, buf_str(&form), &in));
    assert_fault(c, "too_many_items", NULL);
}

static void a_name_has_at_most_200_bytes(void **state)
{
    struct ctx *c = fresh(state);
    struct input in;
    char name[202];

    memset(name, 'n', sizeof name);
    assert_true(body_read_form(c, (struct str){ name, 200 }, &in));
    assert_false(body_read_form(c, (struct str){ name, 201 }, &in));
    assert_fault(c, "bad_form", "The name of field 1 is too long.");
    c = fresh(state);
    assert_false(body_read_json(c, arena_printf(c->arena, "{\"%.150s\":{\"%.50s\":1}}", name, name),
                                &in));
    assert_fault(c, "json_shape", "A member's name is longer than 200 bytes.");
}

/* What may be read as JSON may still be none of ours; what may not must be seen to be no JSON. */
static void check_suite_file(struct ctx *c, const char *name)
{
    struct input in;
    struct str text = shared_file(c, arena_printf(c->arena, "json_testsuite/test_parsing/%s",
                                                  name)
                                         .p);
    struct buf wrapped;

    buf_init(&wrapped, c->arena, 2 << 20);
    buf_lit(&wrapped, "{\"x\":");
    buf_add(&wrapped, text);
    buf_lit(&wrapped, "}");
    bool taken = body_read_json(c, buf_str(&wrapped), &in);
    bool no_json = !taken && strcmp(c->fault.code, "bad_json") == 0;
    bool too_deep = !taken && str_starts(c->fault.detail, STR("The JSON is nested"));
    if (name[0] == 'y' && no_json)
        fail_msg("%s is JSON: %s", name, c->fault.detail.p);
    if (name[0] == 'n' && !no_json && !too_deep)
        fail_msg("%s is not JSON: %s", name, taken ? "taken" : c->fault.detail.p);
    fault_clear(c);
    bool bare = body_read_json(c, text, &in);
    if (name[0] == 'n' && bare)
        fail_msg("%s is not JSON", name);
    if (str_starts(str_of(name), STR("y_object_simple")) && !bare)
        fail_msg("%s is an object: %s", name, c->fault.detail.p);
}

static void the_json_test_suite_is_told_apart(void **state)
{
    struct ctx *c = fresh(state);
    DIR *folder = shared_folder(c, "json_testsuite/test_parsing");
    size_t seen = 0;

    if (!folder)
        skip();
    for (struct dirent *e; (e = readdir(folder)) != NULL;) {
        if (e->d_name[0] == '.')
            continue;
        struct arena_mark mark = arena_mark(c->arena);
        check_suite_file(fresh(state), e->d_name);
        fault_clear(c);
        arena_rewind(c->arena, mark);
        seen++;
    }
    (void)closedir(folder);
    assert_true(seen > 200);
}

/* ---- forms ---- */

static void a_form_is_decoded(void **state)
{
    struct ctx *c = fresh(state);
    struct input in;

    assert_true(body_read_form(c, STR("due=2017-03-31&what=a+b%20%26%3d%C3%a9&&e=&f&a=1=2&%61=2"),
                               &in));
    assert_false(in.json);
    assert_int_equal(in.n, 6);
    assert_item(&in, 0, "due", "2017-03-31");
    assert_item(&in, 1, "what", "a b &=\xc3\xa9");
    assert_item(&in, 2, "e", "");
    assert_item(&in, 3, "f", "");
    assert_item(&in, 4, "a", "1=2");
    assert_item(&in, 5, "a", "2");
    assert_true(body_read_form(c, STR_NONE, &in));
    assert_int_equal(in.n, 0);
}

static void a_form_that_is_no_text_is_refused_by_name(void **state)
{
    static const struct {
        struct str form;
        const char *sentence;
    } table[] = {
        { STR_INIT("a=1&due=%zz"),
          "The field \"due\" holds a % that is not followed by two hexadecimal digits." },
        { STR_INIT("due=%4"),
          "The field \"due\" holds a % that is not followed by two hexadecimal digits." },
        { STR_INIT("due=%"),
          "The field \"due\" holds a % that is not followed by two hexadecimal digits." },
        { STR_INIT("due=%ff&b=1"), "The field \"due\" is not UTF-8 text." },
        { STR_INIT("due=\xc3"), "The field \"due\" is not UTF-8 text." },
        { STR_INIT("due=a%00b"), "The field \"due\" holds a NUL character." },
        { STR_INIT("a=1&%ff=1"), "The name of field 2 is not UTF-8 text." },
    };

    for (size_t i = 0; i < COUNT(table); i++) {
        struct ctx *c = fresh(state);
        struct input in = { .n = 77 };
        assert_false(body_read_form(c, table[i].form, &in));
        assert_fault(c, "bad_form", table[i].sentence);
        assert_int_equal(in.n, 77);
    }
}

/* ---- forms with files ---- */

#define TYPE STR("multipart/form-data; boundary=XX")
#define PART "--XX\r\nContent-Disposition: form-data; "

static void parts_are_texts_and_files(void **state)
{
    struct ctx *c = fresh(state);
    struct input in;

    assert_true(body_read_multipart(
        c, TYPE,
        STR(PART "name=\"title\"\r\n\r\nQ1 \xc3\xa9\r\n--X\r\n" PART "name=empty\r\n\r\n\r\n" PART
                 "name=f; filename=\"C:\\dir\\a \\\"b\\\".png\"; filename*=UTF-8''x\r\n"
                 "content-type: image/png\r\n\r\n\xff\0\r\r\n\r\n" PART
                 "name=\"none\"; filename=\"\"\r\n\r\n\r\n--XX--\r\nepilogue"),
        &in));
    assert_int_equal(in.n, 4);
    assert_item(&in, 0, "title", "Q1 \xc3\xa9\r\n--X");
    assert_int_equal(in.items[0].kind, INPUT_TEXT);
    assert_item(&in, 1, "empty", "");
    assert_str(in.items[2].filename, "a \"b\".png");
    assert_int_equal(in.items[2].kind, INPUT_FILE);
    assert_true(str_same(in.items[2].text, STR("\xff\0\r\r\n")));
    assert_str(in.items[3].filename, "");
    assert_int_equal(in.items[3].kind, INPUT_FILE);
}

static void boundaries_may_be_quoted_and_followed_by_blanks(void **state)
{
    static const struct str types[] = {
        STR_INIT("multipart/form-data; boundary=\"X X\""),
        STR_INIT("Multipart/Form-Data ; charset=utf-8; BOUNDARY=\"X \\X\""),
    };
    struct input in;

    assert_true(body_read_multipart(fresh(state), types[0],
                                    STR("--X X \t\r\nContent-Disposition:form-data;name=a\r\n\r\n"
                                        "1\r\n--X X--"),
                                    &in));
    assert_item(&in, 0, "a", "1");
    assert_false(body_read_multipart(fresh(state), types[1], STR("--X X--"), &in));
    assert_true(body_read_multipart(fresh(state), STR("multipart/form-data;boundary=XX"),
                                    STR("--XX--\r\n"), &in));
    assert_int_equal(in.n, 0);
}

static void a_content_type_without_a_usable_boundary_is_refused(void **state)
{
    static const struct str types[] = {
        STR_INIT("multipart/form-data"),
        STR_INIT("multipart/mixed; boundary=XX"),
        STR_INIT("multipart/form-data; boundary="),
        STR_INIT("multipart/form-data; boundary=\"XX"),
        STR_INIT("multipart/form-data; boundary=\"XX \""),
        STR_INIT("multipart/form-data; boundary=X@X"),
        STR_INIT("multipart/form-data; charset=utf-8"),
        STR_INIT("multipart/form-data; boundary=\"\""),
        STR_INIT("multipart/form-data; boundary=01234567890123456789012345678901234567890123456789"
                 "012345678901234567890"),
        STR_INIT(""),
    };

    for (size_t i = 0; i < COUNT(types); i++) {
        struct ctx *c = fresh(state);
        struct input in;
        assert_false(body_read_multipart(c, types[i], STR("--XX--\r\n"), &in));
        assert_fault(c, "bad_multipart", "The content type names no boundary that can be used.");
    }
}

static const struct {
    struct str body;
    const char *sentence;
} broken_parts[] = {
    { STR_INIT(""), "The form does not begin with the boundary it names." },
    { STR_INIT("preamble\r\n--XX--"), "The form does not begin with the boundary it names." },
    { STR_INIT("--XX"), "Part 1 of the form does not begin on a line of its own." },
    { STR_INIT("--XXY\r\n"), "Part 1 of the form does not begin on a line of its own." },
    { STR_INIT("--XX\n"), "Part 1 of the form does not begin on a line of its own." },
    { STR_INIT(PART "name=a\r\n"), "Part 1 of the form ends within its header." },
    { STR_INIT(PART "name=a\r\n\r\ntext"), "Part 1 of the form has no end." },
    { STR_INIT(PART "name=a\r\n\r\ntext\n--XX--"), "Part 1 of the form has no end." },
    { STR_INIT(PART "name=a\r\n\r\n1\r\n--XX\r\n\r\n2\r\n--XX--"),
      "Part 2 of the form has no name." },
    { STR_INIT(PART "name=a\r\n\r\n1\r\n--XX"),
      "Part 2 of the form does not begin on a line of its own." },
    { STR_INIT("--XX\r\nContent-Disposition: form-data\r\n\r\n1\r\n--XX--"),
      "Part 1 of the form has no name." },
    { STR_INIT("--XX\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--XX--"),
      "Part 1 of the form does not say once that it is form-data." },
    { STR_INIT(PART "name=a\r\nContent-Disposition: form-data; name=b\r\n\r\n1\r\n--XX--"),
      "Part 1 of the form does not say once that it is form-data." },
    { STR_INIT(PART "name=a; name=b\r\n\r\n1\r\n--XX--"),
      "Part 1 of the form is named twice." },
    { STR_INIT(PART "name=\"a\r\n\r\n1\r\n--XX--"),
      "Part 1 of the form has a Content-Disposition that cannot be read." },
    { STR_INIT(PART "name=a;\r\n folded=1\r\n\r\n1\r\n--XX--"),
      "Part 1 of the form has a Content-Disposition that cannot be read." },
    { STR_INIT(PART "name=a\r\n folded: 1\r\n\r\n1\r\n--XX--"),
      "Part 1 of the form has a header line that cannot be read." },
    { STR_INIT(PART "name=a\r\nno colon\r\n\r\n1\r\n--XX--"),
      "Part 1 of the form has a header line that cannot be read." },
    { STR_INIT(PART "name=a\nX: y\r\n\r\n1\r\n--XX--"),
      "Part 1 of the form has a header line that cannot be read." },
    { STR_INIT(PART "name=a\r\nContent-Transfer-Encoding: base64\r\n\r\nMQ==\r\n--XX--"),
      "Part 1 of the form is encoded in a way that forms do not use." },
    { STR_INIT(PART "name=a\r\n\r\n\xff\r\n--XX--"), "The field \"a\" is not UTF-8 text." },
    { STR_INIT(PART "name=a\r\n\r\n\0\r\n--XX--"), "The field \"a\" holds a NUL character." },
    { STR_INIT(PART "name=\xff\r\n\r\n1\r\n--XX--"), "The name of part 1 is not UTF-8 text." },
    { STR_INIT(PART "name=a; filename=\xff\r\n\r\n1\r\n--XX--"),
      "The name of part 1 is not UTF-8 text." },
};

static void a_broken_part_is_refused_by_its_number(void **state)
{
    for (size_t i = 0; i < COUNT(broken_parts); i++) {
        struct ctx *c = fresh(state);
        struct input in = { .n = 77 };
        assert_false(body_read_multipart(c, TYPE, broken_parts[i].body, &in));
        assert_fault(c, "bad_multipart", broken_parts[i].sentence);
        assert_int_equal(in.n, 77);
    }
}

static void a_hundred_parts_are_the_ceiling(void **state)
{
    struct ctx *c = fresh(state);
    struct input in;
    struct buf b;

    buf_init(&b, c->arena, 1 << 20);
    for (int i = 0; i < 100; i++)
        buf_lit(&b, PART "name=a\r\n\r\n1\r\n");
    struct str full = arena_printf(c->arena, "%.*s--XX--", STR_FMT(buf_str(&b)));
    assert_true(body_read_multipart(c, TYPE, full, &in));
    assert_int_equal(in.n, 100);
    buf_lit(&b, PART "name=a\r\n\r\n1\r\n--XX--");
    assert_false(body_read_multipart(c, TYPE, buf_str(&b), &in));
    assert_fault(c, "bad_multipart", "The form has more than 100 parts.");
}

static void a_parts_header_has_a_ceiling(void **state)
{
    struct ctx *c = fresh(state);
    struct input in;
    struct buf b;

    buf_init(&b, c->arena, 1 << 20);
    buf_lit(&b, PART "name=a\r\n");
    for (int i = 0; i < 200; i++)
        buf_lit(&b, "X-Filler: 01234567890\r\n");
    buf_lit(&b, "\r\n1\r\n--XX--");
    assert_false(body_read_multipart(c, TYPE, buf_str(&b), &in));
    assert_fault(c, "bad_multipart", "Part 1 of the form has too long a header.");
}

/* The expected texts were saved with LF and end in one; what was sent has CR LF. */
static struct str with_lf(struct ctx *c, struct str s)
{
    struct buf b;

    buf_init(&b, c->arena, 1 << 20);
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '\r')
            buf_char(&b, s.p[i]);
    return str_trim(buf_str(&b));
}

/* Two files and a text, whose parts stand beside the request as files. */
static void check_browser(struct ctx *c, const char *browser)
{
    static const char *const names[] = { "file1", "file2", "text" };
    static const char *const files[] = { "file1.png", "file2.png", "text.txt" };
    struct input in;
    struct str body = shared_file(
        c, arena_printf(c->arena, "http_multipart/werkzeug/multipart/%s/request.http", browser).p);
    struct str boundary, rest;

    boundary = str_cut(str_trim(str_split(body, '\n', &rest)), 2, 100);
    assert_true(body_read_multipart(
        c, arena_printf(c->arena, "multipart/form-data; boundary=%.*s", STR_FMT(boundary)), body,
        &in));
    assert_int_equal(in.n, 3);
    for (size_t i = 0; i < 3; i++) {
        struct str want = shared_file(
            c, arena_printf(c->arena, "http_multipart/werkzeug/multipart/%s/%s", browser, files[i])
                   .p);
        assert_str(in.items[i].name, names[i]);
        if (i == 2)
            assert_str(with_lf(c, in.items[i].text), arena_cstr(c->arena, str_trim(want)));
        else
            assert_true(str_same(in.items[i].text, want));
    }
    assert_int_equal(in.items[0].kind, INPUT_FILE);
    assert_int_equal(in.items[2].kind, INPUT_TEXT);
}

static void what_real_browsers_sent_is_read(void **state)
{
    static const char *const browsers[] = { "firefox3-2png1txt", "firefox3-2pnglongtext",
                                            "ie6-2png1txt", "opera8-2png1txt",
                                            "webkit3-2png1txt" };
    struct ctx *c = fresh(state);
    DIR *folder = shared_folder(c, "http_multipart/werkzeug/multipart");

    if (!folder)
        skip();
    (void)closedir(folder);
    for (size_t i = 0; i < COUNT(browsers); i++)
        check_browser(c, browsers[i]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(members_keep_their_order_and_kind),
        TEST(numbers_arrive_as_they_were_written),
        TEST(objects_are_flattened_and_lists_repeat_their_name),
        TEST(what_json_is_refused_says_why_and_where),
        TEST(eight_levels_are_read_and_nine_refused),
        TEST(a_thousand_values_are_the_ceiling),
        TEST(a_name_has_at_most_200_bytes),
        TEST(the_json_test_suite_is_told_apart),
        TEST(a_form_is_decoded),
        TEST(a_form_that_is_no_text_is_refused_by_name),
        TEST(parts_are_texts_and_files),
        TEST(boundaries_may_be_quoted_and_followed_by_blanks),
        TEST(a_content_type_without_a_usable_boundary_is_refused),
        TEST(a_broken_part_is_refused_by_its_number),
        TEST(a_hundred_parts_are_the_ceiling),
        TEST(a_parts_header_has_a_ceiling),
        TEST(what_real_browsers_sent_is_read),
    };

    return cmocka_run_group_tests_name("body", tests, NULL, NULL);
}
