/* SPDX-License-Identifier: Apache-2.0 */
/* The small application that the end-to-end tests of this folder talk to. */
#include "web_testing.h"

const struct asset assets[] = {
    { "app.css", "/static/1f-app.css", "text/css", (const unsigned char *)"plain text",
      (const unsigned char *)"\x1f\x8b gz", 10, 5 },
    { "favicon.svg", "/static/2f-favicon.svg", "image/svg+xml", (const unsigned char *)"<svg/>",
      NULL, 6, 0 },
};
const size_t n_assets = COUNT(assets);

/* ---- the application ---- */

struct thing {
    int64_t id, version;
    struct str name;
};

static void thing_json(struct buf *b, const void *view)
{
    const struct thing *t = view;

    buf_printf(b, "{\"id\":%lld,\"version\":%lld,\"name\":", (long long)t->id,
               (long long)t->version);
    buf_json_str(b, t->name);
    buf_char(b, '}');
}

static void thing_page(struct html *h, const void *view)
{
    const struct thing *t = view;

    buf_lit(&h->b, "<p>");
    html_text_str(h, t->name);
    buf_lit(&h->b, "</p><i nonce=\"");
    buf_add(&h->b, h->nonce);
    buf_lit(&h->b, "\"></i><b data-csrf=\"");
    buf_add(&h->b, h->csrf);
    buf_lit(&h->b, "\"></b>");
}

static void again_page(struct html *h, const void *view)
{
    buf_lit(&h->b, "<form>again: ");
    html_text_str(h, *(const struct str *)view);
    buf_lit(&h->b, "</form>");
}

static bool thing_find(struct req *q, int64_t id, struct thing *t)
{
    bool found = false;

    t->id = id;
    if (!db_one(&q->c, SQL("SELECT name, version FROM thing WHERE id = $1"), ARGS(I(id)),
                OUTS(OT(&t->name), OI(&t->version)), &found))
        return false;
    return found || fail(&q->c, FAULT_NOT_FOUND, "not_found", STR("There is no such thing."));
}

static bool thing_show(struct req *q)
{
    struct thing *t = arena_new(q->c.arena, struct thing);

    return thing_find(q, q->ids[0], t) && answer_view(q, thing_page, thing_json, t)
           && answer_version(q, t->version);
}

static const struct gate no_bad_names = {
    "bad_name", "A thing has no such name.", { "Choose another name." }, "T-1", false
};

static bool thing_make(struct req *q)
{
    struct thing *t = arena_new(q->c.arena, struct thing);

    t->name = input_text(&q->in, "name");
    t->version = 1;
    req_input_all_used(q);
    if (!failed(&q->c) && !t->name.n)
        bad_field(&q->c, STR("name"), "Give a name.");
    if (failed(&q->c))
        return answer_again(q, again_page, &t->name);
    if (!db_get(&q->c, SQL("INSERT INTO thing(name, version) VALUES ($1, 1) RETURNING id"),
                ARGS(T(t->name)), OUTS(OI(&t->id))))
        return false;
    if (str_is(t->name, "bad"))
        return refuse(&q->c, &no_bad_names, t->id);
    return answer_created(q, thing_json, t, "things", t->id) && answer_version(q, 1);
}

static bool thing_change(struct req *q)
{
    struct thing *t = arena_new(q->c.arena, struct thing);

    if (!thing_find(q, q->ids[0], t))
        return false;
    answer_current(q, thing_json);
    if (q->if_match >= 0 && q->if_match != t->version) {
        fail(&q->c, FAULT_STALE, "stale", STR("Somebody else changed it."));
        q->c.fault.current = t;
        return false;
    }
    t->name = input_text(&q->in, "name");
    t->version++;
    return db_do(&q->c, SQL("UPDATE thing SET name = $1, version = $2 WHERE id = $3"),
                 ARGS(T(t->name), I(t->version), I(t->id)))
           && answer_view(q, thing_page, thing_json, t) && answer_version(q, t->version);
}

