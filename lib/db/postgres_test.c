/* SPDX-License-Identifier: Apache-2.0 */
/* What only a server can do to us. Needs COUNTERPART_TEST_SERVER; skipped without. */
#include "db_testing.h"
#include "postgres_impl.h"
#include "testing.h"
#include <stdatomic.h>

static int server_make(void **state)
{
    place_make(state);
    struct place *p = *state;
    if (getenv("COUNTERPART_TEST_SERVER"))
        snprintf(p->address, sizeof p->address, "%s", testing_database(&p->arena, NULL));
    return 0;
}

#define THING                                                               \
    "CREATE TABLE thing(id {id}, n {int}, word text, bytes {blob}) STRICT;" \
    "INSERT INTO thing(id, n) VALUES (1, 0), (2, 0)"

static struct store *server_store(struct place *p)
{
    static const struct migration first = { 1, "thing", THING };
    static const struct migration *const list[] = { &first };
    if (!p->address[0])
        skip();
    struct store *s = store_open(p->address, STORE_WRITE, &p->why);
    assert_non_null(s);
    assert_true(store_migrate(s, list, 1, &p->why));
    return s;
}

static bool values_put(struct ctx *c, void *arg)
{
    int64_t *id = arg;
    return db_get(c, SQL("INSERT INTO thing(n, word, bytes) VALUES ($1, $2, $3) RETURNING id"),
                  ARGS(I(INT64_MIN), T(STR("it's \"é\"")), B(((struct str){ "\0\1\xff", 3 }))),
                  OUTS(OI(id)));
}

static void values_come_back_as_they_went(void **state)
{
    struct place *p = *state;
    struct store *s = server_store(p);
    struct str word, bytes;
    int64_t id = 0, n = 0, null = 7;
    assert_true(writer_call(s, &p->c, values_put, &id));
    assert_int_equal(id, 3); /* behind those that came with ids of their own */
    p->c.db = store_reader(s, 64);
    assert_true(db_read_begin(&p->c, 0));
    assert_true(db_get(&p->c,
                       SQL("SELECT n, word, bytes, (SELECT n FROM thing WHERE id = $2) IS NULL"
                           " FROM thing WHERE id = $1"),
                       ARGS(I(id), NIL()), OUTS(OI(&n), OT(&word), OB(&bytes), OI(&null))));
    assert_int_equal(n, INT64_MIN);
    assert_true(str_is(word, "it's \"é\""));
    assert_int_equal(bytes.n, 3);
    assert_memory_equal(bytes.p, "\0\1\xff", 3);
    assert_int_equal(null, 1);
    db_read_end(&p->c);
    db_close(p->c.db);
    store_close(s);
}

static void a_reader_cannot_write(void **state)
{
    struct place *p = *state;
    struct store *s = server_store(p);
    int64_t changed;
    p->c.db = store_reader(s, 64);
    assert_true(db_read_begin(&p->c, 0));
    assert_false(db_do_changed(&p->c, SQL("UPDATE thing SET n = 5"), NO_ARGS, &changed));
    assert_int_equal(p->c.fault.kind, FAULT_BROKEN);
    db_read_end(&p->c);
    db_close(p->c.db);
    assert_int_equal(place_count(p, s, SQL("SELECT count(*) FROM thing WHERE n = 5")), 0);
    store_close(s);
}

static bool fails_later(struct ctx *c, void *arg UNUSED)
{
    return db_do(c, SQL("UPDATE thing SET n = 9"), NO_ARGS)
           && db_do(c, SQL("INSERT INTO thing(id, n) VALUES ($1, 1 / (n - n))"), ARGS(I(9)));
}

static bool fails_unseen(struct ctx *c, void *arg UNUSED)
{
    return db_do(c, SQL("UPDATE thing SET n = 9"), NO_ARGS)
           && db_do(c, SQL("UPDATE thing SET n = 1 / (n - n)"), NO_ARGS);
}

/* Nobody waits for the second statement; COMMIT does. */
static void what_was_only_sent_fails_at_the_commit(void **state)
{
    struct place *p = *state;
    struct store *s = server_store(p);
    assert_false(writer_call(s, &p->c, fails_unseen, NULL));
    assert_int_equal(p->c.fault.kind, FAULT_BROKEN);
    assert_false(writer_call(s, &p->c, fails_later, NULL));
    assert_int_equal(place_count(p, s, SQL("SELECT count(*) FROM thing WHERE n = 9")), 0);
    store_close(s);
}

struct adding {
    struct store *s;
    int64_t from, to;
    pthread_barrier_t *both; /* when set, they lock in opposite order: one must run again */
    int runs;
    int adds;
    bool ok;
};

