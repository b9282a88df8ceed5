/* SPDX-License-Identifier: Apache-2.0 */
#include "import/row/row.h"

void *grown(struct arena *a, void *p, size_t n, size_t *cap, size_t size)
{
    if (n < *cap)
        return p;
    size_t bigger = *cap ? *cap * 2 : 16;
    p = arena_grow(a, p, *cap * size, bigger * size);
    *cap = bigger;
    return p;
}

/* ---- what is said about a row ---- */

struct str row_head(const struct row_work *w, const struct field *field)
{
    const struct file_map *map = &w->file->map;
    for (size_t i = 0; field && i < map->n; i++) {
        if (map->p[i].field == field)
            return map->p[i].head;
    }
    return field ? str_of(field->label) : STR_NONE;
}

void row_problem(struct row_work *w, struct str code, const struct field *field, struct str value,
                 struct str sentence, struct str done)
{
    struct problems *all = &w->found->problems;
    all->p = grown(w->found->arena, all->p, all->n, &all->cap, sizeof *all->p);
    all->p[all->n++] = (struct problem){ .line = (int64_t)w->row->line,
                                         .field = row_head(w, field),
                                         .value = value,
                                         .code = code,
                                         .sentence = sentence,
                                         .done = done };
    w->found->tally.problems++;
}

void row_leave_out(struct row_work *w, struct str code, const struct field *field,
                   struct str sentence)
{
    row_problem(w, code, field, STR_NONE, sentence, STR("The line was left out."));
    w->left_out = true;
}

field_bits row_bit(const struct row_work *w, const struct field *f)
{
    return (field_bits)1 << (f - w->file->subject->record->fields);
}

static const struct field *named(const struct row_work *w, const char *field)
{
    return field_named(w->file->subject->record, str_of(field));
}

bool row_gives(const struct row_work *w, const char *field)
{
    return (w->given.bits & row_bit(w, named(w, field))) != 0;
}

bool row_is_empty(const struct row_work *w, const char *field)
{
    return (w->empty.bits & row_bit(w, named(w, field))) != 0;
}

static int64_t touched_line(const struct row_work *w, int64_t id)
{
    const struct toucheds *fresh = &w->found->touched;
    for (size_t i = 0; i < fresh->n; i++) {
        if (fresh->p[i].id == id)
            return (int64_t)fresh->p[i].line;
    }
    return id_line(&w->file->touched, id);
}

static void touch_add(struct row_work *w)
{
    struct toucheds *all = &w->found->touched;
    all->p = grown(w->found->arena, all->p, all->n, &all->cap, sizeof *all->p);
    all->p[all->n++] = (struct touched){ w->id, w->row->line };
}

bool row_taken(const struct row_work *w, int64_t id)
{
    return touched_line(w, id) != 0;
}

void row_take(struct row_work *w, const struct found_ids *ids)
{
    for (size_t i = 0; i < ids->n; i++) {
        if (!touched_line(w, ids->p[i])) {
            w->id = ids->p[i];
            return;
        }
    }
}

void *row_at(const struct row_work *w, const struct field *f)
{
    return (char *)w->now + f->offset;
}

struct str field_short(const struct field *f)
{
    struct str name = str_of(f->name);
    return str_ends(name, STR("_id")) ? str_cut(name, 0, name.n - 3) : name;
}

struct str row_code(struct row_work *w, const struct field *f, const char *what)
{
    return arena_printf(w->c->arena, "%.*s_%s", STR_FMT(field_short(f)), what);
}

/* ---- the row into the database ---- */

static size_t size_of(enum kind kind)
{
    static const size_t sizes[] = {
        [KIND_ID] = sizeof(int64_t),
        [KIND_REF] = sizeof(int64_t),
        [KIND_TEXT] = sizeof(struct str),
        [KIND_LINES] = sizeof(struct str),
        [KIND_EMAIL] = sizeof(struct str),
        [KIND_WORD] = sizeof(int),
        [KIND_INT] = sizeof(int64_t),
        [KIND_PERCENT] = sizeof(int),
        [KIND_MONEY] = sizeof(struct money),
        [KIND_DAY] = sizeof(struct day),
        [KIND_INSTANT] = sizeof(struct instant),
        [KIND_FLAG] = sizeof(bool),
    };
    return sizes[kind];
}

/* What the file does not say stays as it is stored. */
static void keep_the_rest(struct row_work *w)
{
    const struct record *r = w->file->subject->record;
    for (size_t i = 0; i < r->n_fields; i++) {
        const struct field *f = &r->fields[i];
        if (!(w->given.bits & row_bit(w, f)))
            memcpy((char *)w->now + f->offset, (const char *)w->was + f->offset,
                   size_of(f->kind));
    }
}

