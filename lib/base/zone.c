/* SPDX-License-Identifier: Apache-2.0 */
#include "zone.h"

#include <endian.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"
#include "zone_rule.h"

#define ZONES "/usr/share/zoneinfo/"
#define NAME_MAX_BYTES 60
#define FILE_MAX 65536
#define TIMES_MAX 4000
#define HEAD_BYTES 44

struct shift {
    int64_t from; /* second */
    int64_t ahead_ms;
};
struct zone {
    char name[NAME_MAX_BYTES + 1];
    int64_t before_ms; /* ahead of UTC before the first shift */
    struct shift *shifts;
    size_t n;
    struct zone_rule rule; /* behind the last of them */
    struct zone *next;
};

/* ---- a file ---- */

struct head {
    uint32_t utc, standard, leaps, times, types, chars;
};

static uint32_t four(const unsigned char *p)
{
    uint32_t n;
    memcpy(&n, p, sizeof n);
    return be32toh(n);
}

static int64_t eight(const unsigned char *p)
{
    uint64_t n;
    memcpy(&n, p, sizeof n);
    return (int64_t)be64toh(n);
}

static bool head_read(struct str file, struct head *h)
{
    const unsigned char *p = (const unsigned char *)file.p;
    if (file.n < HEAD_BYTES || memcmp(p, "TZif", 4) != 0 || p[4] < '2')
        return false;
    *h = (struct head){ four(p + 20), four(p + 24), four(p + 28),
                        four(p + 32), four(p + 36), four(p + 40) };
    return h->times <= TIMES_MAX && h->types >= 1 && h->types <= 256 && h->chars <= 1024
           && h->leaps <= 1000 && h->utc <= 256 && h->standard <= 256;
}

/* Of a block whose moments have so many bytes. */
static size_t block_bytes(const struct head *h, size_t moment)
{
    return HEAD_BYTES + h->times * (moment + 1) + h->types * 6 + h->chars
           + h->leaps * (moment + 4) + h->standard + h->utc;
}

static bool shifts_read(struct zone *z, const unsigned char *p, const struct head *h)
{
    const unsigned char *which = p + h->times * 8, *types = which + h->times;
    z->before_ms = (int32_t)four(types) * INT64_C(1000);
    z->n = h->times;
    z->shifts = calloc(h->times + 1, sizeof *z->shifts);
    if (!z->shifts)
        die("out of memory");
    for (size_t i = 0; i < z->n; i++) {
        if (which[i] >= h->types || (i && eight(p + i * 8) <= z->shifts[i - 1].from))
            return false;
        z->shifts[i].from = eight(p + i * 8);
        z->shifts[i].ahead_ms = (int32_t)four(types + which[i] * 6) * INT64_C(1000);
    }
    return true;
}

/* The first block is for programs of 32 bits; the second has the same in 64. */
static bool zone_read(struct zone *z, struct str file)
{
    struct head h;
    if (!head_read(file, &h) || file.n < block_bytes(&h, 4))
        return false;
    struct str second = str_cut(file, block_bytes(&h, 4), file.n), rest;
    if (!head_read(second, &h) || second.n <= block_bytes(&h, 8)
        || !shifts_read(z, (const unsigned char *)second.p + HEAD_BYTES, &h))
        return false;
    struct str end = str_cut(second, block_bytes(&h, 8) + 1, second.n);
    return zone_rule_read(str_split(end, '\n', &rest), &z->rule);
}

/* Letters, digits and "_+-" in parts joined by single slashes: nothing that leaves the folder. */
static bool name_ok(struct str name)
{
    char before = '/';
    if (name.n == 0 || name.n > NAME_MAX_BYTES || name.p[name.n - 1] == '/')
        return false;
    for (size_t i = 0; i < name.n; before = name.p[i++]) {
        char c = name.p[i], lower = (char)(c | 0x20);
        bool word = (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9');
        if (!word && c != '_' && c != '+' && c != '-' && (c != '/' || before == '/'))
            return false;
    }
    return true;
}

static bool file_read(struct zone *z)
{
    static char bytes[FILE_MAX]; /* under the lock */
    char path[sizeof ZONES + NAME_MAX_BYTES];
    snprintf(path, sizeof path, ZONES "%s", z->name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    ssize_t n = read(fd, bytes, sizeof bytes);
    close(fd);
    return n > 0 && zone_read(z, (struct str){ bytes, (size_t)n });
}

/* ---- those that were asked for ---- */

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct zone *zones;

static const struct zone *zone_find(struct str name)
{
    for (const struct zone *z = zones; z; z = z->next) {
        if (str_is(name, z->name))
            return z;
    }
    return NULL;
}

static const struct zone *zone_add(struct str name)
{
    struct zone *z = calloc(1, sizeof *z);
    if (!z)
        die("out of memory");
    memcpy(z->name, name.p, name.n);
    if (file_read(z)) {
        z->next = zones;
        zones = z;
        return z;
    }
    free(z->shifts);
    free(z);
    return NULL;
}

/* What is no zone is looked for again each time: there is no end of such names. */
const struct zone *zone_named(struct str name)
{
    if (!name_ok(name))
        return NULL;
    pthread_mutex_lock(&mutex);
    const struct zone *z = zone_find(name);
    if (!z)
        z = zone_add(name);
    pthread_mutex_unlock(&mutex);
    return z;
}

/* ---- asking ---- */

static int64_t ahead_at(const struct zone *z, int64_t second)
{
    size_t low = 0, high = z->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (z->shifts[middle].from <= second)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? z->shifts[low - 1].ahead_ms : z->before_ms;
}

int64_t zone_wall(const struct zone *z, struct instant t)
{
    int64_t second = t.ms / 1000 - (t.ms % 1000 < 0);
    bool listed = z->n && second < z->shifts[z->n - 1].from;
    return t.ms + (listed ? ahead_at(z, second) : zone_rule_ahead_ms(&z->rule, second));
}
