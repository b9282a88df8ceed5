/* SPDX-License-Identifier: Apache-2.0 */
/* stages_view.h - what /settings/pipelines and the page that removes a stage show. */
#ifndef STAGES_VIEW_H
#define STAGES_VIEW_H
#include "frame/frame.h"
#include "stages/stages.h"

struct stage_line {
    const struct stage *stage;
    struct str name, probability; /* as stored, or as typed */
    struct form_options endings;
    struct str name_error, probability_error;
    int64_t deals;
    bool first, last;
};
struct pipeline_card {
    const struct pipeline *pipeline;
    struct str name, name_error;
    struct {
        struct stage_line *p;
        size_t n;
    } stages;
    struct stage_line fresh; /* the form for another stage */
    bool first, last, removable;
};
struct pipelines_view {
    struct frame frame;
    struct {
        struct pipeline_card *p;
        size_t n;
    } cards;
    struct str name, name_error; /* of a new one, as typed */
    struct str note, message, next;
};

struct stage_remove_view {
    struct frame frame;
    const struct stage *stage;
    struct str pipeline;
    int64_t deals;
    struct form_options targets;
    struct str error, message, next;
};

/* What a form on /settings/pipelines was about, when the page is shown again. */
enum stages_form { FORM_NONE,
                   FORM_PIPELINE_NEW,
                   FORM_PIPELINE,
                   FORM_STAGE_NEW,
                   FORM_STAGE };
struct form_shown {
    enum stages_form form;
    int64_t id; /* the pipeline or stage; FORM_STAGE_NEW: its pipeline */
};
MUST_USE bool pipelines_fill(struct req *q, struct form_shown shown, struct pipelines_view *v);
MUST_USE bool stage_remove_fill(struct req *q, const struct stage *s, struct stage_remove_view *v);
#endif
