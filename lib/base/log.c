/* SPDX-License-Identifier: Apache-2.0 */
#include "log.h"

#include <unistd.h>
#include <utf8proc.h>

#include "instant.h"
#include "log_out.h"

/* Of a value at most VALUE_MAX bytes are written, and one that may not fit into the rest of the
 * line is left out: what is written is whole. A byte takes six at worst. */
#define VALUE_MAX 2000
#define PER_BYTE 6
#define NUMBER_MAX 32

struct line {
    char p[LOG_LINE_MAX];
    size_t n;
    bool json;
};

static const char *const level_names[] = { "debug", "info", "warn", "error", "fatal" };
static enum log_format the_format = LOG_LOGFMT;
static enum log_level the_least = LOG_INFO;
static _Thread_local const char *the_request;

void log_set_up(enum log_format format, enum log_level least)
{
    the_format = format;
    the_least = least;
}

bool log_wants(enum log_level level)
{
    return level >= the_least;
}

const char *log_for(const char *request)
{
    const char *before = the_request;

    the_request = request;
    return before;
}

bool log_level_read(struct str s, enum log_level *out)
{
    for (enum log_level i = LOG_DEBUG; i <= LOG_ERROR; i++) {
        if (!str_is(s, level_names[i]))
            continue;
        *out = i;
        return true;
    }
    return false;
}

bool log_format_read(struct str s, enum log_format *out)
{
    if (!str_is(s, "json") && !str_is(s, "logfmt"))
        return false;
    *out = str_is(s, "json") ? LOG_JSON : LOG_LOGFMT;
    return true;
}

static void put(struct line *l, const char *p, size_t n)
{
    assert(n <= sizeof l->p - l->n);
    memcpy(l->p + l->n, p, n);
    l->n += n;
}

static void put_text(struct line *l, const char *text)
{
    put(l, text, strlen(text));
}

/* What a terminal obeys or what turns the order of a line: controls, separators, formats. */
static bool is_unseen(utf8proc_int32_t c)
{
    utf8proc_category_t category = utf8proc_category(c);

    return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF
           || category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

/* The next character of a value, escaped as JSON has it where it must be: \u001b. What is not UTF-8
 * is escaped byte for byte. Returns how many bytes it took. */
static size_t put_character(struct line *l, const char *p, size_t n)
{
    utf8proc_int32_t c;
    utf8proc_ssize_t took = utf8proc_iterate((const utf8proc_uint8_t *)p, (utf8proc_ssize_t)n, &c);
    char escape[8];

    if (took <= 0) {
        took = 1;
        c = (unsigned char)*p;
    } else if (c > 0xffff || !is_unseen(c)) {
        if (c == '"' || c == '\\')
            put_text(l, "\\");
        put(l, p, (size_t)took);
        return (size_t)took;
    }
    snprintf(escape, sizeof escape, "\\u%04x", (unsigned)c & 0xffff);
    put_text(l, escape);
    return (size_t)took;
}

static void put_quoted(struct line *l, struct str s)
{
    put_text(l, "\"");
    for (size_t i = 0; i < s.n;)
        i += put_character(l, s.p + i, s.n - i);
    put_text(l, "\"");
}

static bool is_plain(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (c <= ' ' || c >= 0x7f || c == '"' || c == '=' || c == '\\')
            return false;
    }
    return s.n > 0;
}

static void put_name(struct line *l, const char *name)
{
    if (l->json) {
        put_text(l, l->n > 1 ? ",\"" : "\"");
        put_text(l, name);
        put_text(l, "\":");
    } else {
        put_text(l, l->n ? " " : "");
        put_text(l, name);
        put_text(l, "=");
    }
}

/* Not in the middle of a character. */
static struct str shortened(struct str s)
{
    if (s.n <= VALUE_MAX)
        return s;
    s.n = VALUE_MAX;
    while (s.n && ((unsigned char)s.p[s.n] & 0xc0) == 0x80)
        s.n--;
    return s;
}

static bool has_room(const struct line *l, const char *name, size_t n)
{
    return strlen(name) + PER_BYTE * n + NUMBER_MAX < sizeof l->p - l->n;
}

