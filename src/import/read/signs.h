/* SPDX-License-Identifier: Apache-2.0 */
/* signs.h - how one column writes its dates and numbers, found out from all its values.
 *
 * 25/12/2017 says that days come first, 12/25/2017 that months do; a column that holds neither, or
 * both, is asked about, never guessed (3/5/2017). With dots the day comes first. 1.234,50 has a
 * decimal comma. Once it is known, a value is rewritten as every other part of the program reads
 * it: 2017-12-25, 1234.50.
 */
#ifndef SIGNS_H
#define SIGNS_H
#include "record/record.h"

enum how {
    HOW_PLAIN, /* as it stands: ISO dates, decimal points */
    HOW_DMY,
    HOW_MDY,
    HOW_POINT, /* said by a person */
    HOW_COMMA,
    HOW_ASK, /* days or months first: nobody can tell */
    HOWS,
};
const char *how_name(enum how how); /* "dmy" */
bool how_named(struct str name, enum how *out);
bool how_is_for(enum how how, enum kind kind);
static inline bool kind_is_date(enum kind kind)
{
    return kind == KIND_DAY || kind == KIND_INSTANT;
}
static inline bool kind_is_number(enum kind kind)
{
    return kind == KIND_MONEY || kind == KIND_INT || kind == KIND_PERCENT;
}

/* How often a column's values said something. */
struct signs {
    int64_t dmy, mdy, either;
    int64_t comma, point;
};
void signs_take(struct signs *signs, enum kind kind, struct str text);
enum how signs_decide(const struct signs *signs, enum kind kind);

/* "25.12.2017 14:30" as "2017-12-25 14:30". What is no such date comes back as it is; *unclear:
 * it may be two days. */
struct str date_plain(struct arena *a, struct str text, enum how how, bool *unclear);
/* A moment's own day, for a field that is a day: "2017-12-31T23:30:00-05:00". */
struct str day_plain(struct arena *a, struct str text);
struct str number_plain(struct arena *a, struct str text, enum how how);
#endif
