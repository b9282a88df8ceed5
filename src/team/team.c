/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/policy.h"
#include "frame/recorded.h"
#include "team/team.h"
#include "team/team_store.h"

/* clang-format off */
static const struct field fields[] = {
    { F(team, id,      ID),   .label = "No." },
    { F(team, name,    TEXT), .label = "Name", .flags = REQUIRED | LISTED | SORTED | PREFIX, .max = 100 },
    { F(team, lead_id, REF),  .label = "Lead", .flags = LISTED | FILTER, .ref = "user",
      .hint = "Hears of a request that is late." },
    BASE_FIELDS(team),
};

static const struct list lists[] = {
    { "name", { NULL }, "team_name", NULL },
};

const struct policy novice_days = {
    "novice_days", "Days for which somebody who started is a novice", "days", 90, 0, 3650, "S0-53",
};
const struct policy load_limit = {
    "load_limit", "Open deals above which nobody is given new ones", "deals", 200, 1, 100000, "S0-52",
};
/* clang-format on */

static bool ref_by_name(struct ctx *c, const struct field *f UNUSED, struct str name,
                        const void *row UNUSED, int64_t *id)
{
    int64_t found = 0;
    if (!team_id_by_name(c, name, &found) || !found)
        return false;
    *id = found;
    return true;
}

const struct record team_record = {
    .name = "team",
    .plural = "teams",
    .label = "Team",
    .labels = "Teams",
    .size = sizeof(struct team),
    .fields = fields,
    .n_fields = COUNT(fields),
    .title = "name",
    .default_sort = "name",
    .lists = lists,
    .n_lists = COUNT(lists),
    .ref_by_name = ref_by_name,
};

static bool is_good(struct ctx *c, const struct team *t)
{
    const struct person *lead = t->lead_id ? person_find(c, t->lead_id) : NULL;
    int64_t other = 0;
    if (failed(c) || !team_id_by_name(c, t->name, &other))
        return false;
    if (other && other != t->id)
        bad_field(c, STR("name"), "There is a team of this name already.");
    if (t->lead_id && (!lead || !lead->active))
        bad_field(c, STR("lead_id"), "Choose somebody who is active.");
    return !failed(c);
}

bool team_create(struct ctx *c, struct team *t)
{
    return is_good(c, t) && recorded_insert(c, &team_record, t);
}

bool team_save(struct ctx *c, const struct team *was, struct team *now, struct str why)
{
    return is_good(c, now) && recorded_update(c, &team_record, was, now, why);
}

bool team_people(struct ctx *c, int64_t team_id, struct team_people *out)
{
    const struct people *all = people(c);
    struct team t;
    if (!all || !record_get_any(c, &team_record, team_id, &t))
        return false;
    *out = (struct team_people){ .p = arena_array(c->arena, int64_t, all->n + 1) };
    const struct person *lead = t.lead_id ? person_find(c, t.lead_id) : NULL;
    if (lead && lead->active)
        out->p[out->n++] = lead->id;
    for (size_t i = 0; i < all->n; i++) {
        const struct person *who = &all->p[i];
        if (who->active && who->team_id == team_id && who->id != t.lead_id)
            out->p[out->n++] = who->id;
    }
    return true;
}

bool person_is_novice(struct ctx *c, const struct person *who)
{
    int64_t days = policy_value(c, &novice_days);
    return day_is(who->started) && instant_day(c->now).n - who->started.n < days;
}

int64_t novice_mentor(struct ctx *c, int64_t user_id)
{
    const struct person *who = person_find(c, user_id);
    const struct person *mentor = who && who->mentor_id ? person_find(c, who->mentor_id) : NULL;
    return mentor && mentor->active && person_is_novice(c, who) ? mentor->id : 0;
}

bool load_is_full(struct ctx *c, int64_t user_id, bool *full)
{
    int64_t most = policy_value(c, &load_limit), n = 0;
    if (failed(c) || !load_count(c, user_id, most, &n))
        return false;
    *full = n >= most;
    return true;
}
