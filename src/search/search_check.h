/* SPDX-License-Identifier: Apache-2.0 */
/* search_check.h - whether the index has the words of each row, and no others. */
#ifndef SEARCH_CHECK_H
#define SEARCH_CHECK_H
#include "frame/check.h"

extern const struct check search_checks[];
#endif
