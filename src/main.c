/* SPDX-License-Identifier: Apache-2.0 */
#include "command.h"
#include "frame/app.h"
#include "help.h"

/* Behind a command's name anywhere: whoever asks for help wants nothing done. */
static bool asks_for_help(int argc, char **argv)
{
    for (int i = 2; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0)
            return true;
    return false;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return help_all(stderr, 2);
    if (strcmp(argv[1], "--help") == 0)
        return help_all(stdout, 0);
    if (strcmp(argv[1], "--version") == 0)
        return printf("counterpart %s\n", COUNTERPART_VERSION) < 0;
    const struct command *command = command_find(argv[1], argv + 2, argc - 2);
    if (!command) {
        fprintf(stderr, "counterpart: there is no command \"%s\". Try: counterpart help\n",
                argv[1]);
        return 2;
    }
    if (asks_for_help(argc, argv))
        return help_of(stdout, argv[1]);
    struct command_env env = { .out = stdout, .err = stderr, .argc = argc - 2, .argv = argv + 2 };
    app_start();
    return command_run(command, &env, NULL);
}
