/* SPDX-License-Identifier: Apache-2.0 */
/* words.h - words as people misspell them: what a sector or a country most likely was meant
 * to be. */
#ifndef WORDS_H
#define WORDS_H
#include "base/arena.h"

/* Folded, letters and digits only: "GTX Pro" and "gtx-pro" give "gtxpro". */
struct str squash(struct arena *a, struct str s);
/* The usual word that is a slip or two away, empty when the word is usual or like none. */
struct str sector_meant(struct arena *a, struct str sector);
struct str country_meant(struct arena *a, struct str country);
#endif
