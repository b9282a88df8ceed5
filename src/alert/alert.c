/* SPDX-License-Identifier: Apache-2.0 */
#include "alert/alert.h"
#include "alert/alert_store.h"
#include "frame/people.h"
#include "record/openapi.h"

#define TEXT_MOST 300
#define URGENT 2 /* the weight of what cannot wait */

/* clang-format off */
static const struct field fields[] = {
    { F(alert, id,      ID),      .label = "No." },
    { F(alert, kind,    TEXT),    .label = "Kind",   .flags = COMPUTED | FILTER },
    { F(alert, weight,  INT),     .label = "Weight", .flags = COMPUTED },
    { F(alert, user_id, REF),     .label = "For",    .flags = COMPUTED | LISTED | FILTER, .ref = "user" },
    { F(alert, deal_id, REF),     .label = "Deal",   .flags = COMPUTED | FILTER, .ref = "deal" },
    { F(alert, subject, INT),     .label = "About",  .flags = COMPUTED },
    { F(alert, due,     INSTANT), .label = "Due",    .flags = COMPUTED },
    { F(alert, text,    TEXT),    .label = "What",   .flags = COMPUTED | LISTED, .max = TEXT_MOST },
    { F(alert, open,    FLAG),    .label = "Open",   .flags = COMPUTED | FILTER },
    { F(alert, seen,    INSTANT), .label = "Seen",   .flags = COMPUTED },
    { F(alert, settled, INSTANT), .label = "Settled", .flags = COMPUTED },
    { F(alert, version, ID),      .label = "Version", .flags = COMPUTED | OFF_FORM },
    { F(alert, created, INSTANT), .label = "Raised",  .flags = COMPUTED | SORTED },
    { F(alert, updated, INSTANT), .label = "Changed", .flags = COMPUTED | OFF_FORM },
};
static const struct list lists[] = {
    { "created", { NULL },      "alert_all",  "alert_user" },
    { "created", { "open" },    "alert_open", "alert_user_open" },
    { "created", { "deal_id" }, "alert_deal", "alert_user_deal" },
};
static const struct shape more[] = {
    { "label", SHAPE_TEXT, .about = "Of the kind, for people." }, { "to", SHAPE_TEXT, .about = "The person's e-mail." }, { 0 },
};
/* clang-format on */

static bool complete(struct ctx *c, void *row)
{
    struct alert *a = row;
    const struct alert_kind *k = alert_kind_named(a->kind);
    const struct person *who = person_find(c, a->user_id);
    a->label = k ? str_of(k->label) : a->kind;
    a->to = who ? arena_str(c->arena, who->email) : STR_NONE;
    return !failed(c);
}

static void json_more(struct buf *b, const void *row)
{
    const struct alert *a = row;
    buf_lit(b, ",\"label\":");
    buf_json_str(b, a->label);
    buf_lit(b, ",\"to\":");
    buf_json_str(b, a->to);
}

const struct record alert_record = {
    .name = "alert",
    .plural = "alerts",
    .label = "Alert",
    .labels = "Alerts",
    .size = sizeof(struct alert),
    .fields = fields,
    .n_fields = COUNT(fields),
    .title = "text",
    .owner = "user_id",
    .default_sort = "-created",
    .lists = lists,
    .n_lists = COUNT(lists),
    .complete = complete,
    .json_more = json_more,
    .more = more,
};

const struct alert_kind *alert_kind_named(struct str name)
{
    for (size_t i = 0; i < n_slices; i++) {
        for (size_t j = 0; j < slices[i]->n_alerts; j++) {
            if (str_is(name, slices[i]->alerts[j]->name))
                return slices[i]->alerts[j];
        }
    }
    return NULL;
}

/* ---- who ---- */

static const struct person *above(struct ctx *c, const struct person *who)
{
    return who->manager_id ? person_find(c, who->manager_id) : NULL;
}

/* The first who is active and has one of these roles, from `who` on upward; NULL if there is none.
 * Rings are refused when they are made; the bound is for a damaged table. */
static const struct person *first_with(struct ctx *c, const struct person *who, unsigned roles)
{
    const struct people *all = people(c);
    for (size_t steps = 0; all && who && steps <= all->n; steps++, who = above(c, who)) {
        if (who->active && (who->roles & roles))
            return who;
    }
    return NULL;
}

static const struct person *top_of(struct ctx *c, const struct person *who)
{
    const struct person *top = who;
    const struct people *all = people(c);
    for (size_t steps = 0; all && who && steps <= all->n; steps++, who = above(c, who)) {
        if (who->active)
            top = who;
    }
    return top;
}

