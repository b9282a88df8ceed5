/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/history.h"
#include "frame/testing.h"
#include "stages/stages.h"

static bool run_pipeline(struct ctx *c, void *arg)
{
    return pipeline_create(c, arg);
}

static bool run_stage(struct ctx *c, void *arg)
{
    return stage_create(c, arg);
}

struct edit {
    struct stage was, now;
};

static bool run_save(struct ctx *c, void *arg)
{
    struct edit *e = arg;
    return stage_save(c, &e->was, &e->now);
}

static bool run_remove(struct ctx *c, void *arg)
{
    return stage_remove(c, arg);
}

static bool run_pipeline_remove(struct ctx *c, void *arg)
{
    return pipeline_remove(c, arg);
}

static bool run_deal(struct ctx *c, void *arg)
{
    return deal_create(c, arg);
}

struct over {
    struct stage from, to;
    bool more;
};

static bool run_empty(struct ctx *c, void *arg)
{
    struct over *o = arg;
    return stage_takes(c, &o->from, &o->to) && stage_empty_some(c, &o->from, &o->to, &o->more);
}

static struct pipeline pipeline_add(struct place *p, const char *name)
{
    struct pipeline way;
    record_init(&pipeline_record, &way);
    way.name = str_of(name);
    assert_true(place_write(p, run_pipeline, &way));
    return way;
}

static struct stage stage_add(struct place *p, int64_t pipeline_id, const char *name,
                              enum ending ending)
{
    struct stage s;
    record_init(&stage_record, &s);
    s.name = str_of(name);
    s.pipeline_id = pipeline_id;
    s.ending = (int)ending;
    s.probability = 40;
    assert_true(place_write(p, run_stage, &s));
    return s;
}

static struct stage stage_read(struct place *p, const char *name, int64_t pipeline_id)
{
    struct stage s;
    const struct stage *known = stage_named(&p->c, str_of(name), pipeline_id);
    assert_non_null(known);
    assert_true(record_get_any(&p->c, &stage_record, known->id, &s));
    return s;
}

static struct deal deal_add(struct place *p, int64_t stage_id)
{
    struct deal d;
    deal_init(&d);
    d.name = STR("Forty desks");
    d.owner_id = BEN;
    d.stage_id = stage_id;
    d.value = (struct money){ 100000, "USD" };
    d.lost_reason = STR("price");
    assert_true(place_write(p, run_deal, &d));
    return d;
}

static void assert_refused(const struct place *p, const struct gate *gate)
{
    assert_int_equal(p->c.fault.kind, FAULT_REFUSED);
    assert_ptr_equal(p->c.fault.gate, gate);
}

/* "New, Offer, Won, Lost" of a pipeline. */
static struct str order_of(struct place *p, int64_t pipeline_id)
{
    const struct stages *all = stages(&p->c);
    struct buf b;
    int64_t place = 0;
    buf_init(&b, &p->arena, 500);
    for (size_t i = 0; i < all->n; i++) {
        if (all->p[i].pipeline_id != pipeline_id)
            continue;
        assert_int_equal(all->p[i].position, ++place);
        buf_printf(&b, "%s%.*s", b.n ? ", " : "", STR_FMT(all->p[i].name));
    }
    return buf_str(&b);
}

static void a_new_pipeline_can_begin_win_and_lose(void **state)
{
    struct place *p = *state;
    struct pipeline way = pipeline_add(p, "Renewals");
    assert_int_equal(way.position, 2);
    assert_str(order_of(p, way.id), "New, Won, Lost");
    assert_int_equal(stage_first(&p->c, way.id, ENDING_WON)->probability, 100);
    struct deal d = deal_add(p, stage_first(&p->c, way.id, ENDING_NONE)->id);
    assert_int_equal(d.pipeline_id, way.id);
}

static void two_of_the_same_name_are_refused(void **state)
{
    struct place *p = *state;
    struct pipeline way;
    struct stage s;
    record_init(&pipeline_record, &way);
    way.name = STR("  SALES ");
    assert_false(place_write(p, run_pipeline, &way));
    assert_true(place_blames(p, "name"));
    record_init(&stage_record, &s);
    s.name = STR("engaging");
    s.pipeline_id = 1;
    assert_false(place_write(p, run_stage, &s));
    assert_true(place_blames(p, "name"));
}

