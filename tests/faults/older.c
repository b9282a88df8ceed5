/* SPDX-License-Identifier: Apache-2.0 */
/* older FILE N - makes a database as a program made it that knew the first N migrations only. */
#include "base/log.h"
#include "migrations.h"

int main(int argc, char **argv)
{
    struct str why = STR_NONE;
    size_t n = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
    if (n == 0 || n > n_migrations)
        die("older FILE N: N is at most %zu", n_migrations);
    struct store *s = store_open(argv[1], STORE_WRITE, &why);
    if (!s || !store_migrate(s, migrations, n, &why))
        die("%.*s", STR_FMT(why));
    store_close(s);
    return 0;
}
