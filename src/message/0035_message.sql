-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE message (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    deal_id {int} NOT NULL REFERENCES deal,
    contact_id {int} REFERENCES contact,
    channel {int} NOT NULL DEFAULT 0,
    kind {int} NOT NULL DEFAULT 0,
    subject text NOT NULL DEFAULT '',
    "text" text NOT NULL DEFAULT '',
    pack {int} NOT NULL DEFAULT 0,
    product_id {int} REFERENCES product,
    apology {int} NOT NULL DEFAULT 0,
    remedy text NOT NULL DEFAULT '',
    remedy_due {int} NOT NULL DEFAULT 253402300800000,
    choice text NOT NULL DEFAULT '',
    elsewhere text NOT NULL DEFAULT '',
    shared text NOT NULL DEFAULT '',
    next_step text NOT NULL DEFAULT '',
    next_step_due {int} NOT NULL DEFAULT 253402300800000,
    again_why text NOT NULL DEFAULT '',
    user_id {int} REFERENCES user,
    touch_id {int} REFERENCES touch,
    letter_id {int} REFERENCES letter,
    promise_id {int} REFERENCES promise
) STRICT;
CREATE INDEX message_deal ON message (deal_id, created, id);
CREATE INDEX message_letter ON message (letter_id);

-- Selling, or value: a hint, resource or expertise, and which.
ALTER TABLE touch ADD COLUMN kind {int} NOT NULL DEFAULT 0;
ALTER TABLE touch ADD COLUMN shared text NOT NULL DEFAULT '';
