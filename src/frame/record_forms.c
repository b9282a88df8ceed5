/* SPDX-License-Identifier: Apache-2.0 */
/* The half of record_pages.h that writes. */
#include "base/text.h"
#include "frame/form.html.h"
#include "frame/org.h"
#include "frame/record_pages.h"

#define MESSAGE_MAX 4000
#define FORM_SHORT 14 /* fields that fit on a screen or two */

static void *row_new(struct ctx *c, const struct record_pages *p)
{
    void *row = arena_alloc(c->arena, p->record->size);
    if (p->init)
        p->init(row);
    else
        record_init(p->record, row);
    return row;
}

static bool is_shown(const struct form *form, struct str sentence)
{
    for (size_t i = 0; i < form->n; i++) {
        if (form->p[i].error.p == sentence.p)
            return true;
    }
    return false;
}

/* The fault's sentence, those about items that the form does not show, and what to do. */
static struct str fault_message(struct ctx *c, const struct form *form)
{
    struct buf b;

    buf_init(&b, c->arena, MESSAGE_MAX);
    buf_add(&b, c->fault.detail);
    for (const struct field_fault *f = c->fault.fields; f; f = f->next) {
        if (!is_shown(form, f->sentence))
            buf_printf(&b, " %.*s: %.*s", STR_FMT(f->field), STR_FMT(f->sentence));
    }
    for (size_t i = 0; i < COUNT(c->fault.next) && c->fault.next[i].n; i++)
        buf_printf(&b, " %.*s", STR_FMT(c->fault.next[i]));
    return buf_str(&b);
}

/* A long form asks first for what its list shows; the rest is one click away, and open when
 * something in it is wrong. */
static void form_fold(struct ctx *c, const struct record *r, struct form_page *v)
{
    struct form all = v->form;

    if (all.n <= FORM_SHORT)
        return;
    v->form = (struct form){ arena_array(c->arena, struct form_field, all.n), 0 };
    v->more = (struct form){ arena_array(c->arena, struct form_field, all.n), 0 };
    for (size_t i = 0; i < all.n; i++) {
        const struct field *f = field_named(r, str_of(all.p[i].name));
        bool first = f->flags & (LISTED | REQUIRED) || all.p[i].button;
        struct form *to = first ? &v->form : &v->more;
        to->p[to->n++] = all.p[i];
        v->more_open |= !first && all.p[i].error.n;
    }
}

static bool form_fill(struct req *q, const struct record_pages *p, const void *row,
                      struct input *in, struct form_page *v)
{
    struct ctx *c = &q->c;
    const struct record *r = p->record;
    int64_t id = record_id(r, row);
    struct str title = id ? arena_printf(c->arena, "Edit %.*s", STR_FMT(record_name(r, row)))
                          : arena_printf(c->arena, "New %s", r->name);

    if (!frame_fill(q, &v->frame, arena_cstr(c->arena, title), p->here))
        return false;
    v->form = record_form(c, r, row, in, id ? RECORD_PATCH : RECORD_CREATE);
    if (p->form && !p->form(c, row, in, &v->form))
        return false;
    v->action = id ? arena_printf(c->arena, "/%s/%lld", r->plural, (long long)id)
                   : arena_printf(c->arena, "/%s", r->plural);
    v->cancel = v->action;
    v->button = id ? "Save" : arena_cstr(c->arena, arena_printf(c->arena, "Add %s", r->name));
    v->version = id ? record_version(r, row) : 0;
    if (failed(c) && !v->message.n)
        v->message = fault_message(c, &v->form);
    form_fold(c, r, v);
    return true;
}

/* The form as it was sent, with what was wrong about it. */
static bool form_again(struct req *q, const struct record_pages *p, const void *row,
                       struct form_page *v)
{
    return !q->api && form_fill(q, p, row, &q->in, v) && answer_again(q, form_page_page, v);
}

/* One item decides what another may be, as a pipeline its stages: the form again, nothing kept. */
static bool is_asked_again(struct req *q)
{
    return !q->api && input_text(&q->in, "_again").n > 0;
}

static bool ask_again(struct req *q, const struct record_pages *p, const void *row)
{
    struct form_page *v = arena_new(q->c.arena, struct form_page);
    return form_fill(q, p, row, &q->in, v) && answer_view(q, form_page_page, NULL, v);
}

bool record_new(struct req *q)
{
    const struct record_pages *p = record_pages_of(q);
    struct form_page *v = arena_new(q->c.arena, struct form_page);

    return form_fill(q, p, row_new(&q->c, p), &q->query, v)
        && answer_view(q, form_page_page, NULL, v);
}

bool record_edit(struct req *q)
{
    const struct record_pages *p = record_pages_of(q);
    struct form_page *v = arena_new(q->c.arena, struct form_page);
    void *row = arena_alloc(q->c.arena, p->record->size);

    return record_get(&q->c, p->record, q->ids[0], row) && form_fill(q, p, row, NULL, v)
        && answer_view(q, form_page_page, NULL, v);
}

/* Everything that is wrong with the input, at once. */
static bool input_read(struct req *q, const struct record *r, enum record_read how, void *row,
                       struct field_set *given)
{
    bool good = record_read(&q->c, r, &q->in, how, org()->currency, row, given);
    req_input_all_used(q);
    return good && !failed(&q->c);
}

