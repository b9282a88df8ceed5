/* SPDX-License-Identifier: Apache-2.0 */
/* html.h - what compiled templates write with. Values are escaped by where they stand: html_text
 * in text, html_attr in quoted attributes, html_url for a whole URL in href, src, action, html_part
 * for a piece of one. The template compiler picks the function; the C type picks the format
 * (_Generic), so a type without a format does not compile.
 */
#ifndef HTML_H
#define HTML_H
#include "base/buf.h"
#include "base/instant.h"
#include "base/money.h"

struct html {
    struct buf b;
    struct str csrf;    /* masked for this answer; the value of the hidden input _csrf */
    struct str nonce;   /* of this answer's Content-Security-Policy */
    struct instant now; /* ctx.now, for dates in words */
};
typedef void page_fn(struct html *h, const void *view);

void html_init(struct html *h, struct arena *a, size_t max);

/* "for d in v->deals": any struct with p and n. */
struct strs {
    const struct str *p;
    size_t n;
};

/* Literal HTML of a template: n bytes that need no escaping. */
void html_lit(struct html *h, const char *p, size_t n);

void html_text_str(struct html *h, struct str s);
void html_text_cstr(struct html *h, const char *s);
void html_text_int(struct html *h, int64_t i); /* 8800 → "8,800" in text */
void html_text_size(struct html *h, size_t n);
void html_text_money(struct html *h, struct money m);
void html_text_day(struct html *h, struct day d);         /* "3 May 2027" */
void html_text_instant(struct html *h, struct instant t); /* in words, relative to h->now */
void html_text_flag(struct html *h, bool b);              /* "yes" / "no" */
/* The same values as machines read them, for attributes: ISO dates, plain numbers ("8800"),
 * "1234.50". */
void html_attr_str(struct html *h, struct str s);
void html_attr_cstr(struct html *h, const char *s);
void html_attr_int(struct html *h, int64_t i);
void html_attr_size(struct html *h, size_t n);
void html_attr_money(struct html *h, struct money m);
void html_attr_day(struct html *h, struct day d);
void html_attr_instant(struct html *h, struct instant t);
void html_attr_flag(struct html *h, bool b); /* "true" / "false" */
/* A whole URL: of this site (/path, ?query, #part), http://, https://, mailto: or tel:. Anything
 * else, //host and control characters included, becomes "#". */
void html_url_str(struct html *h, struct str s);
void html_url_cstr(struct html *h, const char *s);
void html_part_str(struct html *h, struct str s); /* percent-encoded piece of a URL */
void html_part_cstr(struct html *h, const char *s);
void html_part_int(struct html *h, int64_t i);
void html_part_size(struct html *h, size_t n);
void html_part_day(struct html *h, struct day d);
void html_raw(struct html *h, struct str s); /* {raw x}: already HTML */

/* clang-format off */
#define html_text(h, x) \
    _Generic((x), \
        struct str: html_text_str, \
        const char *: html_text_cstr, \
        char *: html_text_cstr, \
        int: html_text_int, \
        unsigned: html_text_int, \
        int64_t: html_text_int, \
        long long: html_text_int, \
        size_t: html_text_size, \
        struct money: html_text_money, \
        struct day: html_text_day, \
        struct instant: html_text_instant, \
        bool: html_text_flag)(h, x)
#define html_attr(h, x) \
    _Generic((x), \
        struct str: html_attr_str, \
        const char *: html_attr_cstr, \
        char *: html_attr_cstr, \
        int: html_attr_int, \
        unsigned: html_attr_int, \
        int64_t: html_attr_int, \
        long long: html_attr_int, \
        size_t: html_attr_size, \
        struct money: html_attr_money, \
        struct day: html_attr_day, \
        struct instant: html_attr_instant, \
        bool: html_attr_flag)(h, x)
#define html_url(h, x) \
    _Generic((x), \
        struct str: html_url_str, \
        const char *: html_url_cstr, \
        char *: html_url_cstr)(h, x)
#define html_part(h, x) \
    _Generic((x), \
        struct str: html_part_str, \
        const char *: html_part_cstr, \
        char *: html_part_cstr, \
        int: html_part_int, \
        unsigned: html_part_int, \
        int64_t: html_part_int, \
        long long: html_part_int, \
        size_t: html_part_size, \
        struct day: html_part_day)(h, x)
/* clang-format on */
#endif
