/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue, asked of whichever engine is behind. */
#include "engine.h"

static const struct catalogue *catalogue_of(const struct ctx *c)
{
    return c->db->engine->catalogue;
}

bool db_tables(struct ctx *c, struct db_tables *out)
{
    return catalogue_of(c)->tables(c, out);
}

bool db_links(struct ctx *c, struct db_links *out)
{
    return catalogue_of(c)->links(c, out);
}

bool db_counter(struct ctx *c, struct str table, int64_t *last)
{
    return catalogue_of(c)->counter(c, table, last);
}

bool db_counter_set(struct ctx *c, struct str table, int64_t last)
{
    return catalogue_of(c)->counter_set(c, table, last);
}

bool db_load_begin(struct ctx *c, struct db_load *load)
{
    return catalogue_of(c)->load_begin(c, load);
}

bool db_load_end(struct ctx *c, const struct db_load *load)
{
    return catalogue_of(c)->load_end(c, load);
}

bool db_integrity(struct ctx *c, void (*said)(void *arg, struct str line), void *arg)
{
    return catalogue_of(c)->integrity(c, said, arg);
}

bool db_plan(struct ctx *c, const char *sql, struct db_plan *out)
{
    return catalogue_of(c)->plan(c, sql, out);
}

bool db_index_leads(struct ctx *c, struct str index, const char *first, const char *second,
                    bool *leads)
{
    return catalogue_of(c)->index_leads(c, index, first, second, leads);
}
