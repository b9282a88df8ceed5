/* SPDX-License-Identifier: Apache-2.0 */
/* Where somebody is signed in, and what ends it: on /me, and for administrators on /users/42. */
#include "frame/people.h"
#include "user/user_view.h"

bool sessions_mine(struct req *q, struct sessions *out)
{
    struct session here;
    return session_find(&q->c, q->session_token, &here)
           && sessions_read(&q->c, q->c.viewer->id, here.id, out);
}

static void moment_json(struct buf *b, const char *name, struct instant t)
{
    buf_printf(b, ",\"%s\":", name);
    if (!t.ms) {
        buf_lit(b, "null");
        return;
    }
    buf_char(b, '"');
    buf_instant(b, t);
    buf_char(b, '"');
}

static void session_json(struct buf *b, const struct signed_in *s)
{
    buf_printf(b, "{\"id\":%lld", (long long)s->id);
    moment_json(b, "started", s->started);
    moment_json(b, "seen", s->seen);
    buf_lit(b, ",\"network\":");
    buf_json_str(b, s->place);
    buf_lit(b, ",\"browser\":");
    buf_json_str(b, s->browser);
    buf_printf(b, ",\"current\":%s}", s->here ? "true" : "false");
}

static void sessions_json(struct buf *b, const void *view)
{
    const struct sessions *v = view;
    buf_lit(b, "{\"items\":[");
    for (size_t i = 0; i < v->n; i++) {
        if (i)
            buf_char(b, ',');
        session_json(b, &v->p[i]);
    }
    buf_lit(b, "]}");
}

bool me_sessions(struct req *q)
{
    struct sessions *v = arena_new(q->c.arena, struct sessions);
    req_input_all_used(q);
    return !failed(&q->c) && sessions_mine(q, v) && answer_view(q, NULL, sessions_json, v);
}

static void key_json(struct buf *b, const struct api_key *k)
{
    buf_printf(b, "{\"id\":%lld,\"label\":", (long long)k->id);
    buf_json_str(b, k->label);
    moment_json(b, "made", k->made);
    moment_json(b, "used", k->used);
    buf_char(b, '}');
}

static void keys_json(struct buf *b, const void *view)
{
    const struct api_keys *v = view;
    buf_lit(b, "{\"items\":[");
    for (size_t i = 0; i < v->n; i++) {
        if (i)
            buf_char(b, ',');
        key_json(b, &v->p[i]);
    }
    buf_lit(b, "]}");
}

bool me_keys_list(struct req *q)
{
    struct api_keys *v = arena_new(q->c.arena, struct api_keys);
    req_input_all_used(q);
    return !failed(&q->c) && keys_read(&q->c, q->c.viewer->id, v)
           && answer_view(q, NULL, keys_json, v);
}

bool me_session_end(struct req *q)
{
    bool dropped;
    req_input_all_used(q);
    if (failed(&q->c) || !session_drop(&q->c, q->c.viewer->id, q->ids[0], &dropped))
        return false;
    return (dropped
            || fail(&q->c, FAULT_NOT_FOUND, "not_found", STR("You have no such session.")))
           && answer_go(q, "/me?done=session");
}

bool me_sessions_end(struct req *q)
{
    struct session here;
    req_input_all_used(q);
    return !failed(&q->c) && session_find(&q->c, q->session_token, &here)
           && sessions_drop_others(&q->c, q->c.viewer->id, here.id, q->device_token)
           && answer_go(q, "/me?done=sessions");
}

bool sessions_end_all(struct req *q)
{
    struct user u;
    req_input_all_used(q);
    return !failed(&q->c) && record_get(&q->c, &user_record, q->ids[0], &u)
           && sessions_end_of(&q->c, u.id, false)
           && answer_go(q, "/users/%lld?done=sessions", (long long)u.id);
}
