/* SPDX-License-Identifier: Apache-2.0 */
#include "body.h"

#include <jansson.h>
#include <strings.h>

#include "base/text.h"

enum {
    BODY_ITEMS_MAX = 1000,
    BODY_NAME_MAX = 200, /* bytes; a flattened name repeats its parents', and sentences quote it */
    BODY_DEPTH_MAX = 8,
    BODY_PARTS_MAX = 100,
    BODY_HEADERS_MAX = 4096, /* bytes before a part's content */
};

static bool PRINTF(3, 4) bad(struct ctx *c, const char *code, const char *format, ...)
{
    char sentence[512];
    va_list args;

    va_start(args, format);
    int n = vsnprintf(sentence, sizeof sentence, format, args);
    va_end(args);
    assert(n >= 0 && (size_t)n < sizeof sentence);
    return fail(c, FAULT_BAD_REQUEST, code, arena_str(c->arena, str_of(sentence)));
}

/* What is wrong with a text that should be one, to stand behind its name; NULL if nothing is. */
static const char *text_complaint(struct str s)
{
    if (s.n > 0 && memchr(s.p, '\0', s.n) != NULL)
        return "holds a NUL character";
    return utf8_ok(s) ? NULL : "is not UTF-8 text";
}

static const char *name_complaint(struct str s)
{
    return s.n > BODY_NAME_MAX ? "is too long" : text_complaint(s);
}

static bool add(struct ctx *c, struct input *in, struct str name, struct str text,
                enum input_kind kind)
{
    if (in->n >= BODY_ITEMS_MAX)
        return bad(c, "too_many_items", "More than %d values were sent at once.", BODY_ITEMS_MAX);
    input_add(c->arena, in, name, text, kind);
    return true;
}

/* ---- JSON: "bad_json" is no JSON at all, "json_shape" is JSON that we do not take ---- */

struct json_walk {
    struct ctx *c;
    struct input *in;
    struct str rest; /* where the next number will be found as it was written */
};

static bool walk_object(struct json_walk *w, struct str prefix, json_t *object);

/* jansson goes 2,048 levels deep by recursion: too deep is refused before it begins. */
static bool nests_shallow(struct ctx *c, struct str body)
{
    bool quoted = false;
    int depth = 0, line = 1;

    for (size_t i = 0; i < body.n; i++) {
        char ch = body.p[i];
        if (ch == '\n')
            line++;
        else if (quoted && ch == '\\')
            i++;
        else if (ch == '"')
            quoted = !quoted;
        else if (!quoted && (ch == '[' || ch == '{'))
            depth++;
        else if (!quoted && (ch == ']' || ch == '}'))
            depth--;
        if (depth > BODY_DEPTH_MAX)
            return bad(c, "json_shape", "The JSON is nested more than %d deep on line %d.",
                       BODY_DEPTH_MAX, line);
    }
    return true;
}

static bool starts_object(struct ctx *c, struct str body)
{
    size_t i = 0;

    /* jansson 2.14 overlooks a NUL that stands behind a number. */
    if (str_find(body, '\0') >= 0)
        return bad(c, "bad_json", "The JSON cannot be read. It holds a NUL character.");
    while (i < body.n && strchr(" \t\r\n", body.p[i]) != NULL)
        i++;
    return (i < body.n && body.p[i] == '{')
           || bad(c, "json_shape", "The body must be a JSON object: it begins with {.");
}

/* jansson's own words quote the body and may cut a character in two, so they are not passed on. */
static bool json_unread(struct ctx *c, const json_error_t *e)
{
    static const struct {
        enum json_error_code error;
        const char *code, *what;
    } table[] = {
        { json_error_premature_end_of_input, "bad_json", "It ends too early" },
        { json_error_end_of_input_expected, "bad_json", "Something follows its end" },
        { json_error_invalid_utf8, "bad_json", "It is not UTF-8 text" },
        { json_error_numeric_overflow, "bad_json", "A number is too large" },
        { json_error_duplicate_key, "json_shape", "A member is given twice" },
        { json_error_null_byte_in_key, "json_shape", "A member's name holds a NUL character" },
        { json_error_invalid_syntax, "bad_json", "This is not JSON" },
    };
    size_t i = 0;

    if (json_error_code(e) == json_error_out_of_memory)
        return broken(c, "jansson: %s", e->text);
    while (i < COUNT(table) - 1 && table[i].error != json_error_code(e))
        i++;
    return bad(c, table[i].code, "The JSON cannot be read. %s: line %d, column %d.",
               table[i].what, e->line, e->column);
}

