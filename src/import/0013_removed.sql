-- SPDX-License-Identifier: Apache-2.0
-- What a record was when it was taken out of its table: out of lists, sums, search and pages. Its history and what it
-- counted as on past days stay. body holds words that may have to be erased: rows may go.
CREATE TABLE removed (
    id {id},
    record text NOT NULL,
    record_id {int} NOT NULL,
    title text NOT NULL,
    removed {int} NOT NULL,
    user_id {int},
    body text NOT NULL
) STRICT;
CREATE UNIQUE INDEX removed_record ON removed (record, record_id);

-- The states of a removed deal stay, so that a past day shows what it showed: they refer to its number, not its row.
CREATE TABLE deal_state_kept (
    id {id},
    deal_id {int} NOT NULL,
    entered {int} NOT NULL,
    ended {int} NOT NULL DEFAULT 253402300800000,
    owner_id {int} NOT NULL,
    stage_id {int} NOT NULL,
    state {int} NOT NULL,
    day {int} NOT NULL,
    confirmed {int} NOT NULL,
    probability {int} NOT NULL,
    currency text NOT NULL,
    value {int},
    value_base {int} NOT NULL
) STRICT;
INSERT INTO deal_state_kept (deal_id, entered, ended, owner_id, stage_id, state, day, confirmed, probability, currency,
    value, value_base)
    SELECT deal_id, entered, ended, owner_id, stage_id, state, day, confirmed, probability, currency, value, value_base
    FROM deal_state ORDER BY id;
DROP TABLE deal_state;
ALTER TABLE deal_state_kept RENAME TO deal_state;
CREATE UNIQUE INDEX deal_state_open ON deal_state (deal_id) WHERE ended = 253402300800000;
CREATE INDEX deal_state_deal ON deal_state (deal_id, entered);
CREATE INDEX deal_state_day ON deal_state (day, entered);

-- Whether anything still refers to a record that is to be taken out.
CREATE INDEX deal_product ON deal (product_id) WHERE product_id IS NOT NULL;
CREATE INDEX contact_reports_to ON contact (reports_to_id) WHERE reports_to_id IS NOT NULL;
