-- SPDX-License-Identifier: Apache-2.0
-- Whether a touch is a letter of ours, whose own row says when it left.
CREATE INDEX message_touch ON message (touch_id) WHERE touch_id IS NOT NULL;
