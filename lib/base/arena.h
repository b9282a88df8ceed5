/* SPDX-License-Identifier: Apache-2.0 */
/* arena.h - memory by lifetime: the process, one request or job, a scratch mark inside it. Nobody
 * frees a leaf.
 *
 * Memory comes zeroed and 16-byte aligned. Running past `max` bytes or out of memory ends the
 * process: inputs have ceilings long before. Under AddressSanitizer free space is poisoned and
 * every block has a red gap behind it. An arena belongs to one thread at a time.
 */
#ifndef ARENA_H
#define ARENA_H
#include "base.h"

struct arena_block;
struct arena {
    struct arena_block *head; /* newest block */
    size_t used;              /* bytes handed out of head */
    size_t total, max;        /* bytes held in all blocks; the ceiling */
};
struct arena_mark {
    struct arena_block *head;
    size_t used;
};

void arena_init(struct arena *a, size_t max);
void arena_release(struct arena *a); /* gives everything back to the system */
void arena_reset(struct arena *a);   /* empties it for reuse, keeps at most one block of 64 KiB */
struct arena_mark arena_mark(const struct arena *a);
void arena_rewind(struct arena *a, struct arena_mark mark); /* forgets what was allocated since */

void *arena_alloc(struct arena *a, size_t n);
/* Grows the block p of old bytes to n bytes, in place when it was the last one handed out. */
void *arena_grow(struct arena *a, void *p, size_t old, size_t n);
#define arena_new(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define arena_array(a, type, n) ((type *)arena_alloc_array((a), sizeof(type), (n)))
void *arena_alloc_array(struct arena *a, size_t size, size_t n);

/* a copy, NUL-terminated behind its n bytes */
struct str arena_str(struct arena *a, struct str s);
const char *arena_cstr(struct arena *a, struct str s);
struct str arena_printf(struct arena *a, const char *format, ...) PRINTF(2, 3);
#endif
