/* SPDX-License-Identifier: Apache-2.0 */
/* decode.h - the bytes of a text file, whatever program wrote them, as UTF-8.
 *
 * UTF-8 with and without a byte order mark, UTF-16 of either order with one or by the zero bytes it
 * is full of, and Windows-1252 when the bytes are no UTF-8. A file that is mostly UTF-8 with a few
 * bytes broken stays UTF-8, so that its reader can name the broken line. Bytes come in blocks of
 * any size; a character may be cut between two.
 * Does not: guess among other single-byte encodings, or tell anybody what it guessed.
 */
#ifndef DECODE_H
#define DECODE_H
#include "base/ctx.h"

enum encoding {
    ENCODING_GUESSED, /* to be found out */
    ENCODING_UTF8,
    ENCODING_UTF16LE,
    ENCODING_UTF16BE,
    ENCODING_WINDOWS_1252,
    ENCODINGS,
};
const char *encoding_name(enum encoding e);  /* "utf-16le", as forms and commands say it */
const char *encoding_label(enum encoding e); /* "UTF-16", for people */
bool encoding_named(struct str name, enum encoding *out);

/* ---- guessing, over all bytes of the file ---- */
struct encoding_look {
    unsigned char first[4];  /* of the file */
    size_t n;                /* bytes seen */
    size_t zeros[2];         /* NULs at even and odd places of the first 4 KiB */
    size_t good, bad;        /* characters of more than one byte; bytes that begin none */
    int open;                /* bytes that the character begun still wants */
    unsigned char low, high; /* bounds of the next of them */
};
void encoding_look(struct encoding_look *look, struct str block); /* starts from all zero */
enum encoding encoding_guess(const struct encoding_look *look);

/* ---- decoding ---- */
/* The text lasts until it returns; false ends the decoding, with or without a fault. */
typedef bool decoded_fn(void *arg, struct str text);

struct decoder;
/* In UTF-8 nothing is checked: the reader behind it does. */
struct decoder *decoder_open(struct ctx *c, enum encoding from, decoded_fn *to, void *arg);
/* FAULT_BAD_INPUT, code "not_this_encoding", when the bytes are not what they were said to be. */
MUST_USE bool decoder_feed(struct decoder *d, struct str block);
MUST_USE bool decoder_end(struct decoder *d);
void decoder_close(struct decoder *d);
#endif
