/* SPDX-License-Identifier: Apache-2.0 */
/* buf.h - text that grows on an arena up to a ceiling given when it is made.
 *
 * What does not fit is dropped and `full` stays set, so a builder is checked once, at its end. The
 * bytes belong to the arena. printf formats are for numbers and logs; text is added with buf_add.
 */
#ifndef BUF_H
#define BUF_H
#include "arena.h"

struct buf {
    char *p;
    size_t n, cap, max;
    struct arena *arena;
    bool full; /* something did not fit */
};

void buf_init(struct buf *b, struct arena *a, size_t max);
void buf_add(struct buf *b, struct str s);
void buf_bytes(struct buf *b, const void *p, size_t n);
#define buf_lit(b, literal) buf_bytes((b), "" literal, sizeof(literal) - 1)
void buf_char(struct buf *b, char c);
void buf_int(struct buf *b, int64_t i);
void buf_printf(struct buf *b, const char *format, ...) PRINTF(2, 3);
void buf_json_str(struct buf *b, struct str s); /* quoted and escaped, RFC 8259 */
struct str buf_str(const struct buf *b);
#endif
