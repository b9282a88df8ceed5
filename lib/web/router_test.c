/* SPDX-License-Identifier: Apache-2.0 */
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours sets a fault */
/* clang-format on */
#include "web_impl.h"

static bool none(struct req *q UNUSED)
{
    return true;
}

/* clang-format off */
static const struct route table[] = {
    { METHOD_GET,   "/",                   none, READS,  PAGE | OPEN },
    { METHOD_GET,   "/deals",              none, READS,  PAGE | API, { "deal", "read" } },
    { METHOD_POST,  "/deals",              none, WRITES, PAGE | API, { "deal", "create" } },
    { METHOD_GET,   "/deals/{word}",       none, READS,  PAGE, { "deal", "read" } },
    { METHOD_GET,   "/deals/{id}",         none, READS,  PAGE | API, { "deal", "read" } },
    { METHOD_GET,   "/deals/new",          none, READS,  FRAGMENT, { "deal", "create" } },
    { METHOD_PATCH, "/deals/{id}",         none, WRITES, API, { "deal", "edit" } },
    { METHOD_POST,  "/deals/{id}/{word}/{id}", none, WRITES, PAGE, { "deal", "edit" } },
    { METHOD_GET,   "/healthz",            none, READS,  PLAIN | OPEN },
    { METHOD_GET,   "/{word}",             none, READS,  PAGE | OPEN },
};
/* clang-format on */

struct routes {
    struct arena arena;
    struct router *router;
    struct place place;
    bool api;
};

static int routes_make(void **state)
{
    static struct routes r;
    const struct route *list[COUNT(table)];

    for (size_t i = 0; i < COUNT(table); i++)
        list[i] = &table[i];
    arena_init(&r.arena, 1 << 20);
    r.router = router_new(&r.arena, list, COUNT(table));
    *state = &r;
    return 0;
}

static int routes_remove(void **state)
{
    arena_release(&((struct routes *)*state)->arena);
    return 0;
}

/* The index of the route that was found, or -1 no path, -2 no method. */
static int find(struct routes *r, enum method m, const char *path)
{
    switch (router_find(r->router, str_of(path), m, &r->place, &r->api)) {
    case FOUND:
        return (int)(r->place.route - table);
    case NO_METHOD:
        return -2;
    case NO_PATH:
        break;
    }
    return -1;
}

static void a_text_wins_over_a_number_and_a_number_over_a_word(void **state)
{
    assert_int_equal(find(*state, METHOD_GET, "/"), 0);
    assert_int_equal(find(*state, METHOD_GET, "/deals"), 1);
    assert_int_equal(find(*state, METHOD_GET, "/deals/new"), 5);
    assert_int_equal(find(*state, METHOD_GET, "/deals/42"), 4);
    assert_int_equal(find(*state, METHOD_GET, "/deals/old"), 3);
    assert_int_equal(find(*state, METHOD_GET, "/healthz"), 8);
    assert_int_equal(find(*state, METHOD_GET, "/other"), 9);
}

static void ids_and_words_come_in_order(void **state)
{
    struct routes *r = *state;

    assert_int_equal(find(r, METHOD_POST, "/deals/7/won-it_2/123456789012345678"), 7);
    assert_int_equal(r->place.ids[0], 7);
    assert_int_equal(r->place.ids[1], INT64_C(123456789012345678));
    assert_true(str_is(r->place.words[0], "won-it_2"));
}

static void an_id_is_decimal_and_above_zero(void **state)
{
    assert_int_equal(find(*state, METHOD_PATCH, "/api/v1/deals/1"), 6);
    assert_int_equal(find(*state, METHOD_PATCH, "/api/v1/deals/0"), -1);
    assert_int_equal(find(*state, METHOD_PATCH, "/api/v1/deals/-1"), -1);
    assert_int_equal(find(*state, METHOD_PATCH, "/api/v1/deals/+1"), -1);
    assert_int_equal(find(*state, METHOD_PATCH, "/api/v1/deals/007"), -1);
    assert_int_equal(find(*state, METHOD_PATCH, "/api/v1/deals/1x"), -1);
    assert_int_equal(find(*state, METHOD_PATCH, "/api/v1/deals/1234567890123456789"), -1);
}

