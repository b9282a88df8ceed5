/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "import/map/stages.h"
#include "import/map/words.h"

#define NAMES_MAX 200
#define NAME_MAX_BYTES 200
#define TEXT_MAX ((size_t)128 << 10)

static struct stage_choice *find(struct arena *a, const struct stage_choices *all, struct str name)
{
    for (size_t i = 0; i < all->n; i++) {
        if (str_same(all->p[i].name, name))
            return &all->p[i];
    }
    struct str wanted = fold(a, name);
    for (size_t i = 0; i < all->n; i++) {
        if (str_same(fold(a, all->p[i].name), wanted))
            return &all->p[i];
    }
    return NULL;
}

const struct stage_choice *fates_find(struct arena *a, const struct stage_choices *all,
                                      struct str name)
{
    return find(a, all, name);
}

static struct stage_choice *add(struct stage_choices *all, struct arena *a, struct str name)
{
    if (!all->p)
        all->p = arena_array(a, struct stage_choice, NAMES_MAX);
    all->full |= all->n == NAMES_MAX;
    if (all->full)
        return NULL;
    all->p[all->n] = (struct stage_choice){ .name = arena_str(a, name), .probability = -1 };
    return &all->p[all->n++];
}

static void probability_take(struct stage_choice *s, struct str text)
{
    struct str rest;
    int64_t percent;
    if (s->probability < 0 && str_to_int(str_split(text, '.', &rest), &percent) && percent >= 0
        && percent <= 100)
        s->probability = (int)percent;
}

void fates_see(struct stage_choices *all, struct arena *a, struct arena *scratch,
               const struct stage_words *words)
{
    bool line = words->name.n && words->name.n <= NAME_MAX_BYTES
                && !text_has_control(words->name, false)
                && !memchr(words->name.p, '\t', words->name.n);
    struct stage_choice *s = line ? find(scratch, all, words->name) : NULL;
    if (line && !s)
        s = add(all, a, words->name);
    if (!s)
        return;
    s->rows++;
    s->closed += words->closed;
    s->won += words->won;
    probability_take(s, words->probability);
}

/* ---- as text ---- */

struct str fates_text(struct arena *a, const struct stage_choices *all)
{
    struct buf b;
    buf_init(&b, a, TEXT_MAX);
    for (size_t i = 0; i < all->n; i++) {
        const struct stage_choice *s = &all->p[i];
        if (s->fate == STAGE_OURS)
            buf_int(&b, s->stage_id);
        else
            buf_char(&b, s->fate == STAGE_MADE ? '+' : '-');
        buf_printf(&b, "\t%lld\t%lld\t%lld\t%d\t", (long long)s->rows, (long long)s->closed,
                   (long long)s->won, s->probability);
        buf_add(&b, s->name);
        buf_char(&b, '\n');
    }
    return b.full ? STR_NONE : buf_str(&b);
}

static bool take_int(struct str *line, int64_t *out)
{
    return str_to_int(str_split(*line, '\t', line), out);
}

static bool choice_read(struct str line, struct stage_choice *s)
{
    struct str fate = str_split(line, '\t', &line);
    int64_t probability;
    s->fate = str_is(fate, "+") ? STAGE_MADE : str_is(fate, "-") ? STAGE_FIRST
                                                                 : STAGE_OURS;
    if (s->fate == STAGE_OURS && !str_to_int(fate, &s->stage_id))
        return false;
    if (!take_int(&line, &s->rows) || !take_int(&line, &s->closed) || !take_int(&line, &s->won)
        || !take_int(&line, &probability))
        return false;
    s->probability = (int)probability;
    s->name = line;
    return true;
}

void fates_read(struct arena *a, struct str text, struct stage_choices *out)
{
    *out = (struct stage_choices){ .p = arena_array(a, struct stage_choice, NAMES_MAX) };
    while (text.n && out->n < NAMES_MAX)
        out->n += choice_read(str_split(text, '\n', &text), &out->p[out->n]);
}

/* ---- what becomes of them ---- */

static enum ending ending_of(const struct stage_choice *s)
{
    if (s->won && s->won == s->rows)
        return ENDING_WON;
    return s->closed && s->closed == s->rows && !s->won ? ENDING_LOST : ENDING_NONE;
}

/* "Closed Won" or "closed/won", as other programs call it. */
static bool ends_by_name(struct arena *a, struct str name, enum ending *ending)
{
    static const struct {
        const char *name;
        enum ending ending;
    } usual[] = { { "closedwon", ENDING_WON }, { "closedlost", ENDING_LOST } };
    struct str squashed = squash(a, name);
    for (size_t i = 0; i < COUNT(usual); i++) {
        if (str_is(squashed, usual[i].name)) {
            *ending = usual[i].ending;
            return true;
        }
    }
    return false;
}

/* A second stage that ends deals the same way is not wanted. */
static void fate_default(struct ctx *c, struct stage_choice *s, bool make)
{
    enum ending ending = ending_of(s);
    s->fate = make ? STAGE_MADE : STAGE_FIRST;
    if (ending == ENDING_NONE && !ends_by_name(c->arena, s->name, &ending))
        return;
    const struct stage *ours = stage_first(c, 0, ending);
    if (ours) {
        s->fate = STAGE_OURS;
        s->stage_id = ours->id;
    }
}

bool fates_settle(struct ctx *c, struct stage_choices *seen, const struct stage_choices *said,
                  bool make)
{
    size_t n = 0;
    for (size_t i = 0; i < seen->n; i++) {
        struct stage_choice s = seen->p[i];
        if (stage_named(c, s.name, 0))
            continue;
        const struct stage_choice *before = find(c->arena, said, s.name);
        fate_default(c, &s, make);
        if (before && (before->fate != STAGE_OURS || stage_find(c, before->stage_id))) {
            s.fate = before->fate;
            s.stage_id = before->stage_id;
        }
        seen->p[n++] = s;
    }
    seen->n = n;
    return !failed(c);
}

bool fates_make(struct ctx *c, struct stage_choices *all)
{
    for (size_t i = 0; i < all->n; i++) {
        struct stage_choice *s = &all->p[i];
        if (s->fate != STAGE_MADE)
            continue;
        struct stage made = { .name = s->name, .ending = (int)ending_of(s) };
        made.probability = s->probability < 0 ? 0 : s->probability;
        const struct stage *there = stage_named(c, s->name, 0);
        const struct stage *first = stage_first(c, 0, ENDING_NONE);
        made.pipeline_id = first ? first->pipeline_id : 0;
        made.position = INT_NONE;
        if (!there && !stage_create(c, &made))
            return false;
        s->stage_id = there ? there->id : made.id;
    }
    return !failed(c);
}
