/* SPDX-License-Identifier: Apache-2.0 */
/* Full text on either engine: the same rows in the same order. */
#include "db_testing.h"
#include "testing.h"
#include "words.h"

static const struct migration one = {
    1, "thing", "CREATE TABLE thing (id {id}, word text NOT NULL DEFAULT '') STRICT; {words thing}"
};
static const struct migration *const list[] = { &one };

struct words_place {
    struct place p;
    struct store *s;
};

static int make(void **state)
{
    if (place_make(state) != 0)
        return -1;
    struct words_place *w = *state = realloc(*state, sizeof *w);
    w->p.c.arena = &w->p.arena;
    w->s = store_open(testing_database(&w->p.arena, w->p.file), STORE_WRITE, &w->p.why);
    return w->s && store_migrate(w->s, list, 1, &w->p.why) ? 0 : -1;
}

static int removed(void **state)
{
    store_close(((struct words_place *)*state)->s);
    return place_remove(state);
}

struct row {
    int64_t id;
    const char *title, *body, *seen;
};

static bool put_rows(struct ctx *c, void *arg)
{
    for (const struct row *r = arg; r->id; r++) {
        struct words w = { words_of(c->arena, str_of(r->title)),
                           words_of(c->arena, str_of(r->body)), str_of(r->seen) };
        if (!words_put(c, "thing", r->id, &w))
            return false;
    }
    return true;
}

static bool drop_row(struct ctx *c, void *arg)
{
    return words_drop(c, "thing", *(const int64_t *)arg);
}

static void put(struct words_place *w, const struct row *rows)
{
    assert_true(writer_call(w->s, &w->p.c, put_rows, (void *)(uintptr_t)rows));
}

/* Numbers of what is found, one behind the other, + when there is more. */
static const char *found_by(struct words_place *w, const char *text, const char *seen, size_t limit)
{
    struct ctx *c = &w->p.c;
    struct question q;
    struct words_hits hits;
    struct buf b;
    buf_init(&b, c->arena, 1000);
    c->db = store_reader(w->s, 64);
    question_read(c->arena, str_of(text), &q);
    assert_true(db_read_begin(c, 0));
    assert_true(words_find(c, "thing", &q, str_of(seen), limit, &hits));
    db_read_end(c);
    db_close(c->db);
    c->db = NULL;
    for (size_t i = 0; i < hits.n; i++)
        buf_printf(&b, "%s%lld", i ? " " : "", (long long)hits.ids[i]);
    if (hits.more)
        buf_lit(&b, "+");
    return arena_cstr(c->arena, buf_str(&b));
}

static const struct row several[] = {
    { 1, "Kestrel Airways", "aviation Berlin", "" },
    { 2, "Heron Lines", "they buy from Kestrel", "" },
    { 3, "Kestrel seats", "licence, seats", "" },
    { 4, "Zoë Müller", "zoe@kestrel-air.example +1 (555) 010-9999", "" },
    { 5, "北京市电信", "", "" },
    { 6, "seat belt", "licence plates", "" },
    { 0 },
};

static void rows_are_found_by_title_first_and_the_newest_first(void **state)
{
    struct words_place *w = *state;
    static const struct {
        const char *text, *ids;
    } rows[] = {
        { "kestrel", "3 1 4 2" },
        { "kest", "3 1 4 2" },
        { "KESTREL air", "1 4" },
        { "seat", "6 3" },
        { "\"seat licence\"", "" },
        { "\"kestrel seats\"", "3" },
        { "\"seats licence\"", "" }, /* not across title and body */
        { "licence seats", "3" },
        { "licence", "6 3" },
        { "muller", "4" },
        { "zoe@kestrel-air.example", "4" },
        { "kestrel-air.exam", "4" },
        { "5550109999", "4" },
        { "010-9999", "4" },
        { "京市", "5" },
        { "市北", "" },
        { "nowhere", "" },
        { "", "" },
    };
    put(w, several);
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(found_by(w, rows[i].text, "", 50), rows[i].ids);
    assert_string_equal(found_by(w, "kestrel", "", 3), "3 1 4+");
    assert_string_equal(found_by(w, "kestrel", "", 1), "3+");
    assert_string_equal(found_by(w, "kestrel", "", 4), "3 1 4 2");
}

static void no_sign_of_an_engine_means_anything_in_a_question(void **state)
{
    struct words_place *w = *state;
    static const char *const hostile[] = {
        "kestrel OR heron",
        "kestrel AND NOT x",
        "NEAR(kestrel heron)",
        "title:kestrel x",
        "{seen}:o1",
        "kestrel* *",
        "\"kestrel",
        "kestrel) OR (heron",
        "kestrel' | 'heron",
        "kestrel <-> seats !x",
        "'=o1'",
        "kestrel:*A \\",
        "^kestrel + -heron",
        "--",
        "; DELETE FROM thing",
        "%s%n$1~@",
    };
    put(w, several);
    for (size_t i = 0; i < COUNT(hostile); i++)
        assert_non_null(found_by(w, hostile[i], "", 50));
    assert_string_equal(found_by(w, "kestrel OR heron", "", 50), "");
    assert_string_equal(found_by(w, "(kestrel) & ! 'seats':*", "", 50), "3");
    assert_string_equal(found_by(w, "^kestrel +seats", "", 50), "3");
}

