/* SPDX-License-Identifier: Apache-2.0 */
/* export_pages.h - GET /export/deal: the file. */
#ifndef EXPORT_PAGES_H
#define EXPORT_PAGES_H
#include "frame/frame.h"

bool export_file(struct req *q);
#endif
