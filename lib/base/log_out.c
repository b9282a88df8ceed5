/* SPDX-License-Identifier: Apache-2.0 */
/* Where the lines of the log go: each by itself, or, for a server with a line for each request,
 * those of a moment with one write. */
#include "log_out.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

#define HELD_BYTES ((size_t)64 << 10)
static_assert(HELD_BYTES > LOG_LINE_MAX, "room for the longest line");

static struct {
    pthread_mutex_t mutex; /* guards all of it, and is held while writing: lines keep their order */
    pthread_cond_t changed;
    pthread_t thread;
    bool on;
    size_t n;
    char p[HELD_BYTES];
} held = { .mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER };

/* A log that cannot be written has nowhere to say so. */
static void write_out(const char *p, size_t n)
{
    while (n > 0) {
        ssize_t wrote = write(STDERR_FILENO, p, n);

        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return;
        p += wrote;
        n -= (size_t)wrote;
    }
}

static void write_held(void)
{
    write_out(held.p, held.n);
    held.n = 0;
}

static struct timespec in_a_moment(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_nsec += LOG_WAIT_MS * 1000000L;
    t.tv_sec += t.tv_nsec / 1000000000L;
    t.tv_nsec %= 1000000000L;
    return t;
}

static void *write_now_and_then(void *unused UNUSED)
{
    pthread_mutex_lock(&held.mutex);
    while (held.on) {
        struct timespec until = in_a_moment();

        if (!held.n)
            pthread_cond_wait(&held.changed, &held.mutex);
        else if (pthread_cond_clockwait(&held.changed, &held.mutex, CLOCK_MONOTONIC, &until)
                 == ETIMEDOUT)
            write_held();
    }
    write_held();
    pthread_mutex_unlock(&held.mutex);
    return NULL;
}

void log_out(const char *line, size_t n, bool at_once)
{
    pthread_mutex_lock(&held.mutex);
    if (n > sizeof held.p - held.n)
        write_held();
    if (!held.n && held.on && !at_once)
        pthread_cond_signal(&held.changed);
    memcpy(held.p + held.n, line, n);
    held.n += n;
    if (at_once || !held.on)
        write_held();
    pthread_mutex_unlock(&held.mutex);
}

void log_hold(void)
{
    pthread_mutex_lock(&held.mutex);
    held.on = true;
    pthread_mutex_unlock(&held.mutex);
    if (pthread_create(&held.thread, NULL, write_now_and_then, NULL) != 0)
        die("cannot start a thread");
}

void log_release(void)
{
    pthread_mutex_lock(&held.mutex);
    held.on = false;
    pthread_cond_signal(&held.changed);
    pthread_mutex_unlock(&held.mutex);
    pthread_join(held.thread, NULL);
}
