-- SPDX-License-Identifier: Apache-2.0
-- What a buyer tells the manager above a rep: that rep and everybody below see it only when it is shared with them.
CREATE TABLE complaint (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    deal_id {int} REFERENCES deal,
    contact_id {int} REFERENCES contact,
    about_id {int} REFERENCES user,
    manager_id {int} REFERENCES user,
    words text NOT NULL DEFAULT '',
    due {int} NOT NULL DEFAULT 253402300800000,
    late {int} NOT NULL DEFAULT 253402300800000,
    answer text NOT NULL DEFAULT '',
    answered {int} NOT NULL DEFAULT 253402300800000,
    answered_by_id {int} REFERENCES user
) STRICT;
CREATE INDEX complaint_due ON complaint (due, id);
CREATE INDEX complaint_manager_due ON complaint (manager_id, due, id);
CREATE INDEX complaint_deal ON complaint (deal_id, id);
CREATE INDEX complaint_about ON complaint (about_id, created, id);
CREATE TABLE complaint_share (
    complaint_id {int} NOT NULL REFERENCES complaint,
    user_id {int} NOT NULL REFERENCES user,
    shared_by {int} REFERENCES user,
    shared {int} NOT NULL,
    PRIMARY KEY (user_id, complaint_id)
) STRICT;
CREATE INDEX complaint_share_complaint ON complaint_share (complaint_id);

-- Thanks of a buyer, for a person and the team he is in.
CREATE TABLE praise (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    deal_id {int} REFERENCES deal,
    contact_id {int} REFERENCES contact,
    user_id {int} REFERENCES user,
    team_id {int} REFERENCES team,
    words text NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX praise_created ON praise (created, id);
CREATE INDEX praise_user_created ON praise (user_id, created, id);
CREATE INDEX praise_deal ON praise (deal_id, created, id);
CREATE INDEX praise_user_deal ON praise (user_id, deal_id, created, id);
