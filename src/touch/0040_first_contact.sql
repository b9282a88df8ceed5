-- SPDX-License-Identifier: Apache-2.0
-- Why the sides came to speak: what the first contact of a deal says.
ALTER TABLE touch ADD COLUMN purpose {int} NOT NULL DEFAULT 0;
