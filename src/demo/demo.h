/* SPDX-License-Identifier: Apache-2.0 */
/* demo.h - a made-up company to look around in: `counterpart demo`.
 *
 * Halden Office Systems sells desks, chairs, booths and meeting rooms. Its people, accounts and
 * deals are written by the ordinary rules as of moments in the past two quarters, so that history,
 * forecast and "as it was on" show what they would had people worked there. In the last days both
 * sides are seen at work (demo_story.h): questions, promises, teams that are asked, letters,
 * complaints, a refusal and an override. Between what people did, time did its part (demo_time.h):
 * clocks rang, letters left; nothing is due when it opens. Everything lies relative to now and is
 * otherwise the same every time. No name in it is that of a real company.
 *
 * Always true: it is written in one transaction, all or nothing, into an empty database only; a
 * file that holds something else is left alone. Everybody's password is known, so it serves on
 * loopback addresses only.
 */
#ifndef DEMO_H
#define DEMO_H
#include "base/ctx.h"

#define DEMO_PASSWORD "demo demo demo"
#define DEMO_MANAGER "marta@halden.example"
#define DEMO_LEADER "jonas@halden.example"
#define DEMO_REP "ines@halden.example"
#define DEMO_EXECUTIVE "henrike@halden.example"
#define DEMO_SUPPORT "noor@halden.example"
#define DEMO_ADMINISTRATOR "olek@halden.example"

struct demo_order {
    struct str zone;     /* the process's zone already */
    struct str password; /* its hash */
};

/* A job on an empty, migrated store: ctx.now is the moment the demo leads up to. */
MUST_USE bool demo_fill(struct ctx *c, void *order);
/* A job on a database of its own making: a new link to the page of one of its buyers, struct str;
 * empty when that deal is not known any more. */
MUST_USE bool demo_page_link(struct ctx *c, void *url);
/* True when this database was made by demo_fill(). */
MUST_USE bool demo_is(struct ctx *c, bool *is);
#endif
