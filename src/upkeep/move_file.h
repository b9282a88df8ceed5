/* SPDX-License-Identifier: Apache-2.0 */
/* move_file.h - the files of a move, written and read in pieces, with the hash of what passed. */
#ifndef MOVE_FILE_H
#define MOVE_FILE_H
#include <sodium.h>

#include "base/arena.h"

#define DIGEST_HEX 65 /* BLAKE2b-256 in hexadecimal, and a NUL */

struct digest {
    int64_t bytes;
    char hash[DIGEST_HEX];
};

struct sink {
    crypto_generichash_state state;
    int fd, error; /* errno of what failed first, 0 */
    int64_t bytes;
    size_t n;
    unsigned char piece[1 << 16];
};
/* A new file for its owner alone; false, with errno, when it cannot be made. */
MUST_USE bool sink_open(struct sink *s, int folder, const char *name);
void sink_add(struct sink *s, const void *p, size_t n);
#define sink_lit(s, literal) sink_add((s), "" literal, sizeof(literal) - 1)
void sink_base64(struct sink *s, struct str bytes);
/* Everything is on the disk; false, with errno, when anything failed. */
MUST_USE bool sink_close(struct sink *s, struct digest *out);

struct source {
    crypto_generichash_state state;
    FILE *file;
    char *line;
    size_t size;
    int64_t bytes;
};
MUST_USE bool source_open(struct source *s, int folder, const char *name);
/* The next line without its end, until the next call; false at the end of the file. */
MUST_USE bool source_line(struct source *s, struct str *line);
/* Reads what is left. */
void source_close(struct source *s, struct digest *out);
#endif
