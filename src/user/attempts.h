/* SPDX-License-Identifier: Apache-2.0 */
/* attempts.h - how often somebody tried to sign in, by address and by email, so that guessing ends
 * after ten failures in a quarter of an hour.
 *
 * Kept in memory and forgotten at a restart. The table has a fixed size; who was there longest goes
 * first. Names are hashed with a key of this process: nobody can choose whose place he takes.
 */
#ifndef ATTEMPTS_H
#define ATTEMPTS_H
#include "base/base.h"

#define ATTEMPTS_MAX 10
#define ATTEMPTS_MS 900000

/* Counts one more and gives 0, or, when there were too many, the ms to wait; then nothing is
 * counted. now_ms is monotonic_ms(). */
int64_t attempt_begin(char kind, struct str name, int64_t now_ms);
/* It was no failure: takes the one back. */
void attempt_undo(char kind, struct str name);
/* Takes all of them back. */
void attempts_forget(char kind, struct str name);
#endif
