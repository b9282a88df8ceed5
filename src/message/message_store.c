/* SPDX-License-Identifier: Apache-2.0 */
#include "message/message_impl.h"

bool message_of_letter(struct ctx *c, int64_t letter_id, int64_t *id, bool *found)
{
    return db_one(c, SQL("SELECT id FROM message WHERE letter_id = $1"), ARGS(I(letter_id)),
                  OUTS(OI(id)), found);
}
