/* SPDX-License-Identifier: Apache-2.0 */
#include "template.h"

#include <ctype.h>
#include <strings.h>

/* clang-format off */
static const char *const void_elements[] = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
};
static const char *const url_attrs[] = {
    "action", "background", "cite", "data", "formaction", "href", "hx-delete", "hx-get", "hx-patch",
    "hx-post", "hx-put", "manifest", "ping", "poster", "src", "xlink:href",
};
/* What a browser or htmx would run or parse again: no escaping makes a value safe there. */
static const char *const closed_attrs[] = {
    "hx-trigger", "hx-vals", "hx-vars", "srcdoc", "srcset", "style",
};
static const char *const url_starts[] = {
    "/", "?", "#", "http://", "https://", "mailto:", "tel:", "data:image/",
};
/* clang-format on */

static bool is_one_of(const char *name, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(name, list[i]) == 0)
            return true;
    return false;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static bool attr_is_url(const struct place *p)
{
    return is_one_of(p->attr, url_attrs, COUNT(url_attrs));
}

static bool attr_is_closed(const struct place *p)
{
    return strncmp(p->attr, "on", 2) == 0 || strncmp(p->attr, "hx-on", 5) == 0
           || is_one_of(p->attr, closed_attrs, COUNT(closed_attrs));
}

static bool in_quotes(const struct place *p)
{
    return p->where == IN_DOUBLE || p->where == IN_SINGLE;
}

static bool has_element(const struct place *p)
{
    return p->where >= AT_TAG || p->where == IN_SOFT_TEXT || p->where == IN_RAW_TEXT;
}

static void name_add(const struct compiler *t, char name[NAME_SIZE], char c)
{
    size_t n = strlen(name);

    if (n + 1 == NAME_SIZE)
        wrong(t, t->line, "the name %s… is too long", name);
    name[n] = (char)tolower((unsigned char)c);
    name[n + 1] = 0;
}

/* ---- elements ---- */

static void element_open(struct compiler *t, const char *name)
{
    if (t->n_open == OPEN_MAX)
        wrong(t, t->line, "more than %d elements are open", OPEN_MAX);
    memcpy(t->open[t->n_open++], name, NAME_SIZE);
}

/* What an {if} closes may have been opened by another {if}, so there only crossings are found. */
static void element_close(struct compiler *t, const char *name)
{
    const struct block *b = &t->blocks[t->n_blocks - 1];

    if (t->n_open > b->base) {
        const char *open = t->open[t->n_open - 1];
        if (strcmp(open, name) != 0)
            wrong(t, t->line, "</%s> where </%s> is due", name, open);
        t->n_open--;
    } else if (b->kind == BLOCK_FOR || (b->kind == BLOCK_PAGE && !b->may_close)) {
        wrong(t, t->line, "</%s> closes nothing that was opened in this %s", name,
              b->kind == BLOCK_FOR ? "{for}" : "page; one named …_bottom may");
    }
}

static void closing_tag_done(struct compiler *t)
{
    struct place *p = &t->place;

    p->pre -= p->pre > 0 && strcmp(p->element, "pre") == 0;
    p->closing = false;
    p->where = IN_TEXT;
    element_close(t, p->element);
}

/* What stands in an element of this name. */
static enum where inside(const char *name)
{
    if (strcmp(name, "script") == 0 || strcmp(name, "style") == 0)
        return IN_RAW_TEXT;
    if (strcmp(name, "title") == 0 || strcmp(name, "textarea") == 0)
        return IN_SOFT_TEXT;
    return IN_TEXT;
}

/* <path/> closes itself; browsers take <script/> for <script>. */
static bool closes_itself(const struct place *p)
{
    return is_one_of(p->element, void_elements, COUNT(void_elements))
           || (p->slash && inside(p->element) == IN_TEXT);
}

static void tag_done(struct compiler *t)
{
    struct place *p = &t->place;

    if (p->closing) {
        closing_tag_done(t);
        return;
    }
    p->where = IN_TEXT;
    if (closes_itself(p))
        return;
    element_open(t, p->element);
    p->where = inside(p->element);
    p->seen = 0;
    p->pre += strcmp(p->element, "pre") == 0;
}

/* ---- one character ---- */

static void step_text(struct compiler *t, char c)
{
    if (c == '<')
        t->place.where = AT_TAG;
}

/* Text that only its own closing tag ends. */
static void step_until_closed(struct compiler *t, char c)
{
    struct place *p = &t->place;
    char end[NAME_SIZE + 2] = "</";

    memcpy(end + 2, p->element, NAME_SIZE);
    if (p->seen < strlen(end) && tolower((unsigned char)c) == end[p->seen])
        p->seen++;
    else
        p->seen = c == '<';
    if (p->seen == strlen(end)) {
        p->closing = true;
        p->where = BEHIND_PART;
    }
}

static void step_comment(struct compiler *t, char c)
{
    struct place *p = &t->place;

    if (c == '>' && p->seen >= 2)
        p->where = IN_TEXT;
    p->seen = c == '-' ? p->seen + 1 : 0;
}

