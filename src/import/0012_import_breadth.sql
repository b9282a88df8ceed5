-- SPDX-License-Identifier: Apache-2.0
-- An undo: who asked for it and what came of it; undo_next: the entry it goes on from.
ALTER TABLE import ADD COLUMN removed_rows {int} NULL;
ALTER TABLE import ADD COLUMN restored_rows {int} NULL;
ALTER TABLE import ADD COLUMN kept_rows {int} NULL;
ALTER TABLE import ADD COLUMN undone {int} NOT NULL DEFAULT 253402300800000;
ALTER TABLE import ADD COLUMN undone_by_id {int} NULL;
ALTER TABLE import ADD COLUMN undo_next {int} NOT NULL DEFAULT 0;
CREATE INDEX import_state ON import (state, created, id);

-- How a file is written (empty: guessed), and what becomes of stages that are not there.
ALTER TABLE import_file ADD COLUMN encoding text NOT NULL DEFAULT '';
ALTER TABLE import_file ADD COLUMN separator text NOT NULL DEFAULT '';
ALTER TABLE import_file ADD COLUMN read_as text NOT NULL DEFAULT '';
ALTER TABLE import_file ADD COLUMN stages text NOT NULL DEFAULT '';
-- All its pieces are here.
ALTER TABLE import_file ADD COLUMN whole {int} NOT NULL DEFAULT 0;

-- The bytes of a file as they came, in pieces that are read one at a time.
CREATE TABLE import_piece (
    file_id {int} NOT NULL REFERENCES import_file,
    n {int} NOT NULL,
    bytes {blob} NOT NULL,
    PRIMARY KEY (file_id, n)
) STRICT;
INSERT INTO import_piece (file_id, n, bytes) SELECT id, 0, bytes FROM import_file WHERE length(bytes) > 0;
UPDATE import_file SET whole = 1 WHERE length(bytes) > 0;
ALTER TABLE import_file DROP COLUMN bytes;

-- The history entries that one run of an import wrote: first to last, those that came through the door "import".
CREATE TABLE import_range (
    id {id},
    import_id {int} NOT NULL REFERENCES import,
    first_entry {int} NOT NULL,
    last_entry {int} NOT NULL
) STRICT;
CREATE INDEX import_range_import ON import_range (import_id, id);

-- What an undo left as it is, and why.
CREATE TABLE import_kept (
    id {id},
    import_id {int} NOT NULL REFERENCES import,
    record text NOT NULL,
    record_id {int} NOT NULL,
    title text NOT NULL,
    field text NOT NULL,
    code text NOT NULL,
    sentence text NOT NULL
) STRICT;
CREATE INDEX import_kept_import ON import_kept (import_id, id);

-- Columns to fields under a name, offered when the same heads come again.
CREATE TABLE import_mapping (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    name text NOT NULL DEFAULT '',
    name_fold text NOT NULL DEFAULT '',
    record text NOT NULL DEFAULT '',
    heads text NOT NULL DEFAULT '',
    mapping text NOT NULL DEFAULT '',
    user_id {int} REFERENCES user
) STRICT;
CREATE INDEX import_mapping_name ON import_mapping (name_fold, id);
