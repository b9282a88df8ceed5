/* SPDX-License-Identifier: Apache-2.0 */
/* The files of the "CRM + Sales + Opportunities" data of Maven Analytics. */
#include "import/map/map.h"

struct preset_column {
    const char *file, *record, *head, *choice;
};

/* clang-format off */
static const char *const files[] = { "sales_teams.csv", "products.csv", "accounts.csv", "sales_pipeline.csv" };

static const struct preset_column columns[] = {
    { "sales_teams.csv",    "user",    "sales_agent",      "name" },
    { "sales_teams.csv",    "user",    "manager",          "reports_to_id" },
    { "sales_teams.csv",    "user",    "regional_office",  "office" },
    { "products.csv",       "product", "product",          "name" },
    { "products.csv",       "product", "series",           "series" },
    { "products.csv",       "product", "sales_price",      "price" },
    { "accounts.csv",       "account", "account",          "name" },
    { "accounts.csv",       "account", "sector",           "sector" },
    { "accounts.csv",       "account", "year_established", "founded" },
    { "accounts.csv",       "account", "revenue",          "revenue*6" },
    { "accounts.csv",       "account", "employees",        "employees" },
    { "accounts.csv",       "account", "office_location",  "country" },
    { "accounts.csv",       "account", "subsidiary_of",    "parent_id" },
    { "sales_pipeline.csv", "deal",    "opportunity_id",   "outside_id" },
    { "sales_pipeline.csv", "deal",    "sales_agent",      "owner_id" },
    { "sales_pipeline.csv", "deal",    "product",          "product_id" },
    { "sales_pipeline.csv", "deal",    "account",          "account_id" },
    { "sales_pipeline.csv", "deal",    "deal_stage",       "stage_id" },
    { "sales_pipeline.csv", "deal",    "engage_date",      "engaged_on" },
    { "sales_pipeline.csv", "deal",    "close_date",       "closed_on" },
    { "sales_pipeline.csv", "deal",    "close_value",      "value" },
};
/* clang-format on */

static bool is_among(const char *name, const struct str *filenames, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_is(filenames[i], name))
            return true;
    }
    return false;
}

struct str preset_of(const struct str *filenames, size_t n)
{
    for (size_t i = 0; i < COUNT(files); i++) {
        if (!is_among(files[i], filenames, n))
            return STR_NONE;
    }
    return STR("maven");
}

const char *preset_file(struct str preset, size_t i)
{
    return str_is(preset, "maven") && i < COUNT(files) ? files[i] : NULL;
}

static const struct preset_column *column_of(struct str filename, struct str head)
{
    for (size_t i = 0; i < COUNT(columns); i++) {
        if (str_is(filename, columns[i].file) && (!head.n || str_is(head, columns[i].head)))
            return &columns[i];
    }
    return NULL;
}

bool preset_map(struct arena *a, struct str preset, struct str filename,
                const struct csv_row *head, struct file_map *out)
{
    const struct preset_column *first = column_of(filename, STR_NONE);
    struct buf text;
    if (!str_is(preset, "maven") || !first)
        return false;
    buf_init(&text, a, head->n * 64 + 1);
    for (size_t i = 0; i < head->n; i++) {
        struct str title = str_trim(head->cells[i]);
        const struct preset_column *column = title.n ? column_of(filename, title) : NULL;
        if (i)
            buf_char(&text, ',');
        buf_add(&text, column ? str_of(column->choice) : STR("-"));
    }
    *out = map_read(a, str_of(first->record), head, buf_str(&text));
    return true;
}
