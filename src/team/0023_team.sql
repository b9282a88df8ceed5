-- SPDX-License-Identifier: Apache-2.0
-- Who works together on what was promised: billing, print, delivery.
CREATE TABLE team (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    name text NOT NULL DEFAULT '',
    name_fold text NOT NULL DEFAULT '',
    lead_id {int} REFERENCES user
) STRICT;
CREATE INDEX team_name ON team (name_fold, id);
CREATE INDEX team_lead ON team (lead_id) WHERE lead_id IS NOT NULL;

ALTER TABLE user ADD COLUMN support {int} NOT NULL DEFAULT 0;
ALTER TABLE user ADD COLUMN executive {int} NOT NULL DEFAULT 0;
ALTER TABLE user ADD COLUMN team_id {int} REFERENCES team;
ALTER TABLE user ADD COLUMN on_duty {int} NOT NULL DEFAULT 1;
ALTER TABLE user ADD COLUMN started_on {int} NOT NULL DEFAULT 2932897;
ALTER TABLE user ADD COLUMN mentor_id {int} REFERENCES user;
ALTER TABLE user ADD COLUMN alert_mail {int} NOT NULL DEFAULT 0;
CREATE INDEX user_team ON user (team_id, name_fold, id);
