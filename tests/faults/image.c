/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image.h"

#define SECTOR 512
#define INODES_MAX 4096
#define NAMES_MAX 64

enum state {
    OPEN_YET, /* no sync came since */
    SAFE,
    ORPHAN, /* a sync failed: may be lost for ever */
};

/* A write or a truncation that is not part of the file's safe bytes yet. */
struct pending {
    const struct disk_op *op;
    enum state state;
};

struct bytes {
    unsigned char *p;
    size_t n, room;
};

struct inode {
    uint64_t number;
    struct bytes safe;
    struct pending *pending;
    size_t n, room;
};

struct name {
    char text[256];
    struct inode *inode; /* NULL: no such name */
};

/* What a folder says; small, so that a copy is a plain assignment. */
struct names {
    struct name p[NAMES_MAX];
    size_t n;
};

struct naming {
    const struct disk_op *op;
    struct inode *inode;
};

struct image {
    const unsigned char *record;
    size_t n, at;
    bool lying;
    struct inode inodes[INODES_MAX];
    size_t n_inodes;
    struct names safe;
    struct naming pending[INODES_MAX];
    size_t n_pending;
    struct bytes scratch;
};

uint64_t chance_next(uint64_t *chance)
{
    *chance ^= *chance >> 12;
    *chance ^= *chance << 25;
    *chance ^= *chance >> 27;
    return *chance * UINT64_C(2685821657736338717);
}

static bool happens(uint64_t *chance, unsigned percent)
{
    return (chance_next(chance) >> 33) % 100 < percent;
}

static const struct disk_op *op_at(const struct image *m, size_t at)
{
    return (const void *)(m->record + at);
}

static const unsigned char *bytes_of(const struct disk_op *op)
{
    return (const unsigned char *)(op + 1);
}

/* Ops are padded to eight bytes by disk.c. */
size_t image_after(const struct image *m, size_t at)
{
    return at + sizeof(struct disk_op) + ((size_t)op_at(m, at)->n + 7) / 8 * 8;
}

bool image_turns(const struct image *m, size_t at)
{
    uint32_t kind = op_at(m, at)->kind;
    return kind != DISK_WRITE && kind != DISK_CREATE;
}

struct image *image_open(const char *record, bool lying)
{
    struct stat st;
    struct image *m = calloc(1, sizeof *m);
    int fd = open(record, O_RDONLY | O_CLOEXEC);
    if (m && fd >= 0 && fstat(fd, &st) == 0 && st.st_size > 0) {
        void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        m->record = p == MAP_FAILED ? NULL : p;
        m->n = (size_t)st.st_size;
        m->lying = lying;
    }
    if (fd >= 0)
        close(fd);
    if (m && m->record)
        return m;
    free(m);
    return NULL;
}

void image_close(struct image *m)
{
    for (size_t i = 0; i < m->n_inodes; i++) {
        free(m->inodes[i].safe.p);
        free(m->inodes[i].pending);
    }
    munmap((void *)(uintptr_t)m->record, m->n);
    free(m->scratch.p);
    free(m);
}

size_t image_bytes(const struct image *m)
{
    return m->n;
}

/* ---- bytes ---- */

static void *grown(void *p, size_t bytes)
{
    p = realloc(p, bytes);
    if (!p)
        abort();
    return p;
}

/* What is new reads as zeroes. */
static void bytes_resize(struct bytes *b, size_t n)
{
    if (n > b->room) {
        b->room = n > 2 * b->room ? n : 2 * b->room;
        b->p = grown(b->p, b->room);
    }
    if (n > b->n)
        memset(b->p + b->n, 0, n - b->n);
    b->n = n;
}

static void bytes_put(struct bytes *b, size_t at, const unsigned char *p, size_t n)
{
    if (at + n > b->n)
        bytes_resize(b, at + n);
    memcpy(b->p + at, p, n);
}

/* ---- what the record says was done ---- */

/* The last of this number: numbers are used again after a file is gone. */
static struct inode *inode_find(struct image *m, uint64_t number)
{
    for (size_t i = m->n_inodes; i-- > 0;)
        if (m->inodes[i].number == number)
            return &m->inodes[i];
    abort();
}

static struct inode *inode_new(struct image *m, uint64_t number)
{
    assert(m->n_inodes < INODES_MAX);
    struct inode *new = &m->inodes[m->n_inodes++];
    new->number = number;
    return new;
}

static void done_to(struct bytes *b, const struct disk_op *op)
{
    if (op->kind == DISK_TRUNCATE)
        bytes_resize(b, op->at);
    else
        bytes_put(b, op->at, bytes_of(op), op->n);
}

/* What is safe and has nothing unsafe before it becomes part of the file. */
static void inode_settle(struct inode *f)
{
    size_t done = 0;
    while (done < f->n && f->pending[done].state == SAFE)
        done_to(&f->safe, f->pending[done++].op);
    f->n -= done;
    if (f->n)
        memmove(f->pending, f->pending + done, f->n * sizeof *f->pending);
}

static void inode_add(struct inode *f, const struct disk_op *op)
{
    if (f->n == f->room) {
        f->room = f->room ? 2 * f->room : 64;
        f->pending = grown(f->pending, f->room * sizeof *f->pending);
    }
    f->pending[f->n++] = (struct pending){ op, OPEN_YET };
}

static void inode_sync(struct inode *f, enum state state)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->pending[i].state == OPEN_YET)
            f->pending[i].state = state;
    inode_settle(f);
}

