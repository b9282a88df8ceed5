/* SPDX-License-Identifier: Apache-2.0 */
/* web.h - routes, requests and answers: everything a handler sees of HTTP.
 *
 * A handler reads q->in and q->query, calls rules with &q->c, and says what the answer is; it
 * writes no bytes. Page and API are the same handler: it fills a typed view, and the path alone
 * (/deals/42, /api/v1/deals/42) decides whether the view becomes HTML or JSON, after the commit, on
 * the connection's own thread. On false the fault in q->c becomes the error page, the form again,
 * or problem+json.
 *
 * The dispatcher (dispatch.c) is the only place that finds who asks, checks the route's right,
 * checks origin and CSRF token of everything that writes, opens and ends transactions, runs again
 * when busy, and sends.
 */
#ifndef WEB_H
#define WEB_H
#include "base/ctx.h"
#include "db/store.h"
#include "html.h"
#include "base/input.h"

enum method { METHOD_GET, METHOD_POST, METHOD_PATCH, METHOD_PUT, METHOD_DELETE };

/* How a route meets the database. READS: a connection that cannot write, 20 ms in the thread that
 * parsed the request, past it again on the pool with 10 s. WRITES: one savepoint of the writer.
 * OWN: on the pool, without a transaction; it opens short ones with own_read_begin() and
 * writer_call(). BARE: at once, without the database and without asking who it is: only what is
 * OPEN, and tells how the process is doing whatever else is broken. */
enum route_mode { READS, WRITES, OWN, BARE };

enum route_doors {
    PAGE = 1,     /* path */
    API = 2,      /* /api/v1 + path */
    OPEN = 4,     /* nobody needs to be signed in */
    FRAGMENT = 8, /* HTML without the frame, for htmx; implies PAGE */
    PLAIN = 16,   /* the path as it is, without /api/v1, JSON errors: /healthz, /test/clock */
};

struct req;
typedef bool handler_fn(struct req *q);

/* Role × record × action; the table of who may stands in the product. */
struct right {
    const char *record;
    const char *action; /* "read", "create", "edit", "export", "manage", … */
};

struct api;
struct route {
    enum method method;
    /* "/deals/{id}", "/deals/{id}/{word}": ids are decimal and > 0, words are [a-z0-9_-]+ */
    const char *path;
    handler_fn *handler;
    enum route_mode mode;
    unsigned doors;
    struct right right;
    const char *requirement;
    size_t body_max; /* 0: 64 KiB */
    /* What the product's document of its API says of it; nothing here looks into it. */
    const struct api *api;
};

typedef void json_fn(struct buf *b, const void *view);

struct answer {
    int status;
    page_fn *page;
    json_fn *json;
    const void *view;
    struct str location;      /* a redirect for pages (303), Location for a created API record */
    struct str bytes;         /* a file: CSV */
    const char *bytes_type;
    struct str filename;      /* Content-Disposition: attachment */
    int64_t version;          /* > 0: ETag "version" */
    struct str set_cookie[2]; /* whole header values */
    /* htmx: HX-Trigger or HX-Redirect are set by the dispatcher from location */
    struct str retarget;
    /* page and view are the page to show again after a fault: answer_again() */
    bool again;
    /* FAULT_STALE: writes fault.current into the problem: answer_current() */
    json_fn *current_json;
};

struct req {
    struct ctx c; /* first: a handler's rules get &q->c */
    enum method method;
    const struct route *route;
    struct str path, query_text;
    bool api;                /* came through /api/v1 or a PLAIN route: errors are problem+json */
    bool htmx;               /* HX-Request: answer fragments, redirects by HX-Redirect */
    int64_t ids[2];          /* {id} in order */
    struct str words[2];     /* {word} in order */
    struct input query;      /* after the ? */
    struct input in;         /* form or JSON body */
    int64_t if_match;        /* version from If-Match "7" or the form's _version; -1 when absent */
    struct str idempotency_key;
    struct str session_token; /* from the cookie */
    struct str device_token;  /* likewise: this browser was signed in with before */
    struct str bearer;        /* from Authorization */
    struct str address;       /* of the client, --trusted-proxy considered */
    struct str agent;         /* what it says it is: User-Agent */
    bool secure;              /* reached over https */
    unsigned char csrf_secret[32]; /* of the session, set by app->identify */
    bool has_session;
    void *user;               /* the product's own view of who is signed in */
    struct store *store;
    struct answer answer;
    void *conn;               /* lib/web's */
};

