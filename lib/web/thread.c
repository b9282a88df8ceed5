/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <sodium.h>

#include "base/log.h"
#include "web_impl.h"

#define READER_CACHE_KIB 4096

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static _Thread_local struct thread *mine;

static void thread_end(void *p)
{
    struct thread *t = p;

    while (t->spare) {
        struct conn *k = t->spare;

        t->spare = k->next;
        arena_release(&k->arena);
        free(k);
    }
    if (t->reader)
        db_close(t->reader);
    if (t->zip_ready)
        deflateEnd(&t->zip);
    free(t);
    mine = NULL;
}

static void key_make(void)
{
    if (pthread_key_create(&key, thread_end) != 0)
        die("no key for what a thread keeps");
}

static struct thread *thread_new(struct store *s)
{
    struct thread *t = calloc(1, sizeof *t);

    if (!t)
        die("out of memory");
    t->store = s;
    pthread_once(&once, key_make);
    pthread_setspecific(key, t); /* for thread_end */
    mine = t;
    return t;
}

struct thread *thread_mine(struct store *s)
{
    struct thread *t = mine ? mine : thread_new(s);

    assert(t->store == s); /* each thread works for one server all its life */
    return t;
}

struct db *thread_reader(struct thread *t)
{
    if (!t->reader)
        t->reader = store_reader(t->store, READER_CACHE_KIB);
    return t->reader;
}

void thread_random(struct thread *t, void *out, size_t n)
{
    assert(n <= 64);
    if (t->random_left < n) {
        randombytes_buf(t->random, sizeof t->random);
        t->random_left = sizeof t->random;
    }
    t->random_left -= n;
    memcpy(out, t->random + t->random_left, n);
    sodium_memzero(t->random + t->random_left, n);
}

/* One stream for each thread, reset in between: making one takes nearly as long as using it. */
static bool zip_ready(struct thread *t)
{
    if (t->zip_ready)
        return deflateReset(&t->zip) == Z_OK;
    t->zip_ready = deflateInit2(&t->zip, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK;
    return t->zip_ready;
}

struct str thread_gzip(struct thread *t, struct arena *a, struct str plain)
{
    struct arena_mark before = arena_mark(a);
    char *out = arena_alloc(a, plain.n);
    int end;

    assert(plain.n <= UINT32_MAX);
    if (!zip_ready(t))
        return STR_NONE;
    t->zip.next_in = (unsigned char *)(uintptr_t)plain.p;
    t->zip.avail_in = (unsigned)plain.n;
    t->zip.next_out = (unsigned char *)out;
    t->zip.avail_out = (unsigned)plain.n;
    end = deflate(&t->zip, Z_FINISH);
    if (end == Z_STREAM_END)
        return (struct str){ out, plain.n - t->zip.avail_out };
    arena_rewind(a, before);
    return STR_NONE;
}
