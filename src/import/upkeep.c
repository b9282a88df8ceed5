/* SPDX-License-Identifier: Apache-2.0 */
/* counterpart backup and counterpart check. */
#include "command.h"
#include "deal/deal.h"
#include "import/upkeep_store.h"

#define LINES_MAX ((size_t)4 << 20)

int backup_command(struct command_env *env)
{
    struct str why = STR_NONE;
    const char *to = operand(env, 0);
    if (!to)
        return command_usage(env, "say where to: backup --database FILE TO");
    if (!options_all_used(env))
        return 2;
    if (store_backup(env->store, command_path(env, to), &why))
        return fprintf(env->out, "Copied to %s\n", to) < 0;
    fprintf(env->err, "counterpart: %.*s\n", STR_FMT(why));
    return 1;
}

static bool check_all(struct ctx *c, struct buf *lines, struct counts *counts)
{
    return deal_sums_check(c, lines) && check_stage_sums(c, lines) && check_deal_states(c, lines)
           && check_customers(c, lines) && check_history(c, lines) && count_all(c, counts);
}

int check_command(struct command_env *env)
{
    struct counts n = { 0 };
    struct buf lines;
    struct ctx c;
    if (!options_all_used(env))
        return 2;
    buf_init(&lines, env->arena, LINES_MAX);
    if (!command_read_begin(env, &c))
        return 1;
    bool ok = check_all(&c, &lines, &n);
    command_read_end(&c);
    if (!ok)
        return command_fault(env, &c);
    if (lines.n)
        fprintf(env->out, "%.*s", STR_FMT(buf_str(&lines)));
    fprintf(env->out,
            "%s: %lld accounts, %lld contacts, %lld products, %lld deals, %lld touches, "
            "%lld entries\n",
            lines.n ? "does not add up" : "everything adds up", (long long)n.accounts,
            (long long)n.contacts, (long long)n.products, (long long)n.deals,
            (long long)n.touches, (long long)n.entries);
    return lines.n ? 1 : 0;
}
