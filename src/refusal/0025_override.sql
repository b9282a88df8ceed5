-- SPDX-License-Identifier: Apache-2.0
-- A gate that a manager passed, with his reason (X-13). Never changed, never removed.
CREATE TABLE override (
    id {id},
    overridden {int} NOT NULL,
    user_id {int} REFERENCES user,
    code text NOT NULL,
    subject_id {int} NOT NULL,
    reason text NOT NULL,
    door text NOT NULL
) STRICT;
{append_only override}
CREATE INDEX override_when ON override (overridden, id);
CREATE INDEX refusal_user ON refusal (user_id, id);
CREATE INDEX refusal_code ON refusal (code, id);
CREATE INDEX refusal_subject ON refusal (subject_id, id);
