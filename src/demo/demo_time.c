/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/demo_time.h"
#include "base/text.h"
#include "outbox/outbox.h"
#include "sched/sched.h"

#define MINUTE_MS INT64_C(60000)
#define HAND_OVER_MS 2000 /* how long a letter is under way */

/* ---- working minutes ---- */

/* What of a day is worked up to `now`, or from it on. */
static bool worked(struct day d, struct instant *from, struct instant *to)
{
    *from = day_at(d, 9, 0);
    *to = day_at(d, 17, 0);
    return day_weekday(d) < 5;
}

static struct instant before(struct instant now, int64_t left)
{
    for (struct day d = instant_day(now);; d.n--) {
        struct instant from, to;
        if (!worked(d, &from, &to) || from.ms >= now.ms)
            continue;
        to.ms = to.ms < now.ms ? to.ms : now.ms;
        if (to.ms - from.ms >= left)
            return (struct instant){ to.ms - left };
        left -= to.ms - from.ms;
    }
}

static struct instant behind(struct instant now, int64_t left)
{
    for (struct day d = instant_day(now);; d.n++) {
        struct instant from, to;
        if (!worked(d, &from, &to) || to.ms <= now.ms)
            continue;
        from.ms = from.ms > now.ms ? from.ms : now.ms;
        if (to.ms - from.ms >= left)
            return (struct instant){ from.ms + left };
        left -= to.ms - from.ms;
    }
}

struct instant demo_before(struct instant now, int minutes)
{
    return minutes < 0 ? behind(now, -minutes * MINUTE_MS) : before(now, minutes * MINUTE_MS);
}

/* ---- what happens by itself ---- */

static void went(const struct letter *l, struct delivery *out)
{
    if (str_is(l->to, DEMO_DEAD_ADDRESS))
        *out = (struct delivery){ MAIL_NO_SUCH, false, "550 5.1.1 No such user here" };
    else
        *out = (struct delivery){ MAIL_SENT, false, "250 2.0.0 Ok: queued" };
}

static void stand(struct ctx *c, struct instant at)
{
    c->now.ms = at.ms > c->now.ms ? at.ms : c->now.ms;
}

bool demo_pass(struct ctx *c, struct instant until)
{
    for (;;) {
        struct instant ring, leave;
        if (!clock_past_due(c, &ring) || !outbox_past_due(c, &leave))
            return false;
        leave.ms += HAND_OVER_MS;
        bool letter = leave.ms < ring.ms;
        struct instant next = letter ? leave : ring;
        if (next.ms > until.ms)
            break;
        stand(c, next);
        c->viewer = &viewer_system;
        if (!(letter ? outbox_past_leave(c, went) : clock_past_ring(c)))
            return false;
    }
    stand(c, until);
    return true;
}
