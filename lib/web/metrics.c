/* SPDX-License-Identifier: Apache-2.0 */
/* What all threads counted, added up at the moment somebody asks, as Prometheus reads it. */
#include "web_impl.h"

/* One more struct counts, for the sums; it belongs to who asked. */
struct sums {
    struct web_server *w;
    struct buf *b;
    struct counts *all;
};

static void add_route(struct route_counts *to, const struct route_counts *from)
{
    for (size_t i = 0; i < STATUS_SLOTS; i++)
        tally_add(&to->status[i], tally_read(&from->status[i]));
    for (size_t i = 0; i < TIME_BUCKETS; i++)
        tally_add(&to->time[i], tally_read(&from->time[i]));
    tally_add(&to->time_us, tally_read(&from->time_us));
}

static void add_codes(struct counts *to, const struct counts *from)
{
    for (size_t i = 0; i < CODE_SLOTS; i++)
        if (atomic_load_explicit(&from->codes[i].used, memory_order_acquire))
            counts_code(to, from->codes[i].code, tally_read(&from->codes[i].n));
}

static void add_thread(struct sums *s, const struct counts *from)
{
    tally_add(&s->all->bytes_in, tally_read(&from->bytes_in));
    tally_add(&s->all->bytes_out, tally_read(&from->bytes_out));
    tally_add(&s->all->over_budget, tally_read(&from->over_budget));
    tally_add(&s->all->too_slow, tally_read(&from->too_slow));
    add_codes(s->all, from);
    for (size_t i = 0; i < counts_slots(s->w); i++)
        add_route(&s->all->routes[i], &from->routes[i]);
}

static struct sums sums_of(struct web_server *w, struct buf *b)
{
    struct sums s = { .w = w, .b = b };

    s.all = arena_alloc(b->arena, counts_size(w));
    pthread_mutex_lock(&w->counts_lock);
    for (const struct counts *c = w->counts; c; c = c->next)
        add_thread(&s, c);
    pthread_mutex_unlock(&w->counts_lock);
    return s;
}

static struct str method_of(const struct web_server *w, size_t slot)
{
    static const char *const names[] = { "GET", "POST", "PATCH", "PUT", "DELETE" };

    if (slot == counts_slot_more(w, SLOT_NONE))
        return STR("any");
    return slot == counts_slot_more(w, SLOT_STATIC)
               ? STR("GET")
               : str_of(names[w->app->routes[slot / 2]->method]);
}

static void requests_write(const struct sums *s, const char *name, size_t slot)
{
    struct str route = counts_slot_name(s->w, slot), method = method_of(s->w, slot);

    for (size_t i = 0; i < STATUS_SLOTS; i++) {
        int64_t n = tally_read(&s->all->routes[slot].status[i]);
        struct str code = STR("other");

        if (counts_status(i))
            code = arena_printf(s->b->arena, "%d", counts_status(i));
        if (n)
            metric_int(s->b, name,
                       LABELS({ "route", route }, { "method", method }, { "code", code }), n);
    }
}

static void times_write(const struct sums *s, const char *name, size_t slot)
{
    const struct route_counts *r = &s->all->routes[slot];
    struct str route = counts_slot_name(s->w, slot), method = method_of(s->w, slot);
    int64_t counts[TIME_BUCKETS], n = 0;

    for (size_t i = 0; i < TIME_BUCKETS; i++)
        n += counts[i] = tally_read(&r->time[i]);
    if (n)
        metric_histogram(s->b, name, LABELS({ "route", route }, { "method", method }), &time_bounds,
                         counts, tally_read(&r->time_us));
}

static void routes_write(const struct sums *s)
{
    const char *requests = "counterpart_http_requests_total";
    const char *times = "counterpart_http_request_duration_seconds";

    metric_head(s->b, requests, METRIC_COUNTER, "Requests by route, method and status.");
    for (size_t i = 0; i < counts_slots(s->w); i++)
        requests_write(s, requests, i);
    metric_head(s->b, times, METRIC_HISTOGRAM,
                "From a request's first line until its answer was ready.");
    for (size_t i = 0; i < counts_slots(s->w); i++)
        times_write(s, times, i);
}

static void codes_write(const struct sums *s)
{
    const char *name = "counterpart_http_faults_total";

    metric_head(s->b, name, METRIC_COUNTER, "Requests that were refused or failed, by code.");
    for (size_t i = 0; i < CODE_SLOTS; i++) {
        const struct code_count *c = &s->all->codes[i];

        if (atomic_load(&c->used))
            metric_int(s->b, name, LABELS({ "code", str_of(c->code) }), tally_read(&c->n));
    }
}

static void totals_write(const struct sums *s)
{
    metric_one(s->b, "counterpart_http_request_bytes_total", METRIC_COUNTER,
               "Bytes of request bodies that came.", tally_read(&s->all->bytes_in));
    metric_one(s->b, "counterpart_http_response_bytes_total", METRIC_COUNTER,
               "Bytes of answers' bodies, as sent.", tally_read(&s->all->bytes_out));
    metric_one(s->b, "counterpart_reads_over_budget_total", METRIC_COUNTER,
               "Reads that ran past 20 ms and went to the pool.", tally_read(&s->all->over_budget));
    metric_one(s->b, "counterpart_too_slow_total", METRIC_COUNTER,
               "Requests answered too_slow: past 10 s.", tally_read(&s->all->too_slow));
}

static void connections_write(const struct sums *s)
{
    struct link_counts links = links_counts(s->w->links);

    metric_one(s->b, "counterpart_http_connections", METRIC_GAUGE, "Connections open now.",
               links.open);
    metric_one(s->b, "counterpart_http_connections_accepted_total", METRIC_COUNTER,
               "Connections that were accepted.", links.accepted);
    metric_one(s->b, "counterpart_http_connections_refused_total", METRIC_COUNTER,
               "Connections closed at once: too many, in all or from one address.",
               atomic_load(&s->w->refused));
    metric_one(s->b, "counterpart_http_connections_cut_total", METRIC_COUNTER,
               "Connections closed because nothing, or too little, came.", links.cut);
    metric_one(s->b, "counterpart_http_requests_in_flight", METRIC_GAUGE,
               "Requests begun and not yet answered.", atomic_load(&s->w->active));
    metric_one(s->b, "counterpart_pool_queue_length", METRIC_GAUGE,
               "Slow reads and long jobs that wait for a thread of the pool.",
               (int64_t)pool_waiting(s->w->pool));
}

void web_metrics(const struct req *q, struct buf *b)
{
    struct sums s = sums_of(conn_of(q)->server, b);

    routes_write(&s);
    codes_write(&s);
    totals_write(&s);
    connections_write(&s);
}
