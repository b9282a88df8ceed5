/* SPDX-License-Identifier: Apache-2.0 */
/* Fills sample.mail with values that want to become headers, and prints the letter. */
#include "sample.mail.h"
#include "sample.h"

int main(void)
{
    static const struct step steps[] = {
        { STR_INIT("<b> & \"quoted\""), true },
        { STR_INIT("call\ttwice"), false },
    };
    struct sample sample = {
        .name = STR("Zoë\r\nBcc: all@example.com\n\nx"),
        .chart = STR("one\r\ntwo\x1b[2J\x7f\rthree \xe2\x80\xae\xc2\x85" "end"),
        .views = 1234567,
        .state = SAMPLE_LATE,
        .owner = "<b>\a",
        .value = { 123450, "USD" },
        .due = day_of(2027, 5, 3),
        .steps = { steps, COUNT(steps) },
    };
    struct arena arena;
    struct html h;

    arena_init(&arena, 1 << 20);
    html_init(&h, &arena, 1 << 16);
    sample_mail_page(&h, &sample);
    fwrite(h.b.p, 1, h.b.n, stdout);
    arena_release(&arena);
    return 0;
}
