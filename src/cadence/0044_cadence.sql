-- SPDX-License-Identifier: Apache-2.0
-- What a rep plans to do one after the other, until the buyer says something.
CREATE TABLE cadence (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    deal_id {int} NOT NULL REFERENCES deal,
    channel {int} NOT NULL DEFAULT 0,
    what text NOT NULL DEFAULT '',
    planned {int} NOT NULL DEFAULT 253402300800000,
    due {int} NOT NULL DEFAULT 253402300800000,
    state {int} NOT NULL DEFAULT 0,
    why text NOT NULL DEFAULT '',
    settled {int} NOT NULL DEFAULT 253402300800000,
    user_id {int} REFERENCES user,
    touch_id {int} REFERENCES touch
) STRICT;
CREATE INDEX cadence_deal ON cadence (deal_id, due, id);
CREATE INDEX cadence_touch ON cadence (touch_id) WHERE touch_id IS NOT NULL;
