/* SPDX-License-Identifier: Apache-2.0 */
/* record.h - the engine behind the record table: one list of fields, and SQL, checks, JSON, CSV,
 * forms and lists of it.
 *
 * A record is a plain struct and beside it a const table, each row checked against the struct by
 * the compiler. To add a field: a member, a row, a migration line; it then shows in form, list, CSV
 * and JSON. Table `deal`, column `due`, JSON member `due`, form input `due`, URL /deals: the same
 * word everywhere.
 *
 * Column by kind (what the migration writes):
 *   ID       {id}                      int64_t
 *   REF      {int} REFERENCES other    int64_t, 0 is NULL; JSON "account_id"
 *   TEXT     text NOT NULL DEFAULT ''  struct str, one line; with SORTED or PREFIX also NAME_fold
 *   LINES    text NOT NULL DEFAULT ''  struct str, several lines
 *   EMAIL    text NOT NULL DEFAULT ''  struct str, kept as typed; NAME_fold like TEXT
 *   WORD     {int} NOT NULL DEFAULT 0  int, an index into .words; JSON the word; 0 the default
 *   INT      {int} NULL                int64_t, INT_NONE is NULL and absent
 *   PERCENT  {int} NOT NULL DEFAULT 0  int 0..100; below 0 in a struct: not said yet
 *   MONEY    NAME {int} NULL, NAME_currency text NOT NULL DEFAULT ''   struct money; JSON
 *            {"amount":"1.00","currency":"USD"} or null
 *   DAY      {int} NOT NULL DEFAULT 2932897          struct day
 *   INSTANT  {int} NOT NULL DEFAULT 253402300800000  struct instant
 *   FLAG     {int} NOT NULL DEFAULT 0  bool
 * Every record has the fields id, version, created, updated; the engine sets them.
 *
 * Who sees: a record with .owner is seen by those whose line holds the owner, and by those it is
 * shared with; one with .through is seen by who sees that record; others by all staff. What one may
 * not see is FAULT_NOT_FOUND.
 */
#ifndef RECORD_H
#define RECORD_H
#include "base/ctx.h"
#include "base/money.h"
#include "db/db.h"
#include "base/input.h"

enum kind {
    KIND_ID,
    KIND_REF,
    KIND_TEXT,
    KIND_LINES,
    KIND_EMAIL,
    KIND_WORD,
    KIND_INT,
    KIND_PERCENT,
    KIND_MONEY,
    KIND_DAY,
    KIND_INSTANT,
    KIND_FLAG,
};

#define INT_NONE INT64_MIN

enum field_flags {
    REQUIRED = 1,   /* must be given on create and may not become empty */
    LISTED = 2,     /* a column of the list page */
    FILTER = 4,     /* ?name= narrows a list */
    SORTED = 8,     /* ?sort=name is allowed */
    COMPUTED = 16,  /* never set by a client; refused by name when sent */
    ONCE = 32,      /* set on create only */
    PREFIX = 64,    /* found by prefix (search box), through NAME_fold */
    OFF_FORM = 128, /* not on the generic form (still in JSON, CSV) */
    SECRET = 256,   /* never leaves: no JSON, CSV, list or form */
    SEARCHED = 512, /* found by its words; {words TABLE} stands in a migration: db/words.h */
};

struct shape;

struct word {
    const char *name;  /* stored index = position; JSON and CSV carry the name */
    const char *label; /* for people */
};

struct field {
    const char *name;
    enum kind kind;
    size_t offset;
    const char *label;
    unsigned flags;
    /* TEXT, LINES: code points (0: 200 and 10,000); INT: largest (0: 2^53) */
    int64_t max;
    int64_t min;              /* INT: smallest */
    const struct word *words; /* WORD: ends with {0} */
    const char *ref;          /* REF: name of the other record */
    const char *hint;         /* one short line under the input */
};

