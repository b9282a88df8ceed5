/* SPDX-License-Identifier: Apache-2.0 */
/* deal_row.h - deals as a file tells them.
 *
 * Links by name, a name made of account and product where there is none, list prices when asked
 * for. A date of closing on an open deal is when we expect it to close.
 */
#ifndef DEAL_ROW_H
#define DEAL_ROW_H
#include "deal/deal.h"
#include "import/row/row.h"

void import_deal_begin(void *row);
bool import_deal_match(struct row_work *w);
bool import_deal_complete(struct row_work *w);
bool import_deal_new(struct ctx *c, void *row);
bool import_deal_change(struct ctx *c, const void *was, void *now);
/* By the row's outside number: w->id. */
MUST_USE bool match_outside(struct row_work *w);
#endif
