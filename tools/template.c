/* SPDX-License-Identifier: Apache-2.0 */
#include "template.h"

#include <ctype.h>

void wrong(const struct compiler *t, int line, const char *format, ...)
{
    va_list args;

    fprintf(stderr, "%s:%d: ", t->path, line);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(1);
}

/* ---- looking at the inside of {…} ---- */

static struct str trimmed(struct str s)
{
    while (s.n && isspace((unsigned char)s.p[0]))
        s = (struct str){ s.p + 1, s.n - 1 };
    while (s.n && isspace((unsigned char)s.p[s.n - 1]))
        s.n--;
    return s;
}

static bool is_name_char(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* The C name s begins with, empty if it begins with none; s moves behind it and its white space. */
static struct str take_name(struct str *s)
{
    struct str name = { s->p, 0 };

    if (s->n && !isdigit((unsigned char)s->p[0]))
        while (name.n < s->n && is_name_char(s->p[name.n]))
            name.n++;
    *s = trimmed((struct str){ s->p + name.n, s->n - name.n });
    return name;
}

static bool is_word(struct str s, const char *word)
{
    return s.n == strlen(word) && memcmp(s.p, word, s.n) == 0;
}

static bool ends_with(struct str s, const char *end)
{
    size_t n = strlen(end);

    return s.n >= n && memcmp(s.p + s.n - n, end, n) == 0;
}

/* Unbalanced ones would swallow the generated C behind them. */
static void balanced(const struct compiler *t, struct str s)
{
    int depth = 0;
    char quote = 0;

    for (size_t i = 0; i < s.n && depth >= 0; i++) {
        char c = s.p[i];
        if (quote && c == '\\')
            i++;
        else if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else
            depth += (c == '(' || c == '[') - (c == ')' || c == ']');
    }
    if (depth != 0 || quote)
        wrong(t, t->tag_line, "unbalanced (), [] or quotes in %.*s", STR_FMT(s));
}

static struct str expression(const struct compiler *t, struct str s, const char *what)
{
    if (s.n == 0)
        wrong(t, t->tag_line, "%s", what);
    if (memchr(s.p, ';', s.n))
        wrong(t, t->tag_line, "an expression has no ;");
    balanced(t, s);
    return s;
}

static struct block *innermost(struct compiler *t)
{
    return &t->blocks[t->n_blocks - 1];
}

static struct block *block_push(struct compiler *t, enum block_kind kind)
{
    struct block *b = &t->blocks[t->n_blocks];

    if (t->n_blocks == BLOCKS_MAX)
        wrong(t, t->tag_line, "more than %d blocks in one another", BLOCKS_MAX);
    *b = (struct block){
        .in_subject = t->in_subject,
        .kind = kind,
        .line = t->tag_line,
        .base = t->n_open,
        .start = t->place,
    };
    t->n_blocks++;
    return b;
}

/* ---- pages ---- */

struct param {
    struct str text, name;
};
struct params {
    struct param p[8];
    size_t n;
};

static void param_read(const struct compiler *t, struct str text, struct params *out)
{
    struct param *param = &out->p[out->n];
    size_t n = text.n;

    while (n && is_name_char(text.p[n - 1]))
        n--;
    if (n == 0 || n == text.n || out->n == COUNT(out->p) || memchr(text.p, '(', text.n))
        wrong(t, t->tag_line, "{page name(const struct type *view)}: a type and a name for each "
                              "parameter, at most %zu",
              COUNT(out->p));
    *param = (struct param){ text, { text.p + n, text.n - n } };
    out->n++;
}

static struct params params_read(const struct compiler *t, struct str text)
{
    struct params out = { 0 };

    if (text.n == 0 || is_word(text, "void"))
        return out;
    while (text.n) {
        const char *comma = memchr(text.p, ',', text.n);
        size_t n = comma ? (size_t)(comma - text.p) : text.n;
        param_read(t, trimmed((struct str){ text.p, n }), &out);
        n += comma != NULL;
        text = (struct str){ text.p + n, text.n - n };
    }
    return out;
}

/* Only "const struct type *name" can be what a page_fn is handed. */
static bool params_are_a_view(const struct params *params)
{
    struct str s = params->p[0].text;

    if (params->n != 1 || !is_word(take_name(&s), "const") || !is_word(take_name(&s), "struct"))
        return false;
    return take_name(&s).n && s.n && s.p[0] == '*'
           && trimmed((struct str){ s.p + 1, s.n - 1 }).n == params->p[0].name.n;
}

static void page_declare(struct compiler *t, struct str name, struct str params, bool is_view)
{
    const char *comma = params.n ? ", " : "";

    fprintf(t->head, "void %.*s(struct html *h%s%.*s);\n", STR_FMT(name), comma, STR_FMT(params));
    if (is_view) {
        fprintf(t->head, "void %.*s_page(struct html *h, const void *view);\n", STR_FMT(name));
        out_code(t, "void %.*s_page(struct html *h, const void *view) { %.*s(h, view); }",
                 STR_FMT(name), STR_FMT(name));
    }
    out_code(t, "void %.*s(struct html *h%s%.*s) {", STR_FMT(name), comma, STR_FMT(params));
}

static void page_allow(struct block *b, struct str name)
{
    b->may_leave_open = ends_with(name, "_top") || ends_with(name, "_begin");
    b->may_close = ends_with(name, "_bottom") || ends_with(name, "_end");
}

static void word_page(struct compiler *t, struct str rest)
{
    struct str name = take_name(&rest), text;
    struct params params;
    struct block *b;

    if (t->n_blocks)
        wrong(t, t->tag_line, "{page} inside the {page} of line %d", t->blocks[0].line);
    if (!name.n || rest.n < 2 || rest.p[0] != '(' || rest.p[rest.n - 1] != ')')
        wrong(t, t->tag_line, "{page name(const struct type *view)}");
    text = trimmed((struct str){ rest.p + 1, rest.n - 2 });
    params = params_read(t, text);
    if (params.n == 0)
        text.n = 0;
    page_declare(t, name, text, params_are_a_view(&params));
    t->place = (struct place){ .where = IN_TEXT };
    t->n_open = 0;
    t->page_head = true;
    b = block_push(t, BLOCK_PAGE);
    page_allow(b, name);
    mail_page(t, name);
    fputs("    (void)h;", t->code);
    for (size_t i = 0; i < params.n; i++)
        fprintf(t->code, " (void)%.*s;", STR_FMT(params.p[i].name));
    fputc('\n', t->code);
}

static bool is_quoted(struct str s)
{
    return s.n > 2 && s.p[0] == '"' && memchr(s.p + 1, '"', s.n - 1) == s.p + s.n - 1;
}

static void word_include(struct compiler *t, struct str rest)
{
    if (t->n_blocks)
        wrong(t, t->tag_line, "{include} stands before the pages");
    if (!is_quoted(rest))
        wrong(t, t->tag_line, "{include \"folder/header.h\"}");
    fprintf(t->head, "#include %.*s\n", STR_FMT(rest));
}

/* ---- inside pages ---- */

static void word_for(struct compiler *t, struct str rest)
{
    struct str x = take_name(&rest), in = take_name(&rest);
    struct str list = expression(t, rest, "{for x in list}");

    if (!x.n || !is_word(in, "in"))
        wrong(t, t->tag_line, "{for x in list}");
    out_code(t, "for (size_t %.*s_i = 0; %.*s_i < (%.*s).n; %.*s_i++) {", STR_FMT(x), STR_FMT(x),
             STR_FMT(list), STR_FMT(x));
    block_push(t, BLOCK_FOR);
    html_loop(t);
    out_code(t, "UNUSED __typeof__(&(%.*s).p[0]) %.*s = &(%.*s).p[%.*s_i];", STR_FMT(list),
             STR_FMT(x), STR_FMT(list), STR_FMT(x));
}

static void word_if(struct compiler *t, struct str rest)
{
    struct str condition = expression(t, rest, "{if condition}");

    out_code(t, "if (%.*s) {", STR_FMT(condition));
    block_push(t, BLOCK_IF);
}

/* What begins in the subject ends there, or a value behind it would be taken for text. */
static void subject_stays(const struct compiler *t, const struct block *b)
{
    if (b->kind != BLOCK_PAGE && b->in_subject != t->in_subject)
        wrong(t, t->tag_line, "what begins in the subject in line %d ends behind it", b->line);
}

static void word_else(struct compiler *t, struct str rest)
{
    struct block *b = innermost(t);
    bool again = rest.n && is_word(take_name(&rest), "if");
    const char *shape = "{else} or {else if condition}";

    if (b->kind != BLOCK_IF)
        wrong(t, t->tag_line, "{else} without {if}, in the block of line %d", b->line);
    if (b->has_else)
        wrong(t, t->tag_line, "{else} behind the {else} of the {if} in line %d", b->line);
    if (!again && rest.n)
        wrong(t, t->tag_line, "%s", shape);
    subject_stays(t, b);
    out_flush(t);
    html_join(t, b);
    t->place = b->start;
    b->has_else = !again;
    t->n_blocks--;
    if (again)
        out_code(t, "} else if (%.*s) {", STR_FMT(expression(t, rest, shape)));
    else
        out_code(t, "} else {");
    t->n_blocks++;
}

static void end_if(struct compiler *t, struct block *b)
{
    html_join(t, b);
    if (!b->has_else) {
        t->place = b->start;
        html_join(t, b);
    }
    t->place = b->end;
}

static void word_end(struct compiler *t, struct str rest)
{
    struct block *b = innermost(t);

    if (rest.n)
        wrong(t, t->tag_line, "{end} stands alone");
    subject_stays(t, b);
    if (b->kind == BLOCK_PAGE)
        t->space = 0;
    out_flush(t);
    if (b->kind == BLOCK_PAGE && t->mail)
        mail_page_end(t);
    else if (b->kind == BLOCK_PAGE)
        html_page_end(t, b);
    else if (b->kind == BLOCK_FOR)
        html_loop_end(t, b);
    else
        end_if(t, b);
    t->n_blocks--;
    out_code(t, "}");
}

static void word_raw(struct compiler *t, struct str rest)
{
    struct str value = expression(t, rest, "{raw value}");

    if (t->mail)
        wrong(t, t->tag_line, "{raw} is for pages: a letter has no HTML");
    html_text_only(t, "{raw}");
    out_code(t, "html_raw(h, (%.*s));", STR_FMT(value));
}

static void call(struct compiler *t, struct str rest)
{
    struct str name = take_name(&rest), args;

    if (!t->mail)
        html_text_only(t, "a call");
    else if (t->in_subject)
        wrong(t, t->tag_line, "no call may stand in the subject");
    if (!name.n || rest.n < 2 || rest.p[0] != '(' || rest.p[rest.n - 1] != ')')
        wrong(t, t->tag_line, "{> name(arguments)}");
    args = trimmed((struct str){ rest.p + 1, rest.n - 2 });
    balanced(t, args);
    out_code(t, "%.*s(h%s%.*s);", STR_FMT(name), args.n ? ", " : "", STR_FMT(args));
}

static void value(struct compiler *t, struct str tag)
{
    struct str s = expression(t, tag, "{} is empty");

    out_code(t, "%s(h, (%.*s));", t->mail ? mail_value(t) : html_value(t), STR_FMT(s));
}

/* ---- the file ---- */

static const struct word {
    const char *name;
    void (*run)(struct compiler *t, struct str rest);
    bool anywhere; /* also outside pages */
} words[] = {
    { "include", word_include, true },
    { "page", word_page, true },
    { "for", word_for, false },
    { "if", word_if, false },
    { "else", word_else, false },
    { "end", word_end, false },
    { "raw", word_raw, false },
};

static const struct word *word_named(struct str name, struct str rest)
{
    /* {page->title} is a value: a word is followed by its own text. */
    if (rest.n && rest.p == name.p + name.n && rest.p[0] != '(' && rest.p[0] != '"')
        return NULL;
    for (size_t i = 0; i < COUNT(words); i++)
        if (is_word(name, words[i].name))
            return &words[i];
    return NULL;
}

static bool looks_like_a_word(struct str name, struct str rest)
{
    return name.n && rest.n && rest.p > name.p + name.n && !is_word(name, "sizeof")
           && (is_name_char(rest.p[0]) || rest.p[0] == '"');
}

static void tag_run(struct compiler *t, struct str tag)
{
    struct str rest = tag, name = take_name(&rest);
    const struct word *word = word_named(name, rest);

    if (t->n_blocks == 0 && !(word && word->anywhere))
        wrong(t, t->tag_line, "{%.*s} outside of a page", STR_FMT(tag));
    if (t->n_blocks)
        html_pause(t);
    if (word)
        word->run(t, rest);
    else if (looks_like_a_word(name, rest))
        wrong(t, t->tag_line, "unknown word %.*s", STR_FMT(name));
    else if (tag.n && tag.p[0] == '>')
        call(t, trimmed((struct str){ tag.p + 1, tag.n - 1 }));
    else
        value(t, tag);
}

static char next_char(struct compiler *t)
{
    char c = t->text[t->at++];

    t->line += c == '\n';
    return c;
}

static void comment_skip(struct compiler *t)
{
    const char *end = strstr(t->text + t->at, "#}");

    if (!end)
        wrong(t, t->tag_line, "a comment ends with #}");
    while (t->text + t->at < end + 2)
        next_char(t);
    for (size_t n = t->mail ? mail_line_of(t, t->text + t->at) : 0; n; n--)
        next_char(t);
}

/* In a letter, where white space counts, words and calls that have a line to themselves leave none
 * behind. */
static void line_take(struct compiler *t, struct str tag)
{
    struct str rest = tag, name = take_name(&rest);
    bool is_call = tag.n && tag.p[0] == '>';

    if (!t->mail || !(is_call || word_named(name, rest)))
        return;
    for (size_t n = mail_line_of(t, t->text + t->at); n; n--)
        next_char(t);
}

/* Line breaks in an expression would move the compiler's line numbers. */
static void tag_read(struct compiler *t)
{
    char *start = t->text + t->at, *end = start + strcspn(start, "{}");

    if (*end != '}')
        wrong(t, t->tag_line, "a { without its } (a literal { is written {{)");
    while (t->text + t->at <= end)
        next_char(t);
    line_take(t, trimmed((struct str){ start, (size_t)(end - start) }));
    for (char *c = start; c < end; c++)
        if (isspace((unsigned char)*c))
            *c = ' ';
    tag_run(t, trimmed((struct str){ start, (size_t)(end - start) }));
}

static void literal_read(struct compiler *t, char c)
{
    if (t->n_blocks)
        out_literal(t, c);
    else if (!isspace((unsigned char)c))
        wrong(t, t->line, "text outside of a page");
}

static void compile(struct compiler *t)
{
    while (t->at < t->size) {
        t->tag_line = t->line;
        char c = next_char(t);
        if (c != '{') {
            literal_read(t, c);
        } else if (t->text[t->at] == '{') {
            literal_read(t, next_char(t));
        } else if (t->text[t->at] == '#') {
            comment_skip(t);
        } else {
            tag_read(t);
        }
    }
    if (t->n_blocks)
        wrong(t, innermost(t)->line, "this block has no {end}");
}

static void load(struct compiler *t)
{
    FILE *f = fopen(t->path, "r"), *copy = open_memstream(&t->text, &t->size);
    int c;

    if (!f || !copy)
        wrong(t, 1, "cannot read: %s", strerror(errno));
    while ((c = getc(f)) != EOF)
        putc(c, copy);
    if (ferror(f) || fclose(f) != 0 || fclose(copy) != 0)
        wrong(t, 1, "cannot read: %s", strerror(errno));
    if (strlen(t->text) != t->size)
        wrong(t, 1, "a NUL in the file");
    t->line = 1;
}

int main(int argc, char **argv)
{
    static struct compiler t;

    if (argc != 4) {
        fputs("usage: template FILE.html|FILE.mail OUT.c OUT.h\n", stderr);
        return 1;
    }
    t.path = argv[1];
    t.mail = ends_with((struct str){ t.path, strlen(t.path) }, ".mail");
    load(&t);
    out_begin(&t, argv[3]);
    compile(&t);
    out_save(&t, argv[2], argv[3]);
    return 0;
}
