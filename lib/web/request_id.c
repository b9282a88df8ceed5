/* SPDX-License-Identifier: Apache-2.0 */
/* The number of a request: in its answer, on its error page and in every line of the log that it
 * causes. 128 random bits, in letters that can be read out over a telephone. */
#include "web_impl.h"

#define RANDOM_BYTES 16

/* Crockford's base 32: without i, l, o and u, which are taken for others. Five bits a letter. */
void request_id_new(struct conn *k)
{
    static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";
    unsigned char bytes[RANDOM_BYTES];
    unsigned bits = 0, n_bits = 0;
    size_t n = 0;

    thread_random(k->thread, bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++) {
        bits = bits << 8 | bytes[i];
        for (n_bits += 8; n_bits >= 5; n_bits -= 5)
            k->id[n++] = letters[bits >> (n_bits - 5) & 31];
    }
    k->id[n++] = letters[bits << (5 - n_bits) & 31];
    k->id[n] = '\0';
}

/* A number of somebody else's must not be able to say anything in a header, a page or the log. */
static bool is_harmless(struct str id)
{
    for (size_t i = 0; i < id.n; i++) {
        char ch = id.p[i];
        bool letter = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z');

        if (!letter && !(ch >= '0' && ch <= '9') && ch != '-' && ch != '_' && ch != '.')
            return false;
    }
    return id.n > 0 && id.n <= REQUEST_ID_MAX;
}

void request_id_accept(struct conn *k)
{
    const char *proxy = k->server->trusted_proxy;
    struct str id = k->h.request_id;

    if (!proxy || strcmp(link_address(k->link), proxy) != 0 || !is_harmless(id))
        return;
    memcpy(k->id, id.p, id.n);
    k->id[id.n] = '\0';
}
