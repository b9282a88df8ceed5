/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/message.h"

#define LINE_MAX_CHARS 78
#define QP_MAX 76
#define WORD_BYTES 42 /* 56 characters of base64, in =?UTF-8?B?…?= of 68 */

static bool is_plain(struct str s, bool phrase)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < ' ' || c > '~' || (phrase && (c == '"' || c == '\\')))
            return false;
        if (c == '=' && i + 1 < s.n && s.p[i + 1] == '?')
            return false; /* would be read as an encoded word */
    }
    return true;
}

static void put_base64(struct buf *b, const unsigned char *p, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        unsigned v = (unsigned)p[i] << 16 | (i + 1 < n ? (unsigned)p[i + 1] << 8 : 0)
                     | (i + 2 < n ? (unsigned)p[i + 2] : 0);
        buf_char(b, digits[v >> 18 & 63]);
        buf_char(b, digits[v >> 12 & 63]);
        buf_char(b, i + 1 < n ? digits[v >> 6 & 63] : '=');
        buf_char(b, i + 2 < n ? digits[v & 63] : '=');
    }
}

/* At most `max` bytes of s that end with a whole character. */
static size_t whole(struct str s, size_t max)
{
    size_t n = s.n < max ? s.n : max;
    while (n && n < s.n && ((unsigned char)s.p[n] & 0xC0) == 0x80)
        n--;
    return n ? n : s.n < max ? s.n
                             : max;
}

static void put_words(struct buf *b, struct str s, size_t used)
{
    size_t room = used + 12 < LINE_MAX_CHARS ? (LINE_MAX_CHARS - used - 12) / 4 * 3 : 0;
    size_t max = room < WORD_BYTES ? room : WORD_BYTES;
    if (max < 6) {
        buf_lit(b, "\r\n ");
        max = WORD_BYTES;
    }
    for (bool first = true; s.n; first = false) {
        size_t n = whole(s, max);
        if (!first)
            buf_lit(b, "\r\n ");
        buf_lit(b, "=?UTF-8?B?");
        put_base64(b, (const unsigned char *)s.p, n);
        buf_lit(b, "?=");
        s = str_cut(s, n, s.n);
        max = WORD_BYTES;
    }
}

void buf_encoded(struct buf *b, struct str s, size_t used, bool phrase)
{
    if (!is_plain(s, phrase) || used + s.n + 2 > LINE_MAX_CHARS) {
        put_words(b, s, used);
    } else if (phrase) {
        buf_char(b, '"');
        buf_add(b, s);
        buf_char(b, '"');
    } else {
        buf_add(b, s);
    }
}

/* ---- the text ---- */

static bool stands_as_it_is(struct str line, size_t i)
{
    unsigned char c = (unsigned char)line.p[i];
    bool last = i + 1 == line.n;
    if (c == ' ' || c == '\t')
        return !last;
    if (i == 0 && (c == '.' || str_starts(line, STR("From "))))
        return false; /* what some servers would change */
    return c > ' ' && c <= '~' && c != '=';
}

static void put_line(struct buf *b, struct str line)
{
    size_t column = 0;
    for (size_t i = 0; i < line.n; i++) {
        bool plain = stands_as_it_is(line, i);
        size_t width = plain ? 1 : 3;
        if (column + width > QP_MAX - (i + 1 < line.n ? 1 : 0)) {
            buf_lit(b, "=\r\n");
            column = 0;
        }
        if (plain)
            buf_char(b, line.p[i]);
        else
            buf_printf(b, "=%02X", (unsigned char)line.p[i]);
        column += width;
    }
    buf_lit(b, "\r\n");
}

void buf_quoted_printable(struct buf *b, struct str text)
{
    while (text.n) {
        struct str line = str_split(text, '\n', &text);
        if (line.n && line.p[line.n - 1] == '\r')
            line.n--;
        put_line(b, line);
    }
}
