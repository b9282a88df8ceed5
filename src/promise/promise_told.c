/* SPDX-License-Identifier: Apache-2.0 */
/* A promise in the deal's history: the entry names it and what happened; its words stand in it. */
#include <jansson.h>

#include "frame/history.h"
#include "office/office.h"
#include "promise/promise_rules.h"

/* clang-format off */
static const struct word event_words[] = {
    { "made", "promised" }, { "late", "are late with" }, { "moved", "gave a new time to" }, { "kept", "kept" },
    { "kept_late", "kept, late" }, { "open", "have not kept after all" },
    { "broken", "did not keep" }, { "released", "need not keep any more" },
    { 0 },
};
/* Of the buyer's, neutral (S3-14). */
static const struct word his_words[] = {
    { "late", "is awaited with" }, { "broken", "did not come to" }, { "released", "need not do any more" },
    { "paused", "waits for our decision before" }, { "resumed", "goes on with" }, { 0 },
};
/* clang-format on */

static void member(struct buf *b, const char *name, struct instant t)
{
    buf_printf(b, ",\"%s\":\"", name);
    buf_instant(b, t);
    buf_char(b, '"');
}

static struct str body_of(struct ctx *c, const struct promise *p, const char *event)
{
    struct buf b;
    buf_init(&b, c->arena, 1000);
    buf_printf(&b, "{\"promise_id\":%lld,\"event\":\"%s\",\"by\":\"%s\",\"state\":\"%s\"",
               (long long)p->id, event, promise_by_words[p->by].name,
               promise_state_words[p->state].name);
    member(&b, "agreed", p->agreed);
    member(&b, "due", p->due);
    if (p->late_minutes != INT_NONE)
        buf_printf(&b, ",\"late_minutes\":%lld", (long long)p->late_minutes);
    buf_char(&b, '}');
    return buf_str(&b);
}

/* Both sides read it: the entry is shared. */
bool promise_tell(struct ctx *c, const struct promise *p, const char *event, struct instant when)
{
    struct deal d;
    if (!record_get_any(c, &deal_record, p->deal_id, &d))
        return false;
    int64_t seq = deal_next_seq(&d);
    return record_update(c, &deal_record, &d)
           && history_add(c, (struct entry){ .record = "deal",
                                             .record_id = p->deal_id,
                                             .seq = seq,
                                             .kind = STR("promise"),
                                             .happened = when,
                                             .shared = true,
                                             .body = body_of(c, p, event) });
}

static const char *words_of(const char *event, const struct word *words, const char *usual)
{
    for (size_t i = 0; words[i].name; i++) {
        if (strcmp(words[i].name, event) == 0)
            return words[i].label;
    }
    return usual;
}

bool promise_told_read(struct ctx *c, struct str body, struct promise_told *out)
{
    json_auto_t *root = json_loadb(body.p, body.n, 0, NULL);
    const char *event = json_string_value(json_object_get(root, "event"));
    const char *by = json_string_value(json_object_get(root, "by"));
    *out = (struct promise_told){ .words = "changed a promise" };
    if (!root || !event || !by)
        return broken(c, "an entry of a promise cannot be read");
    out->id = json_integer_value(json_object_get(root, "promise_id"));
    out->by_buyer = strcmp(by, "buyer") == 0;
    out->words = words_of(event, event_words, out->words);
    if (out->by_buyer)
        out->words = words_of(event, his_words, out->words);
    return true;
}
