/* SPDX-License-Identifier: Apache-2.0 */
/* note.h - what a request that only reads would like to be remembered: when a session or a key was
 * used last, which pipeline somebody looked at.
 *
 * Notes wait in memory and the writer takes them soon after, each thing once however often it was
 * noted; so a read never writes and never waits. Notes are lost when the process is killed, and
 * dropped when too many wait: nothing may be decided by them.
 */
#ifndef NOTE_H
#define NOTE_H
#include "db/store.h"

enum note_kind {
    NOTE_SESSION,  /* id was used at `at`, from the network `text` */
    NOTE_KEY,      /* id was used at `at` */
    NOTE_PIPELINE, /* user id looked at pipeline `value` */
};
struct note {
    enum note_kind kind;
    int64_t id, value;
    struct instant at;
    char text[64];
};

void notes_open(struct store *s); /* before there are readers; until then notes are forgotten */
void notes_close(void);           /* before the store is closed */
void note_put(const struct note *n);

/* note_store.c; writes */
MUST_USE bool note_store(struct ctx *c, const struct note *n);
/* The pipeline that was looked at last, 0 if none. */
MUST_USE bool pipeline_chosen(struct ctx *c, int64_t user_id, int64_t *pipeline_id);
#endif
