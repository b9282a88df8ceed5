/* SPDX-License-Identifier: Apache-2.0 */
/* disk.h - a disk that fails when told to and remembers what it was asked to do, for tests.
 *
 * disk.c stands in for the calls with which a program writes (open, pwrite, ftruncate, fdatasync,
 * unlink, …). Linked into an executable it is found before the C library's, by every library of the
 * process, so that the database engine's own code meets the errors, and what our code writes beside
 * it (lock, backup) is seen too. Only files below one folder are concerned; the shared-memory index
 * of the write-ahead log, which no restart reads, is not. The environment says what is wanted:
 *
 *     DISK_FOLDER=/tmp/x     the folder; without it everything is passed on as it is
 *     DISK_RECORD=FILE       every change is appended to FILE as struct disk_op, before it is made;
 *                            a sync when it has succeeded. So the size of FILE, seen by a client
 *                            that got an answer, bounds what had been done for it.
 *     DISK_PLAN=FILE         "WHAT N ERROR": WHAT is write, short (half is written, the rest not)
 *                            or sync, or main-write, main-sync when the log's are not meant, or
 *                            copy-write, copy-sync when a backup's alone are, and the folder's; N
 *                            is a number, counted from when the plan was put there, or all; ERROR
 *                            is ENOSPC, EIO or KILL (SIGKILL, there and then). It may change while
 *                            the program runs. How often it struck is told in the second 64 bytes.
 */
#ifndef DISK_H
#define DISK_H
#include <stdint.h>

enum disk_kind {
    DISK_CREATE = 'C',      /* bytes: the name within the folder */
    DISK_WRITE = 'W',       /* bytes at `at` */
    DISK_TRUNCATE = 'T',    /* to `at` bytes */
    DISK_SYNC = 'S',        /* of the file: all before it is safe */
    DISK_SYNC_FAILED = 'F', /* what was written before may be lost, whatever a later sync says */
    DISK_UNLINK = 'U',      /* bytes: the name */
    DISK_LINK = 'L',        /* bytes: the new name of inode */
    DISK_SYNC_FOLDER = 'D', /* names are safe */
};

/* Followed by n bytes, and by zeroes to the next multiple of eight. */
struct disk_op {
    uint32_t kind, n;
    uint64_t inode, at;
};

#define DISK_PLAN_BYTES 64
#endif