/* False with no fault: it is not for his eyes, and the row is left out. */
static bool stored_read(struct row_work *w)
{
    if (record_get(w->c, w->file->subject->record, w->id, w->was)) {
        keep_the_rest(w);
        return true;
    }
    if (w->c->fault.kind != FAULT_NOT_FOUND)
        return false;
    fault_clear(w->c);
    row_leave_out(w, STR("not_yours"), NULL, STR("This one belongs to another team."));
    return true;
}

static bool is_blank(const struct row_work *w, const struct field *f)
{
    return f->kind == KIND_REF ? *(const int64_t *)row_at(w, f) == 0
                               : ((const struct str *)row_at(w, f))->n == 0;
}

static void required_check(struct row_work *w)
{
    const struct record *r = w->file->subject->record;
    for (size_t i = 0; i < r->n_fields && !w->left_out; i++) {
        const struct field *f = &r->fields[i];
        bool text = f->kind == KIND_TEXT || f->kind == KIND_LINES || f->kind == KIND_REF;
        if (f->flags & REQUIRED && text && is_blank(w, f))
            row_leave_out(w, row_code(w, f, "missing"), f,
                          arena_printf(w->c->arena, "Every %s needs this: %s.", r->name, f->label));
    }
}

static void say_refused(struct row_work *w)
{
    const struct fault *fault = &w->c->fault;
    struct buf b;
    buf_init(&b, w->c->arena, 2000);
    buf_add(&b, fault->detail);
    for (const struct field_fault *f = fault->fields; f; f = f->next) {
        buf_char(&b, ' ');
        buf_add(&b, f->sentence);
    }
    fault_clear(w->c);
    row_leave_out(w, STR("row_refused"), NULL, buf_str(&b));
}

/* Rules look before they write, so a row they refuse has left nothing. */
bool row_refused(struct row_work *w)
{
    enum fault_kind kind = w->c->fault.kind;
    if (kind != FAULT_BAD_INPUT && kind != FAULT_REFUSED && kind != FAULT_CONFLICT
        && kind != FAULT_NOT_FOUND)
        return false;
    say_refused(w);
    return true;
}

static struct str text_at(const struct row_work *w, const char *field)
{
    const struct field *f = field ? named(w, field) : NULL;
    return f ? *(const struct str *)row_at(w, f) : STR_NONE;
}

static bool write_new(struct row_work *w, enum row_result *result)
{
    const struct subject *s = w->file->subject;
    *result = ROW_CREATED;
    if (w->run->dry) {
        struct str outside = text_at(w, "outside_id");
        w->id = row_plan(w, s->record->name, outside, text_at(w, s->record->title));
        return true;
    }
    if (!s->create(w->c, w->now))
        return row_refused(w);
    w->id = *(const int64_t *)row_at(w, named(w, "id"));
    return true;
}

static bool write_changed(struct row_work *w, enum row_result *result)
{
    const struct subject *s = w->file->subject;
    struct changes changes = record_diff(w->c, s->record, w->was, w->now);
    *result = changes.n ? ROW_UPDATED : ROW_UNCHANGED;
    if (!changes.n)
        return !failed(w->c);
    if (!s->save) {
        *result = ROW_UNCHANGED;
        row_problem(w, STR("is_fixed"), NULL, STR_NONE, STR("What was logged is never changed."),
                    STR("It stays as it was."));
        return true;
    }
    return w->run->dry || s->save(w->c, w->was, w->now) || row_refused(w);
}

static void row_count(struct row_work *w, enum row_result result)
{
    struct tally *t = &w->found->tally;
    switch (result) {
    case ROW_CREATED:
        t->created++;
        break;
    case ROW_UPDATED:
        t->updated++;
        break;
    case ROW_UNCHANGED:
        t->unchanged++;
        break;
    case ROW_LEFT_OUT:
        t->left_out++;
        break;
    }
}

static void say_repeated(struct row_work *w)
{
    int64_t line = touched_line(w, w->id);
    if (line)
        row_problem(w, STR("row_repeated"), NULL, STR_NONE,
                    arena_printf(w->c->arena, "Line %lld is about the same one.", (long long)line),
                    STR("The later line was applied over the earlier one."));
}

static bool row_write(struct row_work *w, enum row_result *result)
{
    *result = ROW_UNCHANGED;
    if (w->id > 0)
        return write_changed(w, result);
    return w->id < 0 || write_new(w, result);
}

/* The number of a record of another house may be that of somebody else here: what was made at
 * another moment is looked for by its words. */
