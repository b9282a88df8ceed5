-- SPDX-License-Identifier: Apache-2.0
-- What stands in a buyer's way, and what we answered (S2-15).
CREATE TABLE roadblock (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    deal_id {int} NOT NULL REFERENCES deal,
    contact_id {int} REFERENCES contact,
    what text NOT NULL DEFAULT '',
    touch_id {int} REFERENCES touch,
    user_id {int} REFERENCES user,
    owner_id {int} NOT NULL REFERENCES user,
    due {int} NOT NULL DEFAULT 253402300800000,
    answer text NOT NULL DEFAULT '',
    answered {int} NOT NULL DEFAULT 253402300800000,
    answered_by_id {int} REFERENCES user,
    helped {int} NOT NULL DEFAULT 0,
    helped_said {int} NOT NULL DEFAULT 253402300800000,
    withdrawn {int} NOT NULL DEFAULT 253402300800000
) STRICT;
CREATE INDEX roadblock_deal ON roadblock (deal_id, due, id);
CREATE INDEX roadblock_contact ON roadblock (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX roadblock_touch ON roadblock (touch_id) WHERE touch_id IS NOT NULL;

-- A price or terms outside the usual, asked of who may grant them (S2-16, S0-36, S0-37).
CREATE TABLE approval (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    deal_id {int} NOT NULL REFERENCES deal,
    kind {int} NOT NULL DEFAULT 0,
    amount {int},
    amount_currency text NOT NULL DEFAULT '',
    was_value {int},
    was_value_currency text NOT NULL DEFAULT '',
    discount {int},
    terms text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    roadblock_id {int} REFERENCES roadblock,
    buyer_waits {int} NOT NULL DEFAULT 0,
    user_id {int} REFERENCES user,
    approver_id {int} REFERENCES user,
    due {int} NOT NULL DEFAULT 253402300800000,
    escalated {int},
    state {int} NOT NULL DEFAULT 0,
    decided {int} NOT NULL DEFAULT 253402300800000,
    decided_by_id {int} REFERENCES user,
    decision text NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX approval_open ON approval (deal_id) WHERE state = 0;
CREATE INDEX approval_deal ON approval (deal_id, due, id);
CREATE INDEX approval_approver ON approval (approver_id, state, due, id);
CREATE INDEX approval_roadblock ON approval (roadblock_id) WHERE roadblock_id IS NOT NULL;
