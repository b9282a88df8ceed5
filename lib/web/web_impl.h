/* SPDX-License-Identifier: Apache-2.0 */
/* web_impl.h - what the files of lib/web share and nobody else sees.
 *
 * A request lives in a struct conn from its first line to its last byte sent. It begins on one of
 * libmicrohttpd's threads, may be suspended while the writer or the pool works for it, and always
 * ends on the thread it began on:
 *
 *     AT_HEAD -> AT_BODY -> dispatch_start() -> (AT_WORK: suspended) -> answer_send() -> AT_END
 *
 * Nothing frees a conn but the completion callback, and libmicrohttpd does not complete what is
 * suspended: so a client that goes away while its write is queued changes nothing for the writer.
 */
#ifndef WEB_IMPL_H
#define WEB_IMPL_H
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <zlib.h>

#include "base/metric.h"
#include "web.h"

#define HEADER_MAX ((size_t)12 << 10) /* the rest of MHD's 16 KiB is for the answer's header */
#define POOL_MEMORY ((size_t)16 << 10)
#define BODY_MAX_DEFAULT ((size_t)64 << 10)
#define ARENA_MAX ((size_t)64 << 20)
#define ANSWER_MAX ((size_t)32 << 20)
#define READ_MS 20
#define SLOW_READ_MS 10000
#define TRIES 5
#define TRY_AGAIN_MS 1000 /* since the first try began */
#define REQUEST_ID_MAX 64

/* ---- connections.c: who is connected, and who is too slow ---- */
struct links;
struct link;

struct links *links_open(void);
/* Sweeps each second from now on, in a thread of its own. When nearly `most` are connected, those
 * who have not sent a request yet make way for newcomers: the oldest first, and first of all those
 * who never sent one. */
void links_watch(struct links *l, int64_t most);
void links_close(struct links *l); /* every link has been dropped */
struct link *links_add(struct links *l, int fd, const struct sockaddr *from);
void links_drop(struct links *l, struct link *k);
/* What the client owes us now; each is told at the moment it begins. */
void link_idle(struct link *k);                 /* a request, within 30 s; its header within 10 s */
void link_header(struct link *k);               /* the rest of the header, within 10 s */
void link_body(struct link *k, size_t bytes);   /* a body at 500 B/s or more; bytes came so far */
void link_waits(struct link *k);                /* nothing: it is our turn */
void link_answer(struct link *k, size_t bytes); /* to take so many bytes, at 500 B/s or more */
/* An answer was given before its request was read: keeps the socket open for a moment after it is
 * closed here, so that a reset does not overtake the answer. */
void link_linger(struct link *k);
const char *link_address(const struct link *k);
/* One round of the watchdog, as if it were now_ms: shuts down those past their time. */
void links_sweep(struct links *l, int64_t now_ms);
struct link_counts {
    int64_t open, accepted, cut;
};
struct link_counts links_counts(struct links *l);

/* ---- pool.c: a few threads and a bounded queue ---- */
struct pool;
struct task {
    void (*run)(void *arg);
    void *arg;
    struct task *next; /* the pool's */
};
struct pool *pool_open(int threads, size_t queue_max);
MUST_USE bool pool_put(struct pool *p,
                       struct task *t); /* false when the queue is full; t belongs to the caller */
void pool_close(struct pool *p);        /* runs what was put, then ends the threads */
size_t pool_waiting(struct pool *p);

/* ---- router.c ---- */
struct router;
#define METHOD_NOT_OURS ((enum method)7) /* known to HTTP, on no route */
enum found {
    FOUND,
    NO_PATH,
    NO_METHOD,
};
struct place {
    const struct route *route;
    size_t index; /* of the route, in the list the router was made of */
    int64_t ids[2];
    struct str words[2];
    unsigned allowed; /* bits 1 << enum method, when NO_METHOD */
};
struct router *router_new(struct arena *a, const struct route *const *routes, size_t n);
/* `path` is decoded; *api tells by which door the path came, also when nothing was found. */
enum found router_find(const struct router *r, struct str path, enum method m, struct place *out,
                       bool *api);

