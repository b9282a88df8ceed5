-- SPDX-License-Identifier: Apache-2.0
-- When the words of a touch were erased; who did it stands in its deal's history.
ALTER TABLE touch ADD COLUMN erased {int} NOT NULL DEFAULT 253402300800000;
