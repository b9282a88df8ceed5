/* SPDX-License-Identifier: Apache-2.0 */
/* Days and moments in the words of people: written for them, and read from them. */
#include "instant.h"

enum {
    HALF_YEAR = 182,  /* further away than this a day is written with its year */
    LATER_MAX = 1000, /* "+1000d" */
    TEXT_MAX = 60,
    WORDS_MAX = 6,
    HOUR_OF_DAY = 17, /* of a day without a time */
};

static const char *near_word(int days)
{
    static const char *const words[] = { "yesterday", "today", "tomorrow" };

    return days >= -1 && days <= 1 ? words[days + 1] : NULL;
}

static void day_words(struct buf *b, struct day d, int away)
{
    int year, month, day;

    if (near_word(away)) {
        buf_add(b, str_of(near_word(away)));
        return;
    }
    if (away > HALF_YEAR || away < -HALF_YEAR) {
        buf_day_long(b, d);
        return;
    }
    day_parts(d, &year, &month, &day);
    buf_printf(b, "%.3s %d %.3s", weekday_name(day_weekday(d)), day, month_name(month));
}

void buf_day_words(struct buf *b, struct day d, struct instant now)
{
    if (day_is(d))
        day_words(b, d, d.n - instant_day(now).n);
}

/* The time of day is said where it still matters to somebody: from yesterday to tomorrow. */
void buf_instant_words(struct buf *b, struct instant t, struct instant now)
{
    struct day d = instant_day(t);
    int hour, minute, away = d.n - instant_day(now).n;

    if (!instant_is(t))
        return;
    day_words(b, d, away);
    if (!near_word(away))
        return;
    instant_clock(t, &hour, &minute);
    buf_printf(b, " %02d:%02d", hour, minute);
}

/* What was typed, in lower case, word by word. A reader that fails leaves `at` where it was. */
struct words {
    char text[TEXT_MAX];
    struct str word[WORDS_MAX];
    size_t n, at;
};

static bool words_split(struct words *w, struct str s)
{
    struct str rest, word;

    if (s.n > sizeof w->text)
        return false;
    for (size_t i = 0; i < s.n; i++)
        w->text[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] | 0x20) : s.p[i];
    for (rest = str_trim((struct str){ w->text, s.n }); rest.n; rest = str_trim(rest)) {
        word = str_split(rest, ' ', &rest);
        if (w->n == WORDS_MAX)
            return false;
        w->word[w->n++] = word;
    }
    return true;
}

static struct str peek(const struct words *w, size_t ahead)
{
    return w->at + ahead < w->n ? w->word[w->at + ahead] : STR_NONE;
}

static bool skip(struct words *w, const char *word)
{
    if (!str_is(peek(w, 0), word))
        return false;
    w->at++;
    return true;
}

/* "fri", "frida" and "friday" all name Friday; three letters at least. */
static int name_index(struct str word, const char *(*name)(int), int first, int last)
{
    for (int i = first; word.n >= 3 && i <= last; i++) {
        struct str full = str_of(name(i));
        bool same_start = (full.p[0] | 0x20) == word.p[0];

        if (same_start && str_starts(str_cut(full, 1, full.n), str_cut(word, 1, word.n)))
            return i;
    }
    return -1;
}

static bool is_number(struct str s, int64_t min, int64_t max, int *out)
{
    int64_t value;

    if (!str_to_int(s, &value) || value < min || value > max)
        return false;
    *out = (int)value;
    return true;
}

static bool read_near(struct words *w, struct day today, struct day *out)
{
    for (int days = -1; days <= 1; days++)
        if (skip(w, near_word(days))) {
            out->n = today.n + days;
            return true;
        }
    return false;
}

static bool read_weekday(struct words *w, struct day today, struct day *out)
{
    bool next = str_is(peek(w, 0), "next");
    int weekday = name_index(peek(w, next), weekday_name, 0, 6);
    int is = day_weekday(today);

    if (weekday < 0)
        return false;
    w->at += 1 + (size_t)next;
    out->n = today.n + (next ? 7 + weekday - is : 1 + (weekday - is + 6) % 7);
    return true;
}

