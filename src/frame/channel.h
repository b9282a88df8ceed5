/* SPDX-License-Identifier: Apache-2.0 */
/* channel.h - the ways in which the two sides reach each other (S3-01), known to contacts, touches,
 * letters and promises alike. */
#ifndef CHANNEL_H
#define CHANNEL_H
#include "record/record.h"

enum channel {
    CHANNEL_PHONE,
    CHANNEL_EMAIL,
    CHANNEL_TEXT,
    CHANNEL_WEB,
    CHANNEL_SOCIAL,
    CHANNEL_LETTER,
    CHANNEL_VISIT
};
extern const struct word channel_words[]; /* ends with {0} */
#endif
