/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <unistd.h>

#include "command.h"
#include "demo/demo.h"
#include "frame/kept.h"
#include "frame/org.h"
#include "user/user.h"

#define LISTEN_DEFAULT "127.0.0.1:8080"
#define FILL_ARENA ((size_t)512 << 20)

/* The machine's own zone, so that "due at nine" is nine where the reader sits. */
static struct str machine_zone(struct arena *a)
{
    char path[300];
    ssize_t n = readlink("/etc/localtime", path, sizeof path - 1);
    path[n > 0 ? n : 0] = 0;
    const char *name = strstr(path, "zoneinfo/");
    name = name ? name + strlen("zoneinfo/") : "";
    if (!*name || strlen(name) >= 64 || !zone_set(name))
        return STR("UTC");
    return arena_str(a, str_of(name));
}

static bool fill(struct command_env *env, struct store *store)
{
    struct arena arena;
    struct ctx c;
    struct demo_order order = { .zone = machine_zone(env->arena) };
    arena_init(&arena, FILL_ARENA);
    command_ctx(env, &c);
    c.arena = &arena;
    bool ok = zone_set(arena_cstr(env->arena, order.zone))
              && password_hash(&c, STR(DEMO_PASSWORD), &order.password)
              && writer_call(store, &c, demo_fill, &order);
    if (!ok)
        command_fault(env, &c);
    arena_release(&arena);
    kept_forget();
    return ok;
}

/* Name and zone of the company are in the database now. */
static bool company_load(struct command_env *env)
{
    struct ctx c;
    bool is = false;
    if (!command_read_begin(env, &c))
        return false;
    bool ok = org_load(&c) && demo_is(&c, &is);
    if (!ok)
        command_fault(env, &c);
    else if (!is)
        fprintf(env->err,
                "counterpart: %s is not a demo, so nothing was added to it. Serve it: counterpart "
                "serve --database %s\n",
                store_file(env->store), store_file(env->store));
    command_read_end(&c);
    return ok && is;
}

/* ---- what one is told ---- */

static void say_page(struct command_env *env)
{
    struct ctx c;
    struct str url = STR_NONE;
    command_ctx(env, &c);
    if (writer_call(env->store, &c, demo_page_link, &url) && url.n)
        fprintf(env->out, "The page of one of its buyers, who needs no password:\n  %.*s\n",
                STR_FMT(url));
}

static void say_sign_ins(struct command_env *env)
{
    static const struct {
        const char *email, *who;
    } people[] = {
        { DEMO_REP, "a rep" },
        { DEMO_LEADER, "the manager of his team" },
        { DEMO_SUPPORT, "leads the warehouse, which reps ask before they promise" },
        { DEMO_EXECUTIVE, "the executive" },
        { DEMO_MANAGER, "the manager of everybody" },
        { DEMO_ADMINISTRATOR, "an administrator who does not sell" },
    };
    fprintf(env->out, "%s, a made-up company. Everybody's password: %s\n", org()->name,
            DEMO_PASSWORD);
    for (size_t i = 0; i < COUNT(people); i++)
        fprintf(env->out, "  %-24s %s\n", people[i].email, people[i].who);
    say_page(env);
}

static void say_passing(struct command_env *env)
{
    say_sign_ins(env);
    fprintf(env->out, "What you change is thrown away at the end (Ctrl-C).\n");
}

static void say_staying(struct command_env *env)
{
    say_sign_ins(env);
    fprintf(env->out, "What you change stays in %s.\n", store_file(env->store));
}

/* Also what lies beside a database: its log, its lock. */
static void half_made_remove(struct command_env *env, const char *file)
{
    static const char *const tails[] = { "", "-wal", "-shm", ".lock" };
    for (size_t i = 0; !store_is_address(file) && i < COUNT(tails); i++)
        unlink(arena_printf(env->arena, "%s%s", file, tails[i]).p);
}

static int demo_serve(struct command_env *env, const char *file, const char *listen, bool temporary)
{
    bool there;
    if (!database_exists(env, file, &there))
        return 1;
    struct store *store = store_ready(env, file);
    int status = 1;
    if (!store)
        return 1;
    env->store = store;
    site_origin_set(arena_printf(env->arena, "http://%s", listen)); /* in letters of the past */
    bool filled = there || fill(env, store);
    if (filled && company_load(env)) {
        status = serve_store(env, store, listen, temporary ? say_passing : say_staying);
        if (status != 0)
            fprintf(env->err, "Another address: counterpart demo --listen 127.0.0.1:8090\n");
    }
    store_close(store);
    if (!filled)
        half_made_remove(env, file);
    return status;
}

/* With the folder in it that letters leave into. */
static void folder_remove(struct command_env *env, const char *folder)
{
    DIR *dir = opendir(folder);
    for (struct dirent *e; dir && (e = readdir(dir));) {
        const char *path = arena_printf(env->arena, "%s/%s", folder, e->d_name).p;
        if (unlink(path) != 0 && e->d_name[0] != '.')
            folder_remove(env, path);
    }
    if (dir)
        closedir(dir);
    rmdir(folder);
}

static int demo_passing(struct command_env *env, const char *listen)
{
    const char *tmp = getenv("TMPDIR");
    char *folder = arena_alloc(env->arena, 400);
    snprintf(folder, 400, "%.300s/counterpart-demo-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    if (!mkdtemp(folder)) {
        fprintf(env->err, "counterpart: cannot make a folder %s: %s.\n", folder, strerror(errno));
        return 1;
    }
    int status = demo_serve(env, arena_printf(env->arena, "%s/demo.db", folder).p, listen, true);
    folder_remove(env, folder);
    return status;
}

int demo_command(struct command_env *env)
{
    const char *file = option(env, "database"), *listen = option(env, "listen");
    if (!listen)
        listen = LISTEN_DEFAULT;
    if (!options_all_used(env))
        return 2;
    if (!file)
        return demo_passing(env, listen);
    return demo_serve(env, file, listen, false);
}
