/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OFFICE_STORE_H
#define OFFICE_STORE_H
#include "office/office.h"

/* In the order in which they were said; texts on the arena. */
MUST_USE bool office_changes_read(struct ctx *c, struct arena *a, struct office_changes *out);
MUST_USE bool office_change_add(struct ctx *c, const char *kind, struct day day, struct str said);
#endif
