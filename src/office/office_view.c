/* SPDX-License-Identifier: Apache-2.0 */
#include "office/office_view.h"
#include "frame/people.h"
#include "sched/sched.h"

static struct str who_said(struct ctx *c, const struct office_change *change)
{
    return change->user_id ? person_name(c, change->user_id) : STR("the command line");
}

static struct holiday_line line_of(struct ctx *c, const struct office_change *h)
{
    return (struct holiday_line){
        .day = h->day,
        .weekday = str_of(weekday_name(day_weekday(h->day))),
        .name = arena_str(c->arena, h->said),
        .who = who_said(c, h),
        .changed = h->changed,
        .past = h->day.n < instant_day(c->now).n,
    };
}

static void state_fill(struct ctx *c, const struct office_state *s, struct office_view *v)
{
    v->version = s->version;
    v->hours = arena_str(c->arena, s->hours.said);
    v->changed = s->hours.changed;
    v->who = s->hours.id ? who_said(c, &s->hours) : STR_NONE;
    v->open = calendar_is_open(&s->calendar, c->now);
    v->opens = calendar_opens(&s->calendar, c->now);
    v->opens_words = moment_words(c->arena, v->opens);
    v->holidays.p = arena_alloc_array(c->arena, sizeof *v->holidays.p, s->holidays.n + 1);
    for (size_t i = 0; i < s->holidays.n; i++)
        v->holidays.p[v->holidays.n++] = line_of(c, &s->holidays.p[i]);
}

bool office_fill(struct ctx *c, struct office_view *v)
{
    const struct office_state *s = office_state(c);
    if (!s)
        return false;
    v->org = org();
    state_fill(c, s, v);
    return clocks_on_old_calendar(c, v->version, &v->old);
}
