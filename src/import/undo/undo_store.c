/* SPDX-License-Identifier: Apache-2.0 */
#include "import/row/find_store.h"
#include "import/undo/undo_store.h"

bool undo_begin(struct ctx *c, int64_t import_id, bool *any)
{
    int64_t last = 0;
    if (!db_get(c,
                SQL("SELECT COALESCE(max(last_entry), 0) FROM import_range WHERE import_id = $1 "
                    "AND last_entry >= first_entry"),
                ARGS(I(import_id)), OUTS(OI(&last))))
        return false;
    *any = last > 0;
    return db_do(c,
                 SQL("UPDATE import SET undo_next = $2, removed_rows = 0, restored_rows = 0, "
                     "kept_rows = 0, undone_by_id = $3 WHERE id = $1"),
                 ARGS(I(import_id), I(last + 1), I(c->viewer->id)));
}

bool undo_state_read(struct ctx *c, int64_t import_id, struct undo_state *out)
{
    return db_get(c,
                  SQL("SELECT undo_next, COALESCE(removed_rows, 0), COALESCE(restored_rows, 0), "
                      "COALESCE(kept_rows, 0) FROM import WHERE id = $1"),
                  ARGS(I(import_id)),
                  OUTS(OI(&out->next), OI(&out->removed), OI(&out->restored), OI(&out->kept)));
}

bool undo_state_write(struct ctx *c, int64_t import_id, const struct undo_state *s)
{
    return db_do(c,
                 SQL("UPDATE import SET undo_next = $2, removed_rows = $3, restored_rows = $4, "
                     "kept_rows = $5, updated = $6 WHERE id = $1"),
                 ARGS(I(import_id), I(s->next), I(s->removed), I(s->restored), I(s->kept),
                      I(c->now.ms)));
}

bool undo_end(struct ctx *c, int64_t import_id)
{
    return db_do(c,
                 SQL("UPDATE import SET state = $2, undone = $3, updated = $3, "
                     "version = version + 1 WHERE id = $1"),
                 ARGS(I(import_id), I(IMPORT_UNDONE), I(c->now.ms)));
}

static bool range_below(struct ctx *c, int64_t import_id, int64_t before, int64_t *first,
                        int64_t *last, bool *found)
{
    return db_one(c,
                  SQL("SELECT first_entry, last_entry FROM import_range WHERE import_id = $1 "
                      "AND first_entry < $2 AND last_entry >= first_entry "
                      "ORDER BY first_entry DESC LIMIT 1"),
                  ARGS(I(import_id), I(before)), OUTS(OI(first), OI(last)), found);
}

static bool range_read(struct ctx *c, int64_t first, int64_t last, size_t limit,
                       struct undo_steps *out)
{
    struct db_rows r;
    if (!db_rows_open(c, &r,
                      SQL("SELECT id, record, record_id, kind, body FROM entry "
                          "WHERE id >= $1 AND id <= $2 AND door = 'import' "
                          "ORDER BY id DESC LIMIT $3"),
                      ARGS(I(first), I(last), I((int64_t)limit))))
        return false;
    while (out->n < limit && db_rows_next(&r)) {
        out->p[out->n++] = (struct undo_step){
            .entry_id = db_int(&r, 0),
            .record = db_text(&r, 1),
            .record_id = db_int(&r, 2),
            .kind = db_text(&r, 3),
            .body = db_text(&r, 4),
        };
    }
    return db_rows_close(&r);
}

bool undo_steps_read(struct ctx *c, int64_t import_id, int64_t before, int limit,
                     struct undo_steps *out)
{
    int64_t first = 0, last = 0;
    bool found = true;
    *out = (struct undo_steps){ .p = arena_array(c->arena, struct undo_step, (size_t)limit) };
    while (found && !out->n) {
        if (!range_below(c, import_id, before, &first, &last, &found))
            return false;
        if (found
            && !range_read(c, first, last < before ? last : before - 1, (size_t)limit, out))
            return false;
        before = first;
    }
    return true;
}

