/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "contact/contact_store.h"

bool contact_by_email(struct ctx *c, struct str email, int64_t *id)
{
    bool found;
    *id = 0;
    if (!email.n)
        return true;
    return db_one(c, SQL("SELECT id FROM contact WHERE email_fold = $1 ORDER BY id LIMIT 1"),
                  ARGS(T(fold(c->arena, email))), OUTS(OI(id)), &found);
}
