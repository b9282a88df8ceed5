/* SPDX-License-Identifier: Apache-2.0 */
#include "plain.h"

/* Two bytes of UTF-8 for U+0080 to U+009F: the controls that terminals know beside C0; three for
 * the line and paragraph separators and for what turns the direction of text round. */
static size_t hidden(const unsigned char *p, size_t n)
{
    if (n >= 2 && p[0] == 0xC2 && p[1] >= 0x80 && p[1] <= 0x9F)
        return 2;
    if (n >= 3 && p[0] == 0xE2 && p[1] == 0x80 && p[2] >= 0xA8 && p[2] <= 0xAE)
        return 3;
    if (n >= 3 && p[0] == 0xE2 && p[1] == 0x81 && p[2] >= 0xA6 && p[2] <= 0xA9)
        return 3;
    return 0;
}

static bool is_break(char c)
{
    return c == '\n' || c == '\r';
}

static void put_break(struct html *h, struct str s, size_t *i, bool lines)
{
    if (s.p[*i] == '\r' && *i + 1 < s.n && s.p[*i + 1] == '\n')
        ++*i;
    buf_char(&h->b, lines ? '\n' : ' ');
}

static void put(struct html *h, struct str s, bool lines)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        size_t skip = hidden((const unsigned char *)s.p + i, s.n - i);
        if (skip)
            i += skip - 1;
        else if (is_break(s.p[i]))
            put_break(h, s, &i, lines);
        else if (c == '\t')
            buf_char(&h->b, ' ');
        else if (c >= ' ' && c != 0x7f)
            buf_char(&h->b, s.p[i]);
    }
}

void plain_text_str(struct html *h, struct str s)
{
    put(h, s, true);
}

void plain_text_cstr(struct html *h, const char *s)
{
    put(h, str_of(s), true);
}

void plain_line_str(struct html *h, struct str s)
{
    put(h, s, false);
}

void plain_line_cstr(struct html *h, const char *s)
{
    put(h, str_of(s), false);
}

void plain_money(struct html *h, struct money m)
{
    size_t start = h->b.n;
    if (!money_is(m))
        return;
    buf_money(&h->b, m);
    struct str written = { h->b.p + start, h->b.n - start };
    int places = currency_places(m.currency);
    if (places > 0 && str_find(written, '.') < 0)
        buf_printf(&h->b, ".%0*d", places, 0);
}

static void put_day(struct html *h, struct day d, bool with_year)
{
    int year, month, day;
    day_parts(d, &year, &month, &day);
    buf_printf(&h->b, "%.3s %d %.3s", weekday_name(day_weekday(d)), day, month_name(month));
    if (with_year)
        buf_printf(&h->b, " %d", year);
}

void plain_day(struct html *h, struct day d)
{
    if (day_is(d))
        put_day(h, d, true);
}

void plain_instant(struct html *h, struct instant t)
{
    int year, this_year, month, day, hour, minute;
    if (!instant_is(t))
        return;
    day_parts(instant_day(t), &year, &month, &day);
    day_parts(instant_is(h->now) ? instant_day(h->now) : instant_day(t), &this_year, &month, &day);
    put_day(h, instant_day(t), year != this_year);
    instant_clock(t, &hour, &minute);
    buf_printf(&h->b, " %02d:%02d", hour, minute);
}
