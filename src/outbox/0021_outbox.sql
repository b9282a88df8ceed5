-- SPDX-License-Identifier: Apache-2.0
-- due: when it is tried next; leaving: since when it is being handed over; first_try: pauses grow
-- for two days from here.
CREATE TABLE letter (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    deal_id {int} REFERENCES deal,
    contact_id {int} REFERENCES contact,
    user_id {int} REFERENCES user,
    staff_id {int} REFERENCES user,
    "to" text NOT NULL DEFAULT '',
    kind text NOT NULL DEFAULT '',
    channel {int} NOT NULL DEFAULT 0,
    weight {int} NOT NULL DEFAULT 0,
    human {int} NOT NULL DEFAULT 0,
    subject text NOT NULL DEFAULT '',
    "text" text NOT NULL DEFAULT '',
    state {int} NOT NULL DEFAULT 0,
    queued {int} NOT NULL DEFAULT 253402300800000,
    sent {int} NOT NULL DEFAULT 253402300800000,
    tries {int} NOT NULL DEFAULT 0,
    why text NOT NULL DEFAULT '',
    due {int} NOT NULL DEFAULT 253402300800000,
    leaving {int} NOT NULL DEFAULT 253402300800000,
    first_try {int} NOT NULL DEFAULT 253402300800000,
    message_id text NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX letter_queued ON letter (queued, id);
CREATE INDEX letter_deal ON letter (deal_id, queued, id);
CREATE INDEX letter_state ON letter (state, queued, id);
CREATE INDEX letter_staff ON letter (staff_id, queued, id) WHERE staff_id IS NOT NULL;
CREATE INDEX letter_staff_deal ON letter (staff_id, deal_id, queued, id) WHERE staff_id IS NOT NULL;
CREATE INDEX letter_staff_state ON letter (staff_id, state, queued, id) WHERE staff_id IS NOT NULL;
CREATE INDEX letter_due ON letter (due, id) WHERE state = 0;
CREATE INDEX letter_contact ON letter (contact_id) WHERE contact_id IS NOT NULL;

-- The buyer ended it: nothing leaves but what he asks for, until he speaks again.
CREATE TABLE buyer_closed (
    deal_id {int} NOT NULL PRIMARY KEY REFERENCES deal,
    closed {int} NOT NULL,
    why text NOT NULL DEFAULT ''
) STRICT;

-- What a buyer asked for by a channel that he otherwise does not want: good once.
CREATE TABLE contact_asked (
    id {id},
    deal_id {int} NOT NULL REFERENCES deal,
    contact_id {int} NOT NULL REFERENCES contact,
    channel {int} NOT NULL,
    asked {int} NOT NULL,
    taken {int} NOT NULL DEFAULT 253402300800000
) STRICT;
CREATE INDEX contact_asked_open ON contact_asked (deal_id, contact_id, channel, taken);

-- Which node lets letters leave, where several could.
CREATE TABLE sender_lease (
    id {int} NOT NULL PRIMARY KEY,
    holder text NOT NULL,
    until {int} NOT NULL
) STRICT;
