-- SPDX-License-Identifier: Apache-2.0
-- How a contact is to be reached, and the seven parts of a product's information pack.
ALTER TABLE contact ADD COLUMN only_by {int} NOT NULL DEFAULT 0;
ALTER TABLE contact ADD COLUMN no_phone {int} NOT NULL DEFAULT 0;
ALTER TABLE contact ADD COLUMN no_email {int} NOT NULL DEFAULT 0;
ALTER TABLE contact ADD COLUMN no_text {int} NOT NULL DEFAULT 0;
ALTER TABLE contact ADD COLUMN no_social {int} NOT NULL DEFAULT 0;
ALTER TABLE contact ADD COLUMN no_letter {int} NOT NULL DEFAULT 0;
ALTER TABLE contact ADD COLUMN no_visit {int} NOT NULL DEFAULT 0;
ALTER TABLE contact ADD COLUMN contact_hours text NOT NULL DEFAULT '';
ALTER TABLE contact ADD COLUMN contact_days {int};
ALTER TABLE contact ADD COLUMN zone text NOT NULL DEFAULT '';
ALTER TABLE contact ADD COLUMN prefers_stated {int} NOT NULL DEFAULT 253402300800000;

ALTER TABLE product ADD COLUMN options text NOT NULL DEFAULT '';
ALTER TABLE product ADD COLUMN delivery text NOT NULL DEFAULT '';
ALTER TABLE product ADD COLUMN payment_terms text NOT NULL DEFAULT '';
ALTER TABLE product ADD COLUMN how_to_order text NOT NULL DEFAULT '';
ALTER TABLE product ADD COLUMN returns text NOT NULL DEFAULT '';
ALTER TABLE product ADD COLUMN who_to_ask text NOT NULL DEFAULT '';
