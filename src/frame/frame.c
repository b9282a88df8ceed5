/* SPDX-License-Identifier: Apache-2.0 */
#include <utf8proc.h>

#include "frame/frame.h"
#include "frame/people.h"
#include "frame/undo_pages.h"

#define COLOURS 6

static bool due_fill(struct ctx *c, struct frame *f)
{
    for (size_t i = 0; i < n_slices; i++) {
        if (slices[i]->due)
            return slices[i]->due(c, &f->due, &f->due_capped);
    }
    return true;
}

static bool alerts_fill(struct ctx *c, struct frame *f)
{
    for (size_t i = 0; i < n_slices; i++) {
        if (slices[i]->heard)
            return slices[i]->heard(c, &f->alerts, &f->alerts_capped);
    }
    return true;
}

static struct str path_and_query(const struct req *q)
{
    if (!q->query_text.n)
        return q->path;
    return arena_printf(q->c.arena, "%.*s?%.*s", STR_FMT(q->path), STR_FMT(q->query_text));
}

static bool fill(struct req *q, struct frame *f, const char *title, const char *here)
{
    struct ctx *c = &q->c;
    unsigned roles = c->viewer->roles;

    *f = (struct frame){
        .title = title,
        .here = here,
        .user_id = c->viewer->id,
        .roles = roles,
        .sales = (roles & ROLE_SALES) != 0,
        .deals = (roles & ROLE_DEALS) != 0,
        .executive = (roles & ROLE_EXECUTIVE) != 0,
        .manager = (roles & ROLE_MANAGER) != 0,
        .administrator = (roles & ROLE_ADMINISTRATOR) != 0,
        .path = path_and_query(q),
    };
    if (c->viewer->id == 0)
        return true;
    f->user_name = person_name(c, c->viewer->id);
    f->mark = mark_of(c->arena, f->user_name);
    undo_note(q, &f->note);
    if (f->note.back.n)
        f->path = f->note.back;
    return due_fill(c, f) && alerts_fill(c, f) && !failed(c);
}

/* A fault that stands is put aside: what is read for the frame must not stumble over it. */
bool frame_fill(struct req *q, struct frame *f, const char *title, const char *here)
{
    struct fault standing = q->c.fault;

    fault_clear(&q->c);
    if (!fill(q, f, title, here))
        return false;
    q->c.fault = standing;
    return true;
}

/* The first letter of a word as a capital. */
static void initial_add(struct buf *b, struct str word)
{
    utf8proc_uint8_t bytes[4];
    utf8proc_int32_t letter;

    if (utf8proc_iterate((const utf8proc_uint8_t *)word.p, (utf8proc_ssize_t)word.n, &letter) <= 0)
        return;
    utf8proc_ssize_t n = utf8proc_encode_char(utf8proc_toupper(letter), bytes);
    buf_bytes(b, bytes, (size_t)n);
}

struct str initials_of(struct arena *a, struct str name)
{
    struct str rest = str_trim(name), first = STR_NONE, last = STR_NONE;
    struct buf b;

    buf_init(&b, a, 8);
    while (rest.n) {
        struct str word = str_split(rest, ' ', &rest);
        if (!word.n)
            continue;
        last = first.n ? word : last;
        first = first.n ? first : word;
    }
    initial_add(&b, first);
    initial_add(&b, last);
    return buf_str(&b);
}

int colour_of(struct str name)
{
    return (int)(str_hash(name) % COLOURS);
}

struct mark mark_of(struct arena *a, struct str name)
{
    return (struct mark){ initials_of(a, name), name, colour_of(name) };
}
