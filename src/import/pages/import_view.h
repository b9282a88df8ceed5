/* SPDX-License-Identifier: Apache-2.0 */
/* import_view.h - what the pages of imports show. */
#ifndef IMPORT_VIEW_H
#define IMPORT_VIEW_H
#include "import/import_store.h"
#include "import/map/saved.h"
#include "import/map/stages.h"
#include "import/map/map.h"
#include "import/undo/undo_store.h"

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
/* A pulldown of the form. */
struct choice {
    struct str name, label; /* "f3_c0" */
    struct form_options options;
    struct str error;
};
struct choices {
    struct choice *p;
    size_t n;
};
struct preview_column {
    struct str head;
    struct choice field, how; /* how.options empty: there is only one way to write it */
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
    struct choice record, encoding, separator;
    struct choice saved; /* empty: no kept mapping has these columns */
    struct str save_as; /* "f3_save_as" */
    bool guessed_windows; /* its bytes are no UTF-8: nobody knows what they are */
    struct choices stages;
    struct stage_choices stage_choices; /* the same, for the API */
    struct preview_columns columns;
    struct preview_lines lines;
    const struct field_fault *faults;
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
struct kept_view {
    const struct kept_row *row;
    struct str what, url; /* "Deal Turbines"; empty when it has no page */
};
struct kept_views {
    const struct kept_view *p;
    size_t n;
};
struct import_view {
    struct frame frame;
    const struct import *import;
    struct str who;
    struct badge_view state;
    bool ready, running, cut, done, undoing, undone;
    bool may_undo;
    bool can_run; /* its bytes are here */
    bool deals;   /* there are deals in it: list prices are offered */
    bool asks;    /* something must be said before it can run */
    bool partly;  /* only the first lines were looked through */
    struct file_views files;
    struct tally total;
    int64_t made_besides;   /* created without a line of their own */
    struct kept_views kept; /* what its undo left as it is */
    struct kind_views kinds;
    struct problems problems;
    struct pager pager;
    struct str code; /* of the problems shown; empty: all */
    struct str url;  /* "/import/42" */
    struct str message;
    const struct field_fault *faults; /* of a form that is shown again */
};

/* Lines a look before the import goes through. */
#define LOOK_MOST 20000

MUST_USE bool import_view_fill(struct req *q, const struct import *import, struct import_view *v);
MUST_USE bool import_preview_fill(struct ctx *c, struct file_view *v,
                                  const struct field_fault *faults);
struct badge_view import_badge(const struct import *import);
bool import_is_cut(const struct import *import); /* a run or an undo that nobody goes on with */
bool import_is_going(const struct import *import);
void import_kept_json(struct buf *b, const void *view);
/* The files with record and mapping as the form has them. */
MUST_USE bool import_form_read(struct req *q, const struct stored_files *files);
/* On the writer: keeps the mappings that were given a name. */
MUST_USE bool import_form_save(struct ctx *c, const struct stored_files *files);
/* The head of a stored file. */
MUST_USE bool import_head(struct ctx *c, const struct stored_file *file, struct csv_row *head);
/* 409 with what to do instead; always false. */
bool import_conflict(struct ctx *c, const char *code, struct str sentence, struct str next);
/* The import as it stands now, on an OWN route. */
bool import_answer(struct req *q, int64_t id, bool created);
bool import_undo(struct req *q); /* undo_pages.c */
bool import_kept_list(struct req *q);
void import_json(struct buf *b, const void *view);
void import_problems_json(struct buf *b, const void *view);
extern const struct api import_api, import_upload_api, import_mapping_api, import_run_api,
    import_problems_api, import_undo_api, import_kept_api;
#endif
