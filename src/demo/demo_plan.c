/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/demo_plan.h"
#include "demo/demo_time.h"
#include "touch/touch.h"

#define HISTORY_DAYS 190
#define EVENTS_MAX 4000
#define MINUTE_MS INT64_C(60000)
#define HOUR_MS (60 * MINUTE_MS)
/* Working minutes before now within which a deal was spoken about last that is looked after, or
 * whose step is late. */
#define FRESH_FROM 47
#define FRESH_MINUTES 340
#define LATE_FROM 390
#define LATE_MINUTES 85

/* How many deals end or stand how; the whole of the demo's business. */
/* clang-format off */
static const struct mix {
    enum demo_end end;
    int phase; /* 0: drawn */
    enum demo_posture posture;
    int deals;
} mix[] = {
    { END_WON, 4, STEP_COMING, 50 }, { END_LOST, 0, STEP_COMING, 32 },
    { END_OPEN, 1, NO_STEP, 6 },     { END_OPEN, 1, STEP_COMING, 4 },  { END_OPEN, 1, STEP_TODAY, 3 },
    { END_OPEN, 1, STEP_LATE, 2 },   { END_OPEN, 1, GONE_SILENT, 1 },
    { END_OPEN, 2, STEP_TODAY, 4 },  { END_OPEN, 2, STEP_COMING, 7 },  { END_OPEN, 2, STEP_LATE, 4 },
    { END_OPEN, 2, GONE_SILENT, 1 },
    { END_OPEN, 3, STEP_TODAY, 4 },  { END_OPEN, 3, STEP_COMING, 7 },  { END_OPEN, 3, STEP_LATE, 3 },
    { END_OPEN, 3, GONE_SILENT, 1 },
    { END_OPEN, 4, STEP_TODAY, 3 },  { END_OPEN, 4, STEP_COMING, 6 },  { END_OPEN, 4, STEP_LATE, 2 },
};
/* clang-format on */

static const int turns[] = { 1, 2, 0, 3, 4, 5, 6, 1, 3 };

/* ---- chance, the same every time ---- */

/* 0..n-1; splitmix64 */
static int draw(struct demo_plan *plan, int n)
{
    uint64_t x = plan->dice += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    x ^= x >> 31;
    return (int)(x % (uint64_t)n);
}

static bool chance(struct demo_plan *plan, int percent)
{
    return draw(plan, 100) < percent;
}

/* ---- days ---- */

static struct day day_from_now(const struct demo_plan *plan, int days)
{
    return (struct day){ instant_day(plan->now).n + days };
}

static struct day workday_before(struct day d)
{
    int weekday = day_weekday(d);
    return (struct day){ weekday > 4 ? d.n - (weekday - 4) : d.n };
}

static struct day workday_after(struct day d)
{
    int weekday = day_weekday(d);
    return (struct day){ weekday > 4 ? d.n + (7 - weekday) : d.n };
}

struct day demo_begin(struct instant now)
{
    return workday_before((struct day){ instant_day(now).n - HISTORY_DAYS - 5 });
}

/* ---- one deal ---- */

/* The first rep, who is the one to sign in as, has some of each; the novice small ones. */
static int owner_of(const struct mix *m, int k, size_t nth)
{
    bool small = m->end == END_OPEN && m->phase <= 2 && m->posture != GONE_SILENT;
    if (k == 0 && (m->deals > 1 || m->phase == 2))
        return 0;
    return small && nth % 6 == 5 ? DEMO_NOVICE : turns[nth % COUNT(turns)];
}

/* Each account has its rep; the novice is let near those of a colleague. */
static int account_draw(struct demo_plan *plan, int rep)
{
    int own = rep == DEMO_NOVICE ? 3 : rep;
    int rows = ((int)n_demo_accounts - own + DEMO_NOVICE - 1) / DEMO_NOVICE;
    return own + DEMO_NOVICE * draw(plan, rows);
}

