/* SPDX-License-Identifier: Apache-2.0 */
#include "db/schema.h"
#include "record_testing.h"

#define JOBS 60

/* Owners 1 to 3 in turn; sizes, values and days repeat, and every fifth has none. */
static bool run_jobs(struct ctx *c, void *arg)
{
    static const char *const names[] = { "Roof", "roof", "Ämter", "Bad", "" };
    (void)arg;
    for (int i = 0; i < JOBS; i++) {
        struct job_row row;
        record_init(&job_record, &row);
        row.name = str_of(names[i * 7 % 5]);
        row.mail = i % 4 ? STR_NONE : STR("Ro@example.com");
        row.owner_id = 1 + i % 3;
        row.state = i / 3 % 3;
        row.size = i % 5 ? i * 11 % 7 - 3 : INT_NONE;
        row.value = i % 5 ? (struct money){ i * 13 % 4 * 100, "USD" } : MONEY_NONE;
        row.due = i % 6 ? day_of(2017, 3, 10 + i % 6) : DAY_NONE;
        row.met.ms = test_now.ms + i * INT64_C(3600000);
        row.done = i % 2 != 0;
        if (!record_insert(c, &job_record, &row))
            return false;
    }
    return true;
}

static bool run_shares(struct ctx *c, void *arg)
{
    (void)arg;
    return db_do(c,
                 SQL("INSERT INTO job_share (job_id, user_id) SELECT id, 9 FROM job WHERE id % 4 = "
                     "0"),
                 NO_ARGS)
           && db_do(c,
                    SQL("INSERT INTO job_share (job_id, user_id) SELECT id, 2 FROM job WHERE id % "
                        "6 < 2"),
                    NO_ARGS);
}

static bool run_steps(struct ctx *c, void *arg)
{
    (void)arg;
    for (int64_t i = 1; i <= JOBS; i++) {
        struct step row;
        record_init(&step_record, &row);
        row.job_id = i;
        row.what = i % 2 ? STR("call") : STR("Ring");
        if (!record_insert(c, &step_record, &row))
            return false;
    }
    return true;
}

static const int64_t one[] = { 2 }, two[] = { 2, 3 }, none[] = { 9 };
static const struct viewer viewers[] = {
    { .id = 7, .sees_all = true },
    { .id = 2, .owners = one, .n_owners = 1 },
    { .id = 2, .owners = two, .n_owners = 2 },
    { .id = 9, .owners = none, .n_owners = 1 },
};

static void fill(struct place *p)
{
    make_person(p, "Anna");
    make_person(p, "Olaf");
    make_person(p, "Zoë");
    assert_true(write_as(p, run_jobs, NULL, NULL));
    assert_true(write_as(p, run_shares, NULL, NULL));
    assert_true(write_as(p, run_steps, NULL, NULL));
}

static bool passes(const struct list_query *lq, const struct job_row *row)
{
    for (size_t i = 0; i < lq->n_filters; i++) {
        int64_t v = value_get(lq->filters[i].field, row).i, wanted = lq->filters[i].i;
        enum list_op op = lq->filters[i].op;
        int64_t absent = lq->filters[i].field->kind == KIND_DAY ? DAY_NONE.n : INSTANT_NONE.ms;
        if (op == LIST_IS ? v != wanted : op == LIST_FROM ? v < wanted || v == absent : v > wanted)
            return false;
    }
    return true;
}

/* What the viewer sees, one by one. */
struct jobs {
    bool there[JOBS + 1];
    struct job_row rows[JOBS + 1];
};

static void read_each(struct place *p, struct jobs *all)
{
    for (int64_t id = 1; id <= JOBS; id++) {
        all->there[id] = record_get(&p->c, &job_record, id, &all->rows[id]);
        fault_clear(&p->c);
    }
}

/* What the list should hold. */
static size_t expected(const struct jobs *all, const struct list_query *lq, bool in[JOBS + 1])
{
    size_t n = 0;
    for (int64_t id = 1; id <= JOBS; id++) {
        in[id] = all->there[id] && passes(lq, &all->rows[id]);
        n += in[id];
    }
    return n;
}

