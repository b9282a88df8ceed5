/* SPDX-License-Identifier: Apache-2.0 */
/* demo_impl.h - what the files that write the demo share. */
#ifndef DEMO_IMPL_H
#define DEMO_IMPL_H
#include "demo/demo_plan.h"
#include "demo/demo_story.h"

#define PEOPLE_MAX 24
#define ACCOUNTS_MAX 60
#define PRODUCTS_MAX 12
#define TEAMS_MAX 6

struct demo_played {
    const struct demo_scene *scene;
    struct instant at;
};
struct demo {
    struct demo_plan plan;
    struct str password, zone;
    int64_t users[PEOPLE_MAX], products[PRODUCTS_MAX], accounts[ACCOUNTS_MAX], teams[TEAMS_MAX];
    int64_t contacts[ACCOUNTS_MAX][DEMO_CONTACTS];
    struct str first_names[ACCOUNTS_MAX][DEMO_CONTACTS];
    const struct viewer *viewers[PEOPLE_MAX];
    struct {
        int64_t deal_id, contact_id, enquiry_id;
    } sales[DEMO_SALES];
    int64_t marks[DEMO_MARKS];
    struct demo_played *scenes; /* in the order of time */
};

static inline struct money demo_dollars(int64_t minor)
{
    return (struct money){ minor, "USD" };
}

/* Whom and what there is before anything happens: demo_base.c. */
MUST_USE bool demo_base(struct ctx *c, struct demo *d, struct instant until);
/* One scene, at c->now: demo_scene.c. */
MUST_USE bool demo_scene_play(struct ctx *c, struct demo *d, const struct demo_scene *s);
#endif
