-- SPDX-License-Identifier: Apache-2.0
-- When the words of a touch were erased; who did it stands in its deal's history.
-- A done import no longer keeps the first lines of its files, which were for looking at before.
UPDATE import_file SET sample = '' WHERE import_id IN (SELECT id FROM import WHERE state IN (2, 4, 5));
ALTER TABLE touch ADD COLUMN erased {int} NOT NULL DEFAULT 253402300800000;
