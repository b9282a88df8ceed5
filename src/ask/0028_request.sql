-- SPDX-License-Identifier: Apache-2.0
-- What another team is asked before it is promised, and what it said. answer 0 waits, 1 yes, 2 no, 3 yes if, 4 not
-- needed any more; deadline_owner 0 the buyer's need, 1 our capacity, 2 our own target, 3 the law.
CREATE TABLE request (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    deal_id {int} NOT NULL REFERENCES deal,
    team_id {int} REFERENCES team,
    user_id {int} REFERENCES user,
    promise_id {int} REFERENCES promise,
    kind {int} NOT NULL DEFAULT 0,
    what text NOT NULL DEFAULT '',
    need text NOT NULL DEFAULT '',
    promised text NOT NULL DEFAULT '',
    wanted {int} NOT NULL DEFAULT 253402300800000,
    deadline {int} NOT NULL DEFAULT 253402300800000,
    deadline_owner {int} NOT NULL DEFAULT 0,
    if_missed text NOT NULL DEFAULT '',
    blocking {int} NOT NULL DEFAULT 1,
    after_promise {int} NOT NULL DEFAULT 0,
    rush {int} NOT NULL DEFAULT 0,
    due {int} NOT NULL DEFAULT 253402300800000,
    answer {int} NOT NULL DEFAULT 0,
    answered {int} NOT NULL DEFAULT 253402300800000,
    answered_by_id {int} REFERENCES user,
    words text NOT NULL DEFAULT '',
    late {int} NOT NULL DEFAULT 253402300800000,
    changes {int} NOT NULL DEFAULT 0,
    rating {int},
    rating_words text NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX request_deal ON request (deal_id, due, id);
CREATE INDEX request_due ON request (due, id);
CREATE INDEX request_open ON request (due, id) WHERE answer = 0;
CREATE INDEX request_team ON request (team_id, due, id) WHERE team_id IS NOT NULL;
CREATE INDEX request_promise ON request (promise_id) WHERE promise_id IS NOT NULL;

-- "Yes, if": each becomes a promise of the buyer's or ours. Those of one choice stand under its number; 0 is the
-- answer's own, others are what else the team can do, each with what and by when.
CREATE TABLE request_condition (
    id {id},
    request_id {int} NOT NULL REFERENCES request,
    choice {int} NOT NULL DEFAULT 0,
    what text NOT NULL,
    by {int} NOT NULL DEFAULT 0,
    kind {int} NOT NULL DEFAULT 0,
    due {int} NOT NULL DEFAULT 253402300800000,
    promise_id {int} REFERENCES promise
) STRICT;
CREATE INDEX request_condition_request ON request_condition (request_id, choice, id);
CREATE INDEX request_condition_promise ON request_condition (promise_id) WHERE promise_id IS NOT NULL;

-- Who helped to keep a promise, by name and, where he works here, by number.
CREATE TABLE credit (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    promise_id {int} NOT NULL REFERENCES promise,
    deal_id {int} NOT NULL REFERENCES deal,
    user_id {int} REFERENCES user,
    name text NOT NULL DEFAULT '',
    what text NOT NULL DEFAULT '',
    given {int} NOT NULL DEFAULT 253402300800000
) STRICT;
CREATE INDEX credit_given ON credit (given, id);
CREATE INDEX credit_promise ON credit (promise_id);
CREATE INDEX credit_deal ON credit (deal_id, given, id);
CREATE INDEX credit_user ON credit (user_id, given, id);
