/* SPDX-License-Identifier: Apache-2.0 */
/* counterpart rates: exchange rates from a file, or all of them to standard output. */
#include "command.h"
#include "exchange/exchange.h"
#include "exchange/exchange_file.h"

#define FILE_BYTES_MAX ((size_t)256 << 20)

static int report(struct command_env *env, const struct rate_file *f)
{
    fprintf(env->out, "%zu read, %lld entered, %lld unchanged\n", f->n, (long long)f->entered,
            (long long)f->unchanged);
    for (size_t i = 0; i < f->n_left_out; i++) {
        const struct left_out *l = &f->left_out[i];
        fprintf(env->out, "  %lld left out from line %zu on: “%.*s”: %.*s\n", (long long)l->n,
                l->first_line, STR_FMT(l->what), STR_FMT(l->why));
    }
    return 0;
}

static int bring(struct command_env *env, const char *path, const char *base, const char *source)
{
    const char *slash = strrchr(path, '/');
    struct rate_file *file = arena_new(env->arena, struct rate_file);
    struct str text, name = str_of(source ? source : slash ? slash + 1
                                                           : path);
    struct ctx c;
    if (!command_read_file(env, path, FILE_BYTES_MAX, &text))
        return 1;
    command_ctx(env, &c);
    if (!rate_file_read(&c, text, str_of(base), name, file)
        || !rate_file_store(&c, env->store, file))
        return command_fault(env, &c);
    exchange_begin(env->store);
    exchange_settle(0);
    return report(env, file);
}

static bool to_stream(void *out, struct str piece)
{
    return !piece.n || fwrite(piece.p, 1, piece.n, out) == piece.n;
}

static int write_all(struct command_env *env)
{
    struct ctx c;
    if (!command_read_begin(env, &c))
        return 1;
    bool ok = rate_file_write(&c, to_stream, env->out);
    command_read_end(&c);
    if (ok)
        return 0;
    if (failed(&c))
        return command_fault(env, &c);
    fprintf(env->err, "counterpart: the output could not be written.\n");
    return 1;
}

int rates_command(struct command_env *env)
{
    bool export = option_flag(env, "export");
    const char *base = option(env, "base"), *source = option(env, "source");
    const char *path = operand(env, 0);
    if (export == (path != NULL))
        return command_usage(env, "say which FILE.csv to read, or --export");
    if (!options_all_used(env))
        return 2;
    return export ? write_all(env) : bring(env, path, base, source);
}
