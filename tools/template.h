/* SPDX-License-Identifier: Apache-2.0 */
/* template.h - the template compiler: pages of HTML, and letters of plain text (FILE.mail), with
 * values in them become C functions. What it reads is described in TEMPLATES.md.
 *
 * template.c reads the file and its words, template_html.c follows where in the HTML each character
 * stands, template_mail.c where in a letter, template_out.c writes the C. Nothing is written before
 * the whole file is understood; the first mistake ends the program with FILE:LINE: message. Memory
 * is never given back: the program lives a second.
 */
#ifndef TEMPLATE_H
#define TEMPLATE_H
#include "base/base.h"

enum sizes {
    NAME_SIZE = 48,
    OPEN_MAX = 100,
    BLOCKS_MAX = 40,
    LEAD_SIZE = 16,
};

enum where {
    IN_TEXT,
    IN_SOFT_TEXT, /* <title>, <textarea>: text only */
    IN_RAW_TEXT,  /* <script>, <style> */
    IN_COMMENT,
    IN_MARKUP, /* <!doctype … */
    AT_TAG,    /* just behind a < */
    IN_TAG_NAME,
    BEHIND_PART, /* inside a tag where white space, / or > must follow */
    BETWEEN_PARTS,
    IN_ATTR_NAME,
    BEFORE_VALUE,
    IN_DOUBLE,
    IN_SINGLE,
    IN_BARE,
};

enum url_state {
    URL_EMPTY,
    URL_BEGUN,
    URL_MIXED, /* it depends */
};

/* Where in the HTML the next character stands. */
struct place {
    enum where where;
    bool closing;            /* the tag is </x> */
    bool slash;              /* it may be <x/> */
    int pre;                 /* how many <pre> are open */
    size_t seen;             /* how much of what ends this text was just seen */
    enum url_state url;      /* has anything been written in this URL? */
    char lead[LEAD_SIZE];    /* the literal characters it begins with */
    bool lead_done;          /* a {…} came behind them */
    char element[NAME_SIZE]; /* the tag's name, in lower case */
    char attr[NAME_SIZE];
};

enum block_kind {
    BLOCK_PAGE,
    BLOCK_FOR,
    BLOCK_IF,
};

struct block {
    enum block_kind kind;
    bool in_subject;    /* letters: it began in the first line */
    int line;           /* where it begins */
    int base;           /* how many elements were open there */
    struct place start; /* and where in the HTML */
    struct place end;   /* where its branches so far ended */
    bool has_end, has_else;
    bool may_close, may_leave_open; /* pages: elements of others, its own */
};

struct compiler {
    const char *path;
    char *text;
    size_t size, at;
    int line, tag_line; /* of the next character; of the { being read */

    struct place place;
    struct block blocks[BLOCKS_MAX];
    int n_blocks;
    char open[OPEN_MAX][NAME_SIZE]; /* elements that wait for their closing tag */
    int n_open;

    char *literal; /* HTML not written yet */
    size_t literal_n;
    char space;     /* white space not yet added to it: 0, ' ' or '\n' */
    bool page_head; /* nothing of the page has come yet */

    bool mail;               /* the file holds letters: no HTML */
    bool letter, in_subject; /* the page is a whole letter; its first line is not over */
    bool line_begun;         /* something stands in this line already */
    char subject[NAME_SIZE]; /* what its first line begins with */

    FILE *code, *head;
    char *code_text, *head_text;
    size_t code_size, head_size;
};

/* Says FILE:LINE: message and exits 1. */
void wrong(const struct compiler *t, int line, const char *format, ...)
    __attribute__((noreturn)) PRINTF(3, 4);

/* ---- template_html.c ---- */

void html_step(struct compiler *t, char c); /* one character of the page */
/* A {…} stands here: names and the beginnings of URLs end. */
void html_pause(struct compiler *t);
bool html_folds(const struct place *p); /* is a run of white space one space here? */
/* The name of the function that writes a value here; wrong() if none may stand here. */
const char *html_value(struct compiler *t);
void html_text_only(struct compiler *t, const char *what); /* wrong() unless between elements */
void html_join(struct compiler *t, struct block *b);       /* a branch of b ends here */
void html_loop(struct compiler *t);                        /* a {for} begins here */
void html_loop_end(struct compiler *t, const struct block *b);
void html_page_end(struct compiler *t, const struct block *b);

/* ---- template_mail.c ---- */

void mail_page(struct compiler *t, struct str name); /* a {page} begins here */
void mail_step(struct compiler *t, char c);          /* one character of the letter */
const char *mail_value(struct compiler *t);          /* the function that writes a value here */
void mail_page_end(struct compiler *t);
/* A word that is alone in its line takes the line with it: what precedes it in the literal is cut
 * off, and the answer is how many characters behind the } belong to the line. */
size_t mail_line_of(struct compiler *t, const char *behind);

/* ---- template_out.c ---- */
void out_begin(struct compiler *t, const char *head_path);
void out_literal(struct compiler *t, char c);
void out_flush(struct compiler *t); /* the literal so far as a call of html_lit */
/* One line of C that the compiler blames on the tag being read. */
void out_code(struct compiler *t, const char *format, ...) PRINTF(2, 3);
void out_save(struct compiler *t, const char *code_path, const char *head_path);
#endif
