/* SPDX-License-Identifier: Apache-2.0 */
#include "frame/asked.h"

bool asked_number(struct req *q, const char *name, int64_t min, int64_t max, int64_t *out)
{
    struct str text = input_text(&q->query, name);
    int64_t value;
    if (!text.n)
        return true;
    if (!str_to_int(text, &value) || value < min || value > max)
        return bad_field(&q->c, str_of(name), "Give a whole number from %lld to %lld.",
                         (long long)min, (long long)max);
    *out = value;
    return true;
}

bool asked_day(struct req *q, const char *name, struct day *out)
{
    struct str text = input_text(&q->query, name);
    return !text.n || when_parse_day(text, q->c.now, out)
           || bad_field(&q->c, str_of(name), "Give a day like 2017-03-31.");
}
