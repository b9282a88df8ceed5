/* SPDX-License-Identifier: Apache-2.0 */
/* A backup comes back. The copy is whole, checked and on the disk before anything is moved; the old
 * file goes before its log, so that after a power cut between the two nothing stands under the name
 * that looks whole and is not. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sqlite_impl.h"

#define PIECE ((size_t)1 << 20)
#define ARENA_MAX ((size_t)16 << 20)

struct names {
    char part[PATH_MAX], part_wal[PATH_MAX], part_shm[PATH_MAX], part_lock[PATH_MAX];
    char wal[PATH_MAX], shm[PATH_MAX], from_wal[PATH_MAX], before_wal[PATH_MAX];
};

static bool name_put(char out[PATH_MAX], const char *file, const char *ending, struct str *why)
{
    return snprintf(out, PATH_MAX, "%s%s", file, ending) < PATH_MAX
           || store_why(why, "The name %s is too long.", file);
}

static bool names_put(const struct restore *r, struct names *n, struct str *why)
{
    return name_put(n->part, r->file, ".part", why)
           && name_put(n->part_wal, r->file, ".part-wal", why)
           && name_put(n->part_shm, r->file, ".part-shm", why)
           && name_put(n->wal, r->file, "-wal", why)
           && name_put(n->shm, r->file, "-shm", why)
           && name_put(n->part_lock, r->file, ".part.lock", why)
           && name_put(n->from_wal, r->from, "-wal", why)
           && name_put(n->before_wal, r->before ? r->before : "", "-wal", why);
}

static bool is_there(const char *file)
{
    return access(file, F_OK) == 0;
}

/* ---- the copy ---- */

static bool write_all(int fd, const char *p, size_t n)
{
    while (n) {
        ssize_t done = write(fd, p, n);
        if (done < 0 && errno != EINTR)
            return false;
        p += done > 0 ? done : 0;
        n -= done > 0 ? (size_t)done : 0;
    }
    return true;
}

static bool copy_bytes(int from, int to)
{
    char *piece = malloc(PIECE);
    ssize_t n = piece ? 1 : -1;
    while (n > 0) {
        n = read(from, piece, PIECE);
        if (n > 0 && !write_all(to, piece, (size_t)n))
            n = -1;
    }
    free(piece);
    return n == 0;
}

static bool copy_to_part(const struct restore *r, const struct names *n, int from, struct str *why)
{
    int to = open(n->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (to < 0)
        return store_why(why, "%s cannot be created: %s.", n->part, strerror(errno));
    bool ok = copy_bytes(from, to);
    int failure = errno;
    close(to);
    return ok || store_why(why, "%s cannot be copied: %s.", r->from, strerror(failure));
}

/* A log beside it holds what the file does not: copied alone it would be half a database. */
static bool copy_make(const struct restore *r, const struct names *n, struct str *why)
{
    struct stat st;
    if (stat(n->from_wal, &st) == 0 && st.st_size > 0)
        return store_why(why,
                         "%s is not a backup: it has a log beside it, %s. Take a backup of it with "
                         "counterpart backup, and restore that.",
                         r->from, n->from_wal);
    int from = open(r->from, O_RDONLY | O_CLOEXEC);
    if (from < 0)
        return store_why(why, "%s cannot be opened: %s.", r->from, strerror(errno));
    bool ok = copy_to_part(r, n, from, why);
    close(from);
    return ok;
}

static void first_line(void *arg, struct str line)
{
    struct buf *b = arg;
    if (!b->n)
        buf_add(b, line);
}

static bool copy_is_sound(const struct restore *r, struct ctx *c, struct str *why)
{
    struct buf wrong;
    buf_init(&wrong, c->arena, PIECE);
    bool known = migrations_known(c, r->list, r->n);
    if (!known && c->fault.kind == FAULT_CONFLICT)
        return store_why(why, "%s is refused. %.*s", r->from, STR_FMT(c->fault.detail));
    if (known && db_integrity(c, first_line, &wrong) && !wrong.n)
        return true;
    struct str text = wrong.n ? buf_str(&wrong) : c->fault.log;
    return store_why(why, "%s is damaged and was not put in place: %.*s. Choose another backup.",
                     r->from, STR_FMT(text));
}

static bool copy_check(const struct restore *r, const struct names *n, struct str *why)
{
    struct arena arena;
    struct db_error e;
    struct ctx c = { .arena = &arena, .viewer = &viewer_system };
    struct sqlite_db *d = sqlite_open(n->part, SQLITE_OPEN_READONLY, &e);
    if (!d)
        return store_why(why, "%s is not a database of this program: %s.", r->from, e.text);
    c.db = &d->db;
    arena_init(&arena, ARENA_MAX);
    bool ok = copy_is_sound(r, &c, why);
    db_close(c.db);
    arena_release(&arena);
    return ok;
}

/* What the engine left beside it too. */
static void part_remove(const struct names *n)
{
    unlink(n->part);
    unlink(n->part_wal);
    unlink(n->part_shm);
    unlink(n->part_lock);
}

/* A log that is still there could not be brought into the file. */
static bool part_make(const struct restore *r, const struct names *n, struct str *why)
{
    part_remove(n); /* what was left by one that was killed */
    if (!r->make)
        return copy_make(r, n, why);
    return r->make(r->arg, n->part, why)
           && (!is_there(n->part_wal)
               || store_why(why, "%s could not be finished. Look whether its disk is full.",
                            n->part));
}

/* ---- in place ---- */

static bool is_free(const struct restore *r, const struct names *n, struct str *why)
{
    const char *there = is_there(r->file) ? r->file : is_there(n->wal) ? n->wal
                                                                       : NULL;
    if (!there)
        return true;
    if (!r->before)
        return store_why(why,
                         "%s is there already and was left as it is. Choose another name, or say "
                         "restore --replace: the old one is then kept beside it.",
                         there);
    return !is_there(r->before) || store_why(why, "%s is there already.", r->before);
}

static bool set_aside(const char *file, const char *to, bool *kept, struct str *why)
{
    if (!is_there(file))
        return true;
    if (rename(file, to) != 0)
        return store_why(why, "%s cannot be set aside: %s.", file, strerror(errno));
    *kept = true;
    return true;
}

static bool put_in_place(struct restore *r, const struct names *n, struct str *why)
{
    if (r->before
        && (!set_aside(r->file, r->before, &r->kept, why)
            || !set_aside(n->wal, n->before_wal, &r->kept, why)))
        return false;
    unlink(n->shm);
    unlink(n->part_wal);
    unlink(n->part_shm);
    unlink(n->part_lock);
    if (store_publish(n->part, r->file, why))
        return true;
    if (r->kept) {
        rename(n->before_wal, n->wal);
        rename(r->before, r->file);
    }
    return false;
}

static bool restore_locked(struct restore *r, const struct names *n, struct str *why)
{
    bool ok = is_free(r, n, why) && part_make(r, n, why) && copy_check(r, n, why)
              && put_in_place(r, n, why);
    if (!ok)
        part_remove(n);
    return ok;
}

bool store_restore(struct restore *r, struct str *why)
{
    struct names n;
    r->kept = false;
    if (!names_put(r, &n, why))
        return false;
    int claim = store_claim(r->file, why);
    if (claim < 0)
        return false;
    bool ok = restore_locked(r, &n, why);
    close(claim);
    return ok;
}
