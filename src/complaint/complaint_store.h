/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMPLAINT_STORE_H
#define COMPLAINT_STORE_H
#include "complaint/complaint.h"

MUST_USE bool complaint_share_add(struct ctx *c, int64_t complaint_id, int64_t user_id);
MUST_USE bool complaint_is_shared(struct ctx *c, int64_t complaint_id, bool *shared);
#endif
