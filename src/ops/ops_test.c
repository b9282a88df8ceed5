/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/testing.h"

#include "ops/ops.h"
#include "ops/ops_store.h"
#include "ops/process.h"

static const struct writer_counts idle = { 0 };

static void set_up(int64_t migration)
{
    ops_set_up(&(struct ops){ .migration = migration });
}

static void a_server_on_its_own_schema_is_ready(void **state)
{
    struct place *p = *state;
    set_up(migrations[n_migrations - 1]->number);
    assert_true(ops_ready(&p->c, &idle));
}

static void a_newer_schema_is_not_ours(void **state)
{
    struct place *p = *state;
    set_up(migrations[n_migrations - 1]->number - 1);
    assert_false(ops_ready(&p->c, &idle));
    assert_int_equal(p->c.fault.kind, FAULT_BUSY);
    assert_string_equal(p->c.fault.code, "migration");
    assert_true(p->c.fault.next[0].n > 0);
}

static void not_ready_while_writes_wait(struct place *p, struct writer_counts w)
{
    fault_clear(&p->c);
    assert_false(ops_ready(&p->c, &w));
    assert_string_equal(p->c.fault.code, "writer_stuck");
    assert_str(p->c.fault.detail, "Writes have waited for 11 seconds.");
}

static void a_writer_that_stands_still_is_not_ready(void **state)
{
    struct place *p = *state;
    set_up(migrations[n_migrations - 1]->number);
    not_ready_while_writes_wait(p, (struct writer_counts){ .busy_ms = 11000 });
    not_ready_while_writes_wait(p, (struct writer_counts){ .waiting = 1, .stalled_ms = 11999 });
    fault_clear(&p->c);
    assert_true(ops_ready(&p->c, &(struct writer_counts){ .busy_ms = 9000, .waiting = 60 }));
}

/* The value of a sample without labels; -1 when it is not there. */
static double sample(const char *text, const char *name)
{
    const char *at = strstr(text, name);
    while (at && (at[-1] != '\n' || at[strlen(name)] != ' '))
        at = strstr(at + 1, name);
    return at ? strtod(at + strlen(name), NULL) : -1;
}

static void the_process_is_told_as_the_kernel_sees_it(void **state)
{
    struct place *p = *state;
    struct buf b;
    double now = (double)time(NULL), started;
    buf_init(&b, &p->arena, 10000);
    process_metrics(&b);
    buf_char(&b, '\0');
    started = sample(b.p, "process_start_time_seconds");
    assert_true(started > now - 600 && started <= now + 1);
    assert_true(sample(b.p, "process_resident_memory_bytes") > 1e6);
    assert_true(sample(b.p, "process_virtual_memory_bytes")
                > sample(b.p, "process_resident_memory_bytes"));
    assert_true(sample(b.p, "process_cpu_seconds_total") > 0);
    assert_true(sample(b.p, "process_open_fds") >= 3);
    assert_true(sample(b.p, "process_max_fds") >= sample(b.p, "process_open_fds"));
}

/* Last: nothing makes it ready again. */
static void who_was_told_to_stop_is_not_ready(void **state)
{
    struct place *p = *state;
    set_up(migrations[n_migrations - 1]->number);
    ops_stop_begins();
    assert_false(ops_ready(&p->c, &idle));
    assert_string_equal(p->c.fault.code, "stopping");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_server_on_its_own_schema_is_ready),
        TEST(a_newer_schema_is_not_ours),
        TEST(a_writer_that_stands_still_is_not_ready),
        TEST(the_process_is_told_as_the_kernel_sees_it),
        TEST(who_was_told_to_stop_is_not_ready),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
