/* SPDX-License-Identifier: Apache-2.0 */
/* client.h - where a request comes from, in words short enough to keep and to recognise: the
 * network, not the address; browser and system, not their versions. */
#ifndef CLIENT_H
#define CLIENT_H
#include "base/arena.h"

#define CLIENT_PLACE 44 /* bytes */

/* "192.0.2.x", "2001:db8:1::/48"; empty for what is no address. */
struct str client_place(struct arena *a, struct str address);
/* "Firefox on Linux" from a User-Agent; what nobody knows, by the name it gives itself. */
struct str client_browser(struct arena *a, struct str agent);
#endif
