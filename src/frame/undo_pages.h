/* SPDX-License-Identifier: Apache-2.0 */
#ifndef UNDO_PAGES_H
#define UNDO_PAGES_H
#include "frame/frame.h"

/* The note that the address asks for, if there is one. */
void undo_note(struct req *q, struct frame_note *note);
/* Whether its changes can be taken back at all. */
bool undo_is_offered(const struct record *r);
#endif
