/* SPDX-License-Identifier: Apache-2.0 */
/* ask_show_pages.h - the pages of requests; nobody else's. */
#ifndef ASK_SHOW_PAGES_H
#define ASK_SHOW_PAGES_H
#include "ask/ask_view.h"

bool request_queue_show(struct req *q, struct request_queue *v);
bool request_show(struct req *q, const struct request_one *one);
bool request_load_show(struct req *q, struct load_view *v);
bool request_form_show(struct req *q);
/* With what was typed, and what is wrong with it. */
bool request_form_again(struct req *q);
#endif
