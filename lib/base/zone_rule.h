/* SPDX-License-Identifier: Apache-2.0 */
/* zone_rule.h - "CET-1CEST,M3.5.0,M10.5.0/3": how a zone goes on behind what its file lists. */
#ifndef ZONE_RULE_H
#define ZONE_RULE_H
#include "day.h"

struct zone_turn {
    int month, week, weekday; /* week 5: the last; weekday 0: Sunday */
    int64_t second;           /* of that day, by the clocks before the turn; also below 0 */
};
struct zone_rule {
    int64_t ahead_ms, summer_ms; /* of UTC */
    bool turns;
    struct zone_turn summer, winter;
};
/* False for other forms than this one, which no zone's file has. */
MUST_USE bool zone_rule_read(struct str text, struct zone_rule *out);
int64_t zone_rule_ahead_ms(const struct zone_rule *r, int64_t second);
#endif
