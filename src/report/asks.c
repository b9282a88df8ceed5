/* SPDX-License-Identifier: Apache-2.0 */
/* What buyers asked for and did not get in time, and what it cost (S0-65); how fast the first
 * answer came, by hour and weekday (S0-06); one lost deal, both sides on one axis (S0-20). */
#include "base/calendar.h"
#include "deal/deal.h"
#include "office/office.h"
#include "promise/promise.h"
#include "report/report_store.h"

#define MINUTE_MS INT64_C(60000)

static struct str deal_url(struct ctx *c, int64_t id)
{
    return arena_printf(c->arena, "/deals/%lld", (long long)id);
}

/* ---- unmet asks ---- */

/* What a buyer asks for, as against what we offered by ourselves. */
static bool is_asked(int64_t kind)
{
    return kind == PROMISE_PRICE_INFO || kind == PROMISE_INFORMATION || kind == PROMISE_ANSWER
           || kind == PROMISE_CALL || kind == PROMISE_SAMPLE || kind == PROMISE_ORDER;
}

static bool ask_add(struct ctx *c, void *arg, const struct due_row *row)
{
    struct report_row *line;
    struct instant end = instant_is(row->settled) ? row->settled : c->now;
    if (!row->missed || !is_asked(row->kind) || !viewer_sees(c->viewer, row->owner_id))
        return true;
    line = report_row_add(c, arg);
    if (!line)
        return true;
    line->cells[0] = cell_link(row->deal, deal_url(c, row->deal_id));
    line->cells[1] = cell_text(row->what);
    line->cells[2] = cell_moment(row->counted);
    line->cells[3] = cell_count((end.ms - row->counted.ms) / MINUTE_MS);
    line->cells[4] = cell_text(person_name(c, row->owner_id));
    line->cells[5] = cell_text(row->deal_state == DEAL_LOST ? STR("lost") : STR_NONE);
    line->cells[6] = cell_text(row->lost_to);
    line->cells[7] = cell_text(row->lost_reason);
    return !failed(c);
}

static bool asks_rows(struct ctx *c, const struct report_asked *asked, struct report_rows *out)
{
    return dues_each(c, asked->when, ask_add, out);
}

/* ---- speed to the first answer ---- */

struct hours {
    const struct calendar *office;
    struct {
        int64_t *minutes;
        size_t n, asked;
    } by[7][24];
};

static bool answer_add(struct ctx *c, void *arg, const struct answer_row *row)
{
    struct hours *h = arg;
    int hour, minute;
    if (!viewer_sees(c->viewer, row->owner_id))
        return true;
    instant_clock(row->asked, &hour, &minute);
    int weekday = day_weekday(instant_day(row->asked));
    size_t at = h->by[weekday][hour].asked++;
    if (!instant_is(row->answered))
        return true;
    if (!h->by[weekday][hour].minutes)
        h->by[weekday][hour].minutes = arena_array(c->arena, int64_t, REPORT_ROWS);
    if (at < REPORT_ROWS)
        h->by[weekday][hour].minutes[h->by[weekday][hour].n++] =
            calendar_between(h->office, row->asked, row->answered) / MINUTE_MS;
    return true;
}

static void hour_write(struct ctx *c, struct hours *h, int weekday, int hour,
                       struct report_rows *out)
{
    struct report_row *line;
    if (!h->by[weekday][hour].asked)
        return;
    line = report_row_add(c, out);
    if (!line)
        return;
    size_t n = h->by[weekday][hour].n;
    int64_t middle = numbers_at(h->by[weekday][hour].minutes, n, 50);
    line->cells[0] = cell_text(arena_printf(c->arena, "%.3s %02d:00", weekday_name(weekday), hour));
    line->cells[1] = cell_count((int64_t)h->by[weekday][hour].asked);
    line->cells[2] = cell_count((int64_t)n);
    line->cells[3] = middle < 0 ? cell_none() : cell_count(middle);
}

