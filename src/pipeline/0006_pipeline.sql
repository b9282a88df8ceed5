-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE pipeline (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    name text NOT NULL DEFAULT '',
    name_fold text NOT NULL DEFAULT '',
    position {int} NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE stage (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    name text NOT NULL DEFAULT '',
    name_fold text NOT NULL DEFAULT '',
    pipeline_id {int} NOT NULL REFERENCES pipeline,
    position {int} NOT NULL DEFAULT 0,
    ending {int} NOT NULL DEFAULT 0,
    probability {int} NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX stage_pipeline ON stage (pipeline_id, position);

INSERT INTO pipeline (id, version, created, updated, name, name_fold, position) VALUES (1, 1, 0, 0, 'Sales', 'sales', 1);
INSERT INTO stage (version, created, updated, name, name_fold, pipeline_id, position, ending, probability) VALUES
    (1, 0, 0, 'Prospecting', 'prospecting', 1, 1, 0, 10),
    (1, 0, 0, 'Engaging', 'engaging', 1, 2, 0, 25),
    (1, 0, 0, 'Proposal', 'proposal', 1, 3, 0, 50),
    (1, 0, 0, 'Negotiation', 'negotiation', 1, 4, 0, 75),
    (1, 0, 0, 'Won', 'won', 1, 5, 1, 100),
    (1, 0, 0, 'Lost', 'lost', 1, 6, 2, 0);
