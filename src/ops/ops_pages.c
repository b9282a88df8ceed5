/* SPDX-License-Identifier: Apache-2.0 */
#include <sodium.h>

#include "base/metric.h"
#include "db/watch.h"
#include "frame/openapi.h"
#include "ops/ops.h"
#include "ops/ops_store.h"
#include "ops/process.h"
#include "sched/sched.h"
#include "user/user.h"

#define METRICS_MAX ((size_t)16 << 20)
#define METRICS_TYPE "text/plain; version=0.0.4; charset=utf-8"

static bool health(struct req *q)
{
    return answer_json_text(q, 200, STR("{\"status\":\"ok\"}"));
}

static bool ready(struct req *q)
{
    struct writer_counts w = writer_counts(q->store);
    return ops_ready(&q->c, &w) && answer_json_text(q, 200, STR("{\"status\":\"ready\"}"));
}

/* In a time that says nothing of how much of it was right. */
static bool is_token(struct str given)
{
    unsigned char a[32], b[32];
    struct str token = ops()->token;
    if (!token.n || !given.n)
        return false;
    crypto_generichash(a, sizeof a, (const unsigned char *)given.p, given.n, NULL, 0);
    crypto_generichash(b, sizeof b, (const unsigned char *)token.p, token.n, NULL, 0);
    return sodium_memcmp(a, b, sizeof a) == 0;
}

static bool may_read(struct req *q)
{
    if (is_token(q->bearer) || (!q->bearer.n && req_is_local(q)))
        return true;
    fail(&q->c, FAULT_NOT_FOUND, "metrics_closed",
         STR("These numbers are for the machine itself, or for who has their token."));
    q->c.fault.next[0] = STR("Start the server with --metrics-token-file FILE and send what stands "
                             "in it as a Bearer token.");
    return false;
}

static void build_write(struct buf *b)
{
    metric_head(b, "counterpart_build_info", METRIC_GAUGE, "Which program this is.");
    metric_int(b, "counterpart_build_info", LABELS({ "version", STR_INIT(COUNTERPART_VERSION) }),
               1);
}

static bool metrics(struct req *q)
{
    struct buf b;
    if (!may_read(q))
        return false;
    buf_init(&b, q->c.arena, METRICS_MAX);
    build_write(&b);
    web_metrics(q, &b);
    metric_one(&b, "counterpart_sign_in_queue_length", METRIC_GAUGE,
               "Passwords that wait to be compared.", passwords_waiting());
    sched_metrics(&b);
    watch_metrics(q->store, &b);
    process_metrics(&b);
    return answer_file(q, METRICS_TYPE, STR_NONE, buf_str(&b));
}

/* clang-format off */
static const struct shape health_shape[] = { { "status", SHAPE_WORD, .words = "ok" }, { 0 } };
static const struct shape ready_shape[] = { { "status", SHAPE_WORD, .words = "ready" }, { 0 } };
static const struct api api_health = { "Ask whether the server answers", .answer = health_shape };
static const struct api api_metrics = { "Read numbers for Prometheus", .also = "text/plain" };
static const struct api api_ready = { "Ask whether work may be sent", .answer = ready_shape };

static const struct route routes[] = {
    { METHOD_GET, "/healthz", health,  BARE,  PLAIN | OPEN, { 0 }, NULL, 0, &api_health },
    { METHOD_GET, "/readyz",  ready,   READS, PLAIN | OPEN, { 0 }, NULL, 0, &api_ready },
    { METHOD_GET, "/metrics", metrics, BARE,  PLAIN | OPEN, { 0 }, NULL, 0, &api_metrics },
};
/* clang-format on */

const struct slice ops_slice = { .name = "ops", TABLE(routes, routes) };
