/* SPDX-License-Identifier: Apache-2.0 */
/* What is kept of deals beside the deals: sums, states, and what follows from the stage. */
#include "deal/deal_store.h"
#include "deal/deal_value.h"
#include "frame/check.h"

#define SCRATCH_MAX ((size_t)1 << 20)
#define PAGE 5000

/* How each deal counts, in words of the database: deal_part_of() says the same in C. */
/* What waits for a rate counts apart, in its own currency. */
#define WAITS "value IS NOT NULL AND value_currency <> $1 AND value_rate = ''"
#define PARTS                                                                                      \
    "SELECT id, owner_id, stage_id, "                                                              \
    "CASE WHEN state = 0 THEN expected_close ELSE closed_on END AS day, "                          \
    "CASE WHEN state = 2 THEN 2 WHEN " WAITS " THEN 4 WHEN state = 1 THEN 1 "                      \
    "WHEN value IS NULL THEN 3 ELSE 0 END AS state, "                                              \
    "CASE WHEN state = 0 AND close_source = 1 THEN probability ELSE -1 END AS confirmed, "         \
    "CASE WHEN " WAITS " THEN value_currency ELSE $1 END AS currency, "                            \
    "CASE WHEN " WAITS " THEN value ELSE value_base END AS amount, "                               \
    "value, probability FROM deal"

/* ---- kept sums: parts and kept rows in one column each, so that one pass compares them ---- */

#define SUMMED(owner)                                                                              \
    "SELECT " owner " AS owner_id, day, state, confirmed, currency, 0 AS kept, 0 AS kept_value, "  \
    "0 AS kept_weighted, count(*) AS deals, CAST(SUM(amount) AS {int}) AS value, "                 \
    "CAST(SUM(amount * probability) AS {int}) AS weighted FROM (" PARTS ") parts "
#define KEPT                                                                                       \
    "SELECT owner_id, day, state, confirmed, currency, deals AS kept, value AS kept_value, "       \
    "weighted AS kept_weighted, 0 AS deals, 0 AS value, 0 AS weighted FROM deal_sum "
#define DIFFERS                                                                                    \
    "HAVING SUM(kept) <> SUM(deals) OR SUM(kept_value) <> SUM(value) "                             \
    "OR SUM(kept_weighted) <> SUM(weighted) "
#define TOTALS                                                                                     \
    "CAST(SUM(kept) AS {int}), CAST(SUM(kept_value) AS {int}), "                                   \
    "CAST(SUM(kept_weighted) AS {int}), CAST(SUM(deals) AS {int}), "                               \
    "CAST(SUM(value) AS {int}), CAST(SUM(weighted) AS {int}) "

static bool currency_read(struct ctx *c, struct str *currency)
{
    bool found;
    *currency = STR("USD");
    return db_one(c, SQL("SELECT value FROM setting WHERE name = 'currency'"), NO_ARGS,
                  OUTS(OT(currency)), &found);
}

/* clang-format off */
#define ALL_SUMS \
    SUMMED("owner_id") "GROUP BY owner_id, day, state, confirmed, currency UNION ALL " \
    SUMMED("0") "GROUP BY day, state, confirmed, currency UNION ALL " \
    KEPT
#define SUMS_DIFFER \
    "SELECT owner_id, day, state, confirmed, currency, " TOTALS "FROM (" ALL_SUMS ") a " \
    "GROUP BY owner_id, day, state, confirmed, currency " DIFFERS \
    "ORDER BY owner_id, day, state, confirmed, currency"
/* clang-format on */

static bool sums_look(struct ctx *c, struct findings *f)
{
    struct str currency;
    return currency_read(c, &currency)
           && check_rows(c, f, SQL(SUMS_DIFFER), ARGS(T(currency)),
                         "owner {int}, {day}, state {int}, confirmed {int}, {text}: kept {int} "
                         "deals, {int}, weighted {int}; they are {int}, {int}, weighted {int}");
}

/* A value in a currency without a rate counts as nothing on the board. */
#define STAGE_SUMMED(owner)                                                                        \
    "SELECT " owner " AS owner_id, stage_id, 0 AS kept, 0 AS kept_value, 0 AS kept_weighted, "     \
    "count(*) AS deals, CAST(SUM(value_base) AS {int}) AS value, "                                 \
    "CAST(SUM(value_base * probability) AS {int}) AS weighted FROM deal "