static int compare(struct place *p, const struct field *f, const struct job_row *a,
                   const struct job_row *b)
{
    struct value x = value_get(f, a), y = value_get(f, b);
    int text = field_is_text(f) ? str_cmp(fold(&p->arena, x.s), fold(&p->arena, y.s)) : 0;
    if (f->kind == KIND_MONEY) { /* an amount of nothing comes before all others */
        x.i = x.s.n ? x.i : INT64_MIN;
        y.i = y.s.n ? y.i : INT64_MIN;
    }
    if (text || x.i != y.i)
        return text ? text : x.i < y.i ? -1 : 1;
    return (a->id > b->id) - (a->id < b->id);
}

static void in_order(struct place *p, const struct list_query *lq, const struct job_row *a,
                     const struct job_row *b)
{
    int order = compare(p, lq->sort, a, b);
    assert_true(lq->descending ? order > 0 : order < 0);
}

/* The token of one page becomes the key of the next, as a client would send it. */
static void go_on(struct place *p, struct list_query *lq, struct str next)
{
    struct sort sort = sort_of(&job_record, lq->sort, lq->descending);
    struct key key;
    assert_true(key_read(&p->arena, next, &sort, &key));
    lq->has_after = true;
    lq->after_i = key.i;
    lq->after_s = key.s;
    lq->after_id = key.id;
}

static void walk(struct place *p, const struct jobs *jobs, struct list_query lq)
{
    bool in[JOBS + 1], seen[JOBS + 1] = { false };
    size_t left = expected(jobs, &lq, in), all = left;
    struct job_row last = { 0 };
    struct list_page page;

    lq.counted = true;
    do {
        assert_true(record_list(&p->c, &job_record, &lq, &page));
        assert_int_equal(page.count, all);
        assert_true(page.n == (size_t)lq.limit || !page.next.n);
        for (size_t i = 0; i < page.n; i++) {
            const struct job_row *row = (const struct job_row *)page.rows + i;
            assert_true(in[row->id] && !seen[row->id]);
            if (last.id)
                in_order(p, &lq, &last, row);
            seen[row->id] = true;
            last = *row;
            left--;
        }
        if (page.next.n)
            go_on(p, &lq, page.next);
    } while (page.next.n);
    assert_int_equal(left, 0);
}

static void walk_both_ways(struct place *p, struct list_query lq)
{
    static const char *const sorts[] = { "id", "name", "size", "value", "due" };
    static const int limits[] = { 1, 7, 60, 200 };
    struct jobs jobs;
    read_each(p, &jobs);
    for (size_t i = 0; i < COUNT(sorts) * COUNT(limits) * 2; i++) {
        struct arena_mark mark = arena_mark(&p->arena);
        lq.sort = field_named(&job_record, str_of(sorts[i / 2 % COUNT(sorts)]));
        lq.limit = limits[i / 2 / COUNT(sorts)];
        lq.descending = i % 2;
        walk(p, &jobs, lq);
        arena_rewind(&p->arena, mark);
    }
}

static void pages_are_complete_and_without_doubles_for_every_viewer(void **state)
{
    struct place *p = *state;
    fill(p);
    for (size_t i = 0; i < COUNT(viewers); i++) {
        p->c.viewer = &viewers[i];
        walk_both_ways(p, (struct list_query){ 0 });
    }
}

static struct list_query query_of(struct place *p, const char *name, const char *text)
{
    struct input in = { 0 };
    struct list_query lq;
    input_add(&p->arena, &in, str_of(name), str_of(text), INPUT_TEXT);
    assert_true(list_query_read(&p->c, &job_record, &in, &lq));
    assert_true(input_all_used(&p->c, &in));
    return lq;
}

