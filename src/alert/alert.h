/* SPDX-License-Identifier: Apache-2.0 */
/* alert.h - somebody must hear of it: what, about which deal, since when.
 *
 * An alert is a row for one person, written in the transaction of what it tells. It stands on his
 * first screen until he has seen it, goes out by mail when he chose so (/me), and is never raised
 * twice for the same kind, deal, subject, person and due moment. Levels go up the reporting line:
 * the owner, his manager, and the executive above them (who has that role; else one who has it
 * anywhere; else the top of the line). The mentor named on a novice's deal hears what he hears
 * (S0-53).
 * Shows: /alerts, Today, the number in the menu, /api/v1/alerts?to=E-MAIL or number. One sees one's
 * own and those of the people below.
 */
#ifndef ALERT_H
#define ALERT_H
#include "frame/frame.h"

enum level { LEVEL_REP,
             LEVEL_MANAGER,
             LEVEL_EXECUTIVE };

struct alert_kind {
    const char *name;  /* "promise_late" */
    const char *label; /* "Promise late" */
    int weight;        /* 0 to know, 1 to do, 2 at once: sorts and colours */
    const char *requirement;
    const char *page; /* "/complaints/": what it leads to, by its subject; NULL: the deal */
};
struct about {
    int64_t deal_id, subject; /* 0: none; subject is the promise, the request, … */
    struct instant due;       /* of what rang; NONE: now */
    struct str text;          /* one plain sentence, at most 300 characters */
};

struct alert {
    int64_t id;
    struct str kind; /* of an alert_kind */
    int64_t weight;  /* of its kind, when it was raised */
    int64_t user_id;
    int64_t deal_id, subject;
    struct instant due;
    struct str text;
    bool open; /* not seen, and not settled */
    struct instant seen, settled;
    struct str label, to; /* no fields: of the kind; the person's e-mail */
    BASE_MEMBERS;
};
struct alerts {
    struct alert *p;
    size_t n;
    int64_t count; /* of open ones, at most ALERTS_CAP */
    bool capped;
};
#define ALERTS_CAP 100

extern const struct record alert_record;
extern const struct slice alert_slice;

/* user 0: nobody to tell; then nothing is written. Twice the same: nothing is written. */
MUST_USE bool alert_raise(struct ctx *c, const struct alert_kind *k, int64_t user_id,
                          struct about about);
/* To the owner and everybody above him up to `upto`, each once. */
MUST_USE bool alert_up(struct ctx *c, const struct alert_kind *k, int64_t owner_id,
                       enum level upto, struct about about);
/* The person of that level above (or at) an owner; 0 when there is none. */
int64_t line_person(struct ctx *c, int64_t owner_id, enum level level);
/* What it was about is settled: it leaves the first screens, and stays in the record. */
MUST_USE bool alerts_settle(struct ctx *c, const struct alert_kind *k, int64_t subject);
/* The viewer has seen it; nothing happens when he had. It must be his own. */
MUST_USE bool alert_see(struct ctx *c, int64_t id);
/* His own open ones, what cannot wait first, then the oldest; at most `limit` rows. */
MUST_USE bool alerts_mine(struct ctx *c, size_t limit, struct alerts *out);
/* A deal that is removed takes its alerts along. */
MUST_USE bool alerts_drop(struct ctx *c, int64_t deal_id);
const struct alert_kind *alert_kind_named(struct str name); /* of any slice, NULL if none */
#endif
