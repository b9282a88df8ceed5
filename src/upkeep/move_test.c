/* SPDX-License-Identifier: Apache-2.0 */
/* Values at the edges of what a database holds go out, in and out again. */
#include <dirent.h>
#include <sys/stat.h>

#include "command.h"
#include "frame/testing.h"

struct said {
    char *out, *err;
    size_t n_out, n_err;
};

/* Runs a command as main() would, up to four words. */
static int command_do(struct place *p, int (*run)(struct command_env *env), struct said *said,
                      const char *const words[4])
{
    char *argv[4];
    struct command_env env = { .arena = &p->arena, .store = p->store, .argv = argv };
    *said = (struct said){ 0 };
    for (; env.argc < 4 && words[env.argc]; env.argc++)
        argv[env.argc] = (char *)(uintptr_t)words[env.argc];
    env.out = open_memstream(&said->out, &said->n_out);
    env.err = open_memstream(&said->err, &said->n_err);
    option(&env, "database");
    int status = run(&env);
    fclose(env.out);
    fclose(env.err);
    return status;
}

static void said_free(struct said *said)
{
    free(said->out);
    free(said->err);
}

static int move_out(struct place *p, const char *folder, struct said *said)
{
    return command_do(p, move_out_command, said, (const char *[4]){ "--all", folder });
}

static int move_in(struct place *p, const char *database, const char *folder, struct said *said)
{
    return command_do(p, move_in_command, said,
                      (const char *[4]){ "--database", database, "--all", folder });
}

static const char *in_place(struct place *p, const char *name)
{
    return arena_printf(&p->arena, "%s/%s", p->folder, name).p;
}

static struct str file_text(struct place *p, const char *folder, const char *name)
{
    struct command_env env = { .arena = &p->arena, .err = stderr };
    struct str text = STR_NONE;
    assert_true(command_read_file(&env, arena_printf(&p->arena, "%s/%s", folder, name).p,
                                  (size_t)64 << 20, &text));
    return text;
}

/* Every file of a is in b with the same bytes; how many there are. */
static int files_same(struct place *p, const char *a, const char *b)
{
    DIR *dir = opendir(a);
    int n = 0;
    for (struct dirent *e; (e = readdir(dir));) {
        if (e->d_name[0] == '.')
            continue;
        assert_true(str_same(file_text(p, a, e->d_name), file_text(p, b, e->d_name)));
        n++;
    }
    closedir(dir);
    return n;
}

/* place_remove() takes files away, folders are ours. */
static void folder_remove(struct place *p, const char *folder)
{
    DIR *dir = opendir(folder);
    for (struct dirent *e; (e = readdir(dir));)
        unlink(arena_printf(&p->arena, "%s/%s", folder, e->d_name).p);
    closedir(dir);
    rmdir(folder);
}

static bool odd_values(struct ctx *c, void *arg UNUSED)
{
    struct str all = { arena_alloc(c->arena, 256 * 40), 256 * 40 };
    for (size_t i = 0; i < all.n; i++)
        ((char *)(uintptr_t)all.p)[i] = (char)i;
    return db_do(c, SQL("INSERT INTO setting (name, value) VALUES ('bytes', $1), ('nul', $2),"
                        "('lines', $3), ('empty', '')"),
                 ARGS(T((struct str){ "\xff\xfe", 2 }), T((struct str){ "a\0b", 3 }),
                      T(STR("\"\\/\b\f\n\r\t\x01\x7f ü € 😀 \xe2\x80\xa8"))))
           && db_do(c, SQL("INSERT INTO policy_change (id, name, value, changed) VALUES "
                           "(900, 'least', $1, 0), (901, 'most', $2, -1)"),
                    ARGS(I(INT64_MIN), I(INT64_MAX)))
           && db_do(c, SQL("INSERT INTO session (hash, user_id, csrf, started, expires) "
                           "VALUES ($1, 1, $2, 0, 0)"),
                    ARGS(B(all), B(STR(""))))
           && db_do(c, SQL("UPDATE user SET reports_to_id = 2 WHERE id = 1"), NO_ARGS);
}