#define STAGE_KEPT                                                                                 \
    "SELECT owner_id, stage_id, deals AS kept, value AS kept_value, weighted AS kept_weighted, "   \
    "0 AS deals, 0 AS value, 0 AS weighted FROM stage_sum "

/* clang-format off */
#define ALL_STAGE_SUMS \
    STAGE_SUMMED("owner_id") "GROUP BY owner_id, stage_id UNION ALL " \
    STAGE_SUMMED("0") "GROUP BY stage_id UNION ALL " \
    STAGE_KEPT
#define STAGE_SUMS_DIFFER \
    "SELECT owner_id, stage_id, " TOTALS "FROM (" ALL_STAGE_SUMS ") a " \
    "GROUP BY owner_id, stage_id " DIFFERS "ORDER BY owner_id, stage_id"
/* clang-format on */

static bool stage_sums_look(struct ctx *c, struct findings *f)
{
    return check_rows(c, f, SQL(STAGE_SUMS_DIFFER), NO_ARGS,
                      "owner {int}, stage {int}: kept {int} deals, {int}, weighted {int}; they are "
                      "{int}, {int}, weighted {int}");
}

/* What deals are now stands in deal_state too, as it counts. */
#define WON_SUMMED(owner)                                                                          \
    "SELECT " owner " AS owner_id, stage_id, day, 0 AS kept, 0 AS kept_value, "                    \
    "count(*) AS deals, CAST(SUM(value_base) AS {int}) AS value FROM deal_state "                  \
    "WHERE ended = 253402300800000 AND state = 1 "
#define WON_KEPT                                                                                   \
    "SELECT owner_id, stage_id, day, deals AS kept, value AS kept_value, 0 AS deals, "             \
    "0 AS value FROM won_sum "

/* clang-format off */
#define ALL_WON_SUMS \
    WON_SUMMED("owner_id") "GROUP BY owner_id, stage_id, day UNION ALL " \
    WON_SUMMED("0") "GROUP BY stage_id, day UNION ALL " \
    WON_KEPT
#define WON_SUMS_DIFFER \
    "SELECT owner_id, stage_id, day, CAST(SUM(kept) AS {int}), CAST(SUM(kept_value) AS {int}), " \
    "CAST(SUM(deals) AS {int}), CAST(SUM(value) AS {int}) FROM (" ALL_WON_SUMS ") a " \
    "GROUP BY owner_id, stage_id, day " \
    "HAVING SUM(kept) <> SUM(deals) OR SUM(kept_value) <> SUM(value) " \
    "ORDER BY owner_id, stage_id, day"
/* clang-format on */

static bool won_sums_look(struct ctx *c, struct findings *f)
{
    return check_rows(c, f, SQL(WON_SUMS_DIFFER), NO_ARGS,
                      "owner {int}, stage {int}, {day}: kept {int} won deals, {int}; they are "
                      "{int}, {int}");
}

/* ---- states ---- */

static bool one_open_look(struct ctx *c, struct findings *f)
{
    return check_rows(c, f,
                      SQL("SELECT id, open FROM (SELECT d.id, (SELECT count(*) FROM deal_state s "
                          "WHERE s.deal_id = d.id AND s.ended = 253402300800000) AS open "
                          "FROM deal d) a WHERE open <> 1 ORDER BY id"),
                      NO_ARGS, "deal {int}: {int} open states");
}

static bool present_look(struct ctx *c, struct findings *f)
{
    struct str currency;
    return currency_read(c, &currency)
           && check_rows(c, f,
                         SQL("SELECT p.id, s.id FROM (" PARTS ") p JOIN deal_state s "
                             "ON s.deal_id = p.id AND s.ended = 253402300800000 "
                             "WHERE s.owner_id <> p.owner_id OR s.stage_id <> p.stage_id "
                             "OR s.state <> p.state OR s.day <> p.day "
                             "OR s.confirmed <> p.confirmed OR s.probability <> p.probability "
                             "OR s.currency <> p.currency OR s.value_base <> p.amount "
                             "OR COALESCE(s.value, -1) <> COALESCE(p.value, -1) ORDER BY p.id"),
                         ARGS(T(currency)), "deal {int}, deal_state {int}");
}

