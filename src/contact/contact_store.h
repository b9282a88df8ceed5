/* SPDX-License-Identifier: Apache-2.0 */
/* contact_store.h - the SQL of contacts that the record table cannot derive. */
#ifndef CONTACT_STORE_H
#define CONTACT_STORE_H
#include "contact/contact.h"

/* The oldest contact with that e-mail address, however it is written; 0 if none. */
MUST_USE bool contact_by_email(struct ctx *c, struct str email, int64_t *id);
#endif
