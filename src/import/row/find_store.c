/* SPDX-License-Identifier: Apache-2.0 */
/* Finding what a row of a file is about. */
#include "base/text.h"
#include "import/map/words.h"
#include "import/row/find_store.h"
#include "touch/touch.h"

struct lookup {
    const char *record;
    const char *outside, *name, *email, *of_account, *all;
};

#define BY_OUTSIDE(table) \
    SQL("SELECT id FROM " table " WHERE outside_id = $1 AND outside_id <> ''")
#define BY_NAME(table) SQL("SELECT id FROM " table " WHERE name_fold = $1 ORDER BY id LIMIT $2")
#define BY_EMAIL(table) \
    SQL("SELECT id FROM " table " WHERE email_fold = $1 AND email_fold <> '' ORDER BY id LIMIT $2")
#define OF_ACCOUNT(table)                                                                 \
    SQL("SELECT id FROM " table " WHERE name_fold = $1 AND COALESCE(account_id, 0) = $3 " \
        "ORDER BY id LIMIT $2")
#define ALL_NAMES(table) SQL("SELECT id, name FROM " table " ORDER BY id LIMIT $1")

/* clang-format off */
static const struct lookup lookups[] = {
    { "user", BY_OUTSIDE("user"), BY_NAME("user"), BY_EMAIL("user"), NULL, ALL_NAMES("user") },
    { "product", BY_OUTSIDE("product"), BY_NAME("product"), NULL, NULL, ALL_NAMES("product") },
    { "account", BY_OUTSIDE("account"), BY_NAME("account"), NULL, NULL, ALL_NAMES("account") },
    { "contact", BY_OUTSIDE("contact"), BY_NAME("contact"), BY_EMAIL("contact"), OF_ACCOUNT("contact"),
      ALL_NAMES("contact") },
    { "deal", BY_OUTSIDE("deal"), BY_NAME("deal"), NULL, OF_ACCOUNT("deal"), NULL },
    { "touch", BY_OUTSIDE("touch"), NULL, NULL, NULL, NULL },
};
/* clang-format on */

static const struct lookup *lookup_of(const char *record)
{
    for (size_t i = 0; i < COUNT(lookups); i++) {
        if (strcmp(lookups[i].record, record) == 0)
            return &lookups[i];
    }
    return NULL;
}

bool find_by_outside(struct ctx *c, const char *record, struct str outside_id, int64_t *id)
{
    const struct lookup *l = lookup_of(record);
    bool found;
    *id = 0;
    return !l || !outside_id.n || db_one(c, l->outside, ARGS(T(outside_id)), OUTS(OI(id)), &found);
}

static bool ids_read(struct ctx *c, const char *sql, struct db_args args, struct found_ids *out)
{
    struct db_rows r;
    out->n = 0;
    if (!sql)
        return true;
    if (!db_rows_open(c, &r, sql, args))
        return false;
    while (out->n < COUNT(out->p) && db_rows_next(&r))
        out->p[out->n++] = db_int(&r, 0);
    return db_rows_close(&r);
}

bool find_by_name(struct ctx *c, const char *record, struct str name, struct found_ids *out)
{
    const struct lookup *l = lookup_of(record);
    return ids_read(c, l ? l->name : NULL,
                    ARGS(T(fold(c->arena, name)), I((int64_t)COUNT(out->p))), out);
}

bool find_by_email(struct ctx *c, const char *record, struct str email, struct found_ids *out)
{
    const struct lookup *l = lookup_of(record);
    return ids_read(c, l ? l->email : NULL,
                    ARGS(T(fold(c->arena, email)), I((int64_t)COUNT(out->p))), out);
}

bool find_of_account(struct ctx *c, const char *record, struct str name, int64_t account_id,
                     struct found_ids *out)
{
    const struct lookup *l = lookup_of(record);
    return ids_read(c, l ? l->of_account : NULL,
                    ARGS(T(fold(c->arena, name)), I((int64_t)COUNT(out->p)), I(account_id)), out);
}

bool find_touch(struct ctx *c, const struct touch *t, struct found_ids *out)
{
    return ids_read(c,
                    SQL("SELECT id FROM touch WHERE deal_id = $1 AND happened = $2 "
                        "AND channel = $3 AND direction = $4 AND details = $5 ORDER BY id LIMIT "
                        "$6"),
                    ARGS(I(t->deal_id), I(t->happened.ms), I(t->channel), I(t->direction),
                         T(t->details), I((int64_t)COUNT(out->p))),
                    out);
}

bool all_names_read(struct ctx *c, const char *record, size_t max, struct name_rows *out)
{
    const struct lookup *l = lookup_of(record);
    struct db_rows r;
    *out = (struct name_rows){ 0 };
    if (!l || !l->all)
        return true;
    out->p = arena_array(c->arena, struct name_row, max);
    if (!db_rows_open(c, &r, l->all, ARGS(I((int64_t)max + 1))))
        return false;
    while (out->n < max && db_rows_next(&r)) {
        struct str name = db_text(&r, 1);
        out->p[out->n++] = (struct name_row){ db_int(&r, 0), name, squash(c->arena, name) };
    }
    if (out->n == max && db_rows_next(&r))
        out->n = 0;
    return db_rows_close(&r);
}
