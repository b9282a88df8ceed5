/* SPDX-License-Identifier: Apache-2.0 */
/* csv_read.h - the rows of a CSV file, one at a time, each with the line it begins on.
 *
 * Takes what people have: a byte order mark, CR, LF or CR LF, cells in quotes with line ends and
 * doubled quotes in them, a quote inside a cell that is not quoted, comma, semicolon or tab. Blank
 * lines are skipped. Cells come as they stand, white space included; rows may differ in length.
 *
 * Anything else ends the reading with FAULT_BAD_INPUT, code "csv_unreadable" and a sentence that
 * names the line: text that is not UTF-8 (or holds a NUL), a quote that never closes, text behind a
 * closing quote, a cell over 1 MiB, a row over 4 MiB, more than 500 columns. Rows before it were
 * already handed over.
 *
 * Does not: tell a header from a row, trim, or guess kinds.
 */
#ifndef CSV_READ_H
#define CSV_READ_H
#include "base/ctx.h"

enum { CSV_COLUMNS_MAX = 500, CSV_CELL_MAX = 1024 * 1024, CSV_ROW_MAX = 4 * 1024 * 1024 };

struct csv_row {
    const struct str *cells;
    size_t n;
    size_t line; /* where it begins in the file, the first being 1 */
};

/* The cells last until it returns. False ends the reading, with or without a fault. */
typedef bool csv_row_fn(void *arg, const struct csv_row *row);

/* separator: ',', ';', '\t', or 0 to guess it from the first line that is not blank. */
MUST_USE bool csv_read(struct ctx *c, struct str text, char separator, csv_row_fn *row, void *arg);

/* The same for a file that comes in blocks of any size; it holds one row at a time. After a false,
 * feeding goes on being false. csv_reader_end hands over a last row without a line end. */
struct csv_reader;
struct csv_reader *csv_reader_open(struct ctx *c, char separator, csv_row_fn *row, void *arg);
MUST_USE bool csv_reader_feed(struct csv_reader *r, struct str block);
MUST_USE bool csv_reader_end(struct csv_reader *r);
char csv_reader_separator(const struct csv_reader *r); /* 0 while it is not yet known */
void csv_reader_close(struct csv_reader *r);           /* NULL is fine */
#endif
