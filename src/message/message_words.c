/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a text apologizes: a word of it begins with one of these, or it holds one of the phrases.
 * Folded as search folds, so that accents and case do not matter. */
#include "base/text.h"
#include "message/message.h"

/* clang-format off */
static const char *const beginnings[] = {
    "sorry", "apolog", "regret", "inconvenien", "forgive", "entschuldig", "verzeih", "unannehmlichkeit", "bedauer",
    "desole", "excuse", "pardon", "disculp", "perdon", "lamentamos", "scus", "dispiac", "desculp", "przepraszam",
};
static const char *const phrases[] = { "tut mir leid", "tut uns leid", "lo siento", "lo sentimos", "our fault", "my fault" };
/* clang-format on */

static bool begins_a_word(struct str text, size_t at)
{
    char before = at ? text.p[at - 1] : ' ';
    return !((before >= 'a' && before <= 'z') || (before & 0x80));
}

static bool holds(struct str text, const char *what)
{
    size_t n = strlen(what);
    for (size_t i = 0; i + n <= text.n; i++) {
        if (memcmp(text.p + i, what, n) == 0 && begins_a_word(text, i))
            return true;
    }
    return false;
}

bool text_apologizes(struct ctx *c, struct str text)
{
    struct str folded = fold(c->arena, text);
    for (size_t i = 0; i < COUNT(beginnings); i++) {
        if (holds(folded, beginnings[i]))
            return true;
    }
    for (size_t i = 0; i < COUNT(phrases); i++) {
        if (holds(folded, phrases[i]))
            return true;
    }
    return false;
}
