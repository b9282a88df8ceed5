/* SPDX-License-Identifier: Apache-2.0 */
/* export.h - all rows of a record that somebody may see, as CSV or JSON, page by page.
 *
 * Accounts, contacts, products, deals, touches and users. Secrets are never in it, cells that a
 * spreadsheet would run are disarmed. Taking data out is a right, and who did it is kept.
 * Shows: /export/deal, `counterpart export`.
 */
#ifndef EXPORT_H
#define EXPORT_H
#include "frame/slice.h"

extern const struct slice export_slice;

enum export_format { EXPORT_CSV,
                     EXPORT_JSON };

/* NULL when it is not one that is exported. */
const struct record *export_record(struct str name);
/* Hands over piece after piece, each good until write() returns; *rows counts. False from write()
 * ends it, with or without a fault. */
MUST_USE bool export_all(struct ctx *c, const struct record *r, enum export_format format,
                         bool (*write)(void *arg, struct str piece), void *arg, int64_t *rows);
/* One list of it: what narrows it, its order, and the columns of its CSV (none: all);
 * NULL: all rows, by number. */
struct export_list {
    struct list_query query;
    const struct field *const *columns;
    size_t n_columns;
};
MUST_USE bool export_rows(struct ctx *c, const struct record *r, enum export_format format,
                          const struct export_list *list,
                          bool (*write)(void *arg, struct str piece), void *arg, int64_t *rows);
#endif
