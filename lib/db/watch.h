/* SPDX-License-Identifier: Apache-2.0 */
/* watch.h - what who runs the program wants to know of its database: statements that took long,
 * errors by kind, how the writer is doing.
 *
 * A statement that took longer than the threshold, from its start until it was given back, is
 * logged with its text (values are bound, so none is in it), its time, rows, engine steps and plan.
 * At most one a second, with how many were left out in between: a slow database must not be slowed
 * down by telling so. On a server, what is sent without waiting is counted with what waits for it.
 * Counts are of the whole process.
 */
#ifndef WATCH_H
#define WATCH_H
#include "store.h"

/* Before other threads start. 0: no statement is slow. */
void watch_slow(int64_t threshold_us);
/* Everything about the database, as lib/base/metric.h writes it. */
void watch_metrics(struct store *s, struct buf *b);

/* ---- for the engines ---- */
/* A statement begins: what to give to watch_end(); 0 when nobody wants to know. */
int64_t watch_begin(void);
void watch_end(struct ctx *c, const char *sql, int64_t began, int64_t rows, int64_t steps);
/* The engine failed, and it was this kind of fault. */
void watch_fault(enum fault_kind kind);
#endif
