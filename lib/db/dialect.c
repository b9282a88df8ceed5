/* SPDX-License-Identifier: Apache-2.0 */
/* The common dialect becomes an engine's own. What only one engine understands, or both understand
 * differently, is refused here, so that a statement tried on one is right on the other. */
#include "engine.h"

#define EXPANDED_MAX ((size_t)1 << 20)

/* Words that may not stand in a statement: what to say instead stands in docs/manual of the
 * dialect, db.h. */
static const char *const refused[] = {
    "ilike",      "glob",      "like",      "similar", "regexp",       "lateral",    "rowid",
    "ifnull",     "iif",       "instr",     "total",   "group_concat", "printf",     "strftime",
    "julianday",  "unixepoch", "datetime",  "now",     "random",       "randomblob", "array",
    "string_agg", "array_agg", "date_part", "extract", "serial",       "boolean",    "isnull",
    "notnull",    "replace",   "attach",    "vacuum",  "pragma",       "true",       "false",
};
/* The same, where a migration may know better. */
static const char *const refused_in_script[] = { "autoincrement", "serial", "bigint", "bytea",
                                                 "integer",       "blob",   "boolean" };

static bool is_name(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
            return false;
    }
    return s.n > 0;
}

static const char *meaning(const struct dialect_word *words, size_t n, struct str word)
{
    for (size_t i = 0; i < n; i++)
        if (str_is(word, words[i].word))
            return words[i].becomes;
    return NULL;
}

/* The text with each %1$s replaced; libc's own cannot be told apart from a per cent sign of SQL. */
static void put_macro(struct buf *out, const char *macro, struct str name)
{
    for (const char *p = macro, *at; *p; p = at) {
        at = strstr(p, "%1$s");
        buf_bytes(out, p, at ? (size_t)(at - p) : strlen(p));
        if (!at)
            return;
        buf_add(out, name);
        at += strlen("%1$s");
    }
}

/* {append_only TABLE}, {words TABLE} */
static bool expand_macro(const struct dialect *d, struct buf *out, struct str word)
{
    struct str table, what = str_split(word, ' ', &table);
    const char *macro = str_is(what, "append_only") ? d->append_only
                        : str_is(what, "words")     ? d->full_text
                                                    : NULL;
    table = str_trim(table);
    if (!macro || !is_name(table))
        return false;
    put_macro(out, macro, table);
    return true;
}

static bool expand_word(const struct dialect *d, bool script, struct buf *out, struct str word)
{
    const char *becomes = meaning(d->words, d->n_words, word);
    if (becomes)
        buf_add(out, str_of(becomes));
    return becomes || (script && expand_macro(d, out, word));
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

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static size_t name_length(const char *p)
{
    size_t n = 0;
    while (is_letter(p[n]) || (n && p[n] >= '0' && p[n] <= '9'))
        n++;
    return n;
}

static bool is_one_of(struct str name, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(list[i]) == name.n && strncasecmp(list[i], name.p, name.n) == 0)
            return true;
    return false;
}

static bool name_is_common(struct str name, bool script)
{
    return script ? !is_one_of(name, refused_in_script, COUNT(refused_in_script))
                  : !is_one_of(name, refused, COUNT(refused));
}

static bool put_name(const struct dialect *d, bool script, struct buf *out, struct str name)
{
    const char *becomes = meaning(d->bare, d->n_bare, name);
    if (!becomes && script)
        becomes = meaning(d->in_script, d->n_in_script, name);
    buf_add(out, becomes ? str_of(becomes) : name);
    return name_is_common(name, script);
}

/* "::" casts, "==" compares, in one engine each. */
static bool sign_is_common(const char *p)
{
    return !(p[0] == ':' && p[1] == ':') && !(p[0] == '=' && p[1] == '=');
}

/* One word, quoted text or sign; gives its length, 0 when it is refused. */
static size_t expand_one(const struct dialect *d, bool script, struct buf *out, const char *p)
{
    size_t n = quoted_length(p);
    if (n == 0 && *p == '{') {
        struct str rest, word = str_split(str_of(p + 1), '}', &rest);
        bool known = expand_word(d, script, out, word);
        return known ? rest.n ? (size_t)(rest.p - p) : strlen(p) : 0;
    }
    if (n == 0 && is_letter(*p)) {
        n = name_length(p);
        return put_name(d, script, out, (struct str){ p, n }) ? n : 0;
    }
    n = n ? n : 1;
    buf_bytes(out, p, n);
    return sign_is_common(p) ? n : 0;
}

bool dialect_expand(const struct dialect *d, bool script, struct buf *out, const char *sql,
                    const char **bad)
{
    for (const char *p = sql; *p;) {
        size_t n = expand_one(d, script, out, p);
        if (!n) {
            *bad = p;
            return false;
        }
        p += n;
    }
    return true;
}

const char *sql_unmarked(const char *sql)
{
    while (strncmp(sql, "--", 2) == 0 && strchr(sql, '\n'))
        sql = strchr(sql, '\n') + 1;
    return sql;
}

const char *dialect_text(struct ctx *c, bool script, const char *sql)
{
    struct buf b;
    const char *bad = "";
    if (strncmp(sql, OWN_SQL(""), strlen(OWN_SQL(""))) == 0)
        return sql;
    buf_init(&b, c->arena, EXPANDED_MAX);
    if (!dialect_expand(c->db->engine->dialect, script, &b, sql, &bad)) {
        broken(c, "database: not a word of the dialect: %.40s", bad);
        return NULL;
    }
    buf_char(&b, '\0');
    if (b.full) {
        broken(c, "database: a statement of more than %zu bytes", EXPANDED_MAX);
        return NULL;
    }
    return b.p;
}
