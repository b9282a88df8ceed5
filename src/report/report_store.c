/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"
#include "promise/promise.h"
#include "report/report_store.h"

static struct db_arg from_of(struct period when)
{
    return I(day_start(when.from).ms);
}

static struct db_arg to_of(struct period when)
{
    return I(day_end(when.to).ms);
}

bool answers_each(struct ctx *c, struct period when, answer_fn *each, void *arg)
{
    struct db_rows r;
    bool ok = true;
    if (!db_rows_open(c, &r,
                      SQL("SELECT id, owner_id, asked, first_answer_due, first_answered FROM deal "
                          "WHERE first_answer_due < 253402300800000 AND first_answer_due >= $1 "
                          "AND first_answer_due <= $2 ORDER BY first_answer_due, id"),
                      ARGS(from_of(when), to_of(when))))
        return false;
    while (ok && db_rows_next(&r)) {
        struct answer_row row = {
            .deal_id = db_int(&r, 0),
            .owner_id = db_int(&r, 1),
            .asked = { db_int(&r, 2) },
            .due = { db_int(&r, 3) },
            .answered = { db_int(&r, 4) },
        };
        ok = each(c, arg, &row);
    }
    return db_rows_close(&r) && ok;
}

bool dues_each(struct ctx *c, struct period when, due_fn *each, void *arg)
{
    struct db_rows r;
    bool ok = true;
    if (!db_rows_open(c, &r,
                      SQL("SELECT p.id, p.deal_id, COALESCE(p.held_id, d.owner_id), p.team_id, "
                          "p.kind, p.state, p.counted, p.settled, p.missed, d.state, d.name, "
                          "p.what, d.lost_to, d.lost_reason FROM promise p "
                          "JOIN deal d ON d.id = p.deal_id WHERE p.by = 0 AND p.counted >= $1 "
                          "AND p.counted <= $2 ORDER BY p.counted, p.id"),
                      ARGS(from_of(when), to_of(when))))
        return false;
    while (ok && db_rows_next(&r)) {
        struct due_row row = {
            .id = db_int(&r, 0),
            .deal_id = db_int(&r, 1),
            .owner_id = db_int(&r, 2),
            .team_id = db_int(&r, 3),
            .kind = db_int(&r, 4),
            .state = db_int(&r, 5),
            .counted = { db_int(&r, 6) },
            .settled = { db_int(&r, 7) },
            .missed = instant_is((struct instant){ db_int(&r, 8) }),
            .deal_state = db_int(&r, 9),
            .deal = db_text(&r, 10),
            .what = db_text(&r, 11),
            .lost_to = db_text(&r, 12),
            .lost_reason = db_text(&r, 13),
        };
        ok = each(c, arg, &row);
    }
    return db_rows_close(&r) && ok;
}

/* A conversation that took place (he reached out, or we reached him), a letter that somebody wrote,
 * and the end of a deal, or of the period. */
bool words_each(struct ctx *c, struct period when, word_fn *each, void *arg)
{
    struct db_rows r;
    bool ok = true;
    if (!db_rows_open(
            c, &r,
            SQL("SELECT deal_id, owner_id, kind, moment FROM ("
                "SELECT id AS deal_id, owner_id, 0 AS kind, asked AS moment FROM deal "
                "WHERE asked < $2 UNION ALL "
                "SELECT t.deal_id, d.owner_id, 1, t.happened FROM touch t "
                "JOIN deal d ON d.id = t.deal_id WHERE t.no_show = 0 AND t.happened < $2 "
                "AND (t.direction = 1 OR t.channel <> 0 OR t.answered = 0) UNION ALL "
                "SELECT l.deal_id, d.owner_id, 1, l.sent FROM letter l "
                "JOIN deal d ON d.id = l.deal_id WHERE l.human = 1 AND l.state = 1 "
                "AND l.sent < $2 UNION ALL "
                "SELECT d.id, d.owner_id, 2, COALESCE((SELECT min(s.entered) FROM deal_state s "
                "WHERE s.deal_id = d.id AND s.entered > d.created AND s.stage_id IN "
                "(SELECT g.id FROM stage g WHERE g.ending <> 0)), $2) "
                "FROM deal d) w WHERE moment >= $1 ORDER BY deal_id, moment, kind"),
            ARGS(from_of(when), I(c->now.ms < day_end(when.to).ms ? c->now.ms
                                                                  : day_end(when.to).ms))))
        return false;
    while (ok && db_rows_next(&r)) {
        struct word_row row = {
            .deal_id = db_int(&r, 0),
            .owner_id = db_int(&r, 1),
            .kind = (int)db_int(&r, 2),
            .when = { db_int(&r, 3) },
        };
        ok = each(c, arg, &row);
    }
    return db_rows_close(&r) && ok;
}

