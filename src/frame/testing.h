/* SPDX-License-Identifier: Apache-2.0 */
/* testing.h - for the slices' unit tests: a store of their own under /tmp with every migration, the
 * whole program registered, and two people. ADA is administrator and top manager, BEN a rep below
 * her; place_user() makes more.
 *
 * p->c reads, as the program itself until place_as() says who. place_write() runs a rule on the
 * writer as p->c's viewer; its fault then stands in p->c. Time stands still at 15 March 2017, 10:00
 * UTC, and moves by place_clock_to(), or by place_walk_to(), which rings what is due on the way.
 */
#ifndef TESTING_H
#define TESTING_H
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

#include "db/testing.h"
#include "frame/app.h"
#include "frame/kept.h"
#include "frame/people.h"
#include "migrations.h"
#include "sched/sched.h"

enum {
    ADA = 1,
    BEN = 2,
};

struct place {
    char folder[64], file[128];
    struct arena arena;
    struct store *store;
    struct ctx c;
};

static struct instant place_now;

static inline struct instant place_clock(void)
{
    return place_now;
}

/* Never back: the writer would not follow. */
static inline void place_clock_to(struct place *p, const char *instant)
{
    assert_true(instant_parse(str_of(instant), &place_now));
    p->c.now = place_now;
}

/* Whoever writes or reads next does it as this user, through `door`. */
static inline void place_as(struct place *p, int64_t user_id, const char *door)
{
    fault_clear(&p->c);
    assert_true(viewer_make(&p->c, user_id, door, &p->c.viewer));
}

static inline bool place_stand(struct ctx *c, struct instant at)
{
    place_now = at.ms > place_now.ms ? at : place_now;
    c->now = place_now;
    return true;
}

/* Clocks ring and jobs run until then, each at its own moment. */
static inline void place_walk_to(struct place *p, const char *instant)
{
    struct ctx c = { .arena = &p->arena, .viewer = &viewer_system };
    struct instant until;
    assert_true(instant_parse(str_of(instant), &until));
    assert_true(sched_walk(p->store, &c, until, place_stand));
    p->c.now = place_now;
}

/* True when it was kept; else the fault stands in p->c. */
static inline bool place_write(struct place *p, bool (*run)(struct ctx *c, void *arg), void *arg)
{
    struct ctx c = p->c;
    fault_clear(&c);
    bool ok = writer_call(p->store, &c, run, arg);
    p->c.fault = c.fault;
    return ok;
}

/* Whether a sentence about this field stands in p->c. */
static inline bool place_blames(const struct place *p, const char *field)
{
    for (const struct field_fault *f = p->c.fault.fields; f; f = f->next) {
        if (str_is(f->field, field))
            return true;
    }
    return false;
}

struct place_person {
    struct input in;
    int64_t id;
};

static inline bool place_person_write(struct ctx *c, void *arg)
{
    struct place_person *who = arg;
    const struct record *r = record_named("user");
    void *row = arena_alloc(c->arena, r->size);
    struct field_set given;
    record_init(r, row);
    if (!record_read(c, r, &who->in, RECORD_CREATE, "USD", row, &given)
        || !record_insert(c, r, row))
        return false;
    people_changed(c);
    return str_to_int(field_plain(c->arena, field_named(r, STR("id")), row), &who->id);
}

static inline void place_item(struct place *p, struct input *in, const char *name, bool value)
{
    input_add(&p->arena, in, str_of(name), value ? STR("true") : STR("false"), INPUT_TEXT);
}

/* NAME@example.com; manager_id 0: nobody above. Gives the id. */
static inline int64_t place_user(struct place *p, const char *name, unsigned roles,
                                 int64_t manager_id)
{
    struct place_person who = { 0 };
    struct str email = arena_printf(&p->arena, "%s@example.com", name);
    struct str above = arena_printf(&p->arena, "%lld", (long long)manager_id);
    input_add(&p->arena, &who.in, STR("name"), str_of(name), INPUT_TEXT);
    input_add(&p->arena, &who.in, STR("email"), email, INPUT_TEXT);
    input_add(&p->arena, &who.in, STR("reports_to_id"), manager_id ? above : STR_NONE, INPUT_TEXT);
    place_item(p, &who.in, "rep", roles & ROLE_REP);
    place_item(p, &who.in, "manager", roles & ROLE_MANAGER);
    place_item(p, &who.in, "administrator", roles & ROLE_ADMINISTRATOR);
    place_item(p, &who.in, "support", roles & ROLE_SUPPORT);
    place_item(p, &who.in, "executive", roles & ROLE_EXECUTIVE);
    place_item(p, &who.in, "active", true);
    assert_true(place_write(p, place_person_write, &who));
    return who.id;
}

static inline int place_make(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    struct str why = STR_NONE;
    bool kept;
    app_start();
    kept_forget();
    snprintf(p->folder, sizeof p->folder, "/tmp/counterpart-src-XXXXXX");
    if (!zone_set("UTC") || !mkdtemp(p->folder))
        return -1;
    snprintf(p->file, sizeof p->file, "%s/a.db", p->folder);
    arena_init(&p->arena, (size_t)256 << 20);
    const char *database = testing_database_again(&p->arena, p->file, &kept);
    p->store = store_open(database, STORE_WRITE, &why);
    if (!p->store || !store_migrate(p->store, migrations, n_migrations, &why))
        return -1;
    p->c = (struct ctx){ .arena = &p->arena, .viewer = &viewer_system };
    place_clock_to(p, "2017-03-15T10:00:00Z");
    store_clock(p->store, place_clock);
    p->c.db = store_reader(p->store, 256);
    *state = p;
    if (!kept) {
        place_user(p, "Ada", ROLE_MANAGER | ROLE_ADMINISTRATOR, 0);
        place_user(p, "Ben", ROLE_REP, ADA);
        testing_keep(database);
    }
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
        snprintf(name, sizeof name, "%s/%s", p->folder, e->d_name);
        unlink(name);
    }
    closedir(dir);
    rmdir(p->folder);
    arena_release(&p->arena);
    free(p);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_remove)
#define assert_str(s, expected) assert_string_equal(arena_cstr(&p->arena, (s)), (expected))
#endif
