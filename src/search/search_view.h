/* SPDX-License-Identifier: Apache-2.0 */
/* search_view.h - what search.html and the API show. */
#ifndef SEARCH_VIEW_H
#define SEARCH_VIEW_H
#include "frame/frame.h"
#include "search/search.h"

/* Text in pieces, some of which are what was looked for. */
struct piece {
    struct str text;
    bool hit;
};
struct pieces {
    struct piece *p;
    size_t n;
};
struct search_hit {
    const struct record *record;
    int64_t id;
    struct str title, detail, excerpt, url;
    struct pieces title_pieces, excerpt_pieces;
};
struct search_kind {
    const struct record *record;
    struct {
        struct search_hit *p;
        size_t n;
    } hits;
    int64_t count; /* at most 50 */
    bool capped;   /* there are more than that */
    bool chosen;
    struct str url; /* of this kind alone */
};
struct search_view {
    struct frame frame;
    struct str text, kind;
    struct {
        struct search_kind *p;
        size_t n;
    } kinds;
    int64_t count;
    struct str all_url;
    struct str hint; /* why nothing was looked for */
    bool asked, filling;
    bool one_kind;
};
bool search_shows(const struct search_view *v); /* some hit */
#endif
