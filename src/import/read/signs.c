/* SPDX-License-Identifier: Apache-2.0 */
#include "import/read/signs.h"

static const char *const names[HOWS] = { "", "dmy", "mdy", "point", "comma", "ask" };

const char *how_name(enum how how)
{
    return names[how];
}

bool how_named(struct str name, enum how *out)
{
    for (int i = 0; i < HOWS; i++) {
        if (str_is(name, names[i])) {
            *out = (enum how)i;
            return true;
        }
    }
    return false;
}

bool how_is_for(enum how how, enum kind kind)
{
    if (how == HOW_POINT || how == HOW_COMMA)
        return kind_is_number(kind);
    return how == HOW_PLAIN || kind_is_date(kind);
}

/* ---- dates ---- */

/* "25/12/2017 14:30": two numbers, a year of four digits, and what stands behind. */
struct slashed {
    int first, second, year;
    char mark;
    struct str rest;
};

static bool take_number(struct str *s, size_t least, size_t most, int *out)
{
    size_t n = 0;
    *out = 0;
    for (; n < s->n && n < most && s->p[n] >= '0' && s->p[n] <= '9'; n++)
        *out = *out * 10 + (s->p[n] - '0');
    *s = str_cut(*s, n, s->n);
    return n >= least;
}

static bool take_mark(struct str *s, char mark)
{
    bool is = s->n && s->p[0] == mark;
    if (is)
        *s = str_cut(*s, 1, s->n);
    return is;
}

static bool is_mark(struct str s)
{
    return s.n && memchr("/.-", s.p[0], 3);
}

static bool take_slashed(struct str text, struct slashed *out)
{
    struct str s = text;
    if (!take_number(&s, 1, 2, &out->first) || !is_mark(s))
        return false;
    out->mark = s.p[0];
    if (!take_mark(&s, out->mark) || !take_number(&s, 1, 2, &out->second)
        || !take_mark(&s, out->mark) || !take_number(&s, 4, 4, &out->year))
        return false;
    out->rest = s;
    return !s.n || s.p[0] == ' ' || s.p[0] == 'T' || s.p[0] == ',';
}

/* "2017/12/25", "2017.12.25" */
static bool take_year_first(struct str text, struct slashed *out)
{
    struct str s = text;
    if (!take_number(&s, 4, 4, &out->year) || !is_mark(s))
        return false;
    out->mark = s.p[0];
    if (!take_mark(&s, out->mark) || !take_number(&s, 1, 2, &out->second)
        || !take_mark(&s, out->mark) || !take_number(&s, 1, 2, &out->first))
        return false;
    out->rest = s;
    return !s.n || s.p[0] == ' ' || s.p[0] == 'T' || s.p[0] == ',';
}

static void date_take(struct signs *signs, struct str text)
{
    struct slashed d;
    if (!take_slashed(text, &d) || d.mark == '.')
        return;
    bool dmy = day_exists(d.year, d.second, d.first), mdy = day_exists(d.year, d.first, d.second);
    signs->dmy += dmy && !mdy;
    signs->mdy += mdy && !dmy;
    signs->either += dmy && mdy && d.first != d.second;
}

/* "2:30 PM" as "14:30"; seconds stay. */
static void clock_add(struct buf *b, struct str clock)
{
    struct str rest = clock;
    int hour;
    bool pm = str_ends(clock, STR("PM")) || str_ends(clock, STR("pm"));
    bool am = str_ends(clock, STR("AM")) || str_ends(clock, STR("am"));
    if (!take_number(&rest, 1, 2, &hour) || !rest.n || rest.p[0] != ':') {
        buf_add(b, clock);
        return;
    }
    if (am || pm) {
        rest = str_trim(str_cut(rest, 0, rest.n - 2));
        hour = hour % 12 + (pm ? 12 : 0);
    }
    buf_printf(b, "%02d", hour);
    buf_add(b, rest);
}

/* False when there is no such day. */
static bool as_iso(struct arena *a, int year, int month, int day, struct str rest, struct str *out)
{
    struct buf b;
    if (!day_exists(year, month, day))
        return false;
    buf_init(&b, a, rest.n + 40);
    buf_printf(&b, "%04d-%02d-%02d", year, month, day);
    if (take_mark(&rest, ','))
        rest = str_trim(rest);
    if (take_mark(&rest, 'T') || str_trim(rest).n) {
        buf_char(&b, ' ');
        clock_add(&b, str_trim(rest));
    }
    *out = buf_str(&b);
    return true;
}

