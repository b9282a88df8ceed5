/* SPDX-License-Identifier: Apache-2.0 */
/* buyer_view.h - what the buyer's page shows: only what both sides may see, read by queries of its
 * own. */
#ifndef BUYER_VIEW_H
#define BUYER_VIEW_H
#include "approval/approval.h"
#include "ask/ask.h"
#include "buyer/buyer.h"
#include "complaint/complaint.h"
#include "fact/fact.h"
#include "party/party.h"
#include "question/question.h"

struct buyer_promise {
    const struct promise *p;
    const char *tone;
    struct str state, when, agreed, moved; /* moved: by whom and why; empty: it was not */
    struct str *differs;
    size_t n_differs;
    bool live, may_insist;
};
struct buyer_promises {
    struct buyer_promise *p;
    size_t n;
};
struct buyer_fact {
    int64_t id;
    struct str label, value, where;
    bool outdated;
};
struct buyer_choice {           /* a team's answer that waits for his yes */
    int64_t request_id, choice; /* choice 0: the conditions */
    struct str what, when;
    struct str needs; /* the conditions of a choice; empty: it has none */
};
struct buyer_roadblock {
    const struct roadblock *r;
    struct str when;
};
struct buyer_party {
    const struct party *party;
    struct str role;
    struct buyer_consent {
        int action;
        const char *name, *label;
        bool given;
    } consents[5];
};
struct buyer_view {
    struct str token, url, once;
    struct str company, title, owner, name;
    const struct buyer *b;
    struct reaction done;
    struct str message; /* why nothing was done */
    struct str next;
    const struct req *q;
    const char *action; /* what he tried; NULL: nothing, or it went well */
    int64_t action_id;
    bool open, lost, twice;
    struct str closed, answer_by, wish, stage, ours, urgency, need_by, step, step_when;
    bool answer_late, answered;
    struct buyer_promises us, his;
    struct {
        struct question_row *p;
        size_t n;
    } questions;
    struct {
        struct buyer_fact *p;
        size_t n;
    } facts;
    struct {
        struct buyer_choice *p;
        size_t n;
    } choices;
    struct {
        struct buyer_roadblock *p;
        size_t n;
    } roadblocks;
    struct {
        struct str *p; /* by when each question to a manager is decided (S0-36) */
        size_t n;
    } decisions;
    struct {
        struct buyer_party *p;
        size_t n;
    } parties;
    struct complaints complaints;
    struct {
        struct str *p;
        size_t n;
    } plan;
    struct str deadline, deadline_of; /* never our own target (S3-48) */
    struct form_options slots; /* of a demo; open ones */
    struct str demo, demo_url; /* how he sees it by himself */
    bool shows;                /* he asked for it */
    struct form_options stages, urgencies, channels, changes, reasons, exits, people;
};

MUST_USE bool buyer_view_fill(struct req *q, struct buyer *b, struct buyer_view *v);
/* Of the form that was not good: what was typed, and what is wrong with it. */
bool buyer_failed(const struct buyer_view *v, const char *action, int64_t id);
struct str buyer_typed(const struct buyer_view *v, const char *action, int64_t id,
                       const char *name);
struct str buyer_error(const struct buyer_view *v, const char *action, int64_t id,
                       const char *name);
#endif
