/* SPDX-License-Identifier: Apache-2.0 */
/* sample.h - the views of sample.html, for the test of the template compiler. */
#ifndef SAMPLE_H
#define SAMPLE_H
#include "web/html.h"

struct step {
    struct str what;
    bool done;
};
struct sample {
    struct str name, link, chart;
    int64_t id;
    size_t views;
    enum { SAMPLE_CALM,
           SAMPLE_LATE } state;
    const char *owner;
    struct money value;
    struct day due;
    struct {
        const struct step *p;
        size_t n;
    } steps;
};
#endif
