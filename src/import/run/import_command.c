/* SPDX-License-Identifier: Apache-2.0 */
/* counterpart import: files from a folder, a line of progress each second, and the report. */
#include <dirent.h>
#include <unistd.h>

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

/* What the options say of all files. */
struct options {
    const char *preset, *record, *email, *from;
    struct format format;
    enum how dates;
    bool list_price;
    enum stages_wanted stages;
};

static bool add_file(struct command_env *env, struct import_run *run, struct ctx *c,
                     const struct options *o, const char *path)
{
    const char *slash = strrchr(path, '/');
    struct file_said said = { .filename = str_of(slash ? slash + 1 : path),
                              .source.path = command_path(env, path),
                              .record = str_of(o->record),
                              .format = o->format,
                              .dates = o->dates };
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

static bool is_there(struct command_env *env, const char *path)
{
    return access(command_path(env, path), F_OK) == 0;
}

static bool add_preset(struct command_env *env, struct import_run *run, struct ctx *c,
                       const struct options *o)
{
    const char *file;
    if (!preset_file(run->preset, 0)) {
        fprintf(env->err,
                "counterpart: there is no preset \"%.*s\". There are: maven, salesforce.\n",
                STR_FMT(run->preset));
        return false;
    }
    for (size_t i = 0; (file = preset_file(run->preset, i)); i++) {
        const char *path = arena_printf(env->arena, "%s/%s", o->from, file).p;
        bool wanted = preset_is_whole(run->preset) || is_there(env, path);
        if (wanted && !add_file(env, run, c, o, path))
            return false;
    }
    if (!run->n_files)
        fprintf(env->err, "counterpart: %s holds no file of the preset, such as %s.\n", o->from,
                preset_file(run->preset, 0));
    else
        say_skipped(env, run->preset, o->from);
    return run->n_files > 0;
}

static bool add_one(struct command_env *env, struct import_run *run, struct ctx *c,
                    const struct options *o)
{
    if (map_is_record(str_of(o->record)))
        return add_file(env, run, c, o, o->from);
    fprintf(env->err, "counterpart: --record takes user, product, account, contact, deal or "
                      "touch.\n");
    return false;
}

/* Nobody may guess between 3 May and 5 March. */
static bool nothing_asks(struct command_env *env, const struct import_run *run)
{
    bool asks = false;
    for (size_t i = 0; i < run->n_files; i++) {
        const struct column_map *column = file_asks(&run->files[i]);
        asks |= column != NULL;
        if (column)
            fprintf(env->err,
                    "counterpart: %.*s: nobody can tell from its values whether \"%.*s\" puts the "
                    "day or the month first. Say --dates dmy or --dates mdy.\n",
                    STR_FMT(run->files[i].filename), STR_FMT(column->head));
    }
    return !asks;
}

static const char *fate_words(const struct stage_choice *s)
{
    if (s->fate == STAGE_MADE)
        return "it is made";
    return s->fate == STAGE_FIRST ? "its deals go into the first stage"
                                  : "its deals go into the stage that ends them";
}

/* What was found out and may be wrong. */
static void say_found_out(struct command_env *env, const struct import_file *file)
{
    if (file->format.encoding == ENCODING_WINDOWS_1252 && file->said.encoding == ENCODING_GUESSED)
        fprintf(env->out,
                "%.*s: its bytes are no UTF-8, read as Windows-1252; --encoding says otherwise\n",
                STR_FMT(file->filename));
    for (size_t i = 0; i < file->stages.n; i++) {
        const struct stage_choice *s = &file->stages.p[i];
        fprintf(env->out, "%.*s: there is no stage “%.*s”; %s\n", STR_FMT(file->filename),
                STR_FMT(s->name), fate_words(s));
    }
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
    bool ok = run_settle(run, c);
    for (size_t i = 0; ok && i < run->n_files; i++)
        say_found_out(env, &run->files[i]);
    ok = ok && run_store(run, c, IMPORT_RUNNING, false) && run_all(run, c);
    import_release();
    return ok ? report(env, run) : command_fault(env, c);
}

static bool stages_option(const char *text, enum stages_wanted *out)
{
    *out = STAGES_AS_USUAL;
    if (text)
        *out = strcmp(text, "make") == 0 ? STAGES_ALL_MADE : STAGES_ALL_FIRST;
    return !text || *out == STAGES_ALL_MADE || strcmp(text, "first") == 0;
}

/* NULL, or what is wrong with them. */
static const char *options_read(struct command_env *env, struct options *o)
{
    o->preset = option(env, "preset");
    o->record = option(env, "record");
    o->email = option(env, "user");
    o->list_price = option_flag(env, "list-price");
    const char *encoding = option(env, "encoding"), *separator = option(env, "separator");
    const char *dates = option(env, "dates"), *stages = option(env, "stages");
    o->from = operand(env, 0);
    if (!o->from || !o->preset == !o->record)
        return "say --preset maven or salesforce DIR, or --record NAME FILE.csv";
    if (!encoding_named(str_of(encoding), &o->format.encoding))
        return "--encoding is utf-8, utf-16le, utf-16be or windows-1252";
    if (!separator_named(str_of(separator), &o->format.separator))
        return "--separator is comma, semicolon or tab";
    if (!how_named(str_of(dates), &o->dates)
        || (dates && o->dates != HOW_DMY && o->dates != HOW_MDY))
        return "--dates is dmy or mdy";
    return stages_option(stages, &o->stages) ? NULL : "--stages is make or first";
}

int import_command(struct command_env *env)
{
    struct options o = { .preset = NULL };
    struct import_run run;
    struct ctx c;
    int64_t user;
    const char *wrong = options_read(env, &o);
    if (wrong)
        return command_usage(env, wrong);
    if (!options_all_used(env))
        return 2;
    if (!user_of(env, o.email, &user))
        return 1;
    command_ctx(env, &c);
    run_init(&run, env->store, env->arena, user);
    run.list_price = o.list_price;
    run.stages = o.stages;
    run.preset = str_of(o.preset);
    bool added = o.preset ? add_preset(env, &run, &c, &o) : add_one(env, &run, &c, &o);
    return added && nothing_asks(env, &run) ? run_here(env, &run, &c) : 1;
}