static void put_value(struct line *l, const char *name, struct str value)
{
    value = shortened(value);
    if (!has_room(l, name, value.n))
        return;
    put_name(l, name);
    if (!l->json && is_plain(value))
        put(l, value.p, value.n);
    else
        put_quoted(l, value);
}

/* At least `width` digits. A line for each request: printf would be a tenth of what one costs. */
static void put_int(struct line *l, int64_t i, size_t width)
{
    char digits[NUMBER_MAX];
    size_t n = 0;
    uint64_t rest = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;

    for (; rest || n < width; rest /= 10)
        digits[sizeof digits - ++n] = (char)('0' + rest % 10);
    if (i < 0)
        put(l, "-", 1);
    put(l, digits + sizeof digits - n, n);
}

static void put_number(struct line *l, const struct log_field *f)
{
    if (!has_room(l, f->name, NUMBER_MAX))
        return;
    put_name(l, f->name);
    put_int(l, f->kind == LOG_MS ? f->i / 1000 : f->i, 1);
    if (f->kind != LOG_MS)
        return;
    put(l, ".", 1);
    put_int(l, f->i % 1000, 3);
}

/* The part of a moment behind the mark before it. */
static void put_part(struct line *l, const char *mark, int64_t i, size_t width)
{
    put(l, mark, 1);
    put_int(l, i, width);
}

static void put_second(struct line *l, int64_t all)
{
    int64_t second = all % 86400;
    int year, month, day;

    day_parts((struct day){ (int32_t)(all / 86400) }, &year, &month, &day);
    put_int(l, year, 4);
    put_part(l, "-", month, 2);
    put_part(l, "-", day, 2);
    put_part(l, "T", second / 3600, 2);
    put_part(l, ":", second / 60 % 60, 2);
    put_part(l, ":", second % 60, 2);
}

/* A thread's lines mostly share their second. */
static void put_time(struct line *l)
{
    static _Thread_local struct {
        int64_t second;
        size_t n;
        char text[40];
    } last;
    const char *quote = l->json ? "\"" : "";
    int64_t ms = instant_now().ms;
    size_t at;

    put_name(l, "time");
    put_text(l, quote);
    at = l->n;
    if (last.n && last.second == ms / 1000) {
        put(l, last.text, last.n);
    } else {
        put_second(l, ms / 1000);
        last.second = ms / 1000;
        last.n = l->n - at;
        assert(last.n <= sizeof last.text);
        memcpy(last.text, l->p + at, last.n);
    }
    put_part(l, ".", ms % 1000, 3);
    put_text(l, "Z");
    put_text(l, quote);
}

static void put_fields(struct line *l, const struct log_field *fields, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (fields[i].kind != LOG_TEXT)
            put_number(l, &fields[i]);
        else if (fields[i].s.n)
            put_value(l, fields[i].name, fields[i].s);
    }
}

void log_event(enum log_level level, const char *what, const struct log_field *fields, size_t n)
{
    struct line l;

    if (!log_wants(level))
        return;
    l.n = 0;
    l.json = the_format == LOG_JSON;
    put_text(&l, l.json ? "{" : "");
    put_time(&l);
    put_value(&l, "level", str_of(level_names[level]));
    put_value(&l, "msg", str_of(what));
    if (the_request)
        put_value(&l, "request", str_of(the_request));
    put_fields(&l, fields, n);
    put_text(&l, l.json ? "}\n" : "\n");
    log_out(l.p, l.n, level >= LOG_WARN);
}

static PRINTF(2, 0) void say(enum log_level level, const char *format, va_list args)
{
    char text[VALUE_MAX];

    if (vsnprintf(text, sizeof text, format, args) < 0)
        return;
    log_event(level, text, NULL, 0);
}

void log_info(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say(LOG_INFO, format, args);
    va_end(args);
}

void log_warn(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say(LOG_WARN, format, args);
    va_end(args);
}

void log_error(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say(LOG_ERROR, format, args);
    va_end(args);
}

/* Other threads may be running: what stdio holds is written, exit handlers are not run beside
 * them. */
void die(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say(LOG_FATAL, format, args);
    va_end(args);
    fflush(stdout);
    _exit(1);
}
