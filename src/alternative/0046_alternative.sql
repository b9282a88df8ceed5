-- SPDX-License-Identifier: Apache-2.0
-- What a buyer can get elsewhere, as he said: from whom, how fast, at what price.
CREATE TABLE alternative (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    deal_id {int} NOT NULL REFERENCES deal,
    contact_id {int} REFERENCES contact,
    who text NOT NULL DEFAULT '',
    days {int},
    price {int},
    price_currency text NOT NULL DEFAULT '',
    touch_id {int} REFERENCES touch,
    user_id {int} REFERENCES user
) STRICT;
CREATE INDEX alternative_deal ON alternative (deal_id, id);
CREATE INDEX alternative_contact ON alternative (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX alternative_touch ON alternative (touch_id) WHERE touch_id IS NOT NULL;
