/* SPDX-License-Identifier: Apache-2.0 */
/* migrations.h - every slice's NNNN_name.sql, in order, collected by tools/migrations.py at
 * build time. */
#ifndef MIGRATIONS_H
#define MIGRATIONS_H
#include "db/store.h"

extern const struct migration *const migrations[];
extern const size_t n_migrations;
#endif
