/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/metric.h"
#include "ops/process.h"

#define STAT_MAX 2000
/* Fields of /proc/self/stat, counted from the one behind the name, which may hold anything. */
#define STAT_STARTED 19
#define STAT_VIRTUAL 20
#define STAT_RESIDENT 21

static bool file_read(const char *name, char *text, size_t size)
{
    FILE *f = fopen(name, "re");
    if (!f)
        return false;
    size_t n = fread(text, 1, size - 1, f);
    fclose(f);
    text[n] = '\0';
    return n > 0;
}

/* The number in that field; -1 when it is not there. */
static int64_t stat_field(const char *stat, int field)
{
    const char *at = strrchr(stat, ')');
    for (int i = 0; at && i <= field; i++)
        at = strchr(at + 1, ' ');
    return at ? strtoll(at, NULL, 10) : -1;
}

/* The moment at which the machine started, in seconds since 1970. */
static int64_t machine_started(void)
{
    struct timespec now, up;
    clock_gettime(CLOCK_REALTIME, &now);
    clock_gettime(CLOCK_BOOTTIME, &up);
    return now.tv_sec - up.tv_sec;
}

static int64_t descriptors(void)
{
    DIR *dir = opendir("/proc/self/fd");
    int64_t n = -3; /* "." and ".." and the one that reads */
    if (!dir)
        return -1;
    while (readdir(dir))
        n++;
    closedir(dir);
    return n;
}

static int64_t cpu_us(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * INT64_C(1000000) + used.ru_utime.tv_usec
           + used.ru_stime.tv_usec;
}

static void known(struct buf *b, const char *name, const char *help, int64_t value)
{
    if (value >= 0)
        metric_one(b, name, METRIC_GAUGE, help, value);
}

static void stat_write(struct buf *b, const char *stat)
{
    int64_t pages = stat_field(stat, STAT_RESIDENT), ticks = stat_field(stat, STAT_STARTED);
    known(b, "process_resident_memory_bytes", "Memory that is in use.",
          pages < 0 ? pages : pages * sysconf(_SC_PAGESIZE));
    known(b, "process_virtual_memory_bytes", "Addresses that are in use.",
          stat_field(stat, STAT_VIRTUAL));
    known(b, "process_start_time_seconds", "When the process began, since 1970.",
          ticks < 0 ? ticks : machine_started() + ticks / sysconf(_SC_CLK_TCK));
}

void process_metrics(struct buf *b)
{
    char stat[STAT_MAX];
    struct rlimit files;
    metric_head(b, "process_cpu_seconds_total", METRIC_COUNTER, "Time on a processor.");
    metric_seconds(b, "process_cpu_seconds_total", NO_LABELS, cpu_us());
    known(b, "process_open_fds", "Open files and sockets.", descriptors());
    if (getrlimit(RLIMIT_NOFILE, &files) == 0)
        known(b, "process_max_fds", "How many may be open.", (int64_t)files.rlim_cur);
    if (file_read("/proc/self/stat", stat, sizeof stat))
        stat_write(b, stat);
}
