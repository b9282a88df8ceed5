-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE product (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    name text NOT NULL DEFAULT '',
    name_fold text NOT NULL DEFAULT '',
    code text NOT NULL DEFAULT '',
    series text NOT NULL DEFAULT '',
    price {int},
    price_currency text NOT NULL DEFAULT '',
    active {int} NOT NULL DEFAULT 1,
    description text NOT NULL DEFAULT '',
    outside_id text NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX product_name ON product (name_fold, id);
CREATE UNIQUE INDEX product_outside ON product (outside_id) WHERE outside_id <> '';
