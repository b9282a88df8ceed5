/* SPDX-License-Identifier: Apache-2.0 */
/* forecast_answer.h - a made forecast as JSON and as CSV. */
#ifndef FORECAST_ANSWER_H
#define FORECAST_ANSWER_H
#include "forecast/forecast_view.h"
#include "frame/openapi.h"

void forecast_json(struct buf *b, const void *view); /* const struct forecast_view * */
extern const struct api forecast_api;
struct str forecast_csv(struct arena *a, const struct forecast_view *v);
#endif
