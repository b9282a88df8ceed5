/* SPDX-License-Identifier: Apache-2.0 */
/* openapi.h - what the API's document says of a route beyond its row: GET /api/openapi.json.
 *
 * The document is written from the tables of records, routes, grants and gates when it is first
 * asked for; it needs no key. Handlers of record_pages.h need nothing more. Any other route of the
 * API names, as the last member of its row, a struct api with what it reads and answers; a handler
 * that wraps one of record_pages.h names that one's. tests/openapi.test.mjs fails for a route that
 * does not say it.
 */
#ifndef FRAME_OPENAPI_H
#define FRAME_OPENAPI_H
#include "frame/slice.h"
#include "record/openapi.h"

struct api {
    const char *summary; /* % is the plural of the record that the route's right names */
    const struct shape *query, *body, *answer;
    int status;        /* of success; 0: 200 */
    bool versioned;    /* carries an ETag; a write looks at If-Match, a GET at If-None-Match */
    bool files;        /* the body may also be a form with files */
    const char *also;  /* another type it answers when asked: "text/csv" */
    const char *word;  /* what {word} in the path is called */
    const char *words; /* which there are: "account contact", NULL: any */
};

/* What the handlers of record_pages.h, and list_route(), take and give. */
extern const struct api api_list, api_add, api_show, api_change, api_history;

extern const struct slice openapi_slice;
#endif
