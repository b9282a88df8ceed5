/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "fact/fact.h"
#include "fact/fact_impl.h"
#include "fact/fact_store.h"
#include "frame/app.h"
#include "frame/history.h"
#include "frame/neutral.h"
#include "frame/policy.h"
#include "record/openapi.h"
#include "search/search.h"
#include "touch/touch.h"

#define NAME_MAX_LENGTH 60
#define TOLD_LEAST 4 /* bytes: a shorter value is a word like any other */

/* clang-format off */
const struct word provenance_words[] = {
    { "assumption", "Assumption" }, { "hearsay", "Hearsay" }, { "observed", "Observed" },
    { "buyer_confirmed", "Confirmed by the buyer" }, { 0 },
};
static const struct word confirms_words[] = {
    { "nothing", "Nothing" }, { "interest", "Interest" }, { "right_person", "Right person" }, { "potential", "Potential" },
    { 0 },
};

static const struct field fields[] = {
    { F(fact, id,            ID),      .label = "No." },
    { F(fact, deal_id,       REF),     .label = "Deal",          .flags = REQUIRED | FILTER | ONCE, .ref = "deal" },
    { F(fact, contact_id,    REF),     .label = "Said by",       .flags = LISTED, .ref = "contact" },
    { F(fact, name,          TEXT),    .label = "Name",          .flags = REQUIRED | LISTED | SEARCHED, .max = NAME_MAX_LENGTH },
    { F(fact, value,         LINES),   .label = "Value",         .flags = REQUIRED | LISTED | SEARCHED, .max = 2000 },
    { F(fact, provenance,    WORD),    .label = "Comes from",    .flags = LISTED, .words = provenance_words },
    { F(fact, said,          DAY),     .label = "Said on",       .flags = LISTED | SORTED },
    { F(fact, verified,      DAY),     .label = "Verified by the buyer" },
    { F(fact, verified_with, TEXT),    .label = "Verified with" },
    { F(fact, confidential,  FLAG),    .label = "Confidential" },
    { F(fact, withdrawn,     INSTANT), .label = "Withdrawn",     .flags = COMPUTED | OFF_FORM },
    { F(fact, current,       FLAG),    .label = "Holds now",     .flags = COMPUTED | FILTER },
    { F(fact, confirms,      WORD),    .label = "Confirms",      .flags = COMPUTED, .words = confirms_words },
    { F(fact, touch_id,      REF),     .label = "Said in touch", .ref = "touch" },
    { F(fact, user_id,       REF),     .label = "Written by",    .flags = LISTED | COMPUTED, .ref = "user" },
    BASE_FIELDS(fact),
};

static const struct list lists[] = {
    { "said", { "deal_id" },            "fact_deal", NULL },
    { "said", { "deal_id", "current" }, "fact_deal_current", NULL },
};
static const struct shape more[] = { { "outdated", SHAPE_FLAG, .about = "Said longer ago than facts hold." }, { 0 } };

const struct policy fact_days = {
    "fact_days", "Days after which a fact is shown as outdated", "days", 90, 1, 3650, "S2-05",
};

/* What confirms a presumption, by the name of the fact. */
static const struct { const char *name; int confirms; } evidence[] = {
    { "interest", 1 },     { "commitment", 1 },
    { "right_person", 2 }, { "authority", 2 },
    { "potential", 3 },    { "requirements", 3 }, { "budget", 3 },
};
/* clang-format on */

static bool complete(struct ctx *c, void *row)
{
    struct fact *f = row;
    int64_t days = policy_value(c, &fact_days);
    f->outdated = day_is(f->said) && f->said.n + days < instant_day(c->now).n;
    return !failed(c);
}

static void json_more(struct buf *b, const void *row)
{
    const struct fact *f = row;
    buf_printf(b, ",\"outdated\":%s", f->outdated ? "true" : "false");
}

const struct record fact_record = {
    .name = "fact",
    .plural = "facts",
    .label = "Fact",
    .labels = "Facts",
    .size = sizeof(struct fact),
    .fields = fields,
    .n_fields = COUNT(fields),
    .title = "name",
    .detail = "said",
    .through = "deal_id",
    .default_sort = "-said",
    .lists = lists,
    .n_lists = COUNT(lists),
    .complete = complete,
    .json_more = json_more,
    .more = more,
};