/* Asked for once per number, in the order of the text: jansson keeps members in their order. */
static struct str next_number(struct json_walk *w)
{
    const char *p = w->rest.p, *end = p + w->rest.n;
    bool quoted = false;

    for (; p < end && (quoted || !strchr("-0123456789", *p)); p++) {
        if (quoted && *p == '\\')
            p++;
        else if (*p == '"')
            quoted = !quoted;
    }
    const char *from = p;
    while (p < end && strchr("+-.0123456789Ee", *p))
        p++;
    w->rest = (struct str){ p, (size_t)(end - p) };
    return arena_str(w->c->arena, (struct str){ from, (size_t)(p - from) });
}

static bool walk_string(struct json_walk *w, struct str name, const json_t *value)
{
    struct str text = { json_string_value(value), json_string_length(value) };
    const char *complaint = text_complaint(text);

    if (complaint)
        return bad(w->c, "json_shape", "The member \"%.*s\" %s.", STR_FMT(name), complaint);
    return add(w->c, w->in, name, arena_str(w->c->arena, text), INPUT_TEXT);
}

static bool walk_scalar(struct json_walk *w, struct str name, const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_STRING:
        return walk_string(w, name, value);
    case JSON_INTEGER:
    case JSON_REAL:
        return add(w->c, w->in, name, next_number(w), INPUT_NUMBER);
    case JSON_TRUE:
        return add(w->c, w->in, name, STR("true"), INPUT_FLAG);
    case JSON_FALSE:
        return add(w->c, w->in, name, STR("false"), INPUT_FLAG);
    case JSON_NULL:
        return add(w->c, w->in, name, STR_NONE, INPUT_NULL);
    default:
        return bad(w->c, "json_shape",
                   "The list \"%.*s\" may hold only simple values, or objects.", STR_FMT(name));
    }
}

/* The members of a list's objects are named by their place: "conditions.0.what". */
static bool walk_listed(struct json_walk *w, struct str name, size_t i, json_t *value)
{
    if (!json_is_object(value))
        return walk_scalar(w, name, value);
    if (name.n + 8 > BODY_NAME_MAX)
        return bad(w->c, "json_shape", "A member's name is longer than %d bytes.", BODY_NAME_MAX);
    return walk_object(w, arena_printf(w->c->arena, "%.*s.%zu", STR_FMT(name), i), value);
}

static bool walk_array(struct json_walk *w, struct str name, json_t *array)
{
    size_t i, first = w->in->n;
    json_t *value;
    bool good = json_array_size(array) || add(w->c, w->in, name, STR_NONE, INPUT_NULL);

    json_array_foreach(array, i, value) if (!walk_listed(w, name, i, value)) return false;
    for (i = first; i < w->in->n; i++)
        w->in->items[i].listed = str_same(w->in->items[i].name, name);
    return good;
}

static bool walk_value(struct json_walk *w, struct str name, json_t *value)
{
    if (json_is_array(value))
        return walk_array(w, name, value);
    if (!json_is_object(value))
        return walk_scalar(w, name, value);
    if (json_object_size(value) == 0)
        return bad(w->c, "json_shape", "The member \"%.*s\" is an empty object.", STR_FMT(name));
    return walk_object(w, name, value);
}

/* A dot inside a name would read as one object inside another. */
static bool member_name(struct json_walk *w, struct str prefix, struct str key, struct str *out)
{
    if (prefix.n + 1 + key.n > BODY_NAME_MAX)
        return bad(w->c, "json_shape", "A member's name is longer than %d bytes.", BODY_NAME_MAX);
    if (key.n == 0 || str_find(key, '.') >= 0)
        return bad(w->c, "json_shape", "The member \"%.*s\" has no usable name: %s.", STR_FMT(key),
                   key.n == 0 ? "it is empty" : "it holds a dot");
    *out = prefix.n == 0
               ? arena_str(w->c->arena, key)
               : arena_printf(w->c->arena, "%.*s.%.*s", STR_FMT(prefix), STR_FMT(key));
    return true;
}

