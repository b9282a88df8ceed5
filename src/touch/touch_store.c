/* SPDX-License-Identifier: Apache-2.0 */
#include "touch/touch_store.h"

static bool last_look(struct ctx *c, struct findings *f)
{
    return check_rows(c, f,
                      SQL("SELECT id, last_touch, touched, last_heard, heard FROM (SELECT d.id, "
                          "d.last_touch, d.last_heard, COALESCE((SELECT max(t.happened) "
                          "FROM touch t WHERE t.deal_id = d.id), 253402300800000) AS touched, "
                          "COALESCE((SELECT max(t.happened) FROM touch t WHERE t.deal_id = d.id "
                          "AND t.direction = 1), 253402300800000) AS heard FROM deal d) a "
                          "WHERE last_touch <> touched OR last_heard <> heard ORDER BY id"),
                      NO_ARGS,
                      "deal {int}: last contact {time}, its touches say {time}; last heard {time}, "
                      "they say {time}");
}

#define BODY "'{\"touch_id\":' || CAST(t.id AS text) || '}'"

static bool told_look(struct ctx *c, struct findings *f)
{
    return check_rows(c, f,
                      SQL("SELECT id, deal_id, told FROM (SELECT t.id, t.deal_id, (SELECT count(*) "
                          "FROM entry e WHERE e.record = 'deal' AND e.record_id = t.deal_id "
                          "AND e.kind = 'touch' AND e.body = " BODY ") AS told FROM touch t) a "
                          "WHERE told <> 1 ORDER BY id"),
                      NO_ARGS, "touch {int} of deal {int}: {int} entries")
           && check_rows(c, f,
                         SQL("SELECT e.record_id, e.seq FROM entry e WHERE e.record = 'deal' "
                             "AND e.kind = 'touch' AND NOT EXISTS (SELECT 1 FROM touch t "
                             "WHERE t.deal_id = e.record_id AND e.body = " BODY ") "
                             "ORDER BY e.record_id, e.seq"),
                         NO_ARGS, "deal {int}, entry {int}: its touch is not there");
}

/* Which of several touches said it last is not kept; that one of them said it is. */
static bool stage_look(struct ctx *c, struct findings *f)
{
    return check_rows(c, f,
                      SQL("SELECT d.id, d.buyer_stage FROM deal d WHERE d.buyer_stage <> 0 "
                          "AND NOT EXISTS (SELECT 1 FROM touch t WHERE t.deal_id = d.id "
                          "AND t.direction = 1 AND t.buyer_stage = d.buyer_stage) ORDER BY d.id"),
                      NO_ARGS, "deal {int}: buyer's stage {int}");
}

/* clang-format off */
const struct check touch_checks[] = {
    { "touch_last", "A deal's last contact is not that of its touches.", CHECK_RESTORE, last_look },
    { "touch_told", "A touch does not stand once in its deal's history.", CHECK_RESTORE, told_look },
    { "touch_stage", "A buyer's stage is one that no touch of his says.", CHECK_RESTORE, stage_look },
    { 0 },
};
/* clang-format on */
