/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>

#include "frame/note.h"

#define NOTES_MAX 256

struct notes {
    struct note p[NOTES_MAX];
    size_t n;
};

/* One job at most is with the writer; what it writes is not touched until it is done. */
static struct {
    pthread_mutex_t lock;
    struct store *store;
    struct notes waiting, writing;
    bool busy;
    struct arena arena;
    struct ctx c;
    struct job job;
} queue = { .lock = PTHREAD_MUTEX_INITIALIZER };

static bool run(struct ctx *c, void *arg)
{
    const struct notes *notes = arg;
    for (size_t i = 0; i < notes->n; i++) {
        if (!note_store(c, &notes->p[i]))
            return false;
    }
    return true;
}

static void done(struct job *j);

/* With the lock held. */
static void hand_over(void)
{
    queue.busy = queue.store && queue.waiting.n;
    if (!queue.busy)
        return;
    queue.writing = queue.waiting;
    queue.waiting.n = 0;
    queue.c = (struct ctx){ .arena = &queue.arena, .viewer = &viewer_system };
    queue.job =
        (struct job){ .c = &queue.c, .run = run, .done = done, .arg = &queue.writing };
    writer_submit(queue.store, &queue.job);
}

static void done(struct job *j UNUSED)
{
    pthread_mutex_lock(&queue.lock);
    arena_reset(&queue.arena);
    hand_over();
    pthread_mutex_unlock(&queue.lock);
}

void notes_open(struct store *s)
{
    pthread_mutex_lock(&queue.lock);
    if (!queue.arena.max)
        arena_init(&queue.arena, (size_t)4 << 20);
    queue.store = s;
    queue.waiting.n = 0;
    queue.busy = false;
    pthread_mutex_unlock(&queue.lock);
}

void notes_close(void)
{
    pthread_mutex_lock(&queue.lock);
    queue.store = NULL;
    pthread_mutex_unlock(&queue.lock);
}

static struct note *place_for(const struct note *n)
{
    for (size_t i = 0; i < queue.waiting.n; i++) {
        struct note *other = &queue.waiting.p[i];
        if (other->kind == n->kind && other->id == n->id)
            return other;
    }
    return queue.waiting.n < NOTES_MAX ? &queue.waiting.p[queue.waiting.n++] : NULL;
}

void note_put(const struct note *n)
{
    pthread_mutex_lock(&queue.lock);
    struct note *to = queue.store ? place_for(n) : NULL;
    if (to)
        *to = *n;
    if (to && !queue.busy)
        hand_over();
    pthread_mutex_unlock(&queue.lock);
}
