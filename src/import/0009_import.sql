-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE import (
    id {id},
    version {int} NOT NULL,
    created {int} NOT NULL,
    updated {int} NOT NULL,
    name text NOT NULL DEFAULT '',
    user_id {int} REFERENCES user,
    preset text NOT NULL DEFAULT '',
    state {int} NOT NULL DEFAULT 0,
    list_price {int} NOT NULL DEFAULT 0,
    rows_total {int} NULL,
    rows_done {int} NULL,
    created_rows {int} NULL,
    updated_rows {int} NULL,
    unchanged_rows {int} NULL,
    left_out_rows {int} NULL,
    problems {int} NULL,
    finished {int} NOT NULL DEFAULT 253402300800000,
    message text NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX import_user ON import (user_id, id);

-- One row per file of an import, in the order they are read. The bytes as they came, until the import is done;
-- sample: its head and first lines, as CSV.
CREATE TABLE import_file (
    id {id},
    import_id {int} NOT NULL REFERENCES import,
    filename text NOT NULL,
    record text NOT NULL,
    mapping text NOT NULL,
    sample text NOT NULL DEFAULT '',
    rows_total {int} NOT NULL DEFAULT 0,
    created_rows {int} NOT NULL DEFAULT 0,
    updated_rows {int} NOT NULL DEFAULT 0,
    unchanged_rows {int} NOT NULL DEFAULT 0,
    left_out_rows {int} NOT NULL DEFAULT 0,
    problems {int} NOT NULL DEFAULT 0,
    bytes {blob} NOT NULL
) STRICT;
CREATE INDEX import_file_import ON import_file (import_id, id);

-- Everything that was not as it should be, line by line; nothing is dropped (S2-30).
CREATE TABLE import_problem (
    id {id},
    import_id {int} NOT NULL REFERENCES import,
    filename text NOT NULL,
    line {int} NOT NULL,
    field text NOT NULL,
    value text NOT NULL,
    code text NOT NULL,
    sentence text NOT NULL,
    done text NOT NULL
) STRICT;
CREATE INDEX import_problem_import ON import_problem (import_id, id);
CREATE INDEX import_problem_code ON import_problem (import_id, code, id);

-- Who took what out of the house.
CREATE TABLE export_log (
    id {id},
    user_id {int} NOT NULL,
    record text NOT NULL,
    rows_written {int} NOT NULL,
    exported {int} NOT NULL,
    door text NOT NULL
) STRICT;
{append_only export_log}
