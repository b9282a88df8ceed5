/* SPDX-License-Identifier: Apache-2.0 */
/* link_limit.h - how often links are asked for: each by itself, and wrong ones by where they come
 * from, so that nobody tries many.
 *
 * Kept in memory, by the minute, and forgotten at a restart. The table has a fixed size: who was
 * there longest goes first.
 */
#ifndef LINK_LIMIT_H
#define LINK_LIMIT_H
#include "base/base.h"

#define LINK_PER_MINUTE 60
#define WRONG_PER_MINUTE 20

/* One more of that name within this minute; false when there were `most` already. Not counted
 * where `look` only. */
bool link_limit(char kind, struct str name, int most, bool look, int64_t now_ms);
#endif
