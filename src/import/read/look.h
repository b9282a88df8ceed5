/* SPDX-License-Identifier: Apache-2.0 */
/* look.h - one walk through a file before anything is done with it: how many rows it has, its head,
 * its first rows for the preview, how each column writes its dates and numbers, and which stages
 * its lines name.
 */
#ifndef LOOK_H
#define LOOK_H
#include "import/map/map.h"
#include "import/map/stages.h"
#include "import/read/source.h"

struct look {
    struct format format; /* as said, else as found out */
    int64_t rows;
    struct str sample; /* CSV in UTF-8: the head and the first rows */
    struct file_map map;
    struct stage_choices stages; /* all that its lines name */
};

/* Says, once the head is known, which field each column becomes. */
typedef struct file_map head_fn(void *arg, struct arena *a, const struct csv_row *head);

/* Everything found lasts as long as the arena a. False when the file cannot be read: the fault
 * names its line. */
MUST_USE bool look_through(struct ctx *c, struct arena *a, const struct source *s, head_fn *head,
                           void *arg, struct look *out);
struct csv_row row_copy(struct arena *a, const struct csv_row *row);
/* What says yes: 1, true, yes, x. */
bool says_yes(struct arena *a, struct str text);
#endif
