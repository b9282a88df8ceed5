/* SPDX-License-Identifier: Apache-2.0 */
#include "db/schema.h"
#include "frame/testing.h"
#include "today/today_store.h"
#include "touch/touch.h"

struct order {
    struct place *place;
    const char *name, *due, *close; /* NULL: none */
    bool urgent;
    int64_t id;
};

static struct instant instant_of(const char *text)
{
    struct instant t = INSTANT_NONE;
    if (text)
        assert_true(instant_parse(str_of(text), &t));
    return t;
}

static bool make(struct ctx *c, void *arg)
{
    struct order *o = arg;
    struct deal d;
    deal_init(&d);
    d.name = str_of(o->name);
    d.owner_id = o->place->c.viewer->id;
    d.urgency = o->urgent ? URGENCY_URGENT : URGENCY_NORMAL;
    d.next_step = o->due ? STR("call") : STR_NONE;
    d.next_step_due = instant_of(o->due);
    if (o->close)
        assert_true(day_parse(str_of(o->close), &d.expected_close));
    bool ok = deal_create(c, &d);
    o->id = d.id;
    return ok;
}

/* A deal of whoever p->c stands for. */
static int64_t deal(struct place *p, const char *name, const char *due, bool urgent)
{
    struct order o = { .place = p, .name = name, .due = due, .urgent = urgent };
    assert_true(place_write(p, make, &o));
    return o.id;
}

static bool log_touch(struct ctx *c, void *arg)
{
    const int64_t *deal_id = arg;
    struct touch t;
    record_init(&touch_record, &t);
    t.deal_id = *deal_id;
    t.details = STR("Spoke");
    t.next_step = STR("call again");
    t.next_step_due = instant_of("2017-06-01T10:00:00Z");
    return touch_log(c, &t);
}

static struct today mine(struct place *p)
{
    struct today t;
    assert_true(today_mine(&p->c, &t));
    return t;
}

static struct today team(struct place *p)
{
    struct today t;
    assert_true(today_team(&p->c, &t));
    return t;
}

/* The names in a list, one after the other. */
static struct str names(struct place *p, const struct today_section *s)
{
    struct buf b;
    buf_init(&b, &p->arena, 10000);
    for (size_t i = 0; i < s->deals.n; i++) {
        if (i)
            buf_char(&b, ' ');
        buf_add(&b, s->deals.p[i].name);
    }
    return buf_str(&b);
}

static void late_comes_before_urgent_and_urgent_before_time(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    deal(p, "afternoon", "2017-03-15T15:00:00Z", false);
    deal(p, "evening", "2017-03-15T23:59:00Z", false);
    deal(p, "urgent-evening", "2017-03-15T18:00:00Z", true);
    deal(p, "yesterday", "2017-03-14T09:00:00Z", false);
    deal(p, "urgent-morning", "2017-03-15T09:00:00Z", true);
    deal(p, "last-week", "2017-03-08T09:00:00Z", false);
    deal(p, "tomorrow", "2017-03-16T00:00:00Z", false);
    struct today t = mine(p);

    assert_str(names(p, &t.lists[TODAY_DUE]),
               "urgent-morning last-week yesterday urgent-evening afternoon evening");
    assert_int_equal(t.lists[TODAY_DUE].count, 6);
    assert_str(names(p, &t.lists[TODAY_COMING]), "tomorrow");
    assert_str(t.next->name, "tomorrow");
}

static void coming_ends_after_a_week_but_the_next_step_is_known(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    deal(p, "far", "2017-04-20T09:00:00Z", false);
    struct today t = mine(p);
    assert_int_equal(t.lists[TODAY_COMING].deals.n, 0);
    assert_str(t.next->name, "far");

    deal(p, "near", "2017-03-22T23:00:00Z", false);
    t = mine(p);
    assert_str(names(p, &t.lists[TODAY_COMING]), "near");
}

static void a_deal_without_a_next_step_or_past_its_close_is_shown(void **state)
{
    struct place *p = *state;
    struct order passed = { p, "passed", "2017-03-17T10:00:00Z", "2017-03-14", false, 0 };
    struct order today = { p, "closes-today", "2017-03-17T10:00:00Z", "2017-03-15", false, 0 };
    place_as(p, BEN, "web");
    assert_true(place_write(p, make, &passed));
    assert_true(place_write(p, make, &today));
    deal(p, "stepless", NULL, false);
    struct today t = mine(p);

    assert_str(names(p, &t.lists[TODAY_NO_STEP]), "stepless");
    assert_str(names(p, &t.lists[TODAY_PAST]), "passed");
    assert_int_equal(t.lists[TODAY_PAST].count, 1);
}

