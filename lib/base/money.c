/* SPDX-License-Identifier: Apache-2.0 */
#include "money.h"

/* The active codes of ISO 4217 that have a minor unit, each with its places, in order. */
/* clang-format off */
static const char currencies[][5] = {
    "AED2", "AFN2", "ALL2", "AMD2", "ANG2", "AOA2", "ARS2", "AUD2", "AWG2", "AZN2", "BAM2", "BBD2",
    "BDT2", "BGN2", "BHD3", "BIF0", "BMD2", "BND2", "BOB2", "BOV2", "BRL2", "BSD2", "BTN2", "BWP2",
    "BYN2", "BZD2", "CAD2", "CDF2", "CHE2", "CHF2", "CHW2", "CLF4", "CLP0", "CNY2", "COP2", "COU2",
    "CRC2", "CUP2", "CVE2", "CZK2", "DJF0", "DKK2", "DOP2", "DZD2", "EGP2", "ERN2", "ETB2", "EUR2",
    "FJD2", "FKP2", "GBP2", "GEL2", "GHS2", "GIP2", "GMD2", "GNF0", "GTQ2", "GYD2", "HKD2", "HNL2",
    "HTG2", "HUF2", "IDR2", "ILS2", "INR2", "IQD3", "IRR2", "ISK0", "JMD2", "JOD3", "JPY0", "KES2",
    "KGS2", "KHR2", "KMF0", "KPW2", "KRW0", "KWD3", "KYD2", "KZT2", "LAK2", "LBP2", "LKR2", "LRD2",
    "LSL2", "LYD3", "MAD2", "MDL2", "MGA2", "MKD2", "MMK2", "MNT2", "MOP2", "MRU2", "MUR2", "MVR2",
    "MWK2", "MXN2", "MXV2", "MYR2", "MZN2", "NAD2", "NGN2", "NIO2", "NOK2", "NPR2", "NZD2", "OMR3",
    "PAB2", "PEN2", "PGK2", "PHP2", "PKR2", "PLN2", "PYG0", "QAR2", "RON2", "RSD2", "RUB2", "RWF0",
    "SAR2", "SBD2", "SCR2", "SDG2", "SEK2", "SGD2", "SHP2", "SLE2", "SOS2", "SRD2", "SSP2", "STN2",
    "SVC2", "SYP2", "SZL2", "THB2", "TJS2", "TMT2", "TND3", "TOP2", "TRY2", "TTD2", "TWD2", "TZS2",
    "UAH2", "UGX0", "USD2", "USN2", "UYI0", "UYU2", "UYW4", "UZS2", "VED2", "VES2", "VND0", "VUV0",
    "WST2", "XAF0", "XCD2", "XCG2", "XOF0", "XPF0", "YER2", "ZAR2", "ZMW2", "ZWG2",
};
/* clang-format on */

static const struct {
    struct str sign;
    const char *code;
} signs[] = {
    { STR_INIT("$"), "USD" },
    { STR_INIT("€"), "EUR" },
    { STR_INIT("£"), "GBP" },
    { STR_INIT("¥"), "JPY" },
    { STR_INIT("₹"), "INR" },
};

static int code_order(const void *code, const void *row)
{
    return memcmp(code, row, 3);
}

int currency_places(const char *code)
{
    const char *row;

    if (!code || strnlen(code, 4) != 3)
        return -1;
    row = bsearch(code, currencies, COUNT(currencies), sizeof currencies[0], code_order);
    return row ? row[3] - '0' : -1;
}

/* Three letters, either case, at the front of s; only a code that exists is taken. */
static bool take_code(struct str *s, char code[4])
{
    char upper[4] = "";

    if (s->n < 3)
        return false;
    for (size_t i = 0; i < 3; i++)
        upper[i] = s->p[i] >= 'a' && s->p[i] <= 'z' ? (char)(s->p[i] & ~0x20) : s->p[i];
    if (currency_places(upper) < 0)
        return false;
    memcpy(code, upper, 4);
    *s = str_cut(*s, 3, s->n);
    return true;
}

static bool take_currency(struct str *s, char code[4])
{
    for (size_t i = 0; i < COUNT(signs); i++)
        if (str_starts(*s, signs[i].sign)) {
            memcpy(code, signs[i].code, 4);
            *s = str_cut(*s, signs[i].sign.n, s->n);
            return true;
        }
    return take_code(s, code);
}