static void filters_narrow_every_viewers_list(void **state)
{
    static const char *const filters[][2] = {
        { "state", "kept" },     { "done", "true" },           { "owner", "Zoë" },
        { "owner_id", "1" },     { "due_from", "2017-03-13" }, { "due_to", "2017-03-13" },
        { "due", "2017-03-12" }, { "met", "2017-03-16" },      { "met_to", "2017-03-16 12:00" },
        { "size", "2" },         { "owner_id", "2" },          { "owner_id", "999" },
    };
    struct place *p = *state;
    fill(p);
    for (size_t i = 0; i < COUNT(filters) * COUNT(viewers); i++) {
        const char *const *f = filters[i / COUNT(viewers)];
        p->c.viewer = &viewers[i % COUNT(viewers)];
        walk_both_ways(p, query_of(p, f[0], f[1]));
    }
}

static size_t listed(struct place *p, const struct record *r, const char *name, const char *text)
{
    struct input in = { 0 };
    struct list_query lq;
    struct list_page page;

    input_add(&p->arena, &in, str_of(name), str_of(text), INPUT_TEXT);
    assert_true(list_query_read(&p->c, r, &in, &lq));
    lq.limit = LIST_LIMIT;
    assert_true(record_list(&p->c, r, &lq, &page));
    return page.n;
}

static void texts_are_filtered_as_people_write_them(void **state)
{
    struct place *p = *state;
    fill(p);
    assert_int_equal(listed(p, &job_record, "name", "ROOF"), JOBS / 5 * 2);
    assert_int_equal(listed(p, &job_record, "name", "amter"), JOBS / 5);
    assert_int_equal(listed(p, &job_record, "name", ""), JOBS);
}

/* Steps are seen with their jobs: jobs of owner 2 and what is shared with user 2. */
static void what_is_seen_through_another_is_listed_with_it(void **state)
{
    struct place *p = *state;
    size_t seen = 0;

    fill(p);
    p->c.viewer = &viewers[1];
    for (int64_t id = 1; id <= JOBS; id++) {
        const char *text = arena_printf(&p->arena, "%lld", (long long)id).p;
        struct job_row job;
        bool one_seen = record_get(&p->c, &job_record, id, &job);
        fault_clear(&p->c);
        assert_int_equal(listed(p, &step_record, "job_id", text), one_seen);
        seen += one_seen;
    }
    assert_int_equal(listed(p, &step_record, "job_id", ""), seen);
    assert_int_equal(listed(p, &step_record, "sort", "-what"), seen);
    p->c.viewer = &viewer_system;
    assert_int_equal(listed(p, &step_record, "job_id", ""), JOBS);
}

static bool run_many(struct ctx *c, void *arg)
{
    const int64_t *n = arg;
    return db_do(
        c,
        SQL("INSERT INTO job (version, created, updated, name, name_fold, notes, mail,"
            " mail_fold, owner_id, state, share, value_currency, due, met, done, code, key)"
            " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)"
            " SELECT 1, 0, 0, '', '', '', '', '', 2, 0, 0, '', 1, 1, 0, '', '' FROM n"),
        ARGS(I(*n)));
}

static void a_count_stops_at_a_thousand(void **state)
{
    struct place *p = *state;
    struct list_query lq = { .counted = true, .limit = 1 };
    struct list_page page;
    struct buf b;
    int64_t n = 1000, more = 1;

    make_person(p, "Anna");
    make_person(p, "Olaf");
    assert_true(write_as(p, run_many, &n, NULL));
    assert_true(record_list(&p->c, &job_record, &lq, &page));
    assert_true(page.count == 1000 && !page.count_capped);
    assert_true(write_as(p, run_many, &more, NULL));
    for (size_t i = 0; i < 2; i++) {
        p->c.viewer = &viewers[i];
        assert_true(record_list(&p->c, &job_record, &lq, &page));
        assert_true(page.count == 1000 && page.count_capped);
    }
    page.n = 0;
    buf_init(&b, &p->arena, 200);
    record_list_json(&b, &job_record, &page);
    assert_str(text_of(&b),
               arena_printf(&p->arena,
                            "{\"items\":[],\"next\":\"%.*s\",\"count\":1000,\"count_capped\":true}",
                            STR_FMT(page.next))
                   .p);
}

