/* SPDX-License-Identifier: Apache-2.0 */
#include "import/map/map.h"
#include "import/map/words.h"

#define CHOICE_MAX 64

const char *const map_records[] = { "user", "product", "account", "contact", "deal", "touch" };
const size_t n_map_records = COUNT(map_records);

struct synonym {
    const char *record, *field;
    const char *heads; /* squashed, separated by spaces */
    bool joined;       /* several columns make the field */
    bool currency;
};

/* clang-format off */
static const struct synonym synonyms[] = {
    { "user",    "name",           "salesagent agent rep salesrep fullname firstname lastname owner", true },
    { "user",    "email",          "mail emailaddress username login" },
    { "user",    "reports_to_id",  "manager salesmanager reportsto teamlead managerid" },
    { "user",    "office",         "regionaloffice region branch location" },
    { "user",    "outside_id",     "id userid agentid ownerid" },
    { "product", "name",           "productname item" },
    { "product", "code",           "productcode sku partnumber itemcode" },
    { "product", "series",         "family productfamily category line" },
    { "product", "price",          "salesprice unitprice listprice amount cost" },
    { "product", "price",          "currency currencyisocode", .currency = true },
    { "product", "outside_id",     "id productid" },
    { "account", "name",           "company companyname accountname organisation organization customer" },
    { "account", "website",        "url web domain companydomainname homepage" },
    { "account", "phone",          "telephone phonenumber tel" },
    { "account", "sector",         "industry branch" },
    { "account", "country",        "officelocation billingcountry location" },
    { "account", "address",        "street billingstreet billingcity billingstate billingpostalcode city zip "
                                   "postcode postalcode", true },
    { "account", "employees",      "numberofemployees headcount size" },
    { "account", "founded",        "yearestablished yearfounded established" },
    { "account", "revenue",        "annualrevenue turnover" },
    { "account", "revenue",        "currency currencyisocode", .currency = true },
    { "account", "parent_id",      "subsidiaryof parentaccount parentcompany parentid parentaccountid" },
    { "account", "notes",          "description comments remarks" },
    { "account", "outside_id",     "id accountid companyid recordid" },
    { "contact", "name",           "fullname firstname lastname givenname surname familyname contactname "
                                   "contact person", true },
    { "contact", "email",          "mail emailaddress" },
    { "contact", "phone",          "telephone phonenumber tel businessphone workphone" },
    { "contact", "mobile",         "mobilephone cell cellphone mobilephonenumber" },
    { "contact", "account_id",     "company companyname accountname organisation organization customer "
                                   "associatedcompany" },
    { "contact", "position",       "jobtitle title role" },
    { "contact", "reports_to_id",  "manager reportsto" },
    { "contact", "notes",          "description comments remarks" },
    { "contact", "outside_id",     "id contactid recordid" },
    { "deal",    "name",           "dealname opportunity opportunityname title subject" },
    { "deal",    "account_id",     "company companyname accountname organisation organization customer client "
                                   "associatedcompany" },
    { "deal",    "contact_id",     "contactname person primarycontact" },
    { "deal",    "product_id",     "productname item" },
    { "deal",    "stage_id",       "dealstage stagename status pipelinestage" },
    { "deal",    "owner_id",       "salesagent agent rep salesrep dealowner opportunityowner ownername "
                                   "assignedto user" },
    { "deal",    "value",          "amount dealvalue dealamount closevalue price revenue total worth" },
    { "deal",    "value",          "currency currencyisocode dealcurrency", .currency = true },
    { "deal",    "probability",    "prob chance winprobability" },
    { "deal",    "expected_close", "expectedclosedate estimatedclosedate forecastdate closingdate" },
    { "deal",    "closed_on",      "closedate closeddate wontime actualclosedate" },
    { "deal",    "engaged_on",     "engagedate engageddate startdate opendate" },
    { "deal",    "source",         "leadsource origin" },
    { "deal",    "lost_reason",    "closedlostreason lossreason reasonlost" },
    { "deal",    "next_step",      "nextaction nextactivity" },
    { "deal",    "next_step_due",  "nextactivitydate nextstepdate nextactiondate" },
    { "deal",    "outside_id",     "id opportunityid dealid recordid" },
    { "touch",   "deal_id",        "dealname opportunity opportunityname opportunityid dealid" },
    { "touch",   "contact_id",     "contactname person who" },
    { "touch",   "channel",        "type activitytype medium" },
    { "touch",   "user_id",        "owner user rep agent assignedto createdby" },
    { "touch",   "happened",       "date activitydate when time datetime timestamp" },
    { "touch",   "details",        "notes note description comments subject body text", true },
    { "touch",   "minutes",        "duration durationminutes" },
    { "touch",   "outside_id",     "id activityid recordid" },
};