/* A deal that was taken out leaves its states, the last of which has ended. */
#define REMOVED(id) \
    "EXISTS (SELECT 1 FROM removed r WHERE r.record = 'deal' AND r.record_id = " id ")"

static bool subject_look(struct ctx *c, struct findings *f)
{
    return check_rows(c, f,
                      SQL("SELECT s.deal_id, s.id, s.ended FROM deal_state s LEFT JOIN deal d "
                          "ON d.id = s.deal_id WHERE d.id IS NULL AND (s.ended = "
                          "253402300800000 OR NOT " REMOVED("s.deal_id") ") "
                          "ORDER BY s.deal_id, s.id"),
                      NO_ARGS, "deal {int} is not there, its deal_state {int} ends {time}");
}

static bool periods_look(struct ctx *c, struct findings *f)
{
    return check_rows(c, f,
                      SQL("SELECT deal_id, id, entered, ended, next FROM (SELECT deal_id, id, "
                          "entered, ended, LEAD(entered) OVER (PARTITION BY deal_id "
                          "ORDER BY entered, id) AS next FROM deal_state) s WHERE ended < entered "
                          "OR (COALESCE(next, 253402300800000) <> ended AND NOT (next IS NULL "
                          "AND " REMOVED("s.deal_id") ")) ORDER BY deal_id, id"),
                      NO_ARGS,
                      "deal {int}, deal_state {int}: {time} to {time}, the next begins {time}");
}

/* ---- the deal itself ---- */

static bool stage_look(struct ctx *c, struct findings *f)
{
    return check_rows(c, f,
                      SQL("SELECT d.id, d.state, d.pipeline_id, s.id, s.ending, s.pipeline_id "
                          "FROM deal d JOIN stage s ON s.id = d.stage_id "
                          "WHERE d.state <> s.ending OR d.pipeline_id <> s.pipeline_id "
                          "ORDER BY d.id"),
                      NO_ARGS,
                      "deal {int}: state {int} in pipeline {int}; its stage {int} has ending {int} "
                      "in pipeline {int}");
}

static bool closed_look(struct ctx *c, struct findings *f)
{
    return check_rows(c, f,
                      SQL("SELECT id, state, closed_on FROM deal WHERE "
                          "(state = 0 AND closed_on <> 2932897) "
                          "OR (state <> 0 AND (closed_on = 2932897 OR next_step <> '' "
                          "OR next_step_due <> 253402300800000)) "
                          "OR (state = 1 AND value IS NULL) ORDER BY id"),
                      NO_ARGS, "deal {int}: state {int}, closed on {day}");
}

static bool base_look(struct ctx *c, struct findings *f)
{
    struct str currency;
    return currency_read(c, &currency)
           && check_rows(c, f,
                         SQL("SELECT id, value, value_currency, value_base FROM deal WHERE "
                             "(value IS NULL AND value_base <> 0) "
                             "OR (value_currency = $1 AND value_base <> value) ORDER BY id"),
                         ARGS(T(currency)), "deal {int}: value {int} {text}, base value {int}");
}

static struct deal value_row(struct db_rows *r)
{
    struct deal d = { .id = db_int(r, 0),
                      .value_base = db_int(r, 3),
                      .value_rate = db_text_peek(r, 4) };
    struct str currency = db_text_peek(r, 2);
    d.value.minor = db_int(r, 1);
    if (currency.n < sizeof d.value.currency)
        memcpy(d.value.currency, currency.p, currency.n);
    return d;
}

static void value_look(struct findings *f, const struct deal *d, struct arena *scratch)
{
    int64_t base;
    if (!deal_base_of(d, &base) || base != d->value_base)
        f->found(f, arena_printf(scratch, "deal %lld: its value and rate do not give %lld",
                                 (long long)d->id, (long long)d->value_base));
    arena_reset(scratch);
}

