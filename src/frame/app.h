/* SPDX-License-Identifier: Apache-2.0 */
/* app.h - the product as lib/web sees it: all routes, who asks, who may, what a refusal leaves
 * behind, and answers kept for repeated requests. */
#ifndef APP_H
#define APP_H
#include "frame/slice.h"

/* Registers all records, checks all tables and dies on nonsense; call once, before anything
 * else. */
const struct web_app *app_start(void);
struct bit_name {
    unsigned bit;
    const char *name;
};
/* The roles as programs and commands name them; ends with { 0 }. */
extern const struct bit_name role_names[];
bool may(unsigned roles, const char *record, const char *action);
/* Runs as a job's refused(): the gate's code with who, what and where. */
bool refusal_store(struct ctx *c, void *req);
/* The gate of that code, of any slice; NULL if there is none. */
const struct gate *gate_named(struct str code);
/* A text of a row that is erased: what is kept for repeated requests says from now on what the row
 * says. */
struct erased_member {
    const char *name;
    struct str was, now;
};
MUST_USE bool answers_erase(struct ctx *c, const struct record *r, int64_t id,
                            struct erased_member m);
#endif
