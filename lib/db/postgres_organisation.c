/* SPDX-License-Identifier: Apache-2.0 */
/* One organisation on a server is one role and the schema that this role sees, and nothing else:
 * two of them share a database, a pooler and its connections, and neither sees the other. */
#include "postgres_impl.h"
#include <sodium.h>

#define NAME_MAX_BYTES 40
#define PASSWORD_BYTES 24

static bool name_is_good(const char *name)
{
    size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
    return name[0] >= 'a' && name[0] <= 'z' && !name[n] && n <= NAME_MAX_BYTES;
}

/* "postgresql://admin:secret@host/db?x" becomes "postgresql://NAME:PASSWORD@host/db?x". */
static struct str address_for(struct arena *a, const char *admin, const char *name,
                              const char *password)
{
    const char *rest = strstr(admin, "://") + 3;
    size_t host = strcspn(rest, "/?");
    const char *at = memrchr(rest, '@', host);
    return arena_printf(a, "postgresql://%s:%s@%s", name, password, at ? at + 1 : rest);
}

static bool run(PGconn *pg, const char *sql, struct str *why)
{
    PGresult *r = PQexec(pg, sql);
    bool ok = PQresultStatus(r) == PGRES_COMMAND_OK;
    if (!ok)
        store_why(why, "The organisation could not be made: %.*s",
                  STR_FMT(str_trim(str_of(PQresultErrorMessage(r)))));
    PQclear(r);
    return ok;
}

/* The name holds nothing that would need quoting, the password neither; the database's name may.
 * Statements of a few rows are never worth compiling, which takes half a second where the server
 * overrates them. */
static bool make(PGconn *pg, struct arena *a, const char *name, const char *password,
                 struct str *why)
{
    char *database = PQescapeIdentifier(pg, PQdb(pg), strlen(PQdb(pg)));
    if (!database)
        die("out of memory");
    struct str sql = arena_printf(a,
                                  "BEGIN; SELECT pg_advisory_xact_lock(7272);" /* one at a time */
                                  "CREATE ROLE \"%s\" LOGIN PASSWORD '%s';"
                                  "GRANT \"%s\" TO CURRENT_USER;"
                                  "GRANT CONNECT ON DATABASE %s TO \"%s\";"
                                  "CREATE SCHEMA \"%s\" AUTHORIZATION \"%s\";"
                                  "ALTER ROLE \"%s\" SET search_path = \"%s\";"
                                  "ALTER ROLE \"%s\" SET jit = off;"
                                  "COMMIT",
                                  name, password, name, database, name, name, name, name, name,
                                  name);
    PQfreemem(database);
    return run(pg, sql.p, why);
}

bool store_organisation(const char *admin, const char *name, struct arena *a, struct str *url,
                        struct str *why)
{
    unsigned char bytes[PASSWORD_BYTES];
    char password[2 * PASSWORD_BYTES + 1];
    struct str said = STR_NONE;
    if (!store_is_address(admin))
        return store_why(why, "An organisation is made on a server: postgresql://…");
    if (!name_is_good(name))
        return store_why(why,
                         "Name the organisation in at most %d small letters, digits and _, a "
                         "letter first.",
                         NAME_MAX_BYTES);
    struct pg_conn *conn = pg_connect(admin, &said);
    if (!conn)
        return store_why(why, "The database does not answer: %.*s", STR_FMT(said));
    PQexitPipelineMode(conn->pg);
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(password, sizeof password, bytes, sizeof bytes);
    bool ok = make(conn->pg, a, name, password, why);
    pg_disconnect(conn);
    if (ok)
        *url = address_for(a, admin, name, password);
    return ok;
}
