/* SPDX-License-Identifier: Apache-2.0 */
/* What is special about importing each record: how a row finds its own again, and what no file
 * says. Deals stand in deal_row.c. */
#include "account/account.h"
#include "base/text.h"
#include "contact/contact.h"
#include "import/row/deal_row.h"
#include "import/map/words.h"
#include "product/product.h"
#include "touch/touch.h"
#include "user/user.h"

/* ---- finding ---- */

static struct str outside_of(const struct record *r, const void *row)
{
    const struct field *f = field_named(r, STR("outside_id"));
    return *(const struct str *)(const void *)((const char *)row + f->offset);
}

static const void *stored(struct row_work *w, int64_t id)
{
    const struct record *r = w->file->subject->record;
    void *row = arena_alloc(w->c->arena, r->size);
    return record_get_any(w->c, r, id, row) ? row : NULL;
}

bool match_outside(struct row_work *w)
{
    const struct record *r = w->file->subject->record;
    struct str outside = outside_of(r, w->now);
    if (!outside.n)
        return true;
    if (!find_by_outside(w->c, r->name, outside, &w->id))
        return false;
    if (!w->id)
        w->id = row_planned(w, r->name, 'o', outside);
    return true;
}

/* The first that has no other outside number; of two of one name in another house, each its own. */
static bool match_name(struct row_work *w, struct str name)
{
    const struct record *r = w->file->subject->record;
    struct str outside = outside_of(r, w->now);
    struct found_ids ids;
    if (w->id || !name.n)
        return true;
    if (!find_by_name(w->c, r->name, name, &ids))
        return false;
    for (size_t i = 0; i < ids.n; i++) {
        if (w->elsewhere && row_taken(w, ids.p[i]))
            continue;
        const void *row = stored(w, ids.p[i]);
        if (!row)
            return false;
        if (!outside.n || !outside_of(r, row).n) {
            w->id = ids.p[i];
            return true;
        }
    }
    if (!outside.n)
        w->id = row_planned(w, r->name, 'n', name);
    return true;
}

/* ---- users ---- */

static void user_begin(void *row)
{
    user_init(row);
}

static bool user_match(struct row_work *w)
{
    const struct user *u = w->now;
    struct found_ids ids = { 0 };
    if (!match_outside(w) || (!w->id && u->email.n && !find_by_email(w->c, "user", u->email, &ids)))
        return false;
    if (!w->id && ids.n)
        w->id = ids.p[0];
    struct str folded = fold(w->c->arena, u->name);
    if (!w->id && !u->outside_id.n && !find_by_outside(w->c, "user", folded, &w->id))
        return false;
    return match_name(w, u->name);
}

static bool user_complete(struct row_work *w)
{
    struct user *u = w->now;
    struct str folded = fold(w->c->arena, u->name);
    if (w->id > 0)
        return true;
    if (!u->outside_id.n)
        u->outside_id = folded;
    u->manager |= names_get(&w->file->above, folded) != 0;
    u->rep |= !u->manager && !u->administrator;
    return true;
}

/* Who is only named as a manager is made one. */
static bool user_missing(struct row_work *w, const struct field *f, struct str name)
{
    struct user u;
    user_init(&u);
    u.name = name;
    u.outside_id = fold(w->c->arena, name);
    u.manager = true;
    if (w->run->dry)
        u.id = row_plan(w, "user", u.outside_id, name);
    else if (!user_create(w->c, &u))
        return row_refused(w);
    *(int64_t *)row_at(w, f) = u.id;
    w->given.bits |= row_bit(w, f);
    w->found->tally.created++;
    row_problem(w, STR("manager_created"), f, name, STR("The manager has no line of his own."),
                STR("Made a user who is a manager."));
    return true;
}

static bool user_new(struct ctx *c, void *row)
{
    return user_create(c, row);
}

static bool user_change(struct ctx *c, const void *was, void *now)
{
    return user_save(c, was, now, STR_NONE);
}

/* ---- products ---- */

static void product_begin(void *row)
{
    product_init(row);
}

static bool product_match(struct row_work *w)
{
    return match_outside(w) && match_name(w, ((const struct product *)w->now)->name);
}

static bool product_new(struct ctx *c, void *row)
{
    return product_create(c, row);
}

static bool product_change(struct ctx *c, const void *was, void *now)
{
    return product_save(c, was, now, STR_NONE);
}

/* ---- accounts ---- */

static void account_begin(void *row)
{
    record_init(&account_record, row);
}

static bool account_match(struct row_work *w)
{
    return match_outside(w) && match_name(w, ((const struct account *)w->now)->name);
}

