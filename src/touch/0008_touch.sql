-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE touch (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    deal_id {int} NOT NULL REFERENCES deal,
    contact_id {int} REFERENCES contact,
    channel {int} NOT NULL DEFAULT 0,
    direction {int} NOT NULL DEFAULT 0,
    user_id {int} REFERENCES user,
    happened {int} NOT NULL DEFAULT 253402300800000,
    details text NOT NULL DEFAULT '',
    minutes {int},
    buyer_minutes {int},
    no_show {int} NOT NULL DEFAULT 0,
    next_step text NOT NULL DEFAULT '',
    next_step_due {int} NOT NULL DEFAULT 253402300800000,
    buyer_close {int} NOT NULL DEFAULT 2932897,
    buyer_stage {int} NOT NULL DEFAULT 0,
    outside_id text NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX touch_deal ON touch (deal_id, happened, id);
CREATE INDEX touch_contact ON touch (contact_id, happened, id) WHERE contact_id IS NOT NULL;
CREATE UNIQUE INDEX touch_outside ON touch (outside_id) WHERE outside_id <> '';