/* What only an import may set, and what it may not. */
static const struct { const char *record, *field; bool takes; } exceptions[] = {
    { "deal",  "closed_on",      true },
    { "touch", "user_id",        true },
    { "deal",  "pipeline_id",    false },
    { "deal",  "close_touch_id", false },
};

static const struct { const char *name, *label, *record; } roles[COLUMN_ROLES] = {
    [COLUMN_OUR_ID]      = { "our_id", "Our own No.", NULL },
    [COLUMN_OUR_CREATED] = { "our_created", "Made here at", NULL },
    [COLUMN_IS_DELETED]  = { "is_deleted", "Yes leaves the line out", NULL },
    [COLUMN_IS_CLOSED]   = { "is_closed", "Yes: its stage is closed", "deal" },
    [COLUMN_IS_WON]      = { "is_won", "Yes: its stage is won", "deal" },
};

/* How other programs call their files. */
static const struct { const char *part, *record; } file_words[] = {
    { "team", "user" }, { "user", "user" }, { "agent", "user" }, { "product", "product" }, { "contact", "contact" },
    { "people", "contact" }, { "lead", "contact" }, { "account", "account" }, { "compan", "account" },
    { "organi", "account" }, { "deal", "deal" }, { "pipeline", "deal" }, { "opportunit", "deal" },
    { "touch", "touch" }, { "activit", "touch" }, { "task", "touch" },
};
/* clang-format on */

bool map_takes(const struct record *r, const struct field *f)
{
    static const char *const never[] = { "id", "version", "created", "updated" };
    for (size_t i = 0; i < COUNT(exceptions); i++) {
        if (strcmp(exceptions[i].record, r->name) == 0 && strcmp(exceptions[i].field, f->name) == 0)
            return exceptions[i].takes;
    }
    for (size_t i = 0; i < COUNT(never); i++) {
        if (strcmp(f->name, never[i]) == 0)
            return false;
    }
    return !(f->flags & (COMPUTED | SECRET));
}

bool map_has(const struct file_map *map, const char *field)
{
    for (size_t i = 0; i < map->n; i++) {
        if (map->p[i].field && !map->p[i].currency && strcmp(map->p[i].field->name, field) == 0)
            return true;
    }
    return false;
}

const char *role_name(enum column_role role)
{
    return roles[role].name;
}

const char *role_label(enum column_role role)
{
    return roles[role].label;
}

bool role_is_for(enum column_role role, const struct record *r)
{
    return roles[role].name
           && (!roles[role].record || strcmp(roles[role].record, r->name) == 0);
}

size_t map_role(const struct file_map *map, enum column_role role)
{
    size_t i = 0;
    while (i < map->n && map->p[i].role != role)
        i++;
    return i;
}

bool map_is_record(struct str name)
{
    for (size_t i = 0; i < n_map_records; i++) {
        if (str_is(name, map_records[i]))
            return true;
    }
    return false;
}

/* ---- guessing ---- */

static bool is_word_of(const char *words, struct str word)
{
    struct str rest = str_of(words);
    while (rest.n) {
        if (str_same(str_split(rest, ' ', &rest), word))
            return true;
    }
    return false;
}