static void a_deal_goes_silent_after_the_days_of_the_policy(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    int64_t spoken = deal(p, "spoken-of", "2017-06-01T10:00:00Z", false);
    deal(p, "never", "2017-06-01T10:00:00Z", false);
    deal(p, "never-and-stepless", NULL, false);
    place_clock_to(p, "2017-03-20T10:00:00Z");
    assert_true(place_write(p, log_touch, &spoken));

    place_clock_to(p, "2017-03-22T10:00:00Z");
    struct today t = mine(p);
    assert_int_equal(t.lists[TODAY_SILENT].count, 0);

    place_clock_to(p, "2017-03-22T10:00:01Z");
    t = mine(p);
    assert_int_equal(t.lists[TODAY_SILENT].count, 2);
    assert_str(names(p, &t.lists[TODAY_SILENT]), "never");
    assert_true(t.lists[TODAY_SILENT].above);
    assert_true(t.lists[TODAY_NO_STEP].deals.p[0].silent);

    place_clock_to(p, "2017-03-28T10:00:00Z");
    t = mine(p);
    assert_int_equal(t.lists[TODAY_SILENT].count, 3);
    assert_str(names(p, &t.lists[TODAY_SILENT]), "never spoken-of");
}

static bool share_with_ben(struct ctx *c, void *arg)
{
    const int64_t *deal_id = arg;
    return deal_share(c, *deal_id, BEN);
}

static void what_is_shared_with_me_is_due_too_and_marked(void **state)
{
    struct place *p = *state;
    int64_t cyd = place_user(p, "Cyd", ROLE_REP, ADA);
    place_as(p, cyd, "web");
    int64_t shared = deal(p, "shared", "2017-03-15T12:00:00Z", false);
    deal(p, "hers", "2017-03-15T11:00:00Z", false);
    assert_true(place_write(p, share_with_ben, &shared));

    place_as(p, BEN, "web");
    deal(p, "his", "2017-03-15T13:00:00Z", false);
    struct today t = mine(p);
    assert_str(names(p, &t.lists[TODAY_DUE]), "shared his");
    assert_true(t.lists[TODAY_DUE].deals.p[0].shared);
    assert_false(t.lists[TODAY_DUE].deals.p[1].shared);
    assert_str(t.lists[TODAY_DUE].deals.p[0].owner, "Cyd");
    assert_int_equal(t.lists[TODAY_DUE].count, 2);

    int64_t n = 0;
    bool capped = false;
    assert_true(today_due(&p->c, &n, &capped));
    assert_int_equal(n, 2);
}

static void a_manager_sees_his_team_and_no_other(void **state)
{
    struct place *p = *state;
    int64_t lead = place_user(p, "Lea", ROLE_MANAGER, ADA);
    int64_t below = place_user(p, "Cyd", ROLE_REP, lead);
    place_as(p, below, "web");
    deal(p, "late", "2017-03-15T09:00:00Z", false);
    deal(p, "later", "2017-03-14T09:00:00Z", false);
    deal(p, "due-today", "2017-03-15T12:00:00Z", false);
    place_as(p, BEN, "web");
    deal(p, "not-hers", "2017-03-13T09:00:00Z", false);

    place_as(p, lead, "web");
    struct today t = team(p);
    assert_str(names(p, &t.lists[TODAY_DUE]), "later late");
    assert_int_equal(t.lists[TODAY_DUE].count, 2);
    assert_int_equal(t.members.n, 1);
    assert_str(t.members.p[0].name, "Cyd");
    assert_int_equal(t.members.p[0].counts[TODAY_DUE], 2);

    place_as(p, ADA, "web");
    t = team(p);
    assert_str(names(p, &t.lists[TODAY_DUE]), "not-hers later late");
    assert_int_equal(t.members.n, 2);
    assert_int_equal(t.lists[TODAY_DUE].count, 3);
}

static bool make_many(struct ctx *c, void *arg)
{
    struct order *o = arg;
    for (int i = 0; i < 120; i++) {
        if (!make(c, o))
            return false;
    }
    return true;
}

static void a_long_list_is_cut_and_its_count_says_so(void **state)
{
    struct place *p = *state;
    struct order o = { .place = p, .name = "one-of-many", .due = "2017-03-15T09:00:00Z" };
    int64_t n = 0;
    bool capped = false;
    place_as(p, BEN, "web");
    assert_true(place_write(p, make_many, &o));
    struct today t = mine(p);

    assert_int_equal(t.lists[TODAY_DUE].deals.n, 50);
    assert_int_equal(t.lists[TODAY_DUE].count, TODAY_CAP);
    assert_true(t.lists[TODAY_DUE].capped);
    assert_true(today_due(&p->c, &n, &capped));
    assert_true(capped);
    assert_int_equal(n, TODAY_CAP);
}

