/* SPDX-License-Identifier: Apache-2.0 */
/* ctx.h - what every rule is handed: memory, the database, the time, who asks, and the one fault
 * that may stand.
 *
 * What can fail returns bool; false means that the fault already stands in the context. The first
 * one wins, so steps chain: return read(c, …) && make(c, …) && answer(…).
 *
 * Three texts are never mixed: `detail` is what the person reads, `log` what the operator reads,
 * `next` what to do.
 */
#ifndef CTX_H
#define CTX_H
#include "instant.h"

enum fault_kind {
    FAULT_NONE,
    FAULT_BAD_INPUT,   /* 422, with a sentence per field */
    FAULT_BAD_REQUEST, /* 400: not readable as a request at all */
    FAULT_SIGN_IN,     /* 401: nobody is signed in, or the key is not known */
    FAULT_NOT_ALLOWED, /* 403: an action he may not do on what he may see */
    FAULT_NOT_FOUND,   /* 404: not there, or not for his eyes */
    FAULT_REFUSED,     /* 409: a gate, with its code and what to do instead */
    FAULT_CONFLICT,    /* 409: taken, in use */
    FAULT_STALE,       /* 412: somebody else was faster; both versions are shown */
    FAULT_TOO_LARGE,   /* 413 */
    FAULT_TOO_MANY,    /* 429 */
    FAULT_BUSY,        /* 503: try again */
    FAULT_TOO_SLOW,    /* 503 too_slow: past its budget */
    FAULT_FULL,        /* 507: no room on the disk */
    FAULT_BROKEN,      /* 500: ours */
};

struct field_fault {
    struct field_fault *next;
    struct str field;    /* as the client named it */
    struct str sentence; /* "Give a date like 2017-03-31." */
};

struct fault {
    enum fault_kind kind;
    const char *code;       /* stable, snake_case: "next_step_required" */
    struct str detail;      /* a plain sentence */
    struct str next[4];     /* allowed next actions; empty ones are not shown */
    struct str log;         /* for the operator only */
    struct field_fault *fields, **fields_end;
    int64_t subject;        /* refusals: the record they are about, 0 if none */
    const struct gate *gate; /* refusals: which gate, to be stored */
    int retry_s;            /* TOO_MANY, BUSY: seconds until it is worth another try; 0: 1 */
    /* refusals: what is allowed instead, as a member of the problem: "highest_allowed" and its
     * JSON; NULL: nothing to tell programs. */
    const char *offer_name;
    struct str offer;
    const void *current;    /* FAULT_STALE: the record as it stands now */
};

/* A named refusal. Tables of these stand in the slice whose rule refuses. */
struct gate {
    const char *code;
    const char *sentence;
    const char *next[3];
    const char *requirement;
    bool manager_may_override; /* */
};

/* Who asks. Made by the door he came through; everything is allocated in the request's arena or
 * outlives it. */
struct viewer {
    int64_t id;            /* user; 0 nobody */
    unsigned roles;        /* enum role bits, known to src/frame */
    bool sees_all;         /* his reporting line holds everybody */
    const int64_t *owners; /* the users whose records he sees, himself first (S2-26) */
    size_t n_owners;
    const char *door;      /* "web", "api", "import", "cli", "clock" */
};

struct db;
struct cause;

struct ctx {
    struct arena *arena;
    struct db *db;
    struct instant now;
    const struct viewer *viewer; /* never NULL; viewer_system for the program itself */
    struct fault fault;
    const struct cause *cause; /* the product's: what a change is part of; NULL: of itself */
    void *after;                 /* lib/db: what runs after the commit */
};

extern const struct viewer viewer_system; /* sees all, id 0, door "clock" */

/* Sets the fault unless one stands; always returns false. detail must live as long as the arena. */
bool fail(struct ctx *c, enum fault_kind kind, const char *code, struct str detail);
/* FAULT_BROKEN with a text for the log; the person reads that it is our fault and that nothing was
 * changed. */
bool broken(struct ctx *c, const char *format, ...) PRINTF(2, 3);
/* Adds one sentence about one field; the fault is FAULT_BAD_INPUT, code "bad_input". Many may be
 * added. A refusal that stands keeps its kind and takes the sentence along. */
bool bad_field(struct ctx *c, struct str field, const char *format, ...) PRINTF(3, 4);
bool refuse(struct ctx *c, const struct gate *gate, int64_t subject);
static inline bool failed(const struct ctx *c) { return c->fault.kind != FAULT_NONE; }
void fault_clear(struct ctx *c);
int fault_status(enum fault_kind kind);        /* the HTTP status; one table */
const char *fault_title(enum fault_kind kind); /* "Not found" */
bool fault_tried_again(enum fault_kind kind);
#endif
