/* SPDX-License-Identifier: Apache-2.0 */
/* counterpart check: every slice's checks and those of all tables, in one snapshot. What is found
 * is written as it comes; memory holds none of it. */
#include "command.h"
#include "frame/check.h"
#include "frame/slice.h"
#include "upkeep/check_store.h"
#include "upkeep/upkeep.h"

#define SHOWN_MAX 100 /* of one check; the rest is counted */
#define TEXT_MAX ((size_t)64 << 10)

struct checking {
    struct findings findings; /* first: what a check is given */
    struct command_env *env;
    struct ctx *c;
    const struct check *check;
    int64_t found, all; /* by this check, by all */
    int done, n;
    bool json;
};

static void fault_text(const struct checking *k, struct str where)
{
    fprintf(k->env->out, "%s: %.*s. %s\n", k->check->name, STR_FMT(where), k->check->what);
}

static void member(struct buf *b, const char *name, struct str value)
{
    buf_json_str(b, str_of(name));
    buf_char(b, ':');
    buf_json_str(b, value);
}

static void fault_json(const struct checking *k, struct str where)
{
    struct buf b;
    buf_init(&b, k->c->arena, TEXT_MAX);
    buf_add(&b, k->all > 1 ? STR(",\n{") : STR("\n{"));
    member(&b, "check", str_of(k->check->name));
    buf_char(&b, ',');
    member(&b, "what", str_of(k->check->what));
    buf_char(&b, ',');
    member(&b, "where", where);
    buf_char(&b, ',');
    member(&b, "next", str_of(k->check->next));
    buf_char(&b, '}');
    fprintf(k->env->out, "%.*s", STR_FMT(buf_str(&b)));
}

static void found(struct findings *f, struct str where)
{
    struct checking *k = (struct checking *)f;
    k->all++;
    if (++k->found > SHOWN_MAX)
        return;
    if (k->json)
        fault_json(k, where);
    else
        fault_text(k, where);
}

/* One that cannot be read is a finding as well, and the others are still asked. */
static void check_run(struct checking *k, const struct check *check)
{
    struct ctx *c = k->c;
    struct arena_mark mark = arena_mark(c->arena);
    k->check = check;
    k->found = 0;
    upkeep_progress(k->env, "%d of %d: %s", k->done + 1, k->n, check->name);
    if (!check->look(c, &k->findings)) {
        struct str why = c->fault.log.n ? c->fault.log : c->fault.detail;
        found(&k->findings, arena_printf(c->arena, "could not be read: %.*s", STR_FMT(why)));
        fault_clear(c);
    }
    if (k->found && !k->json)
        fprintf(k->env->out, "  %s\n", check->next);
    if (k->found > SHOWN_MAX && !k->json)
        fprintf(k->env->out, "  … %lld in all\n", (long long)k->found);
    k->done++;
    arena_rewind(c->arena, mark);
}

static void each_check(struct checking *k, void (*visit)(struct checking *k, const struct check *))
{
    for (const struct check *check = whole_checks; check->name; check++)
        visit(k, check);
    for (size_t i = 0; i < n_slices; i++) {
        for (const struct check *check = slices[i]->checks; check && check->name; check++)
            visit(k, check);
    }
}

static void check_count(struct checking *k, const struct check *check UNUSED)
{
    k->n++;
}

static void end_text(const struct checking *k, const struct row_counts *rows)
{
    if (k->all)
        fprintf(k->env->out, "does not add up, %lld faults", (long long)k->all);
    else
        fprintf(k->env->out, "everything adds up");
    for (size_t i = 0; i < rows->n; i++)
        fprintf(k->env->out, "%s%lld %.*s", i ? ", " : ": ", (long long)rows->p[i].n,
                STR_FMT(rows->p[i].name));
    fprintf(k->env->out, "\n");
}

static void end_json(const struct checking *k, const struct row_counts *rows)
{
    fprintf(k->env->out, "%s],\"faults_count\":%lld,\"checks\":%d,\"rows\":{", k->all ? "\n" : "",
            (long long)k->all, k->n);
    for (size_t i = 0; i < rows->n; i++)
        fprintf(k->env->out, "%s\"%.*s\":%lld", i ? "," : "", STR_FMT(rows->p[i].name),
                (long long)rows->p[i].n);
    fprintf(k->env->out, "}}\n");
}

static int check_all(struct checking *k)
{
    struct row_counts rows = { 0 };
    each_check(k, check_count);
    if (k->json)
        fprintf(k->env->out, "{\"faults\":[");
    each_check(k, check_run);
    upkeep_progress(k->env, NULL);
    if (!rows_count(k->c, &rows))
        return command_fault(k->env, k->c);
    if (k->json)
        end_json(k, &rows);
    else
        end_text(k, &rows);
    return k->all ? 1 : 0;
}

int check_command(struct command_env *env)
{
    struct ctx c;
    struct checking k = { .findings = { found }, .env = env, .c = &c };
    k.json = option_flag(env, "json");
    if (!options_all_used(env))
        return 2;
    if (!command_read_begin(env, &c))
        return 1;
    int status = check_all(&k);
    command_read_end(&c);
    return status;
}
