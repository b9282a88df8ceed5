/* SPDX-License-Identifier: Apache-2.0 */
/* A deal goes to another stage. A page that lacks what the stage asks for, a value to be won or a
 * reason to be lost, is answered with a form that asks for it and goes on. */
#include "base/text.h"
#include "deal/deal_move.html.h"
#include "deal/deal_move_view.h"
#include "deal/deal_rules.h"
#include "frame/org.h"

#define WHY_MAX 500

static const struct stage *stage_asked(struct req *q, int64_t pipeline_id)
{
    struct str id_text = input_text(&q->in, "stage_id"), name = input_text(&q->in, "stage");
    const struct stage *to = NULL;
    int64_t id;
    if (id_text.n && str_to_int(id_text, &id))
        to = stage_find(&q->c, id);
    else if (name.n)
        to = stage_named(&q->c, name, pipeline_id);
    if (!to || to->removed)
        bad_field(&q->c, STR("stage_id"), "Choose one of the stages.");
    return to;
}

/* To whom it was lost, and why in a word (S0-38). */
static void loss_asked(struct req *q, struct deal *now)
{
    struct str to = str_trim(input_text(&q->in, "lost_to"));
    struct str cause = input_text(&q->in, "lost_cause");
    if (utf8_length(to) > 200)
        bad_field(&q->c, STR("lost_to"), "At most 200 characters.");
    else if (to.n)
        now->lost_to = to;
    if (!cause.n)
        return;
    for (int i = 0; lost_cause_words[i].name; i++) {
        if (str_is(cause, lost_cause_words[i].name)) {
            now->lost_cause = i;
            return;
        }
    }
    bad_field(&q->c, STR("lost_cause"),
              "Say speed, process, price, product, trust or other.");
}

static void value_asked(struct req *q, struct deal *now)
{
    struct str text = input_text(&q->in, "value"), reason = input_text(&q->in, "lost_reason");
    const char *currency = money_is(now->value) ? now->value.currency : org()->currency;
    if (text.n && !money_parse(text, currency, &now->value))
        bad_field(&q->c, STR("value"), "Give an amount like 1,200.50.");
    if (utf8_length(reason) > 200)
        bad_field(&q->c, STR("lost_reason"), "At most 200 characters.");
    else if (reason.n)
        now->lost_reason = str_trim(reason);
    loss_asked(q, now);
}

/* That the buyer wants it so: he said it in that touch, or in his newest (S0-60). */
static void evidence_asked(struct req *q, bool *said, int64_t *touch_id)
{
    struct str his = input_text(&q->in, "said_by_buyer"), touch = input_text(&q->in, "touch_id");
    *touch_id = 0;
    if (his.n && !str_is(his, "true") && !str_is(his, "false"))
        bad_field(&q->c, STR("said_by_buyer"), "Say true or false.");
    if (touch.n && (!str_to_int(touch, touch_id) || *touch_id < 1))
        bad_field(&q->c, STR("touch_id"), "Give the number of the touch in which he said so.");
    *said = str_is(his, "true") || *touch_id;
}

static bool moves(struct req *q, const struct deal *was, struct deal *now)
{
    struct ctx *c = &q->c;
    bool said;
    int64_t touch_id;
    *now = *was;
    evidence_asked(q, &said, &touch_id);
    const struct stage *to = stage_asked(q, was->pipeline_id);
    value_asked(q, now);
    struct str why = input_text(&q->in, "why");
    if (utf8_length(why) > WHY_MAX)
        bad_field(c, STR("why"), "At most %d characters.", WHY_MAX);
    input_text(&q->in, "back");
    if (!input_all_used(c, &q->in) || failed(c)
        || !record_check_version(c, &deal_record, was, q->if_match))
        return false;
    if (to->id != was->stage_id)
        deal_move(now, to);
    return deal_save(c, was, now, why)
           && (!said || deal_skips_are_his(c, was, now, touch_id));
}

/* ---- the page ---- */

static struct str sentence(const struct ctx *c, const char *field)
{
    for (const struct field_fault *f = c->fault.fields; f; f = f->next) {
        if (str_is(f->field, field))
            return f->sentence;
    }
    return STR_NONE;
}

