-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE deal (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    name text NOT NULL DEFAULT '',
    name_fold text NOT NULL DEFAULT '',
    account_id {int} REFERENCES account,
    contact_id {int} REFERENCES contact,
    product_id {int} REFERENCES product,
    item text NOT NULL DEFAULT '',
    options text NOT NULL DEFAULT '',
    pipeline_id {int} NOT NULL REFERENCES pipeline,
    stage_id {int} NOT NULL REFERENCES stage,
    state {int} NOT NULL DEFAULT 0,
    buyer_stage {int} NOT NULL DEFAULT 0,
    buyer_stage_day {int} NOT NULL DEFAULT 2932897,
    owner_id {int} NOT NULL REFERENCES user,
    value {int},
    value_currency text NOT NULL DEFAULT '',
    value_base {int} NOT NULL DEFAULT 0,
    value_source {int} NOT NULL DEFAULT 0,
    probability {int} NOT NULL DEFAULT 0,
    expected_close {int} NOT NULL DEFAULT 2932897,
    close_source {int} NOT NULL DEFAULT 0,
    close_touch_id {int},
    seller_target {int} NOT NULL DEFAULT 2932897,
    urgency {int} NOT NULL DEFAULT 0,
    need_by {int} NOT NULL DEFAULT 2932897,
    budget {int},
    budget_currency text NOT NULL DEFAULT '',
    payment_path {int} NOT NULL DEFAULT 0,
    source {int} NOT NULL DEFAULT 0,
    direction {int} NOT NULL DEFAULT 0,
    purpose {int} NOT NULL DEFAULT 0,
    engaged_on {int} NOT NULL DEFAULT 2932897,
    closed_on {int} NOT NULL DEFAULT 2932897,
    lost_reason text NOT NULL DEFAULT '',
    next_step text NOT NULL DEFAULT '',
    next_step_due {int} NOT NULL DEFAULT 253402300800000,
    last_touch {int} NOT NULL DEFAULT 253402300800000,
    last_heard {int} NOT NULL DEFAULT 253402300800000,
    last_seq {int} NOT NULL DEFAULT 0,
    outside_id text NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX deal_stage_value ON deal (stage_id, value_base, id);
CREATE INDEX deal_owner_stage_value ON deal (owner_id, stage_id, value_base, id);
CREATE INDEX deal_account ON deal (account_id, id);
-- since when an account is a customer
CREATE INDEX deal_won ON deal (account_id, closed_on) WHERE state = 1;
CREATE INDEX deal_main_contact ON deal (contact_id, id) WHERE contact_id IS NOT NULL;
CREATE INDEX deal_state_close ON deal (state, expected_close, id);
CREATE INDEX deal_owner_state_close ON deal (owner_id, state, expected_close, id);
CREATE INDEX deal_owner_state_due ON deal (owner_id, state, next_step_due, id);
CREATE INDEX deal_state_due ON deal (state, next_step_due, id);
CREATE INDEX deal_name ON deal (name_fold, id);
CREATE INDEX deal_owner_name ON deal (owner_id, name_fold, id);
CREATE UNIQUE INDEX deal_outside ON deal (outside_id) WHERE outside_id <> '';

CREATE TABLE deal_share (
    deal_id {int} NOT NULL REFERENCES deal,
    user_id {int} NOT NULL REFERENCES user,
    shared_by {int} REFERENCES user,
    shared {int} NOT NULL,
    PRIMARY KEY (user_id, deal_id)
) STRICT;
CREATE INDEX deal_share_deal ON deal_share (deal_id);

-- The people on the buyer's side of one deal, beside its main contact.
CREATE TABLE deal_contact (
    deal_id {int} NOT NULL REFERENCES deal,
    contact_id {int} NOT NULL REFERENCES contact,
    added {int} NOT NULL,
    PRIMARY KEY (deal_id, contact_id)
) STRICT;
CREATE INDEX deal_contact_contact ON deal_contact (contact_id);

-- What a deal was from entered to (not including) ended: "as it was on DATE" (S2-27, S2-29).
CREATE TABLE deal_state (
    id {id},
    deal_id {int} NOT NULL REFERENCES deal,
    entered {int} NOT NULL,
    ended {int} NOT NULL DEFAULT 253402300800000,
    owner_id {int} NOT NULL,
    stage_id {int} NOT NULL,
    state {int} NOT NULL,
    day {int} NOT NULL,
    confirmed {int} NOT NULL,
    probability {int} NOT NULL,
    currency text NOT NULL,
    value {int},
    value_base {int} NOT NULL
) STRICT;
CREATE UNIQUE INDEX deal_state_open ON deal_state (deal_id) WHERE ended = 253402300800000;
CREATE INDEX deal_state_deal ON deal_state (deal_id, entered);
CREATE INDEX deal_state_day ON deal_state (day, entered);

-- Kept sums: by owner (0: everybody), day (of close, or expected), state, and the probability of deals whose date came
-- from the buyer (-1: it did not), so that commit_floor may change without counting again. value in the base
-- currency's minor units; weighted is the sum of value × percent.
CREATE TABLE deal_sum (
    owner_id {int} NOT NULL,
    day {int} NOT NULL,
    state {int} NOT NULL,
    confirmed {int} NOT NULL,
    currency text NOT NULL,
    deals {int} NOT NULL,
    value {int} NOT NULL,
    weighted {int} NOT NULL,
    PRIMARY KEY (owner_id, day, state, confirmed, currency)
) STRICT;

-- Kept sums of the board's columns: by owner (0: everybody) and stage.
CREATE TABLE stage_sum (
    owner_id {int} NOT NULL,
    stage_id {int} NOT NULL,
    deals {int} NOT NULL,
    value {int} NOT NULL,
    weighted {int} NOT NULL,
    PRIMARY KEY (owner_id, stage_id)
) STRICT;
