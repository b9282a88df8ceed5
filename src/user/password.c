/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <sodium.h>

#include "base/text.h"
#include "user/password.h"
#include "user/user.h"

#define OPS 2
#define MEMORY ((size_t)64 << 20)
#define AT_ONCE 2
#define WAITING_MAX 16
#define PASSWORD_MAX 1000

/* Of a password that nobody knows, made with OPS and MEMORY: who has no password is compared with
 * it, and takes as long as everybody else. */
static const char nobodys[] =
    "$argon2id$v=19$m=65536,t=2,p=1$8mVVy+Ih0l3NdX/WcNe5hQ$rGOrgqNS9kexa+v+Nlgergi7M6Afi6BaseY1iTV"
    "7xKU";

static struct {
    pthread_mutex_t lock;
    pthread_cond_t free;
    int at_work, waiting;
} gate = { .lock = PTHREAD_MUTEX_INITIALIZER, .free = PTHREAD_COND_INITIALIZER };

static bool gate_enter(struct ctx *c)
{
    pthread_mutex_lock(&gate.lock);
    bool room = gate.at_work < AT_ONCE || gate.waiting < WAITING_MAX;
    if (room) {
        gate.waiting++;
        while (gate.at_work >= AT_ONCE)
            pthread_cond_wait(&gate.free, &gate.lock);
        gate.waiting--;
        gate.at_work++;
    }
    pthread_mutex_unlock(&gate.lock);
    return room
           || fail(c, FAULT_TOO_MANY, "busy",
                   STR("Many people are signing in at the moment. Try again in a few seconds."));
}

static void gate_leave(void)
{
    pthread_mutex_lock(&gate.lock);
    gate.at_work--;
    pthread_cond_signal(&gate.free);
    pthread_mutex_unlock(&gate.lock);
}

int passwords_waiting(void)
{
    pthread_mutex_lock(&gate.lock);
    int waiting = gate.waiting;
    pthread_mutex_unlock(&gate.lock);
    return waiting;
}

bool password_is_good(struct ctx *c, const char *field, struct str password)
{
    if (!password.n)
        return bad_field(c, str_of(field), "Give a password.");
    if (utf8_length(password) < PASSWORD_MIN)
        return bad_field(c, str_of(field), "Use %d characters or more.", PASSWORD_MIN);
    if (password.n > PASSWORD_MAX)
        return bad_field(c, str_of(field), "Use at most %d characters.", PASSWORD_MAX);
    return true;
}

bool password_hash(struct ctx *c, struct str password, struct str *hash)
{
    char *text = arena_alloc(c->arena, crypto_pwhash_STRBYTES);
    if (!gate_enter(c))
        return false;
    int rc = crypto_pwhash_str_alg(text, password.p, password.n, OPS, MEMORY,
                                   crypto_pwhash_ALG_ARGON2ID13);
    gate_leave();
    if (rc != 0)
        return broken(c, "no memory to hash a password");
    *hash = str_of(text);
    return true;
}

bool password_matches(struct ctx *c, struct str hash, struct str password, bool *matches)
{
    const char *known = hash.n ? arena_cstr(c->arena, hash) : nobodys;
    if (!gate_enter(c))
        return false;
    int rc = crypto_pwhash_str_verify(known, password.p ? password.p : "", password.n);
    gate_leave();
    *matches = rc == 0 && hash.n > 0;
    return true;
}
