/* SPDX-License-Identifier: Apache-2.0 */
#include "import/upkeep_store.h"

static bool lines_of(struct ctx *c, const char *sql, const char *what, struct buf *out)
{
    struct db_rows r;
    if (!db_rows_open(c, &r, sql, NO_ARGS))
        return false;
    while (db_rows_next(&r))
        buf_printf(out, "%s: %lld, %lld\n", what, (long long)db_int(&r, 0),
                   (long long)db_int(&r, 1));
    return db_rows_close(&r);
}

/* A value in a currency without a rate counts as nothing on the board. */
#define STAGE_PARTS(owner)                                                                       \
    "SELECT " owner " AS owner_id, stage_id, count(*) AS deals, CAST(SUM(value_base) AS {int}) " \
    "AS value, CAST(SUM(value_base * probability) AS {int}) AS weighted FROM deal "
#define STAGE_SUMMED        \
    STAGE_PARTS("owner_id") \
    "GROUP BY owner_id, stage_id UNION ALL " STAGE_PARTS("0") "GROUP BY stage_id"
#define STAGE_KEPT \
    "SELECT owner_id, stage_id, deals, value, weighted FROM stage_sum WHERE deals <> 0"

bool check_stage_sums(struct ctx *c, struct buf *out)
{
    return lines_of(c,
                    SQL("SELECT * FROM (" STAGE_SUMMED ") a EXCEPT SELECT * FROM (" STAGE_KEPT
                        ") b"),
                    "a stage's kept sum differs from its deals (owner, stage)", out)
           && lines_of(c,
                       SQL("SELECT * FROM (" STAGE_KEPT
                           ") b EXCEPT SELECT * FROM (" STAGE_SUMMED ") a"),
                       "a stage's sum is kept without deals (owner, stage)", out);
}

bool check_deal_states(struct ctx *c, struct buf *out)
{
    return lines_of(c,
                    SQL("SELECT d.id, count(s.id) FROM deal d LEFT JOIN deal_state s "
                        "ON s.deal_id = d.id AND s.ended = 253402300800000 "
                        "GROUP BY d.id HAVING count(s.id) <> 1"),
                    "a deal has not one open state (deal, states)", out)
           && lines_of(c,
                       SQL("SELECT s.deal_id, s.stage_id FROM deal_state s JOIN deal d "
                           "ON d.id = s.deal_id WHERE s.ended = 253402300800000 AND "
                           "(s.stage_id <> d.stage_id OR s.owner_id <> d.owner_id "
                           "OR s.probability <> d.probability)"),
                       "a deal's open state is not what the deal is (deal, stage)", out);
}

bool check_customers(struct ctx *c, struct buf *out)
{
    return lines_of(c,
                    SQL("SELECT a.id, a.customer_since FROM account a LEFT JOIN "
                        "(SELECT account_id, min(closed_on) AS first FROM deal WHERE state = 1 "
                        "GROUP BY account_id) w ON w.account_id = a.id "
                        "WHERE a.customer_since <> COALESCE(w.first, 2932897)"),
                    "an account is a customer since another day than its first won deal "
                    "(account, day)",
                    out);
}

bool check_history(struct ctx *c, struct buf *out)
{
    return lines_of(c,
                    SQL("SELECT d.id, d.last_seq FROM deal d LEFT JOIN "
                        "(SELECT record_id, max(seq) AS last FROM entry WHERE record = 'deal' "
                        "GROUP BY record_id) e ON e.record_id = d.id "
                        "WHERE d.last_seq <> COALESCE(e.last, 0)"),
                    "a deal's history does not end with its last entry (deal, entry)", out);
}

bool count_all(struct ctx *c, struct counts *out)
{
    return db_get(c,
                  SQL("SELECT (SELECT count(*) FROM account), (SELECT count(*) FROM contact), "
                      "(SELECT count(*) FROM product), (SELECT count(*) FROM deal), "
                      "(SELECT count(*) FROM touch), (SELECT count(*) FROM entry)"),
                  NO_ARGS,
                  OUTS(OI(&out->accounts), OI(&out->contacts), OI(&out->products),
                       OI(&out->deals), OI(&out->touches), OI(&out->entries)));
}
