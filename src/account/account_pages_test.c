/* SPDX-License-Identifier: Apache-2.0 */
/* The pages and the API of frame/record_pages.h, as accounts, contacts and products have them. */
#include "account/account.h"
#include "frame/record_pages.h"
#include "frame/testing.h"
#include "product/product.h"

static const struct route *route_named(const struct slice *s, enum method method, const char *path)
{
    for (size_t i = 0; i < s->n_routes; i++) {
        if (s->routes[i].method == method && strcmp(s->routes[i].path, path) == 0)
            return &s->routes[i];
    }
    return NULL;
}

static struct req request(struct place *p, const struct slice *s, enum method method,
                          const char *path)
{
    struct req q = { .method = method, .if_match = -1, .path = str_of(path) };
    q.c = p->c;
    fault_clear(&q.c);
    q.route = route_named(s, method, path);
    q.api = str_is(str_of(q.c.viewer->door), "api");
    q.in.json = q.api;
    assert_non_null(q.route);
    return q;
}

static void send(struct place *p, struct req *q, const char *name, const char *text)
{
    input_add(&p->arena, &q->in, str_of(name), str_of(text), INPUT_TEXT);
}

static bool handle(struct ctx *c, void *arg)
{
    struct req *q = arg;
    assert_ptr_equal(c, &q->c);
    return q->route->handler(q) && !failed(c);
}

static bool write_it(struct place *p, struct req *q)
{
    return writer_call(p->store, &q->c, handle, q);
}

static struct str told_by(struct place *p, const struct req *q)
{
    struct buf b;
    buf_init(&b, &p->arena, 100000);
    q->answer.json(&b, q->answer.view);
    return buf_str(&b);
}

static bool says(struct str text, const char *what)
{
    return memmem(text.p, text.n, what, strlen(what)) != NULL;
}

static bool blames(const struct req *q, const char *field)
{
    for (const struct field_fault *f = q->c.fault.fields; f; f = f->next) {
        if (str_is(f->field, field))
            return true;
    }
    return false;
}

static void account_sent(struct place *p, const char *name)
{
    struct req q = request(p, &account_slice, METHOD_POST, "/accounts");
    send(p, &q, "name", name);
    assert_true(write_it(p, &q));
}

static void a_created_record_answers_201_with_its_json(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "api");
    struct req q = request(p, &account_slice, METHOD_POST, "/accounts");

    send(p, &q, "name", "Halden");
    assert_true(write_it(p, &q));
    assert_int_equal(q.answer.status, 201);
    assert_int_equal(q.answer.version, 1);
    assert_str(q.answer.location, "/api/v1/accounts/1");
    assert_true(says(told_by(p, &q), "{\"id\":1,\"name\":\"Halden\""));
}

static void everything_wrong_is_named_at_once(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "api");
    struct req q = request(p, &account_slice, METHOD_POST, "/accounts");

    send(p, &q, "founded", "soon");
    send(p, &q, "kind", "customer");
    send(p, &q, "wings", "2");
    send(p, &q, "parent", "Nobody Ltd");
    assert_false(write_it(p, &q));
    assert_true(blames(&q, "name"));
    assert_true(blames(&q, "founded"));
    assert_true(blames(&q, "kind"));
    assert_true(blames(&q, "wings"));
    assert_true(blames(&q, "parent"));
}

static void the_form_comes_back_with_what_was_typed(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    struct req q = request(p, &account_slice, METHOD_POST, "/accounts");

    send(p, &q, "name", "");
    send(p, &q, "phone", "123");
    assert_false(write_it(p, &q));
    assert_true(q.answer.again);
    const struct form_page *v = q.answer.view;
    for (size_t i = 0; i < v->form.n; i++) {
        const struct form_field *f = &v->form.p[i];
        if (strcmp(f->name, "phone") == 0)
            assert_str(f->value, "123");
        assert_int_equal(f->error.n > 0, strcmp(f->name, "name") == 0);
    }
}

static void a_second_one_of_the_name_is_asked_about_once_on_a_page(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    account_sent(p, "Halden");
    struct req q = request(p, &account_slice, METHOD_POST, "/accounts");

    send(p, &q, "name", "HALDEN");
    assert_false(write_it(p, &q));
    assert_string_equal(q.c.fault.code, "exists_already");
    const struct form_page *v = q.answer.view;
    assert_string_equal(v->confirm, "anyway");
    assert_str(v->message_url, "/accounts/1");
    q = request(p, &account_slice, METHOD_POST, "/accounts");
    send(p, &q, "name", "HALDEN");
    send(p, &q, "anyway", "1");
    assert_true(write_it(p, &q));
    assert_str(q.answer.location, "/accounts/2");
    place_as(p, BEN, "api");
    account_sent(p, "halden");
}

static struct req patch(struct place *p, int64_t version, const char *name, const char *text)
{
    struct req q = request(p, &account_slice, p->c.viewer->door[0] == 'a' ? METHOD_PATCH
                                                                         : METHOD_POST,
                           "/accounts/{id}");
    q.ids[0] = 1;
    q.if_match = version;
    send(p, &q, name, text);
    return q;
}

