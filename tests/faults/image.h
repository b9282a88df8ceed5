/* SPDX-License-Identifier: Apache-2.0 */
/* image.h - what could be on a disk when the power went, made from a record of disk.h.
 *
 * What a sync covered stays. Of what was written since, each 512 bytes are there or not, by chance,
 * whatever the order they were written in; a file that grew may hold nothing but noise there. A
 * sync that failed keeps nothing for good, even if a later one succeeds. Names made, linked or
 * removed since the folder was synced are there or not as well. Not modelled: sectors that change
 * without being written, and a disk that lies about syncs, unless image_lying asks for one.
 */
#ifndef IMAGE_H
#define IMAGE_H
#include "base/base.h"
#include "disk.h"

struct image;

/* lying: syncs are ignored. NULL when the record cannot be read. */
struct image *image_open(const char *record, bool lying);
void image_close(struct image *m);
size_t image_bytes(const struct image *m);
/* Where the op after the one at `at` begins; image_bytes() at the end. */
size_t image_after(const struct image *m, size_t at);
/* Is the op at `at` one after which more is safe, or less named? Cuts beside these find most. */
bool image_turns(const struct image *m, size_t at);
/* Does everything that the record holds before `to`; only forward. */
void image_advance(struct image *m, size_t to);
/* Writes one of the disks that there could be now into the folder, which is empty. */
bool image_write(struct image *m, const char *folder, uint64_t *chance);
/* xorshift64*; never 0 */
uint64_t chance_next(uint64_t *chance);
#endif
