/* SPDX-License-Identifier: Apache-2.0 */
/* stages.h - what becomes of stages that a file names and that are not there: each is made, or is
 * one of ours, or its deals go into the first stage.
 *
 * Said in the preview, stage by stage. A stage whose deals are all won, or all lost, there ends a
 * deal here too. Kept as text, a line each: "+", "-" or the number of a stage, then how many lines
 * name it, how it ends, its probability, its name.
 */
#ifndef STAGES_H
#define STAGES_H
#include "pipeline/pipeline.h"

enum stage_fate { STAGE_MADE,
                  STAGE_FIRST,
                  STAGE_OURS };
struct stage_choice {
    struct str name;
    int64_t rows, closed, won; /* lines that name it, that say closed, that say won */
    int probability;           /* of the first line that says one; below 0: none did */
    enum stage_fate fate;
    int64_t stage_id; /* STAGE_OURS, and STAGE_MADE once it is */
};
struct stage_choices {
    struct stage_choice *p;
    size_t n, cap;
    bool full; /* there were more than are kept */
};
/* What one line says of its stage. */
struct stage_words {
    struct str name, probability;
    bool closed, won;
};

void fates_see(struct stage_choices *all, struct arena *a, struct arena *scratch,
               const struct stage_words *words);
struct str fates_text(struct arena *a, const struct stage_choices *all);
void fates_read(struct arena *a, struct str text, struct stage_choices *out);
/* Keeps those that are not there, with what was said of them; `make`: the rest are made, else go
 * into the first stage. */
MUST_USE bool fates_settle(struct ctx *c, struct stage_choices *seen,
                           const struct stage_choices *said, bool make);
/* On the writer. What is there by now is not made twice. */
MUST_USE bool fates_make(struct ctx *c, struct stage_choices *all);
/* NULL: the file does not ask about this one. */
const struct stage_choice *fates_find(struct arena *a, const struct stage_choices *all,
                                      struct str name);
#endif