static bool add_to(struct ctx *c, int64_t id)
{
    int64_t n;
    return db_get(c, SQL("SELECT n FROM thing WHERE id = $1 {lock}"), ARGS(I(id)), OUTS(OI(&n)))
           && db_do(c, SQL("UPDATE thing SET n = $2 WHERE id = $1"), ARGS(I(id), I(n + 1)));
}

static bool add_both(struct ctx *c, void *arg)
{
    struct adding *a = arg;
    if (!add_to(c, a->from))
        return false;
    if (a->both && a->runs++ == 0)
        pthread_barrier_wait(a->both);
    return add_to(c, a->to);
}

static void *adding_thread(void *arg)
{
    struct adding *a = arg;
    struct arena arena;
    arena_init(&arena, (size_t)64 << 20);
    struct ctx c = { .arena = &arena, .viewer = &viewer_system };
    a->ok = true;
    for (int i = 0; i < a->adds; i++)
        a->ok &= writer_call(a->s, &c, add_both, a);
    arena_release(&arena);
    return NULL;
}

static void together(struct adding *all, size_t n)
{
    pthread_t threads[8];
    for (size_t i = 0; i < n; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, adding_thread, &all[i]), 0);
    for (size_t i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 0; i < n; i++)
        assert_true(all[i].ok);
}

static void many_writers_lose_nothing(void **state)
{
    struct place *p = *state;
    struct adding all[8];
    struct store *s = server_store(p);
    for (size_t i = 0; i < COUNT(all); i++)
        all[i] = (struct adding){ .s = s, .from = 1, .to = 2, .adds = 40 };
    together(all, COUNT(all));
    assert_int_equal(place_count(p, s, SQL("SELECT n FROM thing WHERE id = 1")), 320);
    assert_int_equal(place_count(p, s, SQL("SELECT n FROM thing WHERE id = 2")), 320);
    store_close(s);
}

static void a_deadlock_is_run_again(void **state)
{
    struct place *p = *state;
    pthread_barrier_t both;
    struct store *s = server_store(p);
    pthread_barrier_init(&both, NULL, 2);
    struct adding all[2] = { { .s = s, .from = 1, .to = 2, .both = &both, .adds = 1 },
                             { .s = s, .from = 2, .to = 1, .both = &both, .adds = 1 } };
    together(all, COUNT(all));
    assert_true(all[0].runs + all[1].runs > 2);
    assert_int_equal(place_count(p, s, SQL("SELECT n FROM thing WHERE id = 1")), 2);
    pthread_barrier_destroy(&both);
    store_close(s);
}

