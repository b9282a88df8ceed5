/* SPDX-License-Identifier: Apache-2.0 */
/* deal.h - one sale in the making, as both sides see it.
 *
 * Beside our stage stands the buyer's; beside the date we hope for, the date the buyer gave, with
 * the touch that proves it. Every change of value, probability, stage, date or owner is kept with
 * who, when and why, and what the deal was on any past day can be shown (S2-27). One open next
 * step: what, when (S2-25).
 *
 * Always true: state follows the stage's ending; a won deal has a value and a closing day; a lost
 * one a reason; the kept sums equal the sum of the deals; deal_state has one open row per deal.
 * What the buyer said of urgency, need-by, budget and stage is his: only his own words change it
 * (S0-08, gate buyer_owned). rep_stage is the stage that one of us set, none until somebody did,
 * beside buyer_stage (S0-62). The probability of an enquiry follows the buyer's stage.
 * Shows: /deals, /board, /deals/42, /api/v1/deals. A deal is seen by its owner's line and by those
 * it is shared with.
 */
#ifndef DEAL_H
#define DEAL_H
#include "frame/frame.h"
#include "pipeline/pipeline.h"

enum deal_state { DEAL_OPEN,
                  DEAL_WON,
                  DEAL_LOST };
enum close_source { CLOSE_REP_GUESS,
                    CLOSE_BUYER };
enum value_source { VALUE_GIVEN,
                    VALUE_LIST_PRICE };
enum urgency { URGENCY_NORMAL,
               URGENCY_URGENT };
enum said_by { SAID_BY_NOBODY,
               SAID_BY_US,
               SAID_BY_BUYER };
enum deal_source { SOURCE_UNKNOWN,
                   SOURCE_ENQUIRY };
enum deal_direction { DIRECTION_UNKNOWN,
                      DIRECTION_INBOUND,
                      DIRECTION_OUTBOUND };
enum deal_purpose { PURPOSE_UNKNOWN,
                    PURPOSE_GATHERING,
                    PURPOSE_BUYING,
                    PURPOSE_OTHER };
enum deal_health { HEALTH_OK,
                   HEALTH_SILENT,
                   HEALTH_PRESUMED_GONE };
enum payment_path { PAYMENT_UNKNOWN,
                    PAYMENT_INVOICE,
                    PAYMENT_SELF,
                    PAYMENT_APPROVAL,
                    PAYMENT_INSURANCE,
                    PAYMENT_LEASE };
enum knowledge { KNOWLEDGE_UNKNOWN,
                 KNOWLEDGE_BEGINNER,
                 KNOWLEDGE_HOMEWORK,
                 KNOWLEDGE_EXPERT };
enum alternatives { ALTERNATIVES_UNKNOWN,
                    ALTERNATIVES_SOME,
                    ALTERNATIVES_NONE };
/* What a seller presumes of a buyer until something said or seen confirms it (S2-11). */
enum presumption { PRESUMED,
                   CONFIRMED };
/* Whose deadline it is (S3-48): a seller's target is never shown to the buyer as his. */
enum deadline_of { DEADLINE_OF_NOBODY,
                   DEADLINE_OF_BUYER,
                   DEADLINE_OF_CAPACITY,
                   DEADLINE_OF_TARGET,
                   DEADLINE_OF_LAW };
/* Why it was lost, in a word (S0-38). */
enum lost_cause { LOST_UNSAID,
                  LOST_BY_SPEED,
                  LOST_BY_PROCESS,
                  LOST_BY_PRICE,
                  LOST_BY_PRODUCT,
                  LOST_BY_TRUST,
                  LOST_OTHERWISE };
enum closed_by { CLOSED_BY_US,
                 CLOSED_BY_BUYER };
enum buyer_stage { BUYER_UNKNOWN,
                   BUYER_LOOKING,
                   BUYER_COMPARING,
                   BUYER_WANTS_DEMO,
                   BUYER_READY };

