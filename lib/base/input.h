/* SPDX-License-Identifier: Apache-2.0 */
/* input.h - what a client sent, as a flat list of names and texts: a query string, a form or a
 * JSON object.
 *
 * JSON members keep their kind, so that "a number where text belongs" can be said; nested objects
 * are flattened with a dot ("value.amount"), arrays of scalars come as one item each under the same
 * name, those of objects with their place in them ("conditions.0.what"). Every text has been
 * checked: UTF-8, no NUL. Whoever understands an item marks it used; the rest is refused by name.
 */
#ifndef INPUT_H
#define INPUT_H
#include "ctx.h"

enum input_kind { INPUT_TEXT, INPUT_NUMBER, INPUT_FLAG, INPUT_NULL, INPUT_FILE };

struct input_item {
    struct str name;
    struct str text;     /* a number as written, "true"/"false", "" for null; a file's bytes */
    struct str filename; /* INPUT_FILE */
    enum input_kind kind;
    bool listed; /* it stood in a JSON list, alone or not: no single value */
    bool used;
};
struct input {
    struct input_item *items;
    size_t n, cap;
    bool json; /* kinds are meaningful; forms and queries only have texts */
};

/* the last of that name, or NULL; marks nothing */
struct input_item *input_find(struct input *in, const char *name);
/* its text and marks it used; empty when absent, and for a list, which is left unused */
struct str input_text(struct input *in, const char *name);
bool input_has(struct input *in, const char *name);
void input_add(struct arena *a, struct input *in, struct str name, struct str text,
               enum input_kind kind);
/* A bad_field() for each item not used, but names starting with '_'. True when all were used. */
MUST_USE bool input_all_used(struct ctx *c, struct input *in);
#endif