static void a_new_open_stage_comes_before_the_endings(void **state)
{
    struct place *p = *state;
    struct pipeline way = pipeline_add(p, "Renewals");
    stage_add(p, way.id, "Offer", ENDING_NONE);
    stage_add(p, way.id, "Abandoned", ENDING_LOST);
    assert_str(order_of(p, way.id), "New, Offer, Won, Lost, Abandoned");
    assert_int_equal(stage_read(p, "Abandoned", way.id).probability, 0);
}

static void a_stage_that_moves_leaves_no_hole(void **state)
{
    struct place *p = *state;
    struct edit e = { .was = stage_read(p, "Negotiation", 1) };
    e.now = e.was;
    e.now.position = 1;
    assert_true(place_write(p, run_save, &e));
    assert_str(order_of(p, 1), "Negotiation, Prospecting, Engaging, Proposal, Won, Lost");
    e.was = e.now = stage_read(p, "Negotiation", 1);
    e.now.position = 99;
    assert_true(place_write(p, run_save, &e));
    assert_int_equal(e.now.position, 6);
    assert_str(order_of(p, 1), "Prospecting, Engaging, Proposal, Won, Lost, Negotiation");
    struct stage other = stage_read(p, "Lost", 1);
    assert_int_equal(other.position, 5);
    assert_true(other.version > 1);
}

static void the_last_way_to_win_or_lose_stays(void **state)
{
    struct place *p = *state;
    struct stage won = stage_read(p, "Won", 1);
    struct edit e = { .was = won, .now = won };
    assert_false(place_write(p, run_remove, &won));
    assert_refused(p, &pipeline_needs_endings);
    e.now.ending = ENDING_LOST;
    assert_false(place_write(p, run_save, &e));
    assert_refused(p, &pipeline_needs_endings);
    stage_add(p, 1, "Won by tender", ENDING_WON);
    assert_true(place_write(p, run_remove, &won));
    assert_null(stage_named(&p->c, STR("Won"), 1));
    assert_str(stage_name(&p->c, won.id), "Won");
}

static void a_stage_with_deals_keeps_how_it_ends_and_stays(void **state)
{
    struct place *p = *state;
    struct stage engaging = stage_read(p, "Engaging", 1);
    struct edit e = { .was = engaging, .now = engaging };
    deal_add(p, engaging.id);
    assert_false(place_write(p, run_remove, &engaging));
    assert_refused(p, &stage_in_use);
    e.now.ending = ENDING_WON;
    assert_false(place_write(p, run_save, &e));
    assert_refused(p, &stage_in_use);
    e.now = e.was;
    e.now.probability = 33;
    assert_true(place_write(p, run_save, &e));
    assert_int_equal(stage_find(&p->c, engaging.id)->probability, 33);
}

static void an_emptied_stage_can_go_and_history_says_who_moved_its_deals(void **state)
{
    struct place *p = *state;
    struct over o = { .from = stage_read(p, "Lost", 1) };
    struct deal d = deal_add(p, o.from.id);
    struct buf out;
    struct entries entries;
    int64_t n;
    buf_init(&out, &p->arena, 10000);
    o.to = stage_read(p, "Won", 1);
    assert_false(place_write(p, run_empty, &o));
    assert_true(place_blames(p, "to_id"));
    o.to = stage_add(p, 1, "Abandoned", ENDING_LOST);
    place_as(p, ADA, "web");
    for (o.more = true; o.more;)
        assert_true(place_write(p, run_empty, &o));
    assert_true(stage_deals(&p->c, o.from.id, &n));
    assert_int_equal(n, 0);
    assert_true(stage_deals(&p->c, o.to.id, &n));
    assert_int_equal(n, 1);
    assert_true(place_write(p, run_remove, &o.from));
    assert_true(history_read(&p->c, "deal", d.id, STR("changed"), 0, 10, &entries));
    assert_int_equal(entries.n, 1);
    assert_int_equal(entries.p[0].user_id, ADA);
    assert_non_null(memmem(entries.p[0].body.p, entries.p[0].body.n, "was removed", 11));
    assert_true(deal_sums_check(&p->c, &out));
    assert_int_equal(out.n, 0);
}

