/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"
#include "frame/people.h"
#include "frame/policy.h"
#include "refusal/refusal_store.h"

#define GATES_MAX 200

static bool sees(const struct viewer *v, int64_t user_id)
{
    return (v->roles & ROLE_ADMINISTRATOR) || v->sees_all || (user_id && viewer_sees(v, user_id));
}

static struct refusal refusal_row(struct db_rows *r)
{
    return (struct refusal){
        .id = db_int(r, 0),
        .refused = { db_int(r, 1) },
        .user_id = db_int(r, 2),
        .code = db_text(r, 3),
        .subject_id = db_int(r, 4),
        .path = db_text(r, 5),
        .door = db_text(r, 6),
    };
}

bool refusals_select(struct ctx *c, const struct refusals_asked *a, struct refusals *out)
{
    struct db_rows r;
    size_t limit = (size_t)a->limit;
    *out = (struct refusals){ .p = arena_array(c->arena, struct refusal, limit + 1) };
    if (!db_rows_open(c, &r,
                      SQL("SELECT id, refused, user_id, code, subject_id, path, door FROM refusal "
                          "WHERE id < $1 AND ($2 = '' OR code = $2) "
                          "AND ($3 = 0 OR user_id = $3) AND ($4 = 0 OR subject_id = $4) "
                          "AND ($5 = '' OR door = $5) AND refused >= $6 AND refused <= $7 "
                          "ORDER BY id DESC"),
                      ARGS(I(a->before ? a->before : INT64_MAX), T(a->code), I(a->user_id),
                           I(a->subject_id), T(a->door), I(instant_is(a->from) ? a->from.ms : 0),
                           I(a->to.ms))))
        return false;
    while (out->n <= limit && db_rows_next(&r)) {
        if (sees(c->viewer, db_int(&r, 2)))
            out->p[out->n++] = refusal_row(&r);
    }
    if (out->n > limit) {
        out->n = limit;
        out->before = out->p[limit - 1].id;
    }
    return db_rows_close(&r);
}

bool overrides_select(struct ctx *c, struct instant from, struct instant to, struct overrides *out)
{
    struct db_rows r;
    *out = (struct overrides){ .p = arena_array(c->arena, struct overridden, OVERRIDES_MAX) };
    if (!db_rows_open(c, &r,
                      SQL("SELECT id, overridden, user_id, code, subject_id, reason FROM override "
                          "WHERE overridden >= $1 AND overridden <= $2 "
                          "ORDER BY overridden DESC, id DESC LIMIT $3"),
                      ARGS(I(from.ms), I(to.ms), I(OVERRIDES_MAX))))
        return false;
    while (out->n < OVERRIDES_MAX && db_rows_next(&r)) {
        out->p[out->n++] = (struct overridden){
            .id = db_int(&r, 0),
            .when = { db_int(&r, 1) },
            .user_id = db_int(&r, 2),
            .code = db_text(&r, 3),
            .subject_id = db_int(&r, 4),
            .reason = db_text(&r, 5),
        };
    }
    return db_rows_close(&r);
}

bool policy_changes_select(struct ctx *c, struct instant from, struct instant to,
                           struct policies_changed *out)
{
    struct db_rows r;
    *out = (struct policies_changed){ .p = arena_array(c->arena, struct policy_changed,
                                                       OVERRIDES_MAX) };
    if (!db_rows_open(c, &r,
                      SQL("SELECT changed, user_id, name, value, (SELECT o.value "
                          "FROM policy_change o WHERE o.name = p.name AND o.id < p.id "
                          "ORDER BY o.id DESC LIMIT 1) FROM policy_change p "
                          "WHERE changed >= $1 AND changed <= $2 ORDER BY id DESC LIMIT $3"),
                      ARGS(I(from.ms), I(to.ms), I(OVERRIDES_MAX))))
        return false;
    while (out->n < OVERRIDES_MAX && db_rows_next(&r)) {
        struct str name = db_text(&r, 2);
        const struct policy *p = policy_named(name);
        out->p[out->n++] = (struct policy_changed){
            .when = { db_int(&r, 0) },
            .user_id = db_int(&r, 1),
            .name = name,
            .label = p ? str_of(p->label) : name,
            .unit = p ? str_of(p->unit) : STR_NONE,
            .value = db_int(&r, 3),
            .was = db_is_null(&r, 4) ? (p ? p->fallback : 0) : db_int(&r, 4),
        };
    }
    return db_rows_close(&r);
}

bool gate_counts_select(struct ctx *c, struct instant from, struct instant to,
                        struct gate_counts *out)
{
    struct db_rows r;
    *out = (struct gate_counts){ .p = arena_array(c->arena, struct gate_count, GATES_MAX) };
    if (!db_rows_open(c, &r,
                      SQL("SELECT code, CAST(SUM(passed) AS {int}), CAST(SUM(held) AS {int}) "
                          "FROM (SELECT code, 1 AS passed, 0 AS held FROM override "
                          "WHERE overridden >= $1 AND overridden <= $2 "
                          "UNION ALL SELECT code, 0, 1 FROM refusal "
                          "WHERE refused >= $1 AND refused <= $2) both_kinds "
                          "GROUP BY code ORDER BY 2 DESC, 3 DESC, code LIMIT $3"),
                      ARGS(I(from.ms), I(to.ms), I(GATES_MAX))))
        return false;
    while (out->n < GATES_MAX && db_rows_next(&r)) {
        out->p[out->n++] = (struct gate_count){
            .code = db_text(&r, 0),
            .overridden = db_int(&r, 1),
            .refused = db_int(&r, 2),
        };
    }
    return db_rows_close(&r);
}
