/* SPDX-License-Identifier: Apache-2.0 */
/* org.h - what is true of the whole organisation, said once at init: base currency, zone, name; the
 * clock it runs on.
 *
 * ctx.now comes from org_clock(): the wall clock, or the test clock, which stands still, moves only
 * forward by POST /test/clock, and is kept in the database, so that a restart goes on from it
 * . On its way it stands at each due moment in turn (sched_walk). Neither steps back.
 */
#ifndef ORG_H
#define ORG_H
#include "frame/slice.h"

struct org {
    char name[200];
    char currency[4];
    char zone[64];
    int fiscal_start; /* month 1-12 */
};
/* A pointer from it stays good, and is another one when something has changed. */
const struct org *org(void);
/* As read at start. */
MUST_USE bool org_load(struct ctx *c);
/* In a read: what another node has changed is known from here on. */
MUST_USE bool org_current(struct ctx *c);
/* In a write: until its end the currency is what org() says. When another node has changed it, this
 * write runs again. */
MUST_USE bool org_currency_hold(struct ctx *c);
/* For a caller that holds it and has made sure that no value is kept in the old one. */
MUST_USE bool org_currency_set(struct ctx *c, const char *code);
MUST_USE bool setting_get(struct ctx *c, const char *name,
                          struct str *value); /* empty when not set */
/* For the rest of the write nobody else changes it. */
MUST_USE bool setting_lock(struct ctx *c, const char *name, struct str *value);
MUST_USE bool setting_put(struct ctx *c, const char *name, struct str value);

/* "https://crm.example.com": what a link into this site begins with where no request says it. */
struct str site_origin(void);
void site_origin_set(struct str origin); /* once, when the server starts */

struct instant org_clock(void);
bool test_clock_on(void);
void test_clock_start(struct instant at); /* before the server starts */
extern const struct slice org_slice;      /* /test/clock */
#endif
