/* SPDX-License-Identifier: Apache-2.0 */
/* map.h - which record a file holds and which of its columns becomes which field.
 *
 * Guessed from the file's name and the heads of its columns, by our own names and by what other
 * programs call the same; a person may change it. As text, one choice per column, separated by
 * commas: "name", "value_currency" (of a money field), "revenue*6" (in millions), "-" (left out),
 * "closed_on@mdy" (how its values are written: read/signs.h). Columns that share a field of text
 * are joined: first and last name. A file of our own export is known by its id, version, created
 * and updated: its id is our number ("our_id"), never an outside number, and the moment it was made
 * tells it from the same number in another house.
 */
#ifndef MAP_H
#define MAP_H
#include "import/read/signs.h"
#include "record/csv_read.h"

/* What a column is when it is no field. */
enum column_role {
    COLUMN_FIELD,
    COLUMN_OUR_ID,      /* the number that the record has here, */
    COLUMN_OUR_CREATED, /* if it was made at this moment: else it is another house's number */
    COLUMN_IS_DELETED,  /* lines that say yes are left out */
    COLUMN_IS_CLOSED,   /* with COLUMN_IS_WON: how a stage that is not there ends a deal */
    COLUMN_IS_WON,
    COLUMN_ROLES,
};
struct column_map {
    struct str head;
    enum column_role role;
    const struct field *field; /* NULL: the column is left out, or its role says what it is */
    int places;                /* the number is multiplied by ten this often */
    bool currency;             /* it is the field's currency */
    enum how how;              /* its dates and numbers are written */
};
struct file_map {
    const struct record *record; /* NULL: the file is left out */
    struct column_map *p;
    size_t n;
};

/* What can be imported, in the order in which files are read: links lead backward. */
extern const char *const map_records[];
extern const size_t n_map_records;
bool map_is_record(struct str name);

/* Whether a file may set it, though a form may not (a deal's closing day). */
bool map_takes(const struct record *r, const struct field *f);
/* "our_id"; NULL for COLUMN_FIELD. */
const char *role_name(enum column_role role);
/* "Our own No.", for people. */
const char *role_label(enum column_role role);
bool role_is_for(enum column_role role, const struct record *r);
/* record NULL: guessed too. */
struct file_map map_guess(struct arena *a, struct str filename, struct str record,
                          const struct csv_row *head);
/* The other way round; a choice that is not known leaves its column out. */
struct file_map map_read(struct arena *a, struct str record, const struct csv_row *head,
                         struct str text);
struct str map_text(struct arena *a, const struct file_map *map);
struct str map_choice(struct arena *a, const struct column_map *column);
/* Whether any column becomes that field. */
bool map_has(const struct file_map *map, const char *field);
/* The place of the column with that role; map->n: none. */
size_t map_role(const struct file_map *map, enum column_role role);

/* ---- presets: files of a known program ---- */
/* "maven" when all its files are among the names, "salesforce" when one is; else empty. */
struct str preset_of(const struct str *filenames, size_t n);
/* The files it reads, in order; NULL past the end. */
const char *preset_file(struct str preset, size_t i);
/* Whether none of its files may be missing. */
bool preset_is_whole(struct str preset);
/* False when the preset does not know the file, or its heads are not those of that program. */
bool preset_map(struct arena *a, struct str preset, struct str filename,
                const struct csv_row *head, struct file_map *out);
#endif
