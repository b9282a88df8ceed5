/* SPDX-License-Identifier: Apache-2.0 */
/* command.h - what `counterpart NAME …` does: each a function of its options, an open database and
 * two streams.
 *
 * While `serve` holds the database, a command that writes is handed to it over the socket FILE.sock
 * (mode 0600) with its options and the caller's directory, and runs there; its output comes back.
 * Commands therefore use env->out and env->err, and file names through command_path().
 */
#ifndef COMMAND_H
#define COMMAND_H
#include "db/store.h"

struct command_env {
    struct arena *arena;
    struct store *store;
    FILE *out, *err;
    const char *directory; /* of the caller */
    int argc;
    char **argv; /* options and operands behind the command's name */
    bool used[64];
};

enum command_needs {
    NEEDS_NOTHING,
    NEEDS_READER,
    NEEDS_WRITER,
    NEEDS_WRITER_OF_FILE, /* a database on a server is only read */
};

struct command {
    const char *name;
    int (*run)(struct command_env *env); /* the exit status */
    enum command_needs needs;
    const char *usage; /* one line behind the name */
    const char *help;  /* one line */
    const char *with;  /* the option that means this row and not the one of the same name */
};

/* The value of --name VALUE or --name=VALUE, NULL when absent. */
const char *option(struct command_env *env, const char *name);
bool option_flag(struct command_env *env, const char *name);
/* What --database says, or COUNTERPART_DATABASE, which unlike a command line is nobody's to see;
 * NULL when neither does. */
const char *command_database(struct command_env *env);
const char *operand(struct command_env *env,
                    int index); /* what is no option, NULL past the end; call after option() */
/* Prints the usage and gives exit status 2 when something was not understood. */
int command_usage(struct command_env *env, const char *why);
bool options_all_used(struct command_env *env);
/* A name relative to the caller's directory. */
const char *command_path(struct command_env *env, const char *name);
/* The whole file, at most max bytes; false with a message on env->err. */
MUST_USE bool command_read_file(struct command_env *env, const char *name, size_t max,
                                struct str *out);
/* Prints the fault that stands in c, fields and next actions too; gives exit status 1. */
int command_fault(struct command_env *env, const struct ctx *c);
/* A context for a command: the program itself asks, through the door "cli". */
void command_ctx(struct command_env *env, struct ctx *c);
/* The same with a reader open in c->db, for NEEDS_READER and for reads of a writer;
 * command_read_end closes it. */
MUST_USE bool command_read_begin(struct command_env *env, struct ctx *c);
void command_read_end(struct ctx *c);

int command_run(const struct command *command, struct command_env *env, const char *database);
/* The server's side of the socket: starts a thread; control_stop ends it. */
bool control_start(struct store *store);
void control_stop(void);
/* Hands the command over; false when no server answers there. */
bool control_call(const char *database, const struct command *command, struct command_env *env,
                  int *status);

extern const struct command commands[];
extern const size_t n_commands;
/* The row of this name: one whose `with` is among the words, else the one without. NULL: none. */
const struct command *command_find(const char *name, char **words, int n);

int serve_command(struct command_env *env);
int demo_command(struct command_env *env);
int init_command(struct command_env *env);
int key_command(struct command_env *env);
int user_command(struct command_env *env);
int import_command(struct command_env *env);
int export_command(struct command_env *env);
int rates_command(struct command_env *env);
int backup_command(struct command_env *env);
int restore_command(struct command_env *env);
int check_command(struct command_env *env);
int reindex_command(struct command_env *env);
int move_out_command(struct command_env *env);
int move_in_command(struct command_env *env);
int routes_command(struct command_env *env);
/* Tells systemd, when it asked: "READY=1". */
void notify(const char *what);
/* Serves an open, migrated store until SIGTERM or SIGINT; `say` is called once the address is
 * known. */
int serve_store(struct command_env *env, struct store *store, const char *listen,
                void (*say)(struct command_env *env));
/* Whether an organisation is there; false with a message on env->err when nobody could be asked. */
MUST_USE bool database_exists(struct command_env *env, const char *database, bool *exists);
/* With --organisation NAME the address is an administrator's, and *database becomes that of the new
 * organisation: its password is said here and nowhere else. NULL: nothing to make. */
MUST_USE bool organisation_make(struct command_env *env, const char *name, const char **database);
/* Opens, migrates, loads the organisation; NULL with a message on env->err. */
struct store *store_ready(struct command_env *env, const char *database);
#endif
