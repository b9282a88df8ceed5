/* SPDX-License-Identifier: Apache-2.0 */
#include "account/account.h"
#include "account/account_store.h"
#include "frame/recorded.h"
#include "record/openapi.h"

/* clang-format off */
static const struct field fields[] = {
    { F(account, id,             ID),    .label = "No." },
    { F(account, name,           TEXT),  .label = "Name",
      .flags = REQUIRED | SEARCHED | LISTED | PREFIX | SORTED },
    { F(account, website,        TEXT),  .label = "Website", .flags = SEARCHED },
    { F(account, phone,          TEXT),  .label = "Phone", .max = 50, .flags = SEARCHED },
    { F(account, sector,         TEXT),  .label = "Sector",     .flags = LISTED | SEARCHED, .max = 100 },
    { F(account, country,        TEXT),  .label = "Country",    .flags = LISTED | SEARCHED, .max = 100 },
    { F(account, address,        LINES), .label = "Address", .max = 1000, .flags = SEARCHED },
    { F(account, employees,      INT),   .label = "Employees",  .flags = LISTED },
    { F(account, founded,        INT),   .label = "Founded", .min = 1, .max = 9999 },
    { F(account, revenue,        MONEY), .label = "Revenue",    .flags = LISTED },
    { F(account, parent_id,      REF),   .label = "Parent",     .flags = FILTER, .ref = "account" },
    { F(account, notes,          LINES), .label = "Notes", .flags = SEARCHED },
    { F(account, customer_since, DAY),   .label = "Customer since",
      .flags = COMPUTED | LISTED },
    { F(account, outside_id,     TEXT),  .label = "Outside No.", .flags = OFF_FORM },
    BASE_FIELDS(account),
};

static const struct list lists[] = {
    { "name", { NULL }, "account_name", NULL },
};
static const struct shape more[] = { { "kind", SHAPE_WORD, .words = "customer prospect" }, { 0 } };
/* clang-format on */

static void json_more(struct buf *b, const void *row)
{
    buf_lit(b, ",\"kind\":");
    buf_json_str(b, account_is_customer(row) ? STR("customer") : STR("prospect"));
}

const struct record account_record = {
    .name = "account",
    .plural = "accounts",
    .label = "Account",
    .labels = "Accounts",
    .size = sizeof(struct account),
    .fields = fields,
    .n_fields = COUNT(fields),
    .title = "name",
    .detail = "sector",
    .default_sort = "name",
    .lists = lists,
    .n_lists = COUNT(lists),
    .json_more = json_more,
    .more = more,
};

bool account_create(struct ctx *c, struct account *a)
{
    a->customer_since = DAY_NONE;
    return recorded_insert(c, &account_record, a);
}

bool account_save(struct ctx *c, const struct account *was, struct account *now, struct str why)
{
    now->customer_since = was->customer_since;
    return recorded_no_ring(c, &account_record, "parent_id", now)
        && recorded_update(c, &account_record, was, now, why);
}

bool account_purchased(struct ctx *c, int64_t account_id)
{
    struct account was, now;
    struct day first;

    if (!account_id)
        return true;
    if (!record_get_any(c, &account_record, account_id, &was)
        || !account_first_won(c, account_id, &first))
        return false;
    now = was;
    now.customer_since = first;
    return recorded_update(c, &account_record, &was, &now, STR_NONE);
}
