-- SPDX-License-Identifier: Apache-2.0
-- What was won or lost lately: the board's last column, and the deals behind a quarter's results.
CREATE INDEX deal_state_closed ON deal (state, closed_on, id);
CREATE INDEX deal_owner_state_closed ON deal (owner_id, state, closed_on, id);