static void long_json(struct buf *b, const void *view UNUSED)
{
    buf_lit(b, "{\"text\":\"");
    for (int i = 0; i < 400; i++)
        buf_lit(b, "again and ");
    buf_lit(b, "\"}");
}

static bool long_show(struct req *q)
{
    return answer_view(q, NULL, long_json, q);
}

/* Takes as long as it may: the first try is past its budget, the second one ends. */
static bool slow_show(struct req *q)
{
    struct thing *t = arena_new(q->c.arena, struct thing);

    t->name = STR("slow");
    return db_get(&q->c,
                  SQL("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                      " WHERE i < 1000000) SELECT count(*) FROM n"),
                  NO_ARGS, OUTS(OI(&t->id)))
           && answer_view(q, thing_page, thing_json, t);
}

static bool insert_called(struct ctx *c, void *arg)
{
    return db_do(c, SQL("INSERT INTO thing(name, version) VALUES ($1, 1)"),
                 ARGS(T(*(struct str *)arg)));
}

static bool own_run(struct req *q)
{
    struct thing *t = arena_new(q->c.arena, struct thing);
    struct str name = STR("own");

    if (!writer_call(q->store, &q->c, insert_called, &name) || !own_read_begin(q))
        return false;
    bool ok = db_get(&q->c, SQL("SELECT count(*) FROM thing WHERE name = 'own'"), NO_ARGS,
                     OUTS(OI(&t->id)));
    own_read_end(q);
    return ok && answer_view(q, NULL, thing_json, t);
}

static struct {
    pthread_mutex_t lock;
    pthread_cond_t moved;
    bool shut;
    int waiting;
} barrier = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false, 0 };

void barrier_set(bool shut)
{
    pthread_mutex_lock(&barrier.lock);
    barrier.shut = shut;
    pthread_cond_broadcast(&barrier.moved);
    pthread_mutex_unlock(&barrier.lock);
}

void barrier_await(int waiting)
{
    pthread_mutex_lock(&barrier.lock);
    while (barrier.waiting != waiting)
        pthread_cond_wait(&barrier.moved, &barrier.lock);
    pthread_mutex_unlock(&barrier.lock);
}

static void barrier_pass(void)
{
    pthread_mutex_lock(&barrier.lock);
    barrier.waiting++;
    pthread_cond_broadcast(&barrier.moved);
    while (barrier.shut)
        pthread_cond_wait(&barrier.moved, &barrier.lock);
    barrier.waiting--;
    pthread_cond_broadcast(&barrier.moved);
    pthread_mutex_unlock(&barrier.lock);
}

static bool held_run(struct req *q)
{
    barrier_pass();
    if (q->route->mode == WRITES && !thing_make(q))
        return false;
    return q->route->mode == WRITES || answer_go(q, "/things/1");
}

static bool go_run(struct req *q)
{
    answer_cookie(q, STR("session=x; HttpOnly"));
    return answer_go(q, "/things/%d?a=\xc3\xa9", 1);
}

static bool file_show(struct req *q)
{
    return answer_file(q, "text/csv", STR("a \"b\" \xc3\xa9.csv"), STR("id\r\n1\r\n"));
}

static bool echo_show(struct req *q)
{
    struct thing *t = arena_new(q->c.arena, struct thing);

    t->name = arena_printf(q->c.arena, "%.*s|%.*s|%.*s", STR_FMT(q->address),
                           STR_FMT(input_text(&q->query, "a")), STR_FMT(q->words[0]));
    return answer_view(q, thing_page, thing_json, t);
}

static bool metrics_show(struct req *q)
{
    struct buf b;

    buf_init(&b, q->c.arena, (size_t)1 << 20);
    web_metrics(q, &b);
    q->answer.status = 200;
    q->answer.bytes = buf_str(&b);
    q->answer.bytes_type = "text/plain";
    return true;
}

