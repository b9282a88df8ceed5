/* SPDX-License-Identifier: Apache-2.0 */
/* delivery.h - handing a written message to somebody: a mail server, or a folder of .eml files.
 *
 * The verdict: SENT, it was taken; LATER, not this time, and it may have been taken where the
 * answer never came (so the next try carries the same Message-ID); NEVER, it will not be, whoever
 * tries; NO_SUCH, the server does not take mail for that address. A login that is refused, a sender
 * that is not allowed and a server that is not there are LATER: they are ours to mend.
 */
#ifndef DELIVERY_H
#define DELIVERY_H
#include <stdatomic.h>

#include "base/buf.h"

enum verdict { MAIL_SENT,
               MAIL_LATER,
               MAIL_NEVER,
               MAIL_NO_SUCH };

struct delivery {
    enum verdict verdict;
    bool unreached; /* LATER, and others would fare no better now */
    char said[300]; /* one line of ASCII: what the server said, or what went wrong */
};

/* ---- smtp.c: libcurl ---- */

/* A password goes in the clear to this very machine only. */

struct smtp_options {
    const char *url;             /* "smtp://host:587", "smtps://host" */
    const char *user, *password; /* NULL: none */
    int answer_s;                /* how long it may take to answer; 0: 30 */
    const atomic_bool *stop;     /* set: what is under way ends soon, as LATER */
    void (*beat)(void);          /* about once a second while a letter is under way; NULL: none */
};
struct smtp;
/* Once, before other threads. */
MUST_USE bool smtp_start(void);
struct smtp *smtp_open(const struct smtp_options *o); /* NULL when the URL is none */
/* Uses the connection again while it holds. */
void smtp_send(struct smtp *s, struct str from, struct str to, struct str bytes,
               struct delivery *out);
void smtp_close(struct smtp *s);

/* ---- folder.c ---- */

/* FOLDER/NAME.eml, whole or not there, on the disk for good; the same name replaces it. */
void folder_put(const char *folder, struct str name, struct str bytes, struct delivery *out);
/* Makes the folder (mode 0700) when it is not there; false when it cannot be written. */
MUST_USE bool folder_ready(const char *folder);
#endif
