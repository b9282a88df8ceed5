/* SPDX-License-Identifier: Apache-2.0 */
/* testing.h - where a unit test keeps its database: in a file of its own, or, when
 * COUNTERPART_TEST_SERVER says the address of a server, in an organisation of its own there. */
#ifndef DB_TESTING_PLACE_H
#define DB_TESTING_PLACE_H
#include "db/store.h"
#include <unistd.h>

/* `file` is where a file would be. The name lives as long as the arena. */
static inline const char *testing_database(struct arena *a, const char *file)
{
    static int made;
    const char *server = getenv("COUNTERPART_TEST_SERVER");
    struct str url = STR_NONE, why = STR_NONE;
    char name[40];
    if (!server)
        return file;
    snprintf(name, sizeof name, "unit_%ld_%d", (long)getpid(), ++made);
    if (!store_organisation(server, name, a, &url, &why)) {
        fprintf(stderr, "%.*s\n", STR_FMT(why));
        abort();
    }
    return url.p;
}
#endif
