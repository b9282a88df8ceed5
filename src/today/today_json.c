/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/openapi.h"
#include "today/today_view.h"

/* clang-format off */
static const struct shape query[] = {
    { "view", SHAPE_WORD, OPTIONAL, .words = "mine team", .about = "team is a manager's, and his if he does not say." },
    { 0 },
};
static const struct shape deal_shape[] = {
    { "id", SHAPE_ID }, { "name", SHAPE_TEXT }, { "account_id", SHAPE_ID, NULLABLE }, { "account", SHAPE_TEXT },
    { "contact_id", SHAPE_ID, NULLABLE }, { "contact", SHAPE_TEXT }, { "phone", SHAPE_TEXT },
    { "email", SHAPE_TEXT }, { "owner_id", SHAPE_ID, NULLABLE }, { "owner", SHAPE_TEXT },
    { "value", SHAPE_MONEY, NULLABLE }, { "next_step", SHAPE_TEXT }, { "next_step_due", SHAPE_INSTANT, NULLABLE },
    { "last_touch", SHAPE_INSTANT, NULLABLE }, { "expected_close", SHAPE_DAY, NULLABLE },
    { "need_by", SHAPE_DAY, NULLABLE }, { "known", SHAPE_TEXT, .about = "What the buyer has said already." },
    { "urgent", SHAPE_FLAG }, { "late", SHAPE_FLAG }, { "silent", SHAPE_FLAG },
    { "shared", SHAPE_FLAG, .about = "With me, by its owner." }, { 0 },
};
static const struct shape section_shape[] = {
    { "items", SHAPE_LIST, .of = deal_shape }, { "count", SHAPE_INT },
    { "count_capped", SHAPE_FLAG, .about = "There are more than count says." }, { 0 },
};
static const struct shape member_shape[] = {
    { "id", SHAPE_ID }, { "name", SHAPE_TEXT }, { "late", SHAPE_INT }, { "no_next_step", SHAPE_INT },
    { "silent", SHAPE_INT }, { "close_date_passed", SHAPE_INT }, { 0 },
};
static const struct shape answer[] = {
    { "view", SHAPE_WORD, .words = "mine team" }, { "day", SHAPE_DAY },
    { "due", SHAPE_OBJECT, OPTIONAL, section_shape }, { "coming", SHAPE_OBJECT, OPTIONAL, section_shape },
    { "late", SHAPE_OBJECT, OPTIONAL, section_shape }, { "no_next_step", SHAPE_OBJECT, .of = section_shape },
    { "silent", SHAPE_OBJECT, .of = section_shape }, { "close_date_passed", SHAPE_OBJECT, .of = section_shape },
    { "members", SHAPE_LIST, OPTIONAL, member_shape, .about = "team: who has how much of it." }, { 0 },
};
/* clang-format on */

const struct api today_api = { "Read what to do now", query, NULL, answer };

const char *today_list_name(enum today_list which, bool team)
{
    static const char *const names[TODAY_LISTS] = {
        [TODAY_DUE] = "due",
        [TODAY_COMING] = "coming",
        [TODAY_NO_STEP] = "no_next_step",
        [TODAY_SILENT] = "silent",
        [TODAY_PAST] = "close_date_passed",
    };
    return which == TODAY_DUE && team ? "late" : names[which];
}

static void text(struct buf *b, const char *name, struct str s)
{
    buf_printf(b, ",\"%s\":", name);
    buf_json_str(b, s);
}

static void reference(struct buf *b, const char *name, int64_t id)
{
    buf_printf(b, ",\"%s\":", name);
    if (id)
        buf_int(b, id);
    else
        buf_lit(b, "null");
}

static void moment(struct buf *b, const char *name, struct instant t)
{
    buf_printf(b, ",\"%s\":", name);
    if (!instant_is(t)) {
        buf_lit(b, "null");
        return;
    }
    buf_char(b, '"');
    buf_instant(b, t);
    buf_char(b, '"');
}

static void day_member(struct buf *b, const char *name, struct day d)
{
    buf_printf(b, ",\"%s\":", name);
    if (!day_is(d)) {
        buf_lit(b, "null");
        return;
    }
    buf_char(b, '"');
    buf_day(b, d);
    buf_char(b, '"');
}

static void value(struct buf *b, struct money m)
{
    buf_lit(b, ",\"value\":");
    if (!money_is(m)) {
        buf_lit(b, "null");
        return;
    }
    buf_lit(b, "{\"amount\":\"");
    buf_money_plain(b, m);
    buf_printf(b, "\",\"currency\":\"%s\"}", m.currency);
}

static void flag(struct buf *b, const char *name, bool on)
{
    buf_printf(b, ",\"%s\":%s", name, on ? "true" : "false");
}

static void deal(struct buf *b, const struct today_deal *d)
{
    buf_printf(b, "{\"id\":%lld", (long long)d->id);
    text(b, "name", d->name);
    reference(b, "account_id", d->account_id);
    text(b, "account", d->account);
    reference(b, "contact_id", d->contact_id);
    text(b, "contact", d->contact);
    text(b, "phone", d->phone);
    text(b, "email", d->email);
    reference(b, "owner_id", d->owner_id);
    text(b, "owner", d->owner);
    value(b, d->value);
    text(b, "next_step", d->step);
    moment(b, "next_step_due", d->due);
    moment(b, "last_touch", d->last_touch);
    day_member(b, "expected_close", d->expected_close);
    day_member(b, "need_by", d->need_by);
    text(b, "known", d->known);
    flag(b, "urgent", d->urgent);
    flag(b, "late", d->late);
    flag(b, "silent", d->silent);
    flag(b, "shared", d->shared);
    buf_char(b, '}');
}

static void section(struct buf *b, const char *name, const struct today_section *s)
{
    buf_printf(b, ",\"%s\":{\"items\":[", name);
    for (size_t i = 0; i < s->deals.n; i++) {
        if (i)
            buf_char(b, ',');
        deal(b, &s->deals.p[i]);
    }
    buf_printf(b, "],\"count\":%lld", (long long)s->count);
    flag(b, "count_capped", s->capped);
    buf_char(b, '}');
}

static void member(struct buf *b, const struct today_member *m)
{
    buf_printf(b, "{\"id\":%lld", (long long)m->id);
    text(b, "name", m->name);
    for (enum today_list i = 0; i < TODAY_LISTS; i++) {
        if (i != TODAY_COMING)
            buf_printf(b, ",\"%s\":%lld", today_list_name(i, true), (long long)m->counts[i]);
    }
    buf_char(b, '}');
}

void today_json(struct buf *b, const void *view)
{
    const struct today_view *v = view;
    const struct today *t = &v->today;
    buf_printf(b, "{\"view\":\"%s\",\"day\":\"", t->team ? "team" : "mine");
    buf_day(b, v->day);
    buf_char(b, '"');
    for (enum today_list i = 0; i < TODAY_LISTS; i++) {
        if (i != TODAY_COMING || !t->team)
            section(b, today_list_name(i, t->team), &t->lists[i]);
    }
    if (t->team) {
        buf_lit(b, ",\"members\":[");
        for (size_t i = 0; i < t->members.n; i++) {
            if (i)
                buf_char(b, ',');
            member(b, &t->members.p[i]);
        }
        buf_char(b, ']');
    }
    buf_char(b, '}');
}
