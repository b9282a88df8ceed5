/* SPDX-License-Identifier: Apache-2.0 */
/* What each thread counts of the requests that end on it, and the line that each leaves in the log.
 *
 * A thread counts for itself alone, so that counting costs no lock and no cache line that cores
 * would fight for; metrics.c adds them up when somebody asks. What is new (a thread, a code) is
 * published whole, and never changes or goes while the server lives.
 */
#include "base/log.h"
#include "web_impl.h"

/* clang-format off */
static const int statuses[STATUS_SLOTS] = {
    200, 201, 204, 206, 301, 303, 304, 400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 429, 431,
    500, 501, 503, 507, 0,
};
static const int64_t bounds_us[TIME_BUCKETS - 1] = {
    500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 2500000, 10000000,
};
/* clang-format on */
const struct metric_bounds time_bounds = { bounds_us, COUNT(bounds_us), true };

size_t counts_slots(const struct web_server *w)
{
    return 2 * w->app->n_routes + SLOTS_MORE;
}

size_t counts_size(const struct web_server *w)
{
    return sizeof(struct counts) + counts_slots(w) * sizeof(struct route_counts);
}

size_t counts_slot(size_t route, bool api)
{
    return 2 * route + api;
}

size_t counts_slot_more(const struct web_server *w, enum slot_more which)
{
    return 2 * w->app->n_routes + which;
}

static struct str slot_name(struct web_server *w, size_t slot)
{
    const struct route *r;

    if (slot == counts_slot_more(w, SLOT_STATIC))
        return STR("static");
    if (slot == counts_slot_more(w, SLOT_NONE))
        return STR("none");
    r = w->app->routes[slot / 2];
    if (slot % 2 && !(r->doors & PLAIN))
        return arena_printf(&w->arena, "/api/v1%s", r->path);
    return str_of(r->path);
}

void counts_names_make(struct web_server *w)
{
    struct str *names = arena_array(&w->arena, struct str, counts_slots(w));

    for (size_t slot = 0; slot < counts_slots(w); slot++)
        names[slot] = slot_name(w, slot);
    w->slot_names = names;
}

struct str counts_slot_name(const struct web_server *w, size_t slot)
{
    return w->slot_names[slot];
}

int counts_status(size_t i)
{
    return statuses[i];
}

static size_t status_slot(int status)
{
    size_t i = 0;

    while (i < STATUS_SLOTS - 1 && statuses[i] != status)
        i++;
    return i;
}

static struct counts *counts_mine(struct conn *k)
{
    struct web_server *w = k->server;
    struct thread *t = k->thread;

    if (t->counts)
        return t->counts;
    t->counts = calloc(1, counts_size(w));
    if (!t->counts)
        die("out of memory");
    pthread_mutex_lock(&w->counts_lock);
    t->counts->next = w->counts;
    w->counts = t->counts;
    pthread_mutex_unlock(&w->counts_lock);
    return t->counts;
}

void counts_free(struct web_server *w)
{
    while (w->counts) {
        struct counts *c = w->counts;

        w->counts = c->next;
        free(c);
    }
    pthread_mutex_destroy(&w->counts_lock);
}

int64_t counts_answers(struct web_server *w, int status_class)
{
    int64_t n = 0;

    pthread_mutex_lock(&w->counts_lock);
    for (const struct counts *c = w->counts; c; c = c->next)
        for (size_t slot = 0; slot < counts_slots(w); slot++)
            for (size_t i = 0; i < STATUS_SLOTS; i++)
                if (statuses[i] / 100 == status_class)
                    n += tally_read(&c->routes[slot].status[i]);
    pthread_mutex_unlock(&w->counts_lock);
    return n;
}

/* Codes come from tables of the program, so they are few; one beyond CODE_SLOTS is not counted. */
void counts_code(struct counts *c, const char *code, int64_t n)
{
    size_t at = str_hash(str_of(code)) % CODE_SLOTS;

    for (size_t tries = 0; tries < CODE_SLOTS; tries++, at = (at + 1) % CODE_SLOTS) {
        struct code_count *slot = &c->codes[at];

        if (!atomic_load_explicit(&slot->used, memory_order_relaxed)) {
            snprintf(slot->code, sizeof slot->code, "%s", code);
            atomic_store_explicit(&slot->used, true, memory_order_release);
        }
        if (strncmp(slot->code, code, sizeof slot->code - 1) == 0) {
            tally_add(&slot->n, n);
            return;
        }
    }
}

void request_count(struct conn *k)
{
    struct counts *c = counts_mine(k);
    struct route_counts *r = &c->routes[k->slot];
    const struct fault *f = &k->q.c.fault;

    tally_add(&c->bytes_in, (int64_t)(k->body_n + k->thrown));
    tally_add(&c->bytes_out, (int64_t)k->sent_bytes);
    if (k->slow)
        tally_add(&c->over_budget, 1);
    if (f->kind == FAULT_TOO_SLOW)
        tally_add(&c->too_slow, 1);
    if (f->code)
        counts_code(c, f->code, 1);
    tally_add(&r->status[status_slot(k->sent_status)], 1);
    tally_add(&r->time[metric_bucket(&time_bounds, k->took_us)], 1);
    tally_add(&r->time_us, k->took_us);
}

/* What machines ask every few seconds, and what a browser fetches along with a page. */
static bool is_chatter(const struct conn *k)
{
    const struct route *r = k->q.route;

    return k->slot == counts_slot_more(k->server, SLOT_STATIC)
           || (r && (r->doors & PLAIN) && r->method == METHOD_GET);
}

static enum log_level level_of(const struct conn *k)
{
    if (k->sent_status >= 500)
        return LOG_WARN;
    return is_chatter(k) && k->sent_status < 400 ? LOG_DEBUG : LOG_INFO;
}

void request_log(struct conn *k, bool completed)
{
    static const char *const methods[] = { "GET", "POST", "PATCH", "PUT", "DELETE", [7] = "" };
    const struct req *q = &k->q;
    const char *method = k->head ? "HEAD" : methods[q->method];
    struct str client = q->address.n ? q->address : str_of(link_address(k->link));
    enum log_level level = level_of(k);

    if (!log_wants(level))
        return;
    log_for(k->id);
    LOG_EVENT(level, "request", LT("method", str_of(method)),
              LT("route", counts_slot_name(k->server, k->slot)),
              LI("status", k->sent_status), LMS("ms", k->took_us),
              LI("bytes", (int64_t)k->sent_bytes), LI("steps", k->steps),
              LI("user", q->c.viewer ? q->c.viewer->id : 0), LT("client", client),
              LT("code", str_of(q->c.fault.code)), LT("end", completed ? STR_NONE : STR("cut")));
    log_for(NULL);
}