static void who_has_no_deal_is_told_apart_from_who_has_nothing_due(void **state)
{
    struct place *p = *state;
    place_as(p, BEN, "web");
    struct today t = mine(p);
    assert_false(t.any);
    assert_null(t.next);

    deal(p, "some", "2017-05-01T10:00:00Z", false);
    t = mine(p);
    assert_true(t.any);
    assert_int_equal(t.lists[TODAY_DUE].count, 0);
}

static bool answered(struct place *p, const char *view, struct str *json)
{
    struct req q = { .c = p->c, .api = true, .method = METHOD_GET };
    struct buf b;
    fault_clear(&q.c);
    if (view)
        input_add(&p->arena, &q.query, STR("view"), str_of(view), INPUT_TEXT);
    bool ok = today_slice.routes[1].handler(&q);
    p->c.fault = q.c.fault;
    if (!ok)
        return false;
    buf_init(&b, &p->arena, 100000);
    q.answer.json(&b, q.answer.view);
    *json = buf_str(&b);
    return true;
}

static bool holds(struct str text, const char *what)
{
    return memmem(text.p, text.n, what, strlen(what)) != NULL;
}

static void the_answer_says_whose_and_what(void **state)
{
    struct place *p = *state;
    struct str json;
    place_as(p, BEN, "api");
    deal(p, "a \"quoted\" name", "2017-03-15T09:00:00Z", true);
    assert_true(answered(p, NULL, &json));
    assert_true(holds(json, "{\"view\":\"mine\",\"day\":\"2017-03-15\",\"due\":{\"items\":[{"
                            "\"id\":1,\"name\":\"a \\\"quoted\\\" name\""));
    assert_true(holds(json, "\"value\":null,\"next_step\":\"call\",\"next_step_due\":"
                            "\"2017-03-15T09:00:00Z\",\"last_touch\":null"));
    assert_true(holds(json, "\"urgent\":true,\"late\":true"));

    place_as(p, ADA, "api");
    assert_true(answered(p, NULL, &json));
    assert_true(holds(json, "\"view\":\"team\""));
    assert_true(holds(json, "\"members\":[{\"id\":2,\"name\":\"Ben\",\"late\":1,"));
}

static void a_rep_has_no_team_and_who_does_not_sell_no_queue(void **state)
{
    struct place *p = *state;
    struct str json;
    int64_t admin = place_user(p, "Root", ROLE_ADMINISTRATOR, ADA);
    place_as(p, BEN, "api");
    deal(p, "his", "2017-03-15T09:00:00Z", false);
    assert_false(answered(p, "team", &json));
    assert_string_equal(p->c.fault.code, "no_team");
    assert_false(answered(p, "everything", &json));
    assert_true(place_blames(p, "view"));

    place_as(p, admin, "api");
    assert_true(answered(p, NULL, &json));
    assert_true(holds(json, "\"due\":{\"items\":[],\"count\":0"));
}

static void every_list_is_read_through_its_index(void **state)
{
    static const char *const indexes[TODAY_COLUMNS][2] = {
        [BY_NEXT_STEP] = { "deal_owner_state_due", "deal_state_due" },
        [BY_LAST_TOUCH] = { "deal_owner_state_touch", "deal_state_touch" },
        [BY_CLOSE] = { "deal_owner_state_close", "deal_state_close" },
    };
    struct place *p = *state;
    assert_true(db_read_begin(&p->c, 0));
    for (enum today_column column = 0; column < TODAY_COLUMNS; column++) {
        for (int everybody = 0; everybody < 2; everybody++) {
            bool walks = false;
            assert_true(db_walks(&p->c, today_range_sql(column, everybody),
                                 indexes[column][everybody], &walks));
            assert_true(walks);
        }
    }
    db_read_end(&p->c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(late_comes_before_urgent_and_urgent_before_time),
        TEST(coming_ends_after_a_week_but_the_next_step_is_known),
        TEST(a_deal_without_a_next_step_or_past_its_close_is_shown),
        TEST(a_deal_goes_silent_after_the_days_of_the_policy),
        TEST(what_is_shared_with_me_is_due_too_and_marked),
        TEST(a_manager_sees_his_team_and_no_other),
        TEST(a_long_list_is_cut_and_its_count_says_so),
        TEST(who_has_no_deal_is_told_apart_from_who_has_nothing_due),
        TEST(the_answer_says_whose_and_what),
        TEST(a_rep_has_no_team_and_who_does_not_sell_no_queue),
        TEST(every_list_is_read_through_its_index),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
