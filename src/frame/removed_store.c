/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/history.h"
#include "frame/removed.h"

#define BODY_MAX ((size_t)1 << 20)

static struct str title_of(const struct record *r, const void *row)
{
    const struct field *f = r->title ? field_named(r, str_of(r->title)) : NULL;
    return f ? *(const struct str *)(const void *)((const char *)row + f->offset) : STR_NONE;
}

static int64_t int_of(const struct record *r, const char *name, const void *row)
{
    const struct field *f = field_named(r, str_of(name));
    return *(const int64_t *)(const void *)((const char *)row + f->offset);
}

static bool entry_add(struct ctx *c, const struct record *r, int64_t id, int64_t seq,
                      struct str title)
{
    struct buf b;
    buf_init(&b, c->arena, BODY_MAX);
    buf_lit(&b, "{\"title\":");
    buf_json_str(&b, title);
    buf_char(&b, '}');
    return history_add(c, (struct entry){ .record = r->name,
                                          .record_id = id,
                                          .seq = seq,
                                          .kind = STR("removed"),
                                          .happened = INSTANT_NONE,
                                          .body = buf_str(&b) });
}

bool removed_keep(struct ctx *c, const struct record *r, const void *row, int64_t seq)
{
    int64_t id = int_of(r, "id", row);
    struct str title = title_of(r, row);
    struct buf body;
    buf_init(&body, c->arena, BODY_MAX);
    record_json(&body, r, row);
    if (body.full)
        return broken(c, "a %s is too long to be kept", r->name);
    return (!r->title || entry_add(c, r, id, seq, title))
           && db_do(c,
                    SQL("INSERT INTO removed (record, record_id, title, removed, user_id, body) "
                        "VALUES ($1, $2, $3, $4, $5, $6)"),
                    ARGS(T(str_of(r->name)), I(id), T(title), I(c->now.ms), R(c->viewer->id),
                         T(buf_str(&body))))
           && record_remove(c, r, row);
}

bool recorded_remove(struct ctx *c, const struct record *r, const void *row)
{
    return removed_keep(c, r, row, int_of(r, "version", row) + 1);
}