/* Not written by this import, $3, nor by one that is undone ($4). */
#define BY_OTHERS                                                                    \
    "e.door <> 'undo' AND NOT EXISTS (SELECT 1 FROM import_range g JOIN import i "   \
    "ON i.id = g.import_id WHERE (i.id = $3 OR i.state = $4) AND e.door = 'import' " \
    "AND e.id >= g.first_entry AND e.id <= g.last_entry)"

static bool exists(struct ctx *c, const char *sql, struct db_args args, bool *yes)
{
    int64_t one = 0;
    return db_one(c, sql, args, OUTS(OI(&one)), yes);
}

bool undo_worked_on(struct ctx *c, int64_t import_id, struct str record, int64_t id, bool *yes)
{
    return exists(c,
                  SQL("SELECT e.id FROM entry e WHERE e.record = $1 AND e.record_id = $2 "
                      "AND " BY_OTHERS " LIMIT 1"),
                  ARGS(T(record), I(id), I(import_id), I(IMPORT_UNDONE)), yes);
}

bool undo_made_it(struct ctx *c, int64_t import_id, const struct undo_step *step, bool *yes)
{
    return exists(c,
                  SQL("SELECT e.id FROM entry e JOIN import_range g ON g.import_id = $3 "
                      "AND e.id >= g.first_entry AND e.id <= g.last_entry "
                      "WHERE e.record = $1 AND e.record_id = $2 AND e.kind = 'imported' LIMIT 1"),
                  ARGS(T(step->record), I(step->record_id), I(import_id)), yes);
}

/* ---- who refers to it ---- */

/* clang-format off */
static const struct { const char *record, *sql; } users[] = {
    { "deal",    SQL("SELECT id FROM touch WHERE deal_id = $1 LIMIT 1") },
    { "deal",    SQL("SELECT id FROM fact WHERE deal_id = $1 LIMIT 1") },
    { "deal",    SQL("SELECT id FROM question WHERE deal_id = $1 LIMIT 1") },
    { "deal",    SQL("SELECT id FROM party WHERE deal_id = $1 LIMIT 1") },
    { "deal",    SQL("SELECT id FROM roadblock WHERE deal_id = $1 LIMIT 1") },
    { "deal",    SQL("SELECT id FROM approval WHERE deal_id = $1 LIMIT 1") },
    { "deal",    SQL("SELECT id FROM promise WHERE deal_id = $1 LIMIT 1") },
    { "deal",    SQL("SELECT id FROM request WHERE deal_id = $1 LIMIT 1") },
    { "touch",   SQL("SELECT id FROM promise WHERE touch_id = $1 LIMIT 1") },
    { "contact", SQL("SELECT id FROM promise WHERE contact_id = $1 LIMIT 1") },
    { "deal",    SQL("SELECT id FROM letter WHERE deal_id = $1 LIMIT 1") },
    { "deal",    SQL("SELECT id FROM message WHERE deal_id = $1 LIMIT 1") },
    { "deal",    SQL("SELECT id FROM contact_asked WHERE deal_id = $1 LIMIT 1") },
    { "deal",    SQL("SELECT deal_id FROM buyer_closed WHERE deal_id = $1 LIMIT 1") },
    { "touch",   SQL("SELECT id FROM message WHERE touch_id = $1 LIMIT 1") },
    { "touch",   SQL("SELECT id FROM fact WHERE touch_id = $1 LIMIT 1") },
    { "touch",   SQL("SELECT id FROM change WHERE touch_id = $1 LIMIT 1") },
    { "touch",   SQL("SELECT id FROM consent WHERE touch_id = $1 LIMIT 1") },
    { "touch",   SQL("SELECT id FROM roadblock WHERE touch_id = $1 LIMIT 1") },
    { "contact", SQL("SELECT id FROM letter WHERE contact_id = $1 LIMIT 1") },
    { "contact", SQL("SELECT id FROM message WHERE contact_id = $1 LIMIT 1") },
    { "contact", SQL("SELECT id FROM contact_asked WHERE contact_id = $1 LIMIT 1") },
    { "contact", SQL("SELECT id FROM fact WHERE contact_id = $1 LIMIT 1") },
    { "contact", SQL("SELECT id FROM change WHERE contact_id = $1 LIMIT 1") },
    { "contact", SQL("SELECT id FROM party WHERE contact_id = $1 LIMIT 1") },
    { "contact", SQL("SELECT id FROM consent WHERE contact_id = $1 LIMIT 1") },
    { "contact", SQL("SELECT id FROM roadblock WHERE contact_id = $1 LIMIT 1") },
    { "contact", SQL("SELECT id FROM deal WHERE contact_id = $1 LIMIT 1") },
    { "contact", SQL("SELECT deal_id FROM deal_contact WHERE contact_id = $1 LIMIT 1") },
    { "contact", SQL("SELECT id FROM contact WHERE reports_to_id = $1 LIMIT 1") },
    { "contact", SQL("SELECT id FROM touch WHERE contact_id = $1 LIMIT 1") },
    { "account", SQL("SELECT id FROM contact WHERE account_id = $1 LIMIT 1") },
    { "account", SQL("SELECT id FROM deal WHERE account_id = $1 LIMIT 1") },
    { "account", SQL("SELECT id FROM account WHERE parent_id = $1 LIMIT 1") },
    { "product", SQL("SELECT id FROM deal WHERE product_id = $1 LIMIT 1") },
    { "product", SQL("SELECT id FROM message WHERE product_id = $1 LIMIT 1") },
};
/* clang-format on */