static bool find_ours(struct row_work *w)
{
    const struct record *r = w->file->subject->record;
    if (!w->our_id)
        return true;
    if (record_get_any(w->c, r, w->our_id, w->was)) {
        const struct instant *created =
            (const void *)((const char *)w->was + named(w, "created")->offset);
        if (created->ms == w->our_created.ms)
            w->id = w->our_id;
        w->file->subject->init(w->was);
    }
    w->elsewhere = !w->id;
    if (w->c->fault.kind == FAULT_NOT_FOUND)
        fault_clear(w->c);
    return !failed(w->c);
}

static bool row_find(struct row_work *w)
{
    if (!w->id && !w->file->subject->match(w))
        return false;
    if (w->id)
        say_repeated(w);
    return w->id <= 0 || stored_read(w);
}

static void later_is_known(struct row_work *w, size_t n_before, enum row_result result)
{
    struct laters *all = &w->found->later;
    if (w->left_out)
        all->n = n_before;
    for (size_t i = n_before; i < all->n; i++) {
        all->p[i].id = w->id;
        all->p[i].result = result;
    }
}

static void length_check(struct row_work *w)
{
    size_t n = w->row->n, columns = w->file->map.n;
    struct buf b;
    bool text = false;
    buf_init(&b, w->c->arena, 2000);
    for (size_t i = columns; i < n; i++) {
        text |= str_trim(w->row->cells[i]).n > 0;
        buf_add(&b, i > columns ? STR(" | ") : STR_NONE);
        buf_add(&b, w->row->cells[i]);
    }
    if (text) {
        row_problem(w, STR("row_too_long"), NULL, buf_str(&b),
                    arena_printf(w->c->arena,
                                 "The line has %zu cells and the head %zu. Put a cell with a "
                                 "separator in it in quotes.",
                                 n, columns),
                    STR("The line was left out."));
        w->left_out = true;
    } else if (n < columns) {
        row_problem(w, STR("row_too_short"), NULL, STR_NONE,
                    arena_printf(w->c->arena, "The line has %zu cells and the head %zu.", n,
                                 columns),
                    STR("The cells that are not there were taken as empty."));
    }
}

/* Told once for the whole file. */
static void leave_out_refused(struct row_work *w)
{
    const struct record *r = w->file->subject->record;
    w->left_out = true;
    if (w->file->tally.left_out + w->found->tally.left_out == 0)
        row_problem(w, STR("not_allowed"), NULL, STR_NONE,
                    arena_printf(w->c->arena, "Your role may not add %s.", r->plural),
                    STR("All lines of the file were left out."));
}

static bool row_read(struct row_work *w)
{
    const struct subject *s = w->file->subject;
    w->was = arena_alloc(w->c->arena, s->record->size);
    w->now = arena_alloc(w->c->arena, s->record->size);
    s->init(w->was);
    s->init(w->now);
    row_roles(w);
    if (w->left_out)
        return true;
    if (!find_ours(w) || !row_cells(w) || !row_find(w))
        return false;
    if (!w->left_out && s->complete && !s->complete(w))
        return false;
    if (!w->left_out)
        required_check(w);
    return true;
}

bool row_do(struct row_work *w)
{
    enum row_result result = ROW_LEFT_OUT;
    size_t n_later = w->found->later.n;
    w->found->tally.rows++;
    if (w->file->refused)
        leave_out_refused(w);
    else
        length_check(w);
    if (!w->left_out && !row_read(w))
        return false;
    if (!w->left_out && !row_write(w, &result))
        return false;
    if (w->left_out)
        result = ROW_LEFT_OUT;
    else
        touch_add(w);
    later_is_known(w, n_later, result);
    row_count(w, result);
    return true;
}

/* ---- links to rows further down ---- */

static bool later_save(struct row_work *w, const struct later *later, int64_t id)
{
    const struct subject *s = w->file->subject;
    if (!record_get(w->c, s->record, later->id, w->was))
        return row_refused(w);
    memcpy(w->now, w->was, s->record->size);
    if (*(const int64_t *)row_at(w, later->field) == id)
        return true;
    *(int64_t *)row_at(w, later->field) = id;
    if (!w->run->dry && !s->save(w->c, w->was, w->now))
        return row_refused(w);
    if (later->result == ROW_UNCHANGED) {
        w->found->tally.unchanged--;
        w->found->tally.updated++;
    }
    return true;
}

bool later_do(struct row_work *w, const struct later *later)
{
    const struct subject *s = w->file->subject;
    struct ref ref;
    w->was = arena_alloc(w->c->arena, s->record->size);
    w->now = arena_alloc(w->c->arena, s->record->size);
    if (!ref_find(w, s->record, later->text, &ref))
        return false;
    if (ref.how == FOUND_NOTHING) {
        row_say_unknown(w, later->field, later->text);
        return true;
    }
    row_say_by_name(w, later->field, later->text);
    return later->id < 0 || later_save(w, later, ref.id);
}
