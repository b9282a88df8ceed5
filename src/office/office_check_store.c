/* SPDX-License-Identifier: Apache-2.0 */
#include "office/office_view.h"

#define NEVER "253402300800000"

static bool ended_look(struct ctx *c, struct findings *f)
{
    return check_rows(c, f,
                      SQL("SELECT id, kind, subject, state, ended FROM clock WHERE (state = 0 AND "
                          "ended <> " NEVER ") OR (state <> 0 AND ended = " NEVER ") "
                          "OR state < 0 OR state > 2 ORDER BY id"),
                      NO_ARGS, "clock {int}, {text} of {int}: state {int}, ended {time}");
}

static bool early_look(struct ctx *c, struct findings *f)
{
    return check_rows(c, f,
                      SQL("SELECT id, kind, subject, due, ended FROM clock WHERE state = 1 AND "
                          "ended < due ORDER BY id"),
                      NO_ARGS, "clock {int}, {text} of {int}: due {time}, rung {time}");
}

static bool next_look(struct ctx *c, struct findings *f)
{
    return check_rows(c, f,
                      SQL("SELECT id, kind, subject, due, next, tries FROM clock WHERE state = 0 "
                          "AND (next < due OR (next > due AND tries = 0)) ORDER BY id"),
                      NO_ARGS,
                      "clock {int}, {text} of {int}: due {time}, next {time} after {int} tries");
}

/* clang-format off */
const struct check office_checks[] = {
    { "clock_ended", "A clock that runs has an end, or one that has ended has none.", CHECK_RESTORE, ended_look },
    { "clock_early", "A clock rang before it was due.", CHECK_RESTORE, early_look },
    { "clock_next", "A clock is to ring at another moment than its own, and never failed.", CHECK_RESTORE, next_look },
    { 0 },
};
/* clang-format on */
