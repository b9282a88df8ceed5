-- SPDX-License-Identifier: Apache-2.0
-- What one unit of base was worth in currency on a day. A correction is a new row: the newest of a day counts.
CREATE TABLE rate (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    base text NOT NULL,
    currency text NOT NULL,
    day {int} NOT NULL,
    rate text NOT NULL,
    source text NOT NULL DEFAULT '',
    user_id {int} REFERENCES user
) STRICT;
CREATE INDEX rate_pair ON rate (base, currency, day, id);
CREATE INDEX rate_currency ON rate (currency, day, id);
CREATE INDEX rate_day ON rate (day, id);
{append_only rate}

-- The rate by which value_base was counted, exactly, and the day of that rate; value_day is the day whose rate was
-- wanted. Empty in the organisation's own currency, and where there was no rate.
ALTER TABLE deal ADD COLUMN value_day {int} NOT NULL DEFAULT 2932897;
ALTER TABLE deal ADD COLUMN value_rate text NOT NULL DEFAULT '';
ALTER TABLE deal ADD COLUMN value_rate_day {int} NOT NULL DEFAULT 2932897;
CREATE INDEX deal_waiting ON deal (id) WHERE value_base = 0 AND value_rate = '' AND value IS NOT NULL;

-- currency is that of value_base from here on, which was the deal's own before.
ALTER TABLE deal_state ADD COLUMN value_currency text NOT NULL DEFAULT '';
ALTER TABLE deal_state ADD COLUMN rate text NOT NULL DEFAULT '';
ALTER TABLE deal_state ADD COLUMN rate_day {int} NOT NULL DEFAULT 2932897;
UPDATE deal_state SET value_currency = currency WHERE value IS NOT NULL;
