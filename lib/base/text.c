/* SPDX-License-Identifier: Apache-2.0 */
#include "text.h"

#include <utf8proc.h>

enum { FOLD_GROWTH = 4 };

static bool is_tail(unsigned char c)
{
    return (c & 0xc0) == 0x80;
}

/* The bounds of the second byte keep out overlong forms, surrogates and what is beyond U+10FFFF. */
static bool second_ok(unsigned char first, unsigned char second)
{
    switch (first) {
    case 0xe0:
        return second >= 0xa0 && second <= 0xbf;
    case 0xed:
        return second >= 0x80 && second <= 0x9f;
    case 0xf0:
        return second >= 0x90 && second <= 0xbf;
    case 0xf4:
        return second >= 0x80 && second <= 0x8f;
    default:
        return is_tail(second);
    }
}

/* How many bytes a character has that begins with this one; 0 if none does. */
static size_t bytes_begun_by(unsigned char first)
{
    if (first < 0x80)
        return first != 0;
    if (first < 0xc2 || first > 0xf4)
        return 0;
    if (first < 0xe0)
        return 2;
    return first < 0xf0 ? 3 : 4;
}

/* Bytes of the well-formed character at p, of which n > 0 bytes are there; 0 if it is none. */
static size_t char_bytes(const unsigned char *p, size_t n)
{
    size_t bytes = bytes_begun_by(p[0]);

    if (bytes > n)
        return 0;
    if (bytes > 1 && !second_ok(p[0], p[1]))
        return 0;
    for (size_t i = 2; i < bytes; i++)
        if (!is_tail(p[i]))
            return 0;
    return bytes;
}

/* None of them 0 or beyond 0x7f; a 0 shows as a borrow. */
static bool eight_ascii(const unsigned char *p)
{
    uint64_t all;

    memcpy(&all, p, sizeof all);
    return ((all | (all - UINT64_C(0x0101010101010101))) & UINT64_C(0x8080808080808080)) == 0;
}

bool utf8_ok(struct str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    size_t bytes;

    for (size_t i = 0; i < s.n; i += bytes) {
        bytes = s.n - i >= 8 && eight_ascii(p + i) ? 8 : char_bytes(p + i, s.n - i);
        if (bytes == 0)
            return false;
    }
    return true;
}

size_t utf8_length(struct str s)
{
    size_t length = 0;

    for (size_t i = 0; i < s.n; i++)
        length += !is_tail((unsigned char)s.p[i]);
    return length;
}

bool text_has_control(struct str s, bool lines)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool wanted = c == '\t' || (lines && (c == '\n' || c == '\r'));

        if ((c < 0x20 && !wanted) || c == 0x7f)
            return true;
    }
    return false;
}

static bool is_ascii(struct str s)
{
    unsigned char all = 0;

    for (size_t i = 0; i < s.n; i++)
        all |= (unsigned char)s.p[i];
    return all < 0x80;
}

static struct str fold_ascii(struct arena *a, struct str s)
{
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;

    s = str_trim(s);
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool white = c == ' ' || (c >= '\t' && c <= '\r');

        if (white && n > 0 && p[n - 1] == ' ')
            continue;
        if (c >= 'A' && c <= 'Z')
            c = (char)(c | 0x20);
        p[n++] = white ? ' ' : c;
    }
    return (struct str){ p, n };
}

static bool is_white(utf8proc_int32_t c)
{
    utf8proc_category_t category = utf8proc_category(c);

    return (c >= '\t' && c <= '\r') || c == 0x85 || category == UTF8PROC_CATEGORY_ZS
           || category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

/* Runs of white space become one space, none at either end. Returns how many code points are
 * left. */
static utf8proc_ssize_t collapse(utf8proc_int32_t *p, utf8proc_ssize_t n)
{
    utf8proc_ssize_t kept = 0;

    for (utf8proc_ssize_t i = 0; i < n; i++) {
        if (!is_white(p[i]))
            p[kept++] = p[i];
        else if (kept > 0 && p[kept - 1] != ' ')
            p[kept++] = ' ';
    }
    return kept > 0 && p[kept - 1] == ' ' ? kept - 1 : kept;
}

/* Whole characters, at most `max` bytes of them: one ligature can stand for a sentence. */
static struct str clip(struct str s, size_t max)
{
    if (s.n <= max)
        return s;
    while (max > 0 && is_tail((unsigned char)s.p[max]))
        max--;
    return str_cut(s, 0, max);
}

struct str fold(struct arena *a, struct str s)
{
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE
                                      | UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)s.p;
    utf8proc_int32_t *points;
    utf8proc_ssize_t n;

    if (is_ascii(s))
        return fold_ascii(a, s);
    n = utf8proc_decompose(bytes, (utf8proc_ssize_t)s.n, NULL, 0, options);
    assert(n >= 0); /* utf8_ok() was asked at the edge */
    points = arena_array(a, utf8proc_int32_t, (size_t)n + 1);
    n = utf8proc_decompose(bytes, (utf8proc_ssize_t)s.n, points, n, options);
    n = utf8proc_reencode(points, collapse(points, n), options);
    assert(n >= 0);
    return clip((struct str){ (const char *)points, (size_t)n }, FOLD_GROWTH * s.n);
}

/* The code point behind c, or 0 behind the last. */
static utf8proc_int32_t point_after(utf8proc_int32_t c)
{
    if (c == 0xd7ff)
        return 0xe000;
    return c < 0x10ffff ? c + 1 : 0;
}

struct str prefix_end(struct arena *a, struct str prefix)
{
    char *p = arena_alloc(a, prefix.n + 4);
    size_t n = prefix.n;
    utf8proc_int32_t last, after = 0;

    if (n)
        memcpy(p, prefix.p, n);
    while (n > 0 && !after) {
        size_t end = n;

        do
            n--;
        while (n > 0 && is_tail((unsigned char)p[n]));
        utf8proc_iterate((utf8proc_uint8_t *)p + n, (utf8proc_ssize_t)(end - n), &last);
        after = point_after(last);
    }
    n += (size_t)utf8proc_encode_char(after ? after : 0x10ffff, (utf8proc_uint8_t *)p + n);
    return (struct str){ p, n };
}

static bool is_alnum(char c)
{
    char lower = (char)(c | 0x20);

    return (c >= '0' && c <= '9') || (lower >= 'a' && lower <= 'z');
}

static bool local_ok(struct str s)
{
    static const struct str others = STR_INIT("!#$%&'*+-/=?^_`{|}~");

    if (s.n == 0 || s.n > 64 || s.p[0] == '.' || s.p[s.n - 1] == '.')
        return false;
    for (size_t i = 0; i < s.n; i++) {
        bool dot = s.p[i] == '.' && s.p[i - 1] != '.';

        if (!is_alnum(s.p[i]) && !dot && str_find(others, s.p[i]) < 0)
            return false;
    }
    return true;
}

static bool label_ok(struct str s)
{
    if (s.n == 0 || s.n > 63 || s.p[0] == '-' || s.p[s.n - 1] == '-')
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!is_alnum(s.p[i]) && s.p[i] != '-')
            return false;
    return true;
}

bool email_ok(struct str s)
{
    struct str rest, domain, local = str_split(s, '@', &domain);

    if (s.n > 254 || !local_ok(local) || !domain.n || s.p[s.n - 1] == '.')
        return false;
    for (rest = domain; rest.n;)
        if (!label_ok(str_split(rest, '.', &rest)))
            return false;
    return true;
}