static void a_stale_version_gives_both(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "api");
    account_sent(p, "Halden");
    struct req q = patch(p, 1, "country", "Norway");

    assert_true(write_it(p, &q));
    assert_int_equal(q.answer.version, 2);
    q = patch(p, 1, "country", "Sweden");
    assert_false(write_it(p, &q));
    assert_int_equal(q.c.fault.kind, FAULT_STALE);
    assert_non_null(q.answer.current_json);
    assert_non_null(q.c.fault.current);
    place_as(p, BEN, "web");
    q = patch(p, 1, "country", "Sweden");
    assert_false(write_it(p, &q));
    const struct form_page *v = q.answer.view;
    assert_true(says(v->message, "Country is now “Norway”."));
    assert_int_equal(v->version, 2);
}

static void one_field_is_set_without_javascript(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    account_sent(p, "Halden");
    struct req q = request(p, &account_slice, METHOD_POST, "/accounts/{id}/{word}");

    q.ids[0] = 1;
    q.words[0] = STR("founded");
    struct req wrong = q, computed = q;
    send(p, &q, "founded", "1998");
    assert_true(write_it(p, &q));
    assert_str(q.answer.location, "/accounts/1?_changed=accounts.1.2");
    send(p, &wrong, "founded", "long ago");
    assert_false(write_it(p, &wrong));
    assert_true(wrong.answer.again);
    assert_true(blames(&wrong, "founded"));
    computed.words[0] = STR("customer_since");
    assert_false(write_it(p, &computed));
    assert_int_equal(computed.c.fault.kind, FAULT_NOT_FOUND);
}

static void the_page_shows_facts_neighbours_and_history(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    account_sent(p, "Halden");
    struct req q = patch(p, 1, "country", "Norway");
    send(p, &q, "why", "They moved.");
    assert_true(write_it(p, &q));

    q = request(p, &account_slice, METHOD_GET, "/accounts/{id}");
    q.ids[0] = 1;
    assert_true(q.route->handler(&q));
    const struct record_view *v = q.answer.view;
    assert_str(v->title, "Halden");
    assert_str(v->badges.p[0].text, "Prospect");
    assert_str(v->edit_url, "/accounts/1/edit");
    assert_int_equal(v->sections.n, 2);
    assert_str(v->sections.p[0].new_url, "/deals/new?account_id=1");
    assert_int_equal(v->tale.n, 2);
    assert_str(v->tale.p[0].why, "They moved.");
    q.ids[0] = 99;
    assert_false(q.route->handler(&q));
    assert_int_equal(q.c.fault.kind, FAULT_NOT_FOUND);
}

static void history_is_read_page_by_page(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "api");
    account_sent(p, "Halden");
    struct req q = patch(p, 1, "country", "Norway");
    assert_true(write_it(p, &q));

    q = request(p, &account_slice, METHOD_GET, "/accounts/{id}/history");
    q.ids[0] = 1;
    input_add(&p->arena, &q.query, STR("limit"), STR("1"), INPUT_TEXT);
    assert_true(q.route->handler(&q));
    assert_true(says(told_by(p, &q), "\"user\":\"Ben\",\"door\":\"api\""));
    assert_true(says(told_by(p, &q), "\"before\":2}"));
}

static void a_list_is_found_by_prefix_and_sorted_by_its_heads(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    account_sent(p, "Kestrel");
    account_sent(p, "Halden");
    struct req q = request(p, &account_slice, METHOD_GET, "/accounts");

    assert_true(q.route->handler(&q));
    const struct list_view *v = q.answer.view;
    assert_int_equal(v->rows.n, 2);
    assert_str(v->rows.p[0].cells.p[0].text, "Halden");
    assert_str(v->rows.p[0].url, "/accounts/2");
    assert_true(v->columns.p[0].sorted);
    assert_str(v->columns.p[0].sort_url, "/accounts?sort=-name");
    assert_str(v->new_url, "/accounts/new");
    input_add(&p->arena, &q.query, STR("q"), STR("kes"), INPUT_TEXT);
    assert_true(q.route->handler(&q));
    v = q.answer.view;
    assert_int_equal(v->rows.n, 1);
    assert_str(v->rows.p[0].cells.p[0].text, "Kestrel");
}

static void a_year_is_shown_as_a_year(void **state)
{
    struct place *p = *state;
    struct account a = { .founded = 1988, .employees = 1988 };
    const struct record *r = &account_record;

    assert_str(field_show(&p->c, field_named(r, STR("founded")), &a), "1988");
    assert_str(field_show(&p->c, field_named(r, STR("employees")), &a), "1,988");
}

static void a_new_product_is_sold_now(void **state)
{
    struct place *p = *state;
    place_as(p, ADA, "api");
    struct req q = request(p, &product_slice, METHOD_POST, "/products");

    send(p, &q, "name", "Seat");
    send(p, &q, "price", "55.50");
    assert_true(write_it(p, &q));
    assert_true(says(told_by(p, &q), "\"active\":true"));
    assert_true(says(told_by(p, &q), "{\"amount\":\"55.50\",\"currency\":\"USD\"}"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_created_record_answers_201_with_its_json),
        TEST(everything_wrong_is_named_at_once),
        TEST(the_form_comes_back_with_what_was_typed),
        TEST(a_second_one_of_the_name_is_asked_about_once_on_a_page),
        TEST(a_stale_version_gives_both),
        TEST(one_field_is_set_without_javascript),
        TEST(the_page_shows_facts_neighbours_and_history),
        TEST(history_is_read_page_by_page),
        TEST(a_list_is_found_by_prefix_and_sorted_by_its_heads),
        TEST(a_year_is_shown_as_a_year),
        TEST(a_new_product_is_sold_now),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
