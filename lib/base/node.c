/* SPDX-License-Identifier: Apache-2.0 */
#include "node.h"

#include <pthread.h>
#include <unistd.h>

#define STARTED 19 /* in /proc/PID/stat, counted from the state, which is 0 */

static struct {
    char name[160]; /* "BOOT NAMESPACE PID STARTED" */
    size_t here;    /* how much of it is the machine's: up to the pid */
    pthread_once_t once;
} self = { .once = PTHREAD_ONCE_INIT };

static bool file_read(const char *path, char *to, size_t size)
{
    FILE *f = fopen(path, "re");
    size_t n = f ? fread(to, 1, size - 1, f) : 0;
    if (f)
        fclose(f);
    to[n] = '\0';
    return n > 0;
}

/* What stands behind the name, which may hold anything: a state in one letter, then numbers. */
static bool stat_read(const char *path, char *state, struct str *started)
{
    static _Thread_local char text[1024];
    const char *end;
    if (!file_read(path, text, sizeof text) || !(end = strrchr(text, ')')))
        return false;
    struct str rest = str_trim(str_of(end + 1));
    *state = rest.n ? rest.p[0] : '\0';
    for (int i = 0; i < STARTED; i++)
        str_split(rest, ' ', &rest);
    *started = str_split(rest, ' ', &rest);
    return started->n > 0;
}

/* Where nothing is known of the machine, the name is only this process's own. */
static void name_make(void)
{
    char boot[64], space[64] = "", state;
    struct str started;
    struct timespec now;
    ssize_t n = readlink("/proc/self/ns/pid", space, sizeof space - 1);
    bool known = n > 0 && file_read("/proc/sys/kernel/random/boot_id", boot, sizeof boot)
                 && stat_read("/proc/self/stat", &state, &started);
    clock_gettime(CLOCK_REALTIME, &now);
    if (!known) {
        snprintf(self.name, sizeof self.name, "%ld %lld.%09ld", (long)getpid(),
                 (long long)now.tv_sec, now.tv_nsec);
        return;
    }
    struct str machine = str_trim(str_of(boot));
    int here = snprintf(self.name, sizeof self.name, "%.*s %s ", STR_FMT(machine), space);
    self.here = (size_t)here;
    snprintf(self.name + here, sizeof self.name - self.here, "%ld %.*s", (long)getpid(),
             STR_FMT(started));
}

struct str node_name(void)
{
    pthread_once(&self.once, name_make);
    return str_of(self.name);
}

static bool runs(int64_t pid, struct str began)
{
    char path[64], state;
    struct str started;
    snprintf(path, sizeof path, "/proc/%lld/stat", (long long)pid);
    return stat_read(path, &state, &started) && state != 'Z' && state != 'X'
           && str_same(started, began);
}

bool node_is_gone(struct str name)
{
    struct str own = node_name(), began;
    int64_t pid;
    if (!self.here || !str_starts(name, str_cut(own, 0, self.here)))
        return false;
    struct str number = str_split(str_cut(name, self.here, name.n), ' ', &began);
    return str_to_int(number, &pid) && pid > 0 && began.n && !runs(pid, began);
}
