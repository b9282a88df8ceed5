/* SPDX-License-Identifier: Apache-2.0 */
#include "metric.h"

#include <setjmp.h>
#include <cmocka.h>

static struct arena arena;
static struct buf b;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, (size_t)1 << 20);
    buf_init(&b, &arena, (size_t)1 << 16);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static void is(const char *text)
{
    buf_char(&b, '\0');
    assert_string_equal(b.p, text);
}

static void a_family_is_told_once_before_its_samples(void **state)
{
    (void)state;
    metric_head(&b, "x_total", METRIC_COUNTER, "What it counts.");
    metric_int(&b, "x_total", LABELS({ "kind", STR_INIT("a") }, { "code", STR_INIT("200") }), 7);
    metric_int(&b, "x_total", NO_LABELS, 1);
    metric_one(&b, "y", METRIC_GAUGE, "Another.", -3);
    is("# HELP x_total What it counts.\n# TYPE x_total counter\n"
       "x_total{kind=\"a\",code=\"200\"} 7\nx_total 1\n"
       "# HELP y Another.\n# TYPE y gauge\ny -3\n");
}

static void a_label_cannot_end_its_line(void **state)
{
    (void)state;
    metric_int(&b, "x", LABELS({ "a", STR_INIT("q\"b\\n\n") }), 1);
    is("x{a=\"q\\\"b\\\\n\\n\"} 1\n");
}

static void times_are_seconds(void **state)
{
    (void)state;
    metric_seconds(&b, "x", NO_LABELS, 2500);
    metric_seconds(&b, "x", NO_LABELS, 3000000);
    metric_seconds(&b, "x", NO_LABELS, 0);
    is("x 0.0025\nx 3\nx 0\n");
}

static void buckets_hold_all_below_them(void **state)
{
    static const int64_t le[] = { 1000, 2500 };
    static const struct metric_bounds bounds = { le, COUNT(le), true };
    int64_t counts[3] = { 0 }, sum = 0;
    const int64_t seen[] = { 0, 1000, 1001, 2501, 9000000 };
    (void)state;

    for (size_t i = 0; i < COUNT(seen); i++) {
        counts[metric_bucket(&bounds, seen[i])]++;
        sum += seen[i];
    }
    metric_histogram(&b, "x_seconds", LABELS({ "r", STR_INIT("/") }), &bounds, counts, sum);
    is("x_seconds_bucket{r=\"/\",le=\"0.001\"} 2\nx_seconds_bucket{r=\"/\",le=\"0.0025\"} 3\n"
       "x_seconds_bucket{r=\"/\",le=\"+Inf\"} 5\nx_seconds_sum{r=\"/\"} 9.004502\n"
       "x_seconds_count{r=\"/\"} 5\n");
}

static void a_tally_adds_up(void **state)
{
    tally t = 0;
    (void)state;

    tally_add(&t, 2);
    tally_add(&t, 40);
    assert_int_equal(tally_read(&t), 42);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_family_is_told_once_before_its_samples, begin, end),
        cmocka_unit_test_setup_teardown(a_label_cannot_end_its_line, begin, end),
        cmocka_unit_test_setup_teardown(times_are_seconds, begin, end),
        cmocka_unit_test_setup_teardown(buckets_hold_all_below_them, begin, end),
        cmocka_unit_test(a_tally_adds_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
