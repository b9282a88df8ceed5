/* SPDX-License-Identifier: Apache-2.0 */
#include "sqlite_impl.h"

#define FIXED_TRIGGER(name, event) \
    "CREATE TRIGGER %.*s_" name " BEFORE " event " ON %.*s BEGIN SELECT RAISE(ABORT, " \
    "'history is fixed'); END;"

static const struct {
    const char *word, *becomes;
} words[] = {
    { "int", "INTEGER" },
    { "blob", "BLOB" },
    { "lock", "" },
    { "id", "INTEGER PRIMARY KEY AUTOINCREMENT" },
};

static bool is_name(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
            return false;
    }
    return s.n > 0;
}

static bool expand_append_only(struct buf *out, struct str word)
{
    struct str table = str_trim(str_cut(word, strlen("append_only "), word.n));
    if (!is_name(table))
        return false;
    buf_printf(out, FIXED_TRIGGER("no_update", "UPDATE"), STR_FMT(table), STR_FMT(table));
    buf_printf(out, FIXED_TRIGGER("no_delete", "DELETE"), STR_FMT(table), STR_FMT(table));
    return true;
}

static bool expand_word(struct buf *out, struct str word)
{
    for (size_t i = 0; i < COUNT(words); i++) {
        if (str_is(word, words[i].word)) {
            buf_add(out, str_of(words[i].becomes));
            return true;
        }
    }
    return str_starts(word, STR("append_only ")) && expand_append_only(out, word);
}

/* The length of the quoted text or comment that starts at p, 0 when none does. */
static size_t quoted_length(const char *p)
{
    const char *end = NULL;
    if (*p == '\'' || *p == '"')
        end = strchr(p + 1, *p);
    else if (p[0] == '-' && p[1] == '-')
        end = strchr(p, '\n');
    else
        return 0;
    return end ? (size_t)(end - p) + 1 : strlen(p);
}

bool dialect_expand(struct buf *out, const char *sql, const char **bad)
{
    for (const char *p = sql; *p;) {
        size_t n = quoted_length(p);
        if (n == 0 && *p == '{') {
            struct str rest, word = str_split(str_of(p + 1), '}', &rest);
            if (!expand_word(out, word)) {
                *bad = p;
                return false;
            }
            p = rest.n ? rest.p : p + strlen(p);
            continue;
        }
        n = n ? n : 1;
        buf_bytes(out, p, n);
        p += n;
    }
    return true;
}
