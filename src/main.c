/* SPDX-License-Identifier: Apache-2.0 */
#include "command.h"
#include "frame/app.h"

static int help(FILE *to, int status)
{
    fprintf(to, "Counterpart, a CRM that both sides of a sale use.\n\n");
    for (size_t i = 0; i < n_commands; i++)
        fprintf(to, "counterpart %s %s\n    %s\n", commands[i].name, commands[i].usage,
                commands[i].help);
    return status;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return help(stderr, 2);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
        return help(stdout, 0);
    if (strcmp(argv[1], "--version") == 0)
        return printf("counterpart %s\n", COUNTERPART_VERSION) < 0;
    const struct command *command = command_find(argv[1], argv + 2, argc - 2);
    struct command_env env = { .out = stdout, .err = stderr, .argc = argc - 2, .argv = argv + 2 };
    if (!command) {
        fprintf(stderr, "counterpart: there is no command \"%s\". Try: counterpart help\n",
                argv[1]);
        return 2;
    }
    app_start();
    return command_run(command, &env, NULL);
}
