/* SPDX-License-Identifier: Apache-2.0 */
/* touch_store.h - what is kept of touches beside them. */
#ifndef TOUCH_STORE_H
#define TOUCH_STORE_H
#include "frame/check.h"

/* Ends with {0}. */
extern const struct check touch_checks[];
#endif
