/* SPDX-License-Identifier: Apache-2.0 */
/* process.h - what the kernel knows of this process, under the names that every exporter uses. What
 * /proc does not tell is left out. */
#ifndef PROCESS_H
#define PROCESS_H
#include "base/buf.h"

void process_metrics(struct buf *b);
#endif
