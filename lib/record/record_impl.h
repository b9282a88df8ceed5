/* SPDX-License-Identifier: Apache-2.0 */
/* record_impl.h - what the files of the record engine share: what is derived from a record's table,
 * once, at start.
 *
 * All SQL that names every column is written when the records are registered and never again; from
 * then on the derived tables are only read, by any thread.
 */
#ifndef RECORD_IMPL_H
#define RECORD_IMPL_H
#include "record.h"
#include "base/log.h"
#include "base/text.h"

struct column {
    const struct field *field;
    const struct record *ref; /* REF: the other record */
    struct str json;          /* ,"name": */
    bool folded;              /* NAME_fold stands beside it */
};

#define ROWS_AT_ONCE 25

struct derived {
    const struct record *r;
    struct column columns[FIELDS_MAX];
    const struct field *id, *version, *created, *updated;
    const struct field *title, *detail, *owner, *through;
    const struct record *through_record;
    size_t n_args;                    /* at most this many values are bound by insert and update */
    const char *by_id, *by_id_locked; /* every column, in the order of the table, WHERE id = $1 */
    const char *by_ids;               /* the same for ROWS_AT_ONCE ids, in any order */
    const char *insert;               /* every column but id, folds included */
    const char *update;               /* the same without created, then id and version */
    const char *remove;               /* id, then version */
    const char *shared;   /* a row when record $1 is shared with user $2; NULL when nothing is */
    bool searched;        /* some field is SEARCHED */
    const char *owner_of; /* the owner of id $1; NULL where there is none */
    const char *shares_of; /* the users $1 is shared with; NULL when nothing is */
    const char *below;    /* the ids that are seen through $1, locked; NULL */
    /* every column of the rows behind id $1, at most $2; the same locked */
    const char *page, *page_locked;
    const char *title_of; /* the title of id $1; NULL without one */
    const char *by_title; /* ids whose folded title is $1; NULL where that would tell what one may
                             not see */
};

const struct derived *derived_of(const struct record *r);
const struct derived *derived_at(size_t i); /* one after the other; NULL behind the last */
void derive_sql(struct arena *a, struct derived *d);

static inline void *member(void *row, const struct field *f)
{
    return (char *)row + f->offset;
}
#define AT(type, row, f) (*(const type *)(const void *)((const char *)(row) + (f)->offset))
#define PUT(type, row, f) (*(type *)member((row), (f)))

/* The row without asking who sees it; *found tells whether it is there. False only when the
 * database failed. */
MUST_USE bool row_find(struct ctx *c, const struct derived *d, int64_t id, void *row, bool *found);
/* The page's rows: those of these ids that are there, in their order. A database elsewhere is asked
 * once for many. */
MUST_USE bool rows_find(struct ctx *c, const struct derived *d, const int64_t *ids, size_t n,
                        struct list_page *page);
MUST_USE bool row_seen(struct ctx *c, const struct derived *d, int64_t id, const void *row,
                       bool *seen);
/* The rows behind a number, without what complete() adds; in a write they are locked. */
struct row_page {
    void *rows;
    size_t n;
};
MUST_USE bool row_page_read(struct ctx *c, const struct derived *d, int64_t after, int limit,
                            struct row_page *out);
/* record_words.c */
MUST_USE bool row_words_put(struct ctx *c, const struct derived *d, const void *row);
MUST_USE bool row_words_drop(struct ctx *c, const struct derived *d, int64_t id);
bool row_not_found(struct ctx *c, const struct record *r); /* sets the fault; always false */
bool viewer_line_holds(const struct viewer *v, int64_t owner);

/* ---- one value ---- */
bool field_is_text(const struct field *f);
int64_t field_max(const struct field *f);
bool field_is_settable(const struct field *f); /* by a client, at some time */
/* A member whatever its type: numbers in i, texts and a money's currency in s. */
struct value {
    int64_t i;
    struct str s;
};
struct value value_get(const struct field *f, const void *row);
void value_put(const struct field *f, void *row, struct value v);
struct value value_none(const struct field *f);
bool value_is_none(const struct field *f, const void *row);
bool value_same(const struct field *f, const void *a, const void *b);
const struct word *field_word(const struct field *f, const void *row);
void buf_plain(struct buf *b, const struct field *f, const void *row); /* see field_plain */
void buf_said(struct buf *b, const struct field *f, const void *row);  /* of what is not none */
/* Reads one item as f's kind into row; a blank one clears it. On false *why is a sentence.
 * References are only parsed. Asks no more than the kind and the limits of the field. */
MUST_USE bool value_read(struct ctx *c, const struct field *f, const struct input_item *item,
                         bool json, void *row, struct str *why);
bool item_is_blank(const struct input_item *item);

/* ---- lists ---- */
/* The order a list really has: the column, whether it holds text or may be NULL. */
struct sort {
    const struct field *field;
    const char *column;
    const char *tail; /* "_fold" */
    bool text, nullable, descending;
};
struct key {
    int64_t id, i; /* INT_NONE where the column is NULL */
    struct str s;
};
struct sort sort_of(const struct record *r, const struct field *f, bool descending);
/* "-value"; NULL when the record is not sorted by that. */
const struct field *sort_named(const struct record *r, struct str name, bool *descending);
struct str key_token(struct arena *a, const struct sort *sort, const struct key *key);
MUST_USE bool key_read(struct arena *a, struct str token, const struct sort *sort, struct key *out);

/* Who sees, as SQL: one branch after another gives every row that the viewer sees, some of them
 * twice. */
enum branch_kind {
    BRANCH_ALL,
    BRANCH_OWNER,
    BRANCH_SHARED,
};
struct branch {
    enum branch_kind kind;
    int64_t who;
    int depth; /* so many steps through other records */
};
struct scope {
    struct branch *p;
    size_t n;
};
MUST_USE bool scope_of(struct ctx *c, const struct derived *d, const struct list_query *lq,
                       struct scope *out);

/* SQL and the values for it, side by side. */
struct query {
    struct buf sql;
    struct db_arg args[16];
    size_t n_args, n_conditions;
};
void query_init(struct query *q, struct arena *a);
void query_value(struct query *q, struct db_arg value); /* adds $n */
const char *query_text(struct query *q);
struct db_args query_args(const struct query *q);
void query_and(struct query *q); /* " WHERE " the first time, " AND " from then on */
/* " FROM … WHERE …": the rows of one branch that the filters leave. */
void query_from(struct query *q, const struct derived *d, const struct branch *branch,
                const struct list_query *lq);
void query_column(struct query *q, const struct sort *sort);

/* The last item of that name, all of that name marked used; NULL when there is none. */
struct input_item *input_take(struct input *in, struct str name);
struct str name_with(struct arena *a, const char *name, const char *tail);
/* "account" of a reference "account_id"; empty for a name without _id, and where another field is
 * called so. */
struct str name_without_id(const struct record *r, const struct field *f);
/* Whether a reference may be given by a name, under its name without _id. */
bool ref_has_names(const struct record *r, const struct field *f);
/* The id behind such a name: by the record's own rule, or the only one whose title that is. */
bool ref_named(struct ctx *c, const struct record *r, const struct field *f, struct str name,
               const void *row, int64_t *id);
#endif
