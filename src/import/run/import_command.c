/* SPDX-License-Identifier: Apache-2.0 */
/* counterpart import: files from a folder, a line of progress each second, and the report. */
#include <dirent.h>

#include "command.h"
#include "frame/org.h"
#include "frame/people.h"
#include "import/run/run.h"
#include "user/user.h"

#define LINES_SHOWN 5

struct telling {
    struct command_env *env;
    int64_t told_ms;
};

static bool tell(struct import_run *run, const struct import_file *file, void *arg)
{
    struct telling *t = arg;
    if (monotonic_ms() - t->told_ms < 1000)
        return true;
    t->told_ms = monotonic_ms();
    fprintf(t->env->out, "%.*s: %lld of %lld lines\n", STR_FMT(file->filename),
            (long long)run->rows_done, (long long)run_rows(run));
    fflush(t->env->out);
    return true;
}

/* ---- which files ---- */

static bool add_file(struct command_env *env, struct import_run *run, struct ctx *c,
                     const char *path, struct str filename, const char *record)
{
    struct file_said said = { .filename = filename,
                              .source.path = command_path(env, path),
                              .record = str_of(record) };
    if (run_add(run, c, &said))
        return true;
    command_fault(env, c);
    return false;
}

static bool is_of_preset(struct str preset, const char *name)
{
    const char *file;
    for (size_t i = 0; (file = preset_file(preset, i)); i++) {
        if (strcmp(file, name) == 0)
            return true;
    }
    return false;
}

static void say_skipped(struct command_env *env, struct str preset, const char *folder)
{
    DIR *dir = opendir(command_path(env, folder));
    if (!dir)
        return;
    for (struct dirent *e; (e = readdir(dir));) {
        if (str_ends(str_of(e->d_name), STR(".csv")) && !is_of_preset(preset, e->d_name))
            fprintf(env->out, "%s: not part of the preset, skipped\n", e->d_name);
    }
    closedir(dir);
}

static bool add_preset(struct command_env *env, struct import_run *run, struct ctx *c,
                       const char *folder)
{
    const char *file;
    if (!preset_file(run->preset, 0)) {
        fprintf(env->err, "counterpart: there is no preset \"%.*s\". There is: maven.\n",
                STR_FMT(run->preset));
        return false;
    }
    for (size_t i = 0; (file = preset_file(run->preset, i)); i++) {
        const char *path = arena_printf(env->arena, "%s/%s", folder, file).p;
        if (!add_file(env, run, c, path, str_of(file), NULL))
            return false;
    }
    say_skipped(env, run->preset, folder);
    return true;
}

static bool is_record(const char *name)
{
    for (size_t i = 0; i < n_map_records; i++) {
        if (strcmp(name, map_records[i]) == 0)
            return true;
    }
    return false;
}

static bool add_one(struct command_env *env, struct import_run *run, struct ctx *c,
                    const char *record, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!is_record(record)) {
        fprintf(env->err, "counterpart: --record takes user, product, account, contact, deal or "
                          "touch.\n");
        return false;
    }
    return add_file(env, run, c, path, str_of(slash ? slash + 1 : path), record);
}

/* ---- the report ---- */

static void report_file(struct command_env *env, const struct stored_file *f)
{
    const struct tally *t = &f->tally;
    fprintf(env->out,
            "%.*s: %lld read, %lld created, %lld updated, %lld unchanged, %lld left out, "
            "%lld problems\n",
            STR_FMT(f->filename), (long long)t->rows, (long long)t->created,
            (long long)t->updated, (long long)t->unchanged, (long long)t->left_out,
            (long long)t->problems);
}

