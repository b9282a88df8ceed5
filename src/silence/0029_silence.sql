-- SPDX-License-Identifier: Apache-2.0
-- Our stage is the buyer's word's neighbour: the stage that a person of ours set. What was there came from people.
ALTER TABLE deal ADD COLUMN rep_stage_id {int} REFERENCES stage;
UPDATE deal SET rep_stage_id = stage_id;
-- Whose word each is: 0 nobody's, 1 ours, 2 the buyer's; and since when it is the buyer's.
ALTER TABLE deal ADD COLUMN urgency_source {int} NOT NULL DEFAULT 0;
ALTER TABLE deal ADD COLUMN urgency_said {int} NOT NULL DEFAULT 253402300800000;
ALTER TABLE deal ADD COLUMN need_by_source {int} NOT NULL DEFAULT 0;
ALTER TABLE deal ADD COLUMN need_by_said {int} NOT NULL DEFAULT 253402300800000;
ALTER TABLE deal ADD COLUMN budget_from {int};
ALTER TABLE deal ADD COLUMN budget_from_currency text NOT NULL DEFAULT '';
ALTER TABLE deal ADD COLUMN budget_source {int} NOT NULL DEFAULT 0;
UPDATE deal SET urgency_source = 1 WHERE urgency <> 0;
UPDATE deal SET need_by_source = 1 WHERE need_by <> 2932897;
UPDATE deal SET budget_source = 1 WHERE budget IS NOT NULL;
ALTER TABLE deal ADD COLUMN knowledge {int} NOT NULL DEFAULT 0;
ALTER TABLE deal ADD COLUMN alternatives {int} NOT NULL DEFAULT 0;
-- How the buyer waits: 0 well, 1 silent, 2 presumed gone.
ALTER TABLE deal ADD COLUMN health {int} NOT NULL DEFAULT 0;
ALTER TABLE deal ADD COLUMN asked {int} NOT NULL DEFAULT 253402300800000;
ALTER TABLE deal ADD COLUMN first_answer_due {int} NOT NULL DEFAULT 253402300800000;
ALTER TABLE deal ADD COLUMN first_answered {int} NOT NULL DEFAULT 253402300800000;
ALTER TABLE deal ADD COLUMN human_contact {int} NOT NULL DEFAULT 253402300800000;
ALTER TABLE deal ADD COLUMN closed_by {int} NOT NULL DEFAULT 0;
ALTER TABLE deal ADD COLUMN lost_to text NOT NULL DEFAULT '';
ALTER TABLE deal ADD COLUMN mentor_id {int} REFERENCES user;
CREATE INDEX deal_health ON deal (health, human_contact, id) WHERE health > 0;
CREATE INDEX deal_answered ON deal (first_answer_due, id) WHERE first_answer_due < 253402300800000;

-- What was said stands in fields of its own (S0-07), and whether it reached anybody.
ALTER TABLE touch ADD COLUMN answered {int} NOT NULL DEFAULT 0;
ALTER TABLE touch ADD COLUMN needs text NOT NULL DEFAULT '';
ALTER TABLE touch ADD COLUMN clarity text NOT NULL DEFAULT '';
ALTER TABLE touch ADD COLUMN payment_path {int} NOT NULL DEFAULT 0;
ALTER TABLE touch ADD COLUMN urgency {int} NOT NULL DEFAULT 0;
ALTER TABLE touch ADD COLUMN need_by {int} NOT NULL DEFAULT 2932897;
ALTER TABLE touch ADD COLUMN budget {int};
ALTER TABLE touch ADD COLUMN budget_currency text NOT NULL DEFAULT '';
