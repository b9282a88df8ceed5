/* SPDX-License-Identifier: Apache-2.0 */
#include "template.h"

#define SUBJECT "Subject: "

static bool ends_with(struct str s, const char *end)
{
    size_t n = strlen(end);

    return s.n >= n && memcmp(s.p + s.n - n, end, n) == 0;
}

void mail_page(struct compiler *t, struct str name)
{
    t->letter = ends_with(name, "_mail");
    t->in_subject = t->letter;
    t->line_begun = false;
    t->subject[0] = 0;
}

static void subject_check(const struct compiler *t)
{
    if (strncmp(t->subject, SUBJECT, strlen(SUBJECT)) != 0)
        wrong(t, t->tag_line, "a letter begins with \"Subject: …\"; a part of one is not called "
                              "…_mail");
}

void mail_step(struct compiler *t, char c)
{
    size_t n = strlen(t->subject);

    if (c != '\n' && (unsigned char)c < ' ')
        wrong(t, t->line, "a letter has no control characters, tabs neither");
    if (t->in_subject && c == '\n') {
        subject_check(t);
        t->in_subject = false;
    } else if (t->in_subject && n + 1 < sizeof t->subject) {
        t->subject[n] = c;
        t->subject[n + 1] = 0;
    }
    t->line_begun = c != '\n' && (t->line_begun || c != ' ');
}

const char *mail_value(struct compiler *t)
{
    if (t->in_subject)
        subject_check(t);
    t->line_begun = true;
    return t->in_subject ? "plain_line" : "plain_text";
}

void mail_page_end(struct compiler *t)
{
    if (t->letter && t->in_subject)
        wrong(t, t->tag_line, "a letter is a subject, an empty line and a text");
}

size_t mail_line_of(struct compiler *t, const char *behind)
{
    size_t n = strspn(behind, " ");

    if (t->line_begun || (t->in_subject && t->subject[0])
        || (behind[n] != '\n' && behind[n] != '\0'))
        return 0;
    while (t->literal_n && t->literal[t->literal_n - 1] == ' ')
        t->literal_n--;
    return n + (behind[n] == '\n');
}
