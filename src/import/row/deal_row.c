/* SPDX-License-Identifier: Apache-2.0 */
#include "account/account.h"
#include "frame/people.h"
#include "frame/policy.h"
#include "import/row/deal_row.h"
#include "product/product.h"

static const struct field *field(const char *name)
{
    return field_named(&deal_record, str_of(name));
}

void import_deal_begin(void *row)
{
    deal_init(row);
}

static struct str title_of(struct row_work *w, const struct record *r, int64_t id)
{
    return id < 0 ? planned_name(w, id) : record_title(w->c, r, id);
}

/* "Cancity, GTX Plus Basic". */
static struct str name_made(struct row_work *w, const struct deal *d)
{
    struct str who = title_of(w, &account_record, d->account_id);
    struct str what = title_of(w, &product_record, d->product_id);
    if (!who.n)
        who = d->outside_id;
    if (!what.n)
        what = d->item;
    return arena_printf(w->c->arena, "%.*s%s%.*s", STR_FMT(who), who.n && what.n ? ", " : "",
                        STR_FMT(what));
}

bool import_deal_match(struct row_work *w)
{
    struct deal *d = w->now;
    struct found_ids ids;
    if (!d->product_id && !d->item.n && !row_is_empty(w, "product_id"))
        d->item = arena_str(w->c->arena, row_text(w, "product_id"));
    if (!d->name.n)
        d->name = name_made(w, d);
    if (d->outside_id.n)
        return match_outside(w);
    if (!find_of_account(w->c, "deal", d->name, d->account_id, &ids))
        return false;
    row_take(w, &ids);
    return true;
}

static const struct stage *stage_of(struct row_work *w, struct deal *d)
{
    const struct stage *s =
        d->stage_id ? stage_find(w->c, d->stage_id) : stage_first(w->c, 0, ENDING_NONE);
    if (s)
        d->stage_id = s->id;
    return s;
}

static void stage_complete(struct row_work *w, const struct stage *s)
{
    struct deal *d = w->now;
    const struct deal *was = w->was;
    if (!row_gives(w, "probability") && was->stage_id != s->id)
        d->probability = s->probability;
    if (s->ending == ENDING_NONE) {
        if (row_gives(w, "closed_on") && !row_gives(w, "expected_close"))
            d->expected_close = d->closed_on;
        d->closed_on = DAY_NONE;
    } else if (w->id <= 0 && !day_is(d->closed_on)) {
        row_problem(w, STR("closed_missing"), field("closed_on"), row_text(w, "closed_on"),
                    STR("The deal is closed, and the line does not say when."),
                    STR("Taken as closed today."));
    }
}

/* Programs keep when a deal was written down there, which may be after it was won. */
static void engaged_check(struct row_work *w)
{
    struct deal *d = w->now;
    if (!row_gives(w, "engaged_on") || !day_is(d->closed_on) || d->engaged_on.n <= d->closed_on.n)
        return;
    row_problem(w, STR("engaged_after_close"), field("engaged_on"), row_text(w, "engaged_on"),
                STR("The deal was closed before it began."),
                STR("Not taken over; the text stands here."));
    d->engaged_on = ((const struct deal *)w->was)->engaged_on;
}

/* What people may not do is stored as it came, and said. */
static void presumed_check(struct row_work *w, const struct stage *s)
{
    const struct deal *d = w->now, *was = w->was;
    int64_t cap = policy_value(w->c, &presumption_cap);
    if (s->ending != ENDING_NONE || d->probability <= cap || deal_is_confirmed(d)
        || d->probability <= was->probability)
        return;
    row_problem(w, STR("presumptions_open"), field("probability"), row_text(w, "probability"),
                STR("That the buyer is interested, the right person and has the need is only "
                    "presumed; so likely a deal is only called when it is confirmed."),
                STR("Stored as it came; nobody can raise it until it is confirmed."));
}

static void owner_complete(struct row_work *w)
{
    struct deal *d = w->now;
    const struct deal *was = w->was;
    int64_t instead = was->owner_id ? was->owner_id : w->c->viewer->id;
    if (d->owner_id > 0 && !viewer_sees(w->c->viewer, d->owner_id)) {
        row_problem(w, STR("owner_not_yours"), field("owner_id"), row_text(w, "owner_id"),
                    STR("The owner does not report to you."), STR("The owner was not taken over."));
        d->owner_id = instead;
    }
    if (!d->owner_id) {
        if (row_is_empty(w, "owner_id"))
            row_problem(w, STR("owner_missing"), field("owner_id"), STR_NONE,
                        STR("The line names no owner."),
                        STR("It belongs to who imports, for now."));
        d->owner_id = instead;
    }
}

static bool list_price_of(struct row_work *w, struct deal *d, struct str *done)
{
    struct product p = { .price = MONEY_NONE };
    struct buf b;
    if (d->product_id < 0) {
        *done = STR("Takes the product's list price.");
        return true;
    }
    if (d->product_id && !record_get_any(w->c, &product_record, d->product_id, &p))
        return false;
    if (!money_is(p.price)) {
        *done = STR("Its product has no list price; it counts in no forecast.");
        return true;
    }
    d->value = p.price;
    d->value_source = VALUE_LIST_PRICE;
    buf_init(&b, w->c->arena, 100);
    buf_lit(&b, "Took the list price, ");
    buf_money(&b, p.price);
    buf_char(&b, '.');
    *done = buf_str(&b);
    return true;
}

static bool value_complete(struct row_work *w, const struct stage *s)
{
    struct deal *d = w->now;
    struct str done = STR("It counts in no forecast until it has one.");
    if (row_gives(w, "value"))
        return true;
    if (s->ending == ENDING_WON && !money_is(d->value)) {
        row_leave_out(w, STR("won_without_value"), field("value"),
                      STR("A won deal has a value, and the line gives none."));
        return true;
    }
    if (s->ending != ENDING_NONE)
        return true;
    if (money_is(d->value))
        done = STR("Kept the value it has.");
    else if (w->run->list_price && !list_price_of(w, d, &done))
        return false;
    row_problem(w, STR("value_missing"), field("value"), row_text(w, "value"),
                STR("The deal is open and the line gives no value."), done);
    return true;
}

static void say_missing(struct row_work *w)
{
    const struct deal *d = w->now;
    if (row_is_empty(w, "account_id"))
        row_problem(w, STR("account_missing"), field("account_id"), STR_NONE,
                    STR("The line names no account."), STR("Stored without one."));
    if (row_is_empty(w, "engaged_on") && !day_is(d->engaged_on))
        row_problem(w, STR("engaged_missing"), field("engaged_on"), STR_NONE,
                    STR("The line does not say since when."), STR("Stored without it."));
}

static int word_index(const char *name, struct str word)
{
    const struct word *words = field(name)->words;
    for (int i = 0; words[i].name; i++) {
        if (str_is(word, words[i].name))
            return i;
    }
    return 0;
}

bool import_deal_complete(struct row_work *w)
{
    struct deal *d = w->now;
    const struct stage *s = stage_of(w, d);
    if (!s)
        return failed(w->c) ? false : broken(w->c, "there is no stage to begin in");
    if (w->id <= 0 && !row_gives(w, "source"))
        d->source = word_index("source", STR("import"));
    owner_complete(w);
    stage_complete(w, s);
    engaged_check(w);
    presumed_check(w, s);
    say_missing(w);
    return value_complete(w, s);
}

bool import_deal_new(struct ctx *c, void *row)
{
    return deal_create(c, row);
}

bool import_deal_change(struct ctx *c, const void *was, void *now)
{
    return deal_save(c, was, now, STR_NONE);
}
