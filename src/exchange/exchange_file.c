/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/exchange_file.h"
#include "db/store.h"
#include "exchange/exchange.h"
#include "record/csv_read.h"

#define RATES_MAX 2000000
#define SLICE_US 40000 /* with what is under way then, at most 50 ms */
#define SLICE_ARENA ((size_t)64 << 20)

/* clang-format off */
static const struct {
    struct str name;
    const char *currency; /* NULL: it has none of today, or more than one in the years of the file */
} countries[] = {
    { STR_INIT("Australia"), "AUD" }, { STR_INIT("Brazil"), "BRL" }, { STR_INIT("Canada"), "CAD" },
    { STR_INIT("China"), "CNY" }, { STR_INIT("Denmark"), "DKK" }, { STR_INIT("Euro"), "EUR" },
    { STR_INIT("Hong Kong"), "HKD" }, { STR_INIT("India"), "INR" }, { STR_INIT("Japan"), "JPY" },
    { STR_INIT("Malaysia"), "MYR" }, { STR_INIT("Mexico"), "MXN" }, { STR_INIT("New Zealand"), "NZD" },
    { STR_INIT("Norway"), "NOK" }, { STR_INIT("Singapore"), "SGD" }, { STR_INIT("South Africa"), "ZAR" },
    { STR_INIT("South Korea"), "KRW" }, { STR_INIT("Sri Lanka"), "LKR" }, { STR_INIT("Sweden"), "SEK" },
    { STR_INIT("Switzerland"), "CHF" }, { STR_INIT("Taiwan"), "TWD" }, { STR_INIT("Thailand"), "THB" },
    { STR_INIT("United Kingdom"), "GBP" }, { STR_INIT("United States"), "USD" },
    { STR_INIT("Austria"), NULL }, { STR_INIT("Belgium"), NULL }, { STR_INIT("Finland"), NULL },
    { STR_INIT("France"), NULL }, { STR_INIT("Germany"), NULL }, { STR_INIT("Greece"), NULL },
    { STR_INIT("Ireland"), NULL }, { STR_INIT("Italy"), NULL }, { STR_INIT("Netherlands"), NULL },
    { STR_INIT("Portugal"), NULL }, { STR_INIT("Spain"), NULL }, { STR_INIT("Venezuela"), NULL },
};
/* clang-format on */

enum part { PART_NONE,
            PART_DAY,
            PART_BASE,
            PART_CURRENCY,
            PART_COUNTRY,
            PART_RATE,
            PART_VALUE };

struct rate_column {
    enum part part;
    char code[4]; /* PART_VALUE: of the currency whose rates stand in it */
};

struct reading {
    struct ctx *c;
    struct rate_file *file;
    struct str source;
    char base[4]; /* where the line does not say */
    struct rate_column columns[CSV_COLUMNS_MAX];
    size_t n;
    bool after_head;
    size_t line;
};

/* ---- what is left out ---- */

static void leave_out(struct reading *g, struct str what, struct str why)
{
    struct rate_file *f = g->file;
    struct left_out *l = f->left_out;
    size_t i = 0;
    while (i < f->n_left_out && !(str_same(l[i].what, what) && str_same(l[i].why, why)))
        i++;
    if (i == LEFT_OUT_MAX)
        i--;
    else if (i == f->n_left_out)
        f->left_out[f->n_left_out++] =
            (struct left_out){ arena_str(g->c->arena, what), why, 0, g->line };
    l[i].n++;
}

/* ---- the head ---- */

static enum part part_of(struct str head)
{
    static const struct {
        const char *name;
        enum part part;
    } names[] = {
        { "day", PART_DAY },
        { "date", PART_DAY },
        { "time_period", PART_DAY },
        { "base", PART_BASE },
        { "from", PART_BASE },
        { "currency", PART_CURRENCY },
        { "quote", PART_CURRENCY },
        { "to", PART_CURRENCY },
        { "country", PART_COUNTRY },
        { "exchange rate", PART_RATE },
        { "rate", PART_RATE },
        { "value", PART_RATE },
        { "obs_value", PART_RATE },
    };
    for (size_t i = 0; i < COUNT(names); i++) {
        struct str name = str_of(names[i].name);
        size_t same = 0;
        while (head.n == name.n && same < name.n
               && (head.p[same] | (head.p[same] >= 'A' && head.p[same] <= 'Z' ? 0x20 : 0))
                      == name.p[same])
            same++;
        if (same == name.n)
            return names[i].part;
    }
    return PART_NONE;
}

static bool has_part(const struct reading *g, enum part part)
{
    for (size_t i = 0; i < g->n; i++) {
        if (g->columns[i].part == part)
            return true;
    }
    return false;
}

static bool unknown(struct reading *g)
{
    return bad_field(g->c, STR("file"),
                     "The first line has to name the columns: day, base, currency and rate; or "
                     "date and a column for each currency; or date, country and exchange rate.");
}

