/* SPDX-License-Identifier: Apache-2.0 */
/* A request in the deal's history: for us only. */
#include <jansson.h>

#include "ask/ask_rules.h"
#include "frame/history.h"

/* clang-format off */
static const struct word event_words[] = {
    { "asked", "asked a team" }, { "answered", "answered for the team" }, { "agreed", "agreed to the team's conditions" },
    { "changed", "changed what a team is asked" }, { "not_needed", "called a request off" }, { 0 },
};
/* clang-format on */

bool request_tell(struct ctx *c, const struct request *r, const char *event)
{
    struct deal d;
    if (!record_get_any(c, &deal_record, r->deal_id, &d))
        return false;
    int64_t seq = deal_next_seq(&d);
    struct str body = arena_printf(c->arena, "{\"request_id\":%lld,\"event\":\"%s\"}",
                                   (long long)r->id, event);
    return record_update(c, &deal_record, &d)
           && history_add(c, (struct entry){ .record = "deal",
                                             .record_id = r->deal_id,
                                             .seq = seq,
                                             .kind = STR("request"),
                                             .happened = INSTANT_NONE,
                                             .body = body });
}

bool request_told_read(struct ctx *c, struct str body, int64_t *id, struct str *words)
{
    json_auto_t *root = json_loadb(body.p, body.n, 0, NULL);
    const char *event = json_string_value(json_object_get(root, "event"));
    if (!event)
        return broken(c, "an entry of a request cannot be read");
    *id = json_integer_value(json_object_get(root, "request_id"));
    *words = STR("changed a request");
    for (size_t i = 0; event_words[i].name; i++) {
        if (strcmp(event_words[i].name, event) == 0)
            *words = str_of(event_words[i].label);
    }
    return true;
}
