/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/app.h"
#include "frame/people.h"
#include "today/today.html.h"
#include "today/today_view.h"

#define HOUR_MS 3600000
#define PROMISES_SHOWN 20
#define ALERTS_SHOWN 10
#define TEAM_SHOWN 10 /* of each list: whose they are stands in the table above */

/* clang-format off */
static const char *const titles[TODAY_LISTS] = {
    [TODAY_DUE] = "Due", [TODAY_COMING] = "Coming", [TODAY_NO_STEP] = "Without a next step",
    [TODAY_SILENT] = "Silent", [TODAY_PAST] = "Expected close has passed",
};
static const char *const notes[TODAY_LISTS] = {
    [TODAY_NO_STEP] = "Say what happens next and when, or close them.",
    [TODAY_PAST]    = "Ask the buyer for a new date, or close them.",
};
static const char *const sorts[TODAY_LISTS] = {
    [TODAY_DUE] = "next_step_due", [TODAY_COMING] = "next_step_due",
    [TODAY_NO_STEP] = "-next_step_due", [TODAY_SILENT] = "last_touch",
    [TODAY_PAST] = "expected_close",
};
/* clang-format on */

/* ---- words ---- */

static struct str count_words(struct arena *a, int64_t n, const char *one, const char *many)
{
    return arena_printf(a, "%lld %s", (long long)n, n == 1 ? one : many);
}

static int days_since(struct ctx *c, struct instant t)
{
    return instant_day(c->now).n - instant_day(t).n;
}

static struct str late_words(struct ctx *c, struct instant due)
{
    int days = days_since(c, due);
    int64_t hours = (c->now.ms - due.ms) / HOUR_MS;
    if (days > 0)
        return arena_printf(c->arena, "%.*s late",
                            STR_FMT(count_words(c->arena, days, "day", "days")));
    if (hours > 0)
        return arena_printf(c->arena, "%.*s late",
                            STR_FMT(count_words(c->arena, hours, "hour", "hours")));
    return STR("due now");
}

static struct today_badge due_badge(struct ctx *c, const struct today_deal *d)
{
    struct buf b;
    if (!instant_is(d->due))
        return (struct today_badge){ "amber", STR("no next step") };
    if (d->late)
        return (struct today_badge){ "red", late_words(c, d->due) };
    buf_init(&b, c->arena, 100);
    buf_instant_words(&b, d->due, c->now);
    bool today = days_since(c, d->due) == 0;
    return (struct today_badge){ today ? "amber" : "gray", buf_str(&b) };
}

static struct today_badge silent_badge(struct ctx *c, const struct today_deal *d)
{
    if (instant_is(d->last_touch))
        return (struct today_badge){
            "amber", arena_printf(c->arena, "silent for %d days", days_since(c, d->last_touch))
        };
    return (struct today_badge){ "amber", arena_printf(c->arena, "no contact in %d days",
                                                       days_since(c, d->created)) };
}

static struct today_badge close_badge(struct ctx *c, const struct today_deal *d)
{
    int days = instant_day(c->now).n - d->expected_close.n;
    return (struct today_badge){ "red",
                                 arena_printf(c->arena, "%.*s ago",
                                              STR_FMT(count_words(c->arena, days, "day",
                                                                  "days"))) };
}

static struct today_badge badge_of(struct ctx *c, enum today_list which, const struct today_deal *d)
{
    return which == TODAY_SILENT ? silent_badge(c, d)
           : which == TODAY_PAST ? close_badge(c, d)
                                 : due_badge(c, d);
}

/* A number as it is dialled: what people write between the digits is left out. */
static struct str tel_url(struct arena *a, struct str phone)
{
    struct buf b;
    buf_init(&b, a, phone.n + 4);
    buf_lit(&b, "tel:");
    for (size_t i = 0; i < phone.n; i++) {
        if ((phone.p[i] >= '0' && phone.p[i] <= '9') || (phone.p[i] == '+' && b.n == 4))
            buf_char(&b, phone.p[i]);
    }
    return b.n > 4 ? buf_str(&b) : STR_NONE;
}

/* ---- what the page shows ---- */

