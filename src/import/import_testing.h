/* SPDX-License-Identifier: Apache-2.0 */
/* import_testing.h - for the import's tests: a run over files of a folder or of the test itself,
 * and what came of it. */
#ifndef IMPORT_TESTING_H
#define IMPORT_TESTING_H
/* clang-format off */
#include "frame/testing.h"
/* clang-format on */
#include "deal/deal.h"
#include "import/run/run.h"

#define FIXTURES "tests/fixtures/maven"

static inline struct str folder_text(struct place *p, const char *folder, const char *name)
{
    const char *path = arena_printf(&p->arena, "%s/%s", folder, name).p;
    char *text = arena_alloc(&p->arena, (size_t)4 << 20);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    size_t n = fread(text, 1, (size_t)4 << 20, f);
    fclose(f);
    return (struct str){ text, n };
}

/* A run as this user, not begun. */
static inline struct import_run *run_new(struct place *p, int64_t user)
{
    struct import_run *run = arena_new(&p->arena, struct import_run);
    run_init(run, p->store, &p->arena, user);
    return run;
}

/* cmocka's fail_msg() needs the fail() that ours replaced. */
#define fail_saying(...)          \
    do {                          \
        print_error(__VA_ARGS__); \
        assert_true(false);       \
    } while (0)

static inline void run_text(struct place *p, struct import_run *run, const char *filename,
                            const char *text, const char *record)
{
    struct file_said said = { .filename = str_of(filename),
                              .source.text = str_of(text),
                              .record = str_of(record) };
    if (!run_add(run, &p->c, &said))
        fail_saying("%.*s\n", STR_FMT(p->c.fault.detail));
}

static inline struct import_run *run_maven(struct place *p, const char *folder, bool list_price)
{
    struct import_run *run = run_new(p, ADA);
    const char *file;
    run->preset = STR("maven");
    run->list_price = list_price;
    for (size_t i = 0; (file = preset_file(run->preset, i)); i++)
        assert_true(run_add(run, &p->c,
                            &(struct file_said){ .filename = str_of(file),
                                                 .source.text = folder_text(p, folder, file) }));
    return run;
}

/* True when it ran to its end; else the fault stands in p->c. */
static inline bool run_go(struct place *p, struct import_run *run)
{
    struct ctx c = { .arena = &p->arena, .viewer = &viewer_system, .now = p->c.now };
    bool ok = run_settle(run, &c)
              && run_store(run, &c, run->dry ? IMPORT_READY : IMPORT_RUNNING, false)
              && run_all(run, &c);
    p->c.fault = c.fault;
    return ok;
}

static inline int64_t number_of(struct place *p, const char *sql)
{
    int64_t n = -1;
    assert_true(db_get(&p->c, sql, NO_ARGS, OUTS(OI(&n))));
    return n;
}

static inline struct str text_of(struct place *p, const char *sql)
{
    struct str s = STR_NONE;
    assert_true(db_get(&p->c, sql, NO_ARGS, OUTS(OT(&s))));
    return s;
}

/* How many problems of this code the run found. */
static inline int64_t problems_of(struct place *p, const struct import_run *run, const char *code)
{
    int64_t n = -1;
    assert_true(db_get(&p->c,
                       SQL("SELECT count(*) FROM import_problem WHERE import_id = $1 AND code = "
                           "$2"),
                       ARGS(I(run->import_id), T(str_of(code))), OUTS(OI(&n))));
    return n;
}

static inline void assert_adds_up(struct place *p)
{
    struct buf lines;
    buf_init(&lines, &p->arena, 1 << 20);
    assert_true(deal_sums_check(&p->c, &lines));
    assert_str(buf_str(&lines), "");
}

static inline void assert_tally(struct tally t, int created, int updated, int unchanged,
                                int left_out)
{
    assert_int_equal(t.created, created);
    assert_int_equal(t.updated, updated);
    assert_int_equal(t.unchanged, unchanged);
    assert_int_equal(t.left_out, left_out);
}
#endif
