/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <sodium.h>

#include "enquiry/enquiry_limit.h"

#define SETS 2048
#define WAYS 4
#define HOUR_MS 3600000
#define PATIENCE 2 /* limits that somebody may run into before no exception holds for him */

/* clang-format off */
const struct policy enquiries_per_address = {
    "enquiries_per_address", "Enquiries without a key from one network address in an hour", "enquiries", 60, 1, 100000, "S0-05",
};
const struct policy enquiries_per_email = {
    "enquiries_per_email", "Enquiries without a key for one e-mail address in an hour", "enquiries", 20, 1, 100000, "S0-05",
};
const struct policy enquiries_in_all = {
    "enquiries_in_all", "Enquiries without a key in an hour", "enquiries", 1200, 1, 10000000, "S0-05",
};
/* clang-format on */

struct slot {
    uint64_t who; /* 0: free */
    int64_t since_ms, count, refused;
};
static struct slot table[SETS][WAYS];
static struct slot everybody = { .who = 1 };
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static unsigned char key[crypto_generichash_KEYBYTES];

static void key_make(void)
{
    randombytes_buf(key, sizeof key);
}

static uint64_t hash_of(char kind, struct str name)
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

static void begin_again(struct slot *s, uint64_t who, int64_t now_ms)
{
    *s = (struct slot){ .who = who, .since_ms = now_ms };
}

/* His place, fresh when he was not there within the hour; who was there longest makes room. */
static struct slot *slot_of(char kind, struct str name, int64_t now_ms)
{
    uint64_t who = hash_of(kind, name);
    struct slot *set = table[who % SETS], *oldest = &set[0];
    for (int i = 0; i < WAYS; i++) {
        if (set[i].who == who) {
            if (now_ms - set[i].since_ms >= HOUR_MS)
                begin_again(&set[i], who, now_ms);
            return &set[i];
        }
        if (!set[i].who || (oldest->who && set[i].since_ms < oldest->since_ms))
            oldest = &set[i];
    }
    begin_again(oldest, who, now_ms);
    return oldest;
}

static int64_t rest_ms(const struct slot *s, int64_t now_ms)
{
    return s->since_ms + HOUR_MS - now_ms;
}

/* An address of version 6 is one of very many that one person has: the network counts. */
static struct str network(struct str address)
{
    size_t colons = 0;
    for (size_t i = 0; i < address.n; i++) {
        if (address.p[i] == ':' && ++colons == 4)
            return str_cut(address, 0, i);
    }
    return address;
}

static int64_t decide(const struct asker *a, struct slot *from, struct slot *mail, int64_t now_ms)
{
    bool patient = from->refused < PATIENCE * a->per_address;
    bool full = everybody.count >= a->in_all, first = !from->count;
    if (a->email.n && mail->count >= a->per_email)
        return rest_ms(mail, now_ms);
    if (from->count >= a->per_address && !(a->known && patient))
        return rest_ms(from, now_ms);
    if (full && !first && !(a->known && patient))
        return rest_ms(&everybody, now_ms);
    return 0;
}

int64_t asker_wait_ms(const struct asker *a, int64_t now_ms)
{
    pthread_mutex_lock(&lock);
    if (now_ms - everybody.since_ms >= HOUR_MS)
        begin_again(&everybody, 1, now_ms);
    struct slot *from = slot_of('a', network(a->address), now_ms);
    struct slot none = { 0 }, *mail = a->email.n ? slot_of('e', a->email, now_ms) : &none;
    int64_t wait = decide(a, from, mail, now_ms);
    if (wait > 0) {
        from->refused++;
    } else {
        from->count++;
        mail->count++;
        everybody.count++;
    }
    pthread_mutex_unlock(&lock);
    return wait > 0 ? wait : 0;
}

void asker_undo(const struct asker *a)
{
    int64_t now_ms = monotonic_ms();
    pthread_mutex_lock(&lock);
    struct slot *from = slot_of('a', network(a->address), now_ms);
    if (from->count > 0)
        from->count--;
    if (everybody.count > 0)
        everybody.count--;
    if (a->email.n) {
        struct slot *mail = slot_of('e', a->email, now_ms);
        if (mail->count > 0)
            mail->count--;
    }
    pthread_mutex_unlock(&lock);
}

void askers_forget(void)
{
    pthread_mutex_lock(&lock);
    memset(table, 0, sizeof table);
    everybody = (struct slot){ .who = 1 };
    pthread_mutex_unlock(&lock);
}
