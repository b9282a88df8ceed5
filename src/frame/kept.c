/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/kept.h"
#include "db/store.h"
#include <pthread.h>

#define KEPT_MAX ((size_t)64 << 20)

struct copy {
    struct arena arena;
    void *value; /* NULL: never read */
    uint64_t changes, epoch;
    int64_t shared; /* what db_changes() said: the value is as old as that at least */
    int64_t batch;  /* the write transaction that changed it last; what it says is not settled */
};
struct copies {
    struct copy slots[KEPT_SLOTS];
};

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static atomic_uint_fast64_t epoch;

static void copies_free(void *p)
{
    struct copies *all = p;
    for (int i = 0; i < KEPT_SLOTS; i++)
        arena_release(&all->slots[i].arena);
    free(all);
}

static void key_make(void)
{
    if (pthread_key_create(&key, copies_free) != 0)
        abort();
}

static struct copy *copy_of(const struct kept *k)
{
    pthread_once(&once, key_make);
    struct copies *all = pthread_getspecific(key);
    if (!all) {
        all = calloc(1, sizeof *all);
        if (!all)
            abort();
        for (int i = 0; i < KEPT_SLOTS; i++)
            arena_init(&all->slots[i].arena, KEPT_MAX);
        pthread_setspecific(key, all);
    }
    return &all->slots[k->slot];
}

const void *kept_get(struct ctx *c, struct kept *k)
{
    struct copy *copy = copy_of(k);
    /* Read before loading: a change that lands in between is seen, and read, next time. One that
     * landed before, but after this transaction began, shows in what is shared. */
    uint64_t changes = atomic_load(&k->changes);
    uint64_t now = atomic_load(&epoch);
    int64_t shared;
    if (!db_changes(c, &shared))
        return NULL;
    bool settled = !copy->batch || copy->batch != db_batch(c->db);
    if (settled && copy->value && copy->changes == changes && copy->epoch == now
        && copy->shared == shared)
        return copy->value;
    copy->value = NULL;
    arena_reset(&copy->arena);
    void *value = arena_alloc(&copy->arena, k->size);
    if (!k->load(c, &copy->arena, value))
        return NULL;
    copy->value = settled ? value : NULL;
    copy->changes = changes;
    copy->epoch = now;
    copy->shared = shared;
    return value;
}

static void changed_now(void *k)
{
    atomic_fetch_add(&((struct kept *)k)->changes, 1);
}

void kept_changed(struct ctx *c, struct kept *k)
{
    copy_of(k)->batch = db_batch(c->db);
    changed_now(k);
    after_commit(c, changed_now, k);
    db_changed_now(c);
}

void kept_forget(void)
{
    atomic_fetch_add(&epoch, 1);
}
