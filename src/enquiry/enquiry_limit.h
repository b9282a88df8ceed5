/* SPDX-License-Identifier: Apache-2.0 */
/* enquiry_limit.h - how many questions come from one address, for one e-mail address, and in all,
 * so that a flood ends and the honest go on asking.
 *
 * Counted in memory over an hour of real time; forgotten at a restart. Past the limit of an address
 * who asked from there before under his own e-mail address is let in, because somebody honest may
 * stand behind the same address as a flood; past the limit of all, so is the first from an address.
 * Nothing else that is on record decides: an answer tells strangers nothing. Who goes on regardless
 * gets no exception any more.
 */
#ifndef ENQUIRY_LIMIT_H
#define ENQUIRY_LIMIT_H
#include "frame/slice.h"

struct asker {
    struct str address, email; /* folded */
    bool known;                /* he asked from here before */
    int64_t per_address, per_email, in_all;
};
/* 0: he may, and it is counted; else the milliseconds to wait. now_ms is monotonic_ms(). */
int64_t asker_wait_ms(const struct asker *a, int64_t now_ms);
/* What he sent was no question after all. */
void asker_undo(const struct asker *a);
/* For tests. */
void askers_forget(void);
extern const struct policy enquiries_per_address, enquiries_per_email, enquiries_in_all;
#endif