static bool local_show(struct req *q)
{
    return answer_json_text(q, 200, req_is_local(q) ? STR("true") : STR("false"));
}

static bool broken_run(struct req *q)
{
    return q->ids[0] == 1 ? broken(&q->c, "a test") : false;
}

/* clang-format off */
static const struct route things[] = {
    { METHOD_GET,   "/things/{id}",  thing_show,   READS,  PAGE | API, { "thing", "read" } },
    { METHOD_POST,  "/things",       thing_make,   WRITES, PAGE | API, { "thing", "create" } },
    { METHOD_PATCH, "/things/{id}",  thing_change, WRITES, API,        { "thing", "edit" } },
    { METHOD_GET,   "/secret",       thing_show,   READS,  PAGE | API, { "secret", "read" } },
    { METHOD_GET,   "/slow",         slow_show,    READS,  API | OPEN },
    { METHOD_GET,   "/long",         long_show,    READS,  API | OPEN },
    { METHOD_POST,  "/own",          own_run,      OWN,    API,        { "thing", "create" } },
    { METHOD_POST,  "/held",         held_run,     OWN,    API | OPEN },
    { METHOD_POST,  "/held-write",   held_run,     WRITES, API | OPEN },
    { METHOD_POST,  "/go",           go_run,       WRITES, PAGE | OPEN },
    { METHOD_GET,   "/file",         file_show,    READS,  PAGE | OPEN },
    { METHOD_GET,   "/echo/{word}",  echo_show,    READS,  PAGE | API | OPEN },
    { METHOD_GET,   "/broken/{id}",  broken_run,   READS,  PAGE | API | OPEN },
    { METHOD_GET,   "/healthz",      long_show,    BARE,   PLAIN | OPEN },
    { METHOD_GET,   "/metrics",      metrics_show, BARE,   PLAIN | OPEN },
    { METHOD_GET,   "/local",        local_show,   BARE,   PLAIN | OPEN },
};
/* clang-format on */

/* Token "good" is user 1, key "key" too. */
static const struct viewer user_one = { .id = 1, .sees_all = true, .door = "web" };

static bool identify(struct req *q)
{
    if (q->bearer.n && !str_is(q->bearer, "key"))
        return fail(&q->c, FAULT_SIGN_IN, "key_unknown", STR("This key is not known."));
    if (!q->bearer.n && !str_is(q->session_token, "good"))
        return true;
    q->has_session = !q->bearer.n;
    memcpy(q->csrf_secret, SECRET, 32);
    q->c.viewer = &user_one;
    return true;
}

static bool test_may(const struct req *q UNUSED, const struct right *right)
{
    return strcmp(right->record, "secret") != 0;
}

static bool refusal_kept(struct ctx *c, void *arg UNUSED)
{
    return db_do(c, SQL("INSERT INTO thing(name, version) VALUES ('refused', 1)"), NO_ARGS);
}

/* An answer that was kept: the handler is not asked again. */
static bool before_write(struct req *q, bool *answered)
{
    *answered = str_is(q->idempotency_key, "seen before");
    return !*answered || answer_json_text(q, 201, STR("{\"kept\":true}"));
}

static bool after_write(struct req *q)
{
    if (!str_is(q->idempotency_key, "not kept"))
        return true;
    return fail(&q->c, FAULT_CONFLICT, "not_kept", STR("The answer could not be kept."));
}

static void error_page(struct html *h, const void *view)
{
    const struct error_view *e = view;

    buf_printf(&h->b, "<h1>%d %s</h1>", e->status, e->title);
    html_text_str(h, e->fault->detail);
}

static void error_fragment(struct html *h, const void *view)
{
    buf_printf(&h->b, "<em>%d</em>", ((const struct error_view *)view)->status);
}

/* ---- the server ---- */

void site_start(struct site *s, struct web_options o)
{
    struct str why;

    o.listen = "127.0.0.1:0";
    s->web = web_start(&s->app, s->store, &o, &why);
    assert_non_null(s->web);
}

