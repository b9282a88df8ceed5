/* SPDX-License-Identifier: Apache-2.0 */
/* notice.h - an alert goes out by mail too, to whoever chose so at /me.
 *
 * The letter is written in the transaction that raises the alert and leaves by the outbox like any
 * other. It says what the alert says and no more: who may open the deal finds it there.
 */
#ifndef NOTICE_H
#define NOTICE_H
#include "frame/slice.h"

extern const struct slice notice_slice;
#endif
