-- SPDX-License-Identifier: Apache-2.0
-- Help that a buyer asked for at a step of his own, and questions that go to who knows the product.
CREATE TABLE consult (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    deal_id {int} NOT NULL REFERENCES deal,
    contact_id {int} REFERENCES contact,
    kind {int} NOT NULL DEFAULT 0,
    product_id {int} REFERENCES product,
    step text NOT NULL DEFAULT '',
    words text NOT NULL DEFAULT '',
    entered text NOT NULL DEFAULT '',
    channel {int} NOT NULL DEFAULT 0,
    user_id {int} REFERENCES user,
    expert_id {int} NOT NULL REFERENCES user,
    due {int} NOT NULL DEFAULT 253402300800000,
    state {int} NOT NULL DEFAULT 0,
    answer text NOT NULL DEFAULT '',
    answered {int} NOT NULL DEFAULT 253402300800000,
    answered_by_id {int} REFERENCES user,
    late {int} NOT NULL DEFAULT 253402300800000,
    letter_id {int} REFERENCES letter,
    touch_id {int} REFERENCES touch
) STRICT;
CREATE INDEX consult_deal ON consult (deal_id, due, id);
CREATE INDEX consult_expert ON consult (expert_id, state, due, id);
CREATE INDEX consult_contact ON consult (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX consult_letter ON consult (letter_id) WHERE letter_id IS NOT NULL;
CREATE INDEX consult_touch ON consult (touch_id) WHERE touch_id IS NOT NULL;
