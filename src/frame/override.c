/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "frame/app_store.h"
#include "frame/history.h"
#include "frame/override.h"

static bool may_override(const struct ctx *c, const struct gate *g)
{
    return g && g->manager_may_override && (c->viewer->roles & ROLE_MANAGER);
}

bool gate_overridden(struct ctx *c, const struct gate *g, int64_t subject)
{
    if (failed(c) || !c->cause || !c->cause->override_reason.n || !may_override(c, g))
        return false;
    return override_insert(c, g->code, subject, c->cause->override_reason);
}

bool override_read(struct req *q)
{
    struct ctx *c = &q->c;
    struct str reason = str_trim(input_text(&q->in, "override_reason"));
    c->cause = NULL;
    if (!reason.n)
        return true;
    if (utf8_length(reason) > OVERRIDE_REASON_MAX || text_has_control(reason, true))
        return bad_field(c, STR("override_reason"), "Say why in at most %d characters.",
                         OVERRIDE_REASON_MAX);
    struct cause *cause = arena_new(c->arena, struct cause);
    cause->override_reason = reason;
    c->cause = cause;
    return true;
}

bool override_offered(const struct ctx *c)
{
    return c->fault.kind == FAULT_REFUSED && may_override(c, c->fault.gate);
}

struct override_items override_items(const struct req *q)
{
    return (struct override_items){ q->in.items, q->in.n };
}
