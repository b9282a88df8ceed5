/* SPDX-License-Identifier: Apache-2.0 */
/* check.h - what a slice keeps twice, and how `counterpart check` proves that both agree.
 *
 * A slice that keeps a sum, a copy or a state beside what it follows from says so in its `checks`:
 * a stable name, what is wrong when something is found, what to do, and a function that looks. It
 * only reads, within one snapshot; its statement gives the faults and nothing else, so that memory
 * does not grow with the data.
 */
#ifndef CHECK_H
#define CHECK_H
#include "db/db.h"

struct findings {
    void (*found)(struct findings *f, struct str where);
};
struct check {
    const char *name;                                /* "deal_sum" */
    const char *what;                                /* "A kept sum is not the sum of its deals." */
    const char *next;                                /* what to do about it */
    bool (*look)(struct ctx *c, struct findings *f); /* false only when it could not be read */
};

/* Damage, or a mistake of ours: nothing a person does through the program leads there. */
#define CHECK_RESTORE \
    "Keep a copy of the database, restore the last backup that checks clean, and tell us."

/* Each row of the statement is a finding; {int}, {text}, {day} and {time} in `where` take its
 * columns in order: "deal {int}: last contact {time}, its touches say {time}". */
MUST_USE bool check_rows(struct ctx *c, struct findings *f, const char *sql, struct db_args in,
                         const char *where);
/* All checks of a list that ends with {0}, each finding a line, for tests. */
MUST_USE bool checks_look(struct ctx *c, const struct check *checks, struct buf *lines);
#endif
