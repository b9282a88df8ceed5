/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/tcp.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <malloc.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "web_impl.h"

#define IDLE_MS 30000
#define HEADER_MS 10000
#define BODY_GRACE_MS 5000
#define ANSWER_GRACE_MS 30000
#define MS_PER_BYTE 2 /* 500 B/s */
#define LINGER_MS 2000
#define LINGER_MAX 64
#define NEVER INT64_MAX
/* When so many are connected, those who keep us waiting make way until it is roomy again. */
#define CROWDED(most) ((most) / 8 * 7)
#define ROOMY(most) ((most) / 4 * 3)
#define CROWD 500 /* so many have taken memory worth giving back */

struct link {
    struct link *prev, *next;
    struct links *all;
    int fd;
    bool linger;
    char address[INET6_ADDRSTRLEN];
    int64_t body_since;
    atomic_int_fast64_t deadline; /* shut down when the clock is past it */
    atomic_bool idle;             /* no request line has come yet */
    atomic_bool awaited;          /* its next request's header has not come whole */
    atomic_uint turn;             /* one more for each time it became idle */
    bool ended;                   /* shut down; under the lock */
    /* The watchdog's: */
    unsigned seen_turn;
    uint64_t seen_bytes; /* that had come when this turn began */
};

struct lingering {
    int fd;
    int64_t until;
};

struct links {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_t watchdog;
    bool watched; /* the watchdog was started */
    bool ending;
    struct link first; /* a ring */
    struct lingering lingering[LINGER_MAX];
    size_t n_lingering;
    struct link_counts counts;
    int64_t most;  /* how many there may be */
    int64_t peak;  /* open at once, since memory was last given back */
    int64_t ended; /* shut down, and not yet dropped */
};

/* The bytes that ever came in on it, also those that libmicrohttpd has read but not yet understood
 * as a line. */
static uint64_t bytes_received(int fd)
{
    struct tcp_info info = { 0 };
    socklen_t n = sizeof info;

    if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &n) != 0)
        return 0;
    return info.tcpi_bytes_received;
}

/* A header begins with its first byte, but libmicrohttpd tells us only when the first line is
 * whole. */
static void look_for_a_beginning(struct link *k, int64_t now_ms)
{
    unsigned turn = atomic_load(&k->turn);
    uint64_t bytes = bytes_received(k->fd);

    if (k->seen_turn != turn) {
        k->seen_turn = turn;
        k->seen_bytes = bytes;
    } else if (bytes > k->seen_bytes) {
        int_fast64_t was = atomic_load(&k->deadline);

        /* Lost against its own thread, which knows better what it is at. */
        if (was > now_ms + HEADER_MS)
            atomic_compare_exchange_strong(&k->deadline, &was, now_ms + HEADER_MS);
    }
}

/* True when nothing more is to be expected of it. */
static bool drained(struct lingering *l, int64_t now_ms)
{
    for (int i = 0; i < 64; i++) {
        /* MSG_TRUNC: thrown away unread */
        ssize_t n = recv(l->fd, NULL, (size_t)1 << 20, MSG_DONTWAIT | MSG_TRUNC);

        if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
            return true;
        if (n < 0)
            break;
    }
    return now_ms > l->until;
}

static void drain_all(struct links *l, int64_t now_ms)
{
    for (size_t i = l->n_lingering; i-- > 0;) {
        if (!drained(&l->lingering[i], now_ms))
            continue;
        close(l->lingering[i].fd);
        l->lingering[i] = l->lingering[--l->n_lingering];
    }
}

static void cut(struct links *l, struct link *k)
{
    if (k->ended)
        return;
    shutdown(k->fd, SHUT_RDWR);
    atomic_store(&k->deadline, NEVER);
    k->ended = true;
    l->ended++;
    l->counts.cut++;
}

/* Closes up to n of those who owe us a request, the oldest connections first and the newcomer
 * never; gives how many of the n are left. */
static int64_t cut_waiting(struct links *l, int64_t n, bool even_if_it_asked_before)
{
    for (struct link *k = l->first.next; n > 0 && k != l->first.prev; k = k->next) {
        bool asked = atomic_load(&k->turn) > 0;

        if (!atomic_load(&k->awaited) || k->ended || (asked && !even_if_it_asked_before))
            continue;
        cut(l, k);
        n--;
    }
    return n;
}

/* Who never asked for anything goes before who did. */
static void make_room(struct links *l)
{
    int64_t too_many = l->counts.open - l->ended - ROOMY(l->most);

    if (l->counts.open - l->ended > CROWDED(l->most))
        cut_waiting(l, cut_waiting(l, too_many, false), true);
}

static void sweep(struct links *l, int64_t now_ms)
{
    for (struct link *k = l->first.next; k != &l->first; k = k->next) {
        if (atomic_load(&k->idle))
            look_for_a_beginning(k, now_ms);
        if (now_ms > atomic_load(&k->deadline))
            cut(l, k);
    }
    drain_all(l, now_ms);
}

void links_sweep(struct links *l, int64_t now_ms)
{
    pthread_mutex_lock(&l->lock);
    sweep(l, now_ms);
    pthread_mutex_unlock(&l->lock);
}

/* Until the next round: a second, or a tenth while somebody is still sending what nobody wants. */
static void rest(struct links *l)
{
    struct timespec until;
    long ns = l->n_lingering ? 100000000 : 999999999;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += ns;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    pthread_cond_timedwait(&l->wake, &l->lock, &until);
}

