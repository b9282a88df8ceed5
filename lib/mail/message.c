/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/message.h"
#include "base/text.h"

#define NAME_BYTES 200
#define SUBJECT_BYTES 2000
#define ID_BYTES 250

/* ---- what is refused ---- */

static bool line_ok(struct str s, size_t max)
{
    return s.n <= max && utf8_ok(s) && !text_has_control(s, false) && str_find(s, '\t') < 0;
}

static bool id_ok(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c <= ' ' || c > '~' || strchr("<>()[]\\,;:\"", c))
            return false;
    }
    return s.n > 2 && s.n <= ID_BYTES && str_find(s, '@') > 0;
}

static bool is_good(const struct message *m)
{
    return email_ok(m->from) && email_ok(m->to) && (!m->reply_to.n || email_ok(m->reply_to))
           && line_ok(m->from_name, NAME_BYTES) && line_ok(m->to_name, NAME_BYTES)
           && line_ok(m->subject, SUBJECT_BYTES) && id_ok(m->message_id) && utf8_ok(m->text)
           && !text_has_control(m->text, true) && instant_is(m->date);
}

/* ---- headers ---- */

static void put_date(struct buf *b, struct instant t)
{
    int year, month, day;
    int64_t days = t.ms / 86400000, ms = t.ms % 86400000;
    if (ms < 0) {
        ms += 86400000;
        days--;
    }
    struct day d = { (int32_t)days };
    day_parts(d, &year, &month, &day);
    buf_printf(b, "Date: %.3s, %d %.3s %04d %02d:%02d:%02d +0000\r\n",
               weekday_name(day_weekday(d)), day, month_name(month), year, (int)(ms / 3600000),
               (int)(ms / 60000 % 60), (int)(ms / 1000 % 60));
}

static void put_mailbox(struct buf *b, const char *header, struct str name, struct str address)
{
    size_t start = b->n;
    buf_printf(b, "%s: ", header);
    if (name.n) {
        buf_encoded(b, name, b->n - start, true);
        buf_lit(b, "\r\n ");
    }
    buf_char(b, '<');
    buf_add(b, address);
    buf_lit(b, ">\r\n");
}

static bool is_short_ascii(struct str text)
{
    size_t column = 0;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        column = c == '\n' ? 0 : column + 1;
        bool odd = (c < ' ' && c != '\n') || c > '~' || column > 76;
        bool starts = (i == 0 || text.p[i - 1] == '\n') && (c == '.' || c == 'F');
        bool trails = c == ' ' && (i + 1 == text.n || text.p[i + 1] == '\n');
        if (odd || starts || trails)
            return false;
    }
    return true;
}

static void put_plain(struct buf *b, struct str text)
{
    while (text.n) {
        buf_add(b, str_split(text, '\n', &text));
        buf_lit(b, "\r\n");
    }
}

bool message_write(struct buf *b, const struct message *m)
{
    if (!is_good(m))
        return false;
    bool plain = is_short_ascii(m->text);
    put_date(b, m->date);
    put_mailbox(b, "From", m->from_name, m->from);
    put_mailbox(b, "To", m->to_name, m->to);
    if (m->reply_to.n)
        put_mailbox(b, "Reply-To", STR_NONE, m->reply_to);
    buf_lit(b, "Subject: ");
    buf_encoded(b, m->subject, strlen("Subject: "), false);
    buf_lit(b, "\r\nMessage-ID: <");
    buf_add(b, m->message_id);
    buf_lit(b, ">\r\n");
    if (m->automatic)
        buf_lit(b, "Auto-Submitted: auto-generated\r\n");
    buf_lit(b, "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n");
    buf_printf(b, "Content-Transfer-Encoding: %s\r\n\r\n", plain ? "7bit" : "quoted-printable");
    if (plain)
        put_plain(b, m->text);
    else
        buf_quoted_printable(b, m->text);
    return !b->full;
}
