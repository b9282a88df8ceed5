/* SPDX-License-Identifier: Apache-2.0 */
/* routing.h - who is given an enquiry.
 *
 * The rep whom the buyer asked to keep comes first (S0-50). Else the assignments that say most of
 * it (product and region, product, region, anybody) name the reps; where there are none, all reps
 * may have it. Of these, those on duty and below their load limit (S0-52), and of them who was
 * given one longest ago. Who is new, or not certified for the product, gets an urgent or a large
 * one only with a mentor, who then hears what he hears (S0-53). Where nobody can take it, it waits
 * with the manager.
 *
 * The same rules hold for everybody, whatever his years; nothing switches clocks, gates or alerts
 * off for one person (S0-55).
 * Who is on duty, new, and whose mentor is who, stands with the user (team/team.h).
 * Shows: /settings/routing; /api/v1/assignments, /certificates.
 */
#ifndef ROUTING_H
#define ROUTING_H
#include "frame/slice.h"

struct assignment {
    int64_t id;
    struct str name; /* "MD-1, Austria: Ana Diaz" */
    int64_t user_id, product_id;
    struct str region;
    BASE_MEMBERS;
};
enum certificate_side { SIDE_PRODUCT,
                        SIDE_PEOPLE };
struct certificate {
    int64_t id;
    struct str name;
    int64_t user_id;
    int side; /* enum certificate_side */
    int64_t product_id;
    struct day passed, expires;
    BASE_MEMBERS;
};

extern const struct record assignment_record, certificate_record;
extern const struct slice assignment_slice, certificate_slice;
extern const struct policy complex_value;
extern const struct gate load_full, mentor_needed;

MUST_USE bool assignment_create(struct ctx *c, void *row);

struct wanted {
    int64_t product_id, contact_id;
    struct str region;
    bool urgent;
    struct money value;
};
struct given {
    int64_t owner_id, mentor_id; /* mentor 0: he needs none */
    bool waits;                  /* nobody can take it: the manager holds it */
    struct str why;              /* "by turn", "asked for by the buyer" */
};
/* Whom an enquiry goes to; it is his turn that is used up. */
MUST_USE bool route(struct ctx *c, const struct wanted *w, struct given *out);
/* Whether this person may be given it: refused (load_full, mentor_needed). *mentor_id as
 * above. */
MUST_USE bool route_to(struct ctx *c, const struct wanted *w, int64_t user_id, int64_t *mentor_id);

/* The buyer asks to keep this rep; 0: nobody any more. */
MUST_USE bool preferred_set(struct ctx *c, int64_t contact_id, int64_t user_id);
MUST_USE bool preferred_of(struct ctx *c, int64_t contact_id, int64_t *user_id);
#endif
