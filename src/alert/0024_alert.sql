-- SPDX-License-Identifier: Apache-2.0
-- One row for each person who must hear of something; raised once for the same kind, deal, subject, person and due moment.
-- deal_id 0: about none.
CREATE TABLE alert (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    kind text NOT NULL,
    weight {int} NOT NULL,
    user_id {int} NOT NULL REFERENCES user,
    deal_id {int} NOT NULL DEFAULT 0,
    subject {int} NOT NULL DEFAULT 0,
    due {int} NOT NULL,
    "text" text NOT NULL DEFAULT '',
    open {int} NOT NULL DEFAULT 1,
    seen {int} NOT NULL DEFAULT 253402300800000,
    settled {int} NOT NULL DEFAULT 253402300800000
) STRICT;
CREATE UNIQUE INDEX alert_once ON alert (user_id, kind, subject, due, deal_id);
CREATE INDEX alert_open ON alert (open, created, id);
CREATE INDEX alert_user_open ON alert (user_id, open, created, id);
CREATE INDEX alert_all ON alert (created, id);
CREATE INDEX alert_user ON alert (user_id, created, id);
CREATE INDEX alert_deal ON alert (deal_id, created, id);
CREATE INDEX alert_user_deal ON alert (user_id, deal_id, created, id);
CREATE INDEX alert_first ON alert (user_id, weight, created, id) WHERE open = 1;
CREATE INDEX alert_subject ON alert (kind, subject) WHERE open = 1;
