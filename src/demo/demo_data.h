/* SPDX-License-Identifier: Apache-2.0 */
/* demo_data.h - who and what there is at the demo's company, and what people there say. */
#ifndef DEMO_DATA_H
#define DEMO_DATA_H
#include "base/base.h"

#define DEMO_COMPANY "Halden Office Systems"
#define DEMO_REPS 8
#define DEMO_NOVICE 7   /* the last of the reps */
#define DEMO_CONTACTS 3 /* of one account, at most */

struct demo_person {
    const char *name, *email, *office;
    bool rep, manager, administrator;
    int reports_to; /* index of somebody before */
};
extern const struct demo_person demo_people[];
extern const size_t n_demo_people;
#define DEMO_FIRST_REP 4

struct demo_product {
    const char *name, *code, *series;
    int64_t price; /* minor units */
    const char *description;
};
extern const struct demo_product demo_products[];
extern const size_t n_demo_products;

/* What is sold: "%n" is how many. */
struct demo_offer {
    int product;
    int least, most;
    const char *name;
};
extern const struct demo_offer demo_offers[];
extern const size_t n_demo_offers;

struct demo_account {
    const char *name, *domain, *sector, *country, *city;
    int employees;
    const char *contacts[2]; /* NULL: names are drawn */
    const char *deal;        /* the name of its first open deal, NULL: as usual */
    int offer, amount;       /* of that deal */
};
extern const struct demo_account demo_accounts[];
extern const size_t n_demo_accounts;

/* A number kept for stories in that country; "%" is two digits. */
struct demo_phone {
    const char *country, *number;
};
extern const struct demo_phone demo_phones[];
extern const size_t n_demo_phones;

extern const char *const demo_first_names[];
extern const size_t n_demo_first_names;
extern const char *const demo_last_names[];
extern const size_t n_demo_last_names;
extern const char *const demo_positions[DEMO_CONTACTS][4];

/* What was said, in which part of a sale (1..4), and what follows. "%c" is the contact's first
 * name, "%p" the product, "%n" how many. */
struct demo_line {
    int phase;
    bool inbound;
    int channel; /* enum channel */
    int minutes; /* 0: not said */
    const char *said, *next;
};
extern const struct demo_line demo_lines[];
extern const size_t n_demo_lines;

struct demo_texts {
    const char *const *p;
    size_t n;
};
extern const struct demo_texts demo_lost, demo_won, demo_raised, demo_lowered, demo_likelier,
    demo_pushed;
#endif
