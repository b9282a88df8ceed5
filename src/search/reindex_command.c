/* SPDX-License-Identifier: Apache-2.0 */
#include "command.h"
#include "search/search.h"

int reindex_command(struct command_env *env)
{
    struct ctx c;
    if (!options_all_used(env))
        return 2;
    command_ctx(env, &c);
    if (!search_fill_anew(env->store, &c))
        return command_fault(env, &c);
    fprintf(env->out, "Search knows the words of every row anew.\n");
    return 0;
}
