/* SPDX-License-Identifier: Apache-2.0 */
#include "account/account.h"
#include "account/account_store.h"
#include "deal/deal.h"
#include "frame/history.h"
#include "frame/testing.h"

static bool add(struct ctx *c, void *row)
{
    return account_create(c, row);
}

static bool add_deal(struct ctx *c, void *row)
{
    return deal_create(c, row);
}

struct change_of {
    struct account was, now;
    struct str why;
};

static bool change(struct ctx *c, void *arg)
{
    struct change_of *w = arg;
    return account_save(c, &w->was, &w->now, w->why);
}

struct deal_change {
    struct deal was, now;
};

static bool change_deal(struct ctx *c, void *arg)
{
    struct deal_change *w = arg;
    return deal_save(c, &w->was, &w->now, STR_NONE);
}

static struct account account_add(struct place *p, const char *name, int64_t parent)
{
    struct account a;
    record_init(&account_record, &a);
    a.name = str_of(name);
    a.parent_id = parent;
    assert_true(place_write(p, add, &a));
    return a;
}

static struct account account_read(struct place *p, int64_t id)
{
    struct account a;
    assert_true(record_get(&p->c, &account_record, id, &a));
    return a;
}

static int64_t stage_of(struct place *p, enum ending ending)
{
    return stage_first(&p->c, 0, ending)->id;
}

static struct deal deal_add(struct place *p, int64_t account, int64_t owner, enum ending ending,
                            const char *closed)
{
    struct deal d;
    deal_init(&d);
    d.name = STR("Licence");
    d.account_id = account;
    d.owner_id = owner;
    d.stage_id = stage_of(p, ending);
    d.value = (struct money){ 120000, "USD" };
    assert_true(!closed || day_parse(str_of(closed), &d.closed_on));
    assert_true(place_write(p, add_deal, &d));
    return d;
}

static struct str json_of(struct place *p, const struct account *a)
{
    struct buf b;
    buf_init(&b, &p->arena, 10000);
    record_json(&b, &account_record, a);
    return buf_str(&b);
}

static bool says(struct str text, const char *what)
{
    return memmem(text.p, text.n, what, strlen(what)) != NULL;
}

static void an_account_is_a_prospect_until_a_deal_is_won(void **state)
{
    struct place *p = *state;
    place_as(p, ADA, "web");
    struct account a = account_add(p, "Halden", 0);

    assert_true(says(json_of(p, &a), "\"kind\":\"prospect\""));
    deal_add(p, a.id, ADA, ENDING_NONE, NULL);
    a = account_read(p, a.id);
    assert_false(account_is_customer(&a));
    deal_add(p, a.id, ADA, ENDING_WON, "2017-03-10");
    a = account_read(p, a.id);
    assert_true(account_is_customer(&a));
    assert_true(says(json_of(p, &a), "\"kind\":\"customer\""));
    assert_true(says(json_of(p, &a), "\"customer_since\":\"2017-03-10\""));
}

static void it_is_a_customer_since_the_first_of_its_won_deals(void **state)
{
    struct place *p = *state;
    place_as(p, ADA, "web");
    struct account a = account_add(p, "Halden", 0);

    deal_add(p, a.id, ADA, ENDING_WON, "2017-03-10");
    deal_add(p, a.id, ADA, ENDING_WON, "2016-11-02");
    deal_add(p, a.id, ADA, ENDING_WON, "2017-03-14");
    a = account_read(p, a.id);
    assert_int_equal(a.customer_since.n, day_of(2016, 11, 2).n);
}

static void it_is_a_prospect_again_when_the_only_won_deal_is_reopened(void **state)
{
    struct place *p = *state;
    place_as(p, ADA, "web");
    struct account a = account_add(p, "Halden", 0);
    struct deal_change w = { .was = deal_add(p, a.id, ADA, ENDING_WON, "2017-03-10") };

    w.now = w.was;
    w.now.stage_id = stage_of(p, ENDING_NONE);
    assert_true(place_write(p, change_deal, &w));
    a = account_read(p, a.id);
    assert_false(account_is_customer(&a));
}

static void becoming_a_customer_stands_in_its_history(void **state)
{
    struct place *p = *state;
    struct entries entries;
    struct entry_changes changes;
    struct str why;
    int64_t touch;
    place_as(p, ADA, "web");
    struct account a = account_add(p, "Halden", 0);

    deal_add(p, a.id, ADA, ENDING_WON, "2017-03-10");
    assert_true(history_read(&p->c, "account", a.id, STR_NONE, 0, 10, &entries));
    assert_int_equal(entries.n, 2);
    assert_true(entry_parse(&p->c, &entries.p[0], &changes, &why, &touch));
    assert_int_equal(changes.n, 1);
    assert_str(changes.p[0].field, "customer_since");
    assert_str(changes.p[0].new_text, "2017-03-10");
}