/* "account" is account_id's own name as well, and an account's name. */
static bool is_own_name(struct arena *a, const struct record *r, const struct field *f,
                        struct str head)
{
    struct str name = str_of(f->name);
    if (r->title && strcmp(r->title, f->name) == 0 && str_same(squash(a, str_of(r->label)), head))
        return true;
    if (f->kind == KIND_REF && str_ends(name, STR("_id"))
        && str_same(squash(a, str_cut(name, 0, name.n - 3)), head))
        return true;
    return str_same(squash(a, name), head) || str_same(squash(a, str_of(f->label)), head);
}

static struct column_map guess_own(struct arena *a, const struct record *r, struct str head)
{
    for (size_t i = 0; i < r->n_fields; i++) {
        const struct field *f = &r->fields[i];
        if (map_takes(r, f) && is_own_name(a, r, f, head))
            return (struct column_map){ .field = f };
        struct str currency = arena_printf(a, "%s_currency", f->name);
        if (map_takes(r, f) && f->kind == KIND_MONEY && str_same(squash(a, currency), head))
            return (struct column_map){ .field = f, .currency = true };
    }
    return (struct column_map){ 0 };
}

static const struct synonym *synonym_of(const struct record *r, struct str head)
{
    for (size_t i = 0; i < COUNT(synonyms); i++) {
        if (strcmp(synonyms[i].record, r->name) == 0 && is_word_of(synonyms[i].heads, head))
            return &synonyms[i];
    }
    return NULL;
}

static bool is_taken(const struct file_map *map, size_t n, const struct column_map *column)
{
    for (size_t i = 0; i < n; i++) {
        if (map->p[i].field == column->field && map->p[i].currency == column->currency)
            return true;
    }
    return false;
}

static void guess_column(struct arena *a, struct file_map *map, size_t i, struct str title)
{
    struct str head = squash(a, title);
    struct column_map column = guess_own(a, map->record, head);
    bool joined = false;
    if (!column.field) {
        const struct synonym *s = synonym_of(map->record, head);
        column.field = s ? field_named(map->record, str_of(s->field)) : NULL;
        column.currency = s && s->currency;
        joined = s && s->joined;
    }
    if (column.field && !joined && is_taken(map, i, &column))
        column.field = NULL;
    column.head = arena_str(a, title);
    map->p[i] = column;
}

static bool has_head(const struct csv_row *head, const char *title)
{
    for (size_t i = 0; i < head->n; i++) {
        if (str_is(str_trim(head->cells[i]), title))
            return true;
    }
    return false;
}

/* The names that only our own export gives its columns. */
static bool is_ours(const struct csv_row *head)
{
    return has_head(head, "id") && has_head(head, "version") && has_head(head, "created")
           && has_head(head, "updated");
}

static struct file_map guess_as(struct arena *a, const char *record, const struct csv_row *head)
{
    struct file_map map = { .record = record_named(record), .n = head->n };
    bool ours = is_ours(head);
    map.p = arena_array(a, struct column_map, head->n);
    for (size_t i = 0; i < head->n; i++) {
        struct str title = str_trim(head->cells[i]);
        guess_column(a, &map, i, title);
        if (ours && str_is(title, "id"))
            map.p[i] = (struct column_map){ .head = map.p[i].head, .role = COLUMN_OUR_ID };
        if (ours && str_is(title, "created"))
            map.p[i] = (struct column_map){ .head = map.p[i].head, .role = COLUMN_OUR_CREATED };
    }
    return map;
}

static bool holds(struct str text, const char *part)
{
    size_t n = strlen(part);
    for (size_t i = 0; i + n <= text.n; i++) {
        if (memcmp(text.p + i, part, n) == 0)
            return true;
    }
    return false;
}

