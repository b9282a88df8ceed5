/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PARTY_DEAL_VIEW_H
#define PARTY_DEAL_VIEW_H
#include "frame/frame.h"
#include "party/party.h"

struct consent_row {
    const struct consent *k;
    struct str action, by;
    bool given; /* and not taken back */
};
struct party_row {
    const struct party *p;
    struct str role, person;
    struct {
        struct consent_row *p;
        size_t n;
    } consents;
    bool allowed; /* there is one that holds */
};
struct said_row {
    int64_t id;
    struct str label; /* "16 Mar 2026: Do send them the claim" */
};
struct party_deal_view {
    struct frame frame;
    const struct deal *deal;
    struct {
        struct party_row *p;
        size_t n;
    } rows;
    struct {
        struct said_row *p;
        size_t n;
    } said; /* inbound touches, in which he may have consented */
    struct form form;
    struct form_options actions; /* of a consent */
    bool writes, adding;
    struct str message; /* what is wrong with what was sent */
    struct strs next;
};
#endif
