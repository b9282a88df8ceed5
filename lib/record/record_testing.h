/* SPDX-License-Identifier: Apache-2.0 */
/* record_testing.h - for the tests of this folder: a record with a field of every kind, owned and
 * shared, another seen by all and a third seen through the first, on a store of their own under
 * /tmp. */
#ifndef RECORD_TESTING_H
#define RECORD_TESTING_H
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* ours sets a fault */
/* clang-format on */
#include <dirent.h>
#include <unistd.h>

#include "openapi.h"
#include "record_impl.h"
#include "db/store.h"
#include "db/testing.h"

struct person {
    int64_t id;
    struct str name;
    BASE_MEMBERS;
};
struct job_row {
    int64_t id;
    struct str name;
    struct str notes;
    struct str mail;
    int64_t person_id;
    int64_t owner_id;
    int state;
    int64_t size;
    int share;
    struct money value;
    struct day due;
    struct instant met;
    bool done;
    int64_t boss_id;
    bool boss;
    int64_t seen_by;
    struct str code;
    struct str key;
    BASE_MEMBERS;
};
struct step {
    int64_t id;
    int64_t job_id;
    struct str what;
    BASE_MEMBERS;
};

/* clang-format off */
static const struct word states[] = {
    { "open", "Open" }, { "kept", "Kept" }, { "broken", "Broken off" }, { 0 },
};
static const struct field person_fields[] = {
    { F(person, id, ID), "No.", 0 },
    { F(person, name, TEXT), "Name", REQUIRED | LISTED | SORTED | PREFIX },
    BASE_FIELDS(person),
};
static const struct field job_fields[] = {
    { F(job_row, id, ID),        "No.",      0 },
    { F(job_row, name, TEXT),    "Name",     REQUIRED | LISTED | SORTED | PREFIX | FILTER,
      .max = 30 },
    { F(job_row, notes, LINES),  "Notes",    0, .max = 50 },
    { F(job_row, mail, EMAIL),   "E-mail",   LISTED | PREFIX },
    { F(job_row, person_id, REF), "Account", FILTER, .ref = "person" },
    { F(job_row, owner_id, REF), "Owner",    COMPUTED | FILTER, .ref = "person" },
    { F(job_row, state, WORD),   "State",    LISTED | FILTER, .words = states },
    { F(job_row, size, INT),     "Size",     LISTED | SORTED | FILTER, .min = -10, .max = 1000 },
    { F(job_row, share, PERCENT), "Share",   0 },
    { F(job_row, value, MONEY),  "Value",    LISTED | SORTED },
    { F(job_row, due, DAY),      "Due",      LISTED | SORTED | FILTER },
    { F(job_row, met, INSTANT),  "Met",      FILTER },
    { F(job_row, done, FLAG),    "Done",     FILTER },
    { F(job_row, boss_id, REF),  "Told by",  0, .ref = "person" },
    { F(job_row, boss, FLAG),    "Boss",     0 },
    { F(job_row, seen_by, INT),  "Seen by",  COMPUTED | OFF_FORM },
    { F(job_row, code, TEXT),    "Code",     ONCE },
    { F(job_row, key, TEXT),     "Key",      SECRET },
    BASE_FIELDS(job_row),
};
static const struct field step_fields[] = {
    { F(step, id, ID), "No.", 0 },
    { F(step, job_id, REF), "Job", REQUIRED | FILTER, .ref = "job" },
    { F(step, what, TEXT), "What", LISTED | SORTED },
    BASE_FIELDS(step),
};
static const struct shape more_of_job[] = { { "late", SHAPE_FLAG }, { 0 } };
static const struct list job_lists[] = {
    { "-value", { "state" }, "job_state_value", "job_owner_state_value" },
    { "due", { NULL }, "job_due", "job_owner_due" },
};
/* clang-format on */

static inline bool name_to_id(struct ctx *c, const struct field *f, struct str name,
                              const void *row UNUSED, int64_t *id)
{
    bool found;
    return strcmp(f->name, "owner_id") == 0
           && db_one(c, SQL("SELECT id FROM person WHERE name = $1"), ARGS(T(name)), OUTS(OI(id)),
                     &found)
           && found;
}

static inline void job_more(struct buf *b, const void *row)
{
    const struct job_row *job = row;
    buf_lit(b, ",\"late\":");
    buf_add(b, job->done ? STR("false") : STR("true"));
}

static const struct record person_record = {
    .name = "person",
    .plural = "people",
    .label = "Person",
    .labels = "People",
    .size = sizeof(struct person),
    .fields = person_fields,
    .n_fields = COUNT(person_fields),
    .title = "name",
    .default_sort = "name",
};
static const struct record job_record = {
    .name = "job",
    .plural = "jobs",
    .label = "Job",
    .labels = "Jobs",
    .size = sizeof(struct job_row),
    .fields = job_fields,
    .n_fields = COUNT(job_fields),
    .title = "name",
    .owner = "owner_id",
    .shares = "job_share",
    .lists = job_lists,
    .n_lists = COUNT(job_lists),
    .json_more = job_more,
    .more = more_of_job,
    .ref_by_name = name_to_id,
};
static const struct record step_record = {
    .name = "step",
    .plural = "steps",
    .label = "Step",
    .labels = "Steps",
    .size = sizeof(struct step),
    .fields = step_fields,
    .n_fields = COUNT(step_fields),
    .through = "job_id",
};

