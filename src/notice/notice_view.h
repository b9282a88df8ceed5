/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NOTICE_VIEW_H
#define NOTICE_VIEW_H
#include "web/html.h"

struct notice {
    struct str subject, text, site;
};
#endif
