/* SPDX-License-Identifier: Apache-2.0 */
/* Fills sample.html with values that want to break out of where they stand, and prints the page. */
#include "sample.html.h"
#include "sample.h"

int main(void)
{
    static const struct step steps[] = {
        { STR_INIT("</li><script>alert(1)</script>"), true },
        { STR_INIT("call & ask"), false },
    };
    struct sample sample = {
        .name = STR("\"><img src=x onerror='alert(1)'> & Zoë"),
        .link = STR("javascript:alert(1)"),
        .chart = STR("<svg></svg>"),
        .id = 8800,
        .views = 1234567,
        .state = SAMPLE_LATE,
        .owner = "<b>",
        .value = { 123450, "USD" },
        .due = day_of(2027, 5, 3),
        .steps = { steps, COUNT(steps) },
    };
    struct arena arena;
    struct html h;

    arena_init(&arena, 1 << 20);
    html_init(&h, &arena, 1 << 16);
    h.csrf = STR("t0ken");
    h.nonce = STR("n0nce");
    sample_page(&h, &sample);
    fwrite(h.b.p, 1, h.b.n, stdout);
    arena_release(&arena);
    return 0;
}
