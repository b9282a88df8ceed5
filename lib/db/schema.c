/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue, asked of whichever engine is behind. */
#include "db_words.h"

#define PLAN_MAX ((size_t)64 << 10)

bool catalogue_fits(struct ctx *c, size_t n, size_t max)
{
    return n < max || broken(c, "database: a catalogue of more than %zu rows", max);
}

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
    return catalogue_of(c)->load_end(c, load) && words_loaded(c);
}

bool db_integrity(struct ctx *c, void (*said)(void *arg, struct str line), void *arg)
{
    return catalogue_of(c)->integrity(c, said, arg);
}

/* ---- plans ---- */

static bool step_has(struct str step, const char *word)
{
    return word && memmem(step.p, step.n, word, strlen(word));
}

/* The name behind the word: "USING INDEX deal_name (…", "Index Scan using deal_name on deal". */
static struct str step_index(struct str step, const char *before)
{
    const char *at = memmem(step.p, step.n, before, strlen(before));
    struct str rest;
    if (!at)
        return STR_NONE;
    return str_split(str_cut(step, (size_t)(at - step.p) + strlen(before), step.n), ' ', &rest);
}

/* PostgreSQL names the index of a primary key. */
static bool is_key(struct str index)
{
    return str_ends(index, STR("_pkey"));
}

static void step_read(const struct plan_words *words, struct str step, struct db_plan *out)
{
    out->index = out->index.n ? out->index : step_index(step, words->index);
    out->strays |= step_has(step, words->sorts);
    out->strays |= step_has(step, words->scans) && !step_has(step, words->unless);
}

bool db_plan(struct ctx *c, const char *sql, struct db_plan *out)
{
    const struct catalogue *catalogue = catalogue_of(c);
    struct buf b, line;
    *out = (struct db_plan){ 0 };
    buf_init(&b, c->arena, PLAN_MAX);
    buf_init(&line, c->arena, PLAN_MAX);
    if (!db_explain(c, sql, &b))
        return false;
    for (struct str rest = str_trim(buf_str(&b)), step; rest.n;) {
        step = str_split(rest, '\n', &rest);
        buf_add(&line, line.n ? STR("; ") : STR_NONE);
        buf_add(&line, step);
        step_read(&catalogue->plan, step, out);
    }
    out->text = buf_str(&line);
    if (out->index.n && catalogue->is_small && !catalogue->is_small(c, out->index, &out->small))
        return false;
    out->index = is_key(out->index) ? STR_NONE : out->index;
    return true;
}

bool db_walks(struct ctx *c, const char *sql, const char *index, bool *walks)
{
    struct db_plan plan;
    if (!db_plan(c, sql, &plan))
        return false;
    *walks = !plan.strays && (plan.small || str_is(plan.index, index));
    return true;
}

bool db_index_leads(struct ctx *c, struct str index, const char *first, const char *second,
                    bool *leads)
{
    struct str columns[2] = { STR_NONE, STR_NONE };
    struct db_rows r;
    if (!db_rows_open(c, &r, catalogue_of(c)->index_columns, ARGS(T(index))))
        return false;
    for (int i = 0; i < 2 && db_rows_next(&r); i++)
        columns[i] = db_text(&r, 0);
    *leads = str_is(columns[0], first) && (!second || str_is(columns[1], second));
    return db_rows_close(&r);
}
