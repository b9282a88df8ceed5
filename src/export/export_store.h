/* SPDX-License-Identifier: Apache-2.0 */
#ifndef EXPORT_STORE_H
#define EXPORT_STORE_H
#include "db/db.h"

MUST_USE bool export_log_add(struct ctx *c, const char *record, int64_t rows);
#endif
