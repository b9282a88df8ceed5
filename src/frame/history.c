/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>

#include "frame/history.h"

#define BODY_MAX ((size_t)256 << 10)

static void member(struct buf *b, const char *name, struct str value)
{
    buf_char(b, ',');
    buf_json_str(b, str_of(name));
    buf_char(b, ':');
    buf_json_str(b, value);
}

static void change_json(struct buf *b, const struct change *change)
{
    buf_lit(b, "{\"field\":");
    buf_json_str(b, str_of(change->field->name));
    member(b, "label", str_of(change->field->label));
    member(b, "old", change->old_text);
    member(b, "new", change->new_text);
    member(b, "old_shown", change->old_shown);
    member(b, "new_shown", change->new_shown);
    if (change->field->kind == KIND_MONEY) {
        member(b, "old_currency", change->old_currency);
        member(b, "new_currency", change->new_currency);
    }
    buf_char(b, '}');
}

static void changes_json(struct buf *b, struct changes what)
{
    buf_lit(b, "\"changes\":[");
    for (size_t i = 0; i < what.n; i++) {
        if (i)
            buf_char(b, ',');
        change_json(b, &what.p[i]);
    }
    buf_char(b, ']');
}

static void cause_json(struct buf *b, const struct cause *cause)
{
    if (cause && cause->bulk_id)
        buf_printf(b, ",\"bulk_id\":%lld", (long long)cause->bulk_id);
    if (cause && cause->undoes)
        buf_printf(b, ",\"undoes\":%lld", (long long)cause->undoes);
}

bool history_changed(struct ctx *c, const struct record *r, int64_t id, int64_t seq,
                     struct changes what, struct str why)
{
    struct buf b;
    if (!what.n)
        return true;
    buf_init(&b, c->arena, BODY_MAX);
    buf_char(&b, '{');
    changes_json(&b, what);
    if (why.n)
        member(&b, "why", why);
    cause_json(&b, c->cause);
    buf_char(&b, '}');
    if (b.full)
        return fail(c, FAULT_TOO_LARGE, "too_large",
                    STR("These changes are too long to be kept as one entry."));
    return history_add(c, (struct entry){ .record = r->name,
                                          .record_id = id,
                                          .seq = seq,
                                          .kind = STR("changed"),
                                          .happened = INSTANT_NONE,
                                          .body = buf_str(&b) });
}

bool history_created(struct ctx *c, const struct record *r, int64_t id, int64_t seq,
                     struct str title)
{
    return history_created_with(c, r, id, seq, title, (struct changes){ 0 });
}

bool history_created_with(struct ctx *c, const struct record *r, int64_t id, int64_t seq,
                          struct str title, struct changes what)
{
    struct buf b;
    buf_init(&b, c->arena, BODY_MAX);
    buf_lit(&b, "{\"title\":");
    buf_json_str(&b, title);
    if (what.n) {
        buf_char(&b, ',');
        changes_json(&b, what);
    }
    buf_char(&b, '}');
    bool imported = str_is(str_of(c->viewer->door), "import");
    return history_add(c, (struct entry){ .record = r->name,
                                          .record_id = id,
                                          .seq = seq,
                                          .kind = imported ? STR("imported") : STR("created"),
                                          .happened = INSTANT_NONE,
                                          .body = buf_str(&b) });
}

static struct str text_of(struct ctx *c, const json_t *object, const char *name)
{
    const json_t *text = json_object_get(object, name);
    return json_is_string(text) ? arena_str(
               c->arena, (struct str){ json_string_value(text), json_string_length(text) })
                                : STR_NONE;
}

static void changes_parse(struct ctx *c, const json_t *array, struct entry_changes *out)
{
    size_t n = json_array_size(array);
    out->p = arena_array(c->arena, struct entry_change, n);
    out->n = n;
    for (size_t i = 0; i < n; i++) {
        const json_t *one = json_array_get(array, i);
        out->p[i] = (struct entry_change){
            .field = text_of(c, one, "field"),
            .label = text_of(c, one, "label"),
            .old_text = text_of(c, one, "old"),
            .new_text = text_of(c, one, "new"),
            .old_shown = text_of(c, one, "old_shown"),
            .new_shown = text_of(c, one, "new_shown"),
            .old_currency = text_of(c, one, "old_currency"),
            .new_currency = text_of(c, one, "new_currency"),
        };
    }
}

static json_t *body_parse(struct ctx *c, const struct entry *e)
{
    json_t *body = json_loadb(e->body.p, e->body.n, 0, NULL);
    if (!body)
        broken(c, "entry %lld has a body that is not JSON", (long long)e->id);
    return body;
}

bool entry_cause(struct ctx *c, const struct entry *e, struct cause *out)
{
    json_t *body = body_parse(c, e);
    if (!body)
        return false;
    out->bulk_id = json_integer_value(json_object_get(body, "bulk_id"));
    out->undoes = json_integer_value(json_object_get(body, "undoes"));
    json_decref(body);
    return true;
}

bool entry_number(struct ctx *c, const struct entry *e, const char *name, int64_t *out)
{
    json_t *body = body_parse(c, e);
    if (!body)
        return false;
    *out = json_integer_value(json_object_get(body, name));
    json_decref(body);
    return true;
}

bool entry_parse(struct ctx *c, const struct entry *e, struct entry_changes *changes,
                 struct str *why, int64_t *touch_id)
{
    json_t *body = body_parse(c, e);
    if (!body)
        return false;
    changes_parse(c, json_object_get(body, "changes"), changes);
    *why = text_of(c, body, "why");
    *touch_id = json_integer_value(json_object_get(body, "touch_id"));
    json_decref(body);
    return true;
}
