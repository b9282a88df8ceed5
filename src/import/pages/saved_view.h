/* SPDX-License-Identifier: Apache-2.0 */
/* saved_view.h - what /import-mappings shows. */
#ifndef SAVED_VIEW_H
#define SAVED_VIEW_H
#include "frame/frame.h"
#include "import/map/saved.h"

struct saved_line {
    const struct import_mapping *mapping;
    struct str holds, who, url, columns; /* "Contacts"; "Name, E-mail, …" */
    struct str typed, error;             /* of its name */
};
struct saved_lines {
    struct saved_line *p;
    size_t n;
};
struct saved_view {
    struct frame frame;
    struct saved_lines lines;
};
#endif
