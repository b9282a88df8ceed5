/* SPDX-License-Identifier: Apache-2.0 */
#include "import/import_run.h"

static const struct record *const records[] = { &import_record };

const struct slice import_slice = {
    .name = "import",
    TABLE(records, records),
};