static void step_markup(struct compiler *t, char c)
{
    struct place *p = &t->place;

    if (c == '>') {
        p->where = IN_TEXT;
    } else if (c == '-' && p->seen == 1) {
        p->where = IN_COMMENT;
        p->seen = 0;
    } else {
        p->seen = c == '-' && p->seen == 0 ? 1 : 2;
    }
}

static void step_at_tag(struct compiler *t, char c)
{
    struct place *p = &t->place;

    p->slash = false;
    p->element[0] = 0;
    if (c == '/' && !p->closing) {
        p->closing = true;
    } else if (c == '!' && !p->closing) {
        p->where = IN_MARKUP;
        p->seen = 0;
    } else if (isalpha((unsigned char)c)) {
        p->where = IN_TAG_NAME;
        name_add(t, p->element, c);
    } else {
        wrong(t, t->line, "a < that begins no tag is written &lt;");
    }
}

static void step_between(struct compiler *t, char c)
{
    struct place *p = &t->place;
    bool glued = p->where == BEHIND_PART;

    if (c == '>') {
        tag_done(t);
    } else if (is_space(c) || c == '/') {
        p->where = BETWEEN_PARTS;
        p->slash = c == '/';
    } else if (glued) {
        wrong(t, t->line, "a space is missing before %c in <%s>", c, p->element);
    } else if (strchr("\"'<=", c) || p->closing) {
        wrong(t, t->line, "%c is out of place in <%s>", c, p->element);
    } else {
        p->slash = false;
        p->where = IN_ATTR_NAME;
        p->attr[0] = 0;
        name_add(t, p->attr, c);
    }
}

static void step_name(struct compiler *t, char c)
{
    struct place *p = &t->place;
    bool attr = p->where == IN_ATTR_NAME;

    if (is_space(c) || c == '/' || c == '>') {
        step_between(t, c);
    } else if (attr && c == '=') {
        p->where = BEFORE_VALUE;
    } else if (strchr("\"'<=", c)) {
        wrong(t, t->line, "%c is out of place in a name", c);
    } else {
        name_add(t, attr ? p->attr : p->element, c);
    }
}

static void step_before_value(struct compiler *t, char c)
{
    struct place *p = &t->place;

    if (is_space(c) || c == '>')
        wrong(t, t->line, "attribute %s has no value behind its =", p->attr);
    p->where = IN_BARE;
    if (c == '"' || c == '\'')
        p->where = c == '"' ? IN_DOUBLE : IN_SINGLE;
    p->url = URL_EMPTY;
    memset(p->lead, 0, sizeof p->lead);
    p->lead_done = false;
    if (p->where == IN_BARE && attr_is_url(p))
        wrong(t, t->line, "a URL stands in quotes");
}

static bool url_start_is_good(const char *lead)
{
    if (!lead[0] || strncmp(lead, "//", 2) == 0 || strncmp(lead, "/\\", 2) == 0)
        return !lead[0];
    for (size_t i = 0; i < COUNT(url_starts); i++)
        if (strncasecmp(lead, url_starts[i], strlen(url_starts[i])) == 0)
            return true;
    return false;
}

/* The literal beginning of a URL is over: its end or a {…} came. */
static void url_check(const struct compiler *t)
{
    const struct place *p = &t->place;

    if (in_quotes(p) && attr_is_url(p) && !url_start_is_good(p->lead))
        wrong(t, t->line, "a URL begins with / (not //), ?, #, http://, https://, mailto:, tel: or "
                          "data:image/, not with %s",
              p->lead);
}

static void step_quoted(struct compiler *t, char c)
{
    struct place *p = &t->place;
    size_t n = strlen(p->lead);

    if (c == (p->where == IN_DOUBLE ? '"' : '\'')) {
        url_check(t);
        p->where = BEHIND_PART;
        return;
    }
    if (!p->lead_done && n + 1 < sizeof p->lead)
        p->lead[n] = c;
    /* These keep a URL on this site even where nothing came before them. */
    if (p->url == URL_EMPTY || strchr("/?#", c))
        p->url = URL_BEGUN;
}

static void step_bare(struct compiler *t, char c)
{
    if (is_space(c) || c == '>')
        step_between(t, c);
    else if (strchr("\"'<=`", c))
        wrong(t, t->line, "%c is out of place in an attribute without quotes", c);
}

void html_step(struct compiler *t, char c)
{
    static void (*const steps[])(struct compiler *, char) = {
        [IN_TEXT] = step_text,
        [IN_SOFT_TEXT] = step_until_closed,
        [IN_RAW_TEXT] = step_until_closed,
        [IN_COMMENT] = step_comment,
        [IN_MARKUP] = step_markup,
        [AT_TAG] = step_at_tag,
        [IN_TAG_NAME] = step_name,
        [BEHIND_PART] = step_between,
        [BETWEEN_PARTS] = step_between,
        [IN_ATTR_NAME] = step_name,
        [BEFORE_VALUE] = step_before_value,
        [IN_DOUBLE] = step_quoted,
        [IN_SINGLE] = step_quoted,
        [IN_BARE] = step_bare,
    };

    steps[t->place.where](t, c);
}

