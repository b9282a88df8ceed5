/* SPDX-License-Identifier: Apache-2.0 */
/* What the program can be told on the command line, a row each. */
#include "command.h"
#include "help.h"

/* clang-format off */
const struct command commands[] = {
    { "serve", serve_command, NEEDS_NOTHING,
      "--database FILE [--listen ADDR:PORT] [--public-url URL] [--tls-cert FILE --tls-key FILE]\n"
      "        [--trusted-proxy ADDR] [--threads N] [--drain SECONDS] [--log-format logfmt|json]\n"
      "        [--log-level LEVEL] [--slow-ms N] [--metrics-token-file FILE] [--timing] [--no-batching]\n"
      "        [--test-clock INSTANT] [--connections N] [--answer-seconds N] [--prepare off]\n"
      "        [--mail-folder DIR | --smtp URL [--smtp-user NAME --smtp-password-file FILE] [--smtp-seconds N]]\n"
      "        [--mail-from ADDRESS]",
      "Serve staff pages and the API." },
    { "demo", demo_command, NEEDS_NOTHING, "[--database FILE] [--listen ADDR:PORT]",
      "Serve a made-up company to look around in." },
    { "init", init_command, NEEDS_NOTHING,
      "--database FILE --admin EMAIL --password-file FILE [--name NAME] [--company NAME]\n"
      "        [--currency USD] [--zone UTC] [--organisation NAME]",
      "Make a new database and its first user." },
    { "user", user_command, NEEDS_WRITER,
      "--database FILE --email EMAIL --name NAME [--rep] [--manager] [--administrator] [--reports-to EMAIL]",
      "Add a user and print the link with which to set a password." },
    { "key", key_command, NEEDS_WRITER, "--database FILE --user EMAIL [--label TEXT]",
      "Make an API key and print it." },
    { "import", import_command, NEEDS_WRITER,
      "--database FILE [--user EMAIL] [--list-price] [--dates dmy|mdy] [--stages make|first]\n"
      "        [--encoding NAME] [--separator comma|semicolon|tab]\n"
      "        --preset maven|salesforce DIR | --record NAME FILE.csv",
      "Import CSV files; a second import updates." },
    { "import", move_in_command, NEEDS_NOTHING, "--database NEW [--organisation NAME] --all DIR",
      "Make a new database of everything that export --all wrote.", "all" },
    { "export", export_command, NEEDS_READER, "--database FILE --record NAME [--format csv|json]",
      "Write all rows of a record to standard output." },
    { "export", move_out_command, NEEDS_READER, "--database FILE --all DIR",
      "Write everything into a new folder: to another engine, or to keep.", "all" },
    { "rates", rates_command, NEEDS_WRITER,
      "--database FILE [--base EUR] [--source TEXT] FILE.csv | --database FILE --export",
      "Bring exchange rates from a file, or write all of them." },
    { "backup", backup_command, NEEDS_WRITER_OF_FILE, "--database FILE TO", "Copy the database while it is in use." },
    { "restore", restore_command, NEEDS_NOTHING,
      "--database FILE [--replace] [--organisation NAME] FROM | --check FROM",
      "Put a backup in place, looked over first; what was there is kept beside it." },
    { "routes", routes_command, NEEDS_NOTHING, "", "List every route with its doors, its right and who has it." },
    { "check", check_command, NEEDS_READER, "--database FILE [--json]",
      "Prove that sums, copies, states, history, references and indexes are right." },
    { "reindex", reindex_command, NEEDS_WRITER, "--database FILE", "Make anew what search knows of every row." },
    { "completion", completion_command, NEEDS_NOTHING, "bash", "Write what a shell needs to complete commands and options." },
    { "help", help_command, NEEDS_NOTHING, "[COMMAND] [--man]", "Say what a command does and what its options mean." },
};
/* clang-format on */
const size_t n_commands = COUNT(commands);
