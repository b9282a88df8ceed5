-- SPDX-License-Identifier: Apache-2.0
-- The buyer's keys, as hashes: a stolen file opens no page.
CREATE TABLE link (
    id {id},
    hash {blob} NOT NULL UNIQUE,
    deal_id {int} NOT NULL REFERENCES deal,
    contact_id {int} NOT NULL REFERENCES contact,
    made {int} NOT NULL,
    expires {int} NOT NULL,
    revoked {int} NOT NULL DEFAULT 253402300800000,
    revoked_by_id {int} REFERENCES user
) STRICT;
CREATE INDEX link_deal ON link (deal_id, id);
CREATE INDEX link_contact ON link (contact_id, id);
