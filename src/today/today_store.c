/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"
#include "today/today_store.h"

#define COLUMNS(d)                                                                               \
    "SELECT " d "id, " d "owner_id, " d "account_id, " d "contact_id, " d "name, " d "value, " d \
    "value_currency, " d "urgency, " d "next_step, " d "next_step_due, " d "last_touch, " d      \
    "created, " d "expected_close, " d "need_by, " d "source "
#define WITHIN(column) "AND " column " >= $2 AND " column " <= $3 "
#define FIRST(column) "ORDER BY " column ", id LIMIT $4"
#define OF_OWNER(column) \
    SQL(COLUMNS("") "FROM deal WHERE owner_id = $1 AND state = 0 " WITHIN(column) FIRST(column))
#define OF_ALL(column) \
    SQL(COLUMNS("") "FROM deal WHERE $1 = 0 AND state = 0 " WITHIN(column) FIRST(column))
#define COUNT_OF(column)                                                                      \
    SQL("SELECT count(*) FROM (SELECT 1 FROM deal WHERE owner_id = $1 AND state = 0 " WITHIN( \
        column) "LIMIT $4) found")

static const char *const of_owner[TODAY_COLUMNS] = {
    [BY_NEXT_STEP] = OF_OWNER("next_step_due"),
    [BY_LAST_TOUCH] = OF_OWNER("last_touch"),
    [BY_CLOSE] = OF_OWNER("expected_close"),
};
static const char *const of_all[TODAY_COLUMNS] = {
    [BY_NEXT_STEP] = OF_ALL("next_step_due"),
    [BY_LAST_TOUCH] = OF_ALL("last_touch"),
    [BY_CLOSE] = OF_ALL("expected_close"),
};
static const char *const count_of[TODAY_COLUMNS] = {
    [BY_NEXT_STEP] = COUNT_OF("next_step_due"),
    [BY_LAST_TOUCH] = COUNT_OF("last_touch"),
    [BY_CLOSE] = COUNT_OF("expected_close"),
};

/* clang-format off */
static const char shared_with[] =
    SQL(COLUMNS("d.")
        "FROM deal_share s CROSS JOIN deal d WHERE s.user_id = $1 AND d.id = s.deal_id "
        "AND d.owner_id <> $1 AND d.state = 0 "
        WITHIN("d.next_step_due")
        "ORDER BY d.next_step_due, d.id LIMIT $4");
/* clang-format on */

const char *today_range_sql(enum today_column column, bool everybody)
{
    return everybody ? of_all[column] : of_owner[column];
}

static struct today_deal *deal_add(struct ctx *c, struct today_deals *all)
{
    if (all->n == all->cap) {
        size_t cap = all->cap ? all->cap * 2 : TODAY_CAP;
        struct today_deal *p = arena_array(c->arena, struct today_deal, cap);
        if (all->n)
            memcpy(p, all->p, all->n * sizeof *p);
        all->p = p;
        all->cap = cap;
    }
    return &all->p[all->n++];
}

static struct money money_of(struct db_rows *r, int column)
{
    struct money m = { .minor = db_int(r, column) };
    struct str currency = db_text_peek(r, column + 1);
    if (db_is_null(r, column) || currency.n >= sizeof m.currency)
        return MONEY_NONE;
    memcpy(m.currency, currency.p, currency.n);
    return m;
}

static bool deals_read(struct ctx *c, const char *sql, int64_t whose, struct today_range range,
                       bool shared, struct today_deals *add)
{
    struct db_rows r;
    if (!db_rows_open(c, &r, sql, ARGS(I(whose), I(range.from), I(range.to), I(TODAY_CAP))))
        return false;
    while (db_rows_next(&r)) {
        *deal_add(c, add) = (struct today_deal){
            .id = db_int(&r, 0),
            .owner_id = db_int(&r, 1),
            .account_id = db_int(&r, 2),
            .contact_id = db_int(&r, 3),
            .name = db_text(&r, 4),
            .value = money_of(&r, 5),
            .urgent = db_int(&r, 7) == URGENCY_URGENT,
            .step = db_text(&r, 8),
            .due = { db_int(&r, 9) },
            .last_touch = { db_int(&r, 10) },
            .created = { db_int(&r, 11) },
            .expected_close = { (int32_t)db_int(&r, 12) },
            .need_by = { (int32_t)db_int(&r, 13) },
            .asked = db_int(&r, 14) == SOURCE_ENQUIRY,
            .shared = shared,
        };
    }
    return db_rows_close(&r);
}

bool today_range_read(struct ctx *c, int64_t owner_id, struct today_range range,
                      struct today_deals *add)
{
    return deals_read(c, today_range_sql(range.column, owner_id == 0), owner_id, range, false, add);
}

bool today_range_count(struct ctx *c, int64_t owner_id, struct today_range range, int64_t *n)
{
    return db_get(c, count_of[range.column],
                  ARGS(I(owner_id), I(range.from), I(range.to), I(TODAY_CAP + 1)), OUTS(OI(n)));
}

/* Deals are numbered in the order they were made in, so the first are the oldest. */
bool today_untouched_count(struct ctx *c, int64_t owner_id, struct instant before, int64_t *n)
{
    return db_get(c,
                  SQL("SELECT count(*) FROM (SELECT created FROM deal WHERE owner_id = $1 AND "
                      "state = 0 AND last_touch = $2 ORDER BY id LIMIT $3) oldest "
                      "WHERE created < $4"),
                  ARGS(I(owner_id), I(INSTANT_NONE.ms), I(TODAY_CAP + 1), I(before.ms)),
                  OUTS(OI(n)));
}

/* What is shared with one user is few: those rows come first, whatever index deals would offer. */
bool today_shared_read(struct ctx *c, int64_t user_id, struct today_range range,
                       struct today_deals *add)
{
    return deals_read(c, shared_with, user_id, range, true, add);
}

/* Of an enquiry: what he has said already, and is not asked again. */
static bool known_read(struct ctx *c, struct today_deal *d)
{
    struct deal all;
    return record_get_any(c, &deal_record, d->id, &all) && deal_known(c, &all, &d->known);
}

bool today_details_read(struct ctx *c, struct today_deal *d)
{
    struct str mobile = STR_NONE;
    bool found;
    if (d->account_id
        && !db_one(c, SQL("SELECT name FROM account WHERE id = $1"), ARGS(I(d->account_id)),
                   OUTS(OT(&d->account)), &found))
        return false;
    if (d->contact_id
        && !db_one(c, SQL("SELECT name, phone, mobile, email FROM contact WHERE id = $1"),
                   ARGS(I(d->contact_id)),
                   OUTS(OT(&d->contact), OT(&d->phone), OT(&mobile), OT(&d->email)), &found))
        return false;
    if (!d->phone.n)
        d->phone = mobile;
    return !d->asked || known_read(c, d);
}
