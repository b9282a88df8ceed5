/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"
#include "frame/org.h"

bool setting_get(struct ctx *c, const char *name, struct str *value)
{
    bool found;
    *value = STR_NONE;
    return db_one(c, SQL("SELECT value FROM setting WHERE name = $1"), ARGS(T(str_of(name))),
                  OUTS(OT(value)), &found);
}

bool setting_lock(struct ctx *c, const char *name, struct str *value)
{
    bool found;
    *value = STR_NONE;
    return db_one(c, SQL("SELECT value FROM setting WHERE name = $1 {lock}"),
                  ARGS(T(str_of(name))), OUTS(OT(value)), &found);
}

bool setting_put(struct ctx *c, const char *name, struct str value)
{
    return db_do(c,
                 SQL("INSERT INTO setting (name, value) VALUES ($1, $2) "
                     "ON CONFLICT (name) DO UPDATE SET value = excluded.value"),
                 ARGS(T(str_of(name)), T(value)));
}
