/* SPDX-License-Identifier: Apache-2.0 */
/* With 64-bit offsets asked for (as meson does), open, pwrite and ftruncate are defined under the
 * names that all callers link with: open64, pwrite64, ftruncate64. */
#undef _FORTIFY_SOURCE /* it would define some of them itself */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "disk.h"

#define FILES_MAX 65536
#define EXPORT __attribute__((visibility("default")))

/* What an open descriptor is to us. */
enum side { ELSEWHERE,
            OURS,
            OUR_FOLDER };
static struct {
    unsigned char side;
    bool log;  /* the write-ahead log */
    bool copy; /* a backup that is not whole yet */
    uint64_t inode;
} files[FILES_MAX];

static char folder[4096];
static size_t folder_n;
static int record = -1, plan = -1;

/* One change at a time, told and made together, so that the record's order is the disk's. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static struct {
    char text[DISK_PLAN_BYTES];
    char what[16];
    long nth;  /* 0: all */
    int error; /* 0: SIGKILL */
    long seen, struck;
    bool rest; /* half was written, the rest is to fail */
} wanted;

static int opened(const char *variable, int flags)
{
    const char *name = getenv(variable);
    long fd = name ? syscall(SYS_openat, AT_FDCWD, name, flags | O_CLOEXEC, 0600) : -1;
    return (int)fd;
}

__attribute__((constructor)) static void disk_begin(void)
{
    const char *name = getenv("DISK_FOLDER");
    if (!name || strlen(name) >= sizeof folder)
        return;
    folder_n = strlen(name);
    memcpy(folder, name, folder_n + 1);
    record = opened("DISK_RECORD", O_WRONLY | O_CREAT | O_APPEND);
    plan = opened("DISK_PLAN", O_RDWR);
}

/* ---- the record ---- */

/* In one call, so that a record never holds half of a header. */
static void tell(enum disk_kind kind, uint64_t inode, uint64_t at, const void *bytes, size_t n)
{
    static const char nothing[8];
    struct disk_op op = { .kind = kind, .n = (uint32_t)n, .inode = inode, .at = at };
    struct iovec parts[] = { { &op, sizeof op },
                             { (void *)(uintptr_t)bytes, n },
                             { (void *)(uintptr_t)nothing, -n % 8 } };
    if (record >= 0
        && syscall(SYS_writev, record, parts, 3) != (long)(sizeof op + n + -n % 8))
        abort(); /* a record with a hole proves nothing */
}

/* ---- the plan ---- */

static void plan_read(void)
{
    char text[DISK_PLAN_BYTES] = "";
    if (syscall(SYS_pread64, plan, text, sizeof text - 1, 0) < 0
        || memcmp(text, wanted.text, sizeof text) == 0)
        return;
    char nth[16] = "", error[16] = "";
    memset(&wanted, 0, sizeof wanted);
    memcpy(wanted.text, text, sizeof text);
    sscanf(text, "%15s %15s %15s", wanted.what, nth, error);
    wanted.nth = strcmp(nth, "all") == 0 ? 0 : strtol(nth, NULL, 10);
    wanted.error = strcmp(error, "EIO") == 0 ? EIO : strcmp(error, "KILL") == 0 ? 0
                                                                                : ENOSPC;
}

static void plan_struck(void)
{
    char text[DISK_PLAN_BYTES];
    int n = snprintf(text, sizeof text, "%ld", ++wanted.struck);
    memset(text + n, ' ', sizeof text - (size_t)n);
    syscall(SYS_pwrite64, plan, text, sizeof text, DISK_PLAN_BYTES);
}

static bool is_meant(const char *what, int fd)
{
    if (strncmp(wanted.what, "main-", 5) == 0)
        return !files[fd].log && strcmp(wanted.what + 5, what) == 0;
    if (strncmp(wanted.what, "copy-", 5) == 0)
        return (files[fd].copy || files[fd].side == OUR_FOLDER)
               && strcmp(wanted.what + 5, what) == 0;
    return strcmp(wanted.what, what) == 0;
}

static bool strikes(const char *what, int fd)
{
    if (plan < 0)
        return false;
    plan_read();
    if (!is_meant(what, fd) || (wanted.nth && ++wanted.seen != wanted.nth))
        return false;
    plan_struck();
    return true;
}

/* The error that this call is to meet; it may not live to see it. */
static int meet(void)
{
    if (!wanted.error)
        kill(getpid(), SIGKILL);
    return wanted.error;
}

static int failed(int error)
{
    errno = error;
    return -1;
}

/* ---- which files are ours ---- */

static bool ends(const char *name, const char *with)
{
    size_t n = strlen(name), m = strlen(with);
    return n >= m && memcmp(name + n - m, with, m) == 0;
}

/* The name within the folder, or NULL. */
static const char *ours(const char *path)
{
    if (!folder_n || strncmp(path, folder, folder_n) != 0 || path[folder_n] != '/')
        return NULL;
    const char *name = path + folder_n + 1;
    return ends(name, "-shm") || ends(name, ".lock") || ends(name, ".sock") ? NULL : name;
}

static uint64_t inode_of(int fd)
{
    struct stat st;
    return fstat(fd, &st) == 0 ? (uint64_t)st.st_ino : 0;
}

