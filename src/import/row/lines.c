/* SPDX-License-Identifier: Apache-2.0 */
#include "base/log.h"
#include "import/row/lines.h"

#define FIRST_CAP 1024

/* Neighbouring ids stand beside each other. */
static size_t place_of(const struct id_lines *all, int64_t id)
{
    size_t i = (size_t)id & (all->cap - 1);
    while (all->ids[i] && all->ids[i] != id)
        i = (i + 1) & (all->cap - 1);
    return i;
}

static void put(struct id_lines *all, int64_t id, uint32_t line)
{
    size_t i = place_of(all, id);
    if (all->ids[i])
        return;
    all->ids[i] = id;
    all->lines[i] = line;
    all->n++;
}

static void grow(struct id_lines *all)
{
    struct id_lines bigger = { .cap = all->cap ? all->cap * 2 : FIRST_CAP };
    bigger.ids = calloc(bigger.cap, sizeof *bigger.ids);
    bigger.lines = calloc(bigger.cap, sizeof *bigger.lines);
    if (!bigger.ids || !bigger.lines)
        die("out of memory");
    for (size_t i = 0; i < all->cap; i++) {
        if (all->ids[i])
            put(&bigger, all->ids[i], all->lines[i]);
    }
    id_lines_release(all);
    *all = bigger;
}

int64_t id_line(const struct id_lines *all, int64_t id)
{
    if (!all->cap)
        return 0;
    size_t i = place_of(all, id);
    return all->ids[i] ? all->lines[i] : 0;
}

void id_line_put(struct id_lines *all, int64_t id, size_t line)
{
    assert(id);
    if (all->n * 2 >= all->cap)
        grow(all);
    put(all, id, line < UINT32_MAX ? (uint32_t)line : UINT32_MAX);
}

void id_lines_release(struct id_lines *all)
{
    free(all->ids);
    free(all->lines);
    *all = (struct id_lines){ 0 };
}