static bool cut_others(struct ctx *c, void *arg UNUSED)
{
    int64_t n;
    return db_get(c,
                  SQL("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                      " WHERE usename = current_user AND pid <> pg_backend_pid()"),
                  NO_ARGS, OUTS(OI(&n)));
}

/* As many connections as readers at once, idle afterwards. */
static void leave_idle(struct place *p, struct store *s)
{
    struct db *readers[3];
    int64_t n;
    for (size_t i = 0; i < COUNT(readers); i++) {
        p->c.db = readers[i] = store_reader(s, 64);
        assert_true(db_read_begin(&p->c, 0));
        assert_true(db_get(&p->c, SQL("SELECT count(*) FROM thing"), NO_ARGS, OUTS(OI(&n))));
    }
    for (size_t i = 0; i < COUNT(readers); i++) {
        p->c.db = readers[i];
        db_read_end(&p->c);
        db_close(readers[i]);
    }
}

/* The connections that lay idle are gone; the first that notices throws all of them away. */
static void cut_connections_are_made_anew(void **state)
{
    struct place *p = *state;
    int64_t id, n;
    struct store *s = server_store(p), *other = store_open(p->address, STORE_WRITE, &p->why);
    assert_true(writer_call(s, &p->c, values_put, &id));
    assert_true(writer_call(other, &p->c, cut_others, NULL));
    assert_true(writer_call(s, &p->c, values_put, &id));
    leave_idle(p, s);
    assert_true(writer_call(other, &p->c, cut_others, NULL));
    p->c.db = store_reader(s, 64);
    assert_true(db_read_begin(&p->c, 0));
    assert_false(db_get(&p->c, SQL("SELECT count(*) FROM thing"), NO_ARGS, OUTS(OI(&n))));
    assert_int_equal(p->c.fault.kind, FAULT_BUSY);
    assert_string_equal(p->c.fault.code, "database_away");
    db_read_end(&p->c);
    fault_clear(&p->c);
    assert_true(db_get(&p->c, SQL("SELECT count(*) FROM thing"), NO_ARGS, OUTS(OI(&n))));
    assert_int_equal(n, 4);
    db_close(p->c.db);
    store_close(other);
    store_close(s);
}

/* ---- a COMMIT whose answer does not come ---- */

struct putting {
    struct store *s;
    int runs;
    bool ok;
    atomic_bool over;
};

static bool put_once(struct ctx *c, void *arg)
{
    ((struct putting *)arg)->runs++;
    return db_do(c, SQL("INSERT INTO thing(n) VALUES (77)"), NO_ARGS);
}

static void *putting_thread(void *arg)
{
    struct putting *put = arg;
    struct arena arena;
    arena_init(&arena, (size_t)64 << 20);
    struct ctx c = { .arena = &arena, .viewer = &viewer_system };
    put->ok = writer_call(put->s, &c, put_once, put);
    put->over = true;
    arena_release(&arena);
    return NULL;
}

/* As the server's superuser. */
static int64_t server_says(const char *sql)
{
    PGconn *pg = PQconnectdb(getenv("COUNTERPART_TEST_SERVER"));
    PGresult *r = PQexec(pg, sql);
    int64_t n = PQntuples(r) == 1 ? strtoll(PQgetvalue(r, 0, 0), NULL, 10) : -1;
    assert_true(PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK);
    PQclear(r);
    PQfinish(pg);
    return n;
}

/* Once a COMMIT of ours is under way its connection is cut; false when it was over too soon. */
static bool cut_at_commit(struct place *p, struct putting *put)
{
    bool cut = false;
    struct str rest, role = str_split(str_of(strstr(p->address, "://") + 3), ':', &rest);
    struct str at =
        arena_printf(&p->arena,
                     "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                     " WHERE usename = '%.*s' AND state = 'active' AND query = 'COMMIT'",
                     STR_FMT(role));
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, putting_thread, put), 0);
    while (!cut && !put->over)
        cut = server_says(at.p) == 1;
    if (cut) {
        server_says("ALTER SYSTEM RESET synchronous_standby_names");
        server_says("SELECT pg_reload_conf()");
    }
    pthread_join(thread, NULL);
    return cut;
}

static bool slow_commit(struct ctx *c, void *arg UNUSED)
{
    return c->db->engine->script(
        c,
        "CREATE SEQUENCE tries;"
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN IF nextval(''tries'') = 1 THEN PERFORM pg_sleep(600); END IF; RETURN NULL; END';"
        "CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON thing DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION slow()");
}

/* The server was still busy with it when the connection went. */
static void a_commit_that_was_not_kept_is_run_again(void **state)
{
    struct place *p = *state;
    struct store *s = server_store(p);
    struct putting put = { .s = s };
    assert_true(writer_call(s, &p->c, slow_commit, NULL));
    assert_true(cut_at_commit(p, &put));
    assert_true(put.ok);
    assert_int_equal(put.runs, 2);
    assert_int_equal(place_count(p, s, SQL("SELECT count(*) FROM thing WHERE n = 77")), 1);
    /* what a network may still hold of the first would find its id taken */
    assert_int_equal(place_count(p, s, SQL("SELECT count(*) FROM db_request WHERE made < 0")), 1);
    store_close(s);
}

/* Kept and on the server's disk, but it waits for a standby that never comes, from the moment on at
 * which the server has heard of that. */
