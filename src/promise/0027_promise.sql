-- SPDX-License-Identifier: Apache-2.0
-- What one side said it would do for the other. `by` 0 is us, 1 the buyer; state below 2 is open.
CREATE TABLE promise (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    deal_id {int} NOT NULL REFERENCES deal,
    contact_id {int} REFERENCES contact,
    by {int} NOT NULL DEFAULT 0,
    kind {int} NOT NULL DEFAULT 0,
    channel {int} NOT NULL DEFAULT 0,
    user_id {int} REFERENCES user,
    held_id {int} REFERENCES user,
    team_id {int} REFERENCES team,
    request_id {int},
    what text NOT NULL DEFAULT '',
    agreed {int} NOT NULL DEFAULT 253402300800000,
    counted {int} NOT NULL DEFAULT 253402300800000,
    due {int} NOT NULL DEFAULT 253402300800000,
    moved_by {int} NOT NULL DEFAULT 0,
    moved_why text NOT NULL DEFAULT '',
    depends_on_id {int} REFERENCES promise,
    depends_days {int},
    paused {int} NOT NULL DEFAULT 253402300800000,
    pauses_id {int} REFERENCES promise,
    state {int} NOT NULL DEFAULT 0,
    missed {int} NOT NULL DEFAULT 253402300800000,
    settled {int} NOT NULL DEFAULT 253402300800000,
    late_minutes {int},
    letter_id {int} REFERENCES letter,
    touch_id {int} REFERENCES touch,
    note text NOT NULL DEFAULT '',
    credit text NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX promise_deal ON promise (deal_id, due, id);
CREATE INDEX promise_live ON promise (due, id) WHERE state < 2;
CREATE INDEX promise_live_deal ON promise (deal_id, due, id) WHERE state < 2;
CREATE INDEX promise_counted ON promise (counted, id);
CREATE INDEX promise_contact ON promise (contact_id, counted, id) WHERE contact_id IS NOT NULL;
CREATE INDEX promise_depends ON promise (depends_on_id) WHERE depends_on_id IS NOT NULL;
CREATE INDEX promise_pauses ON promise (pauses_id) WHERE pauses_id IS NOT NULL;
CREATE INDEX promise_touch ON promise (touch_id) WHERE touch_id IS NOT NULL;