/* From *after on, which becomes the last one of them; 0 when there are no more. */
static bool values_page(struct ctx *c, struct findings *f, int64_t *after, struct arena *scratch)
{
    struct db_rows r;
    if (!db_rows_open(c, &r,
                      SQL("SELECT id, value, value_currency, value_base, value_rate FROM deal "
                          "WHERE id > $1 AND (value_currency <> '' OR value_base <> 0) "
                          "ORDER BY id LIMIT $2"),
                      ARGS(I(*after), I(PAGE))))
        return false;
    for (*after = 0; db_rows_next(&r);) {
        struct deal d = value_row(&r);
        *after = d.id;
        value_look(f, &d, scratch);
    }
    return db_rows_close(&r);
}

/* Every value counted again, by the rate that is kept with it. An engine elsewhere answers with all
 * rows of a statement at once: a million are asked for in pages. */
static bool values_look(struct ctx *c, struct findings *f)
{
    struct arena scratch; /* the context's is for who keeps the findings */
    int64_t after = 0;
    bool ok;
    arena_init(&scratch, SCRATCH_MAX);
    do {
        ok = values_page(c, f, &after, &scratch);
    } while (ok && after);
    arena_release(&scratch);
    return ok;
}

static bool proof_look(struct ctx *c, struct findings *f)
{
    return check_rows(c, f,
                      SQL("SELECT d.id, d.expected_close, d.close_touch_id, t.buyer_close "
                          "FROM deal d LEFT JOIN touch t ON t.id = d.close_touch_id "
                          "AND t.deal_id = d.id AND t.direction = 1 WHERE "
                          "(d.close_source = 1 AND COALESCE(t.buyer_close, -1) <> d.expected_close)"
                          " OR (d.close_source = 0 AND d.close_touch_id IS NOT NULL) "
                          "ORDER BY d.id"),
                      NO_ARGS, "deal {int}: closes {day}, touch {int} says {day}");
}

static bool history_look(struct ctx *c, struct findings *f)
{
    return check_rows(c, f,
                      SQL("SELECT id, last_seq, told, last FROM (SELECT d.id, d.last_seq, "
                          "(SELECT count(*) FROM entry e WHERE e.record = 'deal' "
                          "AND e.record_id = d.id) AS told, (SELECT COALESCE(max(e.seq), 0) "
                          "FROM entry e WHERE e.record = 'deal' AND e.record_id = d.id) AS last "
                          "FROM deal d) a WHERE last_seq <> told OR last_seq <> last ORDER BY id"),
                      NO_ARGS, "deal {int}: counted to {int}; {int} entries, the last is {int}");
}

/* clang-format off */
const struct check deal_checks[] = {
    { "deal_sum", "A kept sum of the forecast is not the sum of its deals.", CHECK_RESTORE, sums_look },
    { "stage_sum", "A kept sum of the board is not the sum of its deals.", CHECK_RESTORE, stage_sums_look },
    { "won_sum", "A kept sum of what was won is not the sum of its deals.", CHECK_RESTORE, won_sums_look },
    { "deal_state_open", "A deal has not exactly one open state.", CHECK_RESTORE, one_open_look },
    { "deal_state_present", "A deal's open state is not what the deal is.", CHECK_RESTORE, present_look },
    { "deal_state_subject", "A state is of a deal that is not there.", CHECK_RESTORE, subject_look },
    { "deal_state_periods", "Between two states of a deal is a gap or an overlap.", CHECK_RESTORE, periods_look },
    { "deal_stage", "A deal's state or pipeline is not its stage's.", CHECK_RESTORE, stage_look },
    { "deal_closed", "What closing a deal brings and what the deal has differ.", CHECK_RESTORE, closed_look },
    { "deal_base", "A deal's base value does not follow from its value.", CHECK_RESTORE, base_look },
    { "deal_value", "A deal's base value is not its value at its rate.", CHECK_RESTORE, values_look },
    { "deal_proof", "A closing date is the buyer's and no touch of his says so.", CHECK_RESTORE, proof_look },
    { "deal_history", "A deal's history has a gap.", CHECK_RESTORE, history_look },
    { 0 },
};
/* clang-format on */

bool deal_sums_check(struct ctx *c, struct buf *out)
{
    return checks_look(c, deal_checks, out);
}
