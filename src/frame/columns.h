/* SPDX-License-Identifier: Apache-2.0 */
/* columns.h - which fields a list shows, and in which order: ?columns=name,value,owner_id.
 *
 * The choice is part of the list's address, so that it goes along with a saved view, a link, and
 * the list's CSV. The field that names a row is always shown. Fields that never leave are no
 * columns. Without JavaScript a form of boxes and places asks for it, and is answered with the
 * address it stands for.
 */
#ifndef COLUMNS_H
#define COLUMNS_H
#include "frame/frame.h"

/* What `in` asks for with "columns"; else `usual`, names separated by commas; else what is
 * LISTED. */
MUST_USE bool columns_read(struct ctx *c, const struct record *r, struct input *in,
                           const char *usual, struct column_choice *out);
/* The address that the form of boxes stands for; empty when the request does not come from it. */
struct str columns_asked(struct req *q, const struct record *r);
/* The form; with the rest of the address. */
void columns_form_fill(struct req *q, const struct record *r, const struct column_choice *shown,
                       struct columns_form *out);
#endif