static bool report_code(struct command_env *env, struct ctx *c, int64_t import_id,
                        const struct code_count *code)
{
    struct problems first;
    if (!import_problems_read(c, import_id, code->code, 0, LINES_SHOWN, &first))
        return false;
    fprintf(env->out, "  %lld × %.*s: %.*s\n", (long long)code->n, STR_FMT(code->code),
            STR_FMT(code->sentence));
    for (size_t i = 0; i < first.n; i++) {
        const struct problem *p = &first.p[i];
        fprintf(env->out, "      %.*s line %lld", STR_FMT(p->filename), (long long)p->line);
        if (p->value.n)
            fprintf(env->out, ", %.*s “%.*s”", STR_FMT(p->field), STR_FMT(p->value));
        fprintf(env->out, ": %.*s\n", STR_FMT(p->done));
    }
    if (first.last_id)
        fprintf(env->out, "      …\n");
    return true;
}

static bool report_all(struct command_env *env, struct ctx *c, int64_t import_id)
{
    struct stored_files files;
    struct code_counts codes;
    if (!import_files_read(c, import_id, &files) || !import_problem_counts(c, import_id, &codes))
        return false;
    for (size_t i = 0; i < files.n; i++)
        report_file(env, &files.p[i]);
    if (codes.n)
        fprintf(env->out, "Problems, each kind with its first lines (all stand at /import/%lld):\n",
                (long long)import_id);
    for (size_t i = 0; i < codes.n; i++) {
        if (!report_code(env, c, import_id, &codes.p[i]))
            return false;
    }
    return true;
}

static void advise(struct command_env *env, const struct import_run *run)
{
    bool deals = false;
    for (size_t i = 0; i < run->n_files; i++)
        deals |= run->files[i].map.record == record_named("deal");
    if (deals && !run->list_price)
        fprintf(env->out, "Open deals without value count in no forecast. With --list-price they "
                          "take their product's list price, shown as such.\n");
}

static int report(struct command_env *env, const struct import_run *run)
{
    struct ctx c;
    if (!command_read_begin(env, &c))
        return 1;
    bool ok = report_all(env, &c, run->import_id);
    command_read_end(&c);
    if (!ok)
        return command_fault(env, &c);
    advise(env, run);
    return run->tally.left_out ? 1 : 0;
}

/* ---- the command ---- */

static bool user_of(struct command_env *env, const char *email, int64_t *id)
{
    struct ctx c;
    struct user u = { .id = FIRST_USER };
    bool found = true;
    if (!command_read_begin(env, &c))
        return false;
    bool ok = !email || user_by_email(&c, str_of(email), &u, &found);
    if (ok && !email)
        found = person_find(&c, FIRST_USER) != NULL;
    if (!ok)
        command_fault(env, &c);
    command_read_end(&c);
    if (ok && !found)
        fprintf(env->err, "counterpart: there is no such user%s%s.\n", email ? ": " : "",
                email ? email : "");
    *id = u.id;
    return ok && found;
}

static int run_here(struct command_env *env, struct import_run *run, struct ctx *c)
{
    struct telling telling = { env, monotonic_ms() };
    run->progress = tell;
    run->progress_arg = &telling;
    if (!import_claim(-1)) {
        fprintf(env->err, "counterpart: another import is running. Try again when it is done.\n");
        return 1;
    }
    bool ok = run_settle(run, c) && run_store(run, c, IMPORT_RUNNING, false) && run_all(run, c);
    import_release();
    return ok ? report(env, run) : command_fault(env, c);
}

int import_command(struct command_env *env)
{
    const char *preset = option(env, "preset"), *record = option(env, "record");
    const char *email = option(env, "user");
    bool list_price = option_flag(env, "list-price");
    const char *from = operand(env, 0);
    struct import_run run;
    struct ctx c;
    int64_t user;
    if (!from || !preset == !record)
        return command_usage(env, "say --preset maven DIR, or --record NAME FILE.csv");
    if (!options_all_used(env))
        return 2;
    if (!user_of(env, email, &user))
        return 1;
    command_ctx(env, &c);
    run_init(&run, env->store, env->arena, user);
    run.list_price = list_price;
    run.preset = str_of(preset);
    bool added = preset ? add_preset(env, &run, &c, from) : add_one(env, &run, &c, record, from);
    return added ? run_here(env, &run, &c) : 1;
}