static bool walk_object(struct json_walk *w, struct str prefix, json_t *object)
{
    const char *key;
    json_t *value;

    json_object_foreach(object, key, value)
    {
        struct str name;
        if (!member_name(w, prefix, str_of(key), &name) || !walk_value(w, name, value))
            return false;
    }
    return true;
}

bool body_read_json(struct ctx *c, struct str body, struct input *out)
{
    struct input in = { .json = true };
    struct json_walk w = { .c = c, .in = &in, .rest = body };
    json_error_t error;

    if (!starts_object(c, body) || !nests_shallow(c, body))
        return false;
    json_auto_t *root = json_loadb(body.p, body.n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    if (!root)
        return json_unread(c, &error);
    if (!walk_object(&w, STR_NONE, root))
        return false;
    *out = in;
    return true;
}

/* ---- forms and query strings ---- */

static int hex_digit(char ch)
{
    if (ch >= '0' && ch <= '9')
        return ch - '0';
    if (ch >= 'a' && ch <= 'f')
        return ch - 'a' + 10;
    return ch >= 'A' && ch <= 'F' ? ch - 'A' + 10 : -1;
}

/* Returns what is wrong with it, or NULL. */
static const char *form_decode(struct arena *a, struct str raw, struct str *out)
{
    char *p = arena_alloc(a, raw.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < raw.n; i++) {
        if (raw.p[i] != '%') {
            p[n++] = raw.p[i] == '+' ? ' ' : raw.p[i];
            continue;
        }
        int high = i + 2 < raw.n ? hex_digit(raw.p[i + 1]) : -1;
        int low = i + 2 < raw.n ? hex_digit(raw.p[i + 2]) : -1;
        if (high < 0 || low < 0)
            return "holds a % that is not followed by two hexadecimal digits";
        p[n++] = (char)(high * 16 + low);
        i += 2;
    }
    *out = (struct str){ p, n };
    return NULL;
}

static bool form_pair(struct ctx *c, struct str pair, struct input *in)
{
    struct str raw_value, name, value;
    struct str raw_name = str_split(pair, '=', &raw_value);
    const char *complaint = form_decode(c->arena, raw_name, &name);

    if (!complaint)
        complaint = name_complaint(name);
    if (complaint)
        return bad(c, "bad_form", "The name of field %zu %s.", in->n + 1, complaint);
    complaint = form_decode(c->arena, raw_value, &value);
    if (!complaint)
        complaint = text_complaint(value);
    if (complaint)
        return bad(c, "bad_form", "The field \"%.*s\" %s.", STR_FMT(name), complaint);
    return add(c, in, name, value, INPUT_TEXT);
}

bool body_read_form(struct ctx *c, struct str urlencoded, struct input *out)
{
    struct input in = { 0 };

    while (urlencoded.n > 0) {
        struct str pair = str_split(urlencoded, '&', &urlencoded);
        if (pair.n > 0 && !form_pair(c, pair, &in))
            return false;
    }
    *out = in;
    return true;
}

/* ---- forms with files, RFC 7578 ---- */

struct multipart {
    struct ctx *c;
    struct input in;
    struct str mark; /* CR LF, two dashes and the boundary: what ends a part */
    struct str rest; /* of the body, still to be read */
};
struct part {
    struct str name, filename; /* p is NULL while not given */
    size_t header_bytes;
};

static bool bad_part(struct multipart *m, const char *what)
{
    return bad(m->c, "bad_multipart", "Part %zu of the form %s.", m->in.n + 1, what);
}

static bool is_word(struct str s, const char *lower)
{
    return s.n == strlen(lower) && strncasecmp(s.p, lower, s.n) == 0;
}

/* The bytes before the first `mark`, which begins with a CR; *rest is what follows it. */
static bool take_until(struct str *rest, struct str mark, struct str *out)
{
    const char *p = rest->p, *end = rest->n > 0 ? p + rest->n : p;

    while (p < end && (p = memchr(p, '\r', (size_t)(end - p))) != NULL) {
        if ((size_t)(end - p) >= mark.n && memcmp(p, mark.p, mark.n) == 0) {
            *out = (struct str){ rest->p, (size_t)(p - rest->p) };
            *rest = (struct str){ p + mark.n, (size_t)(end - p) - mark.n };
            return true;
        }
        p++;
    }
    return false;
}

static struct str skip_blanks(struct str s)
{
    while (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\t'))
        s = str_cut(s, 1, s.n);
    return s;
}

/* *rest stands behind the opening quote. A backslash counts before a quote or another backslash
 * only: some browsers send C:\file.txt as it is. */
static bool unquote(struct arena *a, struct str *rest, struct str *out)
{
    char *p = arena_alloc(a, rest->n + 1);
    size_t n = 0, i = 0;

    for (; i < rest->n && rest->p[i] != '"'; i++) {
        bool escaped = rest->p[i] == '\\' && i + 1 < rest->n
                       && (rest->p[i + 1] == '"' || rest->p[i + 1] == '\\');
        i += escaped;
        p[n++] = rest->p[i];
    }
    if (i >= rest->n)
        return false;
    *rest = str_cut(*rest, i + 1, rest->n);
    *out = (struct str){ p, n };
    return true;
}

/* Takes one ;name=value or ;name="value" off *rest. */
static bool take_param(struct arena *a, struct str *rest, struct str *name, struct str *value)
{
    struct str s = skip_blanks(*rest);

    if (s.n == 0 || s.p[0] != ';' || str_find(s, '=') < 0)
        return false;
    *name = str_trim(str_split(str_cut(s, 1, s.n), '=', &s));
    s = skip_blanks(s);
    if (s.n > 0 && s.p[0] == '"') {
        *rest = str_cut(s, 1, s.n);
        return unquote(a, rest, value);
    }
    size_t n = 0;
    while (n < s.n && s.p[n] != ';')
        n++;
    *value = str_trim(str_cut(s, 0, n));
    *rest = str_cut(s, n, s.n);
    return value->n > 0;
}

static bool boundary_ok(struct str s)
{
    static const char others[] = "'()+_,-./:=? ";

    for (size_t i = 0; i < s.n; i++) {
        char ch = s.p[i], lower = (char)(ch | 0x20);
        if ((ch < '0' || ch > '9') && (lower < 'a' || lower > 'z')
            && memchr(others, ch, sizeof others - 1) == NULL)
            return false;
    }
    return s.n >= 1 && s.n <= 70 && s.p[s.n - 1] != ' ';
}

static bool find_boundary(struct ctx *c, struct str content_type, struct str *out)
{
    struct str name, value, found = STR_NONE, rest = STR_NONE;
    ptrdiff_t semicolon = str_find(content_type, ';');
    bool ok = semicolon > 0;

    if (ok) {
        rest = str_trim(str_cut(content_type, (size_t)semicolon, content_type.n));
        ok = is_word(str_trim(str_cut(content_type, 0, (size_t)semicolon)), "multipart/form-data");
    }
    while (ok && rest.n > 0) {
        ok = take_param(c->arena, &rest, &name, &value);
        if (ok && is_word(name, "boundary"))
            found = value;
    }
    if (!ok || !boundary_ok(found))
        return bad(c, "bad_multipart", "The content type names no boundary that can be used.");
    *out = arena_printf(c->arena, "\r\n--%.*s", STR_FMT(found));
    return true;
}

/* What follows a boundary: two dashes behind the last part, else the end of the line. */
static bool mark_end(struct multipart *m, bool *last)
{
    *last = str_starts(m->rest, STR("--"));
    if (*last)
        return true;
    m->rest = skip_blanks(m->rest);
    if (!str_starts(m->rest, STR("\r\n")))
        return bad_part(m, "does not begin on a line of its own");
    m->rest = str_cut(m->rest, 2, m->rest.n);
    return true;
}

static bool part_disposition(struct multipart *m, struct part *part, struct str value)
{
    struct str name, text;
    ptrdiff_t semicolon = str_find(value, ';');
    struct str rest = str_cut(value, semicolon < 0 ? value.n : (size_t)semicolon, value.n);

    if (part->name.p || !is_word(str_trim(str_cut(value, 0, value.n - rest.n)), "form-data"))
        return bad_part(m, "does not say once that it is form-data");
    while (rest.n > 0) {
        if (!take_param(m->c->arena, &rest, &name, &text))
            return bad_part(m, "has a Content-Disposition that cannot be read");
        struct str *into = is_word(name, "name") ? &part->name : &part->filename;
        if (!is_word(name, "name") && !is_word(name, "filename"))
            continue;
        if (into->p)
            return bad_part(m, "is named twice");
        *into = text;
    }
    return true;
}

static bool part_header(struct multipart *m, struct part *part, struct str line)
{
    struct str value;
    struct str name = str_split(line, ':', &value);

    part->header_bytes += line.n;
    if (part->header_bytes > BODY_HEADERS_MAX)
        return bad_part(m, "has too long a header");
    if (name.n == line.n || skip_blanks(name).n < name.n || text_has_control(line, false))
        return bad_part(m, "has a header line that cannot be read");
    value = str_trim(value);
    if (is_word(name, "content-disposition"))
        return part_disposition(m, part, value);
    if (is_word(name, "content-transfer-encoding") && !is_word(value, "binary")
        && !is_word(value, "8bit") && !is_word(value, "7bit"))
        return bad_part(m, "is encoded in a way that forms do not use");
    return true;
}

static bool part_headers(struct multipart *m, struct part *part)
{
    struct str line;

    do {
        if (!take_until(&m->rest, STR("\r\n"), &line))
            return bad_part(m, "ends within its header");
        if (line.n > 0 && !part_header(m, part, line))
            return false;
    } while (line.n > 0);
    if (!part->name.p || part->name.n == 0)
        return bad_part(m, "has no name");
    const char *complaint = name_complaint(part->name);
    if (!complaint)
        complaint = name_complaint(part->filename);
    if (complaint)
        return bad(m->c, "bad_multipart", "The name of part %zu %s.", m->in.n + 1, complaint);
    return true;
}

/* Some browsers send the whole path, which is nobody's business. */
static struct str without_folders(struct str filename)
{
    size_t from = filename.n;

    while (from > 0 && filename.p[from - 1] != '/' && filename.p[from - 1] != '\\')
        from--;
    return str_cut(filename, from, filename.n);
}

static bool part_read(struct multipart *m)
{
    struct part part = { 0 };
    struct str text;

    if (m->in.n >= BODY_PARTS_MAX)
        return bad(m->c, "bad_multipart", "The form has more than %d parts.", BODY_PARTS_MAX);
    if (!part_headers(m, &part))
        return false;
    if (!take_until(&m->rest, m->mark, &text))
        return bad_part(m, "has no end");
    const char *complaint = part.filename.p ? NULL : text_complaint(text);
    if (complaint)
        return bad(m->c, "bad_multipart", "The field \"%.*s\" %s.", STR_FMT(part.name), complaint);
    if (!add(m->c, &m->in, part.name, text, part.filename.p ? INPUT_FILE : INPUT_TEXT))
        return false;
    m->in.items[m->in.n - 1].filename = without_folders(part.filename);
    return true;
}

bool body_read_multipart(struct ctx *c, struct str content_type, struct str body, struct input *out)
{
    struct multipart m = { .c = c };
    bool last = false;

    if (!find_boundary(c, content_type, &m.mark))
        return false;
    struct str first = str_cut(m.mark, 2, m.mark.n);
    if (!str_starts(body, first))
        return bad(c, "bad_multipart", "The form does not begin with the boundary it names.");
    m.rest = str_cut(body, first.n, body.n);
    while (mark_end(&m, &last) && !last)
        if (!part_read(&m))
            return false;
    if (!last)
        return false;
    *out = m.in;
    return true;
}
