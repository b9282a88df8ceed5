/* SPDX-License-Identifier: Apache-2.0 */
/* The files of known programs: the "CRM + Sales + Opportunities" data of Maven Analytics, and what
 * Salesforce's own export writes. */
#include "import/map/map.h"

#define CHOICE_MAX 64

struct preset_column {
    const char *file, *record, *head, *choice;
    const char *unless; /* this head is there too */
};

/* clang-format off */
static const char *const maven_files[] = { "sales_teams.csv", "products.csv", "accounts.csv", "sales_pipeline.csv", NULL };

static const struct preset_column maven[] = {
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

static const char *const salesforce_files[] = {
    "User.csv", "Product2.csv", "Account.csv", "Contact.csv", "Opportunity.csv", NULL,
};

static const struct preset_column salesforce[] = {
    { "User.csv",        "user",    "Id",                "outside_id" },
    { "User.csv",        "user",    "Name",              "name" },
    { "User.csv",        "user",    "FirstName",         "name", "Name" },
    { "User.csv",        "user",    "LastName",          "name", "Name" },
    { "User.csv",        "user",    "Email",             "email" },
    { "User.csv",        "user",    "ManagerId",         "reports_to_id" },
    { "User.csv",        "user",    "IsActive",          "active" },
    { "Product2.csv",    "product", "Id",                "outside_id" },
    { "Product2.csv",    "product", "IsDeleted",         "is_deleted" },
    { "Product2.csv",    "product", "Name",              "name" },
    { "Product2.csv",    "product", "ProductCode",       "code" },
    { "Product2.csv",    "product", "Family",            "series" },
    { "Product2.csv",    "product", "Description",       "description" },
    { "Product2.csv",    "product", "IsActive",          "active" },
    { "Account.csv",     "account", "Id",                "outside_id" },
    { "Account.csv",     "account", "IsDeleted",         "is_deleted" },
    { "Account.csv",     "account", "Name",              "name" },
    { "Account.csv",     "account", "ParentId",          "parent_id" },
    { "Account.csv",     "account", "BillingStreet",     "address" },
    { "Account.csv",     "account", "BillingCity",       "address" },
    { "Account.csv",     "account", "BillingState",      "address" },
    { "Account.csv",     "account", "BillingPostalCode", "address" },
    { "Account.csv",     "account", "BillingCountry",    "country" },
    { "Account.csv",     "account", "Phone",             "phone" },
    { "Account.csv",     "account", "Website",           "website" },
    { "Account.csv",     "account", "Industry",          "sector" },
    { "Account.csv",     "account", "AnnualRevenue",     "revenue" },
    { "Account.csv",     "account", "CurrencyIsoCode",   "revenue_currency" },
    { "Account.csv",     "account", "NumberOfEmployees", "employees" },
    { "Account.csv",     "account", "YearStarted",       "founded" },
    { "Account.csv",     "account", "Description",       "notes" },
    { "Contact.csv",     "contact", "Id",                "outside_id" },
    { "Contact.csv",     "contact", "IsDeleted",         "is_deleted" },
    { "Contact.csv",     "contact", "AccountId",         "account_id" },
    { "Contact.csv",     "contact", "Name",              "name" },
    { "Contact.csv",     "contact", "FirstName",         "name", "Name" },
    { "Contact.csv",     "contact", "LastName",          "name", "Name" },
    { "Contact.csv",     "contact", "Phone",             "phone" },
    { "Contact.csv",     "contact", "MobilePhone",       "mobile" },
    { "Contact.csv",     "contact", "Email",             "email" },
    { "Contact.csv",     "contact", "Title",             "position" },
    { "Contact.csv",     "contact", "ReportsToId",       "reports_to_id" },
    { "Contact.csv",     "contact", "Description",       "notes" },
    { "Opportunity.csv", "deal",    "Id",                "outside_id" },
    { "Opportunity.csv", "deal",    "IsDeleted",         "is_deleted" },
    { "Opportunity.csv", "deal",    "AccountId",         "account_id" },
    { "Opportunity.csv", "deal",    "ContactId",         "contact_id" },
    { "Opportunity.csv", "deal",    "Name",              "name" },
    { "Opportunity.csv", "deal",    "StageName",         "stage_id" },
    { "Opportunity.csv", "deal",    "IsClosed",          "is_closed" },
    { "Opportunity.csv", "deal",    "IsWon",             "is_won" },
    { "Opportunity.csv", "deal",    "Amount",            "value" },
    { "Opportunity.csv", "deal",    "CurrencyIsoCode",   "value_currency" },
    { "Opportunity.csv", "deal",    "Probability",       "probability" },
    { "Opportunity.csv", "deal",    "CloseDate",         "closed_on" },
    { "Opportunity.csv", "deal",    "NextStep",          "next_step" },
    { "Opportunity.csv", "deal",    "LeadSource",        "source" },
    { "Opportunity.csv", "deal",    "OwnerId",           "owner_id" },
    { "Opportunity.csv", "deal",    "CreatedDate",       "engaged_on" },
};

/* Heads by which the program's own files are known, or NULL. */
static const char *const salesforce_marks[] = { "SystemModstamp", "LastModifiedDate", "CreatedDate" };

static const struct preset {
    const char *name;
    const char *const *files;
    const struct preset_column *columns;
    size_t n_columns;
    bool whole;
    const char *const *marks;
    size_t n_marks;
} presets[] = {
    { "maven", maven_files, maven, COUNT(maven), true, NULL, 0 },
    { "salesforce", salesforce_files, salesforce, COUNT(salesforce), false, salesforce_marks,
      COUNT(salesforce_marks) },
};
/* clang-format on */

static const struct preset *preset_named(struct str name)
{
    for (size_t i = 0; i < COUNT(presets); i++) {
        if (str_is(name, presets[i].name))
            return &presets[i];
    }
    return NULL;
}

static bool is_among(const char *name, const struct str *all, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_is(str_trim(all[i]), name))
            return true;
    }
    return false;
}

