/* SPDX-License-Identifier: Apache-2.0 */
#include "record/record.h"
#include "search/search.h"
#include "search/search_check.h"

struct telling {
    struct ctx *c;
    struct findings *f;
    const struct record *r;
};

static void tell(void *arg, int64_t id, const char *what)
{
    struct telling *t = arg;
    t->f->found(t->f, arena_printf(t->c->arena, "%s %lld: %s", t->r->name, (long long)id, what));
}

static bool words_look(struct ctx *c, struct findings *f)
{
    for (size_t i = 0; i < n_slices; i++) {
        for (size_t j = 0; j < slices[i]->n_records; j++) {
            struct telling t = { c, f, slices[i]->records[j] };
            if (record_is_searched(t.r) && !record_words_look(c, t.r, tell, &t))
                return false;
        }
    }
    return true;
}

/* clang-format off */
const struct check search_checks[] = {
    { "search_words", "The words that search knows are not those of the row.",
      "The rows are whole; put their words anew: \"counterpart reindex\".", words_look },
    { 0 },
};
/* clang-format on */
