/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "import/import_store.h"

#define CODES_MAX 200

/* ---- imports and their files ---- */

bool import_file_insert(struct ctx *c, int64_t import_id, struct stored_file *file)
{
    return db_get(c,
                  SQL("INSERT INTO import_file (import_id, filename, record, mapping, sample, "
                      "rows_total, encoding, separator, read_as, stages) "
                      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id"),
                  ARGS(I(import_id), T(file->filename), T(file->record), T(file->mapping),
                       T(file->sample), I(file->tally.rows), T(file->encoding),
                       T(file->separator), T(file->read_as), T(file->stages)),
                  OUTS(OI(&file->id)));
}

static struct stored_file file_row(struct db_rows *r)
{
    return (struct stored_file){
        .id = db_int(r, 0),
        .filename = db_text(r, 1),
        .record = db_text(r, 2),
        .mapping = db_text(r, 3),
        .tally = { db_int(r, 4), db_int(r, 5), db_int(r, 6), db_int(r, 7), db_int(r, 8),
                   db_int(r, 9) },
        .has_bytes = db_int(r, 10) > 0,
        .sample = db_text(r, 11),
        .encoding = db_text(r, 12),
        .separator = db_text(r, 13),
        .read_as = db_text(r, 14),
        .stages = db_text(r, 15),
    };
}

bool import_files_read(struct ctx *c, int64_t import_id, struct stored_files *out)
{
    struct db_rows r;
    *out = (struct stored_files){ .p = arena_array(c->arena, struct stored_file, FILES_MAX) };
    if (!db_rows_open(c, &r,
                      SQL("SELECT id, filename, record, mapping, rows_total, created_rows, "
                          "updated_rows, unchanged_rows, left_out_rows, problems, "
                          "whole, sample, encoding, separator, read_as, stages "
                          "FROM import_file WHERE import_id = $1 ORDER BY id LIMIT $2"),
                      ARGS(I(import_id), I(FILES_MAX))))
        return false;
    while (out->n < FILES_MAX && db_rows_next(&r))
        out->p[out->n++] = file_row(&r);
    return db_rows_close(&r);
}

bool import_files_whole(struct ctx *c, int64_t import_id, bool whole)
{
    return db_do(c, SQL("UPDATE import_file SET whole = $2 WHERE import_id = $1"),
                 ARGS(I(import_id), I(whole)));
}

bool import_file_mapping(struct ctx *c, const struct stored_file *file)
{
    return db_do(c,
                 SQL("UPDATE import_file SET record = $2, mapping = $3, encoding = $4, "
                     "separator = $5, read_as = $6, stages = $7, sample = $8, rows_total = $9 "
                     "WHERE id = $1"),
                 ARGS(I(file->id), T(file->record), T(file->mapping), T(file->encoding),
                      T(file->separator), T(file->read_as), T(file->stages), T(file->sample),
                      I(file->tally.rows)));
}

bool import_piece_add(struct ctx *c, int64_t file_id, int64_t n, struct str bytes)
{
    return db_do(c, SQL("INSERT INTO import_piece (file_id, n, bytes) VALUES ($1, $2, $3)"),
                 ARGS(I(file_id), I(n), B(bytes)));
}

bool import_piece_read(struct ctx *c, int64_t file_id, int64_t n, struct str *bytes, bool *found)
{
    return db_one(c, SQL("SELECT bytes FROM import_piece WHERE file_id = $1 AND n = $2"),
                  ARGS(I(file_id), I(n)), OUTS(OB(bytes)), found);
}

bool import_pieces_drop(struct ctx *c, int64_t import_id, int most, int64_t *dropped)
{
    struct {
        int64_t file_id, n;
    } pieces[PIECES_AT_ONCE];
    struct db_rows r;
    bool ok = true;
    *dropped = 0;
    assert(most <= PIECES_AT_ONCE);
    if (!db_rows_open(c, &r,
                      SQL("SELECT p.file_id, p.n FROM import_piece p JOIN import_file f "
                          "ON f.id = p.file_id WHERE f.import_id = $1 "
                          "ORDER BY p.file_id, p.n LIMIT $2"),
                      ARGS(I(import_id), I(most))))
        return false;
    for (; *dropped < most && db_rows_next(&r); ++*dropped) {
        pieces[*dropped].file_id = db_int(&r, 0);
        pieces[*dropped].n = db_int(&r, 1);
    }
    if (!db_rows_close(&r))
        return false;
    for (int64_t i = 0; ok && i < *dropped; i++)
        ok = db_do(c, SQL("DELETE FROM import_piece WHERE file_id = $1 AND n = $2"),
                   ARGS(I(pieces[i].file_id), I(pieces[i].n)));
    return ok;
}

bool import_state_move(struct ctx *c, int64_t id, int from, int to, bool *changed)
{
    int64_t n = 0;
    bool ok = db_do_changed(c,
                            SQL("UPDATE import SET state = $3, version = version + 1, updated = $4 "
                                "WHERE id = $1 AND state = $2"),
                            ARGS(I(id), I(from), I(to), I(c->now.ms)), &n);
    *changed = n == 1;
    return ok;
}

bool import_list_price_set(struct ctx *c, int64_t id, bool on)
{
    return db_do(c, SQL("UPDATE import SET list_price = $2 WHERE id = $1"), ARGS(I(id), I(on)));
}

/* It was for looking at before; it holds words that may have to be erased. */
static bool sample_drop(struct ctx *c, int64_t id)
{
    return db_do(c, SQL("UPDATE import_file SET sample = '' WHERE import_id = $1"), ARGS(I(id)));
}

bool import_finish(struct ctx *c, int64_t id, int state, struct str message)
{
    return db_do(c,
                 SQL("UPDATE import SET state = $2, message = $3, finished = $4, updated = $4, "
                     "version = version + 1 WHERE id = $1"),
                 ARGS(I(id), I(state), T(message), I(c->now.ms)))
           && (state != IMPORT_DONE || sample_drop(c, id));
}

bool import_counts_clear(struct ctx *c, int64_t id)
{
    return db_do(c, SQL("DELETE FROM import_problem WHERE import_id = $1"), ARGS(I(id)))
           && db_do(c,
                    SQL("UPDATE import SET rows_done = 0, created_rows = 0, updated_rows = 0, "
                        "unchanged_rows = 0, left_out_rows = 0, problems = 0, message = '' "
                        "WHERE id = $1"),
                    ARGS(I(id)))
           && db_do(c,
                    SQL("UPDATE import_file SET created_rows = 0, updated_rows = 0, "
                        "unchanged_rows = 0, left_out_rows = 0, problems = 0 "
                        "WHERE import_id = $1"),
                    ARGS(I(id)));
}

bool import_progress(struct ctx *c, int64_t id, int64_t file_id, const struct tally *file,
                     const struct tally *all, int64_t rows_done)
{
    return db_do(c,
                 SQL("UPDATE import_file SET created_rows = $2, updated_rows = $3, "
                     "unchanged_rows = $4, left_out_rows = $5, problems = $6 WHERE id = $1"),
                 ARGS(I(file_id), I(file->created), I(file->updated), I(file->unchanged),
                      I(file->left_out), I(file->problems)))
           && db_do(c,
                    SQL("UPDATE import SET rows_done = $2, created_rows = $3, updated_rows = $4, "
                        "unchanged_rows = $5, left_out_rows = $6, problems = $7, updated = $8 "
                        "WHERE id = $1"),
                    ARGS(I(id), I(rows_done), I(all->created), I(all->updated), I(all->unchanged),
                         I(all->left_out), I(all->problems), I(c->now.ms)));
}

bool import_range_begin(struct ctx *c, int64_t import_id, int64_t *range_id)
{
    return db_get(c,
                  SQL("INSERT INTO import_range (import_id, first_entry, last_entry) "
                      "SELECT CAST($1 AS {int}), COALESCE(max(id), 0) + 1, COALESCE(max(id), 0) "
                      "FROM entry RETURNING id"),
                  ARGS(I(import_id)), OUTS(OI(range_id)));
}

bool import_range_reach(struct ctx *c, int64_t range_id)
{
    return db_do(c,
                 SQL("UPDATE import_range SET last_entry = "
                     "(SELECT COALESCE(max(id), 0) FROM entry) WHERE id = $1"),
                 ARGS(I(range_id)));
}

bool import_stale(struct ctx *c, struct instant before, int64_t *id)
{
    bool found;
    *id = 0;
    return db_one(c,
                  SQL("SELECT id FROM import WHERE state = $1 AND created < $2 "
                      "ORDER BY created, id LIMIT 1"),
                  ARGS(I(IMPORT_READY), I(before.ms)), OUTS(OI(id)), &found);
}

bool import_forget(struct ctx *c, int64_t id)
{
    return db_do(c, SQL("DELETE FROM import_problem WHERE import_id = $1"), ARGS(I(id)))
           && db_do(c, SQL("DELETE FROM import_file WHERE import_id = $1"), ARGS(I(id)))
           && db_do(c, SQL("DELETE FROM import WHERE id = $1 AND state = $2"),
                    ARGS(I(id), I(IMPORT_FAILED)));
}

/* ---- problems ---- */

bool import_problem_add(struct ctx *c, int64_t import_id, struct str filename,
                        const struct problem *p)
{
    return db_do(c,
                 SQL("INSERT INTO import_problem (import_id, filename, line, field, value, code, "
                     "sentence, done) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"),
                 ARGS(I(import_id), T(filename), I(p->line), T(p->field), T(p->value), T(p->code),
                      T(p->sentence), T(p->done)));
}

bool import_problem_counts(struct ctx *c, int64_t import_id, struct code_counts *out)
{
    struct db_rows r;
    *out = (struct code_counts){ .p = arena_array(c->arena, struct code_count, CODES_MAX) };
    if (!db_rows_open(c, &r,
                      SQL("SELECT p.code, p.sentence, g.n, p.line, p.filename FROM "
                          "(SELECT code, count(*) AS n, min(id) AS first FROM import_problem "
                          "WHERE import_id = $1 GROUP BY code) g "
                          "JOIN import_problem p ON p.id = g.first ORDER BY g.n DESC, p.code "
                          "LIMIT $2"),
                      ARGS(I(import_id), I(CODES_MAX))))
        return false;
    while (out->n < CODES_MAX && db_rows_next(&r)) {
        out->p[out->n++] = (struct code_count){
            .code = db_text(&r, 0),
            .sentence = db_text(&r, 1),
            .n = db_int(&r, 2),
            .first_line = db_int(&r, 3),
            .filename = db_text(&r, 4),
        };
    }
    return db_rows_close(&r);
}

static struct problem problem_row(struct db_rows *r)
{
    return (struct problem){
        .filename = db_text(r, 1),
        .line = db_int(r, 2),
        .field = db_text(r, 3),
        .value = db_text(r, 4),
        .code = db_text(r, 5),
        .sentence = db_text(r, 6),
        .done = db_text(r, 7),
    };
}

static bool problems_take(struct ctx *c, const char *sql, struct db_args args, int limit,
                          struct problems *out)
{
    struct db_rows r;
    int64_t last = 0;
    *out = (struct problems){ .p = arena_array(c->arena, struct problem, (size_t)limit) };
    if (!db_rows_open(c, &r, sql, args))
        return false;
    while (db_rows_next(&r)) {
        if (out->n == (size_t)limit) {
            out->last_id = last;
            break;
        }
        out->p[out->n++] = problem_row(&r);
        last = db_int(&r, 0);
    }
    return db_rows_close(&r);
}

bool import_problems_read(struct ctx *c, int64_t import_id, struct str code, int64_t after,
                          int limit, struct problems *out)
{
    if (code.n)
        return problems_take(
            c,
            SQL("SELECT id, filename, line, field, value, code, sentence, done FROM import_problem "
                "WHERE import_id = $1 AND code = $2 AND id > $3 ORDER BY id LIMIT $4"),
            ARGS(I(import_id), T(code), I(after), I(limit + 1)), limit, out);
    return problems_take(
        c,
        SQL("SELECT id, filename, line, field, value, code, sentence, done FROM import_problem "
            "WHERE import_id = $1 AND id > $2 ORDER BY id LIMIT $3"),
        ARGS(I(import_id), I(after), I(limit + 1)), limit, out);
}
