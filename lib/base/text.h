/* SPDX-License-Identifier: Apache-2.0 */
/* text.h - the edge of the program: is it UTF-8, how long is it for a person, how does it sort and
 * search. */
#ifndef TEXT_H
#define TEXT_H
#include "buf.h"

bool utf8_ok(struct str s);              /* well-formed, and without NUL */
size_t utf8_length(struct str s);        /* code points */
/* A control character that no line of text needs: C0 but tab, and DEL; multi-line text may also
 * hold \n and \r. */
bool text_has_control(struct str s, bool lines);
/* One fold for stored text and for what people type: NFKC, case folded, marks stripped, white
 * space collapsed. At most 4 times as long as s; the result is on the arena. "Zoë  MÜLLER" gives
 * "zoe muller". */
struct str fold(struct arena *a, struct str s);
/* The smallest text behind every text that starts with `prefix`: WHERE x >= prefix AND x <
 * prefix_end(prefix). */
struct str prefix_end(struct arena *a, struct str prefix);
bool email_ok(struct str s);             /* one address, no display name, at most 254 bytes */
#endif
