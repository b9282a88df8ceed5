/* SPDX-License-Identifier: Apache-2.0 */
#include <sodium.h>

#include "csrf.h"

struct str csrf_token(struct arena *a, const unsigned char secret[CSRF_SECRET],
                      const unsigned char mask[CSRF_SECRET])
{
    unsigned char both[2 * CSRF_SECRET];
    char *text = arena_alloc(a, CSRF_TOKEN + 1);

    for (int i = 0; i < CSRF_SECRET; i++) {
        both[i] = mask[i];
        both[CSRF_SECRET + i] = mask[i] ^ secret[i];
    }
    sodium_bin2base64(text, CSRF_TOKEN + 1, both, sizeof both,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return (struct str){ text, CSRF_TOKEN };
}

bool csrf_matches(const unsigned char secret[CSRF_SECRET], struct str token)
{
    unsigned char both[2 * CSRF_SECRET];
    size_t n;

    if (token.n != CSRF_TOKEN
        || sodium_base642bin(both, sizeof both, token.p, token.n, NULL, &n, NULL,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING)
               != 0
        || n != sizeof both)
        return false;
    for (int i = 0; i < CSRF_SECRET; i++)
        both[i] ^= both[CSRF_SECRET + i];
    return sodium_memcmp(both, secret, CSRF_SECRET) == 0;
}

bool csrf_origin_ok(struct str origin, struct str fetch_site, struct str own)
{
    bool vouched = str_is(fetch_site, "same-origin");

    if (fetch_site.p && !vouched && !str_is(fetch_site, "none"))
        return false;
    if (!origin.p || (vouched && str_is(origin, "null")))
        return true;
    return str_same(origin, own);
}
