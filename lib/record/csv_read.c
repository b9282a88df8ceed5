/* SPDX-License-Identifier: Apache-2.0 */
#include "csv_read.h"

#include <csv.h>

#include "base/text.h"

enum {
    HEAD_MAX = 16 * 1024,  /* of the first line, to guess the separator from */
    PIECE_MAX = 64 * 1024, /* parsed at once, so that a cell is seen to grow */
    ARENA_MAX = 16 * CSV_ROW_MAX,
    BUFFER_STEP = 4096, /* libcsv's own cell buffer grows by this */
    OPTIONS = CSV_REPALL_NL | CSV_STRICT | CSV_STRICT_FINI,
};

struct csv_reader {
    struct ctx *c;
    csv_row_fn *row;
    void *arg;
    struct csv_parser parser;
    struct arena arena; /* the text of one row */
    char separator;
    bool started;
    bool stopped;     /* a fault stands, or the receiver wants no more */
    bool row_is_open; /* a quote goes on behind the line's end */
    bool after_cr;    /* an LF now belongs to the line end before it */
    size_t line;      /* being read */
    size_t row_line, cell_line; /* where they began */
    size_t row_bytes;
    size_t n;
    struct str cells[CSV_COLUMNS_MAX];
    size_t head_n;
    char head[HEAD_MAX]; /* what came before the separator was known */
};

static bool PRINTF(3, 4) unreadable(struct csv_reader *r, size_t line, const char *format, ...)
{
    char what[200];
    va_list args;

    r->stopped = true;
    va_start(args, format);
    (void)vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return fail(r->c, FAULT_BAD_INPUT, "csv_unreadable",
                arena_printf(r->c->arena, "Line %zu: %s", line, what));
}

/* libcsv trims unquoted cells of what this calls a space; we hand them over as they stand. */
static int never_space(unsigned char ch)
{
    (void)ch;
    return 0;
}

static size_t line_of_bad_text(const struct csv_reader *r, struct str cell)
{
    size_t line = r->cell_line;

    while (cell.n > 0 && utf8_ok(str_split(cell, '\n', &cell)))
        line++;
    return line;
}

static bool cell_fits(struct csv_reader *r, struct str cell)
{
    if (r->n >= CSV_COLUMNS_MAX)
        return unreadable(r, r->row_line, "the row has more than %d columns.", CSV_COLUMNS_MAX);
    if (cell.n > CSV_CELL_MAX)
        return unreadable(r, r->cell_line, "the cell is longer than 1 MiB.");
    if (r->row_bytes + cell.n > CSV_ROW_MAX)
        return unreadable(r, r->row_line, "the row is longer than 4 MiB.");
    if (!utf8_ok(cell))
        return unreadable(r, line_of_bad_text(r, cell),
                          "the text is not UTF-8. Save the file as UTF-8 and send it again.");
    return true;
}

static void cell_ended(void *p, size_t n, void *reader)
{
    struct csv_reader *r = reader;
    struct str cell = { p, n };

    if (r->stopped || !cell_fits(r, cell))
        return;
    r->cells[r->n++] = arena_str(&r->arena, cell);
    r->row_bytes += n;
    r->cell_line = r->line;
}

static void row_ended(int terminator, void *reader)
{
    struct csv_reader *r = reader;
    bool blank = r->n == 0 || (r->n == 1 && r->cells[0].n > 0 && str_trim(r->cells[0]).n == 0);
    struct csv_row row = { r->cells, r->n, r->row_line };

    (void)terminator;
    r->row_is_open = false;
    if (!r->stopped && !blank)
        r->stopped = !r->row(r->arg, &row);
    r->n = 0;
    r->row_bytes = 0;
    arena_reset(&r->arena);
}

/* libcsv's strict mode has stopped here. A quote inside an unquoted cell (5" pipe) is text. */
static bool forgive(struct csv_reader *r, const char *byte)
{
    if (r->parser.quoted)
        return unreadable(r, r->line, "there is text behind a closing quote. "
                                      "A quote inside a quoted cell is written twice.");
    csv_set_opts(&r->parser, CSV_REPALL_NL);
    size_t n = csv_parse(&r->parser, byte, 1, cell_ended, row_ended, r);
    csv_set_opts(&r->parser, OPTIONS);
    return n == 1;
}

static bool parse(struct csv_reader *r, struct str piece)
{
    while (piece.n > 0) {
        size_t n = csv_parse(&r->parser, piece.p, piece.n, cell_ended, row_ended, r);
        if (n == piece.n)
            break;
        r->stopped |= csv_error(&r->parser) != CSV_EPARSE;
        if (csv_error(&r->parser) != CSV_EPARSE)
            return broken(r->c, "libcsv: %s", csv_strerror(csv_error(&r->parser)));
        if (!forgive(r, piece.p + n))
            return false;
        piece = str_cut(piece, n + 1, piece.n);
    }
    if (!r->stopped && r->parser.entry_pos > CSV_CELL_MAX + 1) /* with its closing quote */
        return unreadable(r, r->cell_line, "the cell is longer than 1 MiB. "
                                           "Is the quote that closes it missing?");
    return !r->stopped;
}

