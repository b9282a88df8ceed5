-- SPDX-License-Identifier: Apache-2.0
-- What happens because time passes (lib/sched/clock.h). state: 0 runs, 1 has rung, 2 was stopped; ended: when.
-- next is when it is to ring: due, or later when a ring failed and was put off.
CREATE TABLE clock (
    id {id},
    kind text NOT NULL,
    subject {int} NOT NULL,
    started {int} NOT NULL,
    due {int} NOT NULL,
    next {int} NOT NULL,
    value {int} NOT NULL,
    calendar {int} NOT NULL,
    state {int} NOT NULL DEFAULT 0,
    ended {int} NOT NULL DEFAULT 253402300800000,
    tries {int} NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX clock_running ON clock (kind, subject) WHERE state = 0;
CREATE INDEX clock_next ON clock (next, id) WHERE state = 0;

-- Where several nodes share the database: which one does what only one should. Its own machinery: not exported.
CREATE TABLE db_lease (
    name text PRIMARY KEY,
    holder text NOT NULL,
    until {int} NOT NULL
) STRICT;
INSERT INTO db_lease (name, holder, until) VALUES ('clocks', '', 0);