static bool add_digit(int64_t *minor, char c)
{
    *minor = *minor * 10 + (c - '0');
    return *minor <= MONEY_MAX;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "84000" or "84,000": with commas every group but the first has three digits. */
static bool take_whole(struct str *s, int64_t *minor)
{
    size_t i = 0, group = 0;
    bool commas = false;

    for (; i < s->n && (is_digit(s->p[i]) || s->p[i] == ','); i++) {
        if (s->p[i] != ',') {
            group++;
            if (!add_digit(minor, s->p[i]))
                return false;
            continue;
        }
        if (group == 0 || group > 3 || (commas && group != 3))
            return false;
        commas = true;
        group = 0;
    }
    *s = str_cut(*s, i, s->n);
    return commas ? group == 3 : group > 0;
}

/* ".5" of a currency with two places is 50 minor units; more places than it has are refused. */
static bool take_fraction(struct str *s, int places, int64_t *minor)
{
    bool point = s->n > 0 && s->p[0] == '.';
    size_t i = point;
    int left = places;

    for (; point && i < s->n && is_digit(s->p[i]); i++)
        if (left-- == 0 || !add_digit(minor, s->p[i]))
            return false;
    if (point && i == 1)
        return false;
    for (; left > 0; left--)
        if (!add_digit(minor, '0'))
            return false;
    *s = str_cut(*s, i, s->n);
    return true;
}

static bool take_minus(struct str *s)
{
    if (!str_starts(*s, STR("-")))
        return false;
    *s = str_trim(str_cut(*s, 1, s->n));
    return true;
}

/* The part of s that looks like a number. */
static struct str take_number(struct str *s)
{
    size_t n = 0;
    struct str number;

    while (n < s->n && (is_digit(s->p[n]) || s->p[n] == ',' || s->p[n] == '.'))
        n++;
    number = str_cut(*s, 0, n);
    *s = str_trim(str_cut(*s, n, s->n));
    return number;
}

bool money_parse(struct str s, const char *currency, struct money *out)
{
    struct money m = MONEY_NONE;
    struct str number;
    bool minus, named;
    int places;

    s = str_trim(s);
    minus = take_minus(&s);
    named = take_currency(&s, m.currency);
    s = str_trim(s);
    minus = minus || take_minus(&s);
    number = take_number(&s);
    if (!named && s.n)
        named = take_currency(&s, m.currency);
    if (!named && currency && strnlen(currency, 4) == 3)
        memcpy(m.currency, currency, 4);
    places = currency_places(m.currency);
    if (s.n || places < 0 || !take_whole(&number, &m.minor)
        || !take_fraction(&number, places, &m.minor) || number.n)
        return false;
    if (minus)
        m.minor = -m.minor;
    *out = m;
    return true;
}

static int64_t unit(int places)
{
    int64_t one = 1;

    while (places-- > 0)
        one *= 10;
    return one;
}

static void add_fraction(struct buf *b, int64_t fraction, int places)
{
    buf_char(b, '.');
    for (int i = places - 1; i >= 0; i--)
        buf_char(b, (char)('0' + fraction / unit(i) % 10));
}

void buf_money_plain(struct buf *b, struct money m)
{
    int places = currency_places(m.currency);
    int64_t one = unit(places), size = m.minor < 0 ? -m.minor : m.minor;

    if (!money_is(m))
        return;
    if (m.minor < 0)
        buf_char(b, '-');
    buf_int(b, size / one);
    if (places > 0)
        add_fraction(b, size % one, places);
}

static void add_grouped(struct buf *b, int64_t n)
{
    if (n < 1000) {
        buf_int(b, n);
        return;
    }
    add_grouped(b, n / 1000);
    buf_char(b, ',');
    for (int64_t weight = 100; weight > 0; weight /= 10)
        buf_char(b, (char)('0' + n / weight % 10));
}

static void add_currency(struct buf *b, const char *code)
{
    for (size_t i = 0; i < COUNT(signs); i++)
        if (str_is(str_of(code), signs[i].code)) {
            buf_add(b, signs[i].sign);
            return;
        }
    buf_add(b, str_of(code));
    buf_char(b, ' ');
}

void buf_money(struct buf *b, struct money m)
{
    int places = currency_places(m.currency);
    int64_t one = unit(places), size = m.minor < 0 ? -m.minor : m.minor;

    if (!money_is(m))
        return;
    if (m.minor < 0)
        buf_char(b, '-');
    add_currency(b, m.currency);
    add_grouped(b, size / one);
    if (size % one)
        add_fraction(b, size % one, places);
}

int64_t percent_round(int64_t sum_of_minor_times_percent)
{
    int64_t whole = sum_of_minor_times_percent / 100, rest = sum_of_minor_times_percent % 100;

    return whole + (rest >= 50) - (rest <= -50);
}

void buf_money_json(struct buf *b, struct money m)
{
    buf_lit(b, "{\"amount\":\"");
    buf_money_plain(b, m);
    buf_lit(b, "\",\"currency\":\"");
    buf_add(b, str_of(m.currency));
    buf_lit(b, "\"}");
}
