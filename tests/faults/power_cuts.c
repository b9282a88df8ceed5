/* SPDX-License-Identifier: Apache-2.0 */
/* power_cuts - did what was acknowledged survive, wherever the power was cut?
 *
 *     power_cuts RECORD ACKNOWLEDGED --disks N --seed S [--lying] [--folder FOLDER]
 *
 * RECORD is what disk.c recorded of a run; each line of ACKNOWLEDGED says "BYTES TABLE ID VERSION":
 * when the record had so many bytes at most, a client was told that this row has this version (or,
 * "BYTES backup NAME 0", that this copy is complete). N moments are drawn, half of them beside a
 * sync or a change of names. For each a disk is drawn that there could have been, the store is
 * opened on it as `serve` does, and asked: is the engine's file whole, does `check` find everything
 * adding up, is all there that was acknowledged, is nothing there by half, is each copy that bears
 * its name whole? With --lying the disk ignores syncs: then there must be losses, or this finds
 * none.
 *
 * Prints what was lost and the last line "N disks, N with a loss, seed S".
 */
#include <dirent.h>
#include <sqlite3.h>
#include <unistd.h>

#include "base/log.h"
#include "command.h"
#include "frame/app.h"
#include "image.h"

#define DATABASE "test.db"
#define CHECK_ARENA ((size_t)256 << 20)
#define SAID_MAX 400
#define TOLD_MAX 20

struct acknowledged {
    size_t bytes;
    char table[32], name[64];
    int64_t id, version;
};

struct options {
    const char *record, *acknowledged, *folder;
    long disks;
    uint64_t seed;
    bool lying;
};

struct trial {
    const char *folder;
    const struct acknowledged *all;
    size_t n_all, cut;
    struct arena arena;
    long losses, told;
    bool lost; /* this disk */
};

static PRINTF(2, 3) void lose(struct trial *t, const char *format, ...)
{
    va_list args;
    t->losses += !t->lost;
    t->lost = true;
    if (t->told++ >= TOLD_MAX)
        return;
    printf("cut at %zu: ", t->cut);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n");
}

/* ---- what is asked of one database ---- */

/* A statement that counts what must not be there. */
static void expect_none(struct trial *t, struct ctx *c, const char *sql, const char *what)
{
    int64_t n = -1;
    if (!db_get(c, sql, NO_ARGS, OUTS(OI(&n))))
        lose(t, "%s: %.*s %.*s", what, STR_FMT(c->fault.detail), STR_FMT(c->fault.log));
    else if (n != 0)
        lose(t, "%s: %lld", what, (long long)n);
    fault_clear(c);
}

static int first_said(void *arg, int n UNUSED, char **values, char **names UNUSED)
{
    char *said = arg;
    if (!said[0] && values[0])
        snprintf(said, SAID_MAX, "%s", values[0]);
    return 0;
}

