/* SPDX-License-Identifier: Apache-2.0 */
/* demo_data.h - who and what there is at the demo's company, and what people there say. */
#ifndef DEMO_DATA_H
#define DEMO_DATA_H
#include "base/base.h"

#define DEMO_COMPANY "Halden Office Systems"
#define DEMO_REPS 8
#define DEMO_NOVICE 7   /* the last of the reps */
#define DEMO_CONTACTS 3 /* of one account, at most */

/* By index. */
enum demo_who {
    MARTA,
    HENRIKE,
    JONAS,
    PRIYA,
    OLEK,
    INES,
    TOMAS,
    RUTH,
    KOFI,
    LENA,
    HUGO,
    AIKO,
    SAM,
    NOOR,
    PIET,
    CELINE,
    YARA,
    DEMO_PEOPLE
};
#define DEMO_FIRST_REP INES
/* 1 + their index; 0: no team. */
enum demo_team_no {
    WAREHOUSE = 1,
    BILLING,
    STUDIO,
    DEMO_TEAMS = STUDIO
};

struct demo_person {
    const char *name, *email, *office;
    bool rep, manager, administrator, executive, support;
    bool away;      /* on leave: no new enquiries */
    int reports_to; /* somebody before */
    int team;       /* enum demo_team_no */
};
extern const struct demo_person demo_people[DEMO_PEOPLE];

struct demo_team {
    const char *name;
    int lead;
};
extern const struct demo_team demo_teams[DEMO_TEAMS];

/* Who is given questions about what, from where. */
struct demo_rule {
    int who;
    int product; /* 1 + of demo_products; 0: any */
    const char *region;
};
extern const struct demo_rule demo_rules[];
extern const size_t n_demo_rules;

struct demo_product {
    const char *name, *code, *series;
    int64_t price; /* minor units */
    const char *description;
    const char *options, *delivery; /* of the information pack; the rest is the same for all */
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
    bool missed;        /* nobody answered the telephone */
    const char *letter; /* what went out then; NULL: no letter of ours */
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