static void a_commit_that_was_kept_is_not_run_again(void **state)
{
    struct place *p = *state;
    struct store *s = server_store(p);
    struct putting put = { .s = s };
    struct str rest, role = str_split(str_of(strstr(p->address, "://") + 3), ':', &rest);
    server_says(
        arena_printf(&p->arena, "ALTER ROLE \"%.*s\" SET synchronous_commit = on", STR_FMT(role))
            .p);
    store_close(s);
    put.s = s = store_open(p->address, STORE_WRITE, &p->why);
    assert_non_null(s);
    server_says("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
    server_says("SELECT pg_reload_conf()");
    int64_t puts = 1;
    while (!cut_at_commit(p, &put)) {
        put = (struct putting){ .s = s };
        puts++;
    }
    assert_true(put.ok);
    assert_int_equal(put.runs, 1);
    assert_int_equal(place_count(p, s, SQL("SELECT count(*) FROM thing WHERE n = 77")), puts);
    store_close(s);
}

static void a_read_past_its_budget_is_cancelled(void **state)
{
    struct place *p = *state;
    struct store *s = server_store(p);
    int64_t n;
    p->c.db = store_reader(s, 64);
    assert_true(db_read_begin(&p->c, 50));
    assert_false(db_get(&p->c, SQL("SELECT count(*) FROM generate_series(1, 1000000000)"), NO_ARGS,
                        OUTS(OI(&n))));
    assert_int_equal(p->c.fault.kind, FAULT_TOO_SLOW);
    db_read_end(&p->c);
    fault_clear(&p->c);
    assert_true(db_get(&p->c, SQL("SELECT count(*) FROM thing"), NO_ARGS, OUTS(OI(&n))));
    db_close(p->c.db);
    store_close(s);
}

/* ---- a migration beside a read that must be steady ---- */

struct migrating {
    const char *address;
    bool ok;
    atomic_bool over;
};

/* It writes the table anew: an older snapshot would see it empty. */
static void *migrating_thread(void *arg)
{
    static const struct migration first = { 1, "thing", THING },
                                  second = { 2, "wider",
                                             "ALTER TABLE thing ALTER COLUMN n TYPE numeric;" };
    static const struct migration *const list[] = { &first, &second };
    struct migrating *m = arg;
    struct str why;
    struct store *s = store_open(m->address, STORE_WRITE, &why);
    m->ok = s && store_migrate(s, list, 2, &why);
    store_close(s);
    m->over = true;
    return NULL;
}

static int64_t waits_for_lock(struct place *p)
{
    struct str rest, role = str_split(str_of(strstr(p->address, "://") + 3), ':', &rest);
    return server_says(arena_printf(&p->arena,
                                    "SELECT count(*) FROM pg_stat_activity"
                                    " WHERE usename = '%.*s' AND wait_event_type = 'Lock'",
                                    STR_FMT(role))
                           .p);
}

static void a_migration_waits_for_a_read_that_must_be_steady(void **state)
{
    struct place *p = *state;
    struct store *s = server_store(p);
    struct migrating m = { .address = p->address };
    pthread_t thread;
    int64_t n;
    p->c.db = store_reader(s, 64);
    assert_true(db_read_begin(&p->c, 0));
    db_read_steady(&p->c);
    assert_true(db_get(&p->c, SQL("SELECT count(*) FROM migration"), NO_ARGS, OUTS(OI(&n))));
    assert_int_equal(pthread_create(&thread, NULL, migrating_thread, &m), 0);
    while (!m.over && !waits_for_lock(p))
        continue;
    assert_false(m.over);
    assert_true(db_get(&p->c, SQL("SELECT count(*) FROM thing"), NO_ARGS, OUTS(OI(&n))));
    assert_int_equal(n, 2);
    db_read_end(&p->c);
    pthread_join(thread, NULL);
    assert_true(m.ok);
    db_close(p->c.db);
    store_close(s);
}

static bool tell(struct ctx *c, void *arg UNUSED)
{
    db_changed_now(c);
    return !failed(c);
}

static void what_one_node_changed_the_other_sees(void **state)
{
    struct place *p = *state;
    int64_t before, after;
    struct store *s = server_store(p), *other = store_open(p->address, STORE_WRITE, &p->why);
    p->c.db = store_reader(other, 64);
    assert_true(db_changes(&p->c, &before));
    struct ctx c = p->c;
    assert_true(writer_call(s, &c, tell, NULL));
    assert_true(db_changes(&p->c, &after));
    assert_int_equal(after, before + 1);
    db_close(p->c.db);
    store_close(other);
    store_close(s);
}

static void a_server_that_is_not_there_is_named_without_its_password(void **state)
{
    struct place *p = *state;
    assert_null(store_open("postgresql://me:secret@127.0.0.1:1/x", STORE_WRITE, &p->why));
    assert_non_null(strstr(p->why.p, "postgresql://me@127.0.0.1:1/x does not answer"));
    assert_null(strstr(p->why.p, "secret"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, server_make, place_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(values_come_back_as_they_went),
        TEST(a_reader_cannot_write),
        TEST(what_was_only_sent_fails_at_the_commit),
        TEST(many_writers_lose_nothing),
        TEST(a_deadlock_is_run_again),
        TEST(cut_connections_are_made_anew),
        TEST(a_commit_that_was_not_kept_is_run_again),
        TEST(a_commit_that_was_kept_is_not_run_again),
        TEST(a_read_past_its_budget_is_cancelled),
        TEST(a_migration_waits_for_a_read_that_must_be_steady),
        TEST(what_one_node_changed_the_other_sees),
        TEST(a_server_that_is_not_there_is_named_without_its_password),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