static void note(int fd, enum side side)
{
    if (fd < 0 || fd >= FILES_MAX)
        return;
    files[fd].side = (unsigned char)side;
    files[fd].log = files[fd].copy = false;
    files[fd].inode = side == ELSEWHERE ? 0 : inode_of(fd);
}

static enum side side_of(int fd)
{
    return fd >= 0 && fd < FILES_MAX ? (enum side)files[fd].side : ELSEWHERE;
}

/* ---- opening, closing, naming ---- */

static int open_ours(const char *path, const char *name, int flags, unsigned mode)
{
    pthread_mutex_lock(&mutex);
    bool was_there = syscall(SYS_access, path, F_OK) == 0;
    long fd = syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    note((int)fd, OURS);
    if (fd >= 0 && fd < FILES_MAX) {
        files[fd].log = ends(name, "-wal");
        files[fd].copy = ends(name, ".part");
    }
    if (fd >= 0 && !was_there)
        tell(DISK_CREATE, files[fd].inode, 0, name, strlen(name));
    else if (fd >= 0 && (flags & O_TRUNC))
        tell(DISK_TRUNCATE, files[fd].inode, 0, NULL, 0);
    pthread_mutex_unlock(&mutex);
    return (int)fd;
}

static int open_any(const char *path, int flags, unsigned mode)
{
    const char *name = ours(path);
    if (name)
        return open_ours(path, name, flags, mode);
    long fd = syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    note((int)fd, folder_n && strcmp(path, folder) == 0 ? OUR_FOLDER : ELSEWHERE);
    return (int)fd;
}

static unsigned mode_of(int flags, va_list args)
{
    return flags & (O_CREAT | O_TMPFILE) ? va_arg(args, unsigned) : 0;
}

EXPORT int open(const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    unsigned mode = mode_of(flags, args);
    va_end(args);
    return open_any(path, flags, mode);
}

EXPORT int close(int fd)
{
    note(fd, ELSEWHERE);
    return (int)syscall(SYS_close, fd);
}

EXPORT int unlink(const char *path)
{
    const char *name = ours(path);
    pthread_mutex_lock(&mutex);
    int rc = (int)syscall(SYS_unlink, path);
    if (rc == 0 && name)
        tell(DISK_UNLINK, 0, 0, name, strlen(name));
    pthread_mutex_unlock(&mutex);
    return rc;
}

EXPORT int link(const char *from, const char *to)
{
    const char *name = ours(to);
    struct stat st;
    pthread_mutex_lock(&mutex);
    int rc = (int)syscall(SYS_link, from, to);
    if (rc == 0 && name && stat(to, &st) == 0)
        tell(DISK_LINK, (uint64_t)st.st_ino, 0, name, strlen(name));
    pthread_mutex_unlock(&mutex);
    return rc;
}

/* ---- writing ---- */

static ssize_t write_ours(int fd, const void *bytes, size_t n, off_t at)
{
    pthread_mutex_lock(&mutex);
    int error = wanted.rest || strikes("write", fd) ? meet() : 0;
    wanted.rest = n > 1 && strikes("short", fd);
    size_t less = wanted.rest ? n / 2 : n;
    if (!error)
        tell(DISK_WRITE, files[fd].inode, (uint64_t)at, bytes, less);
    ssize_t rc = error ? failed(error) : syscall(SYS_pwrite64, fd, bytes, less, at);
    pthread_mutex_unlock(&mutex);
    return rc;
}

EXPORT ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at)
{
    if (side_of(fd) == OURS)
        return write_ours(fd, bytes, n, at);
    return syscall(SYS_pwrite64, fd, bytes, n, at);
}

/* Nothing writes to our files where they stand: write() is for sockets and pipes. */
EXPORT ssize_t write(int fd, const void *bytes, size_t n)
{
    if (side_of(fd) == OURS)
        abort();
    return syscall(SYS_write, fd, bytes, n);
}

EXPORT int ftruncate(int fd, off_t size)
{
    if (side_of(fd) != OURS)
        return (int)syscall(SYS_ftruncate, fd, size);
    pthread_mutex_lock(&mutex);
    tell(DISK_TRUNCATE, files[fd].inode, (uint64_t)size, NULL, 0);
    int rc = (int)syscall(SYS_ftruncate, fd, size);
    pthread_mutex_unlock(&mutex);
    return rc;
}

/* ---- syncing ---- */

/* Held under the mutex: nothing is written while a sync is under way, so what it
 * covers is what stands before it. */
static int sync_ours(int fd, long call)
{
    bool names = side_of(fd) == OUR_FOLDER;
    pthread_mutex_lock(&mutex);
    int error = strikes("sync", fd) ? meet() : 0;
    int rc = error ? failed(error) : (int)syscall(call, fd);
    enum disk_kind done = names ? DISK_SYNC_FOLDER : DISK_SYNC;
    if (rc == 0 || !names)
        tell(rc == 0 ? done : DISK_SYNC_FAILED, files[fd].inode, 0, NULL, 0);
    pthread_mutex_unlock(&mutex);
    return rc;
}

EXPORT int fdatasync(int fd)
{
    if (side_of(fd) != ELSEWHERE)
        return sync_ours(fd, SYS_fdatasync);
    return (int)syscall(SYS_fdatasync, fd);
}

EXPORT int fsync(int fd)
{
    if (side_of(fd) != ELSEWHERE)
        return sync_ours(fd, SYS_fsync);
    return (int)syscall(SYS_fsync, fd);
}
