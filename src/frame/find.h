/* SPDX-License-Identifier: Apache-2.0 */
/* find.h - search by prefix of name or e-mail over accounts, contacts, deals and products (Ctrl-K),
 * and the suggestions under a reference's input. Only what the viewer sees is found. Words anywhere
 * are search/search.h's. */
#ifndef FIND_H
#define FIND_H
#include "frame/slice.h"

extern const struct slice find_slice;
#endif
