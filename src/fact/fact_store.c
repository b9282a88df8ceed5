/* SPDX-License-Identifier: Apache-2.0 */
#include "fact/fact_store.h"

#define FACTS_MAX 200
#define CHANGES_MAX 100

/* Reads rows by their numbers; the record engine knows their columns. */
static bool ids_read(struct ctx *c, const char *sql, struct db_args in, int64_t *ids, size_t max,
                     size_t *n)
{
    struct db_rows r;
    *n = 0;
    if (!db_rows_open(c, &r, sql, in))
        return false;
    while (*n < max && db_rows_next(&r))
        ids[(*n)++] = db_int(&r, 0);
    return db_rows_close(&r);
}

bool fact_current(struct ctx *c, int64_t deal_id, struct str name, struct fact *out, bool *found)
{
    int64_t id = 0;
    return db_one(c,
                  SQL("SELECT id FROM fact WHERE deal_id = $1 AND name = $2 AND current = 1"),
                  ARGS(I(deal_id), T(name)), OUTS(OI(&id)), found)
           && (!*found || record_get_any(c, &fact_record, id, out));
}

bool fact_retire(struct ctx *c, const struct fact *f)
{
    struct fact now = *f;
    now.current = false;
    return record_update(c, &fact_record, &now);
}

bool fact_touch_read(struct ctx *c, int64_t touch_id, int64_t deal_id, struct touch_of *out)
{
    int64_t direction = 0, happened = 0;
    *out = (struct touch_of){ 0 };
    if (!db_one(c,
                SQL("SELECT direction, happened, contact_id FROM touch "
                    "WHERE id = $1 AND deal_id = $2"),
                ARGS(I(touch_id), I(deal_id)),
                OUTS(OI(&direction), OI(&happened), OI(&out->contact_id)), &out->found))
        return false;
    out->inbound = out->found && direction == 1;
    out->day = instant_day((struct instant){ happened });
    return true;
}

bool fact_touch_newest(struct ctx *c, int64_t deal_id, bool inbound, int64_t *id)
{
    bool found;
    *id = 0;
    return db_one(c,
                  SQL("SELECT id FROM touch WHERE deal_id = $1 AND direction >= $2 "
                      "ORDER BY happened DESC, id DESC LIMIT 1"),
                  ARGS(I(deal_id), I(inbound ? 1 : 0)), OUTS(OI(id)), &found);
}

bool facts_read(struct ctx *c, int64_t deal_id, struct facts_of *out)
{
    int64_t ids[FACTS_MAX];
    size_t n;
    *out = (struct facts_of){ .p = arena_array(c->arena, struct fact, FACTS_MAX) };
    if (!ids_read(c,
                  SQL("SELECT id FROM fact WHERE deal_id = $1 AND current = 1 ORDER BY name "
                      "LIMIT $2"),
                  ARGS(I(deal_id), I(FACTS_MAX)), ids, FACTS_MAX, &n))
        return false;
    for (; out->n < n; out->n++) {
        if (!record_get_any(c, &fact_record, ids[out->n], &out->p[out->n]))
            return false;
    }
    return true;
}

static bool changes_by(struct ctx *c, const char *sql, int64_t id, struct changes_of *out)
{
    int64_t ids[CHANGES_MAX];
    size_t n;
    *out = (struct changes_of){ .p = arena_array(c->arena, struct change_event, CHANGES_MAX) };
    if (!ids_read(c, sql, ARGS(I(id), I(CHANGES_MAX)), ids, CHANGES_MAX, &n))
        return false;
    for (; out->n < n; out->n++) {
        if (!record_get_any(c, &change_record, ids[out->n], &out->p[out->n]))
            return false;
    }
    return true;
}

bool changes_read(struct ctx *c, int64_t deal_id, struct changes_of *out)
{
    return changes_by(c,
                      SQL("SELECT id FROM change WHERE deal_id = $1 ORDER BY said DESC, id DESC "
                          "LIMIT $2"),
                      deal_id, out);
}

