/* SPDX-License-Identifier: Apache-2.0 */
/* log_out.h - between log.c, which makes lines, and standard error. */
#ifndef LOG_OUT_H
#define LOG_OUT_H
#include "log.h"

#define LOG_LINE_MAX ((size_t)32 << 10)
#define LOG_WAIT_MS 100

/* A whole line with its end. `at_once`: it is written, and all before it, when this returns. */
void log_out(const char *line, size_t n, bool at_once);
#endif
