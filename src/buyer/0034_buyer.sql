-- SPDX-License-Identifier: Apache-2.0
-- How a buyer left, in his own words (S0-38): minutes from when he was ready to buy until he was lost.
CREATE TABLE exit (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    deal_id {int} NOT NULL REFERENCES deal,
    contact_id {int} REFERENCES contact,
    kind {int} NOT NULL DEFAULT 0,
    reason {int} NOT NULL DEFAULT 0,
    words text NOT NULL DEFAULT '',
    supplier text NOT NULL DEFAULT '',
    until {int} NOT NULL DEFAULT 2932897,
    minutes {int}
) STRICT;
CREATE INDEX exit_created ON exit (created, id);
CREATE INDEX exit_deal ON exit (deal_id, created, id);

-- Where one side understands a promise otherwise than it stands (S2-01).
CREATE TABLE difference (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    deal_id {int} NOT NULL REFERENCES deal,
    promise_id {int} NOT NULL REFERENCES promise,
    by {int} NOT NULL DEFAULT 0,
    contact_id {int} REFERENCES contact,
    user_id {int} REFERENCES user,
    words text NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX difference_deal ON difference (deal_id, created, id);
CREATE INDEX difference_promise ON difference (promise_id);

-- What came by a buyer's page once is not done twice.
CREATE TABLE buyer_once (
    hash {blob} PRIMARY KEY,
    made {int} NOT NULL
) STRICT;
CREATE INDEX buyer_once_made ON buyer_once (made);
