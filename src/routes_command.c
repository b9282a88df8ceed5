/* SPDX-License-Identifier: Apache-2.0 */
/* Everything the program answers to, one route a line, with who may: for the test that tries every
 * route as every role, and for whoever looks over the rights. */
#include "command.h"
#include "frame/app.h"

static const char *const methods[] = { "GET", "POST", "PATCH", "PUT", "DELETE" };
static const struct bit_name doors[] = {
    { PAGE, "page" },         { API, "api" },     { OPEN, "open" },
    { FRAGMENT, "fragment" }, { PLAIN, "plain" }, { 0 },
};

static bool may_do(const struct route *r, unsigned role)
{
    return !(r->doors & OPEN) && may(role, r->right.record, r->right.action);
}

/* "page,api"; "-" for none of them. */
static void names_print(FILE *out, const struct bit_name *all, unsigned bits)
{
    const char *mark = "";
    for (; all->name; all++) {
        if (!(all->bit & bits))
            continue;
        fprintf(out, "%s%s", mark, all->name);
        mark = ",";
    }
    if (!*mark)
        fputc('-', out);
}

static void route_print(FILE *out, const struct route *r)
{
    unsigned granted = 0;
    for (const struct bit_name *role = role_names; role->name; role++)
        granted |= may_do(r, role->bit) ? role->bit : 0;
    fprintf(out, "%s %s ", methods[r->method], r->path);
    names_print(out, doors, r->doors);
    if (r->doors & OPEN)
        fprintf(out, " - ");
    else
        fprintf(out, " %s:%s ", r->right.record, r->right.action);
    names_print(out, role_names, granted);
    fputc('\n', out);
}

int routes_command(struct command_env *env)
{
    const struct web_app *app = app_start();
    if (!options_all_used(env))
        return 2;
    for (size_t i = 0; i < app->n_routes; i++)
        route_print(env->out, app->routes[i]);
    return 0;
}
