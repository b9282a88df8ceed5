/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <sodium.h>

#include "link/link_limit.h"

#define SETS 1024
#define WAYS 4
#define MINUTE_MS 60000

struct slot {
    uint64_t who; /* 0: free */
    int64_t since_ms;
    int count;
};

static struct slot table[SETS][WAYS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static unsigned char key[crypto_generichash_KEYBYTES];

static void key_make(void)
{
    randombytes_buf(key, sizeof key);
}

/* With a key of this process: nobody can choose whose place he takes. */
static uint64_t who_of(char kind, struct str name)
{
    crypto_generichash_state state;
    unsigned char bytes[crypto_generichash_BYTES];
    uint64_t who;
    pthread_once(&once, key_make);
    crypto_generichash_init(&state, key, sizeof key, sizeof bytes);
    crypto_generichash_update(&state, (const unsigned char *)&kind, 1);
    if (name.n)
        crypto_generichash_update(&state, (const unsigned char *)name.p, name.n);
    crypto_generichash_final(&state, bytes, sizeof bytes);
    memcpy(&who, bytes, sizeof who);
    return who ? who : 1;
}

static struct slot *slot_of(uint64_t who, int64_t now_ms)
{
    struct slot *set = table[who % SETS], *oldest = &set[0];
    for (int i = 0; i < WAYS; i++) {
        if (set[i].who == who)
            return &set[i];
        if (!set[i].who || (oldest->who && set[i].since_ms < oldest->since_ms))
            oldest = &set[i];
    }
    *oldest = (struct slot){ .who = who, .since_ms = now_ms };
    return oldest;
}

bool link_limit(char kind, struct str name, int most, bool look, int64_t now_ms)
{
    uint64_t who = who_of(kind, name);
    pthread_mutex_lock(&lock);
    struct slot *s = slot_of(who, now_ms);
    if (now_ms - s->since_ms >= MINUTE_MS)
        *s = (struct slot){ .who = who, .since_ms = now_ms };
    bool may = s->count < most;
    s->count += may && !look;
    pthread_mutex_unlock(&lock);
    return may;
}
