/* SPDX-License-Identifier: Apache-2.0 */
/* What is true of every history; that a deal's has no gap is the deal's own check. */
#include "frame/check.h"
#include "frame/history.h"

static bool order_look(struct ctx *c, struct findings *f)
{
    return check_rows(c, f,
                      SQL("SELECT record, record_id, seq, entered, before FROM (SELECT record, "
                          "record_id, seq, entered, LAG(entered) OVER (PARTITION BY record, "
                          "record_id ORDER BY seq) AS before FROM entry) e WHERE entered < before "
                          "ORDER BY record, record_id, seq"),
                      NO_ARGS, "{text} {int}, entry {int}: entered {time}, the one before {time}");
}

/* clang-format off */
static const struct check checks[] = {
    { "history_order", "An entry was written down before the one it follows.", CHECK_RESTORE, order_look },
    { 0 },
};
/* clang-format on */

const struct slice history_slice = { .name = "history", .checks = checks };
