-- SPDX-License-Identifier: Apache-2.0
-- Times at which somebody of us shows a product, until a buyer takes one; and how he sees it by himself.
CREATE TABLE slot (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    name text NOT NULL DEFAULT '',
    user_id {int} NOT NULL REFERENCES user,
    product_id {int} REFERENCES product,
    starts {int} NOT NULL,
    minutes {int},
    deal_id {int} REFERENCES deal,
    contact_id {int} REFERENCES contact,
    taken {int} NOT NULL DEFAULT 253402300800000
) STRICT;
CREATE INDEX slot_starts ON slot (starts, id);
CREATE INDEX slot_user_starts ON slot (user_id, starts, id);
CREATE INDEX slot_deal ON slot (deal_id) WHERE deal_id IS NOT NULL;
CREATE INDEX slot_contact ON slot (contact_id) WHERE contact_id IS NOT NULL;

ALTER TABLE product ADD COLUMN demo text NOT NULL DEFAULT '';
ALTER TABLE product ADD COLUMN demo_url text NOT NULL DEFAULT '';