static bool many_settings(struct ctx *c, void *arg UNUSED)
{
    for (int i = 0; i < 2500; i++) {
        if (!db_do(c, SQL("INSERT INTO setting (name, value) VALUES ($1, 'x')"),
                   ARGS(T(arena_printf(c->arena, "many %d", i)))))
            return false;
    }
    return true;
}

static void what_comes_back_is_the_same_byte_for_byte(void **state)
{
    struct place *p = *state;
    struct said said;
    struct str why;
    const char *first = in_place(p, "first"), *again = in_place(p, "again");
    const char *moved = in_place(p, "moved.db");
    assert_true(place_write(p, odd_values, NULL));
    assert_true(place_write(p, many_settings, NULL));
    assert_int_equal(move_out(p, first, &said), 0);
    said_free(&said);
    assert_int_equal(move_in(p, moved, first, &said), 0);
    said_free(&said);
    struct store *here = p->store;
    p->store = store_open(moved, STORE_READ, &why);
    assert_non_null(p->store);
    assert_int_equal(move_out(p, again, &said), 0);
    said_free(&said);
    store_close(p->store);
    p->store = here;
    assert_true(files_same(p, first, again) > 20);
    assert_int_equal(files_same(p, again, first), files_same(p, first, again));
    folder_remove(p, first);
    folder_remove(p, again);
}