static bool base_known(struct reading *g)
{
    const char *usual = has_part(g, PART_COUNTRY) ? "USD" : has_part(g, PART_VALUE) ? "EUR"
                                                                                    : NULL;
    if (g->base[0] || has_part(g, PART_BASE))
        return true;
    if (!usual)
        return bad_field(g->c, STR("base"), "Say for one unit of which currency the rates are.");
    memcpy(g->base, usual, sizeof g->base);
    return true;
}

static bool head_read(struct reading *g, const struct csv_row *row)
{
    g->n = row->n;
    for (size_t i = 0; i < row->n; i++)
        g->columns[i].part = part_of(str_trim(row->cells[i]));
    bool each_line = has_part(g, PART_RATE);
    for (size_t i = 0; i < row->n && !each_line; i++) {
        if (g->columns[i].part == PART_NONE
            && rate_currency(str_trim(row->cells[i]), g->columns[i].code))
            g->columns[i].part = PART_VALUE;
    }
    bool named = has_part(g, PART_CURRENCY) || has_part(g, PART_COUNTRY);
    if (!has_part(g, PART_DAY) || (each_line ? !named : !has_part(g, PART_VALUE)))
        return unknown(g);
    return base_known(g);
}

/* ---- a line ---- */

static struct str cell(const struct reading *g, const struct csv_row *row, enum part part)
{
    for (size_t i = 0; i < row->n && i < g->n; i++) {
        if (g->columns[i].part == part)
            return str_trim(row->cells[i]);
    }
    return STR_NONE;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "2024-05-03", "03 May 2024": never a day without its year. */
static bool day_read(const struct reading *g, struct str text, struct day *out)
{
    if (day_parse(text, out))
        return true;
    bool whole = text.n >= 10 && is_digit(text.p[0]) && is_digit(text.p[text.n - 1])
                 && is_digit(text.p[text.n - 4]) && text.p[text.n - 5] == ' ';
    return whole && when_parse_day(text, g->c->now, out);
}

static bool rate_put(struct reading *g, struct day day, const char *base, const char *currency,
                     struct str number)
{
    struct rate_file *f = g->file;
    struct decimal d;
    if (strcmp(base, currency) == 0 || !decimal_parse(number, &d)) {
        leave_out(g, number,
                  strcmp(base, currency) == 0
                      ? STR("It is for one unit of the same currency.")
                      : STR("This is no number above zero with at most 12 digits."));
        return true;
    }
    if (f->n == RATES_MAX)
        return fail(g->c, FAULT_TOO_LARGE, "too_large",
                    STR("At most 2,000,000 rates are taken at once. Split the file."));
    if (f->n == f->cap) {
        size_t cap = f->cap ? f->cap * 2 : 1000;
        f->p = arena_grow(g->c->arena, f->p, f->cap * sizeof *f->p, cap * sizeof *f->p);
        f->cap = cap;
    }
    struct rate *r = &f->p[f->n++];
    record_init(&rate_record, r);
    r->base = arena_str(g->c->arena, str_of(base));
    r->currency = arena_str(g->c->arena, str_of(currency));
    r->day = day;
    r->rate = arena_str(g->c->arena, number);
    r->source = g->source;
    return true;
}

/* A bank that gave none that day writes so. */
static bool is_blank(struct str number)
{
    return !number.n || str_is(number, "N/A") || str_is(number, "-");
}

static bool country_read(struct reading *g, struct str name, char code[4])
{
    for (size_t i = 0; i < COUNT(countries); i++) {
        if (!str_same(name, countries[i].name))
            continue;
        if (countries[i].currency)
            memcpy(code, countries[i].currency, 4);
        else
            leave_out(g, name, STR("The line does not say in which of its currencies it is."));
        return countries[i].currency != NULL;
    }
    leave_out(g, name, STR("The currency of this country is not known here."));
    return false;
}

static bool code_read(struct reading *g, struct str text, char code[4])
{
    if (rate_currency(text, code))
        return true;
    leave_out(g, text, STR("This is no currency of ISO 4217."));
    return false;
}

static bool one_read(struct reading *g, const struct csv_row *row, struct day day)
{
    struct str number = cell(g, row, PART_RATE), base_text = cell(g, row, PART_BASE);
    char base[4], currency[4];
    memcpy(base, g->base, sizeof base);
    if (is_blank(number) || (base_text.n && !code_read(g, base_text, base)))
        return true;
    if (!base[0]) {
        leave_out(g, STR_NONE, STR("The line does not say for one unit of what."));
        return true;
    }
    bool known = has_part(g, PART_CURRENCY)
                     ? code_read(g, cell(g, row, PART_CURRENCY), currency)
                     : country_read(g, cell(g, row, PART_COUNTRY), currency);
    return !known || rate_put(g, day, base, currency, number);
}

static bool columns_read(struct reading *g, const struct csv_row *row, struct day day)
{
    for (size_t i = 0; i < row->n && i < g->n; i++) {
        struct str number = str_trim(row->cells[i]);
        if (g->columns[i].part == PART_VALUE && !is_blank(number)
            && !rate_put(g, day, g->base, g->columns[i].code, number))
            return false;
    }
    return true;
}

static bool row_read(void *arg, const struct csv_row *row)
{
    struct reading *g = arg;
    struct day day;
    g->line = row->line;
    if (!g->after_head) {
        g->after_head = true;
        return head_read(g, row);
    }
    struct str text = cell(g, row, PART_DAY);
    if (!day_read(g, text, &day)) {
        leave_out(g, text, STR("This is no day like 2017-03-31."));
        return true;
    }
    return has_part(g, PART_RATE) ? one_read(g, row, day) : columns_read(g, row, day);
}

bool rate_file_read(struct ctx *c, struct str text, struct str base, struct str source,
                    struct rate_file *out)
{
    struct reading *g = arena_new(c->arena, struct reading);
    *out = (struct rate_file){ .n = 0 };
    g->c = c;
    g->file = out;
    g->source = source;
    if (base.n && !rate_currency(str_trim(base), g->base))
        return bad_field(c, STR("base"), "Give a currency code like EUR.");
    if (!csv_read(c, text, 0, row_read, g))
        return failed(c) ? false : broken(c, "a file of rates ended without a fault");
    return g->after_head || bad_field(c, STR("file"), "There is nothing in this file.");
}

/* ---- storing ---- */

/* From a context whose memory ends; none where the writer of a file only had no more room. */
static void fault_copy(struct ctx *c, const struct fault *f)
{
    if (f->kind == FAULT_NONE)
        return;
    fail(c, f->kind, f->code, arena_str(c->arena, f->detail));
    c->fault.log = arena_str(c->arena, f->log);
}

struct slice_work {
    struct rate_file *file;
    size_t from, next;
    int64_t added;
};

static bool slice_run(struct ctx *c, void *arg)
{
    struct slice_work *s = arg;
    int64_t began = monotonic_us();
    s->next = s->from;
    s->added = 0;
    while (s->next < s->file->n && monotonic_us() - began < SLICE_US) {
        struct rate r = s->file->p[s->next];
        bool added;
        if (!rate_add(c, &r, &added))
            return false;
        s->added += added;
        s->next++;
    }
    return true;
}

bool rate_file_store(struct ctx *c, struct store *store, struct rate_file *file)
{
    struct slice_work s = { .file = file };
    struct arena arena;
    bool ok = true;
    arena_init(&arena, SLICE_ARENA);
    while (ok && s.from < file->n) {
        struct ctx slice = { .arena = &arena, .viewer = c->viewer };
        ok = writer_call(store, &slice, slice_run, &s);
        if (!ok) {
            fault_copy(c, &slice.fault);
            break;
        }
        file->entered += s.added;
        file->unchanged += (int64_t)(s.next - s.from) - s.added;
        s.from = s.next;
        arena_reset(&arena);
    }
    arena_release(&arena);
    return ok;
}

/* ---- writing ---- */

static void row_write(struct buf *b, const struct rate *r)
{
    buf_day(b, r->day);
    buf_char(b, ',');
    buf_add(b, r->base);
    buf_char(b, ',');
    buf_add(b, r->currency);
    buf_char(b, ',');
    buf_add(b, r->rate);
    buf_char(b, ',');
    record_csv_cell(b, r->source);
    buf_char(b, ',');
    buf_instant(b, r->created);
    buf_lit(b, "\r\n");
}

static bool pages_write(struct ctx *c, bool (*write)(void *arg, struct str piece), void *arg)
{
    struct list_query lq = { .sort = field_named(&rate_record, STR("id")), .limit = LIST_LIMIT };
    struct list_page page = { .n = LIST_LIMIT };
    while (page.n == LIST_LIMIT) {
        struct arena_mark mark = arena_mark(c->arena);
        struct buf b;
        if (!record_list(c, &rate_record, &lq, &page))
            return false;
        const struct rate *rates = page.rows;
        buf_init(&b, c->arena, 1 << 20);
        for (size_t i = 0; i < page.n; i++)
            row_write(&b, &rates[i]);
        if (page.n)
            lq.after_id = lq.after_i = rates[page.n - 1].id;
        lq.has_after = true;
        if (!write(arg, buf_str(&b)))
            return false;
        arena_rewind(c->arena, mark);
    }
    return true;
}

bool rate_file_write(struct ctx *c, bool (*write)(void *arg, struct str piece), void *arg)
{
    struct arena arena;
    struct ctx scratch = *c;
    arena_init(&arena, SLICE_ARENA);
    scratch.arena = &arena;
    bool ok = write(arg, STR("day,base,currency,rate,source,entered\r\n"))
              && pages_write(&scratch, write, arg);
    if (!ok)
        fault_copy(c, &scratch.fault);
    arena_release(&arena);
    return ok;
}
