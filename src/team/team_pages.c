/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/record_pages.h"
#include "team/team.h"

static void json(struct buf *b, const void *row)
{
    record_json(b, &team_record, row);
}

static bool create(struct ctx *c, void *row)
{
    return team_create(c, row);
}

static bool save(struct ctx *c, const void *was, void *now, struct str why)
{
    return team_save(c, was, now, why);
}

/* clang-format off */
static const struct related related[] = {
    { "user", "team_id", "People", "Nobody belongs to it yet: choose the team on a user's page.", NULL },
};
static const struct route routes[] = {
    RECORD_ROUTES("team", "teams", "X-04"),
};
static const struct grant grants[] = {
    { "team", "read",   ROLE_STAFF },
    { "team", "create", ROLE_ADMINISTRATOR },
    { "team", "edit",   ROLE_ADMINISTRATOR },
};
/* clang-format on */

static const struct record_pages pages = {
    .record = &team_record,
    .here = "users",
    .empty = "No teams yet. Add those whose work promises need, like billing or print.",
    .json = json,
    .create = create,
    .save = save,
    .related = related,
    .n_related = COUNT(related),
};

static const struct record *const records[] = { &team_record };
static const struct policy *const policies[] = { &novice_days, &load_limit };

const struct slice team_slice = {
    .name = "team",
    TABLE(records, records),
    TABLE(routes, routes),
    TABLE(grants, grants),
    TABLE(policies, policies),
    .pages = &pages,
};
