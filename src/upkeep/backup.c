/* SPDX-License-Identifier: Apache-2.0 */
/* counterpart backup and counterpart restore. */
#include <sys/stat.h>

#include "migrations.h"
#include "upkeep/upkeep.h"

static int64_t file_bytes(const char *file)
{
    struct stat st;
    return stat(file, &st) == 0 ? (int64_t)st.st_size : 0;
}

int backup_command(struct command_env *env)
{
    struct str why = STR_NONE;
    const char *to = operand(env, 0);
    if (!to)
        return command_usage(env, "say where to: backup --database FILE TO");
    if (!options_all_used(env))
        return 2;
    const char *path = command_path(env, to), *file = store_file(env->store);
    if (!store_backup(env->store, path, &why)) {
        upkeep_say(env, "%.*s", STR_FMT(why));
        return 1;
    }
    fprintf(env->out,
            "Saved %s as it was at this moment to %s, %lld bytes.\n"
            "To bring it back: counterpart restore --database %s [--replace] %s\n",
            file, path, (long long)file_bytes(path), file, path);
    return 0;
}

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

int restore_command(struct command_env *env)
{
    struct str why = STR_NONE;
    bool replace = option_flag(env, "replace");
    struct restore r = { .file = command_database(env), .list = migrations, .n = n_migrations };
    r.from = operand(env, 0);
    if (!r.file || !r.from)
        return command_usage(env, "say which to what: restore --database FILE FROM");
    if (!options_all_used(env))
        return 2;
    if (store_is_address(r.file))
        return command_usage(env, "restore puts a file in place; on a server, import --all does");
    r.from = command_path(env, r.from);
    r.before = replace ? before_name(env, r.file) : NULL;
    if (!store_restore(&r, &why)) {
        upkeep_say(env, "%.*s", STR_FMT(why));
        return 1;
    }
    if (r.kept)
        fprintf(env->out, "What was there before is kept as %s.\n", r.before);
    fprintf(env->out,
            "%s is what %s saved. Look it over, then serve it:\n"
            "counterpart check --database %s\ncounterpart serve --database %s\n",
            r.file, r.from, r.file, r.file);
    return 0;
}
