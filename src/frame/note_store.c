/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"
#include "frame/note.h"

static bool pipeline_store(struct ctx *c, const struct note *n)
{
    return db_do(c,
                 SQL("INSERT INTO user_choice (user_id, pipeline_id) VALUES ($1, $2) "
                     "ON CONFLICT (user_id) DO UPDATE SET pipeline_id = excluded.pipeline_id"),
                 ARGS(I(n->id), I(n->value)));
}

bool note_store(struct ctx *c, const struct note *n)
{
    switch (n->kind) {
    case NOTE_SESSION:
        return db_do(c, SQL("UPDATE session SET seen = $2, address = $3 WHERE id = $1"),
                     ARGS(I(n->id), I(n->at.ms), T(str_of(n->text))));
    case NOTE_KEY:
        return db_do(c, SQL("UPDATE api_key SET used = $2 WHERE id = $1"),
                     ARGS(I(n->id), I(n->at.ms)));
    case NOTE_PIPELINE:
        return pipeline_store(c, n);
    }
    return broken(c, "no such kind of note");
}

bool pipeline_chosen(struct ctx *c, int64_t user_id, int64_t *pipeline_id)
{
    bool found;
    *pipeline_id = 0;
    return db_one(c, SQL("SELECT pipeline_id FROM user_choice WHERE user_id = $1"),
                  ARGS(I(user_id)), OUTS(OI(pipeline_id)), &found);
}
