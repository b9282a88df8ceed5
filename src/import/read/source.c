/* SPDX-License-Identifier: Apache-2.0 */
#include "import/import_store.h"
#include "import/read/source.h"

#define BLOCK_BYTES ((size_t)64 << 10)
#define SCRATCH_MAX ((size_t)256 << 20)

static const struct {
    char mark;
    const char *name;
} separators[] = { { 0, "" }, { ',', "comma" }, { ';', "semicolon" }, { '\t', "tab" } };

const char *separator_name(char separator)
{
    for (size_t i = 0; i < COUNT(separators); i++) {
        if (separators[i].mark == separator)
            return separators[i].name;
    }
    return "";
}

bool separator_named(struct str name, char *out)
{
    for (size_t i = 0; i < COUNT(separators); i++) {
        if (str_is(name, separators[i].name)) {
            *out = separators[i].mark;
            return true;
        }
    }
    return false;
}

/* ---- bytes ---- */

static bool text_blocks(const struct source *s, block_fn *to, void *arg)
{
    for (size_t i = 0; i < s->text.n; i += BLOCK_BYTES) {
        if (!to(arg, str_cut(s->text, i, BLOCK_BYTES)))
            return false;
    }
    return true;
}

static bool cannot_read(struct ctx *c, const char *path)
{
    return fail(c, FAULT_BAD_INPUT, "bad_file",
                arena_printf(c->arena, "%s cannot be read: %s.", path, strerror(errno)));
}

static bool path_blocks(struct ctx *c, const struct source *s, block_fn *to, void *arg)
{
    char *block = arena_alloc(c->arena, BLOCK_BYTES);
    FILE *f = fopen(s->path, "rb");
    bool ok = f != NULL;
    size_t n;
    if (!f)
        return cannot_read(c, s->path);
    while (ok && (n = fread(block, 1, BLOCK_BYTES, f)) > 0)
        ok = to(arg, (struct str){ block, n });
    bool torn = ferror(f) != 0;
    fclose(f);
    return torn ? cannot_read(c, s->path) : ok;
}

/* Each piece is read by itself: no statement stays open while the rows are written. */
static bool stored_blocks(struct ctx *c, const struct source *s, block_fn *to, void *arg)
{
    struct arena scratch;
    struct ctx piece = *c;
    bool ok = true, found = true;
    piece.arena = &scratch;
    arena_init(&scratch, SCRATCH_MAX);
    for (int64_t n = 0; ok && found; n++) {
        struct str bytes = STR_NONE;
        ok = import_piece_read(&piece, s->file_id, n, &bytes, &found)
             && (!found || to(arg, bytes));
        arena_reset(&scratch);
    }
    if (failed(&piece) && !failed(c))
        c->fault = piece.fault;
    arena_release(&scratch);
    return ok;
}

bool source_blocks(struct ctx *c, const struct source *s, block_fn *to, void *arg)
{
    if (s->path)
        return path_blocks(c, s, to, arg);
    return s->file_id ? stored_blocks(c, s, to, arg) : text_blocks(s, to, arg);
}

/* ---- rows ---- */

static bool decoded(void *reader, struct str text)
{
    return csv_reader_feed(reader, text);
}

static bool encoded(void *decoder, struct str block)
{
    return decoder_feed(decoder, block);
}

bool source_rows(struct ctx *c, const struct source *s, const struct format *format,
                 csv_row_fn *row, void *arg)
{
    struct csv_reader *r = csv_reader_open(c, format->separator, row, arg);
    struct decoder *d = decoder_open(c, format->encoding, decoded, r);
    bool ok = d && source_blocks(c, s, encoded, d) && decoder_end(d) && csv_reader_end(r);
    decoder_close(d);
    csv_reader_close(r);
    return ok;
}

/* ---- how it is written ---- */

static bool look_block(void *look, struct str block)
{
    encoding_look(look, block);
    return true;
}

struct first_row {
    struct csv_reader *reader;
    bool there;
};

static bool take_first(void *arg, const struct csv_row *row UNUSED)
{
    ((struct first_row *)arg)->there = true;
    return false;
}

static bool first_decoded(void *arg, struct str text)
{
    struct first_row *first = arg;
    return csv_reader_feed(first->reader, text);
}

/* The reader guesses it from the first line; one row is enough. */
static bool separator_guess(struct ctx *c, const struct source *s, struct format *format)
{
    struct first_row first = { .there = false };
    struct ctx own = *c;
    first.reader = csv_reader_open(&own, 0, take_first, &first);
    struct decoder *d = decoder_open(&own, format->encoding, first_decoded, &first);
    bool ok = d && source_blocks(&own, s, encoded, d) && decoder_end(d)
              && csv_reader_end(first.reader);
    format->separator = csv_reader_separator(first.reader);
    decoder_close(d);
    csv_reader_close(first.reader);
    if (!ok && !first.there && failed(&own))
        c->fault = own.fault;
    return !failed(c);
}

bool source_format(struct ctx *c, const struct source *s, struct format *format)
{
    struct encoding_look look = { .n = 0 };
    if (format->encoding == ENCODING_GUESSED) {
        if (!source_blocks(c, s, look_block, &look))
            return false;
        format->encoding = encoding_guess(&look);
    }
    return format->separator || separator_guess(c, s, format);
}