/* What the product tells lib/web. */
struct web_app {
    const struct route *const *routes; /* all slices' tables, flattened */
    size_t n_routes;
    /* Sets q->c.viewer, q->csrf_secret, q->has_session, q->user from the token or key. Called
     * inside a read transaction. Without either it leaves viewer at nobody and gives true; an
     * unknown key fails FAULT_SIGN_IN. */
    bool (*identify)(struct req *q);
    bool (*may)(const struct req *q, const struct right *right);
    /* Stores a refusal; runs as a job's refused() with arg = the req. */
    bool (*refused)(struct ctx *c, void *req);
    /* Around the handler of a WRITES route, on the writer, in its savepoint. before may answer
     * already (an Idempotency-Key seen before): then *answered. after keeps the answer for such a
     * key. */
    bool (*before_write)(struct req *q, bool *answered);
    bool (*after_write)(struct req *q);
    /* Around the handler of an OWN route, outside of its transactions: before claims the key, after
     * keeps the answer for it or, when the handler failed, gives the key back. */
    bool (*before_own)(struct req *q, bool *answered);
    void (*after_own)(struct req *q, bool ok);
    page_fn *error_page;     /* view: const struct error_view * */
    page_fn *error_fragment; /* the same without the frame */
    /* where a page sends nobody: "/sign-in", with ?to= the path asked for */
    const char *sign_in_path;
    /* ctx.now of everything but the writer's jobs; NULL: instant_now() */
    struct instant (*now)(void);
};
struct error_view {
    const struct req *q;
    const struct fault *fault;
    int status;
    const char *title;
    struct str request_id;
};

/* ---- what handlers call ---- */
/* 200; either may be NULL */
bool answer_view(struct req *q, page_fn *page, json_fn *json, const void *view);
bool answer_version(struct req *q, int64_t version);                             /* ETag */
/* 201 with JSON and Location /api/v1/PLURAL/ID for the API; a 303 to /PLURAL/ID for a page. */
bool answer_created(struct req *q, json_fn *json, const void *view, const char *plural, int64_t id);
/* 303; for the API 204 */
bool answer_go(struct req *q, const char *format, ...) PRINTF(2, 3);
bool answer_file(struct req *q, const char *type, struct str filename, struct str bytes);
bool answer_json_text(struct req *q, int status, struct str json);
/* After a fault of the input: show the page again (422) with what was typed, instead of the
 * error page. */
bool answer_again(struct req *q, page_fn *page, const void *view);
void answer_cookie(struct req *q, struct str header_value);
/* Before a record_update: how a 412 writes the version that stands, as "current" beside
 * "sent_version". */
void answer_current(struct req *q, json_fn *json);

/* "https://crm.example.com": what links into this site begin with. */
struct str req_origin(const struct req *q);
void req_input_all_used(struct req *q); /* q->query and q->in; the fault is left in q->c */

/* An OWN route's read: opens a pooled reader into q->c.db; own_read_end puts it back. */
MUST_USE bool own_read_begin(struct req *q);
void own_read_end(struct req *q);

/* ---- the server ---- */
struct web_options {
    const char *listen;        /* "127.0.0.1:8080", "[::1]:0" */
    const char *public_url;    /* NULL: http://listen */
    const char *trusted_proxy; /* NULL: nobody's X-Forwarded-For counts */
    const char *tls_cert, *tls_key; /* PEM files; NULL: plain */
    int threads;               /* 0: one per core */
    bool timing;               /* answers carry Server-Timing with ms and statement steps */
    int per_address, connections; /* ceilings; 0: defaults */
};
struct web_server;
/* NULL on failure, with what to do in *why. Listening beyond loopback without TLS or --public-
 * url https is refused. */
struct web_server *web_start(const struct web_app *app, struct store *s,
                             const struct web_options *o, struct str *why);
int web_port(const struct web_server *w);
/* Nobody new is let in; what was begun has 10 s to come and 10 s to be done. */
void web_stop(struct web_server *w);
struct web_counts {
    /* by status class: [2] is 2xx; what libmicrohttpd answers by itself is not in it */
    int64_t answers[6];
    int64_t connections; /* open now */
    int64_t cut;         /* shut down because they were too slow */
};
struct web_counts web_counts(struct web_server *w);
/* Requests, connections and queues of the server that answers q, as lib/base/metric.h writes
 * them. */
void web_metrics(const struct req *q, struct buf *b);
/* What a process's own machinery is told by: comes from this very machine, and no proxy stands
 * between. */
bool req_is_local(const struct req *q);
/* Checks the table: a route without a right, two alike, no handler. The sentence, or empty. */
struct str web_routes_check(struct arena *a, const struct route *const *routes, size_t n);

/* Static files, built in by tools/embed: /static/HASH-name, cached for ever. */
struct asset {
    /* "app.css", "/static/1f3a-app.css", "text/css; charset=utf-8" */
    const char *name, *path, *type;
    const unsigned char *plain, *gzip;
    size_t plain_n, gzip_n; /* gzip_n 0: not worth it */
};
extern const struct asset assets[];
extern const size_t n_assets;
const char *asset_path(const char *name); /* for pages; dies on an unknown name, at first use */
#endif
