/* SPDX-License-Identifier: Apache-2.0 */
/* view_pages.h - between an address and what a view keeps of it. */
#ifndef VIEW_PAGES_H
#define VIEW_PAGES_H
#include "view/view.h"

/* One of our own lists with what it knows, nothing else: each fault names what it does not. */
MUST_USE bool view_url_read(struct ctx *c, struct str url, int *page, struct str *query);
/* What of a request's query a view would keep, in the order in which views keep it. */
struct str view_query_of(struct arena *a, const struct input *in);
#endif
