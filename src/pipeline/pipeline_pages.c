/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/frame.h"
#include "frame/openapi.h"
#include "pipeline/pipeline.h"

static bool list_stages(struct req *q)
{
    return list_route(q, &stage_record, "settings", "There are no stages.");
}

static bool list_pipelines(struct req *q)
{
    return list_route(q, &pipeline_record, "settings", "There are no pipelines.");
}

/* clang-format off */
static const struct route routes[] = {
    { METHOD_GET, "/stages",    list_stages,    READS, PAGE | API, { "stage", "read" },    "S2-27", 0, &api_list },
    { METHOD_GET, "/pipelines", list_pipelines, READS, PAGE | API, { "pipeline", "read" }, "S2-27", 0, &api_list },
};
static const struct grant grants[] = {
    { "stage",    "read", ROLE_STAFF },
    { "pipeline", "read", ROLE_STAFF },
};
/* clang-format on */

static const struct record *const records[] = { &pipeline_record, &stage_record };

const struct slice pipeline_slice = {
    .name = "pipeline",
    TABLE(records, records),
    TABLE(routes, routes),
    TABLE(grants, grants),
};