/* ---- thread.c: what each of our threads keeps for itself until it ends ---- */
struct thread {
    struct store *store;
    struct db *reader;
    struct conn *spare;
    size_t n_spare;
    struct counts *counts; /* the server's, counted by this thread alone */
    z_stream zip;
    bool zip_ready;
    unsigned char random[4096];
    size_t random_left;
};
struct thread *thread_mine(struct store *s);
struct db *thread_reader(struct thread *t); /* NULL when it cannot be opened */
void thread_random(struct thread *t, void *out,
                   size_t n); /* at most 64 bytes; for masks, nonces, request ids */
/* Compressed with gzip, or empty if it did not get smaller. */
struct str thread_gzip(struct thread *t, struct arena *a, struct str plain);

/* ---- a request ---- */
struct headers {
    struct str host, content_length, transfer_encoding, content_type, authorization, cookie, origin;
    struct str fetch_site, csrf_token, if_match, if_none_match, accept_encoding, hx_request;
    struct str idempotency_key, forwarded_for, request_id, user_agent;
};

enum at {
    AT_HEAD,
    AT_BODY,
    AT_WORK,
    AT_END,
};

struct conn {
    struct req q; /* first: a req of ours is a conn */
    struct web_server *server;
    struct thread *thread;
    struct MHD_Connection *mhd;
    struct link *link;
    struct arena arena;
    struct arena_mark mark;
    enum at at;
    char *target;          /* path and query as they came, NUL-terminated */
    const char *target_at; /* where it stands in libmicrohttpd's buffer */
    struct headers h;
    bool head;  /* HEAD */
    bool slow;  /* READS, second try: on the pool */
    bool early; /* answered before its body was read */
    bool own_reading;
    int tries;
    int status;              /* of a fault that has no kind of its own: 415, 431, 501, 505; or 0 */
    unsigned allowed;        /* 405: methods */
    const char *disposition; /* of a file to be saved; else NULL */
    char *body;
    size_t body_n, body_cap, body_max;
    size_t body_expected; /* as Content-Length says; 0 when it does not */
    size_t thrown;        /* of a body that is too large */
    int64_t started_us, took_us, steps;
    struct job job;
    struct task task;
    struct conn *next;
    size_t slot;       /* of its route, in struct counts */
    int sent_status;   /* of the answer; 0: libmicrohttpd gave it, or nobody */
    size_t sent_bytes; /* of the answer's body */
    char id[REQUEST_ID_MAX + 1];
};
static inline struct conn *conn_of(const struct req *q)
{
    return q->conn;
}

struct web_server {
    const struct web_app *app;
    struct store *store;
    struct MHD_Daemon *daemon;
    struct links *links;
    struct pool *pool;
    struct router *router;
    struct arena arena; /* as long as the server */
    struct str origin;  /* of public_url; empty: as the Host says */
    const char *trusted_proxy;
    bool tls, secure, timing;
    int port, listener;
    int connections; /* how many there may be */
    atomic_bool stopping; /* answers are the last on their connection */
    atomic_bool ending;   /* nothing more is given to the writer or the pool */
    atomic_int suspended; /* given to the writer or the pool, not yet back */
    atomic_int active;    /* begun, not yet completed */
    const struct str *slot_names; /* for the log and the metrics, by slot */
    struct counts *counts; /* of all its threads; guarded by counts_lock */
    pthread_mutex_t counts_lock;
    atomic_int_fast64_t refused; /* connections over a ceiling */
};

