/* SPDX-License-Identifier: Apache-2.0 */
/* plain.h - what compiled .mail templates write with: letters as plain text. Nothing is escaped;
 * control characters are left out, so that what somebody typed cannot end a line, begin a header or
 * move a terminal's cursor. plain_line is for the first line, the subject, where a line break
 * becomes a space. Moments are exact, never relative: "Mon 16 Mar 10:00".
 */
#ifndef PLAIN_H
#define PLAIN_H
#include "html.h"

void plain_text_str(struct html *h, struct str s); /* keeps its line breaks, as \n */
void plain_text_cstr(struct html *h, const char *s);
void plain_line_str(struct html *h, struct str s);
void plain_line_cstr(struct html *h, const char *s);
void plain_money(struct html *h, struct money m);     /* "$4,800.00": with all its places */
void plain_day(struct html *h, struct day d);         /* "Fri 20 Mar 2026" */
void plain_instant(struct html *h, struct instant t); /* with the year when it is not h->now's */

/* clang-format off */
#define PLAIN_(how, h, x) \
    _Generic((x), \
        struct str: how##_str, \
        const char *: how##_cstr, \
        char *: how##_cstr, \
        int: html_text_int, \
        unsigned: html_text_int, \
        int64_t: html_text_int, \
        long long: html_text_int, \
        size_t: html_text_size, \
        struct money: plain_money, \
        struct day: plain_day, \
        struct instant: plain_instant, \
        bool: html_text_flag)(h, x)
#define plain_text(h, x) PLAIN_(plain_text, h, x)
#define plain_line(h, x) PLAIN_(plain_line, h, x)
/* clang-format on */
#endif
