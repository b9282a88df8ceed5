-- SPDX-License-Identifier: Apache-2.0
-- Office hours and holidays as they were said, by whom and when; the newest of each kind and day holds (X-06, X-10).
-- kind: hours (said: "Mon-Fri 09:00-17:00"), holiday (said: its name), workday (a holiday is none after all).
CREATE TABLE office_change (
    id {id},
    kind text NOT NULL,
    day {int} NOT NULL,
    said text NOT NULL,
    user_id {int},
    changed {int} NOT NULL
) STRICT;
{append_only office_change}
