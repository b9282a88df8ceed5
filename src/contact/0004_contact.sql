-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE contact (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    name text NOT NULL DEFAULT '',
    name_fold text NOT NULL DEFAULT '',
    email text NOT NULL DEFAULT '',
    email_fold text NOT NULL DEFAULT '',
    phone text NOT NULL DEFAULT '',
    mobile text NOT NULL DEFAULT '',
    account_id {int} REFERENCES account,
    position text NOT NULL DEFAULT '',
    buying_role {int} NOT NULL DEFAULT 0,
    reports_to_id {int} REFERENCES contact,
    preferred_channel {int} NOT NULL DEFAULT 0,
    priorities text NOT NULL DEFAULT '',
    notes text NOT NULL DEFAULT '',
    outside_id text NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX contact_name ON contact (name_fold, id);
CREATE INDEX contact_email ON contact (email_fold, id);
CREATE INDEX contact_account ON contact (account_id, name_fold, id);
CREATE UNIQUE INDEX contact_outside ON contact (outside_id) WHERE outside_id <> '';
