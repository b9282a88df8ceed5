/* SPDX-License-Identifier: Apache-2.0 */
/* Individual or institutional (S0-54): where broken promises come from, by numbers alone. */
#include "frame/policy.h"
#include "promise/promise.h"
#include "report/report_store.h"

#define PEERS 3 /* how many times the others' share makes one stand out */

/* clang-format off */
const struct policy cause_share = {
    "cause_share", "Share of broken promises from which there is a pattern", "%", 30, 1, 100, "S0-54",
};
const struct policy cause_least = {
    "cause_least", "Settled promises below which the cause report says nothing of somebody", "promises", 3, 1, 1000, "S0-54",
};
/* clang-format on */

/* One person, or one team that was waited on. */
struct part {
    int64_t id;
    int64_t all, broken;
};
struct parts {
    struct part p[REPORT_ROWS];
    size_t n;
};
struct causes {
    struct parts people, teams;
    int64_t broken, waiting; /* all that were broken; of them those that waited on a team */
};

static struct part *part_of(struct parts *all, int64_t id)
{
    for (size_t i = 0; i < all->n; i++) {
        if (all->p[i].id == id)
            return &all->p[i];
    }
    if (all->n == REPORT_ROWS)
        return NULL;
    all->p[all->n] = (struct part){ .id = id };
    return &all->p[all->n++];
}

static void part_add(struct parts *all, int64_t id, bool broken)
{
    struct part *p = part_of(all, id);
    if (p) {
        p->all++;
        p->broken += broken;
    }
}

static bool due_add(struct ctx *c, void *arg, const struct due_row *row)
{
    struct causes *s = arg;
    bool broken =
        row->state == PROMISE_BROKEN || (row->missed && row->state <= PROMISE_RENEGOTIATED);
    bool settled = broken || row->state == PROMISE_KEPT || row->state == PROMISE_KEPT_LATE;
    if (!settled || !viewer_sees(c->viewer, row->owner_id))
        return true;
    part_add(&s->people, row->owner_id, broken);
    if (row->team_id)
        part_add(&s->teams, row->team_id, broken);
    s->broken += broken;
    s->waiting += broken && row->team_id;
    return true;
}

static int64_t share_of(const struct part *p)
{
    return p->all ? p->broken * 100 / p->all : 0;
}

struct judged {
    int64_t counted, above; /* people of whom there is enough, and those at or above the share */
    const struct part *worst;
    int64_t others_share; /* of all but the worst together */
    int64_t load;         /* the largest of the others: "under equal load" */
};

static struct judged judge(struct ctx *c, const struct causes *s)
{
    struct judged j = { 0 };
    struct part rest = { 0 };
    int64_t least = policy_value(c, &cause_least), share = policy_value(c, &cause_share);
    for (size_t i = 0; i < s->people.n; i++) {
        const struct part *p = &s->people.p[i];
        if (p->all < least)
            continue;
        j.counted++;
        j.above += share_of(p) >= share;
        if (!j.worst || share_of(p) > share_of(j.worst))
            j.worst = p;
    }
    for (size_t i = 0; i < s->people.n; i++) {
        const struct part *p = &s->people.p[i];
        if (p == j.worst || p->all < least)
            continue;
        rest.all += p->all;
        rest.broken += p->broken;
        j.load = p->all > j.load ? p->all : j.load;
    }
    j.others_share = share_of(&rest);
    return j;
}

/* The team that most of what was broken waited on; 0: none. */
static int64_t team_behind(const struct causes *s)
{
    for (size_t i = 0; i < s->teams.n; i++) {
        if (s->teams.p[i].broken * 2 > s->broken)
            return s->teams.p[i].id;
    }
    return 0;
}

static struct str institutional(struct ctx *c, const struct causes *s)
{
    int64_t team_id = team_behind(s);
    struct str name = team_id ? record_title(c, record_named("team"), team_id) : STR_NONE;
    if (name.n)
        return arena_printf(c->arena, "institutional - %.*s", STR_FMT(name));
    return STR("institutional");
}

static struct str verdict(struct ctx *c, const struct causes *s)
{
    struct judged j = judge(c, s);
    if (failed(c) || !j.counted || !j.above)
        return STR("no pattern");
    bool stands_out = j.above == 1 && j.counted > 1
                      && share_of(j.worst) >= PEERS * j.others_share
                      && j.worst->all <= 2 * j.load;
    if (stands_out)
        return arena_printf(c->arena, "individual - %.*s", STR_FMT(person_name(c, j.worst->id)));
    if (j.above * 2 > j.counted || team_behind(s))
        return institutional(c, s);
    return STR("mixed");
}

static void part_write(struct ctx *c, struct report_rows *out, const char *by, struct str name,
                       const struct part *p)
{
    struct report_row *row = report_row_add(c, out);
    if (!row)
        return;
    row->cells[0] = cell_text(name);
    row->cells[1] = cell_text(str_of(by));
    row->cells[2] = cell_count(p->all);
    row->cells[3] = cell_count(p->broken);
    row->cells[4] = cell_count(share_of(p));
}

static bool rows_make(struct ctx *c, const struct report_asked *asked, struct report_rows *out)
{
    struct causes *s = arena_new(c->arena, struct causes);
    const struct record *team = record_named("team");
    if (!dues_each(c, asked->when, due_add, s))
        return false;
    for (size_t i = 0; i < s->people.n; i++)
        part_write(c, out, "person", person_name(c, s->people.p[i].id), &s->people.p[i]);
    for (size_t i = 0; i < s->teams.n; i++)
        part_write(c, out, "team waited on", record_title(c, team, s->teams.p[i].id),
                   &s->teams.p[i]);
    struct str what = verdict(c, s);
    out->says = arena_printf(c->arena,
                             "%.*s: %lld of our promises were broken, %lld of them waited on "
                             "another team.",
                             STR_FMT(what), (long long)s->broken, (long long)s->waiting);
    return !failed(c);
}

/* clang-format off */
static const struct report_column columns[] = {
    { "name", "Name", COLUMN_TEXT }, { "by", "By", COLUMN_TEXT }, { "promises", "Fell due", COLUMN_COUNT },
    { "broken", "Broken", COLUMN_COUNT }, { "share", "Share, %", COLUMN_COUNT },
};

const struct report report_cause = {
    .name = "cause", .title = "Individual or institutional",
    .about = "One person far above the others under equal load is individual; most of us, or one team that all wait on, is "
             "institutional. The share from which there is a pattern is a policy.",
    .empty = "No promise fell due in this period.",
    TABLE(columns, columns), .dated = true, .drawn = { 3, -1, -1 }, .rows = rows_make, .requirement = "S0-54",
};
/* clang-format on */