static void say_unusual(struct row_work *w, const char *field, struct str code, struct str given,
                        struct str meant)
{
    if (meant.n)
        row_problem(w, code, field_named(&account_record, str_of(field)), given,
                    arena_printf(w->c->arena, "This is probably %.*s.", STR_FMT(meant)),
                    STR("Kept as it came."));
}

static bool account_complete(struct row_work *w)
{
    const struct account *a = w->now;
    struct arena *arena = w->c->arena;
    if (row_gives(w, "sector"))
        say_unusual(w, "sector", STR("sector_unusual"), a->sector, sector_meant(arena, a->sector));
    if (row_gives(w, "country"))
        say_unusual(w, "country", STR("country_unusual"), a->country,
                    country_meant(arena, a->country));
    return true;
}

static bool account_new(struct ctx *c, void *row)
{
    return account_create(c, row);
}

static bool account_change(struct ctx *c, const void *was, void *now)
{
    return account_save(c, was, now, STR_NONE);
}

/* ---- contacts ---- */

static void contact_begin(void *row)
{
    record_init(&contact_record, row);
}

/* Two people may share an address: the one of the same name is meant. */
static bool match_email(struct row_work *w)
{
    const struct contact *p = w->now;
    struct found_ids ids;
    if (w->id || !p->email.n)
        return true;
    if (!find_by_email(w->c, "contact", p->email, &ids))
        return false;
    for (size_t i = 0; i < ids.n; i++) {
        const struct contact *other = stored(w, ids.p[i]);
        if (!other)
            return false;
        if (str_same(fold(w->c->arena, other->name), fold(w->c->arena, p->name))) {
            w->id = other->id;
            return true;
        }
    }
    row_take(w, &ids);
    return true;
}

static bool contact_match(struct row_work *w)
{
    struct contact *p = w->now;
    struct found_ids ids = { 0 };
    if (!p->name.n)
        p->name = p->email;
    if (!match_outside(w) || !match_email(w))
        return false;
    if (w->id || p->outside_id.n || p->email.n)
        return true;
    if (!find_of_account(w->c, "contact", p->name, p->account_id, &ids))
        return false;
    row_take(w, &ids);
    return true;
}

static bool contact_complete(struct row_work *w)
{
    if (row_is_empty(w, "account_id"))
        row_problem(w, STR("account_missing"), field_named(&contact_record, STR("account_id")),
                    STR_NONE, STR("The line names no account."), STR("Stored without one."));
    return true;
}

static bool contact_new(struct ctx *c, void *row)
{
    return contact_create(c, row);
}

static bool contact_change(struct ctx *c, const void *was, void *now)
{
    return contact_save(c, was, now, STR_NONE);
}

/* ---- touches ---- */

static void touch_begin(void *row)
{
    record_init(&touch_record, row);
}

static bool touch_match(struct row_work *w)
{
    struct touch *t = w->now;
    struct found_ids ids = { 0 };
    if (!instant_is(t->happened))
        t->happened = w->c->now;
    if (!match_outside(w))
        return false;
    if (w->id || t->outside_id.n || t->deal_id <= 0)
        return true;
    if (!find_touch(w->c, t, &ids))
        return false;
    row_take(w, &ids);
    return true;
}

static bool touch_complete(struct row_work *w)
{
    if (w->id <= 0 && !row_gives(w, "happened"))
        row_problem(w, STR("happened_missing"), field_named(&touch_record, STR("happened")),
                    row_text(w, "happened"), STR("The line does not say when it was."),
                    STR("Taken as now."));
    return true;
}

static bool touch_new(struct ctx *c, void *row)
{
    return touch_import(c, row);
}

/* clang-format off */
static const struct subject subjects[] = {
    { .record = &user_record, .self = "reports_to_id", .init = user_begin, .match = user_match,
      .complete = user_complete, .missing = user_missing, .create = user_new, .save = user_change },
    { .record = &product_record, .init = product_begin, .match = product_match,
      .create = product_new, .save = product_change },
    { .record = &account_record, .self = "parent_id", .init = account_begin, .match = account_match,
      .complete = account_complete, .create = account_new, .save = account_change },
    { .record = &contact_record, .self = "reports_to_id", .init = contact_begin, .match = contact_match,
      .complete = contact_complete, .create = contact_new, .save = contact_change },
    { .record = &deal_record, .init = import_deal_begin, .match = import_deal_match,
      .complete = import_deal_complete, .create = import_deal_new, .save = import_deal_change },
    { .record = &touch_record, .init = touch_begin, .match = touch_match, .complete = touch_complete,
      .create = touch_new },
};
/* clang-format on */

const struct subject *subject_of(const struct record *r)
{
    for (size_t i = 0; i < COUNT(subjects); i++) {
        if (subjects[i].record == r)
            return &subjects[i];
    }
    return NULL;
}
