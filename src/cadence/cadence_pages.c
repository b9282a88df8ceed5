/* SPDX-License-Identifier: Apache-2.0 */
#include "cadence/cadence_pages.h"
#include "base/text.h"
#include "cadence/cadence_rules.h"
#include "frame/app.h"
#include "frame/channel.h"
#include "frame/openapi.h"
#include "frame/people.h"
#include "frame/record_pages.h"

static void json(struct buf *b, const void *row)
{
    record_json(b, &cadence_record, row);
}

static bool list(struct req *q)
{
    if (!input_text(&q->query, "deal_id").n)
        return bad_field(&q->c, STR("deal_id"), "Say of which deal: deal_id=42.");
    return list_route(q, &cadence_record, "deals", "Nothing was planned.");
}

static bool show(struct req *q)
{
    struct cadence *k = arena_new(q->c.arena, struct cadence);
    req_input_all_used(q);
    return !failed(&q->c) && record_get(&q->c, &cadence_record, q->ids[0], k)
           && answer_view(q, NULL, json, k) && answer_version(q, k->version);
}

static void steps_json(struct buf *b, const void *view)
{
    const struct cadences *all = view;
    buf_lit(b, "{\"items\":[");
    for (size_t i = 0; i < all->n; i++) {
        if (i)
            buf_char(b, ',');
        record_json(b, &cadence_record, &all->p[i]);
    }
    buf_lit(b, "]}");
}

static bool answer(struct req *q, int64_t deal_id)
{
    struct cadences *all = arena_new(q->c.arena, struct cadences);
    if (!q->api)
        return answer_go(q, "/deals/%lld#sequence", (long long)deal_id);
    return cadences_read(&q->c, deal_id, false, all) && answer_view(q, NULL, steps_json, all);
}

static bool start(struct req *q)
{
    struct ctx *c = &q->c;
    struct deal d;
    struct cadences made;
    struct str steps = input_text(&q->in, "steps");
    req_input_all_used(q);
    return !failed(c) && record_get(c, &deal_record, q->ids[0], &d)
           && cadence_start(c, &d, steps, &made) && answer(q, d.id);
}

static bool stop(struct req *q)
{
    struct ctx *c = &q->c;
    struct deal d;
    struct str why = str_trim(input_text(&q->in, "why"));
    if (utf8_length(why) > 200)
        bad_field(c, STR("why"), "At most 200 characters.");
    req_input_all_used(q);
    if (failed(c) || !record_get(c, &deal_record, q->ids[0], &d))
        return false;
    if (!why.n)
        why = arena_printf(c->arena, "%.*s stopped it.", STR_FMT(person_name(c, c->viewer->id)));
    return cadence_stop(c, d.id, why) && answer(q, d.id);
}

bool cadence_block_fill(struct ctx *c, const struct deal *d, struct cadence_block *out)
{
    static const char *const states[] = { "Planned", "Due", "Done", "Cancelled" };
    static const char *const tones[] = { "gray", "amber", "green", "gray" };
    struct cadences all;
    if (!cadences_read(c, d->id, false, &all))
        return false;
    *out = (struct cadence_block){
        .deal_id = d->id,
        .writes = may(c->viewer->roles, "cadence", "create") && d->state == DEAL_OPEN,
    };
    out->lines.p = arena_array(c->arena, struct cadence_line, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        const struct cadence *k = &all.p[i];
        out->runs |= k->state <= CADENCE_DUE;
        out->lines.p[out->lines.n++] = (struct cadence_line){
            k, channel_words[k->channel].label, states[k->state], tones[k->state]
        };
    }
    return true;
}

/* clang-format off */
static const struct shape start_body[] = {
    { "steps", SHAPE_TEXT, .about = "A step per line: \"1 call: Introduce yourself\", the day from today on." }, { 0 },
};
static const struct shape stop_body[] = { { "why", SHAPE_TEXT, OPTIONAL, .max = 200 }, { 0 } };
static const struct shape steps_shape[] = { { "items", SHAPE_LIST, .record = "cadence" }, { 0 } };
static const struct api api_start = { "Plan steps one after the other", NULL, start_body, steps_shape };
static const struct api api_stop = { "Cancel what is left of a sequence", NULL, stop_body, steps_shape };

static const struct route routes[] = {
    { METHOD_GET, "/cadences", list, READS, API, { "cadence", "read" }, "S0-61", 0, &api_list },
    { METHOD_GET, "/cadences/{id}", show, READS, API, { "cadence", "read" }, "S0-61", 0, &api_show },
    { METHOD_POST, "/deals/{id}/sequence", start, WRITES, PAGE | API, { "cadence", "create" }, "S0-61", 0, &api_start },
    { METHOD_POST, "/deals/{id}/sequence/stop", stop, WRITES, PAGE | API, { "cadence", "create" }, "S0-61", 0, &api_stop },
};
static const struct grant grants[] = {
    { "cadence", "read",   ROLE_DEALS },
    { "cadence", "create", ROLE_SALES },
};
/* clang-format on */

static const struct record *const records[] = { &cadence_record };
static const struct gate *const gates[] = { &sequence_runs };
static const struct clock *const clocks[] = { &cadence_clock };
static const struct alert_kind *const alerts[] = { &cadence_due, &cadence_gave_way };

const struct slice cadence_slice = {
    .name = "cadence",
    TABLE(records, records),
    TABLE(routes, routes),
    TABLE(gates, gates),
    TABLE(grants, grants),
    TABLE(clocks, clocks),
    TABLE(alerts, alerts),
};
