/* SPDX-License-Identifier: Apache-2.0 */
/* log.h - one line per event on standard error, for people and for machines.
 *
 * A line is logfmt (time=… level=info msg="…" request=… name=value) or, when log_set_up() says so,
 * one JSON object with the same names. Names come from the program; values are quoted and escaped,
 * so that no input can forge a line or speak to a terminal. What a thread does for one request
 * carries that request's number: log_for(). Lines of several threads do not mix.
 * Never given passwords, keys, tokens, paths that hold them, or the words of a record.
 */
#ifndef LOG_H
#define LOG_H
#include "base.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR, LOG_FATAL };
enum log_format { LOG_LOGFMT, LOG_JSON };

/* Before other threads start. Without it: logfmt, from LOG_INFO on. */
void log_set_up(enum log_format format, enum log_level least);
/* "debug", "info", "warn", "error"; "logfmt", "json". */
MUST_USE bool log_level_read(struct str s, enum log_level *out);
MUST_USE bool log_format_read(struct str s, enum log_format *out);
bool log_wants(enum log_level level); /* whether such a line would be written at all */

/* In between, lines below a warning are written together, a tenth of a second after the first of
 * them at the latest; a warning writes at once itself and what waits before it. What waits is lost
 * when the process is killed. */
void log_hold(void);
void log_release(void);

/* The lines of this thread belong to the request of this number from now on, NULL to none. The text
 * lives until then. Gives the one before. */
const char *log_for(const char *request);

/* An event with values of its own. Empty texts are left out. */
struct log_field {
    const char *name;
    enum { LOG_TEXT, LOG_INT, LOG_MS } kind;
    struct str s;
    int64_t i;
};
static inline struct log_field LT(const char *name, struct str s)
{
    return (struct log_field){ name, LOG_TEXT, s, 0 };
}
static inline struct log_field LI(const char *name, int64_t i)
{
    return (struct log_field){ name, LOG_INT, { NULL, 0 }, i };
}
/* Microseconds, written as milliseconds: 12.345 */
static inline struct log_field LMS(const char *name, int64_t us)
{
    return (struct log_field){ name, LOG_MS, { NULL, 0 }, us };
}
void log_event(enum log_level level, const char *what, const struct log_field *fields, size_t n);
#define LOG_EVENT(level, what, ...) \
    log_event((level), (what), (const struct log_field[]){ __VA_ARGS__ }, \
              COUNT(((const struct log_field[]){ __VA_ARGS__ })))

void log_info(const char *format, ...) PRINTF(1, 2);
void log_warn(const char *format, ...) PRINTF(1, 2);
void log_error(const char *format, ...) PRINTF(1, 2);
void die(const char *format, ...) __attribute__((noreturn)) PRINTF(1, 2); /* says it and exits 1 */
#endif