struct deal {
    int64_t id;
    struct str name;
    int64_t account_id, contact_id, product_id;
    struct str item, options;
    int64_t pipeline_id, stage_id; /* where it stands with us */
    int64_t rep_stage_id;          /* the stage that one of us set; 0: nobody yet */
    int state;                     /* enum deal_state, from the stage */
    int buyer_stage;               /* enum buyer_stage, as the buyer told it (S0-62) */
    struct day buyer_stage_day;
    int64_t owner_id;
    struct money value;
    int64_t value_base;        /* in the organisation's currency; 0 without value or rate */
    struct day value_day;      /* when the value was entered: the day whose rate counts */
    struct str value_rate;     /* by which value_base was counted, worth_parse(); empty in our own
                                * currency, and where there was no rate */
    struct day value_rate_day; /* of that rate: value_day, or some days before */
    int value_source;          /* enum value_source */
    int probability;
    struct day expected_close;
    int close_source;            /* enum close_source (S3-53) */
    int64_t close_touch_id;      /* the inbound touch in which the buyer said it */
    struct day seller_target;    /* what we would like; counts nowhere */
    int urgency;                 /* enum urgency */
    int urgency_source;          /* enum said_by */
    struct instant urgency_said; /* when the buyer said so */
    struct day need_by;
    int need_by_source;
    struct instant need_by_said;
    struct money budget_from, budget; /* from: where he gave a range */
    int budget_source;
    int payment_path, source, direction, purpose;
    int knowledge; /* enum knowledge: S0-18 */
    /* enum alternatives; that there are none is the buyer's word alone: S0-35 */
    int alternatives;
    int health; /* enum deal_health: how he waits (silence/silence.h) */
    /* Of an enquiry (S0-06); then when a human word last reached him (S0-15). */
    struct instant asked, first_answer_due, first_answered;
    struct instant human_contact;
    int64_t mentor_id; /* beside a new owner, and hears what he hears: S0-53 */
    struct day engaged_on, closed_on;
    int closed_by; /* enum closed_by */
    struct str lost_reason, lost_to;
    int lost_cause;        /* enum lost_cause */
    int64_t ready_minutes; /* from his being ready to buy to the loss; INT_NONE: he never was */
    struct str next_step;
    struct instant next_step_due;
    struct instant last_touch, last_heard; /* last contact either way; last word from the buyer */
    int64_t last_seq;
    struct str outside_id;
    int interest, right_person, potential; /* enum presumption, by evidence */
    bool probability_held; /* it would be higher; what is presumed holds it down */
    struct day deadline;
    int deadline_of;             /* enum deadline_of */
    struct str tags;             /* "agm, paper": neutral words (S3-15) */
    struct instant review_since; /* a change that nobody has looked at yet; NONE: there is none */
    /* no fields: from memory, for those who read */
    struct str stage_name, owner_name, rep_stage_name;
    BASE_MEMBERS;
};

extern const struct record deal_record;
extern const struct slice deal_slice;
extern const struct policy commit_floor; /* percent, 50 [D] */
extern const struct policy silent_days;  /* days without contact that make a deal silent, 7 [D] */
/* Percent at most while a buyer is presumed gone, 10 [D]. */
extern const struct policy gone_probability;
/* The highest probability while interest, right person or potential is presumed, 25 [D]. */
extern const struct policy presumption_cap;
extern const struct gate next_step_required, buyer_owned, no_rate, own_currency, buyer_is_gone;
extern const struct gate presumptions_open, already_verified, price_waits;
extern const struct word buyer_stage_words[], urgency_words[], payment_words[], knowledge_words[];
extern const struct word alternatives_words[], purpose_words[], lost_cause_words[];

/* A new deal with the defaults of deal_defaults() already in place. */
void deal_init(struct deal *d);
/* Fills what nobody said: pipeline, first open stage, its probability, owner = who asks,
 * urgency. */
MUST_USE bool deal_defaults(struct ctx *c, struct deal *d);
MUST_USE bool deal_create(struct ctx *c, struct deal *d);
/* Saves a changed deal: derives state, source of the date and base value, keeps history, states and
 * sums. `was` is the row as read in this transaction. A change of expected_close without a new
 * close_touch_id becomes a rep's guess. */
MUST_USE bool deal_save(struct ctx *c, const struct deal *was, struct deal *now, struct str why);
/* The same after a touch, whose own entry already tells the next step. What it changes of that
 * which may be the buyer's is the buyer's: touch_log() has asked for his words. */
MUST_USE bool deal_save_touched(struct ctx *c, const struct deal *was, struct deal *now);
/* Old values are put back into now: with a date of the buyer's comes the touch that proves it, and
 * what he said of his stage does not come back this way. */
MUST_USE bool deal_restore(struct ctx *c, const struct deal *was, struct deal *now);
/* The same, in which nothing but health, contact and answer changes: what clocks and letters find
 * out. */
MUST_USE bool deal_save_health(struct ctx *c, const struct deal *was, struct deal *now,
                               struct str why);
