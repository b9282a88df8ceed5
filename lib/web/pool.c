/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>

#include "base/log.h"
#include "web_impl.h"

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct task *first, **end;
    size_t waiting, max;
    bool ending;
    int n_threads;
    pthread_t threads[];
};

/* NULL when the pool has ended. */
static struct task *pool_take(struct pool *p)
{
    struct task *t;

    pthread_mutex_lock(&p->lock);
    while (!p->first && !p->ending)
        pthread_cond_wait(&p->more, &p->lock);
    t = p->first;
    if (t) {
        p->first = t->next;
        if (!p->first)
            p->end = &p->first;
        p->waiting--;
    }
    pthread_mutex_unlock(&p->lock);
    return t;
}

static void *work(void *arg)
{
    struct task *t;

    while ((t = pool_take(arg)))
        t->run(t->arg);
    return NULL;
}

struct pool *pool_open(int threads, size_t queue_max)
{
    struct pool *p = calloc(1, sizeof *p + (size_t)threads * sizeof p->threads[0]);

    if (!p)
        die("out of memory");
    p->end = &p->first;
    p->max = queue_max;
    p->n_threads = threads;
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->more, NULL);
    for (int i = 0; i < threads; i++)
        if (pthread_create(&p->threads[i], NULL, work, p) != 0)
            die("no thread could be started: is there a limit on processes?");
    return p;
}

bool pool_put(struct pool *p, struct task *t)
{
    bool room;

    pthread_mutex_lock(&p->lock);
    room = p->waiting < p->max;
    if (room) {
        t->next = NULL;
        *p->end = t;
        p->end = &t->next;
        p->waiting++;
        pthread_cond_signal(&p->more);
    }
    pthread_mutex_unlock(&p->lock);
    return room;
}

size_t pool_waiting(struct pool *p)
{
    pthread_mutex_lock(&p->lock);
    size_t n = p->waiting;
    pthread_mutex_unlock(&p->lock);
    return n;
}

void pool_close(struct pool *p)
{
    pthread_mutex_lock(&p->lock);
    p->ending = true;
    pthread_cond_broadcast(&p->more);
    pthread_mutex_unlock(&p->lock);
    for (int i = 0; i < p->n_threads; i++)
        pthread_join(p->threads[i], NULL);
    pthread_cond_destroy(&p->more);
    pthread_mutex_destroy(&p->lock);
    free(p);
}
