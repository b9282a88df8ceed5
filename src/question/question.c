/* SPDX-License-Identifier: Apache-2.0 */
#include "question/question.h"
#include "base/text.h"
#include "question/question_store.h"
#include "frame/neutral.h"

/* clang-format off */
static const struct field fields[] = {
    { F(question_row, id,       ID),      .label = "No." },
    { F(question_row, deal_id,  REF),     .label = "Deal",     .flags = REQUIRED | FILTER | ONCE, .ref = "deal" },
    { F(question_row, name,     TEXT),    .label = "Fact",     .flags = REQUIRED | LISTED, .max = 60 },
    { F(question_row, words,    TEXT),    .label = "Question", .flags = LISTED },
    { F(question_row, user_id,  REF),     .label = "Asked by", .flags = LISTED | COMPUTED, .ref = "user" },
    { F(question_row, asked,    INSTANT), .label = "Asked",    .flags = LISTED | SORTED | COMPUTED },
    { F(question_row, answered, INSTANT), .label = "Answered", .flags = LISTED | COMPUTED },
    { F(question_row, fact_id,  REF),     .label = "Answer",   .flags = COMPUTED, .ref = "fact" },
    BASE_FIELDS(question_row),
};
static const struct list lists[] = {
    { "asked", { "deal_id" }, "question_deal", NULL },
};
static const struct unknown keys[UNKNOWN_MAX] = {
    { "commitment",   "Commitment",   "How far have you decided to buy something like this?", false, false },
    { "timeline",     "Timeline",     "By when do you want to decide, and by when do you need it?", false, false },
    { "requirements", "Requirements", "What must it do for you?", false, false },
    { "authority",    "Who decides",  "Who decides with you?", false, false },
    { "budget",       "Budget",       "What have you set aside for it?", false, false },
};
/* clang-format on */

const struct record question_record = {
    .name = "question",
    .plural = "questions",
    .label = "Question",
    .labels = "Questions",
    .size = sizeof(struct question_row),
    .fields = fields,
    .n_fields = COUNT(fields),
    .title = "words",
    .through = "deal_id",
    .default_sort = "-asked",
    .lists = lists,
    .n_lists = COUNT(lists),
};

static struct str usual_words(struct str name)
{
    for (size_t i = 0; i < UNKNOWN_MAX; i++) {
        if (str_is(name, keys[i].name))
            return str_of(keys[i].words);
    }
    return STR_NONE;
}

bool question_put(struct ctx *c, struct question_row *k)
{
    struct deal d;
    int64_t open;
    if (!record_get(c, &deal_record, k->deal_id, &d))
        return false;
    if (!k->words.n)
        k->words = usual_words(k->name);
    if (!k->words.n)
        bad_field(c, STR("words"), "Say what he is asked.");
    if (!fact_name_is_good(k->name))
        bad_field(c, STR("name"), "Give a name of small letters, digits and _, like need_by.");
    if (failed(c) || !neutral(c, "words", k->words, d.id)
        || !question_open_find(c, d.id, k->name, &open))
        return false;
    if (open)
        return record_get_any(c, &question_record, open, k); /* it is there already */
    k->user_id = c->viewer->id;
    k->asked = c->now;
    k->answered = INSTANT_NONE;
    return record_insert(c, &question_record, k);
}

bool question_answer(struct ctx *c, const struct question_row *k, struct str value,
                     int64_t touch_id, struct fact *out)
{
    record_init(&fact_record, out);
    out->deal_id = k->deal_id;
    out->name = k->name;
    out->value = str_trim(value);
    out->touch_id = touch_id;
    out->provenance = PROVENANCE_BUYER;
    return fact_put(c, out);
}

static const struct fact *fact_of(const struct facts_of *all, const char *name)
{
    for (size_t i = 0; i < all->n; i++) {
        if (str_is(all->p[i].name, name))
            return &all->p[i];
    }
    return NULL;
}

bool unknown_read(struct ctx *c, int64_t deal_id, struct unknowns *out)
{
    struct facts_of facts;
    struct questions open;
    if (!facts_read(c, deal_id, &facts) || !questions_read(c, deal_id, &open))
        return false;
    out->n = 0;
    for (size_t i = 0; i < UNKNOWN_MAX; i++) {
        const struct fact *f = fact_of(&facts, keys[i].name);
        if (f && !f->outdated)
            continue;
        struct unknown *u = &out->p[out->n++];
        *u = keys[i];
        u->outdated = f != NULL;
        for (size_t j = 0; j < open.n; j++)
            u->asked |= str_is(open.p[j].name, u->name);
    }
    return true;
}
