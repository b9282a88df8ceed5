/* SPDX-License-Identifier: Apache-2.0 */
/* keys.h - the keyboard: one table, from which come the help (?), the command menu and what
 * web/keys.js listens for. Two letters are pressed one after the other.
 */
#ifndef KEYS_H
#define KEYS_H
#include "frame/frame.h"

struct key {
    const char *keys; /* "g t", "Ctrl K"; NULL: in the command menu only */
    const char *label;
    const char *href; /* goes there; NULL: does the verb */
    const char *verb; /* a function of web/keys.js */
    unsigned roles;   /* who has it */
    bool in_menu;
};
struct keys {
    const struct key *p;
    size_t n;
};
extern const struct keys keys;

bool key_is_for(const struct key *k, const struct frame *f);
#endif
