/* SPDX-License-Identifier: Apache-2.0 */
/* The page of one import: what it would do, does, or did. */
#include "frame/people.h"
#include "import/pages/import_view.h"

#define PROBLEMS_SHOWN 100

static bool is_moving(const struct import *import)
{
    return import->state == IMPORT_RUNNING || import->state == IMPORT_UNDOING;
}

bool import_is_cut(const struct import *import)
{
    return is_moving(import) && import_running() != import->id && import_running() >= 0;
}

bool import_is_going(const struct import *import)
{
    return is_moving(import) && !import_is_cut(import);
}

struct badge_view import_badge(const struct import *import)
{
    if (import_is_cut(import))
        return (struct badge_view){ "amber", STR("Interrupted") };
    switch (import->state) {
    case IMPORT_READY:
        return (struct badge_view){ "indigo", STR("Ready to run") };
    case IMPORT_RUNNING:
        return (struct badge_view){ "amber", STR("Running") };
    case IMPORT_DONE:
        return (struct badge_view){ "green", STR("Done") };
    case IMPORT_UNDOING:
        return (struct badge_view){ "amber", STR("Being undone") };
    case IMPORT_UNDONE:
        return (struct badge_view){ "gray", STR("Undone") };
    default:
        return (struct badge_view){ "red", STR("Failed") };
    }
}

/* ---- its files ---- */

static void total_add(struct tally *to, const struct tally *t)
{
    to->rows += t->rows;
    to->created += t->created;
    to->updated += t->updated;
    to->unchanged += t->unchanged;
    to->left_out += t->left_out;
    to->problems += t->problems;
}

static bool asks(struct str mapping)
{
    while (mapping.n) {
        if (str_ends(str_split(mapping, ',', &mapping), STR("@ask")))
            return true;
    }
    return false;
}

static bool files_fill(struct ctx *c, struct import_view *v)
{
    struct stored_files files;
    if (!import_files_read(c, v->import->id, &files))
        return false;
    v->files = (struct file_views){ arena_array(c->arena, struct file_view, files.n), files.n };
    for (size_t i = 0; i < files.n; i++) {
        const struct stored_file *file = &files.p[i];
        const struct record *r =
            file->record.n ? record_named(arena_cstr(c->arena, file->record)) : NULL;
        v->files.p[i].file = file;
        v->files.p[i].holds = r ? str_of(r->labels) : STR("left out");
        v->can_run |= file->has_bytes;
        v->deals |= str_is(file->record, "deal");
        v->asks |= asks(file->mapping);
        total_add(&v->total, &file->tally);
        fates_read(c->arena, file->stages, &v->files.p[i].stage_choices);
        if (v->import->state == IMPORT_READY && !import_preview_fill(c, &v->files.p[i], v->faults))
            return false;
    }
    const struct tally *t = &v->total;
    int64_t besides = t->created + t->updated + t->unchanged + t->left_out - t->rows;
    v->made_besides = !v->partly && besides > 0 ? besides : 0;
    return true;
}

/* ---- its problems ---- */

static struct str spaced(struct arena *a, struct str code)
{
    struct buf b;
    buf_init(&b, a, code.n + 1);
    for (size_t i = 0; i < code.n; i++) {
        char ch = code.p[i] == '_' ? ' ' : code.p[i];
        buf_char(&b, i == 0 && ch >= 'a' && ch <= 'z' ? (char)(ch - 'a' + 'A') : ch);
    }
    return buf_str(&b);
}

static bool kinds_fill(struct req *q, struct import_view *v)
{
    struct ctx *c = &q->c;
    struct code_counts counts;
    if (!import_problem_counts(c, v->import->id, &counts))
        return false;
    struct kind_view *kinds = arena_array(c->arena, struct kind_view, counts.n);
    for (size_t i = 0; i < counts.n; i++) {
        kinds[i].count = &counts.p[i];
        kinds[i].title = spaced(c->arena, counts.p[i].code);
        kinds[i].chosen = str_same(v->code, counts.p[i].code);
        kinds[i].url = arena_printf(c->arena, "%.*s?code=%.*s#problems", STR_FMT(v->url),
                                    STR_FMT(counts.p[i].code));
    }
    v->kinds = (struct kind_views){ kinds, counts.n };
    return true;
}

static bool problems_fill(struct req *q, struct import_view *v)
{
    struct ctx *c = &q->c;
    int64_t after = 0;
    struct str from = input_text(&q->query, "after");
    v->code = input_text(&q->query, "code");
    if (from.n && (!str_to_int(from, &after) || after < 0))
        return bad_field(c, STR("after"), "Give the number that the page before gave.");
    if (!kinds_fill(q, v)
        || !import_problems_read(c, v->import->id, v->code, after, PROBLEMS_SHOWN, &v->problems))
        return false;
    int64_t last = v->problems.last_id;
    v->pager = (struct pager){ .shown = (int64_t)v->problems.n, .count = -1 };
    if (last)
        v->pager.next_url = url_with(q, "after", arena_printf(c->arena, "%lld", (long long)last));
    if (after)
        v->pager.first_url = url_with(q, "after", STR_NONE);
    return true;
}

static bool kept_fill(struct ctx *c, struct import_view *v)
{
    struct kept_rows rows;
    if (!v->undoing && !v->undone)
        return true;
    if (!import_kept_read(c, v->import->id, 0, PROBLEMS_SHOWN, &rows))
        return false;
    struct kept_view *all = arena_array(c->arena, struct kept_view, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct record *r = record_named(arena_cstr(c->arena, rows.p[i].record));
        all[i].row = &rows.p[i];
        all[i].what =
            arena_printf(c->arena, "%s %.*s", r ? r->label : "", STR_FMT(rows.p[i].title));
        all[i].url = r ? record_url(c->arena, r, rows.p[i].record_id) : STR_NONE;
    }
    v->kept = (struct kept_views){ all, rows.n };
    return true;
}

bool import_view_fill(struct req *q, const struct import *import, struct import_view *v)
{
    struct ctx *c = &q->c;
    v->import = import;
    v->who = person_name(c, import->user_id);
    v->state = import_badge(import);
    v->cut = import_is_cut(import);
    v->ready = import->state == IMPORT_READY;
    v->running = import->state == IMPORT_RUNNING && !v->cut;
    v->done = import->state == IMPORT_DONE;
    v->undoing = import->state == IMPORT_UNDOING;
    v->undone = import->state == IMPORT_UNDONE;
    v->may_undo = !v->ready && !v->running && !v->undone && (!v->undoing || v->cut)
                  && (import->user_id == c->viewer->id || c->viewer->roles & ROLE_ADMINISTRATOR);
    v->partly = v->ready && import->rows_done >= LOOK_MOST && import->rows_total > LOOK_MOST;
    if (!v->message.n)
        v->message = import->message;
    v->url = arena_printf(c->arena, "/import/%lld", (long long)import->id);
    return (q->api || frame_fill(q, &v->frame, "Import", "import")) && problems_fill(q, v)
           && files_fill(c, v) && kept_fill(c, v);
}
