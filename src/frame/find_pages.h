/* SPDX-License-Identifier: Apache-2.0 */
/* find_pages.h - what find.html shows. */
#ifndef FIND_PAGES_H
#define FIND_PAGES_H
#include "frame/find.h"
#include "frame/frame.h"

struct found {
    const struct record *record;
    int64_t id;
    struct str title, detail, url;
};
struct founds {
    struct found *p;
    size_t n;
};
struct find_view {
    struct frame frame;
    struct str text;
    struct founds found;
};
#endif
