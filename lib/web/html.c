/* SPDX-License-Identifier: Apache-2.0 */
#include "html.h"

#include <strings.h>

void html_init(struct html *h, struct arena *a, size_t max)
{
    *h = (struct html){ .now = INSTANT_NONE };
    buf_init(&h->b, a, max);
}

void html_lit(struct html *h, const char *p, size_t n)
{
    buf_bytes(&h->b, p, n);
}

void html_raw(struct html *h, struct str s)
{
    buf_add(&h->b, s);
}

static struct str entity(char c)
{
    switch (c) {
    case '&':
        return STR("&amp;");
    case '<':
        return STR("&lt;");
    case '>':
        return STR("&gt;");
    case '"':
        return STR("&quot;");
    case '\'':
        return STR("&#39;");
    default:
        return STR_NONE;
    }
}

/* Safe in text and between either kind of quotes. */
static void escape(struct buf *b, struct str s)
{
    size_t from = 0;

    for (size_t i = 0; i < s.n; i++) {
        struct str safe = entity(s.p[i]);
        if (!safe.n)
            continue;
        buf_bytes(b, s.p + from, i - from);
        buf_add(b, safe);
        from = i + 1;
    }
    if (from < s.n)
        buf_bytes(b, s.p + from, s.n - from);
}

/* ---- for people ---- */

void html_text_str(struct html *h, struct str s)
{
    escape(&h->b, s);
}

void html_text_cstr(struct html *h, const char *s)
{
    escape(&h->b, str_of(s));
}

static void grouped(struct buf *b, uint64_t number)
{
    char digits[27];
    size_t at = sizeof digits;
    int n = 0;

    do {
        if (n && n % 3 == 0)
            digits[--at] = ',';
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
        n++;
    } while (number);
    buf_bytes(b, digits + at, sizeof digits - at);
}

void html_text_int(struct html *h, int64_t i)
{
    if (i < 0)
        buf_char(&h->b, '-');
    grouped(&h->b, i < 0 ? 0 - (uint64_t)i : (uint64_t)i);
}

void html_text_size(struct html *h, size_t n)
{
    grouped(&h->b, n);
}

void html_text_money(struct html *h, struct money m)
{
    if (money_is(m))
        buf_money(&h->b, m);
}

void html_text_day(struct html *h, struct day d)
{
    buf_day_long(&h->b, d);
}

void html_text_instant(struct html *h, struct instant t)
{
    if (instant_is(t))
        buf_instant_words(&h->b, t, h->now);
}

void html_text_flag(struct html *h, bool b)
{
    html_text_cstr(h, b ? "yes" : "no");
}

/* ---- for machines ---- */

void html_attr_str(struct html *h, struct str s)
{
    escape(&h->b, s);
}

void html_attr_cstr(struct html *h, const char *s)
{
    escape(&h->b, str_of(s));
}

void html_attr_int(struct html *h, int64_t i)
{
    buf_int(&h->b, i);
}

void html_attr_size(struct html *h, size_t n)
{
    buf_printf(&h->b, "%zu", n);
}

void html_attr_money(struct html *h, struct money m)
{
    if (money_is(m))
        buf_money_plain(&h->b, m);
}

void html_attr_day(struct html *h, struct day d)
{
    buf_day(&h->b, d);
}

void html_attr_instant(struct html *h, struct instant t)
{
    buf_instant(&h->b, t);
}

void html_attr_flag(struct html *h, bool b)
{
    html_attr_cstr(h, b ? "true" : "false");
}

/* ---- URLs ---- */

/* Browsers drop tabs and line breaks from URLs: "/<tab>/evil" would become another site's. */
static bool has_control(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
            return true;
    return false;
}

/* They also read \ as /. */
static bool is_of_this_site(struct str s)
{
    if (s.n == 0 || !strchr("/?#", s.p[0]))
        return false;
    return s.p[0] != '/' || s.n == 1 || (s.p[1] != '/' && s.p[1] != '\\');
}

static bool has_safe_scheme(struct str s)
{
    static const struct str schemes[] = {
        STR_INIT("https://"),
        STR_INIT("http://"),
        STR_INIT("mailto:"),
        STR_INIT("tel:"),
    };

    for (size_t i = 0; i < COUNT(schemes); i++)
        if (s.n > schemes[i].n && strncasecmp(s.p, schemes[i].p, schemes[i].n) == 0)
            return true;
    return false;
}

void html_url_str(struct html *h, struct str s)
{
    if (!has_control(s) && (is_of_this_site(s) || has_safe_scheme(s)))
        escape(&h->b, s);
    else
        buf_char(&h->b, '#');
}

void html_url_cstr(struct html *h, const char *s)
{
    html_url_str(h, str_of(s));
}

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
           || (c && strchr("-._~", c));
}

void html_part_str(struct html *h, struct str s)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (is_unreserved(s.p[i])) {
            buf_char(&h->b, s.p[i]);
        } else {
            buf_char(&h->b, '%');
            buf_char(&h->b, hex[c >> 4]);
            buf_char(&h->b, hex[c & 15]);
        }
    }
}

void html_part_cstr(struct html *h, const char *s)
{
    html_part_str(h, str_of(s));
}

void html_part_int(struct html *h, int64_t i)
{
    buf_int(&h->b, i);
}

void html_part_size(struct html *h, size_t n)
{
    html_attr_size(h, n);
}

void html_part_day(struct html *h, struct day d)
{
    buf_day(&h->b, d);
}
