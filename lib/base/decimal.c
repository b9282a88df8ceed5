/* SPDX-License-Identifier: Apache-2.0 */
#include "decimal.h"

#define DIGITS_MAX 12
#define PLACES_MAX 8
#define FIGURES 10000 /* from here on there are five */

static __int128 power(int n)
{
    __int128 p = 1;

    while (n-- > 0)
        p *= 10;
    return p;
}

bool decimal_parse(struct str s, struct decimal *out)
{
    struct decimal d = { 0 };
    struct str places, whole = str_split(s, '.', &places);
    int counted = 0;

    for (size_t i = 0; i < s.n; i++) {
        if (i == whole.n)
            continue;
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        counted += counted || s.p[i] != '0';
        if (counted > DIGITS_MAX)
            return false;
        d.digits = d.digits * 10 + (s.p[i] - '0');
    }
    d.places = (int)places.n;
    if (!d.digits || !whole.n || places.n > PLACES_MAX || (whole.n < s.n && !places.n))
        return false;
    *out = d;
    return true;
}

void buf_decimal(struct buf *b, struct decimal d)
{
    int64_t one = (int64_t)power(d.places);

    buf_int(b, d.digits / one);
    if (d.places > 0)
        buf_printf(b, ".%0*lld", d.places, (long long)(d.digits % one));
}

void buf_quotient(struct buf *b, struct decimal over, struct decimal under)
{
    __int128 num = over.digits * power(under.places), den = under.digits * power(over.places);
    struct decimal d = { 0 };

    for (; num < den * FIGURES && d.places < 16; d.places++)
        num *= 10;
    num = (2 * num + den) / (2 * den);
    if (num > INT64_MAX) {
        buf_int(b, (int64_t)(num / power(DIGITS_MAX)));
        buf_printf(b, "%012lld", (long long)(num % power(DIGITS_MAX)));
        return;
    }
    d.digits = (int64_t)num;
    for (; d.places > 0 && d.digits % 10 == 0; d.places--)
        d.digits /= 10;
    buf_decimal(b, d);
}

int decimal_cmp(struct decimal a, struct decimal b)
{
    __int128 x = a.digits * power(b.places), y = b.digits * power(a.places);

    return (x > y) - (x < y);
}

/* 9 × 10^13 of money, 10^12 of digits and 10^12 of places stay below 2^127. */
bool money_exchange(struct money m, struct decimal over, struct decimal under,
                    const char *currency, struct money *out)
{
    int from = currency_places(m.currency), to = currency_places(currency);
    int shift = under.places + to - over.places - from;
    bool minus = m.minor < 0;

    if (from < 0 || to < 0 || m.minor > MONEY_MAX || m.minor < -MONEY_MAX)
        return false;
    __int128 num = (__int128)(minus ? -m.minor : m.minor) * over.digits * power(shift);
    __int128 den = under.digits * power(-shift);
    __int128 sum = num / den + (2 * (num % den) >= den);
    if (sum > MONEY_MAX)
        return false;
    *out = (struct money){ .minor = minus ? -(int64_t)sum : (int64_t)sum };
    memcpy(out->currency, currency, sizeof out->currency);
    return true;
}
