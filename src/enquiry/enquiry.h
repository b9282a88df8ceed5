/* SPDX-License-Identifier: Apache-2.0 */
/* enquiry.h - somebody asks, at any hour, without an account (S0-05).
 *
 * One form, one API call, or by hand: what he wants, his budget, by when, how urgent, where he
 * stands, how he wants to be reached. It becomes account, contact and deal (or joins those that are
 * there, without showing what they hold), gets an owner by routing (product, region, load, who is
 * on duty in turn, never a novice alone), a response clock by urgency, and within 60 s a receipt:
 * reference, owner's name, the exact time a person will answer, and the link to his page. Floods
 * are limited without locking out the honest. Nobody of us can lower what he said (gate
 * buyer_owned). Shows: /ask (public), /api/v1/enquiries (without a key too), /settings/routing.
 */
#ifndef ENQUIRY_H
#define ENQUIRY_H
#include "deal/deal.h"
extern const struct slice enquiry_slice;
#endif