/* The member's C type must be the one its kind stores, or the array size is negative. */
#define FIELD_TYPE_ID int64_t
#define FIELD_TYPE_REF int64_t
#define FIELD_TYPE_TEXT struct str
#define FIELD_TYPE_LINES struct str
#define FIELD_TYPE_EMAIL struct str
#define FIELD_TYPE_WORD int
#define FIELD_TYPE_INT int64_t
#define FIELD_TYPE_PERCENT int
#define FIELD_TYPE_MONEY struct money
#define FIELD_TYPE_DAY struct day
#define FIELD_TYPE_INSTANT struct instant
#define FIELD_TYPE_FLAG bool
#define FIELD_CHECK(r, m, k) \
    (0 * sizeof(char[__builtin_types_compatible_p(__typeof__(((struct r *)0)->m), FIELD_TYPE_##k) \
                         ? 1 \
                         : -1]))
#define F(r, m, k) \
    .name = #m, .kind = KIND_##k, .offset = offsetof(struct r, m) + FIELD_CHECK(r, m, k)

/* A declared list: the sort, the filters that may narrow it, and the index behind both. A test
 * reads the plan. */
struct list {
    const char *sort;        /* field name, "-value" descending */
    const char *filters[3];  /* fields compared for equality, in index order after the owner */
    const char *index;       /* name in the migration, for all */
    const char *owner_index; /* the same led by the owner column, NULL where there is no owner */
};

struct list_query;
struct record {
    const char *name, *plural;       /* "deal", "deals" */
    const char *label, *labels;      /* "Deal", "Deals" */
    size_t size;
    const struct field *fields;
    size_t n_fields;
    const char *title;               /* the field that names it: "name" */
    const char *detail;              /* the field that tells two of the same title apart, or NULL */
    const char *owner;               /* column of the owner, or NULL */
    /* table (NAME_id, user_id) of those it is shared with, or NULL */
    const char *shares;
    const char *through;             /* REF field whose record decides who sees, or NULL */
    const char *default_sort;        /* "-id" */
    const struct list *lists;
    size_t n_lists;
    /* Sort by another column than the field's own: a money field sorts by its base value. NULL:
     * NAME, or NAME_fold. */
    const char *(*sort_column)(const struct field *f);
    /* Takes away filters that another one implies, as a stage says the state, so that the index
     * of that one serves. False: they contradict each other, and nothing fits. NULL: there are
     * none. */
    bool (*imply)(struct ctx *c, struct list_query *lq);
    /* Fills members of the struct that are no fields, such as names kept in memory; after every
     * read, insert and update. NULL: there are none. */
    bool (*complete)(struct ctx *c, void *row);
    /* Members beyond the fields: computed words and names. Called inside the object, writes
     * ,"x":… */
    void (*json_more)(struct buf *b, const void *row);
    /* Those members, for the API's document: openapi.h. */
    const struct shape *more;
    /* A filter or value given as a word instead of an id: ?stage=Won. True when it found the id.
     * row: what is known of the fields before f, as read so far; of a filter, what is asked for. */
    bool (*ref_by_name)(struct ctx *c, const struct field *f, struct str name, const void *row,
                        int64_t *id);
};
/* Struct rows end with these two; put BASE_MEMBERS last in the struct and BASE_FIELDS(deal) last
 * in the table. */
#define BASE_MEMBERS \
    int64_t version; \
    struct instant created, updated
#define BASE_FIELDS(r) \
    { F(r, version, ID), .label = "Version", .flags = COMPUTED | OFF_FORM }, \
    { F(r, created, INSTANT), .label = "Created", .flags = COMPUTED | OFF_FORM }, \
    { F(r, updated, INSTANT), .label = "Changed", .flags = COMPUTED | OFF_FORM }

/* Start-up: every record is registered once, so that REF fields find their other; dies on
 * nonsense. */
void records_register(const struct record *const *records, size_t n);
const struct record *record_named(const char *name);   /* NULL if none */
const struct field *field_named(const struct record *r, struct str name);

/* ---- rows ---- */
/* checks who sees */
MUST_USE bool record_get(struct ctx *c, const struct record *r, int64_t id, void *row);
/* does not: for rules */
MUST_USE bool record_get_any(struct ctx *c, const struct record *r, int64_t id, void *row);
/* else not found */
MUST_USE bool record_may_see(struct ctx *c, const struct record *r, int64_t id, const void *row);
/* sets id, version 1, created, updated */
MUST_USE bool record_insert(struct ctx *c, const struct record *r, void *row);
/* Writes every field if the stored version is still row->version, which then goes up; else
 * FAULT_STALE, with the stored row in fault.current. */
MUST_USE bool record_update(struct ctx *c, const struct record *r, void *row);
/* Takes the row out of its table if the stored version is still row->version; else FAULT_STALE.
 * Nothing may refer to it. */
MUST_USE bool record_remove(struct ctx *c, const struct record *r, const void *row);
/* if_match >= 0 and not row's version: FAULT_STALE as above. */
MUST_USE bool record_check_version(struct ctx *c, const struct record *r, const void *row,
                                   int64_t if_match);
/* The title of a record, for a link beside a REF; empty when 0, "#42" when it has none. No rights
 * asked: names of accounts, contacts, products and users are open to staff. */
struct str record_title(struct ctx *c, const struct record *r, int64_t id);
int64_t record_id(const struct record *r, const void *row);
int64_t record_version(const struct record *r, const void *row);
/* What tells it from another of the same title, as people read it; empty where nothing does. */
struct str record_detail(struct ctx *c, const struct record *r, const void *row);

/* ---- input ---- */
enum record_read { RECORD_CREATE, RECORD_PATCH };
#define FIELDS_MAX 128
__extension__ typedef unsigned __int128 field_bits;
struct field_set { field_bits bits; }; /* by index in the table */
bool field_in(const struct record *r, struct field_set set, const char *name);
/* Reads every item of `in` that is a field into row, all faults at once; unknown items are left
 * unused (call input_all_used after reading your own). MONEY reads NAME ("1,200",
 * {"amount","currency"}), NAME_currency or NAME.currency, in `currency` when none is said. *given:
 * which fields were there. CREATE checks REQUIRED and leaves what is empty as the row has it.
 * References must exist and be seen. */
MUST_USE bool record_read(struct ctx *c, const struct record *r, struct input *in,
                          enum record_read how, const char *currency, void *row,
                          struct field_set *given);
void record_init(const struct record *r, void *row); /* all fields absent: DAY_NONE, INT_NONE, … */

/* ---- output ---- */
void record_json(struct buf *b, const struct record *r, const void *row);
void record_csv_head(struct buf *b, const struct record *r);
/* cells that start a formula get a ' */
void record_csv_row(struct buf *b, const struct record *r, const void *row);
/* Some of the fields, for a list that a person reads: a reference as its number and, under its
 * name without _id, its title. */
void record_csv_some_head(struct buf *b, const struct record *r,
                          const struct field *const *fields, size_t n);
void record_csv_some_row(struct ctx *c, struct buf *b, const struct record *r,
                         const struct field *const *fields, size_t n, const void *row);
void record_csv_cell(struct buf *b, struct str s); /* one of them, quoted where needed */
/* What a cell said before it was disarmed with a '. */
struct str record_csv_read(struct str cell);
/* A value for people, on the arena: "$1,200", "3 May 2027", "Engaging", the title of what a REF
 * points to. */
struct str field_show(struct ctx *c, const struct field *f, const void *row);
/* The same as a form or JSON client would send it: "1200.00", "2027-05-03", "engaging", "42". */
struct str field_plain(struct arena *a, const struct field *f, const void *row);
/* Puts back into row what field_plain() gave; MONEY with its currency. False: it cannot be read. */
MUST_USE bool field_put(struct ctx *c, const struct field *f, struct str plain,
                        struct str currency, void *row);

struct change {
    const struct field *field;
    struct str old_text, new_text;   /* plain */
    struct str old_shown, new_shown; /* for people */
    struct str old_currency, new_currency; /* MONEY */
};
struct changes {
    struct change *p;
    size_t n;
};
/* What differs, without id, version, created, updated. */
struct changes record_diff(struct ctx *c, const struct record *r, const void *old_row,
                           const void *new_row);

/* ---- lists ---- */
#define LIST_LIMIT 200
/* FROM and TO: DAY and INSTANT, that value included; rows without one fit neither */
enum list_op { LIST_IS, LIST_FROM, LIST_TO };
struct list_query {
    const struct field *sort; /* NULL: the record's default */
    bool descending;
    struct { const struct field *field; int64_t i; struct str s; enum list_op op; } filters[6];
    size_t n_filters;
    int limit;            /* 1..LIST_LIMIT; 0: 50 */
    bool has_after;       /* key of the last row of the page before */
    int64_t after_i, after_id;
    struct str after_s;
    bool counted;         /* also count, capped at 1,000 */
};
struct list_page {
    void *rows;           /* array of r->size structs */
    size_t n;
    int64_t count;        /* 0..1,000, -1 when not counted */
    bool count_capped;    /* "1,000+" */
    struct str next;      /* value of ?after= for the next page, empty at the end */
};
/* ?sort=-value&limit=50&after=…&stage_id=3&owner_id=7; REF filters also take a name through
 * ref_by_name under the name without _id (stage=Won); DAY and INSTANT also NAME_from and NAME_to.
 * An empty filter narrows nothing. What it understood is marked used. */
MUST_USE bool list_query_read(struct ctx *c, const struct record *r, struct input *in,
                              struct list_query *out);
/* The page behind this one, by its `next`. */
MUST_USE bool list_query_after(struct ctx *c, const struct record *r, struct str next,
                               struct list_query *lq);
/* Pages by key. By how much the viewer sees: one branch per owner merged by key, or one for all;
 * shared rows are a branch of their own. A sum of rows never changes what a page costs. */
MUST_USE bool record_list(struct ctx *c, const struct record *r, const struct list_query *lq,
                          struct list_page *out);
/* {"items":[…],"next":"…","count":n,"count_capped":false} */
void record_list_json(struct buf *b, const struct record *r, const struct list_page *page);
/* At most `limit` rows whose PREFIX fields start with `text` (folded), that the viewer sees. */
MUST_USE bool record_find(struct ctx *c, const struct record *r, struct str text, int limit,
                          struct list_page *out);

/* ---- words ---- */
struct question;
bool record_is_searched(const struct record *r); /* has a field that is */
/* At most `limit` rows that hold all that the question asks for and that the viewer sees: those
 * that hold it in their title first, then the newest. Counted up to SEARCH_COUNT. */
#define SEARCH_COUNT 50
MUST_USE bool record_search(struct ctx *c, const struct record *r, const struct question *q,
                            int limit, struct list_page *out);
/* Its owner, or whom it is shared with, was changed by other means than record_update; or rows of
 * other records are seen through it. */
MUST_USE bool record_seen_changed(struct ctx *c, const struct record *r, int64_t id);
/* A piece of the rows whose words are missing, at most 50 ms of it. */
MUST_USE bool record_words_fill(struct ctx *c, const struct record *r, bool *more);
/* Tells each row whose words are not those of the index, in their order; `what` is for people. */
MUST_USE bool record_words_look(struct ctx *c, const struct record *r,
                                void (*found)(void *arg, int64_t id, const char *what),
                                void *arg);
/* The declared lists as SQL, for the test that reads their plans. */
struct str list_sql(struct arena *a, const struct record *r, const struct list *l, bool for_owner);
/* Every statement behind a declared list and a search by prefix: for one owner, which is also what
 * a few owners are asked one by one, and for all. */
struct record_plan {
    struct str sql, what;
    const char *index;      /* the one it must follow; NULL: one that begins with `columns` */
    const char *columns[2]; /* where there is no first, the primary key will do */
};
struct record_plans {
    struct record_plan *p;
    size_t n;
};
struct record_plans record_plans(struct arena *a, const struct record *r);

/* ---- forms ---- */
struct form_option { struct str value, label; bool chosen; };
struct form_options { struct form_option *p; size_t n; };
struct form_field {
    /* type: text, lines, email, word, ref, number, money, date, time, flag */
    const char *name, *label, *hint, *type;
    struct str value, shown;               /* plain; for people (a REF's title) */
    struct str error;                      /* a sentence, or empty */
    struct form_options options;           /* WORD; REF to a small record is given by the slice */
    bool required, wide;
    const char *ref_plural;                /* REF: where to search, "accounts" */
    const char *button;                    /* asks for the form again with what this decides */
    int64_t max;
};
struct form {
    struct form_field *p;
    size_t n;
};
/* Every field that a client may set, with its value: from `in` when given (what was typed), else
 * from row; errors from c->fault. `how` CREATE leaves out nothing, PATCH leaves out ONCE. */
struct form record_form(struct ctx *c, const struct record *r, const void *row, struct input *in,
                        enum record_read how);
#endif