static void a_word_has_only_its_letters(void **state)
{
    assert_int_equal(find(*state, METHOD_GET, "/deals/Old"), -1);
    assert_int_equal(find(*state, METHOD_GET, "/deals/a.b"), -1);
    assert_int_equal(find(*state, METHOD_GET, "/deals/"), -1);
    assert_int_equal(find(*state, METHOD_GET, "/deals//42"), -1);
    assert_int_equal(find(*state, METHOD_GET, "//"), -1);
}

static void each_door_has_its_own_paths(void **state)
{
    struct routes *r = *state;

    assert_int_equal(find(r, METHOD_GET, "/api/v1/deals"), 1);
    assert_true(r->api);
    assert_int_equal(find(r, METHOD_GET, "/deals"), 1);
    assert_false(r->api);
    assert_int_equal(find(r, METHOD_GET, "/api/v1/deals/new"), -1);
    assert_true(r->api);
    assert_int_equal(find(r, METHOD_GET, "/api/v1/healthz"), -1);
    assert_int_equal(find(r, METHOD_GET, "/healthz"), 8);
    assert_true(r->api);
    assert_int_equal(find(r, METHOD_GET, "/api/v1"), -1);
}

static void another_method_is_told_which_there_are(void **state)
{
    struct routes *r = *state;

    assert_int_equal(find(r, METHOD_DELETE, "/api/v1/deals/1"), -2);
    assert_int_equal(r->place.allowed, 1u << METHOD_GET | 1u << METHOD_PATCH);
    assert_int_equal(find(r, METHOD_NOT_OURS, "/api/v1/deals"), -2);
    assert_int_equal(r->place.allowed, 1u << METHOD_GET | 1u << METHOD_POST);
    assert_int_equal(find(r, METHOD_POST, "/deals/1"), -2);
    assert_int_equal(find(r, METHOD_POST, "/deals/1/2/3/4/5/6/7/8/9"), -1);
}

static bool check_says(struct route one, struct route two, const char *part)
{
    const struct route *list[] = { &one, &two };
    struct arena a;
    struct str wrong;
    bool said;

    arena_init(&a, 1 << 16);
    wrong = web_routes_check(&a, list, 2);
    said = part ? wrong.n && strstr(arena_cstr(&a, wrong), part) : wrong.n == 0;
    arena_release(&a);
    return said;
}

static void nonsense_in_the_table_is_refused(void **state)
{
    struct route good = table[1], bad = table[2];

    (void)state;
    assert_true(check_says(good, bad, NULL));
    assert_true(check_says(good, good, "twice"));
    bad.handler = NULL;
    assert_true(check_says(good, bad, "has no handler"));
    bad = table[2];
    bad.right = (struct right){ 0 };
    assert_true(check_says(good, bad, "asks for no right"));
    bad = table[2];
    bad.doors = OPEN;
    assert_true(check_says(good, bad, "has no door"));
    bad = table[2];
    bad.path = "deals";
    assert_true(check_says(good, bad, "cannot be matched"));
    bad.path = "/deals/{name}";
    assert_true(check_says(good, bad, "cannot be matched"));
    bad.path = "/{id}/{id}/{id}";
    assert_true(check_says(good, bad, "cannot be matched"));
    bad = table[1];
    bad.mode = WRITES;
    assert_true(check_says(table[0], bad, "writes on GET"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_wins_over_a_number_and_a_number_over_a_word),
        cmocka_unit_test(ids_and_words_come_in_order),
        cmocka_unit_test(an_id_is_decimal_and_above_zero),
        cmocka_unit_test(a_word_has_only_its_letters),
        cmocka_unit_test(each_door_has_its_own_paths),
        cmocka_unit_test(another_method_is_told_which_there_are),
        cmocka_unit_test(nonsense_in_the_table_is_refused),
    };

    return cmocka_run_group_tests(tests, routes_make, routes_remove);
}
