/* SPDX-License-Identifier: Apache-2.0 */
/* A backup is copied by the writer's own connection, a little between two batches, so that what is
 * written meanwhile reaches the copy too. It bears its name only when it is complete and on the
 * disk. */
#include <fcntl.h>
#include <libgen.h>
#include <unistd.h>

#include "sqlite_impl.h"

#define STEP_PAGES 256 /* 1 MB, about a millisecond */

struct backup {
    char part[PATH_MAX];
    sqlite3 *to;
    sqlite3_backup *copy; /* the writer's, made at its first step */
    int rc;
    bool finished; /* guarded by the store's mutex */
    pthread_cond_t done;
};

static void backup_finish(struct sqlite_store *s, struct backup *k)
{
    int rc = sqlite3_backup_finish(k->copy);
    pthread_mutex_lock(&s->store.mutex);
    k->rc = k->rc == SQLITE_DONE ? rc : k->rc;
    k->finished = true;
    s->backup = NULL;
    pthread_cond_signal(&k->done);
    pthread_mutex_unlock(&s->store.mutex);
}

void backup_step(struct sqlite_store *s, struct backup *k)
{
    if (!k->copy)
        k->copy = sqlite3_backup_init(k->to, "main", s->db->sqlite, "main");
    k->rc = k->copy ? sqlite3_backup_step(k->copy, STEP_PAGES) : sqlite3_errcode(k->to);
    if (k->rc != SQLITE_OK && k->rc != SQLITE_BUSY && k->rc != SQLITE_LOCKED)
        backup_finish(s, k);
}

/* The copy needs neither journal nor syncs of its own: one that is not finished is thrown away. */
static bool backup_create(struct backup *k, struct str *why)
{
    unlink(k->part);
    int fd = open(k->part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return store_why(why, "%s cannot be created: %s.", k->part, strerror(errno));
    close(fd);
    int rc = sqlite3_open_v2(k->part, &k->to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(k->to, "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF", NULL, NULL,
                          NULL);
    return rc == SQLITE_OK || store_why(why, "%s: %s.", k->part, sqlite3_errmsg(k->to));
}

static bool backup_wait(struct sqlite_store *s, struct backup *k, struct str *why)
{
    pthread_mutex_lock(&s->store.mutex);
    bool first = !s->backup;
    if (first) {
        s->backup = k;
        pthread_cond_signal(&s->wake);
        while (!k->finished)
            pthread_cond_wait(&k->done, &s->store.mutex);
    }
    pthread_mutex_unlock(&s->store.mutex);
    if (!first)
        return store_why(why, "A backup of %s is being made already.", s->store.name);
    return k->rc == SQLITE_OK || store_why(why, "The backup failed: %s.", sqlite3_errstr(k->rc));
}

static bool sync_path(const char *path, int flags)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | flags);
    if (fd < 0)
        return false;
    bool ok = fsync(fd) == 0;
    close(fd);
    return ok;
}

/* link() and not rename(): it never replaces what is there. */
bool store_publish(const char *part, const char *to, struct str *why)
{
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%s", to);
    if (sync_path(part, 0) && link(part, to) == 0 && unlink(part) == 0
        && sync_path(dirname(folder), O_DIRECTORY))
        return true;
    return store_why(why, "%s cannot be written: %s.", to, strerror(errno));
}

static bool backup_make(struct sqlite_store *s, struct backup *k, struct str *why)
{
    bool ok = backup_create(k, why) && backup_wait(s, k, why);
    sqlite3_close(k->to);
    return ok;
}

bool sqlite_backup(struct store *base, const char *to, struct str *why)
{
    struct sqlite_store *s = (struct sqlite_store *)base;
    struct backup k = { .done = PTHREAD_COND_INITIALIZER };
    assert(!pthread_equal(pthread_self(), s->thread));
    if (access(to, F_OK) == 0)
        return store_why(why, "%s is there already. Choose another name.", to);
    if (snprintf(k.part, sizeof k.part, "%s.part", to) >= (int)sizeof k.part)
        return store_why(why, "The name of the backup is too long.");
    bool ok = backup_make(s, &k, why) && store_publish(k.part, to, why);
    if (!ok)
        unlink(k.part);
    pthread_cond_destroy(&k.done);
    return ok;
}
