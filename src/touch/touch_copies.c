/* SPDX-License-Identifier: Apache-2.0 */
/* Where the words of a touch stand once more: in the message and the letter that it was written as,
 * and in letters that read back what was heard. */
#include "frame/app.h"
#include "touch/touch_store.h"

static bool answers_forget(struct ctx *c, const struct touch_copy *m)
{
    const struct record *r = record_named("message");
    const struct erased_member all[] = {
        { "subject", m->subject, STR_INIT("Words erased") },
        { "text", m->text, STR_NONE },
        { "shared", m->shared, STR_NONE },
        { "choice", m->choice, STR_NONE },
        { "elsewhere", m->elsewhere, STR_NONE },
        { "next_step", m->next_step, STR_NONE },
        { "again_why", m->again_why, STR_NONE },
    };
    for (size_t i = 0; i < COUNT(all); i++) {
        if (!answers_erase(c, r, m->id, all[i]))
            return false;
    }
    return true;
}

static bool says(struct str text, struct str words)
{
    return words.n && memmem(text.p, text.n, words.p, words.n);
}

static bool read_backs_blank(struct ctx *c, const struct touch *t)
{
    struct letter_words *all;
    size_t n;
    if (!t->needs.n && !t->clarity.n)
        return true;
    if (!read_backs_find(c, t->deal_id, t->created, &all, &n))
        return false;
    for (size_t i = 0; i < n; i++) {
        bool told = says(all[i].text, t->needs) || says(all[i].text, t->clarity);
        if (told && !letter_blank(c, all[i].id))
            return false;
    }
    return true;
}

bool touch_copies_erase(struct ctx *c, const struct touch *t)
{
    struct touch_copy m;
    bool found;
    if (!read_backs_blank(c, t) || !message_of_touch(c, t->id, &m, &found))
        return false;
    return !found
           || (answers_forget(c, &m) && message_blank(c, m.id)
               && (!m.letter_id || letter_blank(c, m.letter_id)));
}
