/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DEAL_VIEW_H
#define DEAL_VIEW_H
#include "deal/deal.h"

struct handover {
    struct str owner, company, link;
};
#endif