/* Up to and including the next CR or LF: libcsv never says where it is, so it gets lines. */
static struct str take_piece(struct str *rest)
{
    size_t n = 0, max = rest->n < PIECE_MAX ? rest->n : PIECE_MAX;

    while (n < max && rest->p[n] != '\n' && rest->p[n] != '\r')
        n++;
    if (n < max)
        n++;
    struct str piece = str_cut(*rest, 0, n);
    *rest = str_cut(*rest, n, rest->n);
    return piece;
}

static bool feed_pieces(struct csv_reader *r, struct str block)
{
    while (block.n > 0) {
        struct str piece = take_piece(&block);
        char last = piece.p[piece.n - 1];
        if (!r->row_is_open)
            r->row_line = r->cell_line = r->line;
        r->row_is_open = true;
        if (!parse(r, piece))
            return false;
        bool half = last == '\n' && piece.n == 1 && r->after_cr;
        r->line += (last == '\n' && !half) || last == '\r';
        r->after_cr = last == '\r';
    }
    return true;
}

/* The first line that is not blank, as far as it is there; *whole: its end is there too. */
static struct str first_line(struct str text, bool *whole)
{
    bool quoted = false;
    size_t n = 0;

    while (text.n > 0 && (text.p[0] == '\n' || text.p[0] == '\r'))
        text = str_cut(text, 1, text.n);
    for (; n < text.n && (quoted || (text.p[n] != '\n' && text.p[n] != '\r')); n++)
        quoted ^= text.p[n] == '"';
    *whole = n < text.n;
    return str_cut(text, 0, n);
}

/* What stands most often outside quotes; a comma if nothing does. */
static char guess_separator(struct str line)
{
    static const char candidates[] = { ',', ';', '\t' };
    size_t counts[COUNT(candidates)] = { 0 }, best = 0;
    bool quoted = false;

    for (size_t i = 0; i < line.n; i++) {
        quoted ^= line.p[i] == '"';
        for (size_t k = 0; k < COUNT(candidates); k++)
            counts[k] += !quoted && line.p[i] == candidates[k];
    }
    for (size_t k = 1; k < COUNT(candidates); k++)
        if (counts[k] > counts[best])
            best = k;
    return candidates[best];
}

static bool start(struct csv_reader *r)
{
    struct str head = { r->head, r->head_n };
    bool whole;

    r->started = true;
    if (str_starts(head, STR("\xef\xbb\xbf")))
        head = str_cut(head, 3, head.n);
    if (!r->separator)
        r->separator = guess_separator(first_line(head, &whole));
    csv_set_delim(&r->parser, (unsigned char)r->separator);
    return feed_pieces(r, head);
}

struct csv_reader *csv_reader_open(struct ctx *c, char separator, csv_row_fn *row, void *arg)
{
    struct csv_reader *r = arena_new(c->arena, struct csv_reader);

    r->c = c;
    r->row = row;
    r->arg = arg;
    r->separator = separator;
    r->line = r->row_line = r->cell_line = 1;
    arena_init(&r->arena, ARENA_MAX);
    int refused = csv_init(&r->parser, OPTIONS);
    assert(!refused); /* it fails on a missing parser only */
    csv_set_space_func(&r->parser, never_space);
    csv_set_blk_size(&r->parser, BUFFER_STEP);
    return r;
}

bool csv_reader_feed(struct csv_reader *r, struct str block)
{
    if (r->stopped)
        return false;
    if (!r->started) {
        struct str part = str_cut(block, 0, HEAD_MAX - r->head_n);
        bool whole;
        if (part.n > 0)
            memcpy(r->head + r->head_n, part.p, part.n);
        r->head_n += part.n;
        block = str_cut(block, part.n, block.n);
        (void)first_line((struct str){ r->head, r->head_n }, &whole);
        if (!whole && r->head_n < HEAD_MAX)
            return true;
        if (!start(r))
            return false;
    }
    return feed_pieces(r, block);
}

bool csv_reader_end(struct csv_reader *r)
{
    if (r->stopped || (!r->started && !start(r)))
        return false;
    if (csv_fini(&r->parser, cell_ended, row_ended, r) != 0)
        return unreadable(r, r->cell_line, "the quote that opens here is never closed.");
    return !r->stopped;
}

char csv_reader_separator(const struct csv_reader *r)
{
    return r->separator;
}

void csv_reader_close(struct csv_reader *r)
{
    if (!r)
        return;
    csv_free(&r->parser);
    arena_release(&r->arena);
}

bool csv_read(struct ctx *c, struct str text, char separator, csv_row_fn *row, void *arg)
{
    struct csv_reader *r = csv_reader_open(c, separator, row, arg);
    bool done = csv_reader_feed(r, text) && csv_reader_end(r);

    csv_reader_close(r);
    return done;
}
