/* SPDX-License-Identifier: Apache-2.0 */
/* body.h - the bytes a client sent, read into a struct input: JSON, a form, a form with files, a
 * query string.
 *
 * All fail with FAULT_BAD_REQUEST and a sentence that says what is wrong and where ("line 3,
 * column 7", the field or the part), and leave *out alone. Codes: bad_json (no JSON), json_shape
 * (JSON we do not take), bad_form, bad_multipart, too_many_items.
 *
 * JSON: an object at the top, depth at most 8, at most 1,000 values, no duplicate members,
 * well-formed UTF-8 without NUL. Numbers arrive as they were written, an empty list as one
 * INPUT_NULL; an empty object inside another is refused. Forms: at most 1,000 fields, or 100 parts
 * with files; a file comes without its folders and with an empty filename when none was chosen.
 * Names have at most 200 bytes. The items of a form with files look into its body; all others are
 * copies on the arena.
 */
#ifndef BODY_H
#define BODY_H
#include "base/input.h"

MUST_USE bool body_read_json(struct ctx *c, struct str body, struct input *out);
/* Query strings too, without their question mark. */
MUST_USE bool body_read_form(struct ctx *c, struct str urlencoded, struct input *out);
MUST_USE bool body_read_multipart(struct ctx *c, struct str content_type, struct str body,
                                  struct input *out);
#endif
