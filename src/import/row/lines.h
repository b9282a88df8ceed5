/* SPDX-License-Identifier: Apache-2.0 */
/* lines.h - which line of a file was about which record: a million of them in 24 MiB. */
#ifndef LINES_H
#define LINES_H
#include "base/base.h"

struct id_lines {
    int64_t *ids; /* 0: free */
    uint32_t *lines;
    size_t n, cap;
};

/* The line of a record; 0: none. */
int64_t id_line(const struct id_lines *all, int64_t id);
/* Keeps the first line of each. */
void id_line_put(struct id_lines *all, int64_t id, size_t line);
void id_lines_release(struct id_lines *all);
#endif
