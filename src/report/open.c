/* SPDX-License-Identifier: Apache-2.0 */
/* Open deals as they stand: who answers for what (S2-32), and where the buyer's stage and ours
 * differ (S0-62). */
#include "deal/deal.h"
#include "frame/org.h"
#include "report/report_store.h"

static struct str deal_url(struct ctx *c, int64_t id)
{
    return arena_printf(c->arena, "/deals/%lld", (long long)id);
}

static struct money worth(int64_t minor)
{
    struct money m = { .minor = minor };
    memcpy(m.currency, org()->currency, sizeof m.currency);
    return m;
}

static const char *state_of(const struct ctx *c, const struct open_row *row)
{
    if (row->health == HEALTH_PRESUMED_GONE)
        return "presumed gone";
    if (row->health == HEALTH_SILENT)
        return "silent";
    if (!row->next_step.n)
        return "no next step";
    return row->next_step_due.ms < c->now.ms ? "next step overdue" : "on its way";
}

static bool accountable_add(struct ctx *c, void *arg, const struct open_row *row)
{
    struct report_row *line;
    if (!viewer_sees(c->viewer, row->owner_id))
        return true;
    line = report_row_add(c, arg);
    if (!line)
        return true;
    bool heard_last = instant_is(row->last_heard);
    line->cells[0] = cell_link(row->name, deal_url(c, row->id));
    line->cells[1] = cell_text(person_name(c, row->owner_id));
    line->cells[2] = cell_money(worth(row->value));
    line->cells[3] = cell_moment(heard_last ? row->last_heard : row->human_contact);
    line->cells[4] = cell_text(row->next_step);
    line->cells[5] = cell_moment(row->next_step_due);
    line->cells[6] = cell_text(str_of(state_of(c, row)));
    return !failed(c);
}

static bool accountability_rows(struct ctx *c, const struct report_asked *asked UNUSED,
                                struct report_rows *out)
{
    return open_deals_each(c, accountable_add, out);
}

/* Our stage says less than the buyer's, or more: both stand beside each other, nobody is blamed. */
static bool stage_add(struct ctx *c, void *arg, const struct open_row *row)
{
    struct report_row *line;
    if (row->buyer_stage == BUYER_UNKNOWN || !viewer_sees(c->viewer, row->owner_id))
        return true;
    const struct stage *ours = stage_find(c, row->stage_id);
    struct str theirs = str_of(buyer_stage_words[row->buyer_stage].label);
    if (!ours || str_same(ours->name, theirs))
        return !failed(c);
    line = report_row_add(c, arg);
    if (!line)
        return true;
    line->cells[0] = cell_link(row->name, deal_url(c, row->id));
    line->cells[1] = cell_text(person_name(c, row->owner_id));
    line->cells[2] = cell_text(theirs);
    line->cells[3] = day_is(row->buyer_stage_day) ? cell_moment(day_start(row->buyer_stage_day))
                                                  : cell_none();
    line->cells[4] = cell_text(ours->name);
    line->cells[5] = cell_money(worth(row->value));
    return !failed(c);
}

static bool stages_rows(struct ctx *c, const struct report_asked *asked UNUSED,
                        struct report_rows *out)
{
    return open_deals_each(c, stage_add, out);
}

/* clang-format off */
static const struct report_column accountability_columns[] = {
    { "deal", "Deal", COLUMN_TEXT }, { "owner", "Owner", COLUMN_TEXT }, { "value", "Value", COLUMN_MONEY },
    { "last_contact", "Heard from last", COLUMN_MOMENT }, { "next_step", "Next step", COLUMN_TEXT },
    { "due", "Due", COLUMN_MOMENT }, { "state", "State", COLUMN_TEXT },
};
static const struct report_column stage_columns[] = {
    { "deal", "Deal", COLUMN_TEXT }, { "owner", "Owner", COLUMN_TEXT }, { "buyer", "The buyer says", COLUMN_TEXT },
    { "since", "Since", COLUMN_MOMENT }, { "ours", "We say", COLUMN_TEXT }, { "value", "Value", COLUMN_MONEY },
};

const struct report report_accountability = {
    .name = "accountability", .title = "Accountability",
    .about = "Every open deal with its owner, the last word, and what is to happen next; what is most overdue stands first.",
    .empty = "No deal is open.",
    .columns = accountability_columns, .n_columns = COUNT(accountability_columns), .drawn = { -1, -1, -1 },
    .rows = accountability_rows, .requirement = "S2-32",
};
const struct report report_stages = {
    .name = "stages", .title = "The buyer's stage beside ours",
    .about = "Open deals whose buyer has said where he stands, with the stage that we gave them.",
    .empty = "No buyer of an open deal has said where he stands.",
    .columns = stage_columns, .n_columns = COUNT(stage_columns), .drawn = { -1, -1, -1 }, .rows = stages_rows,
      .requirement = "S0-62",
};
/* clang-format on */
