/* SPDX-License-Identifier: Apache-2.0 */
/* The socket beside the database: one connection, one command. The caller sends
 * "argc\0directory\0name\0word\0…", the server answers frames of kind 'o' (output), 'e' (errors) or
 * 'x' (exit status), each with a 4-byte length. */
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"
#include "command.h"

#define WORDS_MAX 64
#define REQUEST_MAX ((size_t)64 << 10)
#define CONTROL_ARENA ((size_t)1 << 30)

static struct {
    struct store *store;
    int listener, stop[2];
    pthread_t thread;
    struct sockaddr_un address;
} control = { .listener = -1 };

static bool address_of(const char *database, struct sockaddr_un *out)
{
    *out = (struct sockaddr_un){ .sun_family = AF_UNIX };
    int n = snprintf(out->sun_path, sizeof out->sun_path, "%s.sock", database);
    return n > 0 && (size_t)n < sizeof out->sun_path;
}

static bool write_all(int fd, const void *p, size_t n)
{
    const char *at = p;
    while (n) {
        ssize_t sent = send(fd, at, n, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        at += sent;
        n -= (size_t)sent;
    }
    return true;
}

static bool read_exactly(int fd, void *p, size_t n)
{
    char *at = p;
    while (n) {
        ssize_t got = recv(fd, at, n, 0);
        if (got <= 0)
            return false;
        at += got;
        n -= (size_t)got;
    }
    return true;
}

static bool frame_send(int fd, char kind, const void *p, size_t n)
{
    unsigned char head[5] = { (unsigned char)kind, (unsigned char)(n >> 24),
                              (unsigned char)(n >> 16), (unsigned char)(n >> 8), (unsigned char)n };
    return write_all(fd, head, sizeof head) && write_all(fd, p, n);
}

struct stream {
    int fd;
    char kind;
};

static ssize_t stream_write(void *cookie, const char *p, size_t n)
{
    const struct stream *s = cookie;
    return frame_send(s->fd, s->kind, p, n) ? (ssize_t)n : 0;
}

static FILE *stream_open(struct stream *s)
{
    FILE *f = fopencookie(s, "w", (cookie_io_functions_t){ .write = stream_write });
    if (f)
        setvbuf(f, NULL, _IOLBF, 0);
    return f;
}

static int words_of(char *request, size_t n, char **words)
{
    int count = 0;
    for (size_t at = 0; at < n && count < WORDS_MAX; at += strlen(request + at) + 1)
        words[count++] = request + at;
    return count;
}

static int run_words(int fd, struct arena *arena, char **words, int count)
{
    struct stream out = { fd, 'o' }, err = { fd, 'e' };
    struct command_env env = { .arena = arena,
                               .store = control.store,
                               .out = stream_open(&out),
                               .err = stream_open(&err),
                               .directory = words[0],
                               .argc = count - 2,
                               .argv = words + 2 };
    int status = 1;
    if (!env.out || !env.err)
        return 1;
    const struct command *command = command_find(words[1], words + 2, count - 2);
    if (command && command->needs >= NEEDS_WRITER) {
        option(&env, "database");
        status = command->run(&env);
    }
    fclose(env.out);
    fclose(env.err);
    return status;
}

static void *serve_one(void *arg)
{
    int fd = (int)(intptr_t)arg;
    struct arena arena;
    unsigned char length[4];
    char *words[WORDS_MAX];
    arena_init(&arena, CONTROL_ARENA);
    if (read_exactly(fd, length, sizeof length)) {
        size_t n =
            (size_t)length[0] << 24 | (size_t)length[1] << 16 | (size_t)length[2] << 8 | length[3];
        char *request = n <= REQUEST_MAX ? arena_alloc(&arena, n + 1) : NULL;
        int count = request && read_exactly(fd, request, n) ? words_of(request, n, words) : 0;
        unsigned char status = count >= 2 ? (unsigned char)run_words(fd, &arena, words, count) : 2;
        frame_send(fd, 'x', &status, 1);
    }
    arena_release(&arena);
    close(fd);
    return NULL;
}

static void *serve_all(void *arg UNUSED)
{
    struct pollfd wait[2] = { { control.listener, POLLIN, 0 }, { control.stop[0], POLLIN, 0 } };
    while (poll(wait, 2, -1) >= 0 || errno == EINTR) {
        if (wait[1].revents)
            break;
        if (!(wait[0].revents & POLLIN))
            continue;
        int fd = accept4(control.listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd >= 0)
            serve_one((void *)(intptr_t)fd);
    }
    return NULL;
}

bool control_start(struct store *store)
{
    control.store = store;
    if (!store_is_here(store)) /* any process may write to it */
        return true;
    if (!address_of(store_file(store), &control.address)) {
        log_warn("the database's path is too long for a command socket; commands will not reach "
                 "this server");
        return true;
    }
    unlink(control.address.sun_path); /* left by a killed server: the lock says that none runs */
    mode_t old = umask(0177);
    control.listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool ok =
        control.listener >= 0
        && bind(control.listener, (struct sockaddr *)&control.address, sizeof control.address) == 0
        && listen(control.listener, 8) == 0 && pipe(control.stop) == 0
        && pthread_create(&control.thread, NULL, serve_all, NULL) == 0;
    umask(old);
    if (!ok)
        log_error("cannot open %s: %s", control.address.sun_path, strerror(errno));
    return ok;
}

void control_stop(void)
{
    if (control.listener < 0)
        return;
    if (write(control.stop[1], "x", 1) == 1)
        pthread_join(control.thread, NULL);
    close(control.listener);
    close(control.stop[0]);
    close(control.stop[1]);
    unlink(control.address.sun_path);
    control.listener = -1;
}

static bool request_send(int fd, const struct command *command, struct command_env *env)
{
    char directory[PATH_MAX];
    struct buf b;
    if (!getcwd(directory, sizeof directory))
        return false;
    buf_init(&b, env->arena, REQUEST_MAX);
    buf_bytes(&b, directory, strlen(directory) + 1);
    buf_bytes(&b, command->name, strlen(command->name) + 1);
    for (int i = 0; i < env->argc; i++)
        buf_bytes(&b, env->argv[i], strlen(env->argv[i]) + 1);
    unsigned char length[4] = { (unsigned char)(b.n >> 24), (unsigned char)(b.n >> 16),
                                (unsigned char)(b.n >> 8), (unsigned char)b.n };
    return !b.full && write_all(fd, length, sizeof length) && write_all(fd, b.p, b.n);
}

static bool answer_read(int fd, struct command_env *env, int *status)
{
    unsigned char head[5];
    while (read_exactly(fd, head, sizeof head)) {
        size_t n = (size_t)head[1] << 24 | (size_t)head[2] << 16 | (size_t)head[3] << 8 | head[4];
        struct arena_mark mark = arena_mark(env->arena);
        unsigned char *p = arena_alloc(env->arena, n + 1);
        if (!read_exactly(fd, p, n))
            return false;
        if (head[0] == 'x') {
            *status = p[0];
            return true;
        }
        fwrite(p, 1, n, head[0] == 'o' ? env->out : env->err);
        arena_rewind(env->arena, mark);
    }
    return false;
}

bool control_call(const char *database, const struct command *command, struct command_env *env,
                  int *status)
{
    struct sockaddr_un address;
    bool here = !store_is_address(database) && address_of(database, &address);
    int fd = here ? socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) : -1;
    if (fd < 0)
        return false;
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        close(fd);
        return false;
    }
    if (!request_send(fd, command, env) || !answer_read(fd, env, status)) {
        fprintf(env->err, "counterpart: the running server ended before it answered. Look whether "
                          "it was done, then try again.\n");
        *status = 1;
    }
    close(fd);
    return true;
}