/* "+0000" as "+00:00" */
static struct str zone_plain(struct arena *a, struct str text)
{
    if (text.n < 20 || (text.p[text.n - 5] != '+' && text.p[text.n - 5] != '-'))
        return text;
    return arena_printf(a, "%.*s:%.*s", STR_FMT(str_cut(text, 0, text.n - 2)),
                        STR_FMT(str_cut(text, text.n - 2, 2)));
}

struct str date_plain(struct arena *a, struct str text, enum how how, bool *unclear)
{
    struct slashed d;
    struct str out = text;
    *unclear = false;
    if (take_year_first(text, &d) && d.mark == '-')
        return zone_plain(a, text);
    if (take_year_first(text, &d))
        return as_iso(a, d.year, d.second, d.first, d.rest, &out) ? out : text;
    if (!take_slashed(text, &d))
        return text;
    bool dmy = d.mark == '.' || how == HOW_DMY || d.first == d.second;
    if (!dmy && how != HOW_MDY) {
        *unclear = true;
        return text;
    }
    return as_iso(a, d.year, dmy ? d.second : d.first, dmy ? d.first : d.second, d.rest, &out)
               ? out
               : text;
}

struct str day_plain(struct arena *a, struct str text)
{
    struct instant t;
    struct buf b;
    if (text.n <= 10 || !instant_parse(text, &t))
        return text;
    buf_init(&b, a, 20);
    buf_day(&b, instant_day(t));
    return buf_str(&b);
}

/* ---- numbers ---- */

/* Where the mark stands last and how often it stands. */
static size_t marks(struct str s, char mark, size_t *n)
{
    size_t last = 0;
    *n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == mark) {
            last = i;
            ++*n;
        }
    }
    return last;
}

static size_t digits_behind(struct str s, size_t at)
{
    size_t n = 0;
    while (at + 1 + n < s.n && s.p[at + 1 + n] >= '0' && s.p[at + 1 + n] <= '9')
        n++;
    return n;
}

static void number_take(struct signs *signs, struct str text)
{
    size_t commas, points;
    size_t comma = marks(text, ',', &commas), point = marks(text, '.', &points);
    if (commas && points) {
        signs->comma += comma > point;
        signs->point += point > comma;
        return;
    }
    signs->comma += (commas == 1 && digits_behind(text, comma) != 3) || points > 1;
    signs->point += (points == 1 && digits_behind(text, point) != 3) || commas > 1;
}

void signs_take(struct signs *signs, enum kind kind, struct str text)
{
    if (kind_is_date(kind))
        date_take(signs, text);
    else if (kind_is_number(kind))
        number_take(signs, text);
}

enum how signs_decide(const struct signs *signs, enum kind kind)
{
    if (kind_is_number(kind))
        return signs->comma && !signs->point ? HOW_COMMA : HOW_PLAIN;
    if (!kind_is_date(kind) || (!signs->dmy && !signs->mdy && !signs->either))
        return HOW_PLAIN;
    if (signs->dmy && !signs->mdy)
        return HOW_DMY;
    return signs->mdy && !signs->dmy ? HOW_MDY : HOW_ASK;
}

/* Space, no-break space, narrow no-break space and apostrophe group digits in some countries. */
static size_t group_mark(struct str s)
{
    static const char *const all[] = { "'", " ", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x99" };
    for (size_t i = 0; i < COUNT(all); i++) {
        if (str_starts(s, str_of(all[i])))
            return strlen(all[i]);
    }
    return 0;
}

static bool is_digit(struct str s, size_t i)
{
    return i < s.n && s.p[i] >= '0' && s.p[i] <= '9';
}

struct str number_plain(struct arena *a, struct str text, enum how how)
{
    struct buf b;
    buf_init(&b, a, text.n + 1);
    for (size_t i = 0; i < text.n; i++) {
        size_t group = group_mark(str_cut(text, i, text.n));
        bool inside = i > 0 && is_digit(text, i - 1);
        if (group && inside && is_digit(text, i + group))
            i += group - 1;
        else if (how != HOW_COMMA || !inside || (text.p[i] != '.' && text.p[i] != ','))
            buf_char(&b, text.p[i]);
        else if (text.p[i] == ',')
            buf_char(&b, '.');
    }
    return buf_str(&b);
}
