/* SPDX-License-Identifier: Apache-2.0 */
/* A due time as people type it: a moment, or none of them. */
#include "base/text.h"
#include "promise/promise.h"

static bool has_digit(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] >= '0' && s.p[i] <= '9')
            return true;
    }
    return false;
}

static bool has_word(struct str s, const char *word)
{
    struct str rest = s, w = str_of(word);
    for (; rest.n; rest = str_cut(rest, 1, rest.n)) {
        if (str_starts(rest, w))
            return true;
    }
    return false;
}

/* "this week", "next month", "soon": a span, or nothing, but no time. */
static bool is_vague(struct str folded)
{
    static const char *const spans[] = { "week", "month", "year", "quarter" };
    if (has_digit(folded))
        return false;
    for (size_t i = 0; i < COUNT(spans); i++) {
        if (has_word(folded, spans[i]))
            return true;
    }
    return false;
}

static int weekday_of(struct str word)
{
    struct str folded = word;
    for (int i = 0; i < 7 && word.n >= 3; i++) {
        struct str full = str_of(weekday_name(i));
        if ((full.p[0] | 0x20) == folded.p[0]
            && str_starts(str_cut(full, 1, full.n), str_cut(folded, 1, folded.n)))
            return i;
    }
    return -1;
}

/* As we say moments ourselves: "Mon 16 Mar 13:20". The day of the week must be the right one. */
static bool said_parse(struct ctx *c, struct str folded, struct instant *out)
{
    struct str rest, first = str_split(folded, ' ', &rest);
    int weekday = weekday_of(first);
    rest = str_trim(rest);
    if (weekday < 0 || !rest.n || rest.p[0] < '0' || rest.p[0] > '9'
        || str_find(str_split(rest, ' ', &(struct str){ 0 }), ':') >= 0)
        return false;
    return when_parse(rest, c->now, out) && day_weekday(instant_day(*out)) == weekday;
}

bool promise_due_read(struct ctx *c, const char *field, struct str text, struct instant *due)
{
    struct str typed = str_trim(text), folded = fold(c->arena, typed);
    *due = INSTANT_NONE;
    if (!typed.n || is_vague(folded))
        return true;
    if (when_parse(typed, c->now, due) || said_parse(c, folded, due))
        return true;
    *due = INSTANT_NONE;
    if (!has_digit(typed))
        return true;
    return bad_field(c, str_of(field),
                     "This is no time that exists. Give one like 2027-03-16 13:20.");
}
