/* SPDX-License-Identifier: Apache-2.0 */
/* counterpart backup and counterpart restore. */
#include <dirent.h>
#include <fcntl.h>
#include <libgen.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "migrations.h"
#include "upkeep/move.h"
#include "upkeep/upkeep.h"

static int64_t file_bytes(const char *file)
{
    struct stat st;
    return stat(file, &st) == 0 ? (int64_t)st.st_size : 0;
}

static int file_save(struct command_env *env, const char *to)
{
    struct str why = STR_NONE;
    const char *file = store_file(env->store);
    if (!store_backup(env->store, to, &why)) {
        upkeep_say(env, "%.*s", STR_FMT(why));
        return 1;
    }
    fprintf(env->out,
            "Saved %s as it was at this moment to %s, %lld bytes.\n"
            "To bring it back: counterpart restore --database %s [--replace] %s\n",
            file, to, (long long)file_bytes(to), file, to);
    return 0;
}

/* ---- a server is saved as a folder of rows, which bears its name when it is whole ---- */

/* Names that a backup gives its files, and no others. */
static bool is_ours(const char *name)
{
    struct str s = str_of(name);
    return str_ends(s, STR(".jsonl")) || str_is(s, MANIFEST_FILE);
}

static void part_clear(int part)
{
    DIR *dir = fdopendir(dup(part));
    for (struct dirent *e; dir && (e = readdir(dir));) {
        if (is_ours(e->d_name))
            unlinkat(part, e->d_name, 0);
    }
    if (dir)
        closedir(dir);
}

/* Holds the folder, so that nobody else saves there; what a backup left that was killed goes. */
static int part_open(struct command_env *env, const char *part)
{
    if (mkdir(part, 0700) != 0 && errno != EEXIST)
        return upkeep_say(env, "%s cannot be made: %s.", part, strerror(errno)) - 1;
    int fd = open(part, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return upkeep_say(env, "%s cannot be opened: %s.", part, strerror(errno)) - 1;
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        upkeep_say(env, "A backup is being made there already: %s.", part);
        close(fd);
        return -1;
    }
    part_clear(fd);
    return fd;
}

static bool part_name(struct command_env *env, const char *part, const char *to)
{
    char above_name[PATH_MAX];
    snprintf(above_name, sizeof above_name, "%s", to);
    int above = open(dirname(above_name), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = above >= 0 && renameat2(AT_FDCWD, part, AT_FDCWD, to, RENAME_NOREPLACE) == 0
              && fsync(above) == 0;
    int failure = errno;
    if (above >= 0)
        close(above);
    return ok || upkeep_say(env, "%s cannot be written: %s.", to, strerror(failure));
}

static int server_save(struct command_env *env, const char *to)
{
    struct moved all;
    const char *part = arena_printf(env->arena, "%s.part", to).p;
    if (access(to, F_OK) == 0)
        return !upkeep_say(env, "%s is there already. Choose another name.", to);
    int fd = part_open(env, part);
    if (fd < 0)
        return 1;
    bool ok = move_out(env, part, &all) && part_name(env, part, to);
    if (!ok) {
        part_clear(fd);
        rmdir(part);
    }
    close(fd);
    if (ok)
        fprintf(env->out,
                "Saved %s as it was at this moment to %s: %lld rows of %zu tables, %lld bytes "
                "(%.16s).\nIt holds password hashes: keep it to yourself.\n"
                "To bring it back: counterpart restore --database NEW %s\n",
                store_file(env->store), to, (long long)all.rows, all.tables, (long long)all.bytes,
                all.hash, to);
    return ok ? 0 : 1;
}

int backup_command(struct command_env *env)
{
    const char *to = operand(env, 0);
    if (!to)
        return command_usage(env, "say where to: backup --database FILE TO");
    if (!options_all_used(env))
        return 2;
    const char *path = command_path(env, to);
    return store_is_here(env->store) ? file_save(env, path) : server_save(env, path);
}

/* ---- back ---- */

/* FILE.before-20170331T120000Z: no colons, which some file systems and tools dislike. */
static const char *before_name(struct command_env *env, const char *file)
{
    struct buf b;
    struct instant now = { instant_now().ms / 1000 * 1000 };
    struct str text;
    buf_init(&b, env->arena, PATH_MAX);
    buf_instant(&b, now);
    text = arena_str(env->arena, buf_str(&b));
    buf_init(&b, env->arena, PATH_MAX);
    buf_add(&b, str_of(file));
    buf_lit(&b, ".before-");
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] != '-' && text.p[i] != ':')
            buf_char(&b, text.p[i]);
    }
    return arena_cstr(env->arena, buf_str(&b));
}

static bool is_folder(const char *name)
{
    struct stat st;
    return stat(name, &st) == 0 && S_ISDIR(st.st_mode);
}

static void restored_say(struct command_env *env, const char *file, const char *from)
{
    fprintf(env->out,
            "%s is what %s saved. Look it over, then serve it:\n"
            "counterpart check --database %s\ncounterpart serve --database %s\n",
            file, from, file, file);
}

static void kept_say(struct command_env *env, const char *before)
{
    fprintf(env->out, "What was there before is kept as %s.\n", before);
}

static int file_restore(struct command_env *env, const char *database, const char *from,
                        const char *before)
{
    struct str why = STR_NONE;
    struct restore r = { .file = database, .from = from, .before = before };
    r.list = migrations;
    r.n = n_migrations;
    if (store_is_address(database))
        return !upkeep_say(env,
                           "%s is the backup of a file. To bring it onto a server, restore it to a "
                           "file, then export --all from there and import --all here.",
                           from);
    if (!store_restore(&r, &why))
        return !upkeep_say(env, "%.*s", STR_FMT(why));
    if (r.kept)
        kept_say(env, before);
    restored_say(env, database, from);
    return 0;
}

/* A folder of rows goes into a file or onto a server, wherever it was saved. */
static int rows_restore(struct command_env *env, const char *database, const char *from,
                        const char *before)
{
    struct move_in order = { .folder = from, .database = database, .before = before };
    order.organisation = option(env, "organisation");
    if (before && store_is_address(database))
        return !upkeep_say(env, "An organisation on a server is not replaced. Restore into a new "
                                "one: --organisation NAME.");
    if (!move_in(env, &order))
        return 1;
    if (order.kept)
        kept_say(env, before);
    restored_say(env, store_is_address(database) ? "ADDRESS" : database, from);
    return 0;
}

static int backup_check(struct command_env *env, const char *from)
{
    struct move_in order = { .folder = from };
    if (!is_folder(from))
        return !upkeep_say(env, "Look over a backup that is a file with: counterpart check "
                                "--database %s",
                           from);
    if (!move_verify(env, &order))
        return 1;
    fprintf(env->out, "%s is whole: %lld rows of %zu tables, %lld bytes.\n", from,
            (long long)order.all.rows, order.all.tables, (long long)order.all.bytes);
    return 0;
}

int restore_command(struct command_env *env)
{
    bool replace = option_flag(env, "replace"), check = option_flag(env, "check");
    const char *database = command_database(env);
    bool makes = option(env, "organisation") != NULL;
    const char *from = operand(env, 0);
    if (!from || (!database && !check))
        return command_usage(env, "say which to what: restore --database FILE FROM");
    if (!options_all_used(env))
        return 2;
    from = command_path(env, from);
    if (check)
        return backup_check(env, from);
    const char *before = replace ? before_name(env, database) : NULL;
    return is_folder(from) || makes ? rows_restore(env, database, from, before)
                                    : file_restore(env, database, from, before);
}
