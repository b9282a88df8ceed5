/* SPDX-License-Identifier: Apache-2.0 */
/* Search over all that is kept: what is found by whom, that the index follows the rows, that what
 * was erased is nowhere. */
#include "account/account.h"
#include "contact/contact.h"
#include "deal/deal.h"
#include "frame/check.h"
#include "frame/testing.h"
#include "search/search.h"
#include "search/search_check.h"
#include "touch/touch.h"

static bool fill(struct ctx *c, void *arg)
{
    struct place *p = arg;
    struct account a;
    struct contact who;
    struct deal d;
    struct touch t;

    record_init(&account_record, &a);
    a.name = STR("Kestrel Airways");
    a.sector = STR("Aviation");
    record_init(&contact_record, &who);
    who.name = STR("Dana Whitfield");
    who.email = STR("dana@heron.example");
    who.phone = STR("+1 (555) 010-9999");
    who.notes = STR("Met at Kestrel’s stand");
    deal_init(&d);
    d.name = STR("Seat licence");
    d.owner_id = p->c.viewer->id;
    if (!account_create(c, &a) || !contact_create(c, &who) || !deal_create(c, &d))
        return false;
    record_init(&touch_record, &t);
    t.deal_id = d.id;
    t.details = STR("She asked about Kestrel <b>pillows</b>");
    t.next_step = STR("Send samples");
    t.next_step_due = (struct instant){ c->now.ms + 86400000 };
    return touch_log(c, &t);
}

/* What /api/v1/search answers to this viewer; empty when it is refused. */
static struct str asked(struct place *p, const char *text, const char *kind)
{
    struct req q = { .c = p->c, .api = true, .method = METHOD_GET };
    struct buf b;

    input_add(&p->arena, &q.query, STR("q"), str_of(text), INPUT_TEXT);
    if (kind)
        input_add(&p->arena, &q.query, STR("kind"), str_of(kind), INPUT_TEXT);
    bool ok = search_slice.routes[0].handler(&q);
    p->c.fault = q.c.fault;
    if (!ok)
        return STR_NONE;
    buf_init(&b, &p->arena, 100000);
    q.answer.json(&b, q.answer.view);
    return buf_str(&b);
}

static bool says(struct str text, const char *what)
{
    return text.n && memmem(text.p, text.n, what, strlen(what)) != NULL;
}

static bool nothing(struct str text)
{
    return says(text, "{\"items\":[],");
}

static void any_word_finds_it_with_the_title_first(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    assert_true(place_write(p, fill, p));
    struct str found = asked(p, "kestrel", NULL);

    assert_true(says(found, "\"kind\":\"account\",\"id\":1,\"title\":\"Kestrel Airways\","
                            "\"detail\":\"Aviation\",\"excerpt\":\"\",\"url\":\"/accounts/1\""));
    assert_true(says(found, "\"excerpt\":\"Met at Kestrel’s stand\""));
    assert_true(says(found, "\"kind\":\"touch\",\"id\":1,\"title\":\"Seat licence\""));
    assert_true(says(found, "\"url\":\"/deals/1\""));
    assert_true(says(found, "{\"kind\":\"contact\",\"count\":1,\"count_capped\":false}"));
    assert_true(says(found, "\"filling\":false"));
    assert_true(says(asked(p, "5550109999", NULL), "Dana"));
    assert_true(says(asked(p, "dana@heron.exam", NULL), "Dana"));
    assert_true(says(asked(p, "aviat", "accounts"), "Kestrel"));
    assert_false(says(asked(p, "kestrel", "contacts"), "Airways"));
    assert_true(nothing(asked(p, "kestrel heron seat", NULL)));
}

static void what_cannot_be_asked_says_what_to_do(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    assert_true(place_write(p, fill, p));
    static const char *const bad[] = { "", "  ", "*", "( ) : &", "a b c d e f g h i j k l m" };
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_int_equal(asked(p, bad[i], NULL).n, 0);
        assert_true(place_blames(p, "q"));
    }
    assert_int_equal(asked(p, "kestrel", "users").n, 0);
    assert_true(place_blames(p, "kind"));
}

static bool share(struct ctx *c, void *arg)
{
    return deal_share(c, 1, *(const int64_t *)arg);
}

static bool unshare(struct ctx *c, void *arg)
{
    return deal_unshare(c, 1, *(const int64_t *)arg);
}

static bool hand_over(struct ctx *c, void *arg)
{
    struct deal was, now;
    if (!record_get(c, &deal_record, 1, &was))
        return false;
    now = was;
    now.owner_id = *(const int64_t *)arg;
    return deal_save(c, &was, &now, STR_NONE);
}

