-- SPDX-License-Identifier: Apache-2.0
-- What is known of a buyer, one row for each time it was said (S2-05).
CREATE TABLE fact (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    deal_id {int} NOT NULL REFERENCES deal,
    contact_id {int} REFERENCES contact,
    name text NOT NULL DEFAULT '',
    value text NOT NULL DEFAULT '',
    provenance {int} NOT NULL DEFAULT 0,
    said {int} NOT NULL DEFAULT 2932897,
    verified {int} NOT NULL DEFAULT 2932897,
    verified_with text NOT NULL DEFAULT '',
    confidential {int} NOT NULL DEFAULT 0,
    withdrawn {int} NOT NULL DEFAULT 253402300800000,
    current {int} NOT NULL DEFAULT 0,
    confirms {int} NOT NULL DEFAULT 0,
    touch_id {int} REFERENCES touch,
    user_id {int} REFERENCES user
) STRICT;
CREATE UNIQUE INDEX fact_current ON fact (deal_id, name) WHERE current = 1;
CREATE INDEX fact_deal ON fact (deal_id, said, id);
CREATE INDEX fact_deal_current ON fact (deal_id, current, said, id);
CREATE INDEX fact_contact ON fact (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX fact_touch ON fact (touch_id) WHERE touch_id IS NOT NULL;
{words fact}

-- A change of one of six kinds: the old value stays beside the new one (S2-13).
CREATE TABLE change (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    deal_id {int} NOT NULL REFERENCES deal,
    contact_id {int} REFERENCES contact,
    kind {int} NOT NULL DEFAULT 0,
    old_value text NOT NULL DEFAULT '',
    new_value text NOT NULL DEFAULT '',
    provenance {int} NOT NULL DEFAULT 0,
    said {int} NOT NULL DEFAULT 2932897,
    touch_id {int} REFERENCES touch,
    fact_id {int} REFERENCES fact,
    old_fact_id {int} REFERENCES fact,
    user_id {int} REFERENCES user,
    withdrawn {int} NOT NULL DEFAULT 253402300800000,
    reviewed {int} NOT NULL DEFAULT 253402300800000,
    reviewed_by_id {int} REFERENCES user,
    review text NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX change_deal ON change (deal_id, said, id);
CREATE INDEX change_contact ON change (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX change_touch ON change (touch_id) WHERE touch_id IS NOT NULL;
CREATE INDEX change_fact ON change (fact_id) WHERE fact_id IS NOT NULL;
CREATE INDEX change_old_fact ON change (old_fact_id) WHERE old_fact_id IS NOT NULL;

-- What is not known, as a question to the buyer; answered when he says it (S2-03).
CREATE TABLE question (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    deal_id {int} NOT NULL REFERENCES deal,
    name text NOT NULL DEFAULT '',
    words text NOT NULL DEFAULT '',
    user_id {int} REFERENCES user,
    asked {int} NOT NULL DEFAULT 253402300800000,
    answered {int} NOT NULL DEFAULT 253402300800000,
    fact_id {int} REFERENCES fact
) STRICT;
CREATE UNIQUE INDEX question_open ON question (deal_id, name) WHERE answered = 253402300800000;
CREATE INDEX question_deal ON question (deal_id, asked, id);
CREATE INDEX question_fact ON question (fact_id) WHERE fact_id IS NOT NULL;

-- Third parties on a deal, and what the buyer allowed us to do towards them (S0-46, S0-49).
CREATE TABLE party (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    deal_id {int} NOT NULL REFERENCES deal,
    contact_id {int} REFERENCES contact,
    role {int} NOT NULL DEFAULT 0,
    name text NOT NULL DEFAULT '',
    name_fold text NOT NULL DEFAULT '',
    email text NOT NULL DEFAULT '',
    agreed text NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX party_deal ON party (deal_id, name_fold, id);
CREATE INDEX party_contact ON party (contact_id) WHERE contact_id IS NOT NULL;
CREATE TABLE consent (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    deal_id {int} NOT NULL REFERENCES deal,
    contact_id {int} REFERENCES contact,
    party_id {int} NOT NULL REFERENCES party,
    action {int} NOT NULL DEFAULT 0,
    words text NOT NULL DEFAULT '',
    given {int} NOT NULL DEFAULT 253402300800000,
    withdrawn {int} NOT NULL DEFAULT 253402300800000,
    touch_id {int} REFERENCES touch,
    user_id {int} REFERENCES user
) STRICT;
CREATE INDEX consent_deal ON consent (deal_id, given, id);
CREATE INDEX consent_party ON consent (party_id, action);
CREATE INDEX consent_contact ON consent (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX consent_touch ON consent (touch_id) WHERE touch_id IS NOT NULL;

ALTER TABLE deal ADD COLUMN interest {int} NOT NULL DEFAULT 0;
ALTER TABLE deal ADD COLUMN right_person {int} NOT NULL DEFAULT 0;
ALTER TABLE deal ADD COLUMN potential {int} NOT NULL DEFAULT 0;
ALTER TABLE deal ADD COLUMN probability_held {int} NOT NULL DEFAULT 0;
ALTER TABLE deal ADD COLUMN deadline {int} NOT NULL DEFAULT 2932897;
ALTER TABLE deal ADD COLUMN deadline_of {int} NOT NULL DEFAULT 0;
ALTER TABLE deal ADD COLUMN tags text NOT NULL DEFAULT '';
ALTER TABLE deal ADD COLUMN review_since {int} NOT NULL DEFAULT 253402300800000;
ALTER TABLE touch ADD COLUMN again_why text NOT NULL DEFAULT '';
ALTER TABLE promise ADD COLUMN again_why text NOT NULL DEFAULT '';
