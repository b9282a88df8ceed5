/* SPDX-License-Identifier: Apache-2.0 */
/* Which record a text means. */
#include "base/text.h"
#include "import/row/row.h"
#include "import/map/words.h"
#include "pipeline/pipeline.h"

#define GUESS_AMONG 5000 /* records; with more, only exact names are found */

static struct str plan_key(struct arena *a, const char *record, char by, struct str text)
{
    return arena_printf(a, "%s %c %.*s", record, by, STR_FMT(text));
}

int64_t row_planned(const struct row_work *w, const char *record, char by, struct str text)
{
    if (by == 'n')
        text = fold(w->c->arena, text);
    return names_get(&w->run->planned, plan_key(w->c->arena, record, by, text));
}

struct str planned_name(const struct row_work *w, int64_t id)
{
    const struct import_run *run = w->run;
    return id < 0 && -id <= run->n_planned ? run->plans[-id - 1] : STR_NONE;
}

static void plan_name(struct import_run *run, struct str name)
{
    size_t n = (size_t)run->n_planned++;
    run->plans = grown(run->arena, run->plans, n, &run->cap_plans, sizeof *run->plans);
    run->plans[n] = arena_str(run->arena, name);
}

int64_t row_plan(struct row_work *w, const char *record, struct str outside_id, struct str name)
{
    struct arena *a = w->c->arena;
    plan_name(w->run, name);
    int64_t id = -w->run->n_planned;
    if (outside_id.n)
        names_put(&w->run->planned, plan_key(a, record, 'o', outside_id), id);
    if (name.n) {
        names_put(&w->run->planned, plan_key(a, record, 'n', fold(a, name)), id);
        names_put(&w->run->planned, plan_key(a, record, 's', squash(a, name)), id);
    }
    return id;
}

static bool take_ids(struct ref *out, const struct found_ids *ids)
{
    if (!ids->n)
        return false;
    *out = (struct ref){ FOUND_EXACTLY, ids->p[0], STR_NONE, ids->n > 1 };
    return true;
}

static bool take(struct ref *out, int64_t id)
{
    if (id)
        *out = (struct ref){ .how = FOUND_EXACTLY, .id = id };
    return id != 0;
}

static bool find_stored(struct row_work *w, const char *record, struct str text, struct ref *out)
{
    struct found_ids ids;
    int64_t id;
    if (!find_by_outside(w->c, record, text, &id))
        return false;
    if (take(out, id))
        return true;
    if (!find_by_name(w->c, record, text, &ids))
        return false;
    if (take_ids(out, &ids))
        return true;
    if (!find_by_email(w->c, record, text, &ids))
        return false;
    take_ids(out, &ids);
    return true;
}

static void find_planned(struct row_work *w, const char *record, struct str text, struct ref *out)
{
    if (!take(out, row_planned(w, record, 'o', text)))
        take(out, row_planned(w, record, 'n', text));
}

static const struct name_rows *known_names(struct row_work *w, const char *record)
{
    struct found *found = w->found;
    for (size_t i = 0; i < found->n_known; i++) {
        if (strcmp(found->known[i].record, record) == 0)
            return &found->known[i].names;
    }
    assert(found->n_known < COUNT(found->known));
    struct known *known = &found->known[found->n_known];
    known->record = record;
    if (!all_names_read(w->c, record, GUESS_AMONG, &known->names))
        return NULL;
    found->n_known++;
    return &known->names;
}

/* The only one that is written alike. */
static bool guess(struct row_work *w, const char *record, struct str text, struct ref *out)
{
    struct str wanted = squash(w->c->arena, text);
    size_t n = 0;
    int64_t id = wanted.n ? row_planned(w, record, 's', wanted) : 0;
    if (id) {
        *out = (struct ref){ FOUND_GUESSED, id, planned_name(w, id), false };
        return true;
    }
    const struct name_rows *names = wanted.n ? known_names(w, record) : NULL;
    for (size_t i = 0; names && i < names->n; i++) {
        if (str_same(names->p[i].squashed, wanted)) {
            *out = (struct ref){ FOUND_GUESSED, names->p[i].id, names->p[i].name, false };
            n++;
        }
    }
    if (n != 1)
        out->how = FOUND_NOTHING;
    return !failed(w->c);
}

/* A dry run makes no stage: the first stands for it. */
static bool find_stage(struct row_work *w, struct str text, struct ref *out)
{
    const struct stage_choice *said = fates_find(w->c->arena, &w->file->stages, text);
    const struct stage *s = NULL;
    if (!said)
        s = stage_named(w->c, text, 0);
    else if (said->stage_id)
        s = stage_find(w->c, said->stage_id);
    else if (said->fate == STAGE_MADE)
        s = stage_first(w->c, 0, ENDING_NONE);
    return take(out, s ? s->id : 0) || !failed(w->c);
}

bool ref_find(struct row_work *w, const struct record *r, struct str text, struct ref *out)
{
    *out = (struct ref){ 0 };
    if (strcmp(r->name, "stage") == 0)
        return find_stage(w, text, out);
    if (!find_stored(w, r->name, text, out))
        return false;
    if (out->how == FOUND_NOTHING)
        find_planned(w, r->name, text, out);
    return out->how != FOUND_NOTHING || guess(w, r->name, text, out);
}
