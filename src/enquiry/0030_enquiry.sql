-- SPDX-License-Identifier: Apache-2.0
-- What somebody asked, as he said it; and to whom it was given.
CREATE TABLE enquiry (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    reference text NOT NULL DEFAULT '',
    deal_id {int} NOT NULL REFERENCES deal,
    contact_id {int} REFERENCES contact,
    origin {int} NOT NULL DEFAULT 0,
    joined {int} NOT NULL DEFAULT 0,
    name text NOT NULL DEFAULT '',
    email text NOT NULL DEFAULT '',
    phone text NOT NULL DEFAULT '',
    phone_allowed {int} NOT NULL DEFAULT 0,
    company text NOT NULL DEFAULT '',
    region text NOT NULL DEFAULT '',
    message text NOT NULL DEFAULT '',
    item text NOT NULL DEFAULT '',
    product_id {int} REFERENCES product,
    options text NOT NULL DEFAULT '',
    urgency {int} NOT NULL DEFAULT 0,
    need_by {int} NOT NULL DEFAULT 2932897,
    buyer_stage {int} NOT NULL DEFAULT 0,
    budget_from {int},
    budget_from_currency text NOT NULL DEFAULT '',
    budget {int},
    budget_currency text NOT NULL DEFAULT '',
    payment_path {int} NOT NULL DEFAULT 0,
    channel {int} NOT NULL DEFAULT 0,
    knowledge {int} NOT NULL DEFAULT 0,
    alternatives {int} NOT NULL DEFAULT 0,
    insurer text NOT NULL DEFAULT '',
    insurer_agreed {int} NOT NULL DEFAULT 0,
    insurer_verified {int} NOT NULL DEFAULT 2932897,
    answer_by {int} NOT NULL DEFAULT 253402300800000,
    letter_id {int},
    touch_id {int} REFERENCES touch,
    user_id {int} REFERENCES user,
    lead_source text NOT NULL DEFAULT '',
    consent_basis text NOT NULL DEFAULT '',
    state {int} NOT NULL DEFAULT 0,
    offered_id {int} REFERENCES user,
    accept_by {int} NOT NULL DEFAULT 253402300800000,
    settled {int} NOT NULL DEFAULT 253402300800000,
    place {blob}
) STRICT;
CREATE UNIQUE INDEX enquiry_reference ON enquiry (reference);
CREATE INDEX enquiry_deal ON enquiry (deal_id, id);
CREATE INDEX enquiry_place ON enquiry (place);
CREATE INDEX enquiry_contact ON enquiry (contact_id, created) WHERE contact_id IS NOT NULL;
CREATE INDEX enquiry_product ON enquiry (product_id) WHERE product_id IS NOT NULL;
CREATE INDEX enquiry_touch ON enquiry (touch_id) WHERE touch_id IS NOT NULL;

-- The same words sent twice are one enquiry.
CREATE TABLE enquiry_once (
    hash {blob} PRIMARY KEY,
    made {int} NOT NULL,
    enquiry_id {int} REFERENCES enquiry
) STRICT;
CREATE INDEX enquiry_once_made ON enquiry_once (made);

-- What was read back to the buyer last, so that he is not told the same twice.
CREATE TABLE read_back (
    deal_id {int} PRIMARY KEY REFERENCES deal,
    hash {blob} NOT NULL,
    made {int} NOT NULL
) STRICT;

-- Which enquiries go to whom: the rules that say most of an enquiry count.
CREATE TABLE assignment (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    name text NOT NULL DEFAULT '',
    user_id {int} NOT NULL REFERENCES user,
    product_id {int} REFERENCES product,
    region text NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX assignment_user ON assignment (user_id, id);
CREATE INDEX assignment_product ON assignment (product_id) WHERE product_id IS NOT NULL;

-- What somebody has learnt: the product's side and the people's side apart (S0-53).
CREATE TABLE certificate (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    name text NOT NULL DEFAULT '',
    user_id {int} NOT NULL REFERENCES user,
    side {int} NOT NULL DEFAULT 0,
    product_id {int} REFERENCES product,
    passed {int} NOT NULL DEFAULT 2932897,
    expires {int} NOT NULL DEFAULT 2932897
) STRICT;
CREATE INDEX certificate_user ON certificate (user_id, side, product_id);
CREATE INDEX certificate_product ON certificate (product_id, side) WHERE product_id IS NOT NULL;

-- Whose turn it is: who was given one longest ago comes first.
CREATE TABLE turn (
    user_id {int} PRIMARY KEY REFERENCES user,
    given {int} NOT NULL
) STRICT;

-- Whom a buyer asked to keep (S0-50).
CREATE TABLE preferred (
    contact_id {int} PRIMARY KEY REFERENCES contact,
    user_id {int} NOT NULL REFERENCES user,
    since {int} NOT NULL
) STRICT;
CREATE INDEX preferred_user ON preferred (user_id);

CREATE INDEX deal_contact_open ON deal (contact_id, id) WHERE state = 0 AND contact_id IS NOT NULL;
