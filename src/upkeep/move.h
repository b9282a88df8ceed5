/* SPDX-License-Identifier: Apache-2.0 */
/* move.h - everything in a database as files, and back: from one engine to another, or to keep.
 *
 * `export --all DIR` writes one file per table, `TABLE.jsonl`, and manifest.json last; a folder
 * without one is not whole. The first line of a file names table, columns and their types; every
 * other is one row, a JSON array in the order of the columns, rows by primary key:
 *   int   a JSON integer of 64 bits
 *   text  a JSON string; bytes that are not UTF-8, or hold a NUL, are {"base64":"…"}
 *   blob  a JSON string of its base64
 *   NULL  null
 * The manifest has the program's version, the migrations that had run, and for each file its rows,
 * bytes, BLAKE2b-256 hash, and the last number handed out where numbers count up.
 *
 * `backup` of a database on a server writes the same folder, and `restore` takes it.
 *
 * Always true: it is one moment of the database, while people work; nothing is left out, history,
 * password hashes, sessions and hashes of keys included, so a folder is for its owner alone (0700);
 * what is exported, imported and exported again is the same byte for byte, whichever engines it
 * went through; an import that ends early leaves nothing.
 * Does not: carry what only one engine has (full-text indexes are made anew).
 */
#ifndef MOVE_H
#define MOVE_H
#include "command.h"
#include "upkeep/manifest.h"

struct moved {
    int64_t rows, bytes;
    size_t tables;
    char hash[DIGEST_HEX]; /* the manifest's: the same hash is the same content */
};
/* Everything in env->store into a folder, which is new or empty. False with a message on env->err,
 * and the folder is empty or gone. */
MUST_USE bool move_out(struct command_env *env, const char *folder, struct moved *out);
/* Everything in the folder into a database that has nothing: a new file (with `before`, one that is
 * kept there if it exists: *kept), an empty organisation, or one that is made first, when the
 * folder was found whole: *database is then its address. */
struct move_in {
    const char *folder, *database;
    const char *before, *organisation;
    struct moved all; /* out */
    bool kept;
};
MUST_USE bool move_in(struct command_env *env, struct move_in *order);
/* Whether a folder is whole and of this program or an older one. */
MUST_USE bool move_verify(struct command_env *env, struct move_in *order);
#endif
