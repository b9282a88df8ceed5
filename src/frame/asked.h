/* SPDX-License-Identifier: Apache-2.0 */
/* asked.h - what a report is asked for in its address: numbers and days, each with a sentence when
 * it cannot be read. What is absent leaves *out as it is. */
#ifndef ASKED_H
#define ASKED_H
#include "web/web.h"

bool asked_number(struct req *q, const char *name, int64_t min, int64_t max, int64_t *out);
bool asked_day(struct req *q, const char *name, struct day *out);
#endif
