-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE account (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    name text NOT NULL DEFAULT '',
    name_fold text NOT NULL DEFAULT '',
    website text NOT NULL DEFAULT '',
    phone text NOT NULL DEFAULT '',
    sector text NOT NULL DEFAULT '',
    country text NOT NULL DEFAULT '',
    address text NOT NULL DEFAULT '',
    employees {int},
    founded {int},
    revenue {int},
    revenue_currency text NOT NULL DEFAULT '',
    parent_id {int} REFERENCES account,
    notes text NOT NULL DEFAULT '',
    customer_since {int} NOT NULL DEFAULT 2932897,
    outside_id text NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX account_name ON account (name_fold, id);
CREATE INDEX account_parent ON account (parent_id) WHERE parent_id IS NOT NULL;
CREATE UNIQUE INDEX account_outside ON account (outside_id) WHERE outside_id <> '';
