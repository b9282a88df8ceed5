/* SPDX-License-Identifier: Apache-2.0 */
/* ask_pages.h - the routes of requests, and the one that makes a promise. */
#ifndef ASK_PAGES_H
#define ASK_PAGES_H
#include "ask/ask.h"

#define ASK_ROUTES 11
#define ASK_GRANTS 4
extern const struct route ask_routes[];
extern const struct grant ask_grants[];
#endif
