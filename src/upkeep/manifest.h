/* SPDX-License-Identifier: Apache-2.0 */
/* manifest.h - manifest.json of a move: what must be there, and how it is known to be whole. */
#ifndef MANIFEST_H
#define MANIFEST_H
#include "base/ctx.h"
#include "upkeep/move_file.h"

#define MANIFEST_FILE "manifest.json"
#define MANIFEST_MAX ((size_t)1 << 20)

struct moved_migration {
    int64_t number, hash;
    struct str name;
};
struct moved_table {
    struct str name;       /* its file is NAME.jsonl */
    int64_t rows, counter; /* counter 0: none, or nothing was handed out yet */
    struct digest digest;
};
struct manifest {
    struct str program;
    struct moved_migration *migrations;
    struct moved_table *tables;
    size_t n_migrations, n_tables;
};
int64_t manifest_rows(const struct manifest *m);
int64_t manifest_bytes(const struct manifest *m); /* of the tables' files */
void manifest_write(struct buf *b, const struct manifest *m);
/* FAULT_BAD_REQUEST when it is not one, or of another format. */
MUST_USE bool manifest_read(struct ctx *c, struct str text, struct manifest *out);
#endif
