/* SPDX-License-Identifier: Apache-2.0 */
/* What people and programs write of an enquiry, made into its fields. */
#include "base/text.h"
#include "enquiry/enquiry_input.h"

static void rename_item(struct input *in, const char *from, const char *to)
{
    struct input_item *item = input_find(in, from);
    if (item && !input_find(in, to))
        item->name = str_of(to);
}

/* Where a range is split: "4,800-5,000", "4800 to 5000", "4,800 – 5,000". */
static bool range_split(struct str text, struct str *from, struct str *to)
{
    static const char *const between[] = { "–", "—", " to ", "-" };
    for (size_t i = 0; i < COUNT(between); i++) {
        struct str mark = str_of(between[i]);
        for (size_t at = 1; at + mark.n < text.n; at++) {
            if (!str_starts(str_cut(text, at, text.n), mark))
                continue;
            *from = str_trim(str_cut(text, 0, at));
            *to = str_trim(str_cut(text, at + mark.n, text.n));
            return from->n > 0 && to->n > 0;
        }
    }
    return false;
}

static void budget_split(struct arena *a, struct input *in)
{
    struct str from, to;
    rename_item(in, "budget.from", "budget_from");
    rename_item(in, "budget.to", "budget");
    struct input_item *item = input_find(in, "budget");
    if (!item || item->kind != INPUT_TEXT || item->listed || input_find(in, "budget_from")
        || !range_split(item->text, &from, &to))
        return;
    item->text = to;
    input_add(a, in, STR("budget_from"), from, INPUT_TEXT);
}

/* "product" is what he calls it: one of ours, or words. */
static void product_take(struct input *in)
{
    rename_item(in, "product", "item");
    struct input_item *left = input_find(in, "product");
    if (left && left->kind == INPUT_TEXT)
        left->used = true;
}

void enquiry_input_prepare(struct arena *a, struct input *in)
{
    budget_split(a, in);
    product_take(in);
}

/* A range is given from low to high. */
void enquiry_budget_order(struct enquiry *e)
{
    if (!money_is(e->budget_from))
        return;
    if (!money_is(e->budget)) {
        e->budget = e->budget_from;
        e->budget_from = MONEY_NONE;
    } else if (e->budget_from.minor > e->budget.minor) {
        struct money high = e->budget_from;
        e->budget_from = e->budget;
        e->budget = high;
    }
}
