/* SPDX-License-Identifier: Apache-2.0 */
#include "import/row/names.h"

struct names_slot {
    struct str text;
    int64_t number; /* 0: free */
};

void names_init(struct names *names, struct arena *a)
{
    *names = (struct names){ .arena = a };
}

/* Where text stands or would stand; at least one slot is free. */
static struct names_slot *slot_of(const struct names *names, struct str text)
{
    size_t i = (size_t)str_hash(text) & (names->cap - 1);
    while (names->slots[i].number && !str_same(names->slots[i].text, text))
        i = (i + 1) & (names->cap - 1);
    return &names->slots[i];
}

static void grow(struct names *names)
{
    struct names bigger = { .cap = names->cap ? names->cap * 2 : 256, .n = names->n };
    bigger.arena = names->arena;
    bigger.slots = arena_array(names->arena, struct names_slot, bigger.cap);
    for (size_t i = 0; i < names->cap; i++) {
        if (names->slots[i].number)
            *slot_of(&bigger, names->slots[i].text) = names->slots[i];
    }
    *names = bigger;
}

int64_t names_get(const struct names *names, struct str text)
{
    return names->cap ? slot_of(names, text)->number : 0;
}

bool names_put(struct names *names, struct str text, int64_t number)
{
    assert(number);
    if (names->n * 2 >= names->cap)
        grow(names);
    struct names_slot *slot = slot_of(names, text);
    if (slot->number)
        return false;
    *slot = (struct names_slot){ arena_str(names->arena, text), number };
    names->n++;
    return true;
}
