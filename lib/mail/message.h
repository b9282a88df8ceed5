/* SPDX-License-Identifier: Apache-2.0 */
/* message.h - one letter as RFC 5322 and MIME want it: plain text in UTF-8, quoted-printable where
 * it is not plain ASCII in short lines, names and subject in encoded words (RFC 2047).
 *
 * Always true of what comes out: lines end in CRLF and have at most 76 characters in the text and
 * 78 in a header (a Message-ID may be longer); every byte is ASCII; no header came from a text that
 * was handed in. What could begin one (a line break or another control character in any field) is
 * refused, not repaired: message_write() gives false.
 * Does not: attach files, write HTML, or know of delivery.
 */
#ifndef MESSAGE_H
#define MESSAGE_H
#include "base/instant.h"

struct message {
    struct str from_name, from; /* the name may be empty */
    struct str to_name, to;
    struct str reply_to; /* an address; empty: none */
    struct str subject, text;
    struct str message_id; /* without <>: "42.f3a9@example.com" */
    struct instant date;
    bool automatic; /* Auto-Submitted: auto-generated (RFC 3834) */
};

#define MESSAGE_MAX ((size_t)1 << 20)

MUST_USE bool message_write(struct buf *b, const struct message *m);

/* ---- encode.c ---- */

/* A phrase or an unstructured text as a header's value: as it is where it is plain ASCII, else
 * encoded words of whole characters. `used`: how many characters stand in the line already. */
void buf_encoded(struct buf *b, struct str s, size_t used, bool phrase);
void buf_quoted_printable(struct buf *b, struct str text);
#endif
