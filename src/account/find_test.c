/* SPDX-License-Identifier: Apache-2.0 */
/* Search over what this slice and its neighbours keep: only what the viewer sees is found. */
#include "account/account.h"
#include "contact/contact.h"
#include "deal/deal.h"
#include "frame/find.h"
#include "frame/testing.h"
#include "product/product.h"

static bool fill(struct ctx *c, void *arg)
{
    struct place *p = arg;
    struct account a;
    struct contact who;
    struct product sold;
    struct deal d;

    record_init(&account_record, &a);
    a.name = STR("Kestrel Airways");
    a.sector = STR("Aviation");
    record_init(&contact_record, &who);
    who.name = STR("Dana Whitfield");
    who.email = STR("kes.dana@example.com");
    product_init(&sold);
    sold.name = STR("Kestrel seats");
    deal_init(&d);
    d.name = STR("Kestrel licence");
    d.owner_id = p->c.viewer->id;
    return account_create(c, &a) && contact_create(c, &who) && product_create(c, &sold)
        && deal_create(c, &d);
}

/* What /api/v1/find answers to this viewer. */
static struct str asked(struct place *p, const char *text, const char *kind)
{
    struct req q = { .c = p->c, .api = true, .method = METHOD_GET };
    struct buf b;

    input_add(&p->arena, &q.query, STR("q"), str_of(text), INPUT_TEXT);
    if (kind)
        input_add(&p->arena, &q.query, STR("kind"), str_of(kind), INPUT_TEXT);
    assert_true(find_slice.routes[0].handler(&q));
    buf_init(&b, &p->arena, 100000);
    q.answer.json(&b, q.answer.view);
    return buf_str(&b);
}

static bool says(struct str text, const char *what)
{
    return memmem(text.p, text.n, what, strlen(what)) != NULL;
}

static void all_kinds_are_found_by_their_first_letters(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    assert_true(place_write(p, fill, p));
    struct str found = asked(p, "KES", NULL);

    assert_true(says(found, "\"kind\":\"account\",\"id\":1,\"title\":\"Kestrel Airways\","
                            "\"detail\":\"Aviation\""));
    assert_true(says(found, "Dana Whitfield"));
    assert_true(says(found, "Kestrel licence"));
    assert_true(says(found, "\"url\":\"/products/1\""));
    assert_str(asked(p, "zzz", NULL), "{\"items\":[]}");
    assert_str(asked(p, "", NULL), "{\"items\":[]}");
}

static void a_rep_of_another_team_does_not_find_the_deal(void **state)
{
    struct place *p = *state;
    int64_t other = place_user(p, "Cyd", ROLE_REP, ADA);
    place_as(p, BEN, "web");
    assert_true(place_write(p, fill, p));

    assert_true(says(asked(p, "kestrel", NULL), "Kestrel licence"));
    place_as(p, other, "web");
    assert_false(says(asked(p, "kestrel", NULL), "Kestrel licence"));
    assert_true(says(asked(p, "kestrel", NULL), "Kestrel Airways"));
    place_as(p, ADA, "web");
    assert_true(says(asked(p, "kestrel", NULL), "Kestrel licence"));
}

static void an_administrator_without_a_sales_role_finds_no_deal(void **state)
{
    struct place *p = *state;
    int64_t admin = place_user(p, "Root", ROLE_ADMINISTRATOR, ADA);
    place_as(p, BEN, "web");
    assert_true(place_write(p, fill, p));

    place_as(p, admin, "web");
    assert_false(says(asked(p, "kestrel", NULL), "Kestrel licence"));
    assert_str(asked(p, "kestrel", "deals"), "{\"items\":[]}");
}

static void one_kind_may_be_asked_for(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    assert_true(place_write(p, fill, p));
    struct str found = asked(p, "kes", "contacts");

    assert_true(says(found, "Dana Whitfield"));
    assert_false(says(found, "Kestrel"));
    assert_true(says(asked(p, "ada", "users"), "\"kind\":\"user\""));
    assert_false(says(asked(p, "ada", NULL), "\"kind\":\"user\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(all_kinds_are_found_by_their_first_letters),
        TEST(a_rep_of_another_team_does_not_find_the_deal),
        TEST(an_administrator_without_a_sales_role_finds_no_deal),
        TEST(one_kind_may_be_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
