/* SPDX-License-Identifier: Apache-2.0 */
/* openapi.h - what programs send and get, as tables from which the API's document is written.
 *
 * What a record looks like follows from its fields: as it is answered, as it is sent for a new one
 * or for a change, and what narrows and sorts its list. Any other body, answer or query string is a
 * table of shapes, a row per member, beside the code that reads or writes it:
 *
 *   static const struct shape counted[] = {
 *       { "deals", SHAPE_INT }, { "value", SHAPE_MONEY }, { 0 },
 *   };
 *
 * A member is always there unless it is OPTIONAL, and never null unless it is NULLABLE. Answers may
 * gain members; what is sent may have no others.
 * Does not: check anything at run time. The tests hold every answer against it.
 */
#ifndef OPENAPI_H
#define OPENAPI_H
#include "record/record.h"

enum shape_kind {
    SHAPE_END,
    SHAPE_TEXT,
    SHAPE_INT,
    SHAPE_ID, /* the number of a row */
    SHAPE_FLAG,
    SHAPE_WORD, /* one of .words */
    SHAPE_DAY,
    SHAPE_INSTANT,
    SHAPE_WHEN,  /* a moment as it is sent: a day will do */
    SHAPE_TEXTS, /* a list of texts */
    SHAPE_IDS,   /* a list of numbers of rows */
    SHAPE_ANY,   /* an object that is told elsewhere */
    SHAPE_ITEMS, /* an object as it is sent: fields of any record by their names */
    SHAPE_MONEY,
    SHAPE_AMOUNT, /* money as it is sent: an object, a text or a number */
    SHAPE_OBJECT, /* with the members .of */
    SHAPE_LIST,   /* of such objects; without .of of rows, of .record or of one of .words */
    /* Of a record; where .record is NULL, of the one that the route's right names. */
    SHAPE_ROW,    /* as it is answered */
    SHAPE_PAGE,   /* of a list */
    SHAPE_CREATE, /* as it is sent */
    SHAPE_CHANGE,
    SHAPE_FIELDS,  /* its members among the others */
    SHAPE_FILTERS, /* what narrows, sorts and pages its list, in a query string */
};

enum shape_flags {
    NULLABLE = 1,
    OPTIONAL = 2,
    PATTERN = 4, /* the name is a regular expression for many */
};

/* Ends with { 0 }. A first row without a name is the whole, not a member, but for SHAPE_FIELDS. */
struct shape {
    const char *name;
    enum shape_kind kind;
    unsigned flags;
    const struct shape *of;
    const char *words; /* "open won lost" */
    const char *record;
    int64_t min, max;  /* INT, where max is not 0; of TEXT the characters */
    const char *about; /* a short sentence */
    const char *title;
    const struct word *options; /* instead of .words */
};

/* The shapes of a record, OPTIONAL and NULLABLE as they are: its ROW, CREATE or CHANGE, or the
 * FILTERS of its list. */
struct shapes {
    struct shape *p;
    size_t n;
};
struct shapes record_shapes(struct arena *a, const struct record *r, enum shape_kind kind);
#endif
