/* SPDX-License-Identifier: Apache-2.0 */
#include <stdatomic.h>

#include "import/run/run.h"

/* clang-format off */
static const struct word state_words[] = {
    { "ready", "Ready to run" }, { "running", "Running" }, { "done", "Done" }, { "failed", "Failed" },
    { "undoing", "Being undone" }, { "undone", "Undone" }, { 0 },
};

static const struct field fields[] = {
    { F(import, id,             ID),      .label = "No." },
    { F(import, name,           TEXT),    .label = "Files",     .flags = COMPUTED | LISTED },
    { F(import, user_id,        REF),     .label = "Brought by", .flags = COMPUTED | LISTED, .ref = "user" },
    { F(import, preset,         TEXT),    .label = "Preset",    .flags = COMPUTED },
    { F(import, state,          WORD),    .label = "State",     .flags = COMPUTED | LISTED, .words = state_words },
    { F(import, list_price,     FLAG),    .label = "List prices", .flags = COMPUTED },
    { F(import, rows_total,     INT),     .label = "Lines",     .flags = COMPUTED | LISTED },
    { F(import, rows_done,      INT),     .label = "Done",      .flags = COMPUTED },
    { F(import, created_rows,   INT),     .label = "Created",   .flags = COMPUTED | LISTED },
    { F(import, updated_rows,   INT),     .label = "Updated",   .flags = COMPUTED | LISTED },
    { F(import, unchanged_rows, INT),     .label = "Unchanged", .flags = COMPUTED | LISTED },
    { F(import, left_out_rows,  INT),     .label = "Left out",  .flags = COMPUTED | LISTED },
    { F(import, problems,       INT),     .label = "Problems",  .flags = COMPUTED | LISTED },
    { F(import, finished,       INSTANT), .label = "Finished",  .flags = COMPUTED | LISTED },
    { F(import, message,        TEXT),    .label = "Message",   .flags = COMPUTED },
    { F(import, removed_rows,  INT),      .label = "Removed",  .flags = COMPUTED },
    { F(import, restored_rows, INT),      .label = "Restored", .flags = COMPUTED },
    { F(import, kept_rows,     INT),      .label = "Kept",     .flags = COMPUTED },
    { F(import, undone,        INSTANT),  .label = "Undone",   .flags = COMPUTED },
    { F(import, undone_by_id,  REF),      .label = "Undone by", .flags = COMPUTED, .ref = "user" },
    BASE_FIELDS(import),
};

static const struct list lists[] = {
    { "id", { NULL }, "import_user", "import_user" },
};

const struct policy upload_days = {
    "upload_days", "Days that an upload waits to be run before it is forgotten", "days", 7, 1, 365, "S2-30",
};
/* clang-format on */

const struct record import_record = {
    .name = "import",
    .plural = "imports",
    .label = "Import",
    .labels = "Imports",
    .size = sizeof(struct import),
    .fields = fields,
    .n_fields = COUNT(fields),
    .title = "name",
    .owner = "user_id",
    .default_sort = "-id",
    .lists = lists,
    .n_lists = COUNT(lists),
};

static atomic_int_fast64_t running;

bool import_claim(int64_t id)
{
    int_fast64_t none = 0;
    return atomic_compare_exchange_strong(&running, &none, id);
}

void import_release(void)
{
    atomic_store(&running, 0);
}

int64_t import_running(void)
{
    return atomic_load(&running);
}
