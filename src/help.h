/* SPDX-License-Identifier: Apache-2.0 */
/* help.h - what the program says of itself: help on a terminal, the manual page, and what a shell
 * completes. All of it is made from the table of commands and the one of options; a test asks that
 * each option of a command has its row. */
#ifndef HELP_H
#define HELP_H
#include "command.h"

struct option_row {
    const char *name;  /* without its dashes */
    const char *value; /* "FILE"; NULL: a flag. "a|b" are all it can be */
    const char *text;
};
extern const struct option_row options[];
extern const size_t n_options;

/* Whether `usage` speaks of --NAME. */
bool usage_has(const char *usage, const char *name);

int help_all(FILE *to, int status);
/* All the rows of that name; 2 when there is none. */
int help_of(FILE *to, const char *name);
int help_command(struct command_env *env);
int completion_command(struct command_env *env);
#endif
