/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MESSAGE_VIEW_H
#define MESSAGE_VIEW_H
#include "frame/frame.h"
#include "message/message.h"

struct write_view {
    struct frame frame;
    const struct deal *deal;
    struct before before;
    struct form form, more; /* more: what an apology or a refusal needs */
    bool more_open;
    struct str message; /* what is wrong */
    struct strs next;   /* and what to do about it */
};
#endif
