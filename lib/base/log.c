/* SPDX-License-Identifier: Apache-2.0 */
#include "log.h"

#include <unistd.h>

#include "instant.h"

enum { TEXT_MAX = 2000 };

/* Bytes of the control character at p, 0 if it is none. Those beyond ASCII (U+0080 to U+009F),
 * which terminals obey too, have two. */
static size_t control_bytes(const char *p)
{
    unsigned char c = (unsigned char)p[0], next = (unsigned char)p[1];

    if (c == 0xc2 && next >= 0x80 && next < 0xa0)
        return 2;
    return c < 0x20 || c == 0x7f;
}

/* Copies text to `to`, which holds four bytes for each of its bytes. Returns how many it wrote. */
static size_t escape(char *to, const char *text)
{
    static const char hex[] = "0123456789abcdef";
    size_t n = 0, control = 0;

    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;

        if (control == 0)
            control = control_bytes(text);
        if (control == 0) {
            to[n++] = *text;
            continue;
        }
        control--;
        to[n++] = '\\';
        to[n++] = 'x';
        to[n++] = hex[c >> 4];
        to[n++] = hex[c & 15];
    }
    return n;
}

static int line_start(char *to, size_t size, const char *level)
{
    int64_t ms = instant_now().ms;
    int64_t second = ms / 1000 % 86400;
    int year, month, day;

    day_parts((struct day){ (int32_t)(ms / 86400000) }, &year, &month, &day);
    return snprintf(to, size, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ %s ", year, month, day,
                    (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60),
                    (int)(ms % 1000), level);
}

/* One write for the whole line: lines of several threads do not mix. */
static PRINTF(2, 0) void say(const char *level, const char *format, va_list args)
{
    char text[TEXT_MAX], line[64 + 4 * TEXT_MAX + 1];
    int head = line_start(line, 64, level);
    size_t n;

    if (vsnprintf(text, sizeof text, format, args) < 0)
        return;
    n = (size_t)head + escape(line + head, text);
    line[n++] = '\n';
    /* A log that cannot be written has nowhere to say so. */
    if (write(STDERR_FILENO, line, n) < 0)
        return;
}

void log_info(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say("info", format, args);
    va_end(args);
}

void log_warn(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say("warn", format, args);
    va_end(args);
}

void log_error(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say("error", format, args);
    va_end(args);
}

/* Other threads may be running: what stdio holds is written, exit handlers are not run beside
 * them. */
void die(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say("fatal", format, args);
    va_end(args);
    fflush(stdout);
    _exit(1);
}
