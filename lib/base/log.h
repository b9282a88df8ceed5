/* SPDX-License-Identifier: Apache-2.0 */
/* log.h - one line per event on standard error: time, level, text. Control characters are escaped,
 * so that no input can forge a line. Never given passwords, keys, tokens or the words of a
 * record. */
#ifndef LOG_H
#define LOG_H
#include "base.h"

void log_info(const char *format, ...) PRINTF(1, 2);
void log_warn(const char *format, ...) PRINTF(1, 2);
void log_error(const char *format, ...) PRINTF(1, 2);
void die(const char *format, ...) __attribute__((noreturn)) PRINTF(1, 2); /* says it and exits 1 */
#endif