/* Columns that find a field, and three more when the file's name says so. */
static size_t score(struct arena *a, const struct file_map *map, struct str filename)
{
    struct str name = squash(a, filename);
    size_t n = 0;
    for (size_t i = 0; i < map->n; i++)
        n += map->p[i].field != NULL;
    if (n == 0)
        return 0;
    for (size_t i = 0; i < COUNT(file_words); i++) {
        if (strcmp(file_words[i].record, map->record->name) == 0
            && holds(name, file_words[i].part))
            return n + 3;
    }
    return n;
}

static struct file_map left_out(struct arena *a, const struct csv_row *head)
{
    struct file_map map = { .p = arena_array(a, struct column_map, head->n), .n = head->n };
    for (size_t i = 0; i < head->n; i++)
        map.p[i].head = arena_str(a, str_trim(head->cells[i]));
    return map;
}

struct file_map map_guess(struct arena *a, struct str filename, struct str record,
                          const struct csv_row *head)
{
    struct file_map best = left_out(a, head);
    size_t most = 1; /* one column alone may be anything */
    if (map_is_record(record))
        return guess_as(a, arena_cstr(a, record), head);
    for (size_t i = 0; i < n_map_records; i++) {
        struct file_map map = guess_as(a, map_records[i], head);
        size_t n = score(a, &map, filename);
        if (n > most) {
            most = n;
            best = map;
        }
    }
    return best;
}

/* ---- as text ---- */

struct str map_choice(struct arena *a, const struct column_map *column)
{
    struct str how = str_of(how_name(column->how));
    if (column->role)
        return str_of(role_name(column->role));
    if (!column->field)
        return STR("-");
    if (column->currency)
        return arena_printf(a, "%s_currency", column->field->name);
    const char *at = how.n ? "@" : "";
    if (column->places)
        return arena_printf(a, "%s*%d%s%s", column->field->name, column->places, at, how.p);
    return arena_printf(a, "%s%s%.*s", column->field->name, at, STR_FMT(how));
}

struct str map_text(struct arena *a, const struct file_map *map)
{
    struct buf b;
    buf_init(&b, a, map->n * CHOICE_MAX + 1);
    for (size_t i = 0; i < map->n; i++) {
        if (i)
            buf_char(&b, ',');
        buf_add(&b, map_choice(a, &map->p[i]));
    }
    return buf_str(&b);
}

static bool role_read(const struct record *r, struct str choice, struct column_map *column)
{
    for (int role = COLUMN_FIELD + 1; role < COLUMN_ROLES; role++) {
        if (str_is(choice, roles[role].name) && role_is_for((enum column_role)role, r)) {
            column->role = (enum column_role)role;
            return true;
        }
    }
    return false;
}

static bool places_read(struct str text, enum kind kind, struct column_map *column)
{
    int64_t n = 0;
    if (!text.n)
        return true;
    if (kind != KIND_MONEY || !str_to_int(text, &n) || n < 0 || n > 9)
        return false;
    column->places = (int)n;
    return true;
}

static void choice_read(const struct record *r, struct str choice, struct column_map *column)
{
    struct str how, places, name = str_split(choice, '@', &how);
    name = str_split(name, '*', &places);
    if (role_read(r, name, column))
        return;
    if (str_ends(name, STR("_currency"))) {
        name = str_cut(name, 0, name.n - strlen("_currency"));
        column->currency = true;
    }
    const struct field *f = field_named(r, name);
    if (!f || !map_takes(r, f) || (column->currency && f->kind != KIND_MONEY)
        || !places_read(places, f->kind, column))
        return;
    column->field = f;
    if (!how_named(how, &column->how) || !how_is_for(column->how, f->kind) || column->currency)
        column->how = HOW_PLAIN;
}

struct file_map map_read(struct arena *a, struct str record, const struct csv_row *head,
                         struct str text)
{
    struct file_map map = left_out(a, head);
    if (!map_is_record(record))
        return map;
    map.record = record_named(arena_cstr(a, record));
    for (size_t i = 0; i < map.n && text.n; i++)
        choice_read(map.record, str_split(text, ',', &text), &map.p[i]);
    return map;
}
