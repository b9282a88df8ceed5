/* SPDX-License-Identifier: Apache-2.0 */
/* base.h - what every file may use: text views, must-use, and the functions nobody may use.
 *
 * Text inside the program is valid UTF-8, checked once at the edge, and is looked at through
 * struct str, which owns nothing. Include this file first, everywhere; it ends by banning the C
 * functions that have hurt people.
 */
#ifndef BASE_H
#define BASE_H

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF(nth, first) __attribute__((format(printf, nth, first)))
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define UNUSED __attribute__((unused))

/* A look at n bytes of UTF-8. p may be NULL when n is 0; it is not NUL-terminated unless said
 * so. */
struct str {
    const char *p;
    size_t n;
};

/* A literal as a str: STR("deal"). STR_INIT is the same in a static table. */
#define STR(literal) ((struct str){ "" literal, sizeof(literal) - 1 })
/* clang-format off */
#define STR_INIT(literal) { "" literal, sizeof(literal) - 1 }
/* clang-format on */

#define STR_NONE ((struct str){ NULL, 0 })

struct str str_of(const char *nul_terminated); /* NULL gives an empty str */
bool str_is(struct str a, const char *b);
bool str_same(struct str a, struct str b);
int str_cmp(struct str a, struct str b);      /* by bytes: the order of COLLATE "C" */
bool str_starts(struct str a, struct str prefix);
bool str_ends(struct str a, struct str suffix);
/* Without leading and trailing ASCII white space. */
struct str str_trim(struct str s);
struct str str_cut(struct str s, size_t from, size_t n); /* clipped to s */
/* The part before the first `at`, *rest the part after it; without one, all of s and an empty
 * *rest. */
struct str str_split(struct str s, char at, struct str *rest);
ptrdiff_t str_find(struct str s, char c);     /* its index, or -1 */
uint64_t str_hash(struct str s);
/* Whole-string decimal, optional leading '-'. False, *out untouched, on anything else or
 * overflow. */
MUST_USE bool str_to_int(struct str s, int64_t *out);

/* printf("%.*s", STR_FMT(s)) */
#define STR_FMT(s) (int)(s).n, (s).p ? (s).p : ""

#include "poison.h"

#endif
