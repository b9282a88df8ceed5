/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/exchange_view.h"
#include "deal/deal.h"
#include "frame/app.h"
#include "frame/people.h"

#define CHART_WIDTH 160
#define CHART_HEIGHT 40
#define CHART_EDGE 3
#define WAITING_MAX 1000
#define LINES 20

/* ---- a currency ---- */

/* For drawing only. */
static double number_of(struct decimal d)
{
    double n = (double)d.digits;
    for (int i = 0; i < d.places; i++)
        n /= 10;
    return n;
}

struct span {
    double low, high;
};

static struct span span_of(const struct rate_course *course)
{
    struct span s = { number_of(course->p[0].rate), number_of(course->p[0].rate) };
    for (size_t i = 1; i < course->n; i++) {
        double n = number_of(course->p[i].rate);
        s.low = n < s.low ? n : s.low;
        s.high = n > s.high ? n : s.high;
    }
    return s;
}

/* Left to right in time; a course that never moves is a line in the middle. */
static struct str points_of(struct arena *a, const struct rate_course *course)
{
    const struct rate_point *last = &course->p[0], *first = &course->p[course->n - 1];
    struct span span = span_of(course);
    double range = span.high - span.low, days = last->day.n - first->day.n;
    struct buf b;
    buf_init(&b, a, 2000);
    for (size_t i = course->n; i-- > 0;) {
        double up = range > 0 ? (number_of(course->p[i].rate) - span.low) / range : 0.5;
        double along = (course->p[i].day.n - first->day.n) / days;
        buf_printf(&b, "%s%.1f,%.1f", b.n ? " " : "",
                   CHART_EDGE + along * (CHART_WIDTH - 2 * CHART_EDGE),
                   CHART_HEIGHT - CHART_EDGE - up * (CHART_HEIGHT - 2 * CHART_EDGE));
    }
    return buf_str(&b);
}

static void point_say(struct buf *b, const struct rate_point *p)
{
    buf_decimal(b, p->rate);
    buf_lit(b, " on ");
    buf_day_long(b, p->day);
}

static struct str course_said(struct arena *a, const struct rate_course *course)
{
    struct buf b;
    buf_init(&b, a, 300);
    buf_printf(&b, "%s for one %s: ", course->currency, course->base);
    point_say(&b, &course->p[course->n - 1]);
    buf_lit(&b, ", ");
    point_say(&b, &course->p[0]);
    return buf_str(&b);
}

static bool chart_fill(struct ctx *c, const char *code, struct rate_card *card)
{
    struct rate_course *course = arena_new(c->arena, struct rate_course);
    if (!rate_course_read(c, code, course))
        return false;
    if (course->n > 1) {
        card->points = points_of(c->arena, course);
        card->said = course_said(c->arena, course);
    }
    return true;
}

static bool card_fill(struct req *q, const struct exchange_view *v, const char *code,
                      struct rate_card *card)
{
    struct ctx *c = &q->c;
    struct worth w;
    struct buf b, day;
    if (!rate_find(c, code, instant_day(c->now), &w, &card->in_force))
        return false;
    buf_init(&b, c->arena, 64);
    buf_init(&day, c->arena, 64);
    card->code = arena_str(c->arena, str_of(code));
    card->note = STR("No rate is in force: the newest is too old.");
    if (card->in_force) {
        buf_worth_number(&b, &w);
        buf_printf(&b, " %s", v->org->currency);
        buf_lit(&day, "of ");
        buf_day_long(&day, w.day);
        card->note = buf_str(&day);
    }
    card->worth = buf_str(&b);
    card->here = str_same(card->code, v->only);
    card->url = arena_printf(c->arena, "/rates?currency=%s", code);
    return chart_fill(c, code, card);
}

static bool cards_fill(struct req *q, struct exchange_view *v)
{
    struct rate_currencies all;
    if (!rate_currencies_read(&q->c, &all))
        return false;
    v->cards.p = arena_alloc_array(q->c.arena, sizeof *v->cards.p, all.n);
    for (size_t i = 0; i < all.n; i++) {
        if (!card_fill(q, v, all.code[i], &v->cards.p[v->cards.n++]))
            return false;
    }
    return true;
}

/* ---- what deals wait for ---- */

