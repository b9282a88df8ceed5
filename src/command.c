/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"
#include "frame/kept.h"
#include "frame/org.h"
#include "migrations.h"

#define COMMAND_ARENA ((size_t)1 << 30)
#define READER_KIB 4096
#define ANSWER_S 60 /* of a server, while people wait */

static bool is_flag(const char *name)
{
    static const char *const flags[] = { "rep", "manager", "administrator",
                                         "list-price", "timing", "no-batching",
                                         "json", "replace", "man",
                                         "check" };
    for (size_t i = 0; i < COUNT(flags); i++) {
        if (strcmp(flags[i], name) == 0)
            return true;
    }
    return false;
}

const char *option(struct command_env *env, const char *name)
{
    size_t n = strlen(name);
    for (int i = 0; i < env->argc && i < (int)COUNT(env->used); i++) {
        const char *word = env->argv[i];
        if (strncmp(word, "--", 2) != 0 || strncmp(word + 2, name, n) != 0)
            continue;
        if (word[2 + n] == '=') {
            env->used[i] = true;
            return word + 3 + n;
        }
        if (word[2 + n] == 0 && i + 1 < env->argc) {
            env->used[i] = env->used[i + 1] = true;
            return env->argv[i + 1];
        }
    }
    return NULL;
}

const char *command_database(struct command_env *env)
{
    const char *said = option(env, "database"), *set = getenv("COUNTERPART_DATABASE");
    return said || !set || !*set ? said : set;
}

bool option_flag(struct command_env *env, const char *name)
{
    for (int i = 0; i < env->argc && i < (int)COUNT(env->used); i++) {
        if (strncmp(env->argv[i], "--", 2) == 0 && strcmp(env->argv[i] + 2, name) == 0)
            return env->used[i] = true;
    }
    return false;
}

const char *operand(struct command_env *env, int index)
{
    for (int i = 0; i < env->argc && i < (int)COUNT(env->used); i++) {
        const char *word = env->argv[i];
        if (strncmp(word, "--", 2) == 0) {
            i += !strchr(word, '=') && !is_flag(word + 2);
            continue;
        }
        if (index-- == 0) {
            env->used[i] = true;
            return word;
        }
    }
    return NULL;
}

static char *word_copy(struct arena *a, const char *word)
{
    size_t n = strlen(word) + 1;
    return memcpy(arena_alloc(a, n), word, n);
}

bool options_all_used(struct command_env *env)
{
    for (int i = 0; i < env->argc; i++) {
        if (i >= (int)COUNT(env->used) || !env->used[i]) {
            char *word = word_copy(env->arena, env->argv[i]);
            store_password_hide(word);
            fprintf(env->err, "counterpart: \"%s\" is not understood here.\n", word);
            return false;
        }
    }
    return true;
}

int command_usage(struct command_env *env, const char *why)
{
    fprintf(env->err, "counterpart: %s\nTry: counterpart help\n", why);
    return 2;
}

const char *command_path(struct command_env *env, const char *name)
{
    if (name[0] == '/' || !env->directory)
        return name;
    return arena_printf(env->arena, "%s/%s", env->directory, name).p;
}

static bool read_all(int fd, size_t max, struct command_env *env, struct str *out)
{
    struct stat st;
    if (fstat(fd, &st) != 0 || st.st_size < 0 || (size_t)st.st_size > max)
        return false;
    char *text = arena_alloc(env->arena, (size_t)st.st_size + 1);
    size_t n = 0;
    while (n < (size_t)st.st_size) {
        ssize_t got = read(fd, text + n, (size_t)st.st_size - n);
        if (got <= 0)
            return false;
        n += (size_t)got;
    }
    *out = (struct str){ text, n };
    return true;
}

bool command_read_file(struct command_env *env, const char *name, size_t max, struct str *out)
{
    int fd = open(command_path(env, name), O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        fprintf(env->err, "counterpart: cannot open %s: %s.\n", name, strerror(errno));
        return false;
    }
    bool ok = read_all(fd, max, env, out);
    if (!ok)
        fprintf(env->err, "counterpart: cannot read %s, or it is larger than %zu bytes.\n", name,
                max);
    close(fd);
    return ok;
}

int command_fault(struct command_env *env, const struct ctx *c)
{
    fprintf(env->err, "counterpart: %.*s\n", STR_FMT(c->fault.detail));
    for (const struct field_fault *f = c->fault.fields; f; f = f->next)
        fprintf(env->err, "  %.*s: %.*s\n", STR_FMT(f->field), STR_FMT(f->sentence));
    for (size_t i = 0; i < COUNT(c->fault.next) && c->fault.next[i].n; i++)
        fprintf(env->err, "  %.*s\n", STR_FMT(c->fault.next[i]));
    return 1;
}

void command_ctx(struct command_env *env, struct ctx *c)
{
    static const struct viewer cli = { .sees_all = true, .door = "cli" };
    *c = (struct ctx){ .arena = env->arena, .viewer = &cli, .now = org_clock() };
}

bool command_read_begin(struct command_env *env, struct ctx *c)
{
    command_ctx(env, c);
    c->db = store_reader(env->store, READER_KIB);
    if (!c->db)
        return fprintf(env->err, "counterpart: the database cannot be read.\n") < 0;
    if (db_read_begin(c, 0))
        return true;
    command_fault(env, c);
    db_close(c->db);
    return false;
}

void command_read_end(struct ctx *c)
{
    db_read_end(c);
    db_close(c->db);
    c->db = NULL;
}

