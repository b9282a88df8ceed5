-- SPDX-License-Identifier: Apache-2.0
-- A stage or pipeline that is removed keeps its row: past days still name it.
ALTER TABLE pipeline ADD COLUMN removed {int} NOT NULL DEFAULT 0;
ALTER TABLE stage ADD COLUMN removed {int} NOT NULL DEFAULT 0;

-- The pipeline that somebody looked at last.
CREATE TABLE user_choice (
    user_id {int} PRIMARY KEY REFERENCES user,
    pipeline_id {int} NOT NULL REFERENCES pipeline
) STRICT;

-- Lists by value of what is open, won or lost; and by pipeline.
CREATE INDEX deal_state_value ON deal (state, value_base, id);
CREATE INDEX deal_owner_state_value ON deal (owner_id, state, value_base, id);
CREATE INDEX deal_pipeline_due ON deal (pipeline_id, state, next_step_due, id);
CREATE INDEX deal_owner_pipeline_due ON deal (owner_id, pipeline_id, state, next_step_due, id);
CREATE INDEX deal_pipeline_value ON deal (pipeline_id, state, value_base, id);
CREATE INDEX deal_owner_pipeline_value ON deal (owner_id, pipeline_id, state, value_base, id);

-- Kept sums of what was won: by owner (0: everybody), stage and day. deal_sum does not know the pipeline, and a board's
-- last column shows one pipeline's quarter.
CREATE TABLE won_sum (
    owner_id {int} NOT NULL,
    stage_id {int} NOT NULL,
    day {int} NOT NULL,
    deals {int} NOT NULL,
    value {int} NOT NULL,
    PRIMARY KEY (owner_id, stage_id, day)
) STRICT;
INSERT INTO won_sum (owner_id, stage_id, day, deals, value)
    SELECT owner_id, stage_id, closed_on, count(*), CAST(SUM(value_base) AS {int}) FROM deal
    WHERE state = 1 AND value_currency = (SELECT s.value FROM setting s WHERE s.name = 'currency')
    GROUP BY owner_id, stage_id, closed_on;
INSERT INTO won_sum (owner_id, stage_id, day, deals, value)
    SELECT 0, stage_id, day, CAST(SUM(deals) AS {int}), CAST(SUM(value) AS {int}) FROM won_sum
    WHERE owner_id <> 0 GROUP BY stage_id, day;

-- Who is signed in where, and when a session or key was used last (about: noted once a minute).
ALTER TABLE session ADD COLUMN seen {int} NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN address text NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN agent text NOT NULL DEFAULT '';
UPDATE session SET seen = started;
ALTER TABLE api_key ADD COLUMN used {int} NOT NULL DEFAULT 0;

-- What signed in before is not slowed by strangers' failures: browsers, by a cookie kept as a hash, and networks.
CREATE TABLE device (
    id {id},
    hash {blob} NOT NULL UNIQUE,
    user_id {int} NOT NULL REFERENCES user,
    used {int} NOT NULL
) STRICT;
CREATE INDEX device_user ON device (user_id, used);
CREATE TABLE sign_in_place (
    user_id {int} NOT NULL REFERENCES user,
    place text NOT NULL,
    used {int} NOT NULL,
    PRIMARY KEY (user_id, place)
) STRICT;