/* ---- what is put ---- */

bool fact_name_is_good(struct str name)
{
    for (size_t i = 0; i < name.n; i++) {
        char k = name.p[i];
        if (!((k >= 'a' && k <= 'z') || (k >= '0' && k <= '9') || k == '_'))
            return false;
    }
    return name.n > 0 && name.n <= NAME_MAX_LENGTH;
}

static bool name_is_good(struct ctx *c, const struct fact *f)
{
    if (!fact_name_is_good(f->name))
        bad_field(c, STR("name"), "Give a name of small letters, digits and _, like need_by.");
    return !failed(c) && neutral(c, "name", f->name, f->deal_id);
}

static bool content_is_good(struct ctx *c, struct fact *f)
{
    struct day today = instant_day(c->now);
    if (!day_is(f->said))
        f->said = today;
    if (!f->value.n)
        bad_field(c, STR("value"), "Say what is known.");
    if (utf8_length(f->value) > 2000)
        bad_field(c, STR("value"), "At most 2,000 characters.");
    if (f->said.n > today.n)
        bad_field(c, STR("said"), "This day has not come yet.");
    if (day_is(f->verified) && f->verified.n > today.n)
        bad_field(c, STR("verified"), "This day has not come yet.");
    if (f->verified_with.n && !day_is(f->verified))
        bad_field(c, STR("verified"), "Say on which day he verified it.");
    return !failed(c);
}

/* The buyer's word stands in an inbound touch on the deal. */
static bool evidence_read(struct ctx *c, struct fact *f, struct touch_of *t)
{
    *t = (struct touch_of){ 0 };
    if (!f->touch_id)
        return true;
    if (!fact_touch_read(c, f->touch_id, f->deal_id, t))
        return false;
    if (!t->found)
        return bad_field(c, STR("touch_id"), "Name a touch of this deal.");
    if (!f->contact_id)
        f->contact_id = t->contact_id;
    if (!day_is(f->said))
        f->said = t->day;
    return true;
}

static bool refuse_owned(struct ctx *c, const struct fact *f)
{
    refuse(c, &buyer_owned, f->deal_id);
    c->fault.next[0] = STR("Log the inbound touch in which he said it, and name it in touch_id.");
    c->fault.next[1] = STR("Ask him: put it to his page as a question.");
    return false;
}

/* Staff write down what they know; only what he said in an inbound touch is his word. */
static bool staff_may(struct ctx *c, struct fact *f, const struct touch_of *t,
                      const struct fact *before)
{
    bool his = f->provenance == PROVENANCE_BUYER || day_is(f->verified);
    if (his && !t->inbound)
        return refuse_owned(c, f);
    if (before && before->provenance == PROVENANCE_BUYER && !(his && t->inbound))
        return refuse_owned(c, f);
    if (day_is(f->verified))
        f->provenance = PROVENANCE_BUYER;
    return true;
}

static int confirms_what(const struct fact *f, struct arena *a)
{
    static const char *const nothing[] = { "no", "none", "not", "unknown", "nein", "non" };
    struct str value = fold(a, f->value);
    bool proven = f->provenance == PROVENANCE_BUYER
                  || (f->provenance == PROVENANCE_OBSERVED && f->touch_id);
    for (size_t i = 0; i < COUNT(nothing); i++) {
        if (str_is(value, nothing[i]))
            return 0;
    }
    for (size_t i = 0; proven && i < COUNT(evidence); i++) {
        if (str_is(f->name, evidence[i].name))
            return evidence[i].confirms;
    }
    return 0;
}

static bool replace(struct ctx *c, struct fact *f, const struct fact *before)
{
    f->withdrawn = INSTANT_NONE;
    f->user_id = c->viewer->id;
    f->current = true;
    if (f->confidential) { /* never written: not to the row, not to the log of the file */
        f->value = f->verified_with = STR_NONE;
        f->verified = DAY_NONE;
        f->current = false;
        f->withdrawn = c->now;
    }
    f->confirms = f->confidential ? 0 : confirms_what(f, c->arena);
    return (!f->current || !before || fact_retire(c, before))
           && record_insert(c, &fact_record, f)
           && (!f->current || f->provenance != PROVENANCE_BUYER || questions_answered(c, f));
}