static void nonsense_in_a_query_is_named(void **state)
{
    static const char *const bad[][2] = {
        { "sort", "notes" }, { "sort", "colour" },      { "limit", "0" },     { "limit", "201" },
        { "after", "x" },    { "after", "i5" },         { "after", "t41.5" }, { "after", "i5.x" },
        { "state", "shut" }, { "due_from", "soonish" }, { "done", "maybe" },  { "owner", "Nobody" },
        { "size", "big" },
    };
    struct place *p = *state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct input in = { 0 };
        struct list_query lq;
        input_add(&p->arena, &in, str_of(bad[i][0]), str_of(bad[i][1]), INPUT_TEXT);
        assert_false(list_query_read(&p->c, &job_record, &in, &lq));
        assert_int_equal(p->c.fault.kind, FAULT_BAD_INPUT);
        assert_str(p->c.fault.fields->field, bad[i][0]);
        fault_clear(&p->c);
    }
}

static void a_column_that_is_no_filter_stays_unused(void **state)
{
    struct place *p = *state;
    struct input in = { 0 };
    struct list_query lq;

    input_add(&p->arena, &in, STR("notes"), STR("x"), INPUT_TEXT);
    assert_true(list_query_read(&p->c, &job_record, &in, &lq));
    assert_false(input_all_used(&p->c, &in));
}

static void declared_lists_walk_their_index(void **state)
{
    struct place *p = *state;
    for (size_t i = 0; i < COUNT(job_lists) * 2; i++) {
        const struct list *l = &job_lists[i / 2];
        bool walks = false;
        assert_true(db_read_begin(&p->c, 0));
        assert_true(db_walks(&p->c, list_sql(&p->arena, &job_record, l, i % 2).p,
                             i % 2 ? l->owner_index : l->index, &walks));
        db_read_end(&p->c);
        assert_true(walks);
    }
}

/* ---- by prefix ---- */

static void a_prefix_finds_by_any_of_its_fields_once(void **state)
{
    struct place *p = *state;
    struct list_page page;
    struct job_row *rows;

    fill(p);
    assert_true(record_find(&p->c, &job_record, STR(" RO"), 100, &page));
    assert_int_equal(page.n, 33); /* 24 by name, 15 by address, 6 by both */
    rows = page.rows;
    for (size_t i = 1; i < page.n; i++)
        for (size_t j = 0; j < i; j++)
            assert_int_not_equal(rows[i].id, rows[j].id);
    assert_true(record_find(&p->c, &job_record, STR("ro"), 5, &page));
    assert_int_equal(page.n, 5);
    assert_true(record_find(&p->c, &job_record, STR("rox"), 5, &page));
    assert_int_equal(page.n, 0);
    assert_true(record_find(&p->c, &job_record, STR("  "), 5, &page));
    assert_int_equal(page.n, 0);
}

static void a_prefix_finds_only_what_one_sees(void **state)
{
    struct place *p = *state;
    struct list_page page;
    const struct job_row *rows;

    fill(p);
    p->c.viewer = &viewers[3];
    assert_true(record_find(&p->c, &job_record, STR("ro"), 100, &page));
    assert_int_not_equal(page.n, 0);
    rows = page.rows;
    for (size_t i = 0; i < page.n; i++)
        assert_int_equal(rows[i].id % 4, 0);
    assert_true(record_find(&p->c, &person_record, STR("zoe"), 10, &page));
    assert_int_equal(page.n, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(pages_are_complete_and_without_doubles_for_every_viewer),
        TEST(filters_narrow_every_viewers_list),
        TEST(texts_are_filtered_as_people_write_them),
        TEST(what_is_seen_through_another_is_listed_with_it),
        TEST(a_count_stops_at_a_thousand),
        TEST(nonsense_in_a_query_is_named),
        TEST(a_column_that_is_no_filter_stays_unused),
        TEST(declared_lists_walk_their_index),
        TEST(a_prefix_finds_by_any_of_its_fields_once),
        TEST(a_prefix_finds_only_what_one_sees),
    };
    return cmocka_run_group_tests(tests, register_all, NULL);
}