/* Imported deals may be lost without a reason: moving them asks for none. */
static void a_deal_lost_without_a_reason_moves_along(void **state)
{
    struct place *p = *state;
    struct over o = { .from = stage_read(p, "Lost", 1) };
    struct deal d;
    deal_init(&d);
    d.name = STR("Old");
    d.owner_id = BEN;
    d.stage_id = o.from.id;
    place_as(p, ADA, "import");
    assert_true(place_write(p, run_deal, &d));
    o.to = stage_add(p, 1, "Abandoned", ENDING_LOST);
    place_as(p, ADA, "web");
    assert_true(place_write(p, run_empty, &o));
    assert_true(record_get_any(&p->c, &deal_record, d.id, &d));
    assert_int_equal(d.stage_id, o.to.id);
}

static void a_removed_stage_takes_no_deals(void **state)
{
    struct place *p = *state;
    struct stage engaging = stage_read(p, "Engaging", 1);
    struct deal d;
    assert_true(place_write(p, run_remove, &engaging));
    deal_init(&d);
    d.name = STR("Late");
    d.owner_id = BEN;
    d.stage_id = engaging.id;
    assert_false(place_write(p, run_deal, &d));
    assert_true(place_blames(p, "stage_id"));
}

static void a_pipeline_goes_when_it_is_empty_and_not_the_last(void **state)
{
    struct place *p = *state;
    struct pipeline first, way;
    assert_true(record_get_any(&p->c, &pipeline_record, 1, &first));
    assert_false(place_write(p, run_pipeline_remove, &first));
    assert_refused(p, &last_pipeline);
    way = pipeline_add(p, "Renewals");
    deal_add(p, stage_first(&p->c, way.id, ENDING_NONE)->id);
    assert_false(place_write(p, run_pipeline_remove, &way));
    assert_refused(p, &pipeline_in_use);
    assert_true(record_get_any(&p->c, &pipeline_record, 1, &first));
    assert_true(place_write(p, run_pipeline_remove, &first));
    assert_null(pipeline_find(&p->c, 1));
    assert_int_equal(stage_first(&p->c, 0, ENDING_NONE)->pipeline_id, way.id);
}

static void a_pipeline_named_without_its_stage_is_asked_for_the_stage(void **state)
{
    struct place *p = *state;
    struct pipeline way = pipeline_add(p, "Renewals");
    struct deal d;
    deal_init(&d);
    d.name = STR("Which");
    d.owner_id = BEN;
    d.pipeline_id = way.id;
    d.stage_id = stage_read(p, "Engaging", 1).id;
    assert_false(place_write(p, run_deal, &d));
    assert_true(place_blames(p, "stage_id"));
    d.stage_id = 0;
    assert_true(place_write(p, run_deal, &d));
    assert_int_equal(d.stage_id, stage_first(&p->c, way.id, ENDING_NONE)->id);
}

static void what_was_won_is_summed_by_pipeline(void **state)
{
    struct place *p = *state;
    struct pipeline way = pipeline_add(p, "Renewals");
    const struct period quarter = { day_of(2017, 1, 1), day_of(2017, 3, 31) };
    int64_t here = stage_first(&p->c, 1, ENDING_WON)->id;
    int64_t there = stage_first(&p->c, way.id, ENDING_WON)->id;
    int64_t value;
    deal_add(p, here);
    deal_add(p, there);
    deal_add(p, there);
    assert_true(won_value_read(&p->c, here, quarter, &value));
    assert_int_equal(value, 100000);
    place_as(p, BEN, "web");
    assert_true(won_value_read(&p->c, there, quarter, &value));
    assert_int_equal(value, 200000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_new_pipeline_can_begin_win_and_lose),
        TEST(two_of_the_same_name_are_refused),
        TEST(a_new_open_stage_comes_before_the_endings),
        TEST(a_stage_that_moves_leaves_no_hole),
        TEST(the_last_way_to_win_or_lose_stays),
        TEST(a_stage_with_deals_keeps_how_it_ends_and_stays),
        TEST(an_emptied_stage_can_go_and_history_says_who_moved_its_deals),
        TEST(a_deal_lost_without_a_reason_moves_along),
        TEST(a_removed_stage_takes_no_deals),
        TEST(a_pipeline_goes_when_it_is_empty_and_not_the_last),
        TEST(a_pipeline_named_without_its_stage_is_asked_for_the_stage),
        TEST(what_was_won_is_summed_by_pipeline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