static bool organisation_load(struct command_env *env, struct store *store)
{
    struct ctx c;
    env->store = store;
    if (!command_read_begin(env, &c))
        return false;
    bool ok = org_load(&c);
    if (!ok)
        command_fault(env, &c);
    command_read_end(&c);
    return ok;
}

static struct store *store_begin(struct command_env *env, const char *database,
                                 enum store_mode mode)
{
    struct str why = STR_NONE;
    struct store *store = store_open(database, mode, &why);
    if (store && mode == STORE_WRITE && !store_migrate(store, migrations, n_migrations, &why)) {
        store_close(store);
        store = NULL;
    }
    if (!store) {
        fprintf(env->err, "counterpart: %.*s\n", STR_FMT(why));
        return NULL;
    }
    store_clock(store, org_clock);
    kept_forget();
    if (organisation_load(env, store))
        return store;
    store_close(store);
    return NULL;
}

struct store *store_ready(struct command_env *env, const char *database)
{
    return store_begin(env, database, STORE_WRITE);
}

bool database_exists(struct command_env *env, const char *database, bool *exists)
{
    struct str why = STR_NONE;
    return store_exists(database, exists, &why)
           || fprintf(env->err, "counterpart: %.*s\n", STR_FMT(why)) < 0;
}

bool organisation_make(struct command_env *env, const char *name, const char **database)
{
    struct str url = STR_NONE, why = STR_NONE;
    if (!name)
        return true;
    if (!store_organisation(*database, name, env->arena, &url, &why))
        return fprintf(env->err, "counterpart: %.*s\n", STR_FMT(why)) < 0;
    *database = url.p;
    fprintf(env->out, "The organisation's address, with its password: %s\n", url.p);
    return true;
}

static bool reads(const struct command *command, const char *database)
{
    return command->needs == NEEDS_READER
           || (command->needs == NEEDS_WRITER_OF_FILE && store_is_address(database));
}

static int run_here(const struct command *command, struct command_env *env, const char *database)
{
    bool exists;
    if (!database_exists(env, database, &exists))
        return 1;
    if (!exists) {
        fprintf(env->err,
                "counterpart: there is no organisation in that database. Make one: counterpart "
                "init --database …\n");
        return 1;
    }
    env->store = store_begin(env, database, reads(command, database) ? STORE_READ : STORE_WRITE);
    if (!env->store)
        return 1;
    int status = command->run(env);
    store_close(env->store);
    return status;
}

/* *n stays as it is when the option was not said. */
static bool number_option(struct command_env *env, const char *name, int64_t least, int64_t most,
                          int64_t *n)
{
    const char *said = option(env, name);
    if (!said || (str_to_int(str_of(said), n) && *n >= least && *n <= most))
        return true;
    return fprintf(env->err, "counterpart: --%s takes a number from %lld to %lld.\n", name,
                   (long long)least, (long long)most)
           < 0;
}

/* --connections N, --answer-seconds N and --prepare=off, for a database on a server. What only a
 * command asks may take as long as it takes. */
static bool store_options_read(const struct command *command, struct command_env *env)
{
    const char *prepare = option(env, "prepare");
    int64_t connections = 0, seconds = command->run == serve_command ? ANSWER_S : 0;
    if (!number_option(env, "connections", 2, 1000, &connections)
        || !number_option(env, "answer-seconds", 1, 3600, &seconds))
        return false;
    if (prepare && strcmp(prepare, "off") != 0)
        return fprintf(env->err, "counterpart: --prepare takes only \"off\".\n") < 0;
    store_options_set((struct store_options){ .connections = (int)connections,
                                              .named = !prepare,
                                              .answer_ms = (int)seconds * 1000 });
    return true;
}

static bool words_have(char **words, int n, const char *option_name)
{
    size_t length = strlen(option_name);
    for (int i = 0; i < n; i++) {
        const char *word = words[i];
        if (strncmp(word, "--", 2) == 0 && strncmp(word + 2, option_name, length) == 0
            && (word[2 + length] == 0 || word[2 + length] == '='))
            return true;
    }
    return false;
}

const struct command *command_find(const char *name, char **words, int n)
{
    const struct command *plain = NULL;
    for (size_t i = 0; i < n_commands; i++) {
        const struct command *row = &commands[i];
        if (strcmp(row->name, name) != 0)
            continue;
        if (row->with && words_have(words, n, row->with))
            return row;
        if (!row->with)
            plain = row;
    }
    return plain;
}

/* A command line is read by others on the machine while the command runs. */
static void passwords_hide(struct command_env *env)
{
    char **words = arena_alloc_array(env->arena, sizeof *words, (size_t)env->argc + 1);
    for (int i = 0; i < env->argc; i++) {
        char *value = strstr(env->argv[i], "postgres");
        words[i] = word_copy(env->arena, env->argv[i]);
        if (value)
            store_password_hide(value);
    }
    env->argv = words;
}

int command_run(const struct command *command, struct command_env *env, const char *database)
{
    struct arena arena;
    int status = 1;
    if (!store_options_read(command, env))
        return 2;
    arena_init(&arena, COMMAND_ARENA);
    env->arena = &arena;
    passwords_hide(env);
    if (command->needs == NEEDS_NOTHING) {
        status = command->run(env);
    } else {
        database = command_database(env);
        if (!database)
            status = command_usage(env, "say which database: --database FILE");
        else if (reads(command, database) || !control_call(database, command, env, &status))
            status = run_here(command, env, database);
    }
    arena_release(&arena);
    if (fflush(env->out) != 0)
        return 1;
    return status;
}