#define BASE_COLUMNS                                                                               \
    "id {id}, version {int} NOT NULL, created {int} NOT NULL, updated {int} NOT NULL, "
static const struct migration first_migration = {
    1, "first",
    "CREATE TABLE person(" BASE_COLUMNS "name text NOT NULL, name_fold text NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX person_name ON person(name_fold);"
    "CREATE TABLE job(" BASE_COLUMNS "name text NOT NULL, name_fold text NOT NULL,"
    " notes text NOT NULL, mail text NOT NULL, mail_fold text NOT NULL,"
    " person_id {int} REFERENCES person, owner_id {int} REFERENCES person,"
    " state {int} NOT NULL, size {int}, share {int} NOT NULL,"
    " value {int}, value_currency text NOT NULL, due {int} NOT NULL, met {int} NOT NULL,"
    " done {int} NOT NULL, boss_id {int}, boss {int} NOT NULL DEFAULT 0, seen_by {int},"
    " code text NOT NULL, key text NOT NULL) STRICT;"
    "CREATE INDEX job_state_value ON job(state, value, id);"
    "CREATE INDEX job_owner_state_value ON job(owner_id, state, value, id);"
    "CREATE INDEX job_due ON job(due, id);"
    "CREATE INDEX job_owner_due ON job(owner_id, due, id);"
    "CREATE TABLE job_share(job_id {int} NOT NULL, user_id {int} NOT NULL,"
    " PRIMARY KEY (user_id, job_id)) STRICT;"
    "CREATE TABLE step(" BASE_COLUMNS "job_id {int} REFERENCES job, what text NOT NULL,"
    " what_fold text NOT NULL) STRICT;"
};

/* A store, and a reader's context on it with the clock at 2017-03-15 10:00 UTC. */
struct place {
    char folder[64], file[128];
    struct arena arena;
    struct store *store;
    struct ctx c;
};

static const struct instant test_now = { INT64_C(1489572000000) };

static inline struct instant test_clock(void)
{
    return test_now;
}

static inline int register_all(void **state)
{
    static const struct record *const all[] = { &person_record, &job_record, &step_record };
    (void)state;
    records_register(all, COUNT(all));
    return zone_set("UTC") ? 0 : -1;
}

static inline int place_make(void **state)
{
    static const struct migration *const migrations[] = { &first_migration };
    struct place *p = calloc(1, sizeof(*p));
    struct str why = STR_NONE;
    bool kept;

    snprintf(p->folder, sizeof(p->folder), "/tmp/counterpart-record-XXXXXX");
    if (!mkdtemp(p->folder))
        return -1;
    snprintf(p->file, sizeof(p->file), "%s/a.db", p->folder);
    arena_init(&p->arena, (size_t)256 << 20);
    const char *database = testing_database_again(&p->arena, p->file, &kept);
    p->store = store_open(database, STORE_WRITE, &why);
    if (!p->store || !store_migrate(p->store, migrations, 1, &why))
        return -1;
    if (!kept)
        testing_keep(database);
    store_clock(p->store, test_clock);
    p->c = (struct ctx){ .arena = &p->arena, .viewer = &viewer_system, .now = test_now };
    p->c.db = store_reader(p->store, 256);
    *state = p;
    return p->c.db ? 0 : -1;
}

static inline int place_remove(void **state)
{
    struct place *p = *state;
    DIR *dir;

    db_close(p->c.db);
    store_close(p->store);
    dir = opendir(p->folder);
    for (struct dirent *e; (e = readdir(dir));) {
        char name[400];
        snprintf(name, sizeof(name), "%s/%s", p->folder, e->d_name);
        unlink(name);
    }
    closedir(dir);
    rmdir(p->folder);
    arena_release(&p->arena);
    free(p);
    return 0;
}

/* Runs on the writer with a context of its own; the fault stays in `out` where given. */
static inline bool write_as(struct place *p, bool (*run)(struct ctx *c, void *arg), void *arg,
                            struct ctx *out)
{
    struct ctx c = p->c;
    bool ok;
    fault_clear(&c);
    ok = writer_call(p->store, &c, run, arg);
    if (out)
        *out = c;
    return ok;
}

static inline bool run_person(struct ctx *c, void *row)
{
    return record_insert(c, &person_record, row);
}

static inline bool run_job(struct ctx *c, void *row)
{
    return record_insert(c, &job_record, row);
}

static inline bool run_job_update(struct ctx *c, void *row)
{
    return record_update(c, &job_record, row);
}

static inline bool run_job_remove(struct ctx *c, void *row)
{
    return record_remove(c, &job_record, row);
}

static inline int64_t make_person(struct place *p, const char *name)
{
    struct person row;
    record_init(&person_record, &row);
    row.name = str_of(name);
    assert_true(write_as(p, run_person, &row, NULL));
    return row.id;
}

static inline struct str text_of(const struct buf *b)
{
    assert_false(b->full);
    return arena_str(b->arena, buf_str(b));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_remove)
#define assert_str(s, expected) assert_string_equal(arena_cstr(&p->arena, (s)), (expected))
#endif
