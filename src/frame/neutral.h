/* SPDX-License-Identifier: Apache-2.0 */
/* neutral.h - no tag, reason or category judges a customer (S3-15, gate neutral_words).
 *
 * A table of insulting words in a few languages; whole words of them, in any spelling that folds
 * alike, are refused wherever people are put under a heading. What was said and done may be told in
 * the customer's own words: a touch's details are not looked at.
 */
#ifndef NEUTRAL_H
#define NEUTRAL_H
#include "base/ctx.h"

extern const struct gate neutral_words;
/* The insulting word in it; empty when there is none. */
struct str neutral_find(struct arena *a, struct str text);
/* Refuses it with a sentence about the field. */
MUST_USE bool neutral(struct ctx *c, const char *field, struct str text, int64_t subject);
#endif
