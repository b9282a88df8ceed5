/* SPDX-License-Identifier: Apache-2.0 */
/* find_pages.h - what is found by the beginning of a name. */
#ifndef FIND_PAGES_H
#define FIND_PAGES_H
#include "frame/find.h"

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
    struct str text;
    struct founds found;
};
#endif