/* The account of a deal with a name of its own, if this rep has one that is not there yet. */
static bool name_draw(struct demo_plan *plan, struct demo_deal *d)
{
    if (d->end != END_OPEN || d->phase < 2)
        return false;
    for (int i = d->rep; i < (int)n_demo_accounts; i += DEMO_NOVICE) {
        const struct demo_account *a = &demo_accounts[i];
        if (!a->deal || plan->named >> i & 1)
            continue;
        plan->named |= UINT64_C(1) << i;
        d->account = i;
        d->name = a->deal;
        d->offer = &demo_offers[a->offer];
        d->amount = a->amount;
        return true;
    }
    return false;
}

static void worth_draw(struct demo_plan *plan, struct demo_deal *d)
{
    if (!name_draw(plan, d)) {
        const struct demo_offer *o = &demo_offers[draw(plan, (int)n_demo_offers)];
        d->offer = o;
        d->account = account_draw(plan, d->rep);
        d->amount = o->least + draw(plan, o->most - o->least + 1);
    }
    const struct demo_offer *o = d->offer;
    d->price = demo_products[o->product].price * d->amount * (88 + draw(plan, 13)) / 100;
    d->price -= d->price % 5000;
}

/* Back from the last day, by how far it came; never before the company began to write things
 * down. */
static void days_draw(struct demo_plan *plan, struct demo_deal *d)
{
    static const int rest[] = {
        [STEP_LATE] = 2, [STEP_TODAY] = 1, [STEP_COMING] = 1, [NO_STEP] = 1, [GONE_SILENT] = 10,
    };
    static const int spread[] = {
        [STEP_LATE] = 2, [STEP_TODAY] = 4, [STEP_COMING] = 4, [NO_STEP] = 5, [GONE_SILENT] = 18,
    };
    int back = d->end == END_OPEN ? rest[d->posture] + draw(plan, spread[d->posture])
                                  : 1 + draw(plan, HISTORY_DAYS - 20);
    int length = d->end == END_OPEN ? 3 + d->phase * 8 + draw(plan, 13 * d->phase)
                                    : 16 + draw(plan, 50);
    int oldest = d->rep == DEMO_NOVICE ? 20 : HISTORY_DAYS;
    if (d->posture == NO_STEP)
        length = 0;
    if (back + length > oldest)
        length = oldest - back;
    d->last = workday_before(day_from_now(plan, -back));
    d->first = workday_before(day_from_now(plan, -back - length));
}

static void close_draw(struct demo_plan *plan, struct demo_deal *d)
{
    int ahead = 2 + draw(plan, 80) + 14 * (4 - d->phase);
    bool passed = d->end == END_OPEN && d->phase > 1 && chance(plan, 13);
    d->close = d->end != END_OPEN ? d->last
               : passed           ? day_from_now(plan, -3 - draw(plan, 12))
                                  : workday_after(day_from_now(plan, ahead));
    d->guess = d->close;
    if (!passed && chance(plan, 60))
        d->guess = workday_after((struct day){ d->close.n - 25 + draw(plan, 40) });
    if (d->end == END_OPEN && d->phase == 1 && chance(plan, 35))
        d->close = d->guess = DAY_NONE;
    d->buyers_date = day_is(d->close) && !passed && d->phase > 2 && chance(plan, 65);
}

static struct instant some_hour(struct demo_plan *plan, struct day d, int from, int to)
{
    return day_at(d, from + draw(plan, to - from + 1), 15 * draw(plan, 4));
}

static void due_draw(struct demo_plan *plan, struct demo_deal *d)
{
    struct day day = instant_day(plan->now);
    if (d->posture == STEP_LATE) {
        d->due = demo_before(plan->now, 20 + draw(plan, 350));
        d->due.ms -= d->due.ms % (15 * MINUTE_MS);
        return;
    }
    if (d->posture == STEP_COMING)
        day = workday_after(day_from_now(plan, 1 + draw(plan, chance(plan, 70) ? 6 : 20)));
    else if (d->posture == GONE_SILENT && chance(plan, 70))
        day = workday_after(day_from_now(plan, 2 + draw(plan, 12)));
    else if (d->posture == GONE_SILENT)
        day = workday_after((struct day){ d->last.n + 4 });
    d->due = some_hour(plan, day, 9, 16);
}

