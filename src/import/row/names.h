/* SPDX-License-Identifier: Apache-2.0 */
/* names.h - texts and the number each stands for, in memory: what a run has met. */
#ifndef NAMES_H
#define NAMES_H
#include "base/arena.h"

struct names {
    struct names_slot *slots;
    size_t n, cap;
    struct arena *arena;
};

void names_init(struct names *names, struct arena *a);
/* The number of text; 0: never put. */
int64_t names_get(const struct names *names, struct str text);
/* Keeps the first number a text was put with; true when this is it. The text is copied. */
bool names_put(struct names *names, struct str text, int64_t number);
#endif
