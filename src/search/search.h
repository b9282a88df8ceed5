/* SPDX-License-Identifier: Apache-2.0 */
/* search.h - finding by words what people wrote down: accounts, contacts, deals, touches and
 * products, by any word of theirs that the tables of fields call SEARCHED.
 *
 * All words of a question must be there; the last one may be only begun, and what stands between
 * quotes is found as it stands. Who has the words in his title comes first, then the newest; only
 * what the viewer sees is found or counted. The index is kept with each row (lib/record); rows that
 * were there before it, or came by `import --all`, are filled in behind by a thread, a piece at a
 * time, while people work. The same thread takes erased words out of the index and the file.
 * Shows: /search, /api/v1/search, the command menu behind the names that find.h gives.
 * Does not: weigh words, guess spellings, or find parts of words that are not their beginning.
 */
#ifndef SEARCH_H
#define SEARCH_H
#include "frame/slice.h"

extern const struct slice search_slice;

/* Fills what is missing, in a thread of its own, and waits for search_erased(). */
void search_begin(struct store *store);
/* Words of this record were taken out in this write, and are to be gone for good. */
MUST_USE bool search_erased(struct ctx *c, const struct record *r);
/* Before the store closes: ends between two pieces. */
void search_stop(void);
/* The same filling, here and now; for commands. */
MUST_USE bool search_fill(struct store *store, struct ctx *c);
/* Puts all words anew, here and now. */
MUST_USE bool search_fill_anew(struct store *store, struct ctx *c);
#endif
