/* SPDX-License-Identifier: Apache-2.0 */
#include "alert/alert.h"
#include "outbox/outbox.h"
#include "touch/touch_store.h"

#define READ_BACKS_MOST 200

bool message_of_touch(struct ctx *c, int64_t touch_id, struct touch_copy *m, bool *found)
{
    *m = (struct touch_copy){ 0 };
    return db_one(c,
                  SQL("SELECT id, COALESCE(letter_id, 0), subject, \"text\", shared, choice, "
                      "elsewhere, next_step, again_why FROM message WHERE touch_id = $1"),
                  ARGS(I(touch_id)),
                  OUTS(OI(&m->id), OI(&m->letter_id), OT(&m->subject), OT(&m->text), OT(&m->shared),
                       OT(&m->choice), OT(&m->elsewhere), OT(&m->next_step), OT(&m->again_why)),
                  found);
}

bool message_blank(struct ctx *c, int64_t id)
{
    return db_do(c,
                 SQL("UPDATE message SET subject = 'Words erased', \"text\" = '', shared = '', "
                     "choice = '', elsewhere = '', next_step = '', again_why = '', "
                     "version = version + 1, updated = $1 WHERE id = $2"),
                 ARGS(I(c->now.ms), I(id)));
}

/* One that waits does not leave without its words; of one that failed an alert told the subject. */
bool letter_blank(struct ctx *c, int64_t id)
{
    return db_do(c,
                 SQL("UPDATE letter SET subject = 'Words erased', \"text\" = '', "
                     "version = version + 1, updated = $1 WHERE id = $2"),
                 ARGS(I(c->now.ms), I(id)))
           && db_do(c,
                    SQL("UPDATE letter SET state = $1, why = 'Its words were erased.' "
                        "WHERE id = $2 AND state = $3 AND leaving = $4"),
                    ARGS(I(LETTER_CANCELLED), I(id), I(LETTER_QUEUED), I(INSTANT_NONE.ms)))
           && db_do(c,
                    SQL("UPDATE alert SET \"text\" = 'A letter whose words were erased did not "
                        "arrive.' WHERE kind = $1 AND subject = $2"),
                    ARGS(T(str_of(letter_failed.name)), I(id)));
}

bool read_backs_find(struct ctx *c, int64_t deal_id, struct instant since,
                     struct letter_words **all, size_t *n)
{
    struct db_rows r;
    *n = 0;
    *all = arena_array(c->arena, struct letter_words, READ_BACKS_MOST);
    if (!db_rows_open(c, &r,
                      SQL("SELECT id, \"text\" FROM letter WHERE deal_id = $1 "
                          "AND kind = 'read_back' AND queued >= $2 ORDER BY queued, id LIMIT $3"),
                      ARGS(I(deal_id), I(since.ms), I(READ_BACKS_MOST))))
        return false;
    while (*n < READ_BACKS_MOST && db_rows_next(&r)) {
        (*all)[*n] = (struct letter_words){ db_int(&r, 0), db_text(&r, 1) };
        ++*n;
    }
    return db_rows_close(&r);
}
