/* SPDX-License-Identifier: Apache-2.0 */
/* What an import counted beside the lines it kept. */
#include "frame/check.h"
#include "import/import_store.h"

static bool counts_look(struct ctx *c, struct findings *f)
{
    return check_rows(c, f,
                      SQL("SELECT i.id, i.created_rows, f.created, i.problems, f.problems "
                          "FROM import i JOIN (SELECT import_id, "
                          "CAST(SUM(created_rows) AS {int}) AS created, "
                          "CAST(SUM(updated_rows) AS {int}) AS updated, "
                          "CAST(SUM(unchanged_rows) AS {int}) AS unchanged, "
                          "CAST(SUM(left_out_rows) AS {int}) AS left_out, "
                          "CAST(SUM(problems) AS {int}) AS problems "
                          "FROM import_file GROUP BY import_id) f ON f.import_id = i.id "
                          "WHERE i.state = 2 AND (i.created_rows <> f.created "
                          "OR i.updated_rows <> f.updated OR i.unchanged_rows <> f.unchanged "
                          "OR i.left_out_rows <> f.left_out OR i.problems <> f.problems) "
                          "ORDER BY i.id"),
                      NO_ARGS,
                      "import {int}: {int} rows created, its files say {int}; {int} problems, its "
                      "files say {int}");
}

/* clang-format off */
const struct check import_checks[] = {
    { "import_counts", "What an import counted is not the sum of its files.", CHECK_RESTORE, counts_look },
    { 0 },
};
/* clang-format on */