/* n of what `unit` names by its first letter, after today. */
static bool later(struct day today, int n, struct str unit, struct day *out)
{
    struct str rest = str_cut(unit, 1, unit.n);
    char first = unit.n ? unit.p[0] : ' ';

    if (rest.n && !str_starts(STR("days"), unit) && !str_starts(STR("weeks"), unit)
        && !str_starts(STR("months"), unit) && !str_starts(STR("years"), unit))
        return false;
    if (first == 'd' || first == 'w')
        out->n = today.n + (first == 'w' ? 7 * n : n);
    else if (first == 'm' || first == 'y')
        *out = day_add_months(today, first == 'y' ? 12 * n : n);
    else
        return false;
    return true;
}

/* "+2w", "in 2 weeks", "in a month", "next week". */
static bool read_later(struct words *w, struct day today, struct day *out)
{
    struct str word = peek(w, 0);
    int n = 1;

    if (str_is(word, "next")) {
        if (peek(w, 1).n < 3 || !later(today, 1, peek(w, 1), out))
            return false;
        w->at += 2;
        return true;
    }
    if (str_is(word, "in")) {
        if (!str_is(peek(w, 1), "a") && !is_number(peek(w, 1), 0, LATER_MAX, &n))
            return false;
        if (!later(today, n, peek(w, 2), out))
            return false;
        w->at += 3;
        return true;
    }
    if (word.n < 3 || word.p[0] != '+' || !is_number(str_cut(word, 1, word.n - 2), 0, LATER_MAX, &n)
        || !later(today, n, str_cut(word, word.n - 1, 1), out))
        return false;
    w->at++;
    return true;
}

/* "28 nov", "nov 28", either with a year behind it. */
static bool read_month(struct words *w, struct day today, struct day *out)
{
    bool month_first = is_number(peek(w, 1), 1, 31, &(int){ 0 });
    int month = name_index(peek(w, !month_first), month_name, 1, 12);
    int day, year, this_month, this_day;
    bool has_year = peek(w, 2).n == 4 && is_number(peek(w, 2), 1, 9999, &year);

    if (month < 0 || !is_number(peek(w, month_first), 1, 31, &day))
        return false;
    if (!has_year) {
        day_parts(today, &year, &this_month, &this_day);
        year += month < this_month || (month == this_month && day < this_day);
    }
    if (!day_exists(year, month, day))
        return false;
    *out = day_of(year, month, day);
    w->at += 2 + (size_t)has_year;
    return true;
}

static bool read_iso(struct words *w, struct day *out)
{
    if (!day_parse(peek(w, 0), out))
        return false;
    w->at++;
    return true;
}

static bool read_day(struct words *w, struct instant now, struct day *out)
{
    struct day today = instant_day(now), day;

    if (!read_near(w, today, &day) && !read_weekday(w, today, &day) && !read_later(w, today, &day)
        && !read_month(w, today, &day) && !read_iso(w, &day))
        return false;
    if (day.n >= DAY_NONE.n)
        return false;
    *out = day;
    return true;
}

/* "14:00", "9am", "2:30pm". A bare "14" is not a time: it may be a day or a year. */
static bool read_clock(struct words *w, int *hour, int *minute)
{
    struct str word = peek(w, 0), minutes;
    bool am = str_ends(word, STR("am")), pm = str_ends(word, STR("pm"));
    bool colon = str_find(word, ':') >= 0;

    if (am || pm)
        word.n -= 2;
    word = str_split(word, ':', &minutes);
    *minute = 0;
    if (!is_number(word, am || pm, am || pm ? 12 : 23, hour) || !(colon || am || pm))
        return false;
    if (colon && (minutes.n != 2 || !is_number(minutes, 0, 59, minute)))
        return false;
    if (am || pm)
        *hour = *hour % 12 + (pm ? 12 : 0);
    w->at++;
    return true;
}

bool when_parse_day(struct str s, struct instant now, struct day *out)
{
    struct words w = { .n = 0 };
    struct day day;

    if (!words_split(&w, str_trim(s)) || !read_day(&w, now, &day) || w.at < w.n)
        return false;
    *out = day;
    return true;
}

bool when_parse(struct str s, struct instant now, struct instant *out)
{
    struct words w = { .n = 0 };
    struct day day;
    int hour = HOUR_OF_DAY, minute = 0;

    if (instant_parse(str_trim(s), out))
        return true;
    if (!words_split(&w, str_trim(s)) || !read_day(&w, now, &day))
        return false;
    if (w.at < w.n) {
        skip(&w, "at");
        if (!read_clock(&w, &hour, &minute))
            return false;
    }
    if (w.at < w.n)
        return false;
    *out = day_at(day, hour, minute);
    return true;
}