static bool named(const struct name *name, const struct disk_op *op)
{
    return strlen(name->text) == op->n && memcmp(name->text, bytes_of(op), op->n) == 0;
}

static void name_apply(struct names *names, const struct naming *change)
{
    size_t i = 0;
    while (i < names->n && !named(&names->p[i], change->op))
        i++;
    if (i == names->n) {
        assert(i < NAMES_MAX && change->op->n < sizeof names->p[i].text);
        names->n++;
        memcpy(names->p[i].text, bytes_of(change->op), change->op->n);
        names->p[i].text[change->op->n] = 0;
    }
    names->p[i].inode = change->inode;
}

static void names_sync(struct image *m)
{
    for (size_t i = 0; i < m->n_pending; i++)
        name_apply(&m->safe, &m->pending[i]);
    m->n_pending = 0;
}

static void name_add(struct image *m, const struct disk_op *op, struct inode *inode)
{
    assert(m->n_pending < INODES_MAX);
    m->pending[m->n_pending++] = (struct naming){ op, inode };
}

static void op_do(struct image *m, const struct disk_op *op)
{
    switch ((enum disk_kind)op->kind) {
    case DISK_CREATE:
        name_add(m, op, inode_new(m, op->inode));
        break;
    case DISK_WRITE:
    case DISK_TRUNCATE:
        inode_add(inode_find(m, op->inode), op);
        break;
    case DISK_SYNC:
        if (!m->lying)
            inode_sync(inode_find(m, op->inode), SAFE);
        break;
    case DISK_SYNC_FAILED:
        inode_sync(inode_find(m, op->inode), ORPHAN);
        break;
    case DISK_UNLINK:
        name_add(m, op, NULL);
        break;
    case DISK_LINK:
        name_add(m, op, inode_find(m, op->inode));
        break;
    case DISK_SYNC_FOLDER:
        names_sync(m);
        break;
    }
}

void image_advance(struct image *m, size_t to)
{
    for (; m->at < to; m->at = image_after(m, m->at))
        op_do(m, op_at(m, m->at));
}

/* ---- one of the disks there could be ---- */

/* How this disk treats what was not synced; drawn anew for each. */
struct mood {
    unsigned keeps; /* percent of the sectors */
    bool noise;     /* a file that grew holds noise, not zeroes, where nothing arrived */
    uint64_t *chance;
};

static void fill(const struct mood *mood, unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        p[i] = mood->noise ? (unsigned char)(chance_next(mood->chance) >> 40) : 0;
}

static void resize_unsafe(const struct mood *mood, struct bytes *b, size_t n)
{
    size_t was = b->n;
    bytes_resize(b, n);
    if (n > was)
        fill(mood, b->p + was, n - was);
}

/* Each sector that the write touches arrived or did not. */
static void write_unsafe(const struct mood *mood, struct bytes *b, const struct disk_op *op)
{
    size_t end = op->at + op->n;
    for (size_t from = op->at, to; from < end; from = to) {
        to = (from / SECTOR + 1) * SECTOR;
        to = to < end ? to : end;
        if (!happens(mood->chance, mood->keeps))
            continue;
        if (to > b->n)
            resize_unsafe(mood, b, to);
        memcpy(b->p + from, bytes_of(op) + (from - op->at), to - from);
    }
}

static void inode_draw(const struct mood *mood, const struct inode *f, struct bytes *out)
{
    bytes_resize(out, 0);
    if (f->safe.n)
        bytes_put(out, 0, f->safe.p, f->safe.n);
    for (size_t i = 0; i < f->n; i++) {
        const struct disk_op *op = f->pending[i].op;
        if (f->pending[i].state == SAFE)
            done_to(out, op);
        else if (op->kind == DISK_WRITE)
            write_unsafe(mood, out, op);
        else if (happens(mood->chance, mood->keeps))
            resize_unsafe(mood, out, op->at);
    }
}

/* In order up to some moment, as journals of file systems keep it, or any of them. */
static void names_draw(const struct image *m, const struct mood *mood, struct names *out)
{
    bool ordered = happens(mood->chance, 50);
    *out = m->safe;
    for (size_t i = 0; i < m->n_pending; i++) {
        if (happens(mood->chance, mood->keeps))
            name_apply(out, &m->pending[i]);
        else if (ordered)
            return;
    }
}

static bool file_write(const char *folder, const char *name, const struct bytes *b)
{
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        return false;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    size_t done = 0;
    for (ssize_t n = 1; done < b->n && n > 0; done += (size_t)n) {
        n = pwrite(fd, b->p + done, b->n - done, (off_t)done);
        if (n < 0)
            break;
    }
    close(fd);
    return done == b->n;
}

bool image_write(struct image *m, const char *folder, uint64_t *chance)
{
    static const unsigned keeps[] = { 0, 5, 30, 50, 70, 95, 100 };
    static struct names names;
    struct mood mood = { .keeps = keeps[(chance_next(chance) >> 33) % COUNT(keeps)],
                         .noise = happens(chance, 30),
                         .chance = chance };
    names_draw(m, &mood, &names);
    for (size_t i = 0; i < names.n; i++) {
        if (!names.p[i].inode)
            continue;
        inode_draw(&mood, names.p[i].inode, &m->scratch);
        if (!file_write(folder, names.p[i].text, &m->scratch))
            return false;
    }
    return true;
}