/* ---- counts.c, metrics.c: what each thread counts, and all of it added up ---- */
enum { STATUS_SLOTS = 24, TIME_BUCKETS = 14, CODE_SLOTS = 128, CODE_MAX = 40 };
struct route_counts {
    tally status[STATUS_SLOTS];
    tally time[TIME_BUCKETS];
    tally time_us;
};
struct code_count {
    atomic_bool used; /* set behind the code, which then never changes */
    char code[CODE_MAX];
    tally n;
};
struct counts {
    struct counts *next;
    struct code_count codes[CODE_SLOTS];
    tally bytes_in, bytes_out, over_budget, too_slow;
    struct route_counts routes[]; /* counts_slots() of them */
};
/* Two for each route (page, API), and these: */
enum slot_more { SLOT_STATIC, SLOT_NONE, SLOTS_MORE };
size_t counts_slots(const struct web_server *w);
size_t counts_slot(size_t route, bool api);
size_t counts_slot_more(const struct web_server *w, enum slot_more which);
/* "/api/v1/deals/{id}"; never a path, which may hold a key. */
struct str counts_slot_name(const struct web_server *w, size_t slot);
void counts_names_make(struct web_server *w);
size_t counts_size(const struct web_server *w); /* bytes of a struct counts */
void counts_code(struct counts *c, const char *code, int64_t n);
void request_count(struct conn *k); /* its answer is ready to go */
void request_log(struct conn *k, bool completed); /* it is over */
int counts_status(size_t i); /* the status counted in slot i; the last is 0, any other */
int64_t counts_answers(struct web_server *w, int status_class);
extern const struct metric_bounds time_bounds;
void counts_free(struct web_server *w);

/* ---- request_id.c ---- */
void request_id_new(struct conn *k);
/* What a trusted proxy calls this request, if it says so in X-Request-Id and as we would take
 * it. */
void request_id_accept(struct conn *k);

/* ---- request.c: what libmicrohttpd calls ---- */
void *request_begins(void *cls, const char *target, struct MHD_Connection *mhd);
size_t request_unescape(void *cls, struct MHD_Connection *mhd, char *s);
enum MHD_Result request_goes_on(void *cls, struct MHD_Connection *mhd, const char *url,
                                const char *method, const char *version, const char *data,
                                size_t *n, void **con_cls);
void request_ends(void *cls, struct MHD_Connection *mhd, void **con_cls,
                  enum MHD_RequestTerminationCode code);

/* ---- listen.c: where to listen, and how many may come ---- */
struct listen_at {
    int fd, port;
    bool loopback;
};
/* Listens at "127.0.0.1:8080" or "[::1]:0"; false with a sentence in *why. */
MUST_USE bool listen_open(const char *at, struct listen_at *out, struct str *why);
/* Raises the limit of open files to the hard one; how many connections fit below it, at most
 * `wanted`. */
int connections_that_fit(int wanted);

/* ---- guard.c ---- */
/* Fills k->h from the header, q.path, q.query_text and q.method from the request line. False with a
 * fault when it is not what RFC 9112 and this server allow. */
MUST_USE bool guard_check(struct conn *k, const char *method, const char *version);
/* A fault with a status that no fault kind has. */
bool guard_refuse(struct conn *k, int status, const char *code, struct str detail);

/* ---- dispatch.c ---- */
/* The request is complete. True: the answer is ready to be sent. False: the connection was
 * suspended; when it comes back, dispatch_again() says the same. */
bool dispatch_start(struct conn *k);
bool dispatch_again(struct conn *k);
/* Finds the route, or sets the fault: called when the header is there. */
void dispatch_route(struct conn *k);

/* ---- read_in.c: from bytes and headers to q->in, q->query, q->if_match and so on ---- */
void req_door(struct conn *k);                   /* token, key, address: who might it be? */
MUST_USE bool req_read(struct conn *k);          /* query, body and conditions */
MUST_USE bool req_from_our_page(struct conn *k); /* origin and CSRF token of what writes */

/* ---- render.c, send.c, problem.c, static.c ---- */
enum MHD_Result answer_send(struct conn *k);
void problem_write(struct buf *b, const struct conn *k, int status);
int problem_status(const struct conn *k);
const char *problem_title(const struct conn *k);
bool accepts_gzip(struct str accept_encoding);
struct outgoing {
    int status;
    const char *type;
    struct str bytes;
    const char *cache;
    struct str etag;
    struct str location;
    bool html, packed; /* packed: bytes are gzip already */
    struct str nonce;
};
enum MHD_Result outgoing_send(struct conn *k, const struct outgoing *o);
/* A static file for this path, if there is one. */
bool static_serves(const struct conn *k);
enum MHD_Result static_send(struct conn *k);
#endif
