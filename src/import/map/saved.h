/* SPDX-License-Identifier: Apache-2.0 */
/* saved.h - columns to fields under a name, for files that come again: a mapping belongs to a
 * record and is offered when a file has the same heads.
 *
 * Saved from the preview of an import, shared by all who import, renamed and removed at
 * /import-mappings. Saving under a name that the record has already replaces what stood there.
 */
#ifndef SAVED_H
#define SAVED_H
#include "frame/slice.h"
#include "record/csv_read.h"

#define SAVED_MAX 500

struct import_mapping {
    int64_t id;
    struct str name;    /* "Leads of the fair" */
    struct str record;  /* "contact" */
    struct str heads;   /* of the file, a line each */
    struct str mapping; /* map.h */
    int64_t user_id;    /* who saved it */
    BASE_MEMBERS;
};
extern const struct record import_mapping_record;
extern const struct slice import_mapping_slice;
extern const struct gate too_many_mappings;

struct saved_mappings {
    struct import_mapping *p;
    size_t n;
};
struct str saved_heads(struct arena *a, const struct csv_row *head);
/* heads empty: all, by name. */
MUST_USE bool saved_read(struct ctx *c, struct str heads, struct saved_mappings *out);
/* Takes name, record, heads and mapping. */
MUST_USE bool saved_keep(struct ctx *c, struct import_mapping *m);
MUST_USE bool saved_rename(struct ctx *c, struct import_mapping *m, struct str name);
MUST_USE bool saved_remove(struct ctx *c, const struct import_mapping *m);
#endif