static struct str list_url(struct req *q, const struct today_view *v, enum today_list which,
                           int64_t owner_id)
{
    struct buf b;
    buf_init(&b, q->c.arena, 200);
    buf_printf(&b, "/deals?state=open&sort=%s", sorts[which]);
    if (owner_id)
        buf_printf(&b, "&owner_id=%lld", (long long)owner_id);
    if (which == TODAY_PAST) {
        buf_lit(&b, "&expected_close_to=");
        buf_day(&b, (struct day){ v->day.n - 1 });
    }
    return buf_str(&b);
}

static struct today_row row_of(struct req *q, enum today_list which, bool team,
                               const struct today_deal *d)
{
    struct arena *a = q->c.arena;
    return (struct today_row){
        .deal = d,
        .url = arena_printf(a, "/deals/%lld", (long long)d->id),
        .log_url = arena_printf(a, "/deals/%lld#composer", (long long)d->id),
        .tel_url = tel_url(a, d->phone),
        .mail_url = d->email.n ? arena_printf(a, "mailto:%.*s", STR_FMT(d->email)) : STR_NONE,
        .when = badge_of(&q->c, which, d),
        .need = deal_need_words(a, d->need_by, instant_day(q->c.now)),
        .silent_too = d->silent && which != TODAY_SILENT,
        .show_owner = team || d->shared,
        .may_log = may(q->c.viewer->roles, "touch", "create"),
    };
}

static void block_add(struct req *q, struct today_view *v, enum today_list which)
{
    const struct today_section *s = &v->today.lists[which];
    bool team = v->today.team;
    struct today_block *block = &v->blocks.p[v->blocks.n];
    if (!s->deals.n)
        return;
    *block = (struct today_block){
        .name = today_list_name(which, team),
        .title = which == TODAY_DUE && team ? "Late next steps" : titles[which],
        .note = s->above ? "Those whose step is late, or that have none, stand above."
                         : notes[which],
        .section = s,
        .rows.p = arena_array(q->c.arena, struct today_row, s->deals.n),
        .all_url = list_url(q, v, which, team ? 0 : q->c.viewer->id),
    };
    size_t most = team ? TEAM_SHOWN : s->deals.n;
    for (size_t i = 0; i < s->deals.n && i < most; i++)
        block->rows.p[block->rows.n++] = row_of(q, which, team, &s->deals.p[i]);
    v->blocks.n++;
}

static void line_add(struct req *q, struct today_view *v, const struct today_member *m)
{
    struct today_line *line = &v->lines.p[v->lines.n++];
    *line = (struct today_line){
        .name = m->name,
        .url = list_url(q, v, TODAY_DUE, m->id),
    };
    for (enum today_list i = 0; i < TODAY_LISTS; i++) {
        if (i != TODAY_COMING)
            line->cells.p[line->cells.n++] =
                (struct today_cell){ m->counts[i], m->capped[i], list_url(q, v, i, m->id) };
    }
}

static void page_fill(struct req *q, struct today_view *v)
{
    for (enum today_list i = 0; i < TODAY_LISTS; i++)
        block_add(q, v, i);
    v->lines.p = arena_array(q->c.arena, struct today_line, v->today.members.n + 1);
    for (size_t i = 0; i < v->today.members.n; i++)
        line_add(q, v, &v->today.members.p[i]);
}

static struct str next_words(struct req *q, const struct today_deal *d)
{
    struct buf b;
    buf_init(&b, q->c.arena, 2000);
    buf_lit(&b, "Nothing is due. Your next step is ");
    buf_instant_words(&b, d->due, q->c.now);
    buf_lit(&b, ": ");
    buf_add(&b, d->step);
    buf_lit(&b, " (");
    buf_add(&b, d->name);
    buf_lit(&b, ").");
    return buf_str(&b);
}

static void say(struct today_view *v, struct str message, struct str url, const char *link)
{
    v->message = message;
    v->message_url = url;
    v->message_link = link;
}

/* What to do when nothing waits. */
static void message_fill(struct req *q, struct today_view *v)
{
    const struct today *t = &v->today;
    if (t->lists[TODAY_DUE].count)
        return;
    if (!t->any && t->team)
        say(v, STR("Your team has no open deals yet. Add one, or import what you have."),
            STR("/deals/new"), "Add a deal");
    else if (!t->any)
        say(v,
            v->frame.manager
                ? STR("You have no deals yet. Add one, or import what you have.")
                : STR("You have no deals yet. Add one, or ask your manager to import them."),
            STR("/deals/new"), "Add a deal");
    else if (t->team)
        say(v, STR("No next step of your team is late."), STR("/board"), "Open the board");
    else if (t->next)
        say(v, next_words(q, t->next),
            arena_printf(q->c.arena, "/deals/%lld", (long long)t->next->id), "Open the deal");
    else
        say(v, STR("Nothing is due, and no deal of yours has a next step to come. Plan one."),
            STR("/deals?state=open&sort=-next_step_due"), "Open your deals");
}

