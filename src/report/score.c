/* SPDX-License-Identifier: Apache-2.0 */
/* The scorecard (S0-29): how fast somebody answers and whether he keeps his word. */
#include "base/calendar.h"
#include "office/office.h"
#include "promise/promise.h"
#include "report/report_store.h"

#define HOUR_MS INT64_C(3600000)
#define ANSWERS_MAX 20000

struct score {
    int64_t owner_id;
    int64_t *minutes; /* of first answers, business time */
    size_t n_minutes;
    int64_t missed, kept, late, broken, silence_ms, praise;
};
struct scores {
    struct score *p;
    size_t n;
    const struct calendar *office;
    int64_t deal_id; /* whose words are being read, and since when he has waited */
    struct instant since;
};

static struct score *score_of(struct ctx *c, struct scores *all, int64_t owner_id)
{
    if (!viewer_sees(c->viewer, owner_id))
        return NULL;
    for (size_t i = 0; i < all->n; i++) {
        if (all->p[i].owner_id == owner_id)
            return &all->p[i];
    }
    if (all->n == REPORT_ROWS)
        return NULL;
    all->p[all->n] = (struct score){ .owner_id = owner_id };
    return &all->p[all->n++];
}

static bool answer_add(struct ctx *c, void *arg, const struct answer_row *row)
{
    struct scores *all = arg;
    struct score *s = score_of(c, all, row->owner_id);
    bool answered = instant_is(row->answered);
    if (!s)
        return true;
    if (!s->minutes)
        s->minutes = arena_array(c->arena, int64_t, ANSWERS_MAX);
    if (answered && s->n_minutes < ANSWERS_MAX)
        s->minutes[s->n_minutes++] =
            calendar_between(all->office, row->asked, row->answered) / 60000;
    if (answered ? row->answered.ms > row->due.ms : c->now.ms > row->due.ms)
        s->missed++;
    return true;
}

static bool due_add(struct ctx *c, void *arg, const struct due_row *row)
{
    struct score *s = score_of(c, arg, row->owner_id);
    if (!s)
        return true;
    s->kept += row->state == PROMISE_KEPT;
    s->late += row->state == PROMISE_KEPT_LATE;
    s->broken += row->state == PROMISE_BROKEN
                 || (row->missed && row->state <= PROMISE_RENEGOTIATED);
    return true;
}

/* From one human word to the next, or to the end of the deal. */
static bool word_add(struct ctx *c, void *arg, const struct word_row *row)
{
    struct scores *all = arg;
    struct score *s = score_of(c, all, row->owner_id);
    bool same = all->deal_id == row->deal_id && instant_is(all->since);
    int64_t wait = same ? row->when.ms - all->since.ms : 0;
    if (s && wait > s->silence_ms)
        s->silence_ms = wait;
    if (all->deal_id != row->deal_id || !instant_is(all->since) || row->kind != WORD_ASKED)
        all->since = row->when;
    all->deal_id = row->deal_id;
    if (row->kind == WORD_END)
        all->since = INSTANT_NONE;
    return true;
}

static void score_write(struct ctx *c, const struct score *s, struct report_row *row)
{
    int64_t middle = numbers_at(s->minutes, s->n_minutes, 50);
    int64_t slow = numbers_at(s->minutes, s->n_minutes, 90);
    struct report_cell *cells = row->cells;
    cells[0] = cell_text(person_name(c, s->owner_id));
    cells[1] = cell_count((int64_t)s->n_minutes);
    cells[2] = middle < 0 ? cell_none() : cell_count(middle);
    cells[3] = slow < 0 ? cell_none() : cell_count(slow);
    cells[4] = cell_count(s->missed);
    cells[5] = cell_count(s->kept);
    cells[6] = cell_count(s->late);
    cells[7] = cell_count(s->broken);
    cells[8] = s->silence_ms ? cell_count(s->silence_ms / HOUR_MS) : cell_none();
    cells[9] = cell_count(s->praise);
}

static bool praise_add(struct ctx *c, void *arg, int64_t user_id, int64_t n)
{
    struct score *s = score_of(c, arg, user_id);
    if (s)
        s->praise += n;
    return true;
}

static bool rows_make(struct ctx *c, const struct report_asked *asked, struct report_rows *out)
{
    struct scores all = { .office = office(c), .since = INSTANT_NONE };
    all.p = arena_array(c->arena, struct score, REPORT_ROWS);
    if (!all.office || !answers_each(c, asked->when, answer_add, &all)
        || !dues_each(c, asked->when, due_add, &all)
        || !words_each(c, asked->when, word_add, &all)
        || !praise_each(c, asked->when, praise_add, &all))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        struct report_row *row = report_row_add(c, out);
        if (row)
            score_write(c, &all.p[i], row);
    }
    return !failed(c);
}

/* clang-format off */
static const struct report_column columns[] = {
    { "who", "Who", COLUMN_TEXT }, { "answers", "First answers", COLUMN_COUNT },
    { "median", "Half within", COLUMN_MINUTES }, { "slowest", "Nine in ten within", COLUMN_MINUTES },
    { "missed", "Answered late", COLUMN_COUNT }, { "kept", "Kept", COLUMN_COUNT },
    { "late", "Kept late", COLUMN_COUNT }, { "broken", "Broken", COLUMN_COUNT },
    { "silence_hours", "Longest silence, hours", COLUMN_COUNT }, { "thanks", "Thanked", COLUMN_COUNT },
};

const struct report report_scorecard = {
    .name = "scorecard", .title = "Scorecard",
    .about = "How fast each of us answered, and whether promises were kept. Answers are in business time. "
             "The number of calls is no score.",
    .empty = "Nobody asked and nothing was promised in this period.",
    TABLE(columns, columns), .dated = true, .drawn = { 5, 6, 7 }, .rows = rows_make, .requirement = "S0-29",
};
/* clang-format on */