static bool fits(const struct preset *p, const struct str *filenames, size_t n)
{
    size_t there = 0, files = 0;
    for (; p->files[files]; files++)
        there += is_among(p->files[files], filenames, n);
    return p->whole ? there == files : there > 0;
}

struct str preset_of(const struct str *filenames, size_t n)
{
    for (size_t i = 0; i < COUNT(presets); i++) {
        if (fits(&presets[i], filenames, n))
            return str_of(presets[i].name);
    }
    return STR_NONE;
}

const char *preset_file(struct str preset, size_t i)
{
    const struct preset *p = preset_named(preset);
    size_t n = 0;
    while (p && p->files[n] && n < i)
        n++;
    return p ? p->files[n] : NULL;
}

bool preset_is_whole(struct str preset)
{
    const struct preset *p = preset_named(preset);
    return p && p->whole;
}

static const struct preset_column *column_of(const struct preset *p, struct str filename,
                                             struct str head)
{
    for (size_t i = 0; i < p->n_columns; i++) {
        const struct preset_column *column = &p->columns[i];
        if (str_is(filename, column->file) && (!head.n || str_is(head, column->head)))
            return column;
    }
    return NULL;
}

static bool is_marked(const struct preset *p, const struct csv_row *head)
{
    for (size_t i = 0; i < p->n_marks; i++) {
        if (is_among(p->marks[i], head->cells, head->n))
            return true;
    }
    return p->n_marks == 0;
}

bool preset_map(struct arena *a, struct str preset, struct str filename,
                const struct csv_row *head, struct file_map *out)
{
    const struct preset *p = preset_named(preset);
    const struct preset_column *first = p ? column_of(p, filename, STR_NONE) : NULL;
    struct buf text;
    if (!first || !is_marked(p, head))
        return false;
    buf_init(&text, a, head->n * CHOICE_MAX + 1);
    for (size_t i = 0; i < head->n; i++) {
        struct str title = str_trim(head->cells[i]);
        const struct preset_column *column = title.n ? column_of(p, filename, title) : NULL;
        if (column && column->unless && is_among(column->unless, head->cells, head->n))
            column = NULL;
        if (i)
            buf_char(&text, ',');
        buf_add(&text, column ? str_of(column->choice) : STR("-"));
    }
    *out = map_read(a, str_of(first->record), head, buf_str(&text));
    return true;
}
