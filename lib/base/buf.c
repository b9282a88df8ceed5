/* SPDX-License-Identifier: Apache-2.0 */
#include "buf.h"

enum { FIRST_CAP = 240 };

void buf_init(struct buf *b, struct arena *a, size_t max)
{
    *b = (struct buf){ .arena = a, .max = max };
}

static bool buf_grow(struct buf *b, size_t n)
{
    size_t cap = b->cap ? b->cap * 2 : FIRST_CAP;

    if (n > b->max - b->n) {
        b->full = true;
        return false;
    }
    if (cap < b->n + n)
        cap = b->n + n;
    if (cap > b->max)
        cap = b->max;
    b->p = arena_grow(b->arena, b->p, b->cap, cap);
    b->cap = cap;
    return true;
}

/* False when n more bytes do not fit, or when something before them did not: no text with a hole
 * in it. */
static inline bool buf_room(struct buf *b, size_t n)
{
    return !b->full && (n <= b->cap - b->n || buf_grow(b, n));
}

void buf_bytes(struct buf *b, const void *p, size_t n)
{
    if (n == 0 || !buf_room(b, n))
        return;
    memcpy(b->p + b->n, p, n);
    b->n += n;
}

void buf_add(struct buf *b, struct str s)
{
    buf_bytes(b, s.p, s.n);
}

void buf_char(struct buf *b, char c)
{
    if (buf_room(b, 1))
        b->p[b->n++] = c;
}

void buf_int(struct buf *b, int64_t i)
{
    char digits[20];
    size_t at = sizeof digits;
    uint64_t rest = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;

    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (i < 0)
        digits[--at] = '-';
    buf_bytes(b, digits + at, sizeof digits - at);
}

void buf_printf(struct buf *b, const char *format, ...)
{
    char small[256], *large;
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    assert(n >= 0);
    if ((size_t)n < sizeof small) {
        buf_bytes(b, small, (size_t)n);
        return;
    }
    if (b->full || (size_t)n > b->max - b->n) {
        b->full = true;
        return;
    }
    large = arena_alloc(b->arena, (size_t)n + 1);
    va_start(args, format);
    vsnprintf(large, (size_t)n + 1, format, args);
    va_end(args);
    buf_bytes(b, large, (size_t)n);
}

static bool json_plain(char c)
{
    return (unsigned char)c >= 0x20 && c != '"' && c != '\\';
}

static void json_escape(struct buf *b, char c)
{
    static const char hex[] = "0123456789abcdef";
    static const char from[] = "\"\\\n\r\t\b\f", to[] = "\"\\nrtbf";
    const char *at = memchr(from, c, sizeof from - 1);

    if (at) {
        buf_bytes(b, (char[]){ '\\', to[at - from] }, 2);
        return;
    }
    buf_bytes(b, (char[]){ '\\', 'u', '0', '0', hex[(c >> 4) & 15], hex[c & 15] }, 6);
}

void buf_json_str(struct buf *b, struct str s)
{
    size_t i = 0, run;

    buf_char(b, '"');
    while (i < s.n) {
        for (run = i; run < s.n && json_plain(s.p[run]); run++)
            continue;
        buf_bytes(b, s.p + i, run - i);
        if (run < s.n)
            json_escape(b, s.p[run++]);
        i = run;
    }
    buf_char(b, '"');
}

struct str buf_str(const struct buf *b)
{
    return (struct str){ b->p, b->n };
}
