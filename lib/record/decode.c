/* SPDX-License-Identifier: Apache-2.0 */
#include "decode.h"

#include <iconv.h>

enum {
    LOOK_BYTES = 4096, /* in which UTF-16 without a mark shows */
    OUT_BYTES = 64 * 1024,
    CARRY_MAX = 16, /* of a character that is cut between two blocks */
};

/* clang-format off */
static const struct { const char *name, *label, *iconv; } encodings[ENCODINGS] = {
    [ENCODING_GUESSED]      = { "", "guessed", NULL },
    [ENCODING_UTF8]         = { "utf-8", "UTF-8", NULL },
    [ENCODING_UTF16LE]      = { "utf-16le", "UTF-16", "UTF-16LE" },
    [ENCODING_UTF16BE]      = { "utf-16be", "UTF-16, big end first", "UTF-16BE" },
    [ENCODING_WINDOWS_1252] = { "windows-1252", "Windows-1252", "WINDOWS-1252" },
};
/* clang-format on */

const char *encoding_name(enum encoding e)
{
    return encodings[e].name;
}

const char *encoding_label(enum encoding e)
{
    return encodings[e].label;
}

bool encoding_named(struct str name, enum encoding *out)
{
    for (int i = 0; i < ENCODINGS; i++) {
        if (str_is(name, encodings[i].name)) {
            *out = (enum encoding)i;
            return true;
        }
    }
    return false;
}

/* ---- guessing ---- */

/* How many more bytes a character wants that begins with this one; -1 if none does. The bounds of
 * the second keep out overlong forms and surrogates. */
static int wants(struct encoding_look *look, unsigned char c)
{
    look->low = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90
                                             : 0x80;
    look->high = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f
                                              : 0xbf;
    if (c < 0x80)
        return 0;
    if (c < 0xc2 || c > 0xf4)
        return -1;
    return c < 0xe0 ? 1 : c < 0xf0 ? 2
                                   : 3;
}

static void look_begin(struct encoding_look *look, unsigned char c)
{
    look->open = wants(look, c);
    if (look->open < 0) {
        look->bad++;
        look->open = 0;
    }
}

static void look_byte(struct encoding_look *look, unsigned char c)
{
    if (!look->open) {
        look_begin(look, c);
        return;
    }
    if (c < look->low || c > look->high) {
        look->bad++;
        look_begin(look, c);
        return;
    }
    look->low = 0x80;
    look->high = 0xbf;
    look->good += --look->open == 0;
}

void encoding_look(struct encoding_look *look, struct str block)
{
    for (size_t i = 0; i < block.n; i++, look->n++) {
        unsigned char c = (unsigned char)block.p[i];
        if (look->n < COUNT(look->first))
            look->first[look->n] = c;
        if (look->n < LOOK_BYTES)
            look->zeros[look->n & 1] += c == 0;
        if (c >= 0x80 || look->open)
            look_byte(look, c);
    }
}

static bool begins(const struct encoding_look *look, const char *mark, size_t n)
{
    return look->n >= n && memcmp(look->first, mark, n) == 0;
}

enum encoding encoding_guess(const struct encoding_look *look)
{
    size_t pairs = (look->n < LOOK_BYTES ? look->n : LOOK_BYTES) / 2;
    if (begins(look, "\xef\xbb\xbf", 3))
        return ENCODING_UTF8;
    if (begins(look, "\xff\xfe", 2))
        return ENCODING_UTF16LE;
    if (begins(look, "\xfe\xff", 2))
        return ENCODING_UTF16BE;
    if (look->zeros[1] > pairs / 3 && look->zeros[0] <= pairs / 20)
        return ENCODING_UTF16LE;
    if (look->zeros[0] > pairs / 3 && look->zeros[1] <= pairs / 20)
        return ENCODING_UTF16BE;
    return look->bad + (look->open > 0) > look->good ? ENCODING_WINDOWS_1252 : ENCODING_UTF8;
}

/* ---- decoding ---- */

struct decoder {
    struct ctx *c;
    decoded_fn *to;
    void *arg;
    enum encoding from;
    iconv_t iconv;
    size_t n_carry;
    bool begun; /* past the byte order mark */
    char carry[CARRY_MAX];
    char out[OUT_BYTES];
};

struct decoder *decoder_open(struct ctx *c, enum encoding from, decoded_fn *to, void *arg)
{
    struct decoder *d = arena_new(c->arena, struct decoder);
    *d = (struct decoder){ .c = c, .to = to, .arg = arg, .from = from, .iconv = (iconv_t)-1 };
    if (!encodings[from].iconv)
        return d;
    d->iconv = iconv_open("UTF-8", encodings[from].iconv);
    if (d->iconv != (iconv_t)-1)
        return d;
    broken(c, "iconv does not know %s", encodings[from].iconv);
    return NULL;
}

void decoder_close(struct decoder *d)
{
    if (d && d->iconv != (iconv_t)-1)
        iconv_close(d->iconv);
}

static bool not_this(struct decoder *d)
{
    return fail(d->c, FAULT_BAD_INPUT, "not_this_encoding",
                arena_printf(d->c->arena,
                             "The text is not %s all through. Save the file as UTF-8 and send it "
                             "again.",
                             encodings[d->from].label));
}

/* What was made, without the mark that may stand first. */
static bool hand_over(struct decoder *d, struct str text)
{
    if (!d->begun && str_starts(text, STR("\xef\xbb\xbf")))
        text = str_cut(text, 3, text.n);
    d->begun |= text.n > 0;
    return !text.n || d->to(d->arg, text);
}

/* As much of *in as makes whole characters. */
static bool convert(struct decoder *d, struct str *in)
{
    char *from = (char *)(uintptr_t)in->p; /* iconv's interface; it does not write there */
    size_t left = in->n;
    bool more = true;
    while (more && left) {
        char *to = d->out;
        size_t room = OUT_BYTES;
        size_t done = iconv(d->iconv, &from, &left, &to, &room);
        if (done == (size_t)-1 && errno == EILSEQ)
            return not_this(d);
        more = done == (size_t)-1 && errno == E2BIG;
        if (!hand_over(d, (struct str){ d->out, OUT_BYTES - room }))
            return false;
    }
    *in = (struct str){ from, left };
    return true;
}

/* Byte by byte until the character that was cut is whole. */
static bool carry_on(struct decoder *d, struct str *block)
{
    while (d->n_carry && block->n) {
        d->carry[d->n_carry++] = block->p[0];
        *block = str_cut(*block, 1, block->n);
        struct str whole = { d->carry, d->n_carry };
        if (!convert(d, &whole))
            return false;
        if (whole.n == 0)
            d->n_carry = 0;
        else if (d->n_carry == CARRY_MAX)
            return not_this(d);
    }
    return true;
}

bool decoder_feed(struct decoder *d, struct str block)
{
    if (d->iconv == (iconv_t)-1)
        return !block.n || d->to(d->arg, block);
    if (!carry_on(d, &block) || !convert(d, &block))
        return false;
    if (block.n > CARRY_MAX / 2)
        return not_this(d);
    if (block.n)
        memcpy(d->carry, block.p, block.n);
    d->n_carry += block.n;
    return true;
}

bool decoder_end(struct decoder *d)
{
    return !d->n_carry || not_this(d);
}
