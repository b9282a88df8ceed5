/* SPDX-License-Identifier: Apache-2.0 */
/* zone.h - what the clocks of another zone show, beside the organisation's own of instant.h.
 *
 * Read from the machine's zone files (TZif, RFC 8536) and kept for the life of the process; a zone
 * never changes once it is read, so any thread may ask. Behind the moments that a file lists goes
 * the rule at its end.
 */
#ifndef ZONE_H
#define ZONE_H
#include "instant.h"

struct zone;
/* "Europe/Berlin"; NULL when the machine does not know it. */
const struct zone *zone_named(struct str name);
/* Its clocks at that moment, as ms since 1970 as if they were UTC (instant_wall). */
int64_t zone_wall(const struct zone *z, struct instant t);
#endif