/* What a crowd needed stays with the allocator, scattered, until it is told to let go. */
static void give_back(struct links *l)
{
    if (l->peak <= CROWD || l->counts.open > l->peak / 4)
        return;
    l->peak = l->counts.open;
    pthread_mutex_unlock(&l->lock);
    malloc_trim(0);
    pthread_mutex_lock(&l->lock);
}

static void *watch(void *arg)
{
    struct links *l = arg;

    pthread_mutex_lock(&l->lock);
    while (!l->ending) {
        sweep(l, monotonic_ms());
        give_back(l);
        rest(l);
    }
    pthread_mutex_unlock(&l->lock);
    return NULL;
}

struct links *links_open(void)
{
    struct links *l = calloc(1, sizeof *l);
    pthread_condattr_t monotonic;

    if (!l)
        die("out of memory");
    l->first.prev = l->first.next = &l->first;
    l->most = INT64_MAX;
    pthread_mutex_init(&l->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&l->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return l;
}

void links_watch(struct links *l, int64_t most)
{
    l->most = most;
    if (pthread_create(&l->watchdog, NULL, watch, l) != 0)
        die("no thread could be started: is there a limit on processes?");
    l->watched = true;
}

void links_close(struct links *l)
{
    pthread_mutex_lock(&l->lock);
    l->ending = true;
    pthread_cond_signal(&l->wake);
    pthread_mutex_unlock(&l->lock);
    if (l->watched)
        pthread_join(l->watchdog, NULL);
    while (l->n_lingering)
        close(l->lingering[--l->n_lingering].fd);
    assert(l->first.next == &l->first);
    pthread_cond_destroy(&l->wake);
    pthread_mutex_destroy(&l->lock);
    free(l);
}

static void address_write(struct link *k, const struct sockaddr *from)
{
    const void *ip = NULL;
    int family = from ? from->sa_family : AF_UNSPEC;

    if (family == AF_INET) {
        ip = &((const struct sockaddr_in *)(const void *)from)->sin_addr;
    } else if (family == AF_INET6) {
        const struct in6_addr *six = &((const struct sockaddr_in6 *)(const void *)from)->sin6_addr;

        ip = six;
        if (IN6_IS_ADDR_V4MAPPED(six)) {
            family = AF_INET;
            ip = &six->s6_addr[12];
        }
    }
    if (!ip || !inet_ntop(family, ip, k->address, sizeof k->address))
        k->address[0] = 0;
}

struct link *links_add(struct links *l, int fd, const struct sockaddr *from)
{
    struct link *k = calloc(1, sizeof *k);

    if (!k)
        die("out of memory");
    k->all = l;
    k->fd = fd;
    address_write(k, from);
    /* Turn 0 began with byte 0, so nothing that comes before the first sweep is missed. */
    atomic_store(&k->deadline, monotonic_ms() + IDLE_MS);
    atomic_store(&k->idle, true);
    atomic_store(&k->awaited, true);
    pthread_mutex_lock(&l->lock);
    k->prev = l->first.prev;
    k->next = &l->first;
    k->prev->next = k->next->prev = k;
    l->counts.open++;
    l->counts.accepted++;
    l->peak = l->counts.open > l->peak ? l->counts.open : l->peak;
    make_room(l);
    pthread_mutex_unlock(&l->lock);
    return k;
}

static void linger(struct links *l, int fd)
{
    int copy = l->n_lingering < LINGER_MAX ? dup(fd) : -1;

    if (copy < 0)
        return;
    shutdown(copy, SHUT_WR);
    l->lingering[l->n_lingering++] = (struct lingering){ copy, monotonic_ms() + LINGER_MS };
    pthread_cond_signal(&l->wake);
}

void links_drop(struct links *l, struct link *k)
{
    pthread_mutex_lock(&l->lock);
    k->prev->next = k->next;
    k->next->prev = k->prev;
    l->counts.open--;
    l->ended -= k->ended;
    if (k->linger)
        linger(l, k->fd);
    pthread_mutex_unlock(&l->lock);
    free(k);
}

void link_idle(struct link *k)
{
    atomic_fetch_add(&k->turn, 1);
    atomic_store(&k->deadline, monotonic_ms() + IDLE_MS);
    atomic_store(&k->idle, true);
    atomic_store(&k->awaited, true);
}

void link_header(struct link *k)
{
    int64_t until = monotonic_ms() + HEADER_MS;

    atomic_store(&k->idle, false);
    /* The watchdog may have seen it begin before. */
    if (atomic_load(&k->deadline) > until)
        atomic_store(&k->deadline, until);
}

void link_body(struct link *k, size_t bytes)
{
    if (bytes == 0) {
        k->body_since = monotonic_ms();
        atomic_store(&k->awaited, false);
    }
    atomic_store(&k->deadline, k->body_since + BODY_GRACE_MS + (int64_t)bytes * MS_PER_BYTE);
}

void link_waits(struct link *k)
{
    atomic_store(&k->awaited, false);
    atomic_store(&k->deadline, NEVER);
}

void link_answer(struct link *k, size_t bytes)
{
    atomic_store(&k->awaited, false);
    atomic_store(&k->deadline, monotonic_ms() + ANSWER_GRACE_MS + (int64_t)bytes * MS_PER_BYTE);
}

void link_linger(struct link *k)
{
    k->linger = true;
}

const char *link_address(const struct link *k)
{
    return k->address;
}

struct link_counts links_counts(struct links *l)
{
    pthread_mutex_lock(&l->lock);
    struct link_counts counts = l->counts;
    pthread_mutex_unlock(&l->lock);
    return counts;
}
