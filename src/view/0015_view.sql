-- SPDX-License-Identifier: Apache-2.0
-- A view is a list's address with a name: page says which list (enum view_page), query the rest. Private to its user, or
-- shared with all staff.
CREATE TABLE view (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    name text NOT NULL DEFAULT '',
    name_fold text NOT NULL DEFAULT '',
    page {int} NOT NULL DEFAULT 0,
    query text NOT NULL DEFAULT '',
    user_id {int} NOT NULL REFERENCES user,
    shared {int} NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX view_user ON view (user_id, page, name_fold, id);
CREATE INDEX view_shared ON view (page, name_fold, id) WHERE shared = 1;

-- With which view a list begins for somebody.
CREATE TABLE view_default (
    user_id {int} NOT NULL REFERENCES user,
    page {int} NOT NULL,
    view_id {int} NOT NULL REFERENCES view,
    PRIMARY KEY (user_id, page)
) STRICT;
CREATE INDEX view_default_view ON view_default (view_id);

-- One change for many rows: sets holds it as JSON, as a form would send it; or it takes back the bulk edit undoes_id.
CREATE TABLE bulk (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    title text NOT NULL DEFAULT '',
    user_id {int} NOT NULL REFERENCES user,
    door text NOT NULL,
    subject text NOT NULL,
    sets text NOT NULL DEFAULT '',
    undoes_id {int} REFERENCES bulk,
    state {int} NOT NULL DEFAULT 0,
    finished {int} NOT NULL DEFAULT 253402300800000
) STRICT;
CREATE INDEX bulk_user ON bulk (user_id, id);
CREATE INDEX bulk_undoes ON bulk (undoes_id) WHERE undoes_id IS NOT NULL;

-- Its rows in the order of the list. seen: the version that the preview saw; state: enum bulk_row_state; seq: the entry
-- that tells the change, or until then the one to be taken back.
CREATE TABLE bulk_row (
    bulk_id {int} NOT NULL REFERENCES bulk,
    place {int} NOT NULL,
    record_id {int} NOT NULL,
    seen {int} NOT NULL,
    state {int} NOT NULL DEFAULT 0,
    seq {int} NOT NULL DEFAULT 0,
    code text NOT NULL DEFAULT '',
    sentence text NOT NULL DEFAULT '',
    PRIMARY KEY (bulk_id, place)
) STRICT;
CREATE INDEX bulk_row_state ON bulk_row (bulk_id, state, place);
