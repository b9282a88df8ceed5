/* SPDX-License-Identifier: Apache-2.0 */
/* A reader's transaction held over several reads: beginning and ending one costs as much as what it
 * is for, two statements and two locks of the log's index, which are system calls.
 *
 * It is held only while the writer rests. The store counts turns, odd while the writer is at work
 * (a batch, a step of a backup, a checkpoint), even between. A read goes on with what is held if
 * the turn is the one it was begun in: nothing was committed since. The writer begins its work by
 * ending what idle readers hold; a reader who was busy then sees at its end that the turn is
 * another one. So while the writer works each read has a transaction of its own, a read that begins
 * after a commit was told sees it, and nobody idle keeps the log from being begun anew.
 *
 * A connection is used by one thread at a time: `in_use` is locked from the begin of a read to its
 * end, and by the writer, who never waits for it.
 */
#include "sqlite_impl.h"

static void end_now(struct sqlite_db *d)
{
    d->held = false;
    if (db_in_transaction(d) && db_fixed(d, FIXED_COMMIT) != SQLITE_OK)
        db_fixed(d, FIXED_ROLLBACK);
}

/* One that nobody writes through this process never rests. */
static uint64_t turn_of(const struct sqlite_db *d)
{
    return d->store && d->store->db ? atomic_load(&d->store->turn) : 1;
}

static bool writer_rests(uint64_t turn)
{
    return turn % 2 == 0;
}

void hold_join(struct sqlite_store *s, struct sqlite_db *d)
{
    d->store = s;
    pthread_mutex_lock(&s->readers_lock);
    d->next_reader = s->readers;
    s->readers = d;
    pthread_mutex_unlock(&s->readers_lock);
}

void hold_leave(struct sqlite_db *d)
{
    struct sqlite_store *s = d->store;
    if (s && !d->db.writes) {
        pthread_mutex_lock(&s->readers_lock);
        struct sqlite_db **at = &s->readers;
        while (*at != d)
            at = &(*at)->next_reader;
        *at = d->next_reader;
        pthread_mutex_unlock(&s->readers_lock);
    }
}

/* The changes are read before the turn, and both before the snapshot is taken, which therefore
 * holds at least those. */
int hold_begin(struct sqlite_db *d)
{
    pthread_mutex_lock(&d->in_use);
    assert(!d->reading);
    d->changes = d->store ? atomic_load(&d->store->changes) : 0;
    uint64_t turn = turn_of(d);
    int rc = SQLITE_OK;
    if (!d->held || d->turn != turn) {
        end_now(d);
        d->turn = turn;
        rc = db_fixed(d, FIXED_READ);
    }
    d->held = false;
    d->erred = false;
    d->reading = rc == SQLITE_OK;
    if (rc != SQLITE_OK)
        pthread_mutex_unlock(&d->in_use);
    return rc;
}

static void end_if_overtaken(struct sqlite_db *d)
{
    if (pthread_mutex_trylock(&d->in_use) != 0)
        return;
    if (d->held && d->turn != turn_of(d))
        end_now(d);
    pthread_mutex_unlock(&d->in_use);
}

/* After an error nothing is held: the engine stays in it until its transaction ends. The turn is
 * looked at once more when the writer can get hold of the connection, so that one of both sees what
 * the other did. */
void hold_end(struct sqlite_db *d)
{
    uint64_t turn = d->turn;
    bool hold = db_in_transaction(d) && !d->erred && writer_rests(turn) && turn_of(d) == turn;
    if (!hold)
        end_now(d);
    d->held = hold;
    d->reading = false;
    pthread_mutex_unlock(&d->in_use);
    atomic_thread_fence(memory_order_seq_cst);
    if (hold && turn_of(d) != turn)
        end_if_overtaken(d);
}

void hold_drop(struct sqlite_db *d)
{
    if (d->reading || d->db.writes)
        return;
    pthread_mutex_lock(&d->in_use);
    if (d->held)
        end_now(d);
    pthread_mutex_unlock(&d->in_use);
}

void hold_stop(struct sqlite_store *s)
{
    atomic_fetch_add(&s->turn, 1);
    atomic_thread_fence(memory_order_seq_cst);
    pthread_mutex_lock(&s->readers_lock);
    for (struct sqlite_db *d = s->readers; d; d = d->next_reader)
        end_if_overtaken(d);
    pthread_mutex_unlock(&s->readers_lock);
}

void hold_allow(struct sqlite_store *s)
{
    atomic_fetch_add(&s->turn, 1);
}

/* Readers may be closed after their store. */
void hold_forget(struct sqlite_store *s)
{
    hold_stop(s);
    pthread_mutex_lock(&s->readers_lock);
    for (struct sqlite_db *d = s->readers; d; d = d->next_reader)
        d->store = NULL;
    s->readers = NULL;
    pthread_mutex_unlock(&s->readers_lock);
}