static void deal_draw(struct demo_plan *plan, const struct mix *m, int k, size_t nth)
{
    struct demo_deal *d = &plan->deals[plan->n_deals++];
    *d = (struct demo_deal){ .end = m->end, .posture = m->posture };
    d->phase = m->phase ? m->phase : 1 + draw(plan, 4);
    d->rep = owner_of(m, k, nth);
    d->contact = draw(plan, 2);
    worth_draw(plan, d);
    if (d->end == END_OPEN && d->phase == 1 && chance(plan, 40))
        d->price = 0;
    d->in_euro = m->end == END_OPEN && m->phase == 3 && nth % 29 == 0;
    d->urgent = m->end == END_OPEN && m->phase > 1 && chance(plan, 10);
    d->kind = draw(plan, 1000);
    days_draw(plan, d);
    close_draw(plan, d);
    if (d->urgent && d->close.n > instant_day(plan->now).n)
        d->close = d->guess = workday_after(day_from_now(plan, 3 + draw(plan, 12)));
    due_draw(plan, d);
}

/* ---- its events ---- */

static struct demo_event *event_add(struct demo_plan *plan, struct demo_deal *d,
                                    enum demo_what what, struct instant at)
{
    if (d->at.ms >= at.ms)
        at.ms = d->at.ms + 10 * MINUTE_MS;
    d->at = at;
    assert(plan->n_events < plan->cap);
    struct demo_event *e = &plan->events[plan->n_events];
    *e = (struct demo_event){ .at = at, .order = (int)plan->n_events, .deal = d, .what = what };
    e->number = draw(plan, 1000);
    plan->n_events++;
    return e;
}

static struct instant soon_after(struct demo_plan *plan, const struct demo_deal *d)
{
    return (struct instant){ d->at.ms + (5 + draw(plan, 20)) * MINUTE_MS };
}

/* A word of a person that reaches the buyer: a conversation, or a letter that is sent. */
static bool reaches(const struct demo_line *line)
{
    if (line->channel == CHANNEL_PHONE)
        return !line->missed;
    return line->channel == CHANNEL_VISIT || (line->channel == CHANNEL_EMAIL && !line->inbound);
}

static const struct demo_line *line_draw(struct demo_plan *plan, int phase, bool inbound,
                                         bool reached)
{
    const struct demo_line *fits[40];
    int n = 0;
    for (size_t i = 0; i < n_demo_lines && n < (int)COUNT(fits); i++) {
        const struct demo_line *line = &demo_lines[i];
        if (line->phase == phase && line->inbound == inbound && (!reached || reaches(line)))
            fits[n++] = line;
    }
    assert(n);
    return fits[draw(plan, n)];
}

/* The day of touch i of n, between the first and the last. */
static struct day touch_day(const struct demo_deal *d, int i, int n)
{
    int days = d->last.n - d->first.n;
    return n < 2 ? d->last : workday_before((struct day){ d->first.n + days * i / (n - 1) });
}

static void stage_add(struct demo_plan *plan, struct demo_deal *d, int stage)
{
    event_add(plan, d, DO_STAGE, soon_after(plan, d))->stage = stage;
    if (stage == 3 && d->price && chance(plan, 35))
        event_add(plan, d, DO_VALUE, soon_after(plan, d))->price =
            d->price * (chance(plan, 50) ? 115 : 90) / 100;
    if (d->end == END_OPEN && stage == d->phase && chance(plan, 30))
        event_add(plan, d, DO_LIKELIER, soon_after(plan, d));
    if (stage == 2 && !d->buyers_date && d->guess.n != d->close.n)
        event_add(plan, d, DO_DATE, soon_after(plan, d));
}