static void a_file_has_the_form_that_is_written_down(void **state)
{
    struct place *p = *state;
    struct said said;
    struct stat st;
    const char *folder = in_place(p, "out");
    assert_true(place_write(p, odd_values, NULL));
    assert_int_equal(move_out(p, folder, &said), 0);
    said_free(&said);
    assert_str(file_text(p, folder, "setting.jsonl"),
               "{\"table\":\"setting\",\"columns\":[[\"name\",\"text\"],[\"value\",\"text\"]]}\n"
               "[\"bytes\",{\"base64\":\"//4=\"}]\n"
               "[\"empty\",\"\"]\n"
               "[\"lines\",\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\x7f ü € 😀 \xe2\x80\xa8\"]\n"
               "[\"nul\",{\"base64\":\"YQBi\"}]\n");
    assert_non_null(strstr(file_text(p, folder, "policy_change.jsonl").p,
                           "[900,\"least\",-9223372036854775808,null,0]\n"
                           "[901,\"most\",9223372036854775807,null,-1]\n"));
    assert_int_equal(stat(folder, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    assert_int_equal(stat(in_place(p, "out/user.jsonl"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    folder_remove(p, folder);
}

static bool last_user_gone(struct ctx *c, void *arg UNUSED)
{
    return db_do(c, SQL("DELETE FROM user WHERE id = 3"), NO_ARGS);
}

static void a_number_that_was_given_away_is_not_given_again(void **state)
{
    struct place *p = *state;
    struct said said;
    struct str why;
    int64_t id = place_user(p, "Cem", ROLE_REP, ADA);
    const char *folder = in_place(p, "out"), *moved = in_place(p, "moved.db");
    assert_int_equal(id, 3);
    assert_true(place_write(p, last_user_gone, NULL));
    assert_int_equal(move_out(p, folder, &said), 0);
    said_free(&said);
    assert_int_equal(move_in(p, moved, folder, &said), 0);
    said_free(&said);
    struct store *here = p->store;
    p->store = store_open(moved, STORE_WRITE, &why);
    assert_int_equal(place_user(p, "Dora", ROLE_REP, ADA), 4);
    store_close(p->store);
    p->store = here;
    folder_remove(p, folder);
}

static void an_older_export_comes_in_and_is_migrated_when_opened(void **state)
{
    struct place *p = *state;
    struct said said;
    struct str why;
    const char *old = in_place(p, "old.db"), *moved = in_place(p, "moved.db");
    const char *folder = in_place(p, "out");
    struct store *here = p->store;
    p->store = store_open(old, STORE_WRITE, &why);
    assert_true(store_migrate(p->store, migrations, n_migrations - 1, &why));
    assert_int_equal(move_out(p, folder, &said), 0);
    said_free(&said);
    store_close(p->store);
    p->store = here;
    assert_int_equal(move_in(p, moved, folder, &said), 0);
    said_free(&said);
    struct store *s = store_open(moved, STORE_WRITE, &why);
    assert_true(store_migrate(s, migrations, n_migrations, &why));
    store_close(s);
    folder_remove(p, folder);
}

static void text_replace(struct place *p, const char *file, const char *from, const char *to)
{
    struct str text = file_text(p, p->folder, file);
    char *at = strstr((char *)(uintptr_t)text.p, from);
    assert_non_null(at);
    assert_int_equal(strlen(from), strlen(to));
    memcpy(at, to, strlen(to));
    FILE *f = fopen(in_place(p, file), "w");
    assert_int_equal(fwrite(text.p, 1, text.n, f), text.n);
    fclose(f);
}

/* Refused with this word, and nothing stands under the new name or beside it. */
static void in_refused(struct place *p, const char *word)
{
    struct said said;
    assert_int_equal(move_in(p, in_place(p, "moved.db"), in_place(p, "out"), &said), 1);
    if (!strstr(said.err, word))
        assert_string_equal(said.err, word);
    said_free(&said);
    assert_int_equal(access(in_place(p, "moved.db"), F_OK), -1);
    assert_int_equal(access(in_place(p, "moved.db.part"), F_OK), -1);
    assert_int_equal(access(in_place(p, "moved.db.part-wal"), F_OK), -1);
}

static void files_that_were_touched_are_refused(void **state)
{
    struct place *p = *state;
    struct said said;
    assert_int_equal(move_out(p, in_place(p, "out"), &said), 0);
    said_free(&said);
    text_replace(p, "out/user.jsonl", "Ben", "Bon");
    in_refused(p, "user.jsonl is not what was exported");
    text_replace(p, "out/user.jsonl", "Bon", "Ben");
    text_replace(p, "out/manifest.json", "counterpart-all-1", "counterpart-all-2");
    in_refused(p, "manifest.json is not one that this program can read");
    text_replace(p, "out/manifest.json", "counterpart-all-2", "counterpart-all-1");
    text_replace(p, "out/manifest.json", "882749517551958013", "882749517551958014");
    in_refused(p, "other migrations");
    folder_remove(p, in_place(p, "out"));
}

static void folders_and_databases_that_are_there_are_left_alone(void **state)
{
    struct place *p = *state;
    struct said said;
    const char *out = in_place(p, "out");
    assert_int_equal(move_out(p, p->folder, &said), 1);
    assert_non_null(strstr(said.err, "is not empty"));
    said_free(&said);
    assert_int_equal(mkdir(out, 0755), 0);
    assert_int_equal(move_in(p, in_place(p, "moved.db"), out, &said), 1);
    assert_non_null(strstr(said.err, "not a whole export"));
    said_free(&said);
    assert_int_equal(move_out(p, out, &said), 0);
    said_free(&said);
    assert_int_equal(move_in(p, p->file, out, &said), 1);
    assert_non_null(strstr(said.err, "in use by process"));
    said_free(&said);
    FILE *f = fopen(in_place(p, "there.db"), "w");
    fclose(f);
    assert_int_equal(move_in(p, in_place(p, "there.db"), out, &said), 1);
    assert_non_null(strstr(said.err, "is there already"));
    said_free(&said);
    folder_remove(p, out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_comes_back_is_the_same_byte_for_byte),
        TEST(a_file_has_the_form_that_is_written_down),
        TEST(a_number_that_was_given_away_is_not_given_again),
        TEST(an_older_export_comes_in_and_is_migrated_when_opened),
        TEST(files_that_were_touched_are_refused),
        TEST(folders_and_databases_that_are_there_are_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
