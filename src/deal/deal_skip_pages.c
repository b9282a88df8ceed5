/* SPDX-License-Identifier: Apache-2.0 */
#include "deal/deal_pages.h"

struct skipped_view {
    struct skips skips;
    struct str *names; /* of our stages */
};

static void json(struct buf *b, const void *view)
{
    const struct skipped_view *v = view;
    buf_lit(b, "{\"items\":[");
    for (size_t i = 0; i < v->skips.n; i++) {
        const struct skip *k = &v->skips.p[i];
        const char *mark = k->by_buyer ? "skipped_by_buyer" : "skipped";
        buf_printf(b, "%s{\"mark\":\"%s\",\"stage\":", i ? "," : "", mark);
        if (k->stage_id)
            buf_json_str(b, v->names[i]);
        else
            buf_lit(b, "null");
        buf_lit(b, ",\"buyer_stage\":");
        if (k->stage_id)
            buf_lit(b, "null");
        else
            buf_json_str(b, str_of(buyer_stage_words[k->buyer_stage].name));
        buf_lit(b, ",\"skipped\":\"");
        buf_instant(b, k->skipped);
        buf_lit(b, "\",\"touch_id\":");
        if (k->touch_id)
            buf_printf(b, "%lld}", (long long)k->touch_id);
        else
            buf_lit(b, "null}");
    }
    buf_lit(b, "]}");
}

bool deal_skipped_list(struct req *q)
{
    struct ctx *c = &q->c;
    struct skipped_view *v = arena_new(c->arena, struct skipped_view);
    struct deal d;
    req_input_all_used(q);
    if (failed(c) || !record_get(c, &deal_record, q->ids[0], &d)
        || !skips_read(c, d.id, &v->skips))
        return false;
    v->names = arena_array(c->arena, struct str, v->skips.n + 1);
    for (size_t i = 0; i < v->skips.n; i++) {
        if (v->skips.p[i].stage_id)
            v->names[i] = stage_name(c, v->skips.p[i].stage_id);
    }
    return !failed(c) && answer_view(q, NULL, json, v);
}
