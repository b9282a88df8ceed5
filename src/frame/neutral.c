/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/neutral.h"
#include "base/text.h"

/* clang-format off */
const struct gate neutral_words = {
    "neutral_words", "A word that judges the customer is our perception, not a fact about him.",
    { "Record the fact: what was said or done, when, in his words.",
      "Add the possible reason for it, as an assumption." },
    "S3-15", false,
};

/* Folded: without case and marks, words with one space between. */
static const char *const words[] = {
    /* English */
    "rude", "impolite", "discourteous", "liar", "liars", "lying", "dishonest", "crook", "time waster", "timewaster",
    "time wasters", "timewasters", "waste of time", "tyre kicker", "tire kicker", "idiot", "idiots", "idiotic",
    "stupid", "moron", "morons", "dumb", "jerk", "jerks", "fool", "fools", "clueless", "ignorant", "arrogant",
    "cheapskate", "stingy", "scumbag", "asshole", "bastard", "bitch", "loser", "nutter", "lunatic", "pest",
    "troublemaker", "nightmare customer", "difficult customer", "pain in the ass",
    /* German */
    "unhoflich", "unfreundlich", "unverschamt", "frech", "lugner", "lugnerin", "verlogen", "zeitverschwender",
    "zeitverschwendung", "zeitdieb", "dumm", "dummkopf", "blod", "idiotin", "trottel", "geizhals", "geizig",
    "betruger", "betrugerin", "arschloch", "spinner", "nervensage",
    /* French */
    "impoli", "impolie", "malpoli", "malpolie", "grossier", "grossiere", "menteur", "menteuse", "perte de temps",
    "imbecile", "stupide", "radin", "radine", "escroc", "malhonnete", "connard", "connasse", "cretin",
    /* Spanish */
    "grosero", "grosera", "maleducado", "maleducada", "mentiroso", "mentirosa", "perdida de tiempo", "idiota",
    "estupido", "estupida", "tacano", "tacana", "estafador", "estafadora", "imbecil",
    /* Italian, Dutch */
    "maleducata", "bugiardo", "bugiarda", "perdita di tempo", "stupido", "stupida", "leugenaar", "onbeleefd",
    "tijdverspiller", "gierigaard",
};
/* clang-format on */

/* " word word ", so that whole words are found. */
static struct str spread(struct arena *a, struct str text)
{
    struct str folded = fold(a, text);
    struct buf b;
    buf_init(&b, a, folded.n + 3);
    buf_char(&b, ' ');
    for (size_t i = 0; i < folded.n; i++) {
        unsigned char k = (unsigned char)folded.p[i];
        bool letter = (k >= 'a' && k <= 'z') || (k >= '0' && k <= '9') || k >= 0x80;
        if (letter)
            buf_char(&b, (char)k);
        else if (b.p[b.n - 1] != ' ')
            buf_char(&b, ' ');
    }
    if (b.p[b.n - 1] != ' ')
        buf_char(&b, ' ');
    return buf_str(&b);
}

struct str neutral_find(struct arena *a, struct str text)
{
    if (!text.n)
        return STR_NONE;
    struct str in = spread(a, text);
    for (size_t i = 0; i < COUNT(words); i++) {
        struct str word = str_of(words[i]);
        for (size_t at = 0; at + word.n + 2 <= in.n; at++) {
            if (in.p[at] == ' ' && in.p[at + word.n + 1] == ' '
                && memcmp(in.p + at + 1, word.p, word.n) == 0)
                return word;
        }
    }
    return STR_NONE;
}

bool neutral(struct ctx *c, const char *field, struct str text, int64_t subject)
{
    struct str word = neutral_find(c->arena, text);
    if (!word.n)
        return true;
    refuse(c, &neutral_words, subject);
    return bad_field(c, str_of(field), "\"%.*s\" judges him. Say what happened, and why perhaps.",
                     STR_FMT(word));
}