static bool speed_rows(struct ctx *c, const struct report_asked *asked, struct report_rows *out)
{
    struct hours *h = arena_new(c->arena, struct hours);
    h->office = office(c);
    if (!h->office || !answers_each(c, asked->when, answer_add, h))
        return false;
    for (int weekday = 0; weekday < 7; weekday++) {
        for (int hour = 0; hour < 24; hour++)
            hour_write(c, h, weekday, hour, out);
    }
    return true;
}

/* ---- the loss timeline ---- */

static bool step_add(struct ctx *c, void *arg, const struct step_row *row)
{
    struct report_rows *out = arg;
    struct report_row *line = report_row_add(c, out);
    if (!line)
        return true;
    int64_t before = out->n > 1 ? out->p[out->n - 2].cells[0].when.ms : row->when.ms;
    line->cells[0] = cell_moment(row->when);
    line->cells[1] = cell_text(row->who);
    line->cells[2] = cell_text(row->buyer ? STR("buyer") : STR("us"));
    line->cells[3] = cell_text(row->what);
    line->cells[4] = cell_count((row->when.ms - before) / (60 * MINUTE_MS));
    return !failed(c);
}

static bool loss_rows(struct ctx *c, const struct report_asked *asked, struct report_rows *out)
{
    struct deal d;
    if (!record_get(c, &deal_record, asked->deal_id, &d)
        || !steps_each(c, asked->deal_id, step_add, out))
        return false;
    if (d.state == DEAL_LOST)
        out->says = arena_printf(c->arena, "%.*s: lost%s%.*s. %.*s", STR_FMT(d.name),
                                 d.lost_to.n ? " to " : "", STR_FMT(d.lost_to),
                                 STR_FMT(d.lost_reason));
    else
        out->says = arena_printf(c->arena, "%.*s is not lost.", STR_FMT(d.name));
    return true;
}

/* clang-format off */
static const struct report_column asks[] = {
    { "deal", "Deal", COLUMN_TEXT }, { "asked", "Asked for", COLUMN_TEXT }, { "due", "Was due", COLUMN_MOMENT },
    { "late", "Waited beyond it", COLUMN_MINUTES }, { "owner", "Who", COLUMN_TEXT }, { "ended", "Ended", COLUMN_TEXT },
    { "lost_to", "Lost to", COLUMN_TEXT }, { "reason", "Why", COLUMN_TEXT },
};
static const struct report_column speed[] = {
    { "hour", "Asked at", COLUMN_TEXT }, { "asked", "Enquiries", COLUMN_COUNT }, { "answered", "Answered", COLUMN_COUNT },
    { "median", "Half within", COLUMN_MINUTES },
};
static const struct report_column loss[] = {
    { "when", "When", COLUMN_MOMENT }, { "who", "Who", COLUMN_TEXT }, { "side", "Side", COLUMN_TEXT },
    { "what", "What", COLUMN_TEXT }, { "hours", "Hours after the one before", COLUMN_COUNT },
};

const struct report report_asks = {
    .name = "asks", .title = "Unmet asks",
    .about = "What buyers asked for and did not get when it was due: price, information, an answer, a call, a sample, an order.",
    .empty = "Everything that was asked for in this period came in time.",
    .columns = asks, .n_columns = COUNT(asks), .dated = true, .drawn = { -1, -1, -1 },
    .rows = asks_rows, .requirement = "S0-65",
};
const struct report report_speed = {
    .name = "speed", .title = "Speed to the first answer",
    .about = "By the hour and weekday at which buyers asked; in business time.",
    .empty = "No enquiry was due for an answer in this period.",
    .columns = speed, .n_columns = COUNT(speed), .dated = true, .drawn = { 1, -1, -1 },
    .rows = speed_rows, .requirement = "S0-06",
};
const struct report report_loss = {
    .name = "loss", .title = "Loss timeline",
    .about = "What we did and what the buyer got done meanwhile, on one axis.",
    .empty = "Nothing happened on this deal.",
    .columns = loss, .n_columns = COUNT(loss), .of_deal = true, .drawn = { -1, -1, -1 },
    .rows = loss_rows, .requirement = "S0-20",
};
/* clang-format on */
