/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/testing.h"
#include "view/view_pages.h"

static bool make(struct ctx *c, void *view)
{
    return view_make(c, view, false);
}

static bool drop(struct ctx *c, void *view)
{
    return view_remove(c, view);
}

static bool begin(struct ctx *c, void *view)
{
    return view_begin(c, view, true);
}

static struct view named(const char *name, bool shared)
{
    struct view v;
    record_init(&view_record, &v);
    v.name = str_of(name);
    v.page = VIEW_ACCOUNTS;
    v.query = STR("sort=-name");
    v.shared = shared;
    return v;
}

/* What a view keeps of an address, or that it keeps nothing. */
static void keeps(struct place *p, const char *url, const char *expected)
{
    struct str query;
    int page;
    fault_clear(&p->c);
    bool good = view_url_read(&p->c, str_of(url), &page, &query);
    assert_int_equal(good, expected != NULL);
    if (expected)
        assert_str(view_url(&p->arena, page, query), expected);
    else
        assert_true(place_blames(p, "url"));
}

static void an_address_is_kept_in_one_order_without_its_place(void **state)
{
    struct place *p = *state;
    place_as(p, ADA, "web");
    keeps(p, "/deals", "/deals");
    keeps(p, "/deals?sort=-value&after=i1.2&columns=name&_all=yes&state=any&stage_id=",
          "/deals?columns=name&sort=-value&state=any");
    keeps(p, "/board?owner_id=2", "/board?owner_id=2");
    keeps(p, "/accounts?q=M%C3%BCller%20%26%20Co", "/accounts?q=M%C3%BCller%20%26%20Co");
}

static void only_our_own_lists_are_kept_with_what_they_know(void **state)
{
    struct place *p = *state;
    static const char *const urls[] = {
        "",           "deals",          "//deals",           "https://a.example/deals",
        "/settings",  "/deals/1",       "/deals?colour=red", "/users?columns=password",
        "/deals?%zz", "/board?stage=1", "/deals?sort=name;", "/deals?state=open&state=",
    };
    place_as(p, ADA, "web");
    for (size_t i = 0; i + 1 < COUNT(urls); i++)
        keeps(p, urls[i], NULL);
    keeps(p, urls[COUNT(urls) - 1], "/deals?state=open");
}

static void a_private_view_is_its_makers_alone(void **state)
{
    struct place *p = *state;
    struct view v = named("Mine", false), seen;
    place_as(p, BEN, "web");
    assert_true(place_write(p, make, &v));
    assert_true(view_get(&p->c, v.id, &seen));
    place_as(p, ADA, "web");
    assert_false(view_get(&p->c, v.id, &seen));
    assert_int_equal(p->c.fault.kind, FAULT_NOT_FOUND);
}

static void a_rep_shares_nothing_and_removes_nobodys(void **state)
{
    struct place *p = *state;
    struct view v = named("For all", true);
    struct views all;
    place_as(p, BEN, "web");
    assert_false(place_write(p, make, &v));
    assert_int_equal(p->c.fault.kind, FAULT_NOT_ALLOWED);
    place_as(p, ADA, "web");
    assert_true(place_write(p, make, &v));
    place_as(p, BEN, "web");
    assert_true(views_read(&p->c, VIEW_ACCOUNTS, &all));
    assert_int_equal(all.n, 1);
    assert_false(place_write(p, drop, &v));
    assert_int_equal(p->c.fault.kind, FAULT_NOT_ALLOWED);
}

static void a_default_ends_with_its_view(void **state)
{
    struct place *p = *state;
    struct view v = named("First", false);
    struct views all;
    place_as(p, BEN, "web");
    assert_true(place_write(p, make, &v));
    assert_true(place_write(p, begin, &v));
    assert_true(views_read(&p->c, -1, &all));
    assert_true(all.p[0].is_default);
    assert_true(place_write(p, drop, &v));
    assert_true(views_read(&p->c, -1, &all));
    assert_int_equal(all.n, 0);
}

static void a_name_is_taken_however_it_is_written(void **state)
{
    struct place *p = *state;
    struct view v = named("Große", false), again = named("GROSSE", false);
    place_as(p, BEN, "web");
    assert_true(place_write(p, make, &v));
    assert_false(place_write(p, make, &again));
    assert_string_equal(p->c.fault.code, "view_exists");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_address_is_kept_in_one_order_without_its_place),
        TEST(only_our_own_lists_are_kept_with_what_they_know),
        TEST(a_private_view_is_its_makers_alone),
        TEST(a_rep_shares_nothing_and_removes_nobodys),
        TEST(a_default_ends_with_its_view),
        TEST(a_name_is_taken_however_it_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
