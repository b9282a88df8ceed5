/* SPDX-License-Identifier: Apache-2.0 */
/* demo_story.h - what both sides of some sales did in the last days: who asks, and a list of scenes
 * that demo_scene.c plays by the rules which pages and API call. To add to it, add a row. */
#ifndef DEMO_STORY_H
#define DEMO_STORY_H
#include "demo/demo_data.h"

/* The sales that began with a question. */
enum demo_sale_no {
    FERNHOLLOW, /* the one that is shown from both sides */
    LARCHMONT,  /* a price is late, and the manager hears of it */
    TAMARIND,   /* waits for an answer */
    GALEHAVEN,  /* the same, and urgent */
    KESTREL,    /* its receipt did not arrive */
    OSPREY,     /* kept late; a manager passes a gate; a special price */
    JUNIPER,    /* another date, and what changed */
    SALTASH,    /* nobody answered in time */
    COPPERLINE, /* bought elsewhere */
    MISTRAL,    /* presumed gone */
    SEEDBANK,   /* a complaint that was answered, a discount that was granted */
    ROWANTREE,  /* a lead that waits to be accepted */
    DEMO_SALES
};

struct demo_sale {
    const char *name, *email, *phone, *company, *region;
    int product; /* of demo_products */
    const char *asks, *options;
    bool urgent;
    int need_days; /* 0: he did not say */
    int stage;     /* enum buyer_stage */
    int payment;   /* enum payment_path */
    int budget;    /* in whole dollars, 0: not said */
    int knowledge; /* enum knowledge */
};
extern const struct demo_sale demo_sales[DEMO_SALES];

enum demo_act {
    /* ours */
    TAKES,     /* an enquiry by hand; in the buyer's name by the web form: BUYER */
    BUYS_LEAD, /* a lead from elsewhere */
    CALLS,     /* by telephone: what, next step in `next`; needs in `more` */
    SENDS,     /* a letter: subject what, text more; kind of message */
    VALUES,    /* what it is worth: n in dollars; also moves to stage `kind` */
    PROMISES, /* n: working days that it takes once the other side did what it waits for */
    EXPECTS, /* what the buyer promised, written down by us */
    KEEPS,
    ASKS_TEAM, /* what, need, promised in `next`; n: minutes until the real deadline */
    ANSWERS,   /* of a team: kind is enum ask_answer, words what; a condition in `more` */
    QUESTIONS, /* puts a question to the buyer's page: kind of fact in `more` */
    WANTS_PRICE, /* a special price: n in dollars, reason what */
    DECIDES,     /* about it */
    REPLIES,     /* to a complaint */
    /* the buyer's, on his page */
    ASKS,
    SHARES,
    CHANGES,
    DOES,   /* what he promised */
    AGREES, /* to the conditions of a team */
    MOVES,
    TELLS,
    THANKS,
    LEAVES,
};
#define BUYER (-1)

/* Rows that later scenes speak of. */
enum demo_mark {
    NOTHING,
    PRICE,
    PLAN,
    LAYOUT_ASKED,
    LAYOUT,
    FINISH,
    DEPOSIT,
    LATE_PRICE,
    TRUCK_ASKED,
    BOOTH,
    BOOTH_ASKED,
    SHOWROOM_ASKED,
    COMPLAINT,
    DISCOUNT,
    DEMO_MARKS
};

struct demo_scene {
    int ago; /* working minutes before now */
    int sale;
    int who; /* of demo_people, or BUYER */
    enum demo_act act;
    const char *what, *more, *next;
    int kind, channel, n;
    int team;     /* 1 + of demo_teams; 0: none */
    int due;      /* working minutes before now; below 0: to come */
    int mark, on; /* enum demo_mark: what it is called; what it is about */
    bool refused; /* the rules say no, and that is kept */
    const char *override; /* why a manager passes the gate */
};
extern const struct demo_scene demo_scenes[];
extern const size_t n_demo_scenes;
#endif
