/* SPDX-License-Identifier: Apache-2.0 */
#include "base.h"

struct str str_of(const char *nul_terminated)
{
    if (!nul_terminated)
        return STR_NONE;
    return (struct str){ nul_terminated, strlen(nul_terminated) };
}

bool str_same(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_is(struct str a, const char *b)
{
    return str_same(a, str_of(b));
}

int str_cmp(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;

    return order ? order : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(struct str a, struct str prefix)
{
    return a.n >= prefix.n && str_same((struct str){ a.p, prefix.n }, prefix);
}

bool str_ends(struct str a, struct str suffix)
{
    if (a.n < suffix.n)
        return false;
    return suffix.n == 0 || memcmp(a.p + (a.n - suffix.n), suffix.p, suffix.n) == 0;
}

static bool is_white(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
    while (s.n > 0 && is_white(s.p[s.n - 1]))
        s.n--;
    while (s.n > 0 && is_white(s.p[0])) {
        s.p++;
        s.n--;
    }
    return s;
}

struct str str_cut(struct str s, size_t from, size_t n)
{
    if (from >= s.n)
        return STR_NONE;
    s.p += from;
    s.n -= from;
    if (s.n > n)
        s.n = n;
    return s;
}

ptrdiff_t str_find(struct str s, char c)
{
    const char *at = s.n ? memchr(s.p, c, s.n) : NULL;

    return at ? at - s.p : -1;
}

struct str str_split(struct str s, char at, struct str *rest)
{
    ptrdiff_t i = str_find(s, at);

    if (i < 0) {
        *rest = STR_NONE;
        return s;
    }
    *rest = str_cut(s, (size_t)i + 1, s.n);
    return str_cut(s, 0, (size_t)i);
}

/* FNV-1a: the tables it feeds are filled by the program, not by strangers. */
uint64_t str_hash(struct str s)
{
    uint64_t h = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * UINT64_C(1099511628211);
    return h;
}

bool str_to_int(struct str s, int64_t *out)
{
    bool minus = s.n > 0 && s.p[0] == '-';
    int64_t value = 0;

    if (s.n == (size_t)minus)
        return false;
    for (size_t i = minus; i < s.n; i++) {
        int digit = s.p[i] - '0';

        if (digit < 0 || digit > 9 || __builtin_mul_overflow(value, 10, &value)
            || __builtin_sub_overflow(value, digit, &value))
            return false;
    }
    /* Summed as a negative number, whose range is one wider. */
    if (!minus && value == INT64_MIN)
        return false;
    *out = minus ? value : -value;
    return true;
}
