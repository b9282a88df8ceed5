/* SPDX-License-Identifier: Apache-2.0 */
/* words.h - what a word is, for what is stored and for what is looked for.
 *
 * Text is folded (text.h) and cut at everything that is no letter, number or mark: "Zoë's
 * e-mail: zoe@kestrel.example" is the words zoe s e mail zoe kestrel example. So an address, a
 * domain, a hyphenated word is found by its parts, and as a whole by its parts one behind the
 * other. Scripts that put no blanks between words (Chinese, Japanese, Thai, …) give one word a
 * character, and so do signs such as emoji. A long word is cut into several. Numbers in groups, as
 * phone numbers are written, stand once more as one behind the text: "+1 555-010-9999" is also
 * found by 5550109999.
 * Words are made of nothing that an engine's own language of search could read.
 */
#ifndef WORDS_H
#define WORDS_H
#include "buf.h"

#define WORD_BYTES 64 /* a longer one is cut */

/* The words of a text in their order, one blank between two. */
struct str words_of(struct arena *a, struct str text);

/* One thing that is looked for: words that stand one behind the other, the last one perhaps only
 * begun. */
struct asked_words {
    struct str words; /* as words_of() gives them */
    bool begun;
};
#define ASKED_MAX 12 /* things in one question */
struct question {
    struct asked_words p[ASKED_MAX];
    size_t n;
    bool many; /* there were more */
};
/* Cut at blanks; what stands between quotes is one thing, and the last thing that is not quoted is
 * only begun, because somebody may still be typing; one letter is a word. */
void question_read(struct arena *a, struct str text, struct question *out);
/* The bytes of the first place in `text` that the question means, with all of its character; false
 * when none begins at or behind `from`. For marking what was found: a thing of several words is
 * marked word by word. */
bool question_mark(struct arena *a, const struct question *asked, struct str text, size_t from,
                   struct str *mark);
#endif
