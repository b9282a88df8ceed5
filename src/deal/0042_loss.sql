-- SPDX-License-Identifier: Apache-2.0
-- Why a deal was lost, in a word, and the minutes from when its buyer was ready to buy until then.
ALTER TABLE deal ADD COLUMN lost_cause {int} NOT NULL DEFAULT 0;
ALTER TABLE deal ADD COLUMN ready_minutes {int};
