/* SPDX-License-Identifier: Apache-2.0 */
/* ops.h - what machines that look after this one ask: does it live, may work be sent, how is it
 * doing?
 *
 * GET /healthz: the process answers; nothing else is asked, so that a broken disk is no reason to
 * start it again. GET /readyz: the database answers, the writer takes its jobs, the schema is this
 * program's, and nobody has told it to stop; otherwise 503 with a code. GET /metrics: numbers for
 * Prometheus, for this very machine when no proxy stands before us, and for whoever has the token
 * of --metrics-token-file.
 * Does not: keep numbers over a restart, or tell anything of what people write.
 */
#ifndef OPS_H
#define OPS_H
#include "frame/slice.h"

struct ops {
    int64_t migration; /* the newest this program knows */
    struct str token;  /* who has it may read /metrics; empty: nobody from elsewhere */
};
void ops_set_up(const struct ops *o); /* before the server starts; the text lives as long */
void ops_stop_begins(void);           /* from now on /readyz says no */
extern const struct slice ops_slice;

/* How long the writer may be at one transaction, or leave jobs waiting, before work is sent
 * elsewhere. */
#define OPS_STUCK_MS 10000
/* False with the reason as a fault. */
MUST_USE bool ops_ready(struct ctx *c, const struct writer_counts *w);
#endif