/* Those that somebody works on were spoken about within the last day of work. */
static struct instant last_touch(struct demo_plan *plan, const struct demo_deal *d)
{
    bool open = d->end == END_OPEN;
    if (open && (d->posture == STEP_TODAY || d->posture == STEP_COMING))
        return demo_before(plan->now, FRESH_FROM + draw(plan, FRESH_MINUTES));
    if (open && d->posture == STEP_LATE)
        return demo_before(plan->now, LATE_FROM + draw(plan, LATE_MINUTES));
    return some_hour(plan, d->last, 9, 14);
}

/* What goes out in writing was often promised the time before; one in five comes too late. */
static void promise_add(struct demo_plan *plan, struct demo_deal *d, struct instant answered)
{
    int64_t between = answered.ms - d->at.ms;
    if (between < 6 * HOUR_MS || between > 240 * HOUR_MS || !chance(plan, 80))
        return;
    struct demo_event *e = event_add(plan, d, DO_PROMISE, soon_after(plan, d));
    bool late = chance(plan, 20);
    e->due.ms = late ? answered.ms - (30 + draw(plan, 90)) * MINUTE_MS
                     : answered.ms + (20 + draw(plan, 100)) * MINUTE_MS;
}

static void touch_add(struct demo_plan *plan, struct demo_deal *d, int i, int n)
{
    int phase = 1 + i * d->phase / n;
    bool last = i == n - 1, open = last && d->end == END_OPEN;
    bool tells = last && d->buyers_date;
    struct instant at = last ? last_touch(plan, d) : some_hour(plan, touch_day(d, i, n), 9, 14);
    const struct demo_line *line = line_draw(plan, phase, tells || chance(plan, 42), open);
    if (i && line->channel == CHANNEL_EMAIL && !line->inbound)
        promise_add(plan, d, at);
    struct demo_event *e = event_add(plan, d, DO_TOUCH, at);
    e->line = line;
    e->tells_date = tells;
    e->due = last ? d->due : some_hour(plan, touch_day(d, i + 1, n), 15, 16);
    if (last && d->end != END_OPEN)
        e->due = day_at((struct day){ d->last.n + 1 }, 16, 0);
    int following = last ? phase : 1 + (i + 1) * d->phase / n;
    if (following > phase)
        stage_add(plan, d, following);
}

static void events_add(struct demo_plan *plan, struct demo_deal *d)
{
    int touches = d->posture == NO_STEP ? 0 : d->phase + draw(plan, 1 + d->phase / 2);
    if (d->rep == DEMO_NOVICE && touches > 2)
        touches = d->phase;
    event_add(plan, d, DO_CREATE, day_at(d->first, 8, 15 + draw(plan, 40)));
    for (int i = 0; i < touches; i++)
        touch_add(plan, d, i, touches);
    if (d->end != END_OPEN)
        event_add(plan, d, DO_END, some_hour(plan, d->last, 15, 16));
    else if (d->phase == 4 && chance(plan, 40))
        event_add(plan, d, DO_SHARE, soon_after(plan, d));
}

static int by_time(const void *x, const void *y)
{
    const struct demo_event *a = x, *b = y;
    if (a->at.ms != b->at.ms)
        return a->at.ms < b->at.ms ? -1 : 1;
    return a->order - b->order;
}

void demo_plan_make(struct arena *a, struct demo_plan *plan, struct instant now)
{
    size_t deals = 0, nth = 0;
    for (size_t i = 0; i < COUNT(mix); i++)
        deals += (size_t)mix[i].deals;
    *plan = (struct demo_plan){ .now = now, .cap = EVENTS_MAX, .dice = 2027 };
    plan->deals = arena_array(a, struct demo_deal, deals);
    plan->events = arena_array(a, struct demo_event, EVENTS_MAX);
    for (size_t i = 0; i < COUNT(mix); i++) {
        for (int k = 0; k < mix[i].deals; k++)
            deal_draw(plan, &mix[i], k, nth++);
    }
    for (size_t i = 0; i < plan->n_deals; i++)
        events_add(plan, &plan->deals[i]);
    qsort(plan->events, plan->n_events, sizeof *plan->events, by_time);
}