static void missing_add(struct exchange_view *v, const struct deal_waiting *w)
{
    size_t i = 0;
    while (i < v->missing.n && strcmp(v->missing.p[i].currency, w->currency) != 0)
        i++;
    if (i == v->missing.n) {
        memcpy(v->missing.p[i].currency, w->currency, sizeof w->currency);
        v->missing.p[v->missing.n++].since = w->day;
    }
    if (w->day.n < v->missing.p[i].since.n)
        v->missing.p[i].since = w->day;
}

/* Which currency since when, and no word of whose deals or how many: that is for who sees them. */
static bool missing_fill(struct ctx *c, struct exchange_view *v)
{
    struct deal_waitings all;
    if (!deals_waiting_read(c, 0, WAITING_MAX, &all))
        return false;
    v->missing.p = arena_alloc_array(c->arena, sizeof *v->missing.p, all.n);
    for (size_t i = 0; i < all.n; i++)
        missing_add(v, &all.p[i]);
    return true;
}

/* ---- what was entered ---- */

static bool query_read(struct req *q, struct exchange_view *v, struct list_query *lq)
{
    struct ctx *c = &q->c;
    char code[4];
    v->only = str_trim(input_text(&q->query, "currency"));
    if (v->only.n && !rate_currency(v->only, code))
        return bad_field(c, STR("currency"), "Give a currency code like EUR.");
    bool asked = input_has(&q->query, "limit");
    if (!list_query_read(c, &rate_record, &q->query, lq))
        return false;
    lq->limit = asked ? lq->limit : LINES;
    return true;
}

/* A currency is asked for whichever side of the rate it stands on. */
static void narrow(struct ctx *c, const struct exchange_view *v, struct list_query *lq,
                   const struct rate_course *course)
{
    lq->n_filters = 0;
    if (!v->only.n)
        return;
    lq->filters[lq->n_filters].field = field_named(&rate_record, STR("base"));
    lq->filters[lq->n_filters++].s = arena_str(c->arena, str_of(course->base));
    lq->filters[lq->n_filters].field = field_named(&rate_record, STR("currency"));
    lq->filters[lq->n_filters++].s = arena_str(c->arena, str_of(course->currency));
}

static bool line_fill(struct ctx *c, const struct rate *r, struct rate_line *line)
{
    *line = (struct rate_line){ .rate = r };
    line->who = r->user_id ? person_name(c, r->user_id) : STR("the command line");
    return rate_is_corrected(c, r, &line->corrected);
}

static bool lines_fill(struct req *q, struct exchange_view *v)
{
    struct ctx *c = &q->c;
    struct rate_course *course = arena_new(c->arena, struct rate_course);
    struct list_query lq;
    struct list_page page;
    if (!query_read(q, v, &lq)
        || (v->only.n && !rate_course_read(c, arena_cstr(c->arena, v->only), course)))
        return false;
    narrow(c, v, &lq, course);
    if (!record_list(c, &rate_record, &lq, &page))
        return false;
    v->lines.p = arena_alloc_array(c->arena, sizeof *v->lines.p, page.n);
    for (size_t i = 0; i < page.n; i++) {
        if (!line_fill(c, (const struct rate *)page.rows + i, &v->lines.p[v->lines.n++]))
            return false;
    }
    v->pager = (struct pager){ .shown = (int64_t)page.n, .count = -1 };
    v->pager.next_url = page.next.n ? url_with(q, "after", page.next) : STR_NONE;
    v->pager.first_url = lq.has_after ? url_with(q, "after", STR_NONE) : STR_NONE;
    return true;
}

/* ---- the whole ---- */

static void typed_fill(struct ctx *c, struct exchange_view *v)
{
    struct buf b;
    if (v->typed.currency.n || v->typed.base.n)
        return;
    buf_init(&b, c->arena, 20);
    buf_day(&b, instant_day(c->now));
    v->typed.currency = str_of(v->org->currency);
    v->typed.day = buf_str(&b);
}

bool exchange_view_fill(struct req *q, struct exchange_view *v)
{
    struct ctx *c = &q->c;
    v->org = org();
    v->manages = may(c->viewer->roles, "rate", "create");
    typed_fill(c, v);
    return frame_fill(q, &v->frame, "Exchange rates", "rates") && lines_fill(q, v)
           && cards_fill(q, v) && missing_fill(c, v) && deals_exist(c, &v->fixed);
}