/* What follows for the deal: its history, what is presumed, and how likely it may be called. */
static bool deal_follows(struct ctx *c, int64_t deal_id, const char *kind, int64_t fact_id)
{
    struct deal was, now;
    if (!record_get_any(c, &deal_record, deal_id, &was))
        return false;
    now = was;
    return deal_tell(c, &now, kind, "fact_id", fact_id) && deal_evidence_read(c, &now)
           && deal_save_touched(c, &was, &now);
}

static bool put(struct ctx *c, struct fact *f, bool by_buyer)
{
    struct fact before;
    struct touch_of t;
    bool found;
    if (by_buyer)
        f->provenance = PROVENANCE_BUYER;
    bool good = name_is_good(c, f);
    good = evidence_read(c, f, &t) && good;
    good = content_is_good(c, f) && good;
    if (!good || !fact_current(c, f->deal_id, f->name, &before, &found))
        return false;
    if (!by_buyer && !staff_may(c, f, &t, found ? &before : NULL))
        return false;
    return replace(c, f, found ? &before : NULL)
           && deal_follows(c, f->deal_id, "fact", f->id);
}

bool fact_by_buyer(const struct ctx *c)
{
    return str_is(str_of(c->viewer->door), "buyer");
}

bool fact_put(struct ctx *c, struct fact *f)
{
    struct deal d;
    if (fact_by_buyer(c))
        return fact_said(c, f);
    return record_get(c, &deal_record, f->deal_id, &d) && put(c, f, false);
}

bool fact_said(struct ctx *c, struct fact *f)
{
    struct deal d;
    if (!record_get_any(c, &deal_record, f->deal_id, &d))
        return false;
    if (!f->contact_id)
        f->contact_id = d.contact_id;
    return put(c, f, true);
}

/* ---- what is taken back ---- */

/* Answers kept for repeated requests tell what the row told. */
static bool answers_forget(struct ctx *c, const struct fact *f)
{
    struct erased_member value = { "value", f->value, STR_NONE };
    struct erased_member with = { "verified_with", f->verified_with, STR_NONE };
    return answers_erase(c, &fact_record, f->id, value)
           && (!f->verified_with.n || answers_erase(c, &fact_record, f->id, with));
}

static bool changes_forget(struct ctx *c, const struct fact *f)
{
    struct changes_of all;
    if (!changes_of_fact(c, f->id, &all))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        struct change_event *e = &all.p[i];
        if (!change_blank(c, e, e->old_fact_id == f->id, e->fact_id == f->id))
            return false;
    }
    return true;
}

static bool holds(struct str text, struct str words)
{
    for (size_t i = 0; words.n && i + words.n <= text.n; i++) {
        if (memcmp(text.p + i, words.p, words.n) == 0)
            return true;
    }
    return false;
}

/* The touch in which it was said loses its words too when they are these. */
static bool touch_forgets(struct ctx *c, const struct fact *f)
{
    struct touch t;
    if (!f->touch_id || f->value.n < TOLD_LEAST)
        return true;
    if (!record_get_any(c, &touch_record, f->touch_id, &t))
        return false;
    return !holds(t.details, f->value) || touch_erase(c, &t);
}

bool fact_withdraw(struct ctx *c, struct fact *f, bool confidential)
{
    if (instant_is(f->withdrawn))
        return true;
    if (!touch_forgets(c, f) || !answers_forget(c, f) || !changes_forget(c, f))
        return false;
    f->value = f->verified_with = STR_NONE;
    f->verified = DAY_NONE;
    f->confidential = f->confidential || confidential;
    f->withdrawn = c->now;
    f->current = false;
    f->confirms = 0;
    return record_update(c, &fact_record, f) && deal_follows(c, f->deal_id, "withdrawn", f->id)
           && search_erased(c, &fact_record);
}
