/* SPDX-License-Identifier: Apache-2.0 */
/* embed.c - static files become a part of the program: embed OUT.c NAME=PATH...
 *
 * Writes a C file with `const struct asset assets[]` (lib/web/web.h) and, beside it, OUT.c.NAME.gz
 * for each file that gzip makes at least a tenth smaller. The assembler reads the bytes (.incbin),
 * so a font costs no compile time. The path carries a hash of the content: the same content always
 * has the same URL, other content another.
 */
#include <zlib.h>

#include "base/base.h"

struct bytes {
    unsigned char *p;
    size_t n;
};

struct file {
    const char *name, *type;
    char *path, *gzip_path; /* absolute: the assembler may run elsewhere */
    struct bytes plain, gzip;
};

static const struct {
    const char *ending, *type;
} types[] = {
    { ".css", "text/css; charset=utf-8" },
    { ".js", "text/javascript; charset=utf-8" },
    { ".json", "application/json" },
    { ".png", "image/png" },
    { ".svg", "image/svg+xml" },
    { ".txt", "text/plain; charset=utf-8" },
    { ".woff2", "font/woff2" },
};

static void stop(const char *what, const char *why) __attribute__((noreturn));
static void stop(const char *what, const char *why)
{
    fprintf(stderr, "embed: %s: %s\n", what, why);
    exit(1);
}

static void *must(void *p)
{
    if (!p)
        stop("memory", strerror(ENOMEM));
    return p;
}

static struct bytes load(const char *path)
{
    FILE *f = fopen(path, "rb");
    struct bytes b = { NULL, 0 };
    size_t cap = 0, got;

    if (!f)
        stop(path, strerror(errno));
    do {
        if (b.n == cap)
            b.p = must(realloc(b.p, cap = cap * 2 + 65536));
        got = fread(b.p + b.n, 1, cap - b.n, f);
        b.n += got;
    } while (got > 0);
    if (ferror(f))
        stop(path, strerror(errno));
    fclose(f);
    return b;
}

static void save(const char *path, struct bytes b)
{
    FILE *f = fopen(path, "wb");

    if (!f || fwrite(b.p, 1, b.n, f) != b.n || fclose(f) != 0)
        stop(path, strerror(errno));
}

/* 16 more window bits ask zlib for a gzip header, which it writes without a time: the same input
 * always gives the same bytes. */
static struct bytes gzipped(struct bytes plain)
{
    z_stream z = { .next_in = plain.p, .avail_in = (unsigned)plain.n };
    struct bytes out;

    if (plain.n > UINT_MAX / 2 || deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, 0) != Z_OK)
        stop("gzip", "too large");
    out.n = deflateBound(&z, plain.n);
    out.p = must(malloc(out.n));
    z.next_out = out.p;
    z.avail_out = (unsigned)out.n;
    if (deflate(&z, Z_FINISH) != Z_STREAM_END)
        stop("gzip", "failed");
    out.n = z.total_out;
    deflateEnd(&z);
    return out;
}

static uint64_t hash(struct bytes b)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < b.n; i++)
        h = (h ^ b.p[i]) * UINT64_C(0x100000001b3);
    return h;
}

static const char *type_of(const char *name)
{
    size_t n = strlen(name);

    for (size_t i = 0; i < COUNT(types); i++) {
        size_t e = strlen(types[i].ending);
        if (n > e && strcmp(name + n - e, types[i].ending) == 0)
            return types[i].type;
    }
    stop(name, "what type is it? The list stands in tools/embed.c");
}

/* The path goes into a string of the assembler. */
static char *absolute(const char *path)
{
    char *full = realpath(path, NULL);

    if (!full)
        stop(path, strerror(errno));
    if (strpbrk(full, "\"\\\n"))
        stop(path, "a path without quotes, backslashes and line breaks, please");
    return full;
}

static void gzip_add(struct file *file, const char *out_path)
{
    size_t size = strlen(out_path) + strlen(file->name) + sizeof "..gz";
    char *path = must(malloc(size));

    file->gzip = gzipped(file->plain);
    if (file->gzip.n > file->plain.n / 10 * 9) {
        file->gzip.n = 0;
    } else {
        snprintf(path, size, "%s.%s.gz", out_path, file->name);
        save(path, file->gzip);
        file->gzip_path = absolute(path);
    }
    free(path);
}

static struct file file_read(char *argument, const char *out_path)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789._-";
    char *equals = strchr(argument, '=');
    struct file file = { .name = argument };

    if (!equals)
        stop(argument, "NAME=PATH is expected");
    *equals = 0;
    if (!argument[0] || argument[strspn(argument, allowed)])
        stop(argument, "a name is made of letters, digits and . _ -");
    file.type = type_of(argument);
    file.path = absolute(equals + 1);
    file.plain = load(file.path);
    gzip_add(&file, out_path);
    return file;
}

static void file_free(struct file *file)
{
    free(file->path);
    free(file->gzip_path);
    free(file->plain.p);
    free(file->gzip.p);
}

/* ---- the C file ---- */

static void write_bytes(FILE *f, const char *kind, size_t i, const char *path)
{
    fprintf(f, "__asm__(\".section .rodata\\n\"\n"
               "        \".balign 16\\n\"\n"
               "        \".globl asset_%s_%zu\\n\"\n"
               "        \".hidden asset_%s_%zu\\n\"\n"
               "        \"asset_%s_%zu: .incbin \\\"%s\\\"\\n\"\n"
               "        \".byte 0\\n\"\n"
               "        \".previous\\n\");\n"
               "extern const unsigned char asset_%s_%zu[]\n"
               "    __attribute__((visibility(\"hidden\")));\n",
            kind, i, kind, i, kind, i, path, kind, i);
}

static void write_row(FILE *f, const struct file *file, size_t i)
{
    fprintf(f, "    { \"%s\", \"/static/%016llx-%s\", \"%s\",\n", file->name,
            (unsigned long long)hash(file->plain), file->name, file->type);
    fprintf(f, "      asset_plain_%zu, ", i);
    if (file->gzip.n)
        fprintf(f, "asset_gzip_%zu, ", i);
    else
        fputs("NULL, ", f);
    fprintf(f, "%zu, %zu },\n", file->plain.n, file->gzip.n);
}

static void write_code(FILE *f, const struct file *files, size_t n)
{
    fputs("/* generated by tools/embed */\n#include \"web/web.h\"\n", f);
    for (size_t i = 0; i < n; i++) {
        write_bytes(f, "plain", i, files[i].path);
        if (files[i].gzip.n)
            write_bytes(f, "gzip", i, files[i].gzip_path);
    }
    fputs("const struct asset assets[] = {\n", f);
    for (size_t i = 0; i < n; i++)
        write_row(f, &files[i], i);
    fputs("};\nconst size_t n_assets = COUNT(assets);\n", f);
}

int main(int argc, char **argv)
{
    size_t n = argc < 3 ? 0 : (size_t)argc - 2, size;
    struct file *files;
    char *code;
    FILE *f;

    if (n == 0)
        stop("usage", "embed OUT.c NAME=PATH...");
    files = must(calloc(n, sizeof *files));
    for (size_t i = 0; i < n; i++)
        files[i] = file_read(argv[i + 2], argv[1]);
    f = must(open_memstream(&code, &size));
    write_code(f, files, n);
    fclose(f);
    save(argv[1], (struct bytes){ (unsigned char *)code, size });
    free(code);
    for (size_t i = 0; i < n; i++)
        file_free(&files[i]);
    free(files);
    return 0;
}
