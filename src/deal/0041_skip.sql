-- SPDX-License-Identifier: Apache-2.0
-- Stages that a deal passed over: ours (stage_id), or the buyer's own (buyer_stage); the other is 0.
CREATE TABLE deal_skip (
    deal_id {int} NOT NULL REFERENCES deal,
    stage_id {int} NOT NULL DEFAULT 0,
    buyer_stage {int} NOT NULL DEFAULT 0,
    skipped {int} NOT NULL,
    by_buyer {int} NOT NULL,
    touch_id {int} REFERENCES touch,
    PRIMARY KEY (deal_id, stage_id, buyer_stage)
) STRICT;
