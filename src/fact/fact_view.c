/* SPDX-License-Identifier: Apache-2.0 */
#include "fact/fact_pages.h"
#include "frame/app.h"
#include "frame/policy.h"

#define CHANGES_SHOWN 5

struct str fact_label(struct arena *a, struct str name)
{
    struct buf b;
    buf_init(&b, a, name.n + 1);
    for (size_t i = 0; i < name.n; i++) {
        char k = name.p[i] == '_' ? ' ' : name.p[i];
        buf_char(&b, !i && k >= 'a' && k <= 'z' ? (char)(k - 'a' + 'A') : k);
    }
    return buf_str(&b);
}

static void presumed_fill(struct ctx *c, const struct deal *d, struct fact_block *out)
{
    out->presumed.p[0] = (struct presumption_line){ "Interest", d->interest == CONFIRMED };
    out->presumed.p[1] = (struct presumption_line){ "Right person", d->right_person == CONFIRMED };
    out->presumed.p[2] = (struct presumption_line){ "Potential", d->potential == CONFIRMED };
    out->presumed.n = 3;
    out->presumes = d->state == DEAL_OPEN;
    if (d->probability_held)
        out->held = arena_printf(c->arena, "Held at %d %%: %.*s only presumed.", d->probability,
                                 STR_FMT(deal_presumed_words(c->arena, d)));
}

static bool changes_fill(struct ctx *c, struct fact_block *out)
{
    struct changes_of all;
    if (!changes_read(c, out->deal_id, &all))
        return false;
    out->changes.p = arena_array(c->arena, struct change_line, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        const struct change_event *e = &all.p[i];
        bool open = !instant_is(e->reviewed);
        if (open || out->changes.n < CHANGES_SHOWN)
            out->changes.p[out->changes.n++] =
                (struct change_line){ e, str_of(change_kind_words[e->kind].label), open };
    }
    return true;
}

bool fact_block_fill(struct ctx *c, const struct deal *d, struct fact_block *out)
{
    static const char *const tones[] = { "gray", "amber", "indigo", "teal" };
    struct facts_of all;
    *out = (struct fact_block){ .deal_id = d->id,
                                .writes = may(c->viewer->roles, "fact", "create") };
    presumed_fill(c, d, out);
    if (!facts_read(c, d->id, &all))
        return false;
    out->facts.p = arena_array(c->arena, struct fact_line, all.n + 1);
    for (; out->facts.n < all.n; out->facts.n++) {
        const struct fact *f = &all.p[out->facts.n];
        out->facts.p[out->facts.n] = (struct fact_line){
            f, fact_label(c->arena, f->name), str_of(provenance_words[f->provenance].label),
            tones[f->provenance]
        };
    }
    return changes_fill(c, out);
}
