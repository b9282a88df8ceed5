/* SPDX-License-Identifier: Apache-2.0 */
/* source.h - where the bytes of a file stand, and its rows, one at a time: a file of any size is
 * gone through as often as wanted and never held whole.
 *
 * Bytes stand in memory, in a file of the machine, or in the database in pieces, as they were
 * uploaded. How they are written is said or found out by look.h.
 */
#ifndef SOURCE_H
#define SOURCE_H
#include "record/csv_read.h"
#include "record/decode.h"

struct source {
    struct str text;  /* in memory, or */
    const char *path; /* on the machine, or */
    int64_t file_id;  /* in the database: c->db reads */
};
struct format {
    enum encoding encoding;
    char separator; /* 0: guessed from the first line */
};

/* False ends the reading, with or without a fault. */
typedef bool block_fn(void *arg, struct str block);
MUST_USE bool source_blocks(struct ctx *c, const struct source *s, block_fn *to, void *arg);
/* The fault names the line. */
MUST_USE bool source_rows(struct ctx *c, const struct source *s, const struct format *format,
                          csv_row_fn *row, void *arg);
/* Its encoding when none is said, its separator when none is said. */
MUST_USE bool source_format(struct ctx *c, const struct source *s, struct format *format);

/* "comma", "semicolon", "tab", empty: guessed. */
const char *separator_name(char separator);
bool separator_named(struct str name, char *out);
#endif
