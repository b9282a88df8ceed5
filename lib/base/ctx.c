/* SPDX-License-Identifier: Apache-2.0 */
#include "ctx.h"

const struct viewer viewer_system = { .sees_all = true, .door = "clock" };

/* The only place that says what a kind of fault is to the outside. */
/* clang-format off */
static const struct {
    int status;
    const char *title;
    bool tried_again;
} kinds[] = {
    [FAULT_NONE]        = { 200, "OK", false },
    [FAULT_BAD_INPUT]   = { 422, "Please check what was entered", false },
    [FAULT_BAD_REQUEST] = { 400, "The request could not be read", false },
    [FAULT_SIGN_IN]     = { 401, "Please sign in", false },
    [FAULT_NOT_ALLOWED] = { 403, "Not allowed", false },
    [FAULT_NOT_FOUND]   = { 404, "Not found", false },
    [FAULT_REFUSED]     = { 409, "Refused", false },
    [FAULT_CONFLICT]    = { 409, "Already taken or in use", false },
    [FAULT_STALE]       = { 412, "Changed by somebody else", false },
    [FAULT_TOO_LARGE]   = { 413, "Too large", false },
    [FAULT_TOO_MANY]    = { 429, "Too many requests", false },
    [FAULT_BUSY]        = { 503, "Busy", true },
    [FAULT_TOO_SLOW]    = { 503, "Took too long", false },
    [FAULT_FULL]        = { 507, "No room left", false },
    [FAULT_BROKEN]      = { 500, "Something went wrong", false },
};
/* clang-format on */

int fault_status(enum fault_kind kind)
{
    return kinds[kind].status;
}

const char *fault_title(enum fault_kind kind)
{
    return kinds[kind].title;
}

bool fault_tried_again(enum fault_kind kind)
{
    return kinds[kind].tried_again;
}

bool fail(struct ctx *c, enum fault_kind kind, const char *code, struct str detail)
{
    assert(kind != FAULT_NONE);
    if (!failed(c))
        c->fault = (struct fault){ .kind = kind, .code = code, .detail = detail };
    return false;
}

/* The text behind `format`, on the arena. */
static PRINTF(2, 0) struct str sentence(struct ctx *c, const char *format, va_list args)
{
    char text[500];
    int n = vsnprintf(text, sizeof text, format, args);

    assert(n >= 0);
    return arena_str(c->arena, str_of(text));
}

bool broken(struct ctx *c, const char *format, ...)
{
    va_list args;

    if (failed(c))
        return false;
    fail(c, FAULT_BROKEN, "broken", STR("Something went wrong on our side. Nothing was changed."));
    va_start(args, format);
    c->fault.log = sentence(c, format, args);
    va_end(args);
    return false;
}

bool bad_field(struct ctx *c, struct str field, const char *format, ...)
{
    struct field_fault *more;
    va_list args;

    fail(c, FAULT_BAD_INPUT, "bad_input", STR("Nothing was saved: please correct what is marked."));
    if (c->fault.kind != FAULT_BAD_INPUT && c->fault.kind != FAULT_REFUSED)
        return false;
    more = arena_new(c->arena, struct field_fault);
    more->field = field;
    va_start(args, format);
    more->sentence = sentence(c, format, args);
    va_end(args);
    /* An empty list has no end to point to, so that a ctx may be copied before its first fault. */
    if (c->fault.fields)
        *c->fault.fields_end = more;
    else
        c->fault.fields = more;
    c->fault.fields_end = &more->next;
    return false;
}

bool refuse(struct ctx *c, const struct gate *gate, int64_t subject)
{
    if (failed(c))
        return false;
    fail(c, FAULT_REFUSED, gate->code, str_of(gate->sentence));
    c->fault.gate = gate;
    c->fault.subject = subject;
    size_t n = 0;
    for (size_t i = 0; i < COUNT(gate->next); i++) {
        if (gate->next[i])
            c->fault.next[n++] = str_of(gate->next[i]);
    }
    if (gate->manager_may_override)
        c->fault.next[n] = STR("A manager may do it all the same, and says why "
                               "(override_reason).");
    return false;
}

void fault_clear(struct ctx *c)
{
    c->fault = (struct fault){ 0 };
}
