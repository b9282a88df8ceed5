/* SPDX-License-Identifier: Apache-2.0 */
#include "touch/touch.h"
#include "touch/touch_store.h"

bool touch_rest_read(struct ctx *c, int64_t deal_id, int64_t without, struct touch_rest *out)
{
    int64_t stage = BUYER_UNKNOWN;
    bool found;
    bool ok = db_get(c,
                     SQL("SELECT COALESCE(max(happened), $3), COALESCE(max(CASE WHEN direction = 1 "
                         "THEN happened END), $3) FROM touch WHERE deal_id = $1 AND id <> $2"),
                     ARGS(I(deal_id), I(without), I(INSTANT_NONE.ms)),
                     OUTS(OI(&out->last_touch.ms), OI(&out->last_heard.ms)))
              && db_one(c,
                        SQL("SELECT buyer_stage FROM touch WHERE deal_id = $1 AND id <> $2 "
                            "AND direction = 1 AND buyer_stage > 0 "
                            "ORDER BY happened DESC, id DESC LIMIT 1"),
                        ARGS(I(deal_id), I(without)), OUTS(OI(&stage)), &found);
    out->buyer_stage = (int)stage;
    return ok;
}

bool touch_counts_read(struct ctx *c, int64_t deal_id, struct touch_counts *out)
{
    return db_get(c,
                  SQL("SELECT CAST(COALESCE(SUM(kind), 0) AS {int}), "
                      "CAST(COALESCE(SUM(1 - kind), 0) AS {int}), "
                      "COALESCE(max(CASE WHEN kind = 1 THEN happened END), $2) FROM touch "
                      "WHERE deal_id = $1 AND direction = 0"),
                  ARGS(I(deal_id), I(INSTANT_NONE.ms)),
                  OUTS(OI(&out->value), OI(&out->sell), OI(&out->last_value.ms)));
}

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
                             "AND NOT EXISTS (SELECT 1 FROM removed r WHERE r.record = 'touch' "
                             "AND e.body = '{\"touch_id\":' || CAST(r.record_id AS text) || '}') "
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
