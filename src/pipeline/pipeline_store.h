/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PIPELINE_STORE_H
#define PIPELINE_STORE_H
#include "pipeline/pipeline.h"

/* All stages by pipeline and position, texts on the arena a. */
MUST_USE bool stages_read(struct ctx *c, struct arena *a, struct stages *out);
#endif