/* What the engine itself says of a file, on a connection that asks nothing of our code. */
static void expect_said(struct trial *t, const char *path, const char *sql, const char *expected)
{
    char said[SAID_MAX] = "";
    sqlite3 *file;
    int rc = sqlite3_open_v2(path, &file, SQLITE_OPEN_READONLY, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(file, sql, first_said, said, NULL);
    if (rc != SQLITE_OK)
        lose(t, "%s: %s: %s", path, sql, sqlite3_errmsg(file));
    else if (strcmp(said, expected) != 0)
        lose(t, "%s: %s: %s", path, sql, said);
    sqlite3_close(file);
}

static void expect_whole(struct trial *t, const char *path)
{
    expect_said(t, path, "PRAGMA integrity_check(1)", "ok");
    expect_said(t, path, "PRAGMA foreign_key_check", "");
}

/* A row's version counts its changes, and each has its entry in history. */
static void expect_nothing_by_half(struct trial *t, struct ctx *c)
{
    expect_none(t, c,
                SQL("SELECT count(*) FROM account a WHERE a.version <> (SELECT count(*) FROM"
                    " entry e WHERE e.record = 'account' AND e.record_id = a.id)"),
                "accounts without all of their history");
    expect_none(t, c,
                SQL("SELECT count(*) FROM deal d WHERE d.last_seq <> (SELECT count(*) FROM entry e"
                    " WHERE e.record = 'deal' AND e.record_id = d.id)"),
                "deals without all of their history");
    expect_none(t, c,
                SQL("SELECT count(*) FROM (SELECT name FROM account GROUP BY name"
                    " HAVING count(*) > 1) twice"),
                "accounts that are there twice");
    expect_none(t, c,
                SQL("SELECT count(*) FROM account a WHERE substr(a.name, 1, 6) = 'Keyed '"
                    " AND NOT EXISTS (SELECT 1 FROM idempotency i WHERE i.key = a.name)"),
                "accounts whose answer was not kept with them");
}

static const char *version_sql(const char *table)
{
    static const struct {
        const char *table, *sql;
    } known[] = {
        { "account", SQL("SELECT version FROM account WHERE id = $1") },
        { "deal", SQL("SELECT version FROM deal WHERE id = $1") },
        { "touch", SQL("SELECT version FROM touch WHERE id = $1") },
        { "import", SQL("SELECT version FROM import WHERE id = $1 AND state = 2") },
        { "user", SQL("SELECT version FROM user WHERE id = $1") },
    };
    for (size_t i = 0; i < COUNT(known); i++)
        if (strcmp(known[i].table, table) == 0)
            return known[i].sql;
    die("acknowledged: there is no table %s", table);
}

static void expect_row(struct trial *t, struct ctx *c, const struct acknowledged *a)
{
    int64_t version = 0;
    bool found = false;
    if (!db_one(c, version_sql(a->table), ARGS(I(a->id)), OUTS(OI(&version)), &found))
        lose(t, "%s cannot be read: %.*s", a->table, STR_FMT(c->fault.log));
    else if (!found || version < a->version)
        lose(t, "%s %lld: version %lld was acknowledged at %zu, %lld is there", a->table,
             (long long)a->id, (long long)a->version, a->bytes, (long long)version);
    fault_clear(c);
}

static bool path_in(const struct trial *t, const char *name, char path[static PATH_MAX])
{
    return snprintf(path, PATH_MAX, "%s/%s", t->folder, name) < PATH_MAX;
}

static void expect_file(struct trial *t, const char *name)
{
    char path[PATH_MAX];
    if (!path_in(t, name, path) || access(path, F_OK) != 0)
        lose(t, "the backup %s is not there", name);
}

static void expect_acknowledged(struct trial *t, struct ctx *c)
{
    for (size_t i = 0; i < t->n_all && t->all[i].bytes <= t->cut; i++) {
        if (strcmp(t->all[i].table, "backup") == 0)
            expect_file(t, t->all[i].name);
        else
            expect_row(t, c, &t->all[i]);
    }
}

static void expect_sums(struct trial *t, struct command_env *env)
{
    char *text = NULL;
    size_t n = 0;
    env->out = open_memstream(&text, &n);
    const struct command *check = commands;
    while (strcmp(check->name, "check") != 0)
        check++;
    int status = check->run(env);
    fclose(env->out);
    if (status != 0)
        lose(t, "check: %s", text);
    free(text);
}

static void ask(struct trial *t, struct command_env *env)
{
    struct ctx c;
    if (!command_read_begin(env, &c)) {
        lose(t, "the database cannot be read");
        return;
    }
    expect_nothing_by_half(t, &c);
    expect_acknowledged(t, &c);
    command_read_end(&c);
    expect_sums(t, env);
}

/* ---- one disk ---- */

static bool is_acknowledged_yet(const struct trial *t)
{
    return t->n_all > 0 && t->all[0].bytes <= t->cut;
}

static void try_database(struct trial *t)
{
    char path[PATH_MAX];
    struct command_env env = { .arena = &t->arena, .err = stdout };
    if (!path_in(t, DATABASE, path))
        die("the folder's name is too long");
    if (access(path, F_OK) != 0) {
        if (is_acknowledged_yet(t))
            lose(t, "the database is not there");
        return;
    }
    env.store = store_ready(&env, path);
    if (!env.store) {
        lose(t, "the database cannot be opened");
        return;
    }
    expect_whole(t, path);
    ask(t, &env);
    store_close(env.store);
}

static void try_copy(struct trial *t, const char *name)
{
    char path[PATH_MAX];
    if (path_in(t, name, path))
        expect_whole(t, path);
}

static bool is_copy(const char *name)
{
    return str_ends(str_of(name), STR(".copy"));
}

static void each_file(struct trial *t, void (*visit)(struct trial *t, const char *name))
{
    DIR *dir = opendir(t->folder);
    if (!dir)
        die("%s cannot be opened", t->folder);
    for (struct dirent *e; (e = readdir(dir));)
        if (e->d_name[0] != '.')
            visit(t, e->d_name);
    closedir(dir);
}

static void visit_copy(struct trial *t, const char *name)
{
    if (is_copy(name))
        try_copy(t, name);
}

static void visit_remove(struct trial *t, const char *name)
{
    char path[PATH_MAX];
    if (path_in(t, name, path))
        unlink(path);
}

static void try_disk(struct trial *t, struct image *m, uint64_t *chance)
{
    arena_reset(&t->arena);
    t->lost = false;
    if (!image_write(m, t->folder, chance))
        die("%s: the disk cannot be written", t->folder);
    each_file(t, visit_copy);
    try_database(t);
    each_file(t, visit_remove);
}

/* ---- which moments ---- */

static int by_size(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

struct moments {
    size_t *ops, *turns, *cuts;
    size_t n_ops, n_turns;
};

static void moments_find(const struct image *m, struct moments *at)
{
    size_t most = image_bytes(m) / sizeof(struct disk_op) + 1;
    *at = (struct moments){ .ops = calloc(most, sizeof(size_t)),
                            .turns = calloc(most, sizeof(size_t)) };
    if (!at->ops || !at->turns)
        die("out of memory");
    for (size_t i = 0; i < image_bytes(m); i = image_after(m, i)) {
        if (image_turns(m, i))
            at->turns[at->n_turns++] = at->n_ops;
        at->ops[at->n_ops++] = i;
    }
}

/* Anywhere, or up to three ops beside a turn. */
static size_t moment_draw(const struct moments *at, uint64_t *chance)
{
    uint64_t r = chance_next(chance) >> 8;
    size_t i = r / 16 % at->n_ops;
    if (r % 2 && at->n_turns) {
        i = at->turns[r / 16 % at->n_turns] + r / 2 % 7;
        i = i >= 3 ? i - 3 : 0;
    }
    return i < at->n_ops ? at->ops[i] : at->ops[at->n_ops - 1];
}

static void moments_draw(struct moments *at, const struct options *o, uint64_t *chance)
{
    at->cuts = calloc((size_t)o->disks, sizeof(size_t));
    if (!at->cuts || at->n_ops == 0)
        die("nothing was recorded");
    for (long i = 0; i < o->disks; i++)
        at->cuts[i] = moment_draw(at, chance);
    qsort(at->cuts, (size_t)o->disks, sizeof(size_t), by_size);
}

static void moments_release(struct moments *at)
{
    free(at->ops);
    free(at->turns);
    free(at->cuts);
}

/* ---- the whole ---- */

static int by_bytes(const void *a, const void *b)
{
    return by_size(&((const struct acknowledged *)a)->bytes,
                   &((const struct acknowledged *)b)->bytes);
}

static struct acknowledged *acknowledged_read(const char *file, size_t *n)
{
    struct acknowledged *all = NULL;
    char line[256];
    FILE *f = fopen(file, "re");
    if (!f)
        die("%s cannot be opened", file);
    for (*n = 0; fgets(line, sizeof line, f); (*n)++) {
        all = realloc(all, (*n + 1) * sizeof *all);
        struct acknowledged *a = &all[*n];
        long long version;
        if (sscanf(line, "%zu %31s %63s %lld", &a->bytes, a->table, a->name, &version) != 4)
            die("%s: line %zu cannot be read", file, *n + 1);
        a->version = version;
        a->id = strtoll(a->name, NULL, 10);
    }
    fclose(f);
    qsort(all, *n, sizeof *all, by_bytes);
    return all;
}

static void run(const struct options *o, struct image *m, struct trial *t)
{
    uint64_t chance = o->seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    struct moments at;
    moments_find(m, &at);
    moments_draw(&at, o, &chance);
    for (long i = 0; i < o->disks; i++) {
        t->cut = at.cuts[i];
        image_advance(m, t->cut);
        try_disk(t, m, &chance);
    }
    moments_release(&at);
}

static bool options_read(struct options *o, int argc, char **argv)
{
    struct command_env env = { .argc = argc - 1, .argv = argv + 1 };
    const char *disks = option(&env, "disks"), *seed = option(&env, "seed");
    *o = (struct options){ .folder = option(&env, "folder") };
    if (argc < 3 || !disks || !seed || !o->folder)
        return false;
    o->record = argv[1];
    o->acknowledged = argv[2];
    o->disks = strtol(disks, NULL, 10);
    o->seed = strtoull(seed, NULL, 10);
    o->lying = strcmp(argv[argc - 1], "--lying") == 0;
    return o->disks > 0;
}

int main(int argc, char **argv)
{
    struct options o;
    if (!options_read(&o, argc, argv))
        die("power_cuts RECORD ACKNOWLEDGED --disks N --seed S --folder FOLDER [--lying]");
    struct trial t = { .folder = o.folder };
    struct acknowledged *all = acknowledged_read(o.acknowledged, &t.n_all);
    struct image *m = image_open(o.record, o.lying);
    if (!m)
        die("%s cannot be read", o.record);
    t.all = all;
    arena_init(&t.arena, CHECK_ARENA);
    app_start();
    run(&o, m, &t);
    printf("%ld disks, %ld with a loss, seed %llu\n", o.disks, t.losses,
           (unsigned long long)o.seed);
    arena_release(&t.arena);
    image_close(m);
    free(all);
    return t.losses ? 1 : 0;
}
