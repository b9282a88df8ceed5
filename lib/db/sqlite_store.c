/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a store: the lock that makes this process the only one that writes, the file, the
 * readers. */
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "sqlite_impl.h"

/* What to do about it; begins with a blank. */
static const char *advice(int error)
{
    if (error == ENOSPC || error == EDQUOT)
        return " Make room on its disk, then start again.";
    if (error == EROFS || error == EACCES || error == EPERM)
        return " Let this user write there, or choose another file.";
    return "";
}

static char *file_name(const char *file, const char *ending)
{
    size_t n = strlen(file) + strlen(ending) + 1;
    char *name = malloc(n);
    if (!name)
        die("out of memory");
    snprintf(name, n, "%s%s", file, ending);
    return name;
}

static bool lock_is_taken(const char *file, int lock, struct str *why)
{
    char pid[24] = "";
    ssize_t n = pread(lock, pid, sizeof pid - 1, 0);
    struct str holder = str_trim((struct str){ pid, n > 0 ? (size_t)n : 0 });
    return store_why(why,
                     "%s is in use by process %.*s. Stop that one first, or choose another file.",
                     file, STR_FMT(holder));
}

static bool lock_take(const char *file, const char *lock_file, int lock, struct str *why)
{
    if (lock < 0)
        return store_why(why, "%s cannot be opened: %s.%s", lock_file, strerror(errno),
                         advice(errno));
    if (flock(lock, LOCK_EX | LOCK_NB) != 0)
        return lock_is_taken(file, lock, why);
    char pid[24];
    int n = snprintf(pid, sizeof pid, "%ld\n", (long)getpid());
    return (ftruncate(lock, 0) == 0 && pwrite(lock, pid, (size_t)n, 0) == n)
           || store_why(why, "%s cannot be written: %s.%s", lock_file, strerror(errno),
                        advice(errno));
}

/* The file stays when the lock is given back: removing it would let two processes lock two files of
 * one name. */
int store_claim(const char *file, struct str *why)
{
    char *lock_file = file_name(file, ".lock");
    int lock = open(lock_file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    bool ok = lock_take(file, lock_file, lock, why);
    if (!ok && lock >= 0)
        close(lock);
    free(lock_file);
    return ok ? lock : -1;
}

/* Made here, so that nobody else may read it. An existing file is not opened: closing it again
 * would drop the locks that another connection of this process holds on it. */
static bool create_file(const char *file, struct str *why)
{
    int fd = open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno == EEXIST
               || store_why(why, "%s cannot be created: %s.%s", file, strerror(errno),
                            advice(errno));
    close(fd);
    return true;
}

static struct sqlite_db *open_file(const struct sqlite_store *s, int flags, struct str *why)
{
    struct db_error e = { 0 };
    struct sqlite_db *d = sqlite_open(s->store.name, flags, &e);
    if (d)
        return d;
    if ((e.rc & 0xff) == SQLITE_NOTADB)
        store_why(why, "%s is not a database of this program. Choose another file.", s->store.name);
    else
        store_why(why, "%s cannot be opened: %s%s%s.%s", s->store.name, e.text, e.os ? ", " : "",
                  e.os ? strerror(e.os) : "", advice(e.os));
    return NULL;
}

static bool open_to_write(struct sqlite_store *s, struct str *why)
{
    s->lock = store_claim(s->store.name, why);
    if (s->lock < 0 || !create_file(s->store.name, why))
        return false;
    s->db = open_file(s, SQLITE_OPEN_READWRITE, why);
    if (!s->db)
        return false;
    s->db->store = s;
    db_pragma(s->db, "PRAGMA cache_size = -65536");
    /* A job's savepoint keeps pages as they were; in a file that is sixty writes a row. */
    db_pragma(s->db, "PRAGMA temp_store = MEMORY");
    writer_start(s);
    return true;
}

static bool open_to_read(struct sqlite_store *s, struct str *why)
{
    struct sqlite_db *d = open_file(s, SQLITE_OPEN_READONLY, why);
    if (d)
        sqlite_close(&d->db);
    return d != NULL;
}

static void store_free(struct sqlite_store *s)
{
    if (s->lock >= 0)
        close(s->lock);
    pthread_cond_destroy(&s->wake);
    pthread_mutex_destroy(&s->readers_lock);
    store_uninit(&s->store);
    free(s);
}

struct store *sqlite_store_open(const char *file, enum store_mode mode, struct str *why)
{
    struct sqlite_store *s = calloc(1, sizeof *s);
    if (!s)
        die("out of memory");
    store_init(&s->store, &sqlite_engine, mode, file);
    s->lock = -1;
    s->last = &s->first;
    pthread_cond_init(&s->wake, NULL);
    pthread_mutex_init(&s->readers_lock, NULL);
    if (mode == STORE_WRITE ? open_to_write(s, why) : open_to_read(s, why))
        return &s->store;
    store_free(s);
    return NULL;
}

void sqlite_store_close(struct store *base)
{
    struct sqlite_store *s = (struct sqlite_store *)base;
    if (s->db)
        writer_stop(s);
    hold_forget(s);
    if (s->db)
        sqlite_close(&s->db->db);
    store_free(s);
}

struct db *sqlite_reader(struct store *base, int cache_kib)
{
    struct sqlite_store *s = (struct sqlite_store *)base;
    struct str why;
    char cache[64];
    struct sqlite_db *d = open_file(s, SQLITE_OPEN_READONLY, &why);
    if (!d) {
        log_error("database: no reader: %.*s", STR_FMT(why));
        return NULL;
    }
    snprintf(cache, sizeof cache, "PRAGMA cache_size = -%d", cache_kib > 0 ? cache_kib : 2048);
    db_pragma(d, cache);
    hold_join(s, d);
    return &d->db;
}