/* It is being closed: what is open between both sides ends with it, or is moot (ask/ask_over.c,
 * which knows what else hangs on it). Before the deal itself is saved. */
MUST_USE bool deal_over(struct ctx *c, int64_t deal_id, int state);
/* To another stage, whose probability comes along, unless the buyer's own stage says it; then
 * deal_save(), where won needs a value and lost a reason. */
void deal_move(struct deal *d, const struct stage *to);
/* Out of lists, sums and pages from now on: frame/removed.h. It has no touches any more. */
MUST_USE bool deal_remove(struct ctx *c, const struct deal *d);
/* Whom it is shared with sees it, but does not pass it on: its owner and those above him do, with
 * somebody who sells. */
MUST_USE bool deal_may_share(struct ctx *c, const struct deal *d);
MUST_USE bool deal_may_share_with(struct ctx *c, int64_t user_id);
MUST_USE bool deal_share(struct ctx *c, int64_t deal_id, int64_t user_id);
MUST_USE bool deal_unshare(struct ctx *c, int64_t deal_id, int64_t user_id);
/* The next number in the deal's own order; the caller saves d. */
int64_t deal_next_seq(struct deal *d);

/* ---- how long he waits (deal_wait.c): clocks that silence.c rings ----
 * They stand here because a deal that is closed, reopened or becomes urgent moves them. */
struct clock;
struct alert_kind;
/* An enquiry that nobody has answered yet. */
extern const struct alert_kind alert_asked, alert_asked_urgent;
extern const struct alert_kind alert_answer_missed, alert_answer_late, alert_silent;
extern const struct alert_kind alert_critical, alert_gone;
extern const struct clock first_answer, first_answer_late, silence_warn, silence_critical;
/* The answer's clock runs from now; first_answer_due is set, the caller saves d. */
MUST_USE bool deal_wait_asked(struct ctx *c, struct deal *d);
/* Silence is counted from that moment on, by the deal's urgency. */
MUST_USE bool deal_wait_from(struct ctx *c, const struct deal *d, struct instant from);
/* He was answered; silence goes on being counted. */
MUST_USE bool deal_wait_answered(struct ctx *c, int64_t deal_id);
MUST_USE bool deal_wait_over(struct ctx *c, int64_t deal_id);
/* What was raised about it leaves the first screens. */
MUST_USE bool deal_wait_settled(struct ctx *c, int64_t deal_id);
/* What they ring: silence.c. */
bool silence_answer_missed(struct ctx *c, int64_t deal_id, struct instant due);
bool silence_answer_late(struct ctx *c, int64_t deal_id, struct instant due);
bool silence_warned(struct ctx *c, int64_t deal_id, struct instant due);
bool silence_turned_critical(struct ctx *c, int64_t deal_id, struct instant due);

/* ---- letters that follow by themselves (deal_wait.c): clocks that readback.c rings ---- */
extern const struct clock read_back, interim_status;
/* What was heard goes back to him within a minute, with what was promised until then (S0-09). */
MUST_USE bool deal_read_back(struct ctx *c, int64_t deal_id);
/* The same, when he was spoken with lately: what is promised now belongs to it. */
MUST_USE bool deal_read_back_too(struct ctx *c, const struct deal *d);
/* Somebody was asked to say where a promise stands: when he does not, a letter does (S0-24). */
MUST_USE bool deal_status_soon(struct ctx *c, int64_t promise_id);
bool read_back_rings(struct ctx *c, int64_t deal_id, struct instant due);
bool interim_status_rings(struct ctx *c, int64_t promise_id, struct instant due);

struct deal_ids {
    int64_t *p;
    size_t n;
};
/* The users a deal is shared with, the contacts on it beside the main one. */
MUST_USE bool deal_shares_read(struct ctx *c, int64_t deal_id, struct deal_ids *users);
MUST_USE bool deal_contacts_read(struct ctx *c, int64_t deal_id, struct deal_ids *contacts);
MUST_USE bool deal_contact_add(struct ctx *c, int64_t deal_id, int64_t contact_id, bool *added);

/* An entry of its history that names a row by its number and holds no words: {"fact_id":7}; the
 * caller saves d. */
MUST_USE bool deal_tell(struct ctx *c, struct deal *d, const char *kind, const char *member,
                        int64_t id);
/* The same where nothing else of the deal changes. */
MUST_USE bool deal_tell_alone(struct ctx *c, int64_t deal_id, const char *kind,
                              const char *member, int64_t id);

