/* SPDX-License-Identifier: Apache-2.0 */
/* What the buyer already told us, for whoever is about to write or call (S0-25). */
#include "fact/fact.h"
#include "message/message.h"
#include "promise/promise.h"

#define LINES_MOST 40
#define LINE_MAX_BYTES 400

struct lines {
    struct str *p;
    size_t n;
};

static struct lines lines_new(struct ctx *c)
{
    return (struct lines){ arena_array(c->arena, struct str, LINES_MOST), 0 };
}

static void line_add(struct lines *l, struct str line)
{
    if (l->n < LINES_MOST)
        l->p[l->n++] = line;
}

/* ---- what we owe ---- */

static const char *state_of(const struct promise *p)
{
    if (p->state == PROMISE_BROKEN)
        return "broken";
    return promise_is_live(p) && p->late ? "late" : NULL;
}

static bool late_read(struct ctx *c, int64_t deal_id, struct before *out)
{
    struct promises all;
    struct lines l = lines_new(c);
    if (!promises_read(c, deal_id, &all))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        const char *state = all.p[i].by == BY_US ? state_of(&all.p[i]) : NULL;
        struct buf b;
        if (!state)
            continue;
        buf_init(&b, c->arena, LINE_MAX_BYTES);
        buf_add(&b, promise_short(c->arena, all.p[i].what));
        buf_lit(&b, ", by ");
        buf_day_long(&b, instant_day(all.p[i].counted));
        buf_printf(&b, ": %s", state);
        line_add(&l, buf_str(&b));
    }
    out->late = (struct strs){ l.p, l.n };
    return true;
}

/* ---- what he said ---- */

static void fact_line(struct ctx *c, const struct fact *f, struct lines *l)
{
    struct buf b;
    if (f->provenance != PROVENANCE_BUYER || f->confidential || instant_is(f->withdrawn))
        return;
    buf_init(&b, c->arena, LINE_MAX_BYTES);
    for (size_t i = 0; i < f->name.n; i++)
        buf_char(&b, f->name.p[i] == '_' ? ' ' : f->name.p[i]);
    buf_lit(&b, ": ");
    buf_add(&b, str_cut(f->value, 0, 200));
    buf_lit(&b, " (said on ");
    buf_day_long(&b, f->said);
    if (day_is(f->verified)) {
        buf_lit(&b, ", verified on ");
        buf_day_long(&b, f->verified);
    }
    buf_char(&b, ')');
    line_add(l, buf_str(&b));
}

/* "need: more room (assumed on 3 May 2027)": what a proposal should not stand on unasked. */
static void shaky_line(struct ctx *c, const struct fact *f, struct lines *l)
{
    struct buf b;
    bool assumed = f->provenance == PROVENANCE_ASSUMPTION;
    if ((!assumed && !f->outdated) || f->confidential || instant_is(f->withdrawn))
        return;
    buf_init(&b, c->arena, LINE_MAX_BYTES);
    for (size_t i = 0; i < f->name.n; i++)
        buf_char(&b, f->name.p[i] == '_' ? ' ' : f->name.p[i]);
    buf_lit(&b, ": ");
    buf_add(&b, str_cut(f->value, 0, 200));
    buf_add(&b, assumed ? STR(" (assumed on ") : STR(" (outdated, of "));
    buf_day_long(&b, f->said);
    buf_char(&b, ')');
    line_add(l, buf_str(&b));
}

static bool known_read(struct ctx *c, const struct deal *d, struct before *out)
{
    struct facts_of facts;
    struct lines l = lines_new(c), shaky = lines_new(c);
    if (d->payment_path == PAYMENT_SELF)
        line_add(&l, STR("The buyer pays for it without anybody else."));
    if (!facts_read(c, d->id, &facts))
        return false;
    for (size_t i = 0; i < facts.n; i++) {
        fact_line(c, &facts.p[i], &l);
        shaky_line(c, &facts.p[i], &shaky);
    }
    out->shaky = (struct strs){ shaky.p, shaky.n };
    out->known = (struct strs){ l.p, l.n };
    return true;
}

static void need_by_read(struct ctx *c, const struct deal *d, struct before *out)
{
    int32_t ago = day_is(d->need_by) ? instant_day(c->now).n - d->need_by.n : 0;
    struct buf b;
    if (ago <= 0)
        return;
    buf_init(&b, c->arena, 100);
    buf_lit(&b, "It was needed by ");
    buf_day_long(&b, d->need_by);
    buf_printf(&b, ", %d day%s ago.", (int)ago, ago == 1 ? "" : "s");
    out->need_by = buf_str(&b);
}

static bool wish_read(struct ctx *c, const struct deal *d, struct before *out)
{
    struct contact p;
    if (!d->contact_id)
        return true;
    if (!record_get_any(c, &contact_record, d->contact_id, &p))
        return false;
    struct reach r = { d->id, d->contact_id, CHANNEL_EMAIL, LETTER_SELL, c->now, 0 };
    struct instant from;
    out->wish = contact_wish(c, &p);
    out->times = contact_times(c, &p);
    return contact_wait(c, &r, &from, &out->wait);
}

bool before_read(struct ctx *c, const struct deal *d, struct before *out)
{
    *out = (struct before){ .deal_id = d->id };
    need_by_read(c, d, out);
    return late_read(c, d->id, out) && known_read(c, d, out) && wish_read(c, d, out)
           && contact_end(c, d->id, &out->closed);
}
