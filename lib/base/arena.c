/* SPDX-License-Identifier: Apache-2.0 */
#include "arena.h"

#include "log.h"

#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define ARENA_ASAN
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define ARENA_ASAN
#endif

#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define HIDE(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define SHOW(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
enum { RED_GAP = 16 };
#else
#define HIDE(p, n) ((void)(p), (void)(n))
#define SHOW(p, n) ((void)(p), (void)(n))
enum { RED_GAP = 0 };
#endif

enum {
    ALIGN = 16,
    BLOCK_MIN = 64 * 1024, /* also what arena_reset keeps */
    BLOCK_STEP = 1024 * 1024,
};

struct arena_block {
    struct arena_block *older;
    size_t cap;
    _Alignas(ALIGN) unsigned char bytes[];
};

void arena_init(struct arena *a, size_t max)
{
    *a = (struct arena){ .max = max };
}

/* What n bytes take in a block, their red gap included. */
static size_t span(size_t n)
{
    return (n + RED_GAP + ALIGN - 1) & ~(size_t)(ALIGN - 1);
}

/* Blocks grow with the arena, so that a large one makes few calls to malloc. */
static size_t block_size(const struct arena *a, size_t need)
{
    size_t n = a->total < BLOCK_STEP ? a->total : BLOCK_STEP;

    if (n < BLOCK_MIN)
        n = BLOCK_MIN;
    if (n > a->max - a->total)
        n = a->max - a->total;
    return n > need ? n : need;
}

static void block_add(struct arena *a, size_t need)
{
    size_t cap;
    struct arena_block *block;

    if (need > a->max - a->total)
        die("memory: a request or job needs more than its ceiling of %zu bytes", a->max);
    cap = block_size(a, need);
    block = malloc(sizeof *block + cap);
    if (!block)
        die("memory: the system gave no %zu bytes", cap);
    block->older = a->head;
    block->cap = cap;
    HIDE(block->bytes, cap);
    a->head = block;
    a->used = 0;
    a->total += cap;
}

static void block_drop(struct arena *a)
{
    struct arena_block *block = a->head;

    assert(block);
    a->head = block->older;
    a->total -= block->cap;
    free(block);
}

void arena_release(struct arena *a)
{
    while (a->head)
        block_drop(a);
    a->used = 0;
}

void arena_reset(struct arena *a)
{
    while (a->head && (a->head->older || a->head->cap > BLOCK_MIN))
        block_drop(a);
    a->used = 0;
    if (a->head)
        HIDE(a->head->bytes, a->head->cap);
}

struct arena_mark arena_mark(const struct arena *a)
{
    return (struct arena_mark){ a->head, a->used };
}

void arena_rewind(struct arena *a, struct arena_mark mark)
{
    if (!mark.head) {
        arena_reset(a);
        return;
    }
    while (a->head != mark.head)
        block_drop(a);
    a->used = mark.used;
    HIDE(a->head->bytes + a->used, a->head->cap - a->used);
}

/* n bytes with whatever was in them before. */
static void *take(struct arena *a, size_t n)
{
    size_t need;
    unsigned char *p;

    if (n > a->max)
        die("memory: one piece of %zu bytes is over the ceiling of %zu bytes", n, a->max);
    need = span(n);
    if (!a->head || need > a->head->cap - a->used)
        block_add(a, need);
    p = a->head->bytes + a->used;
    a->used += need;
    SHOW(p, n);
    return p;
}

void *arena_alloc(struct arena *a, size_t n)
{
    return memset(take(a, n), 0, n);
}

/* True when p of old bytes was the last piece handed out and its block had room to make it n
 * bytes. */
static bool grown_in_place(struct arena *a, const unsigned char *p, size_t old, size_t n)
{
    size_t at;

    if (!a->head || n > a->max || p + span(old) != a->head->bytes + a->used)
        return false;
    at = (size_t)(p - a->head->bytes);
    if (span(n) > a->head->cap - at)
        return false;
    a->used = at + span(n);
    SHOW(p, n);
    return true;
}

void *arena_grow(struct arena *a, void *p, size_t old, size_t n)
{
    unsigned char *bytes = p;

    if (n <= old)
        return p;
    if (!p)
        return arena_alloc(a, n);
    if (!grown_in_place(a, bytes, old, n)) {
        bytes = take(a, n);
        memcpy(bytes, p, old);
    }
    memset(bytes + old, 0, n - old);
    return bytes;
}

void *arena_alloc_array(struct arena *a, size_t size, size_t n)
{
    size_t bytes;

    if (__builtin_mul_overflow(size, n, &bytes))
        die("memory: %zu pieces of %zu bytes are more than there is", n, size);
    return arena_alloc(a, bytes);
}

struct str arena_str(struct arena *a, struct str s)
{
    char *p = take(a, s.n + 1);

    if (s.n)
        memcpy(p, s.p, s.n);
    p[s.n] = '\0';
    return (struct str){ p, s.n };
}

const char *arena_cstr(struct arena *a, struct str s)
{
    return arena_str(a, s).p;
}

struct str arena_printf(struct arena *a, const char *format, ...)
{
    char small[256];
    va_list args;
    int n;
    char *p;

    va_start(args, format);
    n = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (n < 0)
        die("memory: text could not be made by the format \"%s\"", format);
    if ((size_t)n < sizeof small)
        return arena_str(a, (struct str){ small, (size_t)n });
    p = take(a, (size_t)n + 1);
    va_start(args, format);
    vsnprintf(p, (size_t)n + 1, format, args);
    va_end(args);
    return (struct str){ p, (size_t)n };
}
