/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/channel.h"

/* clang-format off */
const struct word channel_words[] = {
    { "phone", "Call" }, { "email", "E-mail" }, { "text", "Text" }, { "web", "Web" }, { "social", "Social message" },
    { "letter", "Letter" }, { "visit", "Visit" }, { 0 },
};
/* clang-format on */