static const struct person *executive_of(struct ctx *c, const struct person *who)
{
    const struct person *found = first_with(c, who, ROLE_EXECUTIVE);
    const struct people *all = people(c);
    for (size_t i = 0; !found && all && i < all->n; i++) {
        if (all->p[i].active && (all->p[i].roles & ROLE_EXECUTIVE))
            found = &all->p[i];
    }
    return found;
}

int64_t line_person(struct ctx *c, int64_t owner_id, enum level level)
{
    const struct person *who = owner_id ? person_find(c, owner_id) : NULL, *found = NULL;
    if (!who)
        return 0;
    if (level == LEVEL_REP)
        return who->id;
    if (level == LEVEL_EXECUTIVE)
        found = executive_of(c, who);
    else if (above(c, who))
        found = first_with(c, above(c, who), ROLE_MANAGER);
    if (!found)
        found = top_of(c, who);
    return found->active ? found->id : 0;
}

/* ---- raising ---- */

/* As many whole characters as an alert says. */
static struct str text_cut(struct str text)
{
    size_t n = 0, characters = 0;
    for (; n < text.n; n++) {
        bool begins = ((unsigned char)text.p[n] & 0xc0) != 0x80;
        if (begins && characters++ == TEXT_MOST)
            break;
    }
    return (struct str){ text.p, n };
}

static bool wants_letter(const struct person *who, int weight)
{
    return who->alert_mail == ALERT_MAIL_ALL
           || (who->alert_mail == ALERT_MAIL_URGENT && weight >= URGENT);
}

static bool letter(struct ctx *c, const struct alert_kind *k, const struct alert *a)
{
    struct str text = a->deal_id
                          ? arena_printf(c->arena, "%.*s\n\nDeal %lld.\n", STR_FMT(a->text),
                                         (long long)a->deal_id)
                          : arena_printf(c->arena, "%.*s\n", STR_FMT(a->text));
    for (size_t i = 0; i < n_slices; i++) {
        if (slices[i]->tell)
            return slices[i]->tell(c, a->user_id, str_of(k->label), text);
    }
    return true;
}

bool alert_raise(struct ctx *c, const struct alert_kind *k, int64_t user_id, struct about about)
{
    const struct person *who = user_id ? person_find(c, user_id) : NULL;
    struct alert a = {
        .kind = str_of(k->name),
        .weight = k->weight,
        .user_id = user_id,
        .deal_id = about.deal_id,
        .subject = about.subject,
        .due = instant_is(about.due) ? about.due : c->now,
        .text = text_cut(about.text),
    };
    bool added;
    if (!who)
        return !failed(c);
    if (!alert_insert(c, &a, &added))
        return false;
    return !added || !who->email.n || !wants_letter(who, k->weight) || letter(c, k, &a);
}

/* Each once, however often somebody stands in the line. */
bool alert_up(struct ctx *c, const struct alert_kind *k, int64_t owner_id, enum level upto,
              struct about about)
{
    int64_t told[4];
    size_t n = 0;
    for (enum level level = LEVEL_REP; level <= upto; level++)
        told[n++] = line_person(c, owner_id, level);
    if (failed(c) || !deal_mentor(c, about.deal_id, &told[n++]))
        return false;
    for (size_t i = 0; i < n; i++) {
        bool twice = false;
        for (size_t j = 0; j < i; j++)
            twice |= told[j] == told[i];
        if (!twice && !alert_raise(c, k, told[i], about))
            return false;
    }
    return true;
}

bool alerts_settle(struct ctx *c, const struct alert_kind *k, int64_t subject)
{
    return alerts_close(c, str_of(k->name), subject);
}

bool alert_see(struct ctx *c, int64_t id)
{
    struct alert a;
    if (!record_get(c, &alert_record, id, &a))
        return false;
    if (a.user_id != c->viewer->id)
        return fail(c, FAULT_NOT_ALLOWED, "not_allowed",
                    STR("Only who an alert is for says that it was seen."));
    return alert_close(c, id);
}

bool alerts_mine(struct ctx *c, size_t limit, struct alerts *out)
{
    int64_t n = 0;
    if (!alerts_first(c, limit, out) || !alerts_count(c, ALERTS_CAP + 1, &n))
        return false;
    out->capped = n > ALERTS_CAP;
    out->count = out->capped ? ALERTS_CAP : n;
    for (size_t i = 0; i < out->n; i++) {
        if (!complete(c, &out->p[i]))
            return false;
    }
    return true;
}

bool alerts_drop(struct ctx *c, int64_t deal_id)
{
    return alerts_delete(c, deal_id);
}