/* ---- the handler ---- */

static bool no_team(struct ctx *c)
{
    fail(c, FAULT_NOT_ALLOWED, "no_team", STR("Only a manager has a team to look at."));
    c->fault.next[0] = STR("Look at your own queue: /today.");
    return false;
}

static bool wants_team(struct req *q, const struct today_view *v, bool *team)
{
    struct str asked = input_text(&q->query, "view");
    *team = asked.n ? str_is(asked, "team") : v->both;
    if (*team || !asked.n || str_is(asked, "mine"))
        return !*team || v->both || no_team(&q->c);
    return bad_field(&q->c, STR("view"), "Say mine or team.");
}

static bool view_fill(struct req *q, struct today_view *v)
{
    const struct viewer *who = q->c.viewer;
    bool team;
    v->day = instant_day(q->c.now);
    v->both = (who->roles & (ROLE_MANAGER | ROLE_EXECUTIVE)) && who->n_owners > 1;
    v->office = !(who->roles & ROLE_SALES) && !v->both;
    if (!wants_team(q, v, &team))
        return false;
    if (v->office)
        return true;
    return team ? today_team(&q->c, &v->today) : today_mine(&q->c, &v->today);
}

/* Late ones first, as they are due first. */
static bool promises_fill(struct ctx *c, struct today_view *v)
{
    struct instant until = v->today.team ? c->now : day_end(instant_day(c->now));
    struct promises waiting;
    if (v->office || !may(c->viewer->roles, "promise", "read"))
        return true;
    if (!promises_waiting(c, !v->today.team, until, &waiting))
        return false;
    v->promises.p = arena_array(c->arena, struct promise_row, waiting.n + 1);
    while (v->promises.n < waiting.n && v->promises.n < PROMISES_SHOWN) {
        struct promise_row *row = &v->promises.p[v->promises.n];
        if (!promise_row_fill(c, &waiting.p[v->promises.n++], row))
            return false;
        row->may = false;
    }
    if (v->promises.n && v->message.n && !v->message_url.n)
        v->message = STR_NONE;
    return true;
}

static bool requests_fill(struct ctx *c, struct today_view *v)
{
    const struct person *me = person_find(c, c->viewer->id);
    struct requests waiting;
    v->in_team = me && me->team_id;
    if (!requests_of_team(c, &waiting))
        return false;
    v->requests.p = arena_array(c->arena, struct request_row, waiting.n + 1);
    while (v->requests.n < waiting.n) {
        struct request_row *row = &v->requests.p[v->requests.n];
        if (!request_row_fill(c, &waiting.p[v->requests.n++], row))
            return false;
    }
    return true;
}

static bool today_show(struct req *q)
{
    struct today_view *v = arena_new(q->c.arena, struct today_view);
    if (!view_fill(q, v))
        return false;
    req_input_all_used(q);
    if (failed(&q->c) || (!q->api && !frame_fill(q, &v->frame, "Today", "today")))
        return false;
    if (!q->api) {
        page_fill(q, v);
        message_fill(q, v);
    }
    if (!q->api && (!promises_fill(&q->c, v) || !requests_fill(&q->c, v)))
        return false;
    if (!q->api && !alert_block_fill(q, ALERTS_SHOWN, &v->alerts))
        return false;
    return answer_view(q, today_page_page, today_json, v);
}

/* clang-format off */
static const struct route routes[] = {
    { METHOD_GET, "/",      today_show, READS, PAGE,       { "today", "read" }, "X-15", 0 },
    { METHOD_GET, "/today", today_show, READS, PAGE | API, { "today", "read" }, "X-15", 0, &today_api },
};
static const struct grant grants[] = {
    { "today", "read", ROLE_STAFF },
};
/* clang-format on */

const struct slice today_slice = {
    .name = "today",
    TABLE(routes, routes),
    TABLE(grants, grants),
    .due = today_due,
};