static bool seen_by(struct place *p, int64_t who)
{
    place_as(p, who, "web");
    bool deal = says(asked(p, "licence", NULL), "Seat licence");
    bool touch = says(asked(p, "pillows", NULL), "Seat licence");
    struct str found = asked(p, "licence pillows kestrel seat", NULL);
    assert_int_equal(deal, touch);
    assert_int_equal(says(asked(p, "pillows", "touches"), "\"kind\":\"touch\",\"count\":1"), touch);
    assert_true(nothing(found));
    return deal;
}

static void a_deal_and_its_touches_are_found_by_those_who_see_it(void **state)
{
    struct place *p = *state;
    int64_t other = place_user(p, "Cyd", ROLE_REP, ADA), admin;
    admin = place_user(p, "Root", ROLE_ADMINISTRATOR, ADA);
    place_as(p, BEN, "web");
    assert_true(place_write(p, fill, p));

    assert_true(seen_by(p, BEN) && seen_by(p, ADA));
    assert_true(!seen_by(p, other) && !seen_by(p, admin));
    place_as(p, BEN, "web");
    assert_true(place_write(p, share, &other));
    assert_true(seen_by(p, other));
    place_as(p, BEN, "web");
    assert_true(place_write(p, unshare, &other));
    assert_false(seen_by(p, other));
    place_as(p, ADA, "web");
    assert_true(place_write(p, hand_over, &other));
    assert_true(seen_by(p, other) && !seen_by(p, BEN));
}

static bool rename_it(struct ctx *c, void *arg)
{
    struct contact was, now;
    if (!record_get(c, &contact_record, 1, &was))
        return false;
    now = was;
    now.name = str_of(arg);
    return contact_save(c, &was, &now, STR_NONE);
}

static bool remove_it(struct ctx *c, void *arg)
{
    struct touch t;
    (void)arg;
    return record_get_any(c, &touch_record, 1, &t) && touch_remove(c, &t);
}

static struct str faults(struct place *p)
{
    struct buf b;
    buf_init(&b, &p->arena, 10000);
    assert_true(db_read_begin(&p->c, 0));
    assert_true(checks_look(&p->c, search_checks, &b));
    db_read_end(&p->c);
    return buf_str(&b);
}

static void the_index_follows_the_rows(void **state)
{
    struct place *p = *state;
    place_as(p, ADA, "web");
    assert_true(place_write(p, fill, p));
    assert_true(place_write(p, rename_it, "Ewa Lind"));
    assert_true(says(asked(p, "lind", NULL), "Ewa Lind"));
    assert_true(nothing(asked(p, "whitfield", NULL)));
    assert_true(place_write(p, remove_it, NULL));
    assert_true(nothing(asked(p, "pillows", NULL)));
    assert_str(faults(p), "");
}

static bool change_behind(struct ctx *c, void *arg)
{
    return db_do(c, arg, NO_ARGS);
}

static void the_check_finds_each_row_that_the_index_does_not_know(void **state)
{
    struct place *p = *state;
    static char wrong[] = "UPDATE contact SET name = 'Somebody' WHERE id = 1",
                back[] = "UPDATE contact SET name = 'Dana Whitfield' WHERE id = 1",
                owner[] = "UPDATE deal SET owner_id = 1 WHERE id = 1",
                more[] = "INSERT INTO account (version, created, updated, name, name_fold) "
                         "VALUES (1, 0, 0, 'Heron', 'heron')",
                gone[] = "DELETE FROM touch WHERE id = 1";
    place_as(p, BEN, "web");
    assert_true(place_write(p, fill, p));
    assert_str(faults(p), "");
    assert_true(place_write(p, change_behind, wrong));
    assert_true(says(faults(p), "contact 1: other words than its own"));
    assert_true(place_write(p, change_behind, back));
    assert_true(place_write(p, change_behind, owner));
    assert_true(says(faults(p), "deal 1: other words than its own"));
    assert_true(says(faults(p), "touch 1: other words than its own"));
    assert_true(place_write(p, change_behind, more));
    assert_true(says(faults(p), "account 2: not in the index"));
    assert_true(place_write(p, change_behind, gone));
    assert_true(says(faults(p), "touch 1: words of a row that is not there"));
    assert_true(search_fill_anew(p->store, &p->c));
    assert_str(faults(p), "");
    assert_true(says(asked(p, "heron", "accounts"), "\"id\":2"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(any_word_finds_it_with_the_title_first),
        TEST(what_cannot_be_asked_says_what_to_do),
        TEST(a_deal_and_its_touches_are_found_by_those_who_see_it),
        TEST(the_index_follows_the_rows),
        TEST(the_check_finds_each_row_that_the_index_does_not_know),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
