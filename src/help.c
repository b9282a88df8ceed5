/* SPDX-License-Identifier: Apache-2.0 */
#include "help.h"

#define TEXT_COLUMN 30
#define NAME_LETTERS "-abcdefghijklmnopqrstuvwxyz"

bool usage_has(const char *usage, const char *name)
{
    size_t n = strlen(name);
    for (const char *at = usage; (at = strstr(at, "--")); at += 2)
        if (strncmp(at + 2, name, n) == 0 && strspn(at + 2, NAME_LETTERS) == n)
            return true;
    return false;
}

/* Several rows may bear one name. */
static bool name_has(const char *name, const struct option_row *o)
{
    for (size_t i = 0; i < n_commands; i++)
        if (strcmp(commands[i].name, name) == 0 && usage_has(commands[i].usage, o->name))
            return true;
    return false;
}

static bool is_first_of_its_name(const struct command *c)
{
    for (const struct command *before = commands; before < c; before++)
        if (strcmp(before->name, c->name) == 0)
            return false;
    return true;
}

/* ---- on a terminal ---- */

static void usage_print(FILE *to, const struct command *c)
{
    fprintf(to, "counterpart %s%s%s\n    %s\n", c->name, *c->usage ? " " : "", c->usage, c->help);
}

int help_all(FILE *to, int status)
{
    fprintf(to, "Counterpart, a CRM that both sides of a sale use.\n\n");
    for (size_t i = 0; i < n_commands; i++)
        usage_print(to, &commands[i]);
    fprintf(to, "\ncounterpart help COMMAND says what its options mean.\n");
    return status;
}

static void option_print(FILE *to, const struct option_row *o)
{
    int n = fprintf(to, "  --%s%s%s", o->name, o->value ? " " : "", o->value ? o->value : "");
    fprintf(to, "%*s%s\n", n < TEXT_COLUMN - 1 ? TEXT_COLUMN - n : 2, "", o->text);
}

int help_of(FILE *to, const char *name)
{
    int status = 2;
    for (size_t i = 0; i < n_commands; i++) {
        if (strcmp(commands[i].name, name) != 0)
            continue;
        usage_print(to, &commands[i]);
        status = 0;
    }
    for (size_t i = 0; i < n_options; i++)
        if (name_has(name, &options[i]))
            option_print(to, &options[i]);
    return status;
}

/* ---- the manual page ---- */

/* What roff would take for its own is escaped; runs of blanks and line breaks become one blank. */
static void roff_text(FILE *to, const char *text)
{
    for (; *text; text++) {
        if (*text == '-' || *text == '\\')
            fputs(*text == '-' ? "\\-" : "\\e", to);
        else if (*text != ' ' && *text != '\n')
            fputc(*text, to);
        else if (text[1] != ' ')
            fputc(' ', to);
    }
}

static void roff_line(FILE *to, const char *text)
{
    roff_text(to, text);
    fputc('\n', to);
}

static void roff_option(FILE *to, const struct option_row *o)
{
    fputs(".TP\n.BI \\-\\-", to);
    roff_text(to, o->name);
    if (o->value)
        fprintf(to, " \" %s\"", o->value);
    fputc('\n', to);
    roff_line(to, o->text);
}

static int man_print(FILE *to)
{
    fputs(".SH COMMANDS\n", to);
    for (size_t i = 0; i < n_commands; i++) {
        fprintf(to, ".TP\n.B counterpart %s\n", commands[i].name);
        if (*commands[i].usage) {
            roff_line(to, commands[i].usage);
            fputs(".br\n", to);
        }
        roff_line(to, commands[i].help);
    }
    fputs(".SH OPTIONS\n", to);
    for (size_t i = 0; i < n_options; i++)
        roff_option(to, &options[i]);
    return 0;
}

int help_command(struct command_env *env)
{
    bool man = option_flag(env, "man");
    const char *name = operand(env, 0);
    if (!options_all_used(env))
        return 2;
    if (man)
        return man_print(env->out);
    if (!name)
        return help_all(env->out, 0);
    if (help_of(env->out, name) == 0)
        return 0;
    fprintf(env->err, "counterpart: there is no command \"%s\". Try: counterpart help\n", name);
    return 2;
}

/* ---- bash ---- */

static void words_print(FILE *to, const struct command *c)
{
    fprintf(to, "    %s) words='", c->name);
    for (size_t i = 0; i < n_options; i++)
        if (name_has(c->name, &options[i]))
            fprintf(to, "--%s ", options[i].name);
    fputs("--help' ;;\n", to);
}

static void values_print(FILE *to, const struct option_row *o)
{
    if (!o->value)
        return;
    fprintf(to, "    --%s) ", o->name);
    if (strcmp(o->value, "FILE") == 0)
        fputs("compopt -o filenames; COMPREPLY=($(compgen -f -- \"$cur\"));", to);
    if (!strchr(o->value, '|')) {
        fputs(" return ;;\n", to);
        return;
    }
    fputs("COMPREPLY=($(compgen -W '", to);
    for (const char *p = o->value; *p; p++)
        fputc(*p == '|' ? ' ' : *p, to);
    fputs("' -- \"$cur\")); return ;;\n", to);
}

static int bash_print(FILE *to)
{
    fputs("# bash completion for counterpart; made by `counterpart completion bash`\n"
          "_counterpart() {\n"
          "    local cur=${COMP_WORDS[COMP_CWORD]} words=\n"
          "    case ${COMP_WORDS[COMP_CWORD-1]} in\n",
          to);
    for (size_t i = 0; i < n_options; i++)
        values_print(to, &options[i]);
    fputs("    esac\n    case $COMP_CWORD:${COMP_WORDS[1]} in\n    1:* | 2:help) words='", to);
    for (size_t i = 0; i < n_commands; i++)
        if (is_first_of_its_name(&commands[i]))
            fprintf(to, "%s ", commands[i].name);
    fputs("--help --version' ;;\n    esac\n    [ -n \"$words\" ] || case ${COMP_WORDS[1]} in\n",
          to);
    for (size_t i = 0; i < n_commands; i++)
        if (is_first_of_its_name(&commands[i]))
            words_print(to, &commands[i]);
    fputs("    esac\n"
          "    COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
          "    case $cur in -*) return ;; esac\n"
          "    [ \"$COMP_CWORD\" -eq 1 ] || { compopt -o filenames;"
          " COMPREPLY+=($(compgen -f -- \"$cur\")); }\n"
          "}\n"
          "complete -F _counterpart counterpart\n",
          to);
    return 0;
}

int completion_command(struct command_env *env)
{
    const char *shell = operand(env, 0);
    if (!options_all_used(env))
        return 2;
    if (!shell || strcmp(shell, "bash") != 0)
        return command_usage(env, "say for which shell: counterpart completion bash");
    return bash_print(env->out);
}