int site_make(void **state)
{
    static const struct migration first = {
        1, "thing", "CREATE TABLE thing(id {id}, name text NOT NULL, version {int}) STRICT"
    };
    static const struct migration *const list[] = { &first };
    struct site *s = calloc(1, sizeof *s);
    struct str why;

    snprintf(s->folder, sizeof s->folder, "/tmp/counterpart-web-XXXXXX");
    if (!mkdtemp(s->folder))
        return -1;
    snprintf(s->file, sizeof s->file, "%s/a.db", s->folder);
    for (size_t i = 0; i < COUNT(things); i++)
        s->routes[i] = &things[i];
    s->app = (struct web_app){
        .routes = s->routes,
        .n_routes = COUNT(things),
        .identify = identify,
        .may = test_may,
        .refused = refusal_kept,
        .before_write = before_write,
        .after_write = after_write,
        .error_page = error_page,
        .error_fragment = error_fragment,
        .sign_in_path = "/sign-in",
    };
    s->store = store_open(s->file, STORE_WRITE, &why);
    assert_non_null(s->store);
    assert_true(store_migrate(s->store, list, 1, &why));
    site_start(s, (struct web_options){ .threads = 2 });
    *state = s;
    return 0;
}

int site_remove(void **state)
{
    struct site *s = *state;
    char name[400];
    DIR *dir;

    web_stop(s->web);
    store_close(s->store);
    dir = opendir(s->folder);
    for (struct dirent *e; (e = readdir(dir));) {
        snprintf(name, sizeof name, "%s/%s", s->folder, e->d_name);
        unlink(name);
    }
    closedir(dir);
    rmdir(s->folder);
    free(s);
    return 0;
}

/* ---- talking to it ---- */

int site_connect(struct site *s)
{
    struct sockaddr_in at = { .sin_family = AF_INET,
                              .sin_port = htons((uint16_t)web_port(s->web)) };
    struct timeval limit = { .tv_sec = 30 };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
    return fd;
}

void say_bytes(int fd, const char *p, size_t n)
{
    while (n) {
        ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);

        if (sent <= 0)
            return; /* it has hung up: the test sees by the answer */
        p += sent;
        n -= (size_t)sent;
    }
}

void say(int fd, const char *text)
{
    say_bytes(fd, text, strlen(text));
}

const char *hear_all(struct site *s, int fd)
{
    size_t n = 0;
    ssize_t came;

    while (n < sizeof s->answer - 1
           && (came = recv(fd, s->answer + n, sizeof s->answer - 1 - n, 0)) > 0)
        n += (size_t)came;
    s->answer[n] = 0;
    close(fd);
    return s->answer;
}

const char *hear_one(struct site *s, int fd)
{
    size_t n = 0, want = SIZE_MAX;
    ssize_t came;

    while (n < want && (came = recv(fd, s->answer + n, 1, 0)) == 1) {
        const char *end, *length;

        s->answer[++n] = 0;
        end = want == SIZE_MAX ? strstr(s->answer, "\r\n\r\n") : NULL;
        length = end ? strstr(s->answer, "Content-Length: ") : NULL;
        if (end)
            want = n + (length ? strtoul(length + 16, NULL, 10) : 0);
    }
    s->answer[n] = 0;
    return s->answer;
}

const char *ask(struct site *s, const char *line, const char *headers,
                const char *body)
{
    char text[4096];
    int fd = site_connect(s);

    if (*body)
        snprintf(text, sizeof text,
                 "%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%sContent-Length: %zu\r\n\r\n",
                 line, headers, strlen(body));
    else
        snprintf(text, sizeof text, "%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s\r\n", line,
                 headers);
    say(fd, text);
    say(fd, body);
    return hear_all(s, fd);
}

int status_of(const char *answer)
{
    return strncmp(answer, "HTTP/1.1 ", 9) == 0 ? (int)strtol(answer + 9, NULL, 10) : 0;
}