static void nobody_sets_kind_or_customer_since(void **state)
{
    struct place *p = *state;
    struct input in = { .json = true };
    struct account a;
    struct field_set given;
    place_as(p, ADA, "api");

    input_add(&p->arena, &in, STR("name"), STR("Halden"), INPUT_TEXT);
    input_add(&p->arena, &in, STR("kind"), STR("customer"), INPUT_TEXT);
    input_add(&p->arena, &in, STR("customer_since"), STR("2017-01-01"), INPUT_TEXT);
    record_init(&account_record, &a);
    assert_false(record_read(&p->c, &account_record, &in, RECORD_CREATE, "USD", &a, &given));
    assert_false(input_all_used(&p->c, &in));
    assert_true(place_blames(p, "customer_since"));
    assert_true(place_blames(p, "kind"));
}

static void a_change_is_kept_with_who_and_why(void **state)
{
    struct place *p = *state;
    struct entries entries;
    struct entry_changes changes;
    struct str why;
    int64_t touch;
    place_as(p, BEN, "web");
    struct change_of w = { .was = account_add(p, "Halden", 0), .why = STR("They moved.") };

    w.now = w.was;
    w.now.country = STR("Norway");
    assert_true(place_write(p, change, &w));
    assert_int_equal(w.now.version, 2);
    assert_true(history_read(&p->c, "account", w.was.id, STR("changed"), 0, 10, &entries));
    assert_int_equal(entries.n, 1);
    assert_int_equal(entries.p[0].user_id, BEN);
    assert_int_equal(entries.p[0].seq, 2);
    assert_true(entry_parse(&p->c, &entries.p[0], &changes, &why, &touch));
    assert_str(changes.p[0].field, "country");
    assert_str(changes.p[0].new_text, "Norway");
    assert_str(why, "They moved.");
}

static void saving_what_is_there_already_changes_nothing(void **state)
{
    struct place *p = *state;
    struct entries entries;
    place_as(p, BEN, "web");
    struct change_of w = { .was = account_add(p, "Halden", 0) };

    w.now = w.was;
    assert_true(place_write(p, change, &w));
    assert_int_equal(account_read(p, w.was.id).version, 1);
    assert_true(history_read(&p->c, "account", w.was.id, STR_NONE, 0, 10, &entries));
    assert_int_equal(entries.n, 1);
}

static void a_ring_of_parents_is_refused(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    struct account top = account_add(p, "Top", 0);
    struct account middle = account_add(p, "Middle", top.id);
    struct account low = account_add(p, "Low", middle.id);
    int64_t below[] = { top.id, middle.id, low.id };

    for (size_t i = 0; i < COUNT(below); i++) {
        struct change_of w = { .was = top, .now = top };
        w.now.parent_id = below[i];
        assert_false(place_write(p, change, &w));
        assert_true(place_blames(p, "parent_id"));
    }
    struct change_of w = { .was = low, .now = low };
    w.now.parent_id = top.id;
    assert_true(place_write(p, change, &w));
}

static void a_name_is_known_however_it_is_written(void **state)
{
    struct place *p = *state;
    int64_t id = 0;
    place_as(p, BEN, "web");
    struct account a = account_add(p, "Müller  Söhne", 0);

    assert_true(account_named(&p->c, STR("MULLER sohne"), &id));
    assert_int_equal(id, a.id);
    assert_true(account_named(&p->c, STR("Muller"), &id));
    assert_int_equal(id, 0);
}

static void open_deals_count_only_what_the_viewer_sees(void **state)
{
    struct place *p = *state;
    struct open_deals open;
    place_as(p, ADA, "web");
    struct account a = account_add(p, "Halden", 0);

    deal_add(p, a.id, ADA, ENDING_NONE, NULL);
    deal_add(p, a.id, BEN, ENDING_NONE, NULL);
    deal_add(p, a.id, BEN, ENDING_WON, "2017-03-10");
    assert_true(account_open_deals(&p->c, a.id, &open));
    assert_int_equal(open.n, 2);
    assert_int_equal(open.value, 240000);
    place_as(p, BEN, "web");
    assert_true(account_open_deals(&p->c, a.id, &open));
    assert_int_equal(open.n, 1);
    assert_int_equal(open.value, 120000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_account_is_a_prospect_until_a_deal_is_won),
        TEST(it_is_a_customer_since_the_first_of_its_won_deals),
        TEST(it_is_a_prospect_again_when_the_only_won_deal_is_reopened),
        TEST(becoming_a_customer_stands_in_its_history),
        TEST(nobody_sets_kind_or_customer_since),
        TEST(a_change_is_kept_with_who_and_why),
        TEST(saving_what_is_there_already_changes_nothing),
        TEST(a_ring_of_parents_is_refused),
        TEST(a_name_is_known_however_it_is_written),
        TEST(open_deals_count_only_what_the_viewer_sees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
