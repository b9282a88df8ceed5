/* SPDX-License-Identifier: Apache-2.0 */
#include "stages/stages_view.h"

static struct str sentence(const struct ctx *c, const char *field)
{
    for (const struct field_fault *f = c->fault.fields; f; f = f->next) {
        if (str_is(f->field, field))
            return f->sentence;
    }
    return STR_NONE;
}

static struct form_options endings_of(struct arena *a, int ending)
{
    static const struct word words[] = { { "open", "Open" },
                                         { "won", "Wins" },
                                         { "lost", "Loses" } };
    struct form_options out = { arena_array(a, struct form_option, COUNT(words)), COUNT(words) };
    for (size_t i = 0; i < COUNT(words); i++)
        out.p[i] = (struct form_option){ str_of(words[i].name), str_of(words[i].label),
                                         (int)i == ending };
    return out;
}

/* What was typed, and what is wrong with it. */
static void typed_fill(struct req *q, struct stage_line *line)
{
    struct str ending = input_text(&q->in, "ending");
    line->name = input_text(&q->in, "name");
    line->probability = input_text(&q->in, "probability");
    line->name_error = sentence(&q->c, "name");
    line->probability_error = sentence(&q->c, "probability");
    for (size_t i = 0; i < line->endings.n; i++)
        line->endings.p[i].chosen = str_same(line->endings.p[i].value, ending);
}

static bool line_fill(struct ctx *c, const struct stage *s, struct stage_line *line)
{
    *line = (struct stage_line){
        .stage = s,
        .name = s->name,
        .probability = arena_printf(c->arena, "%d", s->probability),
        .endings = endings_of(c->arena, s->ending),
    };
    return stage_deals(c, s->id, &line->deals);
}

static bool lines_fill(struct req *q, const struct stages *all, struct form_shown shown,
                       struct pipeline_card *card)
{
    struct ctx *c = &q->c;
    int64_t deals = 0;
    card->stages.p = arena_array(c->arena, struct stage_line, all->n);
    for (size_t i = 0; i < all->n; i++) {
        struct stage_line *line = &card->stages.p[card->stages.n];
        if (all->p[i].pipeline_id != card->pipeline->id)
            continue;
        if (!line_fill(c, &all->p[i], line))
            return false;
        line->first = card->stages.n++ == 0;
        deals += line->deals;
        if (shown.form == FORM_STAGE && shown.id == line->stage->id)
            typed_fill(q, line);
    }
    if (card->stages.n)
        card->stages.p[card->stages.n - 1].last = true;
    card->removable = deals == 0;
    card->fresh = (struct stage_line){ .endings = endings_of(c->arena, ENDING_NONE) };
    if (shown.form == FORM_STAGE_NEW && shown.id == card->pipeline->id)
        typed_fill(q, &card->fresh);
    return true;
}

static bool card_fill(struct req *q, const struct stages *all, const struct pipeline *p,
                      struct form_shown shown, struct pipeline_card *card)
{
    *card = (struct pipeline_card){ .pipeline = p, .name = p->name };
    if (shown.form == FORM_PIPELINE && shown.id == p->id) {
        card->name = input_text(&q->in, "name");
        card->name_error = sentence(&q->c, "name");
    }
    return lines_fill(q, all, shown, card);
}

static bool cards_fill(struct req *q, struct form_shown shown, struct pipelines_view *v)
{
    struct stages all;
    if (!stages_copy(&q->c, &all))
        return false;
    v->cards.p = arena_array(q->c.arena, struct pipeline_card, all.pipelines.n);
    for (size_t i = 0; i < all.pipelines.n; i++) {
        struct pipeline_card *card = &v->cards.p[v->cards.n++];
        if (!card_fill(q, &all, &all.pipelines.p[i], shown, card))
            return false;
        card->first = i == 0;
        card->last = i + 1 == all.pipelines.n;
        card->removable &= all.pipelines.n > 1;
    }
    return true;
}

bool pipelines_fill(struct req *q, struct form_shown shown, struct pipelines_view *v)
{
    if (shown.form == FORM_PIPELINE_NEW) {
        v->name = input_text(&q->in, "name");
        v->name_error = sentence(&q->c, "name");
    }
    return cards_fill(q, shown, v)
           && frame_fill(q, &v->frame, "Pipelines", "settings");
}

bool stage_remove_fill(struct req *q, const struct stage *s, struct stage_remove_view *v)
{
    struct ctx *c = &q->c;
    struct stages all;
    struct str chosen = input_text(&q->in, "to_id");
    if (!stages_copy(c, &all) || !stage_deals(c, s->id, &v->deals))
        return false;
    v->stage = s;
    v->pipeline = pipeline_name(c, s->pipeline_id);
    v->error = sentence(c, "to_id");
    v->targets.p = arena_array(c->arena, struct form_option, all.n);
    for (size_t i = 0; i < all.n; i++) {
        const struct stage *to = &all.p[i];
        if (to->id == s->id || to->ending != s->ending)
            continue;
        struct str id = arena_printf(c->arena, "%lld", (long long)to->id);
        struct str label = to->name;
        if (to->pipeline_id != s->pipeline_id)
            label = arena_printf(c->arena, "%.*s: %.*s",
                                 STR_FMT(pipeline_name(c, to->pipeline_id)), STR_FMT(label));
        v->targets.p[v->targets.n++] = (struct form_option){ id, label, str_same(id, chosen) };
    }
    return frame_fill(q, &v->frame, "Remove a stage", "settings");
}
