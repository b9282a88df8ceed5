/* SPDX-License-Identifier: Apache-2.0 */
#include "bulk/bulk.h"
#include "deal/deal.h"
#include "deal/deal_pages.h"
#include "frame/policy.h"
#include "frame/testing.h"

static bool add(struct ctx *c, void *row)
{
    return deal_create(c, row);
}

static int64_t deal_of(struct place *p, int64_t owner_id, const char *name)
{
    struct deal d;
    deal_init(&d);
    d.name = str_of(name);
    d.interest = d.right_person = d.potential = CONFIRMED;
    d.owner_id = owner_id;
    assert_true(place_write(p, add, &d));
    return d.id;
}

static struct deal deal_read(struct place *p, int64_t id)
{
    struct deal d;
    fault_clear(&p->c);
    assert_true(record_get_any(&p->c, &deal_record, id, &d));
    return d;
}

/* What a form would send: "set.NAME". */
static bool says(struct place *p, const char *name, const char *value, struct bulk *b)
{
    struct input in = { 0 };
    record_init(&bulk_record, b);
    b->user_id = p->c.viewer->id;
    b->door = STR("web");
    b->subject = STR("deal");
    b->state = BULK_READY;
    fault_clear(&p->c);
    input_add(&p->arena, &in, str_of(name), str_of(value), INPUT_TEXT);
    return bulk_sets_read(&p->c, &deal_pages, &in, b);
}

static struct bulk_rows rows_of(struct place *p, int64_t first, int64_t second)
{
    struct bulk_rows rows = { arena_array(&p->arena, struct bulk_row, 2), 2, 0 };
    rows.p[0].record_id = first;
    rows.p[1].record_id = second;
    return rows;
}

static struct bulk bulk_read(struct place *p, int64_t id)
{
    struct bulk b;
    fault_clear(&p->c);
    assert_true(record_get_any(&p->c, &bulk_record, id, &b));
    return b;
}

static struct bulk made(struct place *p, struct bulk b, struct bulk_rows rows)
{
    assert_true(bulk_make(&p->c, p->store, &b, &rows));
    return bulk_read(p, b.id);
}

static void what_is_set_is_kept_as_it_was_meant(void **state)
{
    struct place *p = *state;
    struct bulk b;
    place_as(p, BEN, "web");
    assert_true(says(p, "set.expected_close", "+2w", &b));
    assert_str(b.sets, "{\"expected_close\":\"2017-03-29\"}");
    assert_str(b.title, "Expected close: 29 Mar 2017");
    assert_true(says(p, "set.value", "1,200.5", &b));
    assert_str(b.sets, "{\"value\":\"1200.50\",\"value_currency\":\"USD\"}");
}

static void what_nobody_sets_for_many_is_refused_by_name(void **state)
{
    struct place *p = *state;
    static const char *const names[] = { "set.name", "set.state", "set.outside_id", "set.colour" };
    struct bulk b;
    place_as(p, BEN, "web");
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_false(says(p, names[i], "1", &b));
        assert_true(place_blames(p, names[i]));
    }
    assert_false(says(p, "id", "1", &b));
}

static void a_preview_tries_each_row_and_puts_it_back(void **state)
{
    struct place *p = *state;
    struct bulk b;
    place_as(p, BEN, "web");
    int64_t one = deal_of(p, BEN, "One");
    place_as(p, ADA, "web");
    int64_t adas = deal_of(p, ADA, "Adas");
    place_as(p, BEN, "web");
    assert_true(says(p, "set.probability", "70", &b));
    b = made(p, b, rows_of(p, one, adas));
    assert_int_equal(b.counts[BULK_WAITING], 1);
    assert_int_equal(b.counts[BULK_REFUSED], 1);
    assert_int_equal(deal_read(p, one).version, 1);
}

static void it_runs_once_and_each_entry_has_its_number(void **state)
{
    struct place *p = *state;
    struct bulk b;
    struct entries entries;
    struct cause cause;
    place_as(p, BEN, "web");
    int64_t one = deal_of(p, BEN, "One"), two = deal_of(p, BEN, "Two");
    assert_true(says(p, "set.probability", "70", &b));
    b = made(p, b, rows_of(p, one, two));
    assert_true(bulk_start(&p->c, p->store, b.id));
    while (bulk_is_running(b.id)) {
    }
    b = bulk_read(p, b.id);
    assert_int_equal(b.state, BULK_DONE);
    assert_int_equal(b.counts[BULK_CHANGED], 2);
    assert_int_equal(deal_read(p, two).probability, 70);
    assert_true(history_read(&p->c, "deal", two, STR("changed"), 0, 1, &entries));
    assert_true(entry_cause(&p->c, &entries.p[0], &cause));
    assert_int_equal(cause.bulk_id, b.id);
    assert_false(bulk_start(&p->c, p->store, b.id));
    assert_string_equal(p->c.fault.code, "bulk_has_run");
}

static void so_many_rows_need_a_manager(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    assert_true(bulk_may(&p->c, 200));
    assert_false(bulk_may(&p->c, 201));
    assert_string_equal(p->c.fault.code, "bulk_too_many");
    place_as(p, ADA, "web");
    assert_true(bulk_may(&p->c, BULK_MAX));
    assert_false(bulk_may(&p->c, BULK_MAX + 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_set_is_kept_as_it_was_meant),
        TEST(what_nobody_sets_for_many_is_refused_by_name),
        TEST(a_preview_tries_each_row_and_puts_it_back),
        TEST(it_runs_once_and_each_entry_has_its_number),
        TEST(so_many_rows_need_a_manager),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
