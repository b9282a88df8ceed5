/* SPDX-License-Identifier: Apache-2.0 */
#include "input.h"

struct input_item *input_find(struct input *in, const char *name)
{
    struct str wanted = str_of(name);

    for (size_t i = in->n; i-- > 0;)
        if (str_same(in->items[i].name, wanted))
            return &in->items[i];
    return NULL;
}

struct str input_text(struct input *in, const char *name)
{
    struct input_item *item = input_find(in, name);

    if (!item || item->listed)
        return STR_NONE;
    item->used = true;
    return item->text;
}

bool input_has(struct input *in, const char *name)
{
    return input_find(in, name) != NULL;
}

void input_add(struct arena *a, struct input *in, struct str name, struct str text,
               enum input_kind kind)
{
    if (in->n == in->cap) {
        size_t cap = in->cap ? in->cap * 2 : 16;

        in->items = arena_grow(a, in->items, in->cap * sizeof *in->items, cap * sizeof *in->items);
        in->cap = cap;
    }
    in->items[in->n++] = (struct input_item){ .name = name, .text = text, .kind = kind };
}

/* Whether another item of the same name, further back, was understood. */
static bool used_later(const struct input *in, size_t i)
{
    for (size_t j = i + 1; j < in->n; j++)
        if (in->items[j].used && str_same(in->items[j].name, in->items[i].name))
            return true;
    return false;
}

bool input_all_used(struct ctx *c, struct input *in)
{
    bool all = true;

    for (size_t i = 0; i < in->n; i++) {
        const struct input_item *item = &in->items[i];

        if (item->used || str_starts(item->name, STR("_")))
            continue;
        if (item->listed && i + 1 < in->n && str_same(in->items[i + 1].name, item->name))
            continue; /* said once, of its last */
        if (item->listed)
            all = bad_field(c, item->name, "Give one value here, not a list.");
        else if (!used_later(in, i))
            all = bad_field(c, item->name, "This is not known here, or not yours to set.");
        else if (in->json) /* a form may say both: not ticked, ticked */
            all = bad_field(c, item->name, "Give one value here, not a list.");
    }
    return all;
}
