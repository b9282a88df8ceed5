-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE user (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    name text NOT NULL DEFAULT '',
    name_fold text NOT NULL DEFAULT '',
    email text NOT NULL DEFAULT '',
    email_fold text NOT NULL DEFAULT '',
    rep {int} NOT NULL DEFAULT 0,
    manager {int} NOT NULL DEFAULT 0,
    administrator {int} NOT NULL DEFAULT 0,
    reports_to_id {int} REFERENCES user,
    office text NOT NULL DEFAULT '',
    active {int} NOT NULL DEFAULT 1,
    outside_id text NOT NULL DEFAULT '',
    password text NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX user_email ON user (email_fold) WHERE email_fold <> '';
CREATE INDEX user_name ON user (name_fold, id);
CREATE UNIQUE INDEX user_outside ON user (outside_id) WHERE outside_id <> '';

-- Tokens are kept as hashes: a stolen file opens no door.
CREATE TABLE session (
    id {id},
    hash {blob} NOT NULL UNIQUE,
    user_id {int} NOT NULL REFERENCES user,
    csrf {blob} NOT NULL,
    started {int} NOT NULL,
    expires {int} NOT NULL
) STRICT;
CREATE INDEX session_user ON session (user_id);

CREATE TABLE api_key (
    id {id},
    hash {blob} NOT NULL UNIQUE,
    user_id {int} NOT NULL REFERENCES user,
    label text NOT NULL DEFAULT '',
    made {int} NOT NULL,
    revoked {int} NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX api_key_user ON api_key (user_id);

-- A link that sets a password, once.
CREATE TABLE invitation (
    id {id},
    hash {blob} NOT NULL UNIQUE,
    user_id {int} NOT NULL REFERENCES user,
    made {int} NOT NULL,
    expires {int} NOT NULL,
    used {int} NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX invitation_user ON invitation (user_id);
