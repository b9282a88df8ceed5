-- SPDX-License-Identifier: Apache-2.0
-- A report about a letter names it by its Message-ID; a promise that it kept is kept no more.
CREATE INDEX letter_message ON letter (message_id) WHERE message_id <> '';
CREATE INDEX promise_letter ON promise (letter_id) WHERE letter_id IS NOT NULL;
