-- SPDX-License-Identifier: Apache-2.0
-- What every slice stands on: settings, policy numbers and their changes, refusals, answers kept for repeats, history.

CREATE TABLE setting (
    name text PRIMARY KEY,
    value text NOT NULL
) STRICT;

-- The number in force is the newest row of its name; without one, the program's default (X-10).
CREATE TABLE policy_change (
    id {id},
    name text NOT NULL,
    value {int} NOT NULL,
    user_id {int},
    changed {int} NOT NULL
) STRICT;
CREATE INDEX policy_change_name ON policy_change (name, id);

CREATE TABLE refusal (
    id {id},
    refused {int} NOT NULL,
    user_id {int},
    code text NOT NULL,
    subject_id {int} NOT NULL,
    path text NOT NULL,
    door text NOT NULL
) STRICT;

CREATE TABLE idempotency (
    user_id {int} NOT NULL,
    key text NOT NULL,
    asked {blob} NOT NULL,
    status {int} NOT NULL,
    location text NOT NULL,
    body text NOT NULL,
    version {int} NOT NULL,
    answered {int} NOT NULL,
    PRIMARY KEY (user_id, key)
) STRICT;
CREATE INDEX idempotency_answered ON idempotency (answered);

-- History: one row per thing that happened to a record, never changed, never removed (X-03). For a deal seq comes from
-- the deal's own row; elsewhere it is the version that the change made.
CREATE TABLE entry (
    id {id},
    record text NOT NULL,
    record_id {int} NOT NULL,
    seq {int} NOT NULL,
    kind text NOT NULL,
    happened {int} NOT NULL,
    entered {int} NOT NULL,
    user_id {int},
    door text NOT NULL,
    shared {int} NOT NULL DEFAULT 0,
    body text NOT NULL
) STRICT;
CREATE UNIQUE INDEX entry_seq ON entry (record, record_id, seq);
{append_only entry}
{append_only policy_change}
{append_only refusal}
