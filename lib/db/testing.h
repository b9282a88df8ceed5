/* SPDX-License-Identifier: Apache-2.0 */
/* testing.h - where a unit test keeps its database: in a file of its own, or, when
 * COUNTERPART_TEST_SERVER says the address of a server, in an organisation there.
 *
 * To make an organisation and its tables takes a server half a second, so the tests of one program
 * share one: what its tables held when testing_keep() was called is what they hold again whenever
 * testing_database_again() gives it to the next test. */
#ifndef DB_TESTING_PLACE_H
#define DB_TESTING_PLACE_H
#include "db/store.h"
#include <libpq-fe.h>
#include <unistd.h>

/* The organisation made last, and the one that the tests share; none before one was kept. */
static char testing_made[40], testing_shared[40], testing_address[200];

/* One that no other test has had. `file` is where a file would be. The name lives as long as the
 * arena. */
static inline const char *testing_database(struct arena *a, const char *file)
{
    static int made;
    const char *server = getenv("COUNTERPART_TEST_SERVER");
    struct str url = STR_NONE, why = STR_NONE;
    if (!server)
        return file;
    snprintf(testing_made, sizeof testing_made, "unit_%ld_%d", (long)getpid(), ++made);
    if (!store_organisation(server, testing_made, a, &url, &why)) {
        fprintf(stderr, "%.*s\n", STR_FMT(why));
        abort();
    }
    return url.p;
}

/* As the server's superuser. What the shared organisation holds for the next test stands in a
 * schema of its name and _kept. */
__attribute__((format(printf, 1, 2))) static inline void testing_sql(const char *text, ...)
{
    static PGconn *pg; /* kept: a new one would learn of all tables anew */
    char sql[2400];
    va_list values;
    va_start(values, text);
    vsnprintf(sql, sizeof sql, text, values);
    va_end(values);
    pg = pg ? pg : PQconnectdb(getenv("COUNTERPART_TEST_SERVER"));
    PGresult *r = PQexec(pg, sql);
    if (PQresultStatus(r) != PGRES_COMMAND_OK) {
        fprintf(stderr, "%s\n", PQerrorMessage(pg));
        abort();
    }
    PQclear(r);
}

/* What a large table leaves behind when its rows go would be read by the next test. */
static inline void testing_put_back(void)
{
    testing_sql(
        "SET session_replication_role = replica;"
        "DO $$DECLARE t record; large text; BEGIN"
        " FOR t IN SELECT relname FROM pg_class WHERE relnamespace = '%1$s'::regnamespace"
        "   AND relkind = 'r' AND to_regclass('%1$s_kept.' || quote_ident(relname)) IS NULL LOOP"
        "  EXECUTE format('DROP TABLE %1$s.%%I CASCADE', t.relname);"
        " END LOOP;"
        " SELECT string_agg('%1$s.' || quote_ident(relname), ',') INTO large FROM pg_class"
        "  WHERE relnamespace = '%1$s'::regnamespace AND relkind = 'r'"
        "  HAVING max(pg_relation_size(oid)) > 1000000;"
        " IF large IS NOT NULL THEN EXECUTE 'TRUNCATE ' || large; END IF;"
        " FOR t IN SELECT relname FROM pg_class WHERE relnamespace = '%1$s_kept'::regnamespace"
        "   AND relkind = 'r' LOOP"
        "  EXECUTE format('DELETE FROM %1$s.%%1$I; INSERT INTO %1$s.%%1$I"
        "   SELECT * FROM %1$s_kept.%%1$I', t.relname);"
        " END LOOP;"
        " FOR t IN SELECT r.relname, a.attname FROM pg_class r JOIN pg_attribute a"
        "   ON a.attrelid = r.oid WHERE r.relnamespace = '%1$s'::regnamespace"
        "   AND r.relkind = 'r' AND a.attidentity <> '' LOOP"
        "  EXECUTE format('SELECT setval(pg_get_serial_sequence(''%1$s.%%1$I'', %%2$L),"
        "   COALESCE(max(%%2$I), 1), max(%%2$I) IS NOT NULL) FROM %1$s.%%1$I', t.relname,"
        "   t.attname);"
        " END LOOP; END$$",
        testing_shared);
}

/* As testing_database(), but a later test finds what the first has kept; *kept says so. */
static inline const char *testing_database_again(struct arena *a, const char *file, bool *kept)
{
    *kept = testing_shared[0];
    if (!*kept)
        return testing_database(a, file);
    testing_put_back();
    return testing_address;
}

/* What is there now is what the next test finds. A file is not kept: a new one costs less. */
static inline void testing_keep(const char *database)
{
    if (!getenv("COUNTERPART_TEST_SERVER"))
        return;
    memcpy(testing_shared, testing_made, sizeof testing_shared);
    snprintf(testing_address, sizeof testing_address, "%s", database);
    testing_sql("DO $$DECLARE t record; BEGIN"
                " CREATE SCHEMA %1$s_kept;"
                " FOR t IN SELECT relname FROM pg_class WHERE relkind = 'r'"
                "   AND relnamespace = '%1$s'::regnamespace LOOP"
                "  EXECUTE format('CREATE TABLE %1$s_kept.%%1$I AS TABLE %1$s.%%1$I', t.relname);"
                " END LOOP; END$$",
                testing_shared);
}
#endif