static void only_what_the_asker_sees_is_found_and_counted(void **state)
{
    struct words_place *w = *state;
    static const struct row rows[] = {
        { 1, "common", "", "o1" },
        { 2, "common", "", "o2" },
        { 3, "common", "", "o2 s1" },
        { 4, "o1 s1 common", "", "o3" },
        { 0 },
    };
    put(w, rows);
    assert_string_equal(found_by(w, "common", "o1 s1", 50), "3 1");
    assert_string_equal(found_by(w, "common", "o1 s1", 1), "3+");
    assert_string_equal(found_by(w, "common", "o2", 2), "3 2");
    assert_string_equal(found_by(w, "common", "o2 o3 s9", 50), "4 3 2");
    assert_string_equal(found_by(w, "common", "", 50), "4 3 2 1");
    assert_string_equal(found_by(w, "common", "o9", 50), "");
}

static void changed_words_are_found_and_old_ones_no_more(void **state)
{
    struct words_place *w = *state;
    static const struct row rows[] = { { 3, "Heron seats", "pillows", "" }, { 0 } };
    int64_t id = 2;
    put(w, several);
    put(w, rows);
    assert_string_equal(found_by(w, "kestrel", "", 50), "1 4 2");
    assert_string_equal(found_by(w, "pillow", "", 50), "3");
    assert_true(writer_call(w->s, &w->p.c, drop_row, &id));
    assert_string_equal(found_by(w, "heron", "", 50), "3");
    assert_true(writer_call(w->s, &w->p.c, drop_row, &id));
}

static void a_row_stands_by_its_own_words_only(void **state)
{
    struct words_place *w = *state;
    struct ctx *c = &w->p.c;
    static const struct words good = { STR_INIT("heron lines"), STR_INIT("they buy from kestrel"),
                                       STR_INIT("") };
    struct words bad = good;
    struct words_rows rows;
    bool stand, other;
    put(w, several);
    bad.body = STR("they buy from heron");
    c->db = store_reader(w->s, 64);
    assert_true(words_stand(c, "thing", 2, &good, &stand));
    assert_true(words_stand(c, "thing", 2, &bad, &other));
    assert_true(stand && !other);
    assert_true(words_rows(c, "thing", 1, 2, &rows));
    assert_true(rows.n == 2 && rows.p[0].id == 2 && str_same(rows.p[0].words.body, good.body));
    db_close(c->db);
}

/* What the engine searches no longer follows from what it tells. */
static bool spoil_there(struct ctx *c, void *arg)
{
    (void)arg;
    return db_do(c, OWN_SQL("UPDATE db_words_thing SET words = '''kestrel'':1A' WHERE id = 2"),
                 NO_ARGS);
}

static void spoil(struct words_place *w)
{
    sqlite3 *file;
    if (!store_is_here(w->s)) {
        assert_true(writer_call(w->s, &w->p.c, spoil_there, NULL));
        return;
    }
    assert_int_equal(sqlite3_open(w->p.file, &file), SQLITE_OK);
    assert_int_equal(sqlite3_exec(file,
                                  "UPDATE db_words_thing_content SET c1 = 'other' WHERE id = 2",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(file);
}

static bool is_sound(struct words_place *w)
{
    struct ctx *c = &w->p.c;
    bool sound;
    c->db = store_reader(w->s, 64);
    assert_true(db_read_begin(c, 0));
    assert_true(words_sound(c, "thing", &sound));
    db_read_end(c);
    db_close(c->db);
    c->db = NULL;
    return sound;
}

static void an_index_that_does_not_fit_its_words_is_noticed(void **state)
{
    struct words_place *w = *state;
    put(w, several);
    assert_true(is_sound(w));
    assert_true(is_sound(w));
    spoil(w);
    assert_false(is_sound(w));
}

static bool fill_anew(struct ctx *c, void *arg)
{
    int64_t *kept = arg;
    return words_filled(c, "thing", &kept[0]) && words_fill_anew(c, "thing")
           && words_filled(c, "thing", &kept[1]);
}

static void an_index_may_be_filled_anew(void **state)
{
    struct words_place *w = *state;
    int64_t kept[2] = { 1, 1 };
    put(w, several);
    assert_true(writer_call(w->s, &w->p.c, fill_anew, kept));
    assert_true(kept[0] == WORDS_FILLED && kept[1] == 0);
    assert_string_equal(found_by(w, "kestrel", "", 50), "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, removed)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rows_are_found_by_title_first_and_the_newest_first),
        TEST(no_sign_of_an_engine_means_anything_in_a_question),
        TEST(only_what_the_asker_sees_is_found_and_counted),
        TEST(changed_words_are_found_and_old_ones_no_more),
        TEST(a_row_stands_by_its_own_words_only),
        TEST(an_index_that_does_not_fit_its_words_is_noticed),
        TEST(an_index_may_be_filled_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