/* ---- a new one ---- */

/* On a page one that is there already is asked about, once. */
static bool twin_is_meant(struct req *q, const struct record_pages *p, const void *row,
                          bool anyway, struct form_page *v)
{
    struct ctx *c = &q->c;
    const struct record *r = p->record;
    int64_t id = 0;

    if (q->api || anyway || !p->twin)
        return true;
    if (!p->twin(c, row, &id))
        return false;
    if (!id)
        return true;
    v->confirm = "anyway";
    v->message_url = arena_printf(c->arena, "/%s/%lld", r->plural, (long long)id);
    struct str title = record_title(c, r, id);
    v->message_link = arena_printf(c->arena, "Open %.*s", STR_FMT(title));
    return fail(c, FAULT_CONFLICT, "exists_already",
                arena_printf(c->arena, "There is already %s %s “%.*s”. Use it, or save again to "
                             "add another.",
                             strchr("aeiou", r->name[0]) ? "an" : "a", r->name, STR_FMT(title)));
}

bool record_add(struct req *q)
{
    struct ctx *c = &q->c;
    const struct record_pages *p = record_pages_of(q);
    struct form_page *v = arena_new(c->arena, struct form_page);
    void *row = row_new(c, p), *blank = row_new(c, p);
    bool anyway = input_text(&q->in, "anyway").n > 0;
    struct field_set given;

    if (is_asked_again(q))
        return ask_again(q, p, blank);
    if (!input_read(q, p->record, RECORD_CREATE, row, &given)
        || !twin_is_meant(q, p, row, anyway, v) || !p->create(c, row))
        return form_again(q, p, blank, v);
    return record_answer(q, p, row, true);
}

/* ---- a change ---- */

/* What stands now where it is not what was typed: "Phone is “123”." */
static void stale_message(struct ctx *c, const struct record *r, const void *was,
                          const void *typed, struct form_page *v)
{
    struct changes differ = record_diff(c, r, was, typed);
    struct buf b;

    buf_init(&b, c->arena, MESSAGE_MAX);
    buf_add(&b, c->fault.detail);
    for (size_t i = 0; i < differ.n; i++) {
        const struct change *change = &differ.p[i];
        buf_printf(&b, " %s is now ", change->field->label);
        if (change->old_shown.n)
            buf_printf(&b, "“%.*s”.", STR_FMT(change->old_shown));
        else
            buf_lit(&b, "empty.");
    }
    buf_lit(&b, " Below is what you typed: save again to keep that instead.");
    v->message = buf_str(&b);
}

static bool changed(struct req *q, const struct record_pages *p, const void *was, void *now)
{
    struct ctx *c = &q->c;
    struct str why = str_trim(input_text(&q->in, "why"));
    struct field_set given;

    if (utf8_length(why) > 500)
        bad_field(c, STR("why"), "At most 500 characters.");
    return input_read(q, p->record, RECORD_PATCH, now, &given)
        && record_check_version(c, p->record, was, q->if_match)
        && p->save(c, was, now, why);
}

/* The handler's rows: as read in this transaction, and to be changed. */
static bool rows_read(struct req *q, const struct record *r, void **was, void **now)
{
    *was = arena_alloc(q->c.arena, r->size);
    *now = arena_alloc(q->c.arena, r->size);
    if (!record_get(&q->c, r, q->ids[0], *was))
        return false;
    memcpy(*now, *was, r->size);
    return true;
}

/* To its page, or to the list when it is no longer for the eyes of who handed it over. */
static bool go_on(struct req *q, const struct record *r, const void *was, const void *now,
                  struct str back)
{
    struct ctx *c = &q->c;

    if (record_may_see(c, r, q->ids[0], now))
        return answer_changed(q, r, was, now, back);
    if (c->fault.kind != FAULT_NOT_FOUND)
        return false;
    fault_clear(c);
    return answer_go(q, "/%s", r->plural);
}

bool record_change(struct req *q)
{
    struct ctx *c = &q->c;
    const struct record_pages *p = record_pages_of(q);
    struct form_page *v = arena_new(c->arena, struct form_page);
    void *was, *now;

    answer_current(q, p->json);
    struct str back = input_text(&q->in, "back");
    if (!rows_read(q, p->record, &was, &now))
        return false;
    if (is_asked_again(q))
        return ask_again(q, p, was);
    if (changed(q, p, was, now))
        return q->api ? record_answer(q, p, now, false) : go_on(q, p->record, was, now, back);
    if (c->fault.kind == FAULT_STALE)
        stale_message(c, p->record, was, now, v);
    return form_again(q, p, was, v);
}

/* ---- one field, where it stands ---- */

static bool is_edited_alone(const struct record *r, struct str name)
{
    const struct field *f = field_named(r, name);
    return f && f->kind != KIND_ID && !(f->flags & (COMPUTED | ONCE | OFF_FORM | SECRET));
}

bool record_set(struct req *q)
{
    struct ctx *c = &q->c;
    const struct record_pages *p = record_pages_of(q);

    if (!is_edited_alone(p->record, q->words[0]))
        return fail(c, FAULT_NOT_FOUND, "not_found", STR("There is nothing at this address."));
    return record_change(q);
}
