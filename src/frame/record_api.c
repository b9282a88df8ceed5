/* SPDX-License-Identifier: Apache-2.0 */
/* What the handlers of record_pages.h, and list_route(), take and give. */
#include "frame/openapi.h"

/* clang-format off */
static const struct shape filters[] = { { .kind = SHAPE_FILTERS }, { 0 } };
static const struct shape page[] = { { .kind = SHAPE_PAGE }, { 0 } };
static const struct shape row[] = { { .kind = SHAPE_ROW }, { 0 } };
static const struct shape create[] = { { .kind = SHAPE_CREATE }, { 0 } };
static const struct shape change[] = { { .kind = SHAPE_CHANGE }, { 0 } };

static const struct shape one_change[] = {
    { "field", SHAPE_TEXT }, { "label", SHAPE_TEXT }, { "old", SHAPE_TEXT }, { "new", SHAPE_TEXT },
    { "old_shown", SHAPE_TEXT, .about = "As people read it." }, { "new_shown", SHAPE_TEXT },
    { "old_currency", SHAPE_TEXT, OPTIONAL, .about = "Of an amount." }, { "new_currency", SHAPE_TEXT, OPTIONAL }, { 0 },
};
static const struct shape told[] = {
    { "title", SHAPE_TEXT, OPTIONAL, .about = "created, imported: its name then." },
    { "changes", SHAPE_LIST, OPTIONAL, one_change },
    { "why", SHAPE_TEXT, OPTIONAL },
    { "touch_id", SHAPE_ID, OPTIONAL }, { "fact_id", SHAPE_ID, OPTIONAL }, { "change_id", SHAPE_ID, OPTIONAL },
    { "consent_id", SHAPE_ID, OPTIONAL }, { "roadblock_id", SHAPE_ID, OPTIONAL }, { "approval_id", SHAPE_ID, OPTIONAL },
    { "alternative_id", SHAPE_ID, OPTIONAL }, { "consult_id", SHAPE_ID, OPTIONAL },
    { "bulk_id", SHAPE_ID, OPTIONAL, .about = "The bulk edit it is part of." },
    { "undoes", SHAPE_INT, OPTIONAL, .about = "The seq of the entry that it takes back." },
    { "user_id", SHAPE_ID, OPTIONAL, .about = "shared: with whom." },
    { "ends", SHAPE_FLAG, OPTIONAL },
    { "promise_id", SHAPE_ID, OPTIONAL }, { "event", SHAPE_TEXT, OPTIONAL, .about = "promise: made, kept, late, moved, …" },
    { "by", SHAPE_TEXT, OPTIONAL }, { "state", SHAPE_TEXT, OPTIONAL }, { "agreed", SHAPE_INSTANT, OPTIONAL },
    { "due", SHAPE_INSTANT, OPTIONAL },
    { "late_minutes", SHAPE_INT, OPTIONAL }, { "request_id", SHAPE_ID, OPTIONAL, .about = "What a team was asked." },
    { 0 },
};
static const struct shape entry[] = {
    { "seq", SHAPE_INT }, { "kind", SHAPE_TEXT }, { "happened", SHAPE_INSTANT }, { "entered", SHAPE_INSTANT },
    { "user_id", SHAPE_ID, NULLABLE }, { "user", SHAPE_TEXT },
    { "door", SHAPE_TEXT, .about = "web, api, import, cli, clock, enquiry or buyer." }, { "body", SHAPE_OBJECT, .of = told },
      { 0 },
};
static const struct shape history[] = {
    { "items", SHAPE_LIST, .of = entry, .about = "The newest first." },
    { "before", SHAPE_INT, NULLABLE, .about = "What to ask for with ?before=; null at the end." },
    { 0 },
};
static const struct shape history_query[] = {
    { "before", SHAPE_INT, OPTIONAL, .min = 1, .max = INT64_C(1) << 53 },
    { "limit", SHAPE_INT, OPTIONAL, .min = 1, .max = 200, .about = "How many; 50 if not said." },
    { 0 },
};

const struct api api_list = { "List the %", filters, NULL, page };
const struct api api_add = { "Add one to the %", NULL, create, row, 201, .versioned = true };
const struct api api_show = { "Read one of the %", NULL, NULL, row, .versioned = true };
const struct api api_change = { "Change one of the %", NULL, change, row, .versioned = true };
const struct api api_history = { "Read the history of one of the %", history_query, NULL, history };
/* clang-format on */
