/* SPDX-License-Identifier: Apache-2.0 */
/* find_store.h - finding what is there already: by outside number, name, e-mail. */
#ifndef FIND_STORE_H
#define FIND_STORE_H
#include "db/db.h"

struct found_ids {
    int64_t p[1000];
    size_t n;
};
/* record: user, product, account, contact, deal or touch. */
MUST_USE bool find_by_outside(struct ctx *c, const char *record, struct str outside_id,
                              int64_t *id);
MUST_USE bool find_by_name(struct ctx *c, const char *record, struct str name,
                           struct found_ids *out);
MUST_USE bool find_by_email(struct ctx *c, const char *record, struct str email,
                            struct found_ids *out);
/* A contact or deal of that name and account (0: none). */
MUST_USE bool find_of_account(struct ctx *c, const char *record, struct str name,
                              int64_t account_id, struct found_ids *out);
struct touch;
MUST_USE bool find_touch(struct ctx *c, const struct touch *t, struct found_ids *out);
struct name_row {
    int64_t id;
    struct str name, squashed;
};
struct name_rows {
    struct name_row *p;
    size_t n;
};
/* All names of a record; nothing when there are more than `max`. */
MUST_USE bool all_names_read(struct ctx *c, const char *record, size_t max, struct name_rows *out);
#endif