bool changes_of_fact(struct ctx *c, int64_t fact_id, struct changes_of *out)
{
    return changes_by(c,
                      SQL("SELECT id FROM change WHERE fact_id = $1 OR old_fact_id = $1 "
                          "ORDER BY id LIMIT $2"),
                      fact_id, out);
}

bool change_waits_since(struct ctx *c, int64_t deal_id, struct instant *since)
{
    return db_get(c,
                  SQL("SELECT COALESCE(min(created), $2) FROM change WHERE deal_id = $1 "
                      "AND reviewed = $2"),
                  ARGS(I(deal_id), I(INSTANT_NONE.ms)), OUTS(OI(&since->ms)));
}

bool questions_answered(struct ctx *c, const struct fact *f)
{
    return db_do(c,
                 SQL("UPDATE question SET answered = $3, fact_id = $4, updated = $3, "
                     "version = version + 1 WHERE deal_id = $1 AND name = $2 AND answered = $5"),
                 ARGS(I(f->deal_id), T(f->name), I(c->now.ms), I(f->id), I(INSTANT_NONE.ms)));
}

/* ---- what is kept beside them ---- */

static bool confirmed_look(struct ctx *c, struct findings *f)
{
    return check_rows(
        c, f,
        SQL("SELECT id, interest, right_person, potential FROM (SELECT d.id, d.interest, "
            "d.right_person, d.potential, d.buyer_stage, "
            "(SELECT count(*) FROM fact f WHERE f.deal_id = d.id AND f.current = 1 "
            "AND f.confirms = 1) AS one, "
            "(SELECT count(*) FROM fact f WHERE f.deal_id = d.id AND f.current = 1 "
            "AND f.confirms = 2) AS two, "
            "(SELECT count(*) FROM fact f WHERE f.deal_id = d.id AND f.current = 1 "
            "AND f.confirms = 3) AS three, "
            "(SELECT count(*) FROM touch t WHERE t.deal_id = d.id AND t.direction = 1 "
            "AND t.buyer_stage = 4) AS ready FROM deal d "
            "WHERE d.interest + d.right_person + d.potential > 0) a "
            "WHERE buyer_stage <> 4 AND ready = 0 AND ((interest = 1 AND one = 0) "
            "OR (right_person = 1 AND two = 0) OR (potential = 1 AND three = 0)) ORDER BY id"),
        NO_ARGS, "deal {int}: interest {int}, right person {int}, potential {int}");
}

static bool current_look(struct ctx *c, struct findings *f)
{
    return check_rows(c, f,
                      SQL("SELECT id, deal_id, name FROM fact WHERE current = 1 "
                          "AND (withdrawn <> 253402300800000 OR confidential = 1) ORDER BY id"),
                      NO_ARGS, "fact {int} of deal {int}: {text}");
}

static bool review_look(struct ctx *c, struct findings *f)
{
    return check_rows(c, f,
                      SQL("SELECT id, review_since, since FROM (SELECT d.id, d.review_since, "
                          "COALESCE((SELECT min(e.created) FROM change e WHERE e.deal_id = d.id "
                          "AND e.reviewed = 253402300800000), 253402300800000) AS since "
                          "FROM deal d) a WHERE review_since <> since ORDER BY id"),
                      NO_ARGS, "deal {int}: to be reviewed since {time}, its changes say {time}");
}

/* clang-format off */
const struct check fact_checks[] = {
    { "fact_confirmed", "A deal's presumption is confirmed without evidence.", CHECK_RESTORE, confirmed_look },
    { "fact_current", "A fact that was withdrawn still holds.", CHECK_RESTORE, current_look },
    { "change_review", "A deal does not say since when a change of it waits to be looked at.", CHECK_RESTORE, review_look },
    { 0 },
};
/* clang-format on */
