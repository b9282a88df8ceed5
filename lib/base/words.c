/* SPDX-License-Identifier: Apache-2.0 */
#include "words.h"
#include "text.h"

#include <utf8proc.h>

/* Digits of a number that is written in groups. */
enum { NUMBER_MIN = 7,
       NUMBER_MAX = 15,
       GROUPS_MAX = 8 };

enum sort_of_sign { SIGN_NONE,
                    SIGN_WORD,
                    SIGN_ALONE };

/* Scripts without blanks between words. */
static const struct {
    utf8proc_int32_t first, last;
} unspaced[] = {
    { 0x0e00, 0x0eff },   /* Thai, Lao */
    { 0x1000, 0x109f },   /* Myanmar */
    { 0x1780, 0x17ff },   /* Khmer */
    { 0x2e80, 0x2fff },   /* Han radicals */
    { 0x3005, 0x3007 },   /* iteration marks, zero */
    { 0x3021, 0x312f },   /* Hiragana, Katakana, Bopomofo */
    { 0x31a0, 0x31ff },   /* their extensions */
    { 0x3400, 0x9fff },   /* Han */
    { 0xf900, 0xfaff },   /* Han, for compatibility */
    { 0x20000, 0x3ffff }, /* Han, the rest */
};

static bool is_unspaced(utf8proc_int32_t c)
{
    for (size_t i = 0; i < COUNT(unspaced); i++)
        if (c >= unspaced[i].first && c <= unspaced[i].last)
            return true;
    return false;
}

static enum sort_of_sign sign_of(utf8proc_int32_t c)
{
    if (c < 0x80)
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
                   ? SIGN_WORD
                   : SIGN_NONE;
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return is_unspaced(c) ? SIGN_ALONE : SIGN_WORD;
    case UTF8PROC_CATEGORY_SO:
        return SIGN_ALONE;
    default:
        return SIGN_NONE;
    }
}

/* The bytes of the character at `at`. */
static size_t sign_at(struct str s, size_t at, enum sort_of_sign *sort)
{
    utf8proc_int32_t c = 0;
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s.p + at,
                                          (utf8proc_ssize_t)(s.n - at), &c);
    *sort = n > 0 ? sign_of(c) : SIGN_NONE;
    return n > 0 ? (size_t)n : 1;
}

/* ---- one word after another ---- */

/* The next word at or behind *at of a folded text, *at then behind it; empty at the end. */
static struct str word_next(struct str s, size_t *at)
{
    enum sort_of_sign sort;
    size_t n = 0, from;
    while (*at < s.n && (n = sign_at(s, *at, &sort)) && sort == SIGN_NONE)
        *at += n;
    from = *at;
    if (from < s.n && sort == SIGN_ALONE) {
        *at += n;
        return str_cut(s, from, n);
    }
    while (*at < s.n && (n = sign_at(s, *at, &sort)) && sort == SIGN_WORD
           && *at + n - from <= WORD_BYTES)
        *at += n;
    return str_cut(s, from, *at - from);
}

static bool is_digits(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0;
}

/* ---- numbers in groups ---- */

struct number {
    struct str groups[GROUPS_MAX];
    size_t n, digits;
    bool whole; /* nothing but these groups was there; false: too many, or of another kind */
};

static bool joins_groups(struct str between)
{
    for (size_t i = 0; i < between.n; i++)
        if (str_find(STR(" -.()/+"), between.p[i]) < 0)
            return false;
    return true;
}

static void number_begin(struct number *x)
{
    *x = (struct number){ .whole = true };
}

static void number_add(struct number *x, struct str group)
{
    x->whole &= x->n < GROUPS_MAX;
    if (x->whole)
        x->groups[x->n++] = group;
    x->digits += group.n;
}

/* As one, and without its first groups: a country's, an area's. */
static void number_put(struct buf *out, const struct number *x)
{
    size_t left = x->digits;
    if (!x->whole || x->digits > NUMBER_MAX)
        return;
    for (size_t from = 0; from + 1 < x->n && left >= NUMBER_MIN; from++) {
        if (out->n)
            buf_char(out, ' ');
        for (size_t i = from; i < x->n; i++)
            buf_add(out, x->groups[i]);
        left -= x->groups[from].n;
    }
}

