/* SPDX-License-Identifier: Apache-2.0 */
/* map.h - which record a file holds and which of its columns becomes which field.
 *
 * Guessed from the file's name and the heads of its columns, by our own names and by what other
 * programs call the same; a person may change it. As text, one choice per column, separated by
 * commas: "name", "value_currency" (of a money field), "revenue*6" (in millions), "-" (left out).
 * Columns that share a field of text are joined: first and last name.
 */
#ifndef MAP_H
#define MAP_H
#include "record/csv_read.h"
#include "record/record.h"

struct column_map {
    struct str head;
    const struct field *field; /* NULL: the column is left out */
    int places;                /* the number is multiplied by ten this often */
    bool currency;             /* it is the field's currency */
};
struct file_map {
    const struct record *record; /* NULL: the file is left out */
    struct column_map *p;
    size_t n;
};

/* What can be imported, in the order in which files are read: links lead backward. */
extern const char *const map_records[];
extern const size_t n_map_records;

/* Whether a file may set it, though a form may not (a deal's closing day). */
bool map_takes(const struct record *r, const struct field *f);
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

/* ---- presets: files of a known program ---- */
/* "maven" when all its files are among the names, else empty. */
struct str preset_of(const struct str *filenames, size_t n);
/* The files it reads, in order; NULL past the end. */
const char *preset_file(struct str preset, size_t i);
/* False when the preset does not know the file. */
bool preset_map(struct arena *a, struct str preset, struct str filename,
                const struct csv_row *head, struct file_map *out);
#endif
