/* SPDX-License-Identifier: Apache-2.0 */
/* import_view.h - what the pages of imports show. */
#ifndef IMPORT_VIEW_H
#define IMPORT_VIEW_H
#include "import/map/map.h"
#include "import/import_store.h"

/* ---- /import ---- */
struct import_line {
    const struct import *import;
    struct str url, who;
    struct badge_view {
        const char *tone;
        struct str text;
    } state;
};
struct import_lines {
    const struct import_line *p;
    size_t n;
};
struct imports_view {
    struct frame frame;
    struct import_lines lines;
    struct pager pager;
    struct str message; /* why the files were not taken */
};

/* ---- /import/42 ---- */
struct preview_column {
    struct str head, name; /* name of its select: "f3_c0" */
    struct form_options choices;
};
struct preview_columns {
    const struct preview_column *p;
    size_t n;
};
struct preview_line {
    struct strs cells;
};
struct preview_lines {
    const struct preview_line *p;
    size_t n;
};
struct file_view {
    const struct stored_file *file;
    struct str holds; /* "Deals", "left out" */
    struct str name;  /* of its select: "f3_record" */
    struct form_options records;
    struct preview_columns columns;
    struct preview_lines lines;
};
struct file_views {
    struct file_view *p;
    size_t n;
};
struct kind_view {
    const struct code_count *count;
    struct str title, url;
    bool chosen;
};
struct kind_views {
    const struct kind_view *p;
    size_t n;
};
struct import_view {
    struct frame frame;
    const struct import *import;
    struct str who;
    struct badge_view state;
    bool ready, running, cut, done;
    bool can_run;  /* its bytes are here */
    bool deals;    /* there are deals in it: list prices are offered */
    bool partly;   /* only the first lines were looked through */
    struct file_views files;
    struct tally total;
    struct kind_views kinds;
    struct problems problems;
    struct pager pager;
    struct str code;  /* of the problems shown; empty: all */
    struct str url;   /* "/import/42" */
    struct str message;
};

/* Lines a look before the import goes through. */
#define LOOK_MOST 20000

MUST_USE bool import_view_fill(struct req *q, const struct import *import, struct import_view *v);
struct badge_view import_badge(const struct import *import);
bool import_is_cut(const struct import *import);
/* The files with record and mapping as the form has them. */
MUST_USE bool import_form_read(struct req *q, const struct stored_files *files);
/* The head of a stored file. */
MUST_USE bool import_head(struct ctx *c, const struct stored_file *file, struct csv_row *head);
void import_json(struct buf *b, const void *view);
void import_problems_json(struct buf *b, const void *view);
extern const struct api import_api, import_upload_api, import_mapping_api, import_run_api,
    import_problems_api;
#endif