bool undo_used(struct ctx *c, const char *record, int64_t id, bool *yes)
{
    *yes = false;
    for (size_t i = 0; i < COUNT(users) && !*yes; i++) {
        if (strcmp(users[i].record, record) == 0 && !exists(c, users[i].sql, ARGS(I(id)), yes))
            return false;
    }
    return true;
}

#define BELOW(table, column)                                                                  \
    SQL("SELECT t.id FROM " table " t WHERE t." column " = $1 AND NOT EXISTS (SELECT 1 FROM " \
        "entry e WHERE e.record = '" table "' AND e.record_id = t.id AND " BY_OTHERS ") "     \
        "ORDER BY t.id LIMIT $2")

bool undo_below(struct ctx *c, int64_t import_id, const char *record, int64_t id,
                struct found_ids *out)
{
    struct db_rows r;
    const char *sql = strcmp(record, "account") == 0 ? BELOW("account", "parent_id")
                                                     : BELOW("contact", "reports_to_id");
    out->n = 0;
    if (strcmp(record, "account") != 0 && strcmp(record, "contact") != 0)
        return true;
    if (!db_rows_open(c, &r, sql,
                      ARGS(I(id), I((int64_t)COUNT(out->p)), I(import_id), I(IMPORT_UNDONE))))
        return false;
    while (out->n < COUNT(out->p) && db_rows_next(&r))
        out->p[out->n++] = db_int(&r, 0);
    return db_rows_close(&r);
}

/* ---- the report ---- */

bool import_kept_add(struct ctx *c, int64_t import_id, const struct kept_row *k)
{
    return db_do(c,
                 SQL("INSERT INTO import_kept (import_id, record, record_id, title, field, code, "
                     "sentence) VALUES ($1, $2, $3, $4, $5, $6, $7)"),
                 ARGS(I(import_id), T(k->record), I(k->record_id), T(k->title), T(k->field),
                      T(k->code), T(k->sentence)));
}

bool import_kept_read(struct ctx *c, int64_t import_id, int64_t after, int limit,
                      struct kept_rows *out)
{
    struct db_rows r;
    *out = (struct kept_rows){ .p = arena_array(c->arena, struct kept_row, (size_t)limit) };
    if (!db_rows_open(c, &r,
                      SQL("SELECT id, record, record_id, title, field, code, sentence "
                          "FROM import_kept WHERE import_id = $1 AND id > $2 "
                          "ORDER BY id LIMIT $3"),
                      ARGS(I(import_id), I(after), I(limit + 1))))
        return false;
    while (db_rows_next(&r)) {
        if (out->n == (size_t)limit) {
            out->last_id = out->p[out->n - 1].id;
            break;
        }
        out->p[out->n++] = (struct kept_row){
            .id = db_int(&r, 0),
            .record = db_text(&r, 1),
            .record_id = db_int(&r, 2),
            .title = db_text(&r, 3),
            .field = db_text(&r, 4),
            .code = db_text(&r, 5),
            .sentence = db_text(&r, 6),
        };
    }
    return db_rows_close(&r);
}
