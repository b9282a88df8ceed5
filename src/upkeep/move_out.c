/* SPDX-License-Identifier: Apache-2.0 */
/* Everything into a folder: counterpart export --all, and the backup of a server. */
#include <dirent.h>
#include <fcntl.h>
#include <libgen.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "upkeep/move.h"
#include "upkeep/move_store.h"
#include "upkeep/upkeep.h"

#define PAGE_ARENA ((size_t)1 << 30)
#define CELL_MAX ((size_t)1 << 30)

struct moving_out {
    struct command_env *env;
    struct ctx *c;
    const char *name;
    int folder;
    bool made; /* the folder is ours */
    struct manifest manifest;
    struct sink sink;
};

/* ---- the folder ---- */

static bool is_empty(int folder)
{
    DIR *dir = fdopendir(dup(folder));
    bool empty = dir != NULL;
    for (struct dirent *e; empty && (e = readdir(dir));)
        empty = strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0;
    if (dir)
        closedir(dir);
    return empty;
}

static bool folder_open(struct moving_out *m)
{
    struct stat st;
    m->made = mkdir(m->name, 0700) == 0;
    m->folder = m->made || errno == EEXIST ? open(m->name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
                                           : -1;
    if (m->folder < 0) {
        upkeep_say(m->env, "%s cannot be made: %s.", m->name, strerror(errno));
        return false;
    }
    if (!is_empty(m->folder)) {
        upkeep_say(m->env, "%s is not empty and was left as it is. Choose a new folder.", m->name);
        return false;
    }
    if (fstat(m->folder, &st) == 0 && (st.st_mode & 077) != 0 && fchmod(m->folder, 0700) != 0) {
        upkeep_say(m->env, "%s can be read by others. Give it the mode 0700.", m->name);
        return false;
    }
    return true;
}

static const char *file_of(struct moving_out *m, struct str table)
{
    return arena_printf(m->env->arena, "%.*s.jsonl", STR_FMT(table)).p;
}

/* A folder without its manifest is worth nothing. */
static void folder_clear(struct moving_out *m)
{
    for (size_t i = 0; i < m->manifest.n_tables; i++)
        unlinkat(m->folder, file_of(m, m->manifest.tables[i].name), 0);
    unlinkat(m->folder, MANIFEST_FILE, 0);
    if (m->made)
        rmdir(m->name);
}

/* Also the folder's own name, in the one above it. */
static bool folder_sync(struct moving_out *m)
{
    char above_name[PATH_MAX];
    snprintf(above_name, sizeof above_name, "%s", m->name);
    int above = open(dirname(above_name), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = above >= 0 && fsync(m->folder) == 0 && fsync(above) == 0;
    if (above >= 0)
        close(above);
    return ok;
}

/* ---- rows ---- */

static void sink_text(struct sink *s, struct arena *a, struct str text)
{
    struct buf b;
    if (!utf8_ok(text)) {
        sink_lit(s, "{\"base64\":\"");
        sink_base64(s, text);
        sink_lit(s, "\"}");
        return;
    }
    buf_init(&b, a, CELL_MAX);
    buf_json_str(&b, text);
    sink_add(s, b.p, b.n);
}

static void sink_value(struct sink *s, struct db_rows *r, int column, enum db_type type)
{
    char number[24];
    if (db_is_null(r, column)) {
        sink_lit(s, "null");
    } else if (type == DB_INT) {
        int n = snprintf(number, sizeof number, "%lld", (long long)db_int(r, column));
        sink_add(s, number, (size_t)n);
    } else if (type == DB_TEXT) {
        sink_text(s, r->c->arena, db_text_peek(r, column));
    } else {
        sink_lit(s, "\"");
        sink_base64(s, db_text_peek(r, column));
        sink_lit(s, "\"");
    }
}

static void sink_row(struct sink *s, struct db_rows *r, const struct db_table *t)
{
    struct arena_mark mark = arena_mark(r->c->arena);
    for (size_t i = 0; i < t->n_columns; i++) {
        sink_add(s, i ? "," : "[", 1);
        sink_value(s, r, (int)i, t->columns[i].type);
    }
    sink_lit(s, "]\n");
    arena_rewind(r->c->arena, mark);
}

static void sink_head(struct sink *s, struct arena *a, const struct db_table *t)
{
    struct str head = move_head(a, t);
    sink_add(s, head.p, head.n);
    sink_lit(s, "\n");
}

/* *after becomes the key of the last row; *n how many there were. */
static bool page_write(struct ctx *c, const struct db_table *t, struct sink *s,
                       struct move_key *after, int *n, bool *more)
{
    struct db_rows r;
    int limit;
    if (!move_page(c, t, after, &r, &limit))
        return false;
    for (*n = 0; db_rows_next(&r); ++*n) {
        sink_row(s, &r, t);
        if (*n == limit - 1)
            move_key_of(&r, t, after);
    }
    *more = *n == limit;
    return db_rows_close(&r);
}

/* Pages take two arenas in turn: the key of one stands until the next has been read. */
static bool rows_write(struct moving_out *m, const struct db_table *t, struct sink *s,
                       int64_t *rows)
{
    struct arena arenas[2];
    struct move_key after = { .n = 0 };
    struct ctx c = *m->c;
    bool ok = true, more = true;
    arena_init(&arenas[0], PAGE_ARENA);
    arena_init(&arenas[1], PAGE_ARENA);
    for (int turn = 0, n = 0; ok && more && !s->error; turn = !turn, *rows += n) {
        c.arena = &arenas[turn];
        arena_reset(c.arena);
        ok = page_write(&c, t, s, &after, &n, &more);
        upkeep_progress(m->env, "%.*s: %lld rows", STR_FMT(t->name), (long long)(*rows + n));
    }
    if (failed(&c)) {
        fail(m->c, c.fault.kind, c.fault.code, arena_str(m->c->arena, c.fault.detail));
        m->c->fault.log = arena_str(m->c->arena, c.fault.log);
    }
    arena_release(&arenas[0]);
    arena_release(&arenas[1]);
    return ok;
}

static bool cannot_write(struct moving_out *m, const char *file)
{
    return upkeep_say(m->env, "%s/%s cannot be written: %s. Nothing was kept.", m->name, file,
                      strerror(errno));
}

static bool table_write(struct moving_out *m, const struct db_table *t)
{
    struct moved_table *out = &m->manifest.tables[m->manifest.n_tables];
    const char *file = file_of(m, t->name);
    struct sink *s = &m->sink;
    *out = (struct moved_table){ .name = t->name };
    if (t->counted && !db_counter(m->c, t->name, &out->counter))
        return command_fault(m->env, m->c) == 0;
    if (!sink_open(s, m->folder, file))
        return cannot_write(m, file);
    m->manifest.n_tables++;
    sink_head(s, m->env->arena, t);
    bool read = rows_write(m, t, s, &out->rows);
    bool written = sink_close(s, &out->digest);
    if (!read)
        return command_fault(m->env, m->c) == 0;
    return written || cannot_write(m, file);
}

/* ---- all of it ---- */

static bool tables_write(struct moving_out *m)
{
    struct db_tables tables;
    if (!db_tables(m->c, &tables) || !move_migrations(m->c, &m->manifest))
        return command_fault(m->env, m->c) == 0;
    m->manifest.program = STR(COUNTERPART_VERSION);
    m->manifest.tables = arena_array(m->env->arena, struct moved_table, tables.n + 1);
    for (size_t i = 0; i < tables.n; i++) {
        if (!table_write(m, &tables.p[i]))
            return false;
    }
    return true;
}

static bool manifest_put(struct moving_out *m, struct digest *digest)
{
    struct buf b;
    buf_init(&b, m->env->arena, MANIFEST_MAX);
    manifest_write(&b, &m->manifest);
    if (!sink_open(&m->sink, m->folder, MANIFEST_FILE))
        return cannot_write(m, MANIFEST_FILE);
    sink_add(&m->sink, b.p, b.n);
    return (sink_close(&m->sink, digest) && folder_sync(m)) || cannot_write(m, MANIFEST_FILE);
}

static bool all_written(struct moving_out *m, struct moved *out)
{
    struct digest digest;
    db_read_steady(m->c);
    if (!tables_write(m) || !manifest_put(m, &digest))
        return false;
    *out = (struct moved){ .rows = manifest_rows(&m->manifest),
                           .bytes = manifest_bytes(&m->manifest) + digest.bytes,
                           .tables = m->manifest.n_tables };
    memcpy(out->hash, digest.hash, sizeof out->hash);
    return true;
}

bool move_out(struct command_env *env, const char *folder, struct moved *out)
{
    struct ctx c;
    struct moving_out m = { .env = env, .c = &c, .name = folder, .folder = -1 };
    bool ok = false;
    if (!command_read_begin(env, &c))
        return false;
    if (folder_open(&m)) {
        ok = all_written(&m, out);
        upkeep_progress(env, NULL);
        if (!ok)
            folder_clear(&m);
    }
    if (m.folder >= 0)
        close(m.folder);
    command_read_end(&c);
    return ok;
}

int move_out_command(struct command_env *env)
{
    struct moved all;
    const char *name = option(env, "all");
    if (!name || !*name)
        return command_usage(env, "say where to: export --database FILE --all DIR");
    if (!options_all_used(env))
        return 2;
    const char *folder = command_path(env, name);
    if (!move_out(env, folder, &all))
        return 1;
    fprintf(env->out,
            "Everything is in %s: %lld rows of %zu tables (%.16s). It holds password hashes: keep "
            "it to yourself.\n"
            "To bring it back: counterpart import --database NEW --all %s\n",
            folder, (long long)all.rows, all.tables, all.hash, folder);
    return 0;
}