bool open_deals_each(struct ctx *c, open_fn *each, void *arg)
{
    struct db_rows r;
    bool ok = true;
    if (!db_rows_open(c, &r,
                      SQL("SELECT id, owner_id, stage_id, buyer_stage, health, value_base, name, "
                          "human_contact, last_heard, next_step_due, next_step, buyer_stage_day "
                          "FROM deal WHERE state = 0 ORDER BY next_step_due, id"),
                      NO_ARGS))
        return false;
    while (ok && db_rows_next(&r)) {
        struct open_row row = {
            .id = db_int(&r, 0),
            .owner_id = db_int(&r, 1),
            .stage_id = db_int(&r, 2),
            .buyer_stage = db_int(&r, 3),
            .health = db_int(&r, 4),
            .value = db_int(&r, 5),
            .name = db_text(&r, 6),
            .human_contact = { db_int(&r, 7) },
            .last_heard = { db_int(&r, 8) },
            .next_step_due = { db_int(&r, 9) },
            .next_step = db_text(&r, 10),
            .buyer_stage_day = { (int32_t)db_int(&r, 11) },
        };
        ok = each(c, arg, &row);
    }
    return db_rows_close(&r) && ok;
}

/* Both sides on one axis: what was said, what was promised, when it was due, what was missed. */
bool steps_each(struct ctx *c, int64_t deal_id, step_fn *each, void *arg)
{
    struct db_rows r;
    bool ok = true;
    if (!db_rows_open(
            c, &r,
            SQL("SELECT moment, buyer, user_id, what, detail FROM ("
                "SELECT t.happened AS moment, t.direction AS buyer, t.user_id, "
                "CASE WHEN t.direction = 1 THEN 'reached out' ELSE 'reached out to him' END AS "
                "what, "
                "t.details AS detail, t.id AS n FROM touch t WHERE t.deal_id = $1 UNION ALL "
                "SELECT l.sent, 0, l.user_id, CASE WHEN l.human = 1 THEN 'wrote' "
                "ELSE 'sent automatically' END, l.subject, l.id FROM letter l "
                "WHERE l.deal_id = $1 AND l.state = 1 UNION ALL "
                "SELECT p.created, p.by, p.user_id, 'promised', p.what, p.id FROM promise p "
                "WHERE p.deal_id = $1 UNION ALL "
                "SELECT p.counted, p.by, p.user_id, 'had promised for now, and did not', p.what, "
                "p.id FROM promise p WHERE p.deal_id = $1 AND p.missed < 253402300800000 "
                "UNION ALL SELECT p.settled, p.by, p.user_id, CASE WHEN p.state = $2 "
                "THEN 'broke the promise' ELSE 'kept the promise' END, p.what, p.id "
                "FROM promise p WHERE p.deal_id = $1 AND p.settled < 253402300800000 "
                "AND p.state >= $3 AND p.state <= $2 UNION ALL "
                "SELECT f.created, 1, f.user_id, 'said: ' || f.name, f.value, f.id FROM fact f "
                "WHERE f.deal_id = $1 AND f.provenance = 3 AND f.confidential = 0 "
                "AND f.withdrawn = 253402300800000) s ORDER BY moment, buyer, n"),
            ARGS(I(deal_id), I(PROMISE_BROKEN), I(PROMISE_KEPT))))
        return false;
    while (ok && db_rows_next(&r)) {
        struct step_row row = { .when = { db_int(&r, 0) }, .buyer = db_int(&r, 1) == 1 };
        int64_t user_id = db_int(&r, 2);
        row.who = row.buyer ? STR("The buyer") : person_name(c, user_id);
        row.what = arena_printf(c->arena, "%.*s: %.*s", STR_FMT(db_text(&r, 3)),
                                STR_FMT(db_text(&r, 4)));
        ok = each(c, arg, &row);
    }
    return db_rows_close(&r) && ok;
}

bool praise_each(struct ctx *c, struct period when, praise_fn *each, void *arg)
{
    struct db_rows r;
    bool ok = true;
    if (!db_rows_open(c, &r,
                      SQL("SELECT user_id, count(*) FROM praise WHERE created >= $1 "
                          "AND created <= $2 AND user_id IS NOT NULL GROUP BY user_id "
                          "ORDER BY user_id"),
                      ARGS(from_of(when), to_of(when))))
        return false;
    while (ok && db_rows_next(&r))
        ok = each(c, arg, db_int(&r, 0), db_int(&r, 1));
    return db_rows_close(&r) && ok;
}
