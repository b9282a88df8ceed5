/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VIEW_STORE_H
#define VIEW_STORE_H
#include "view/view.h"

#define VIEWS_READ_MAX 200

/* Of the viewer, or shared by others; page -1: all. Appended to *out, which holds VIEWS_READ_MAX of
 * each. */
MUST_USE bool views_own_read(struct ctx *c, int page, struct views *out);
MUST_USE bool views_shared_read(struct ctx *c, int page, struct views *out);
MUST_USE bool views_count(struct ctx *c, int64_t *n);
/* The viewer's own view of that name; 0: none. */
MUST_USE bool view_named(struct ctx *c, int page, struct str name, int64_t *id);
MUST_USE bool view_delete(struct ctx *c, int64_t id);
/* The ids the viewer begins with, by page; 0: none. */
MUST_USE bool view_defaults_read(struct ctx *c, int64_t ids[VIEW_PAGES]);
MUST_USE bool view_default_put(struct ctx *c, int page, int64_t id);
MUST_USE bool view_default_drop(struct ctx *c, int page, int64_t id);
#endif
