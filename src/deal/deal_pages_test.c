/* SPDX-License-Identifier: Apache-2.0 */
/* The list and the board as their pages get them, and who may do what from them. */
#include "db/schema.h"
#include "deal/board_view.h"
#include "deal/deal_list_view.h"
#include "frame/testing.h"

static struct req request(struct place *p, enum method method, const char *path)
{
    struct req q = { .method = method, .if_match = -1, .path = STR("/deals") };
    q.c = p->c;
    fault_clear(&q.c);
    for (size_t i = 0; i < deal_slice.n_routes && !q.route; i++) {
        const struct route *r = &deal_slice.routes[i];
        if (r->method == method && strcmp(r->path, path) == 0 && r->doors & PAGE)
            q.route = r;
    }
    assert_non_null(q.route);
    return q;
}

static void ask(struct place *p, struct input *in, const char *name, const char *text)
{
    input_add(&p->arena, in, str_of(name), str_of(text), INPUT_TEXT);
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

static bool add(struct ctx *c, void *row)
{
    return deal_create(c, row);
}

static int64_t stage_id(struct place *p, const char *name)
{
    return stage_named(&p->c, str_of(name), 0)->id;
}

static int64_t deal_add(struct place *p, const char *name, const char *stage, const char *closed)
{
    struct deal d;
    deal_init(&d);
    d.name = str_of(name);
    d.stage_id = stage_id(p, stage);
    d.value = (struct money){ 100000, "USD" };
    assert_true(!closed || day_parse(str_of(closed), &d.closed_on));
    assert_true(place_write(p, add, &d));
    return d.id;
}

/* An open deal, one won this quarter, one won before. */
static void three_deals(struct place *p)
{
    place_as(p, BEN, "web");
    deal_add(p, "Open", "Proposal", NULL);
    deal_add(p, "Won now", "Won", "2017-02-10");
    deal_add(p, "Won then", "Won", "2016-12-10");
}

static const struct deal_list_view *list(struct place *p, const char *name, const char *text)
{
    struct req *q = arena_new(&p->arena, struct req);
    *q = request(p, METHOD_GET, "/deals");
    if (name)
        ask(p, &q->query, name, text);
    ask(p, &q->query, "owner_id", "");
    assert_true(q->route->handler(q));
    return q->answer.view;
}

static void the_list_begins_with_what_is_open(void **state)
{
    struct place *p = *state;
    three_deals(p);
    const struct deal_list_view *v = list(p, NULL, NULL);
    assert_int_equal(v->rows.n, 1);
    assert_str(v->rows.p[0].deal->name, "Open");
    assert_true(v->states.p[1].chosen);
    assert_true(v->columns.p[6].sorted);
    assert_str(v->columns.p[6].label, "Next step");
    assert_int_equal(list(p, "state", "any")->rows.n, 3);
    assert_int_equal(list(p, "state", "won")->rows.n, 2);
}

static void a_stage_decides_about_the_state(void **state)
{
    struct place *p = *state;
    three_deals(p);
    struct req q = request(p, METHOD_GET, "/deals");
    ask(p, &q.query, "state", "open");
    ask(p, &q.query, "stage_id",
        arena_cstr(&p->arena,
                   arena_printf(&p->arena, "%lld", (long long)stage_id(p, "Won"))));
    assert_true(q.route->handler(&q));
    const struct deal_list_view *v = q.answer.view;
    assert_int_equal(v->rows.n, 2);
}

static void a_filter_without_a_select_is_shown_and_can_be_taken_away(void **state)
{
    struct place *p = *state;
    three_deals(p);
    const struct deal_list_view *v = list(p, "closed_on_from", "2017-01-01");
    assert_int_equal(v->rows.n, 1);
    assert_int_equal(v->chips.n, 1);
    assert_str(v->chips.p[0].text, "Closed on from 2017-01-01");
    assert_str(v->chips.p[0].without_url, "/deals?_all=yes");
    v = list(p, "urgency", "urgent");
    assert_str(v->chips.p[0].text, "Urgency: Urgent");
}

static void the_boards_last_column_is_this_quarters(void **state)
{
    struct place *p = *state;
    three_deals(p);
    struct req q = request(p, METHOD_GET, "/board");
    assert_true(q.route->handler(&q));
    const struct board_view *v = q.answer.view;
    const struct board_column *won = &v->columns.p[v->columns.n - 1];
    assert_str(won->stage->name, "Won");
    assert_int_equal(won->deals, 1);
    assert_int_equal(won->value.minor, 100000);
    assert_str(won->cards.p[0].deal->name, "Won now");
    assert_int_equal(v->deals, 1);
    assert_int_equal(v->sum.minor, 100000);
}

static void a_board_of_somebody_else_is_refused(void **state)
{
    struct place *p = *state;
    three_deals(p);
    struct req q = request(p, METHOD_GET, "/board");
    ask(p, &q.query, "owner_id", "1");
    assert_false(q.route->handler(&q));
    assert_int_equal(q.c.fault.kind, FAULT_BAD_INPUT);
}

static struct req date_form(struct place *p, int64_t id, const char *date, const char *back)
{
    struct req q = request(p, METHOD_POST, "/deals/{id}/date");
    q.ids[0] = id;
    ask(p, &q.in, "expected_close", date);
    ask(p, &q.in, "back", back);
    return q;
}

static void a_date_in_the_list_is_saved_and_leads_back_to_it(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    int64_t id = deal_add(p, "Open", "Proposal", NULL);
    struct req q = date_form(p, id, "+2w", "/deals?sort=-value&_changed=deals.1.2");
    assert_true(write_it(p, &q));
    assert_str(q.answer.location, "/deals?sort=-value&_changed=deals.1.2");
    q = date_form(p, id, "2017-04-30", "//elsewhere.example/deals");
    assert_true(write_it(p, &q));
    assert_str(q.answer.location, "/deals/1?_changed=deals.1.3");
    q = date_form(p, id, "some day", "/deals");
    assert_false(write_it(p, &q));
    assert_true(q.answer.again);
}

static void who_hands_his_deal_over_comes_back_to_his_list(void **state)
{
    struct place *p = *state;
    int64_t cid = place_user(p, "Cid", ROLE_REP, ADA);
    place_as(p, BEN, "web");
    struct req q = request(p, METHOD_POST, "/deals/{id}");
    q.ids[0] = deal_add(p, "Open", "Proposal", NULL);
    ask(p, &q.in, "owner", "Cid");
    assert_true(write_it(p, &q));
    assert_str(q.answer.location, "/deals");
    place_as(p, cid, "web");
    assert_int_equal(list(p, NULL, NULL)->rows.n, 1);
}

static struct req share_form(struct place *p, int64_t id, int64_t user_id)
{
    struct req q = request(p, METHOD_POST, "/deals/{id}/share");
    q.ids[0] = id;
    ask(p, &q.in, "user_id",
        arena_cstr(&p->arena, arena_printf(&p->arena, "%lld", (long long)user_id)));
    return q;
}

static void a_deal_is_shared_by_its_owner_with_those_who_sell(void **state)
{
    struct place *p = *state;
    int64_t cid = place_user(p, "Cid", ROLE_REP, ADA);
    int64_t dan = place_user(p, "Dan", ROLE_ADMINISTRATOR, ADA);
    int64_t eve = place_user(p, "Eve", ROLE_REP, ADA);
    place_as(p, BEN, "web");
    int64_t id = deal_add(p, "Open", "Proposal", NULL);
    struct req q = share_form(p, id, dan);
    assert_false(write_it(p, &q));
    assert_int_equal(q.c.fault.kind, FAULT_BAD_INPUT);
    q = share_form(p, id, cid);
    assert_true(write_it(p, &q));
    place_as(p, cid, "web");
    q = share_form(p, id, eve);
    assert_false(write_it(p, &q));
    assert_int_equal(q.c.fault.kind, FAULT_NOT_ALLOWED);
}

static void a_deal_is_not_made_for_another_line(void **state)
{
    struct place *p = *state;
    struct deal d;
    place_as(p, BEN, "web");
    deal_init(&d);
    d.name = STR("Forty desks");
    d.owner_id = ADA;
    assert_false(place_write(p, add, &d));
    assert_true(place_blames(p, "owner_id"));
    place_as(p, ADA, "web");
    d.owner_id = BEN;
    assert_true(place_write(p, add, &d));
}

static void an_empty_form_field_leaves_the_default(void **state)
{
    struct place *p = *state;
    struct deal d;
    place_as(p, BEN, "web");
    struct req q = request(p, METHOD_POST, "/deals");
    ask(p, &q.in, "name", "Forty desks");
    ask(p, &q.in, "probability", "");
    ask(p, &q.in, "stage", "");
    ask(p, &q.in, "owner", "");
    ask(p, &q.in, "value", "");
    assert_true(write_it(p, &q));
    assert_true(record_get(&p->c, &deal_record, 1, &d));
    assert_int_equal(d.probability, 10);
    assert_int_equal(d.owner_id, BEN);
    assert_false(money_is(d.value));
}

static void each_declared_list_walks_its_index(void **state)
{
    struct place *p = *state;
    for (size_t i = 0; i < deal_record.n_lists * 2; i++) {
        const struct list *l = &deal_record.lists[i / 2];
        bool walks = false;
        assert_true(db_read_begin(&p->c, 0));
        assert_true(db_walks(&p->c, list_sql(&p->arena, &deal_record, l, i % 2).p,
                             i % 2 ? l->owner_index : l->index, &walks));
        db_read_end(&p->c);
        assert_true(walks);
    }
}

static void filter(struct list_query *lq, const char *name, int64_t value)
{
    lq->filters[lq->n_filters].field = field_named(&deal_record, str_of(name));
    lq->filters[lq->n_filters++].i = value;
}

/* Two indexes would do otherwise, and the engine takes the one of all open deals. */
static void a_stage_says_state_and_pipeline(void **state)
{
    struct place *p = *state;
    struct list_query lq = { .sort = field_named(&deal_record, STR("value")) };
    filter(&lq, "state", DEAL_OPEN);
    filter(&lq, "stage_id", stage_first(&p->c, 0, ENDING_NONE)->id);
    filter(&lq, "pipeline_id", 1);
    assert_true(deal_record.imply(&p->c, &lq));
    assert_int_equal(lq.n_filters, 1);
    assert_string_equal(lq.filters[0].field->name, "stage_id");
    filter(&lq, "state", DEAL_WON);
    assert_false(deal_record.imply(&p->c, &lq));
    assert_false(failed(&p->c));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_list_begins_with_what_is_open),
        TEST(a_stage_decides_about_the_state),
        TEST(a_filter_without_a_select_is_shown_and_can_be_taken_away),
        TEST(the_boards_last_column_is_this_quarters),
        TEST(a_board_of_somebody_else_is_refused),
        TEST(a_date_in_the_list_is_saved_and_leads_back_to_it),
        TEST(who_hands_his_deal_over_comes_back_to_his_list),
        TEST(a_deal_is_shared_by_its_owner_with_those_who_sell),
        TEST(a_deal_is_not_made_for_another_line),
        TEST(an_empty_form_field_leaves_the_default),
        TEST(each_declared_list_walks_its_index),
        TEST(a_stage_says_state_and_pipeline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
