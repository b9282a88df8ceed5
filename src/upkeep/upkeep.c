/* SPDX-License-Identifier: Apache-2.0 */
#include <unistd.h>

#include "upkeep/upkeep.h"

bool upkeep_say(struct command_env *env, const char *format, ...)
{
    va_list args;
    fprintf(env->err, "counterpart: ");
    va_start(args, format);
    vfprintf(env->err, format, args);
    va_end(args);
    fprintf(env->err, "\n");
    return false;
}

/* What a command writes for a caller elsewhere has no descriptor. */
void upkeep_progress(struct command_env *env, const char *format, ...)
{
    int fd = fileno(env->err);
    va_list args;
    if (fd < 0 || !isatty(fd))
        return;
    fprintf(env->err, "\r\033[K");
    if (!format)
        return;
    va_start(args, format);
    vfprintf(env->err, format, args);
    va_end(args);
    fflush(env->err);
}
