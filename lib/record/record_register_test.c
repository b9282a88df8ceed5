/* SPDX-License-Identifier: Apache-2.0 */
#include "record_testing.h"
#include <sys/wait.h>

/* What a program of those records says before it ends; empty when it goes on. */
static void start_with(const struct record *const *records, size_t n, char *said, size_t size)
{
    int ends[2], status;
    ssize_t got;
    pid_t pid;

    assert_int_equal(pipe(ends), 0);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        dup2(ends[1], STDERR_FILENO);
        records_register(records, n);
        _exit(0);
    }
    close(ends[1]);
    for (n = 0; (got = read(ends[0], said + n, size - 1 - n)) > 0;)
        n += (size_t)got;
    said[n] = '\0';
    close(ends[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(WEXITSTATUS(status), said[0] ? 1 : 0);
}

static void dies(struct record r, const char *sentence)
{
    const struct record *const all[] = { &person_record, &r };
    char said[1000];
    start_with(all, 2, said, sizeof(said));
    if (!strstr(said, sentence))
        print_error("wanted \"%s\", got \"%s\"\n", sentence, said);
    assert_non_null(strstr(said, sentence));
}

/* A job whose second field is `f`. */
static void dies_of_field(struct field f, const char *sentence)
{
    struct field fields[COUNT(job_fields)];
    struct record r = job_record;
    memcpy(fields, job_fields, sizeof(fields));
    fields[2] = f;
    r.fields = fields;
    dies(r, sentence);
}

static void good_records_start(void **state)
{
    static const struct record *const all[] = { &step_record, &job_record, &person_record };
    char said[1000];
    (void)state;
    start_with(all, COUNT(all), said, sizeof(said));
    assert_string_equal(said, "");
}

static void a_wrong_field_stops_the_start(void **state)
{
    static const struct word no_words[] = { { 0 } };
    (void)state;
    dies_of_field((struct field){ F(job_row, notes, LINES), .label = "", .flags = SORTED },
                  "notes cannot narrow or sort a list");
    dies_of_field((struct field){ F(job_row, size, INT), .label = "" },
                  "two fields are called size");
    dies_of_field((struct field){ .name = "x", .kind = KIND_WORD, .words = no_words },
                  "x has no words");
    dies_of_field((struct field){ .name = "x_id", .kind = KIND_REF, .ref = "nothing" },
                  "x_id refers to no record");
    dies_of_field((struct field){ .name = "x", .kind = KIND_INT, .flags = PREFIX },
                  "x is not found by prefix");
    dies_of_field((struct field){ .name = "x", .kind = KIND_INT, .offset = 100000 },
                  "x lies outside its struct");
}

static void a_wrong_record_stops_the_start(void **state)
{
    static const struct list no_index = { "due", { NULL }, "job_due", NULL };
    static const struct list no_filter = { "due", { "notes" }, "job_due", "job_owner_due" };
    static const struct list no_sort = { "notes", { NULL }, "job_due", "job_owner_due" };
    struct record r = job_record;

    (void)state;
    r.n_lists = 1;
    r.lists = &no_index;
    dies(r, "the list by due lacks an index");
    r.lists = &no_filter;
    dies(r, "narrowed by notes, which is not a FILTER");
    r.lists = &no_sort;
    dies(r, "sorts by notes, which is not SORTED");
    r = job_record;
    r.title = "colour";
    dies(r, "its title colour is not a field");
    r = job_record;
    r.name = "person";
    dies(r, "two records are called person");
    r = job_record;
    r.owner = NULL;
    dies(r, "shared but has no owner");
    r = job_record;
    r.n_fields--;
    dies(r, "its time updated is not a field");
    r = job_record;
    r.title = "size";
    dies(r, "its title is not a text");
}

static void records_seen_through_each_other_stop_the_start(void **state)
{
    static const struct field fields[] = {
        { F(step, id, ID), .label = "" },
        { F(step, job_id, REF), .label = "", .ref = "ring" },
        BASE_FIELDS(step),
    };
    struct record r = step_record;
    (void)state;
    r.name = "ring";
    r.fields = fields;
    r.n_fields = COUNT(fields);
    dies(r, "ring is seen through a ring");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_records_start),
        cmocka_unit_test(a_wrong_field_stops_the_start),
        cmocka_unit_test(a_wrong_record_stops_the_start),
        cmocka_unit_test(records_seen_through_each_other_stop_the_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
