/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"
#include "deal/deal.h"
#include "message/message.h"
#include "outbox/outbox.h"
#include "promise/promise.h"
#include "report/report_store.h"

#define NEVER "253402300800000"
#define OFFERS_MAX 20

static struct money money_read(struct db_rows *r, int at)
{
    struct money m = MONEY_NONE;
    struct str currency = db_text_peek(r, at + 1);
    if (currency.n == 3 && !db_is_null(r, at)) {
        m.minor = db_int(r, at);
        memcpy(m.currency, currency.p, 3);
    }
    return m;
}

bool offers_read(struct ctx *c, int64_t deal_id, struct offers *out)
{
    struct db_rows r;
    *out = (struct offers){ .p = arena_array(c->arena, struct offer_row, OFFERS_MAX) };
    if (!db_rows_open(c, &r,
                      SQL("SELECT who, COALESCE(days, $2), price, price_currency FROM alternative "
                          "WHERE deal_id = $1 ORDER BY id LIMIT $3"),
                      ARGS(I(deal_id), I(INT_NONE), I(OFFERS_MAX))))
        return false;
    while (out->n < OFFERS_MAX && db_rows_next(&r))
        out->p[out->n++] = (struct offer_row){ db_text(&r, 0), db_int(&r, 1), money_read(&r, 2) };
    return db_rows_close(&r);
}

/* What closed it began when its last stage was entered; a deal that came from elsewhere closed on
 * its day, whenever it was written down here. */
static void times_read(struct db_rows *r, struct closed_row *row)
{
    struct instant asked = { db_int(r, 9) }, created = { db_int(r, 11) }, ended = { db_int(r, 12) };
    struct day engaged = { (int32_t)db_int(r, 10) }, closed = { (int32_t)db_int(r, 13) };
    bool here = instant_is(ended) && instant_day(ended).n == closed.n;
    row->ended = here ? ended : day_start(closed);
    row->began = instant_is(asked)   ? asked
                 : day_is(engaged) && engaged.n <= instant_day(created).n ? day_start(engaged)
                                                                           : created;
    if (row->began.ms > row->ended.ms)
        row->began = day_is(engaged) ? day_start(engaged) : row->ended;
    row->priced.ms = db_int(r, 14);
    row->arrived.ms = db_int(r, 15);
}

static void row_read(struct db_rows *r, struct closed_row *row)
{
    *row = (struct closed_row){
        .id = db_int(r, 0),
        .owner_id = db_int(r, 1),
        .name = db_text(r, 2),
        .won = db_int(r, 3) == DEAL_WON,
        .value = db_int(r, 4),
        .by_buyer = db_int(r, 5) == CLOSED_BY_BUYER,
        .lost_to = db_text(r, 6),
        .lost_reason = db_text(r, 7),
        .touches = db_int(r, 8),
        .cause = db_int(r, 16),
        .waited = db_int(r, 17),
    };
    row->price = money_read(r, 18);
    times_read(r, row);
}

bool closed_each(struct ctx *c, struct period when, closed_fn *each, void *arg)
{
    struct db_rows r;
    bool ok = true;
    if (!db_rows_open(
            c, &r,
            SQL("SELECT d.id, d.owner_id, d.name, d.state, d.value_base, d.closed_by, d.lost_to, "
                "d.lost_reason, (SELECT count(*) FROM touch t WHERE t.deal_id = d.id "
                "AND t.direction = 0 AND t.kind = 1), d.asked, d.engaged_on, d.created, "
                "COALESCE((SELECT min(s.entered) FROM deal_state s WHERE s.deal_id = d.id "
                "AND s.stage_id = d.stage_id), " NEVER "), d.closed_on, "
                "COALESCE((SELECT min(l.sent) FROM message m JOIN letter l ON l.id = m.letter_id "
                "WHERE m.deal_id = d.id AND m.kind = $3 AND l.state = $4), (SELECT min(p.settled) "
                "FROM promise p WHERE p.deal_id = d.id AND p.by = 0 AND p.kind = $5 "
                "AND p.state IN ($6, $7)), " NEVER "), "
                "COALESCE((SELECT min(p.settled) FROM promise p WHERE p.deal_id = d.id "
                "AND p.by = 0 AND p.kind = $8 AND p.state IN ($6, $7)), " NEVER "), "
                "d.lost_cause, COALESCE(d.ready_minutes, $9), d.value, d.value_currency "
                "FROM deal d WHERE d.state > 0 "
                "AND d.closed_on >= $1 AND d.closed_on <= $2 ORDER BY d.closed_on DESC, d.id DESC"),
            ARGS(I(when.from.n), I(when.to.n), I(MESSAGE_PRICE_INFO), I(LETTER_SENT),
                 I(PROMISE_PRICE_INFO), I(PROMISE_KEPT), I(PROMISE_KEPT_LATE),
                 I(PROMISE_DELIVERY), I(INT_NONE))))
        return false;
    while (ok && db_rows_next(&r)) {
        struct closed_row row;
        row_read(&r, &row);
        ok = each(c, arg, &row);
    }
    return db_rows_close(&r) && ok;
}
