-- SPDX-License-Identifier: Apache-2.0
-- Deals nobody has spoken about for long come first; those never spoken about come last.
CREATE INDEX deal_owner_state_touch ON deal (owner_id, state, last_touch, id);
CREATE INDEX deal_state_touch ON deal (state, last_touch, id);
