/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <unistd.h>

#include "upkeep/move_file.h"

#define HASH_BYTES 32
#define BASE64_PIECE 3000 /* a multiple of three: pieces need no padding between them */

static void digest_end(crypto_generichash_state *state, int64_t bytes, struct digest *out)
{
    unsigned char hash[HASH_BYTES];
    crypto_generichash_final(state, hash, sizeof hash);
    sodium_bin2hex(out->hash, sizeof out->hash, hash, sizeof hash);
    out->bytes = bytes;
}

bool sink_open(struct sink *s, int folder, const char *name)
{
    s->error = 0;
    s->bytes = 0;
    s->n = 0;
    crypto_generichash_init(&s->state, NULL, 0, HASH_BYTES);
    s->fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    return s->fd >= 0;
}

static void sink_flush(struct sink *s)
{
    size_t at = 0;
    crypto_generichash_update(&s->state, s->piece, s->n);
    while (!s->error && at < s->n) {
        ssize_t done = write(s->fd, s->piece + at, s->n - at);
        if (done >= 0)
            at += (size_t)done;
        else if (errno != EINTR)
            s->error = errno;
    }
    s->bytes += (int64_t)s->n;
    s->n = 0;
}

void sink_add(struct sink *s, const void *p, size_t n)
{
    const unsigned char *from = p;
    while (n) {
        size_t room = sizeof s->piece - s->n, part = n < room ? n : room;
        memcpy(s->piece + s->n, from, part);
        s->n += part;
        from += part;
        n -= part;
        if (s->n == sizeof s->piece)
            sink_flush(s);
    }
}

void sink_base64(struct sink *s, struct str bytes)
{
    char text[sodium_base64_ENCODED_LEN(BASE64_PIECE, sodium_base64_VARIANT_ORIGINAL)];
    for (size_t at = 0; at < bytes.n; at += BASE64_PIECE) {
        struct str part = str_cut(bytes, at, BASE64_PIECE);
        sodium_bin2base64(text, sizeof text, (const unsigned char *)part.p, part.n,
                          sodium_base64_VARIANT_ORIGINAL);
        sink_add(s, text, strlen(text));
    }
}

bool sink_close(struct sink *s, struct digest *out)
{
    sink_flush(s);
    if (!s->error && fsync(s->fd) != 0)
        s->error = errno;
    if (close(s->fd) != 0 && !s->error)
        s->error = errno;
    digest_end(&s->state, s->bytes, out);
    errno = s->error;
    return s->error == 0;
}

bool source_open(struct source *s, int folder, const char *name)
{
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
    *s = (struct source){ .file = fd < 0 ? NULL : fdopen(fd, "r") };
    crypto_generichash_init(&s->state, NULL, 0, HASH_BYTES);
    if (fd >= 0 && !s->file)
        close(fd);
    return s->file != NULL;
}

bool source_line(struct source *s, struct str *line)
{
    ssize_t n = getline(&s->line, &s->size, s->file);
    if (n <= 0)
        return false;
    crypto_generichash_update(&s->state, (const unsigned char *)s->line, (size_t)n);
    s->bytes += n;
    *line = (struct str){ s->line, (size_t)n };
    if (str_ends(*line, STR("\n")))
        line->n--;
    return true;
}

void source_close(struct source *s, struct digest *out)
{
    struct str rest;
    while (source_line(s, &rest))
        continue;
    digest_end(&s->state, s->bytes, out);
    fclose(s->file);
    free(s->line);
}