static void stage_wants(struct move_view *v, const struct stage *to)
{
    v->asks_value = to && to->ending == ENDING_WON;
    v->asks_reason = to && to->ending == ENDING_LOST;
}

static bool stages_fill(struct req *q, struct input *in, struct move_view *v)
{
    struct ctx *c = &q->c;
    int64_t pipeline_id = v->deal->pipeline_id, id = 0;
    struct str asked = input_text(in, "pipeline_id");
    const struct stage *to =
        str_to_int(input_text(in, "stage_id"), &id) ? stage_find(c, id) : NULL;
    if (asked.n && (!str_to_int(asked, &pipeline_id) || !pipeline_find(c, pipeline_id)))
        return !failed(c) && bad_field(c, STR("pipeline_id"), "Choose one of the pipelines.");
    if (!asked.n && to && !to->removed)
        pipeline_id = to->pipeline_id;
    stage_wants(v, to);
    v->stages = pipeline_stages(c, pipeline_id, to ? to->id : v->deal->stage_id);
    v->tabs = pipeline_tabs(q, pipeline_id);
    return true;
}

static void causes_fill(struct ctx *c, struct str chosen, struct form_options *out)
{
    size_t n = 0;
    while (lost_cause_words[n].name)
        n++;
    *out = (struct form_options){ .p = arena_array(c->arena, struct form_option, n), .n = n };
    for (size_t i = 0; i < n; i++) {
        struct str name = str_of(lost_cause_words[i].name);
        out->p[i] = (struct form_option){ name, str_of(lost_cause_words[i].label),
                                          str_same(chosen, name) };
    }
}

static bool view_fill(struct req *q, struct input *in, struct move_view *v)
{
    struct ctx *c = &q->c;
    struct str back = input_text(in, "back");
    struct buf value;
    buf_init(&value, c->arena, 60);
    if (money_is(v->deal->value))
        buf_money_plain(&value, v->deal->value);
    v->value = input_has(in, "value") ? input_text(in, "value") : buf_str(&value);
    v->reason = input_text(in, "lost_reason");
    v->lost_to = input_text(in, "lost_to");
    causes_fill(c, input_text(in, "lost_cause"), &v->causes);
    v->why = input_text(in, "why");
    v->back = deal_is_back(back) ? back : STR_NONE;
    v->cancel = v->back.n ? v->back
                          : arena_printf(c->arena, "/deals/%lld", (long long)v->deal->id);
    return stages_fill(q, in, v) && frame_fill(q, &v->frame, "Move a deal", "deals");
}

bool deal_move_show(struct req *q)
{
    struct move_view *v = arena_new(q->c.arena, struct move_view);
    struct deal *d = arena_new(q->c.arena, struct deal);
    v->deal = d;
    return record_get(&q->c, &deal_record, q->ids[0], d) && view_fill(q, &q->query, v)
           && answer_view(q, deal_move_page_page, NULL, v);
}

/* What is wrong stays the answer; what the page reads must not stumble over it. */
static bool move_again(struct req *q, const struct deal *was)
{
    struct ctx *c = &q->c;
    struct move_view *v = arena_new(c->arena, struct move_view);
    struct fault fault = c->fault;
    v->deal = was;
    v->stage_error = sentence(c, "stage_id");
    v->value_error = sentence(c, "value");
    v->reason_error = sentence(c, "lost_reason");
    v->message = fault.kind == FAULT_BAD_INPUT ? STR_NONE : fault.detail;
    v->next = fault.next[0];
    fault_clear(c);
    if (!view_fill(q, &q->in, v))
        return false;
    v->asks_value |= v->value_error.n > 0;
    v->asks_reason |= v->reason_error.n > 0;
    c->fault = fault;
    return answer_again(q, deal_move_page_page, v);
}

bool deal_move_stage(struct req *q)
{
    struct ctx *c = &q->c;
    struct deal *was = arena_new(c->arena, struct deal), *now = arena_new(c->arena, struct deal);
    answer_current(q, deal_json);
    if (!record_get(c, &deal_record, q->ids[0], was))
        return false;
    if (!moves(q, was, now))
        return !q->api && move_again(q, was);
    if (q->api)
        return answer_view(q, NULL, deal_json, now) && answer_version(q, now->version);
    return answer_changed(q, &deal_record, was, now, input_text(&q->in, "back"));
}