bool html_folds(const struct place *p)
{
    return (p->where == IN_TEXT && p->pre == 0)
           || (p->where >= IN_TAG_NAME && p->where <= IN_ATTR_NAME);
}

/* ---- what a {…} may be here ---- */

void html_pause(struct compiler *t)
{
    struct place *p = &t->place;

    if (p->where == AT_TAG)
        wrong(t, t->tag_line, "a tag's name cannot depend on anything");
    if (p->where == IN_TAG_NAME || p->where == IN_ATTR_NAME)
        p->where = BEHIND_PART;
    url_check(t);
    p->lead_done = p->url != URL_EMPTY;
}

/* Values may stand in text and between quotes only; why not in the other places. */
static const char *value_refused(enum where where)
{
    switch (where) {
    case IN_RAW_TEXT:
        return "no value may stand in <script> or <style> (a literal { is written {{)";
    case IN_COMMENT:
        return "no value may stand in a comment";
    case IN_MARKUP:
        return "no value may stand in <!…>";
    case BEFORE_VALUE:
    case IN_BARE:
        return "a value needs quotes round the attribute";
    default:
        return "no value may stand for a name in a tag";
    }
}

static const char *url_value(struct compiler *t)
{
    struct place *p = &t->place;
    bool first = p->url == URL_EMPTY;

    if (p->url == URL_MIXED)
        wrong(t, t->tag_line, "whether this value begins the URL depends on what came before; "
                              "write the whole URL in each branch");
    p->url = URL_BEGUN;
    p->lead_done = true;
    return first ? "html_url" : "html_part";
}

const char *html_value(struct compiler *t)
{
    struct place *p = &t->place;

    if (p->where == IN_TEXT || p->where == IN_SOFT_TEXT)
        return "html_text";
    if (!in_quotes(p))
        wrong(t, t->tag_line, "%s", value_refused(p->where));
    if (attr_is_closed(p))
        wrong(t, t->tag_line, "no value may stand in attribute %s", p->attr);
    if (attr_is_url(p))
        return url_value(t);
    return "html_attr";
}

void html_text_only(struct compiler *t, const char *what)
{
    if (t->place.where != IN_TEXT)
        wrong(t, t->tag_line, "%s may stand between elements only", what);
}

/* ---- blocks ---- */

static bool same_place(const struct place *a, const struct place *b)
{
    bool gaps = (a->where == BEHIND_PART || a->where == BETWEEN_PARTS)
                && (b->where == BEHIND_PART || b->where == BETWEEN_PARTS);

    if (a->where != b->where && !gaps)
        return false;
    if (has_element(a) && (a->closing != b->closing || strcmp(a->element, b->element) != 0))
        return false;
    return a->where < BEFORE_VALUE || strcmp(a->attr, b->attr) == 0;
}

static void place_merge(struct place *into, const struct place *other)
{
    if (other->where == BEHIND_PART)
        into->where = BEHIND_PART;
    if (other->url != into->url)
        into->url = URL_MIXED;
    if (!into->lead[0])
        memcpy(into->lead, other->lead, sizeof into->lead);
    into->lead_done |= other->lead_done;
    into->slash |= other->slash;
}

void html_join(struct compiler *t, struct block *b)
{
    html_pause(t);
    if (!b->has_end)
        b->end = t->place;
    else if (same_place(&b->end, &t->place))
        place_merge(&b->end, &t->place);
    else
        wrong(t, t->tag_line, "the branches of the {if} in line %d end in different places of the "
                              "HTML",
              b->line);
    b->has_end = true;
    t->n_open = b->base;
}

void html_loop(struct compiler *t)
{
    struct place *p = &t->place;

    if (p->where == BETWEEN_PARTS)
        p->where = BEHIND_PART;
    if (in_quotes(p) && p->url == URL_EMPTY) {
        p->url = URL_MIXED;
        p->lead_done = true;
    }
}

void html_loop_end(struct compiler *t, const struct block *b)
{
    if (t->n_open > b->base)
        wrong(t, t->tag_line, "<%s> is not closed in the {for} of line %d",
              t->open[t->n_open - 1], b->line);
    if (!same_place(&t->place, &b->start))
        wrong(t, t->tag_line, "the {for} of line %d ends in another place of the HTML than it "
                              "begins",
              b->line);
    place_merge(&t->place, &b->start);
}

void html_page_end(struct compiler *t, const struct block *b)
{
    if (t->place.where != IN_TEXT)
        wrong(t, t->tag_line, "the page of line %d ends inside <%s>", b->line, t->place.element);
    if (t->n_open > b->base && !b->may_leave_open)
        wrong(t, t->tag_line, "<%s> is not closed in the page of line %d; one named …_top may "
                              "leave it open",
              t->open[t->n_open - 1], b->line);
}