static void numbers_put(struct buf *out, struct str folded)
{
    struct number x;
    size_t at = 0, behind = 0;
    number_begin(&x);
    for (struct str word; (word = word_next(folded, &at)).n; behind = at) {
        size_t from = (size_t)(word.p - folded.p);
        bool digits = is_digits(word);
        if (!digits || !joins_groups(str_cut(folded, behind, from - behind))) {
            number_put(out, &x);
            number_begin(&x);
        }
        if (digits)
            number_add(&x, word);
    }
    number_put(out, &x);
}

/* ---- all of them ---- */

static struct str words_only(struct arena *a, struct str folded)
{
    struct buf b;
    size_t at = 0;
    buf_init(&b, a, folded.n * 2 + 1);
    for (struct str word; (word = word_next(folded, &at)).n;) {
        if (b.n)
            buf_char(&b, ' ');
        buf_add(&b, word);
    }
    return buf_str(&b);
}

struct str words_of(struct arena *a, struct str text)
{
    struct str folded = fold(a, text), words = words_only(a, folded);
    struct buf b;
    buf_init(&b, a, folded.n * (GROUPS_MAX + 2) + 2);
    buf_add(&b, words);
    numbers_put(&b, folded);
    return buf_str(&b);
}

/* ---- questions ---- */

/* A number in groups is looked for as one: however it was grouped where it stands. */
static struct str asked_of(struct arena *a, struct str text)
{
    struct str folded = fold(a, text), words = words_only(a, folded);
    struct buf b;
    struct number x;
    size_t at = 0;
    number_begin(&x);
    for (struct str word; (word = word_next(folded, &at)).n;) {
        if (!is_digits(word))
            return words;
        number_add(&x, word);
    }
    if (!x.whole || x.n < 2 || x.digits < NUMBER_MIN || x.digits > NUMBER_MAX)
        return words;
    buf_init(&b, a, NUMBER_MAX);
    for (size_t i = 0; i < x.n; i++)
        buf_add(&b, x.groups[i]);
    return buf_str(&b);
}

/* Of the last word. One letter alone begins half of all words: it is a word itself. */
static size_t last_bytes(struct str words)
{
    size_t n = 0;
    while (n < words.n && words.p[words.n - 1 - n] != ' ')
        n++;
    return n;
}

static void question_add(struct arena *a, struct str text, bool quoted, struct question *q)
{
    struct str words = quoted ? words_only(a, fold(a, text)) : asked_of(a, text);
    if (!words.n)
        return;
    q->many |= q->n == ASKED_MAX;
    if (!q->many)
        q->p[q->n++] = (struct asked_words){ words, !quoted && last_bytes(words) > 1 };
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The bytes of the next thing, without its quotes. */
static struct str thing_next(struct str s, size_t *at, bool *quoted)
{
    while (*at < s.n && is_blank(s.p[*at]))
        ++*at;
    *quoted = *at < s.n && s.p[*at] == '"';
    size_t from = *at += *quoted;
    while (*at < s.n && s.p[*at] != '"' && (*quoted || !is_blank(s.p[*at])))
        ++*at;
    struct str thing = str_cut(s, from, *at - from);
    *at += *quoted && *at < s.n;
    return thing;
}

void question_read(struct arena *a, struct str text, struct question *q)
{
    size_t at = 0;
    *q = (struct question){ 0 };
    while (at < text.n) {
        bool quoted;
        struct str thing = thing_next(text, &at, &quoted);
        question_add(a, thing, quoted, q);
    }
    for (size_t i = 0; i + 1 < q->n; i++)
        q->p[i].begun = false;
}

/* ---- marking ---- */

/* Whether a word of the text is one of the words of a thing. */
static bool thing_means(const struct asked_words *thing, struct str word)
{
    for (struct str rest = thing->words, one; rest.n;) {
        one = str_split(rest, ' ', &rest);
        if (str_same(word, one) || (thing->begun && !rest.n && str_starts(word, one)))
            return true;
    }
    return false;
}

static bool question_means(struct arena *a, const struct question *q, struct str text)
{
    struct arena_mark mark = arena_mark(a);
    struct str folded = fold(a, text);
    bool means = false;
    size_t at = 0;
    for (struct str word; !means && (word = word_next(folded, &at)).n;)
        for (size_t i = 0; i < q->n && !means; i++)
            means = thing_means(&q->p[i], word);
    arena_rewind(a, mark);
    return means;
}

bool question_mark(struct arena *a, const struct question *q, struct str text, size_t from,
                   struct str *mark)
{
    for (size_t at = from;;) {
        struct str word = word_next(text, &at);
        if (!word.n)
            return false;
        if (question_means(a, q, word)) {
            *mark = word;
            return true;
        }
    }
}