/* ---- what is presumed, what is verified (deal_presumed.c, deal_said.c) ---- */
bool deal_is_confirmed(const struct deal *d); /* interest, right person and potential */
/* "interest and potential"; empty when all are confirmed. */
struct str deal_presumed_words(struct arena *a, const struct deal *d);
/* Reads what is confirmed by facts and by what the buyer said of his stage; the caller saves d. */
MUST_USE bool deal_evidence_read(struct ctx *c, struct deal *d);
/* A step that would verify what the buyer has verified himself (S0-11): *warning says what, when
 * and with whom; empty when there is no such thing. */
MUST_USE bool deal_verified_warning(struct ctx *c, int64_t deal_id, struct str step,
                                    struct str *warning);
/* Refuses such a step (already_verified) unless somebody says why it is done again. */
MUST_USE bool deal_step_is_new(struct ctx *c, int64_t deal_id, struct str step, struct str why);

/* ---- value and rate ---- */
/* A value in another currency that is in no sum, for want of a rate. */
bool deal_waits_for_rate(const struct deal *d);
struct deal_waiting {
    int64_t id;
    char currency[4];
    struct day day;
};
struct deal_waitings {
    struct deal_waiting *p;
    size_t n;
};
/* Those behind the deal `after`, in the order of their numbers; whoever may see them. */
MUST_USE bool deals_waiting_read(struct ctx *c, int64_t after, int limit,
                                 struct deal_waitings *out);
/* A deal that waits gets the rate of its day, if there is one by now; history says so. */
MUST_USE bool deal_rate_give(struct ctx *c, int64_t id, bool *given);
/* Saves a deal with its value counted anew at the rate of today: the only way in which a value that
 * was counted changes without being changed. Refused (no_rate, own_currency). */
MUST_USE bool deal_rate_again(struct ctx *c, const struct deal *was, struct deal *now,
                              struct str why);
/* "= $10,840 at 1.0840 of 3 May 2017"; what is said where there is no rate; empty in our own
 * currency. */
struct str deal_value_said(struct arena *a, struct money value, int64_t base, struct str rate,
                           struct day rate_day);
/* Whether any deal was ever stored: its values are kept in the organisation's currency. */
MUST_USE bool deals_exist(struct ctx *c, bool *some);

/* ---- what it passed over (deal_skip.c) ---- */
#define SKIPS_MAX 40
struct skip {
    int64_t stage_id; /* ours; 0: a stage of the buyer's own */
    int buyer_stage;  /* enum buyer_stage; 0: one of ours */
    struct instant skipped;
    bool by_buyer;
    int64_t touch_id; /* in which he said so; 0: none was named */
};
struct skips {
    struct skip *p;
    size_t n;
};
/* By when, then by stage; the caller has checked who may see the deal. */
MUST_USE bool skips_read(struct ctx *c, int64_t deal_id, struct skips *out);

/* ---- what needs no asking (deal_known.c) ---- */
/* "item MD-1, budget $4,800 to $5,000, insurer OK, pays up front"; empty when nothing is. */
MUST_USE bool deal_known(struct ctx *c, const struct deal *d, struct str *known);
/* "4 days to need-by", "needed today", "needed 3 days ago"; empty without a day. */
struct str deal_need_words(struct arena *a, struct day need_by, struct day today);

/* ---- sums and states ---- */
/* How a deal counts in the kept sums. */
struct deal_part {
    int64_t owner_id, stage_id;
    struct day day; /* closed_on when closed, else expected_close */
    int state;      /* enum sum_state */
    int confirmed;  /* probability when the date came from the buyer, else -1 */
    int probability;
    char currency[4]; /* of value_base; the deal's own where there is no rate */
    int64_t value;
};
enum sum_state { SUM_OPEN,
                 SUM_WON,
                 SUM_LOST,
                 SUM_NO_VALUE,
                 SUM_NO_RATE };
struct deal_part deal_part_of(const struct deal *d);

struct stage_total {
    int64_t stage_id, deals, value, weighted; /* weighted: value × percent */
};
/* Totals of one stage over what the viewer sees by his line (shared deals are not in sums). */
MUST_USE bool stage_total_read(struct ctx *c, int64_t stage_id, struct stage_total *out);
/* What the viewer's line won within these days in this stage, in the organisation's currency's
 * minor units. */
MUST_USE bool won_value_read(struct ctx *c, int64_t stage_id, struct period when, int64_t *value);
/* Looks whether what is kept beside the deals follows from them; each difference is a line in
 * *out. */
MUST_USE bool deal_sums_check(struct ctx *c, struct buf *out);
#endif
