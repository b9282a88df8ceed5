/* SPDX-License-Identifier: Apache-2.0 */
#include <unistd.h>

#include "base/text.h"
#include "command.h"
#include "frame/people.h"
#include "user/password.h"
#include "user/user.h"

#define PASSWORD_FILE_MAX 4096

static struct str text_option(struct command_env *env, const char *name, const char *fallback)
{
    const char *text = option(env, name);
    return str_trim(str_of(text ? text : fallback));
}

/* "ada.lovelace@example.com" is called "ada.lovelace" until somebody says better. */
static struct str name_or_email(struct str name, struct str email)
{
    struct str rest;
    return name.n ? name : str_split(email, '@', &rest);
}

static bool text_is_good(struct ctx *c, const char *field, struct str text)
{
    if (text.n && utf8_ok(text) && !text_has_control(text, false) && utf8_length(text) <= 200)
        return true;
    return bad_field(c, str_of(field), "Give one line of at most 200 characters.");
}

static bool email_is_good(struct ctx *c, const char *field, struct str email)
{
    return email_ok(email)
           || bad_field(c, str_of(field), "Give an email address like ada@example.com.");
}

/* ---- init ---- */

/* The first line; what an editor puts behind it does not belong to the password. */
static bool password_read(struct command_env *env, struct ctx *c, struct str *password)
{
    const char *name = option(env, "password-file");
    struct str text, rest;
    if (!name)
        return bad_field(c, STR("password-file"), "Say which file holds the password.");
    if (!command_read_file(env, name, PASSWORD_FILE_MAX, &text))
        return fail(c, FAULT_BAD_INPUT, "bad_input", STR("The password could not be read."));
    *password = str_split(text, '\n', &rest);
    if (str_ends(*password, STR("\r")))
        password->n--;
    return (utf8_ok(*password)
            || bad_field(c, STR("password-file"), "The password is not UTF-8 text."))
           && password_is_good(c, "password-file", *password);
}

static void first_read(struct command_env *env, struct ctx *c, struct first *f)
{
    user_init(&f->user);
    f->user.email = text_option(env, "admin", "");
    f->user.name = name_or_email(text_option(env, "name", ""), f->user.email);
    f->company = text_option(env, "company", "Our company");
    f->currency = text_option(env, "currency", "USD");
    f->zone = text_option(env, "zone", "UTC");
    if (email_is_good(c, "admin", f->user.email))
        text_is_good(c, "name", f->user.name);
    text_is_good(c, "company", f->company);
    if (f->currency.n != 3 || currency_places(f->currency.p) < 0)
        bad_field(c, STR("currency"), "Give a currency code like USD.");
    if (f->zone.n >= 64 || !zone_set(arena_cstr(env->arena, f->zone)))
        bad_field(c, STR("zone"), "This machine does not know it. Give one like Europe/Berlin.");
}

static bool first_run(struct ctx *c, void *arg)
{
    return user_first(c, arg);
}

/* Also what lies beside a database: its log, its lock. */
static void database_remove(struct command_env *env, const char *database)
{
    static const char *const tails[] = { "", "-wal", "-shm", ".lock" };
    for (size_t i = 0; !store_is_address(database) && i < COUNT(tails); i++)
        unlink(arena_printf(env->arena, "%s%s", database, tails[i]).p);
}

static int first_make(struct command_env *env, struct ctx *c, struct first *f, const char *database)
{
    struct store *store = store_ready(env, database);
    if (!store) {
        database_remove(env, database);
        return 1;
    }
    bool ok = writer_call(store, c, first_run, f);
    const char *shown = arena_cstr(env->arena, str_of(store_file(store)));
    store_close(store);
    if (!ok) {
        database_remove(env, database);
        return command_fault(env, c);
    }
    fprintf(env->out, "%s is ready. Next: counterpart serve --database %s\n", shown, shown);
    return 0;
}

static int first_make_in(struct command_env *env, struct ctx *c, struct first *f,
                         const char *database)
{
    bool exists;
    if (!organisation_make(env, option(env, "organisation"), &database)
        || !database_exists(env, database, &exists))
        return 1;
    if (!exists)
        return first_make(env, c, f, database);
    fprintf(env->err, "counterpart: there is an organisation already; it was left as it is.\n");
    return 1;
}

int init_command(struct command_env *env)
{
    const char *database = command_database(env);
    struct first f = { 0 };
    struct str password = STR_NONE;
    struct ctx c;
    command_ctx(env, &c);
    if (!database)
        return command_usage(env, "say where to make it: --database FILE");
    first_read(env, &c, &f);
    bool good = password_read(env, &c, &password);
    option(env, "organisation");
    if (!options_all_used(env))
        return 2;
    if (!good || failed(&c) || !password_hash(&c, password, &f.user.password))
        return command_fault(env, &c);
    return first_make_in(env, &c, &f, database);
}

/* ---- key ---- */

struct key_order {
    struct str email, label, key;
};

static bool user_known(struct ctx *c, struct str email, struct user *u)
{
    bool found;
    return user_by_email(c, email, u, &found)
           && (found
               || fail(c, FAULT_NOT_FOUND, "not_found",
                       arena_printf(c->arena, "Nobody signs in as %.*s.", STR_FMT(email))));
}

static bool key_run(struct ctx *c, void *arg)
{
    struct key_order *k = arg;
    struct user u;
    return user_known(c, k->email, &u) && viewer_make(c, u.id, "cli", &c->viewer)
           && user_key_make(c, k->label, &k->key);
}

int key_command(struct command_env *env)
{
    struct key_order k = { .email = text_option(env, "user", ""),
                           .label = text_option(env, "label", "command line") };
    struct ctx c;
    command_ctx(env, &c);
    if (!options_all_used(env))
        return 2;
    if (!k.email.n)
        return command_usage(env, "say whose key: --user EMAIL");
    if (!utf8_ok(k.email) || !utf8_ok(k.label))
        return command_usage(env, "email and label are UTF-8 text");
    if (!writer_call(env->store, &c, key_run, &k))
        return command_fault(env, &c);
    fprintf(env->out, "%.*s\n", STR_FMT(k.key));
    return 0;
}

/* ---- user ---- */

struct user_order {
    struct user user;
    struct str above, token;
};

static bool user_run(struct ctx *c, void *arg)
{
    struct user_order *o = arg;
    struct user u = o->user, above;
    if (o->above.n) {
        if (!user_known(c, o->above, &above))
            return false;
        u.reports_to_id = above.id;
    }
    return user_create(c, &u) && user_invite(c, u.id, &o->token);
}

int user_command(struct command_env *env)
{
    struct user_order o = { .above = text_option(env, "reports-to", "") };
    struct ctx c;
    command_ctx(env, &c);
    user_init(&o.user);
    o.user.email = text_option(env, "email", "");
    o.user.name = name_or_email(text_option(env, "name", ""), o.user.email);
    o.user.rep = option_flag(env, "rep");
    o.user.manager = option_flag(env, "manager");
    o.user.administrator = option_flag(env, "administrator");
    if (!options_all_used(env))
        return 2;
    if (email_is_good(&c, "email", o.user.email))
        text_is_good(&c, "name", o.user.name);
    if (!utf8_ok(o.above))
        bad_field(&c, STR("reports-to"), "Give an email address.");
    if (failed(&c) || !writer_call(env->store, &c, user_run, &o))
        return command_fault(env, &c);
    fprintf(env->out, "%.*s can set a password once, within seven days, at\n/join/%.*s\n",
            STR_FMT(o.user.name), STR_FMT(o.token));
    return 0;
}
