/* SPDX-License-Identifier: Apache-2.0 */
#include "web.h"

#include "base/log.h"

const char *asset_path(const char *name)
{
    for (size_t i = 0; i < n_assets; i++)
        if (strcmp(assets[i].name, name) == 0)
            return assets[i].path;
    die("a page asks for the static file %s, which is not built in", name);
}
