/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SAVED_STORE_H
#define SAVED_STORE_H
#include "import/map/saved.h"

MUST_USE bool saved_delete(struct ctx *c, int64_t id);
#endif
