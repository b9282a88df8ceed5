/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROUTING_VIEW_H
#define ROUTING_VIEW_H
#include "frame/frame.h"
#include "routing/routing.h"

struct routing_person {
    int64_t id;
    struct str name, started, mentor;
    bool on_duty, novice, full;
};
struct routing_people {
    struct routing_person *p;
    size_t n;
};
struct routing_rule {
    int64_t id;
    struct str name, product, region;
};
struct routing_rules {
    struct routing_rule *p;
    size_t n;
};
struct routing_view {
    struct frame frame;
    struct routing_people people;
    struct routing_rules rules;
    struct str load_limit, novice_days;
};
#endif
