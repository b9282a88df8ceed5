#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# template_test.sh TEMPLATE SOURCE_ROOT CC... - the template compiler, from outside: mistakes are
# named at their line and leave nothing behind, its C compiles, hostile values come out harmless.
set -eu
template=$1
root=$2
shift 2
flags='-std=gnu17 -D_GNU_SOURCE -Wall -Wextra -Wshadow -Wconversion -Werror'
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0

fault() {
    printf 'not ok 1 - %s\n' "$1"
    failed=1
}

# A page body in, and what the compiler must say about it. The page begins in line 1, its body in 2.
refused() {
    printf '{page p(const struct v *v)}\n%b\n{end}\n' "$1" >"$dir/x.html"
    refused_file "$2"
}

refused_file() {
    rm -f "$dir/x.c" "$dir/x.h"
    if "$template" "$dir/x.html" "$dir/x.c" "$dir/x.h" 2>"$dir/said"; then
        fault "accepted, but it is: $1: $(cat "$dir/x.html")"
    elif ! grep -qF "$dir/x.html:$1" "$dir/said"; then
        fault "expected $1, got $(cat "$dir/said")"
    fi
    [ ! -e "$dir/x.c" ] && [ ! -e "$dir/x.h" ] || fault "something was written in spite of: $1"
}

accepted() {
    printf '{page p(const struct v *v)}\n%b\n{end}\n' "$1" >"$dir/x.html"
    "$template" "$dir/x.html" "$dir/x.c" "$dir/x.h" 2>"$dir/said" \
        || fault "refused: $(cat "$dir/said")"
}

# ---- words ----
refused 'a {if v}b' '1: this block has no {end}'
refused 'a\n{end}' '4: {end} outside of a page'
refused '{else}' '2: {else} without {if}'
refused '{if v}a{else}b{else}c{end}' '2: {else} behind the {else}'
refused '{if v}a{else}b{else if v}c{end}' '2: {else} behind the {else}'
refused '{for s in v}a{else}b{end}' '2: {else} without {if}'
refused '\n{unless v}a{end}' '3: unknown word unless'
refused '{elif v}' '2: unknown word elif'
refused '{include2 "x.h"}' '2: unknown word include2'
refused '{include "x.h"}' '2: {include} stands before the pages'
refused '{page q(int i)}a{end}' '2: {page} inside the {page} of line 1'
refused '{for s of v}a{end}' '2: {for x in list}'
refused '{for s in}a{end}' '2: {for x in list}'
refused '{if}a{end}' '2: {if condition}'
refused '{raw}' '2: {raw value}'
refused '{}' '2: {} is empty'
refused '{end now}' '2: {end} stands alone'
refused 'a { b' '2: a { without its }'
refused '{a{b}}' '2: a { without its }'
refused '{# never closed' '2: a comment ends with #}'
refused '{v->f(1}' '2: unbalanced'
refused '{v->a) + (v->b}' '2: unbalanced'
refused '{"a}' '2: unbalanced'
refused '{v; exit(1)}' '2: an expression has no ;'
refused '{> other}' '2: {> name(arguments)}'
refused '{> other(a) + f(b)}' '2: unbalanced'
printf 'words\n' >"$dir/x.html"
refused_file '1: text outside of a page'
printf '\n{page p}a{end}\n' >"$dir/x.html"
refused_file '2: {page name(const struct type *view)}'
printf '{page p(int)}a{end}\n' >"$dir/x.html"
refused_file '1: {page name(const struct type *view)}'
rm "$dir/x.html"
refused_file '1: cannot read'

# ---- where no value may stand ----
refused '<p class={v->a}>a</p>' '2: a value needs quotes'
refused '<p class=a{v->a}>a</p>' '2: a value needs quotes'
refused '<{v->a}>' "2: a tag's name cannot depend"
refused '<p{v->a}>' '2: no value may stand for a name'
refused '<p {v->a}="b"></p>' '2: no value may stand for a name'
refused '<p a{v->a}="b"></p>' '2: no value may stand for a name'
refused '<script>f("{v->a}")</script>' '2: no value may stand in <script>'
refused '<STYLE>{v->a}</STYLE>' '2: no value may stand in <script>'
refused '<!-- {v->a} -->' '2: no value may stand in a comment'
refused '<!doctype {v->a}>' '2: no value may stand in <!'
refused '<p onclick="f({v->a})"></p>' '2: no value may stand in attribute onclick'
refused '<p OnClick="{v->a}"></p>' '2: no value may stand in attribute onclick'
refused '<p hx-on:click="{v->a}"></p>' '2: no value may stand in attribute hx-on:click'
refused "<p style='{v->a}'></p>" '2: no value may stand in attribute style'
refused '<iframe srcdoc="{v->a}"></iframe>' '2: no value may stand in attribute srcdoc'
refused '<p title="{raw v->a}"></p>' '2: {raw} may stand between elements only'
refused '<p title="{> q(v)}"></p>' '2: a call may stand between elements only'
refused '<script>{raw v->a}</script>' '2: {raw} may stand between elements only'

# ---- URLs ----
refused '<a href="javascript:f({v->a})">a</a>' '2: a URL begins with'
refused '<a href="JavaScript:f()">a</a>' '2: a URL begins with'
refused '<a href="//{v->a}">a</a>' '2: a URL begins with'
refused '<a href="/\\{v->a}">a</a>' '2: a URL begins with'
refused '<a href="{if v}/a{end}{v->a}">a</a>' '2: whether this value begins the URL'
refused '<a href="{if v}/a{end}javascript:{v->a}">a</a>' '2: whether this value begins the URL'
refused '<a href="{for s in v}{s}{end}">a</a>' '2: whether this value begins the URL'
refused '<a href={v->a}>a</a>' '2: a value needs quotes'
refused '<a href=/a>a</a>' '2: a URL stands in quotes'

# ---- the HTML itself ----
refused '<b><i>a</b></i>' '2: </b> where </i> is due'
refused '<p>a' '3: <p> is not closed'
refused '<script src="/a"/>{v->a}' '2: no value may stand in <script>'
refused 'a</p>' '2: </p> closes nothing'
refused '{for s in v}<li>{end}' '2: <li> is not closed in the {for}'
refused '<p>{for s in v}</p>{end}' '2: </p> closes nothing that was opened in this {for}'
refused '<p class="a"id="b"></p>' '2: a space is missing before i'
refused '<input {if v}checked{end}required>' '2: a space is missing before r'
refused '<p{if v}x{end}></p>' '2: a space is missing before x'
refused '<p class=>a</p>' '2: attribute class has no value'
refused '1 < 2' '2: a < that begins no tag'
refused '<p title="{if v}a"{end}>b</p>' '2: the branches of the {if} in line 2 end in different'
refused '<p title="{for s in v}a"{end}>b</p>' '2: the {for} of line 2 ends in another place'
refused '{if v}<title>{else}<textarea>{end}' '2: the branches of the {if}'
refused '<p title="a' '3: the page of line 1 ends inside <p>'

# ---- what looks wrong and is right ----
accepted '{if v}<a href="/x">{end}a{if v}</a>{end}'
accepted '<a href="{if v}{v->a}{else}/b{end}?c={v->c}">{if(v)}}{end}</a><br><img src="/a"/>'
accepted '<input value={if v}"{v->a}"{else}"b"{end}{if v} checked{end}>'
accepted '<p {if v}class="a" {end}id="b">{sizeof v}{page->n}{f("a)")}{"\\""}</p>'
accepted '<a title="javascript:{v->a}" href="#{v->a}">&lt;</a><svg><use href="#i"/></svg>'
accepted '<script>"</p>"; "<script"</script><!-- <p> -- > --><pre>\n</pre>'

# ---- letters ----
# What follows "Subject: " in line 2, in a file of plain text.
letter_refused() {
    printf '{page p_mail(const struct v *v)}\n%b\n{end}\n' "$1" >"$dir/x.mail"
    rm -f "$dir/x.c" "$dir/x.h"
    if "$template" "$dir/x.mail" "$dir/x.c" "$dir/x.h" 2>"$dir/said"; then
        fault "accepted, but it is: $2: $(cat "$dir/x.mail")"
    elif ! grep -qF "$dir/x.mail:$2" "$dir/said"; then
        fault "expected $2, got $(cat "$dir/said")"
    fi
}
letter_refused 'Hello\n' '2: a letter begins with "Subject'
letter_refused '{v->a}\n\ntext' '2: a letter begins with "Subject'
letter_refused 'Subject: a\n\n{raw v->a}' '4: {raw} is for pages'
letter_refused 'Subject: {> q(v)}\n\na' '2: no call may stand in the subject'
letter_refused 'Subject: {if v}a\n{end}\nb' '3: what begins in the subject'
letter_refused '{if v}\nSubject: a\n{end}\nb' '4: what begins in the subject'
letter_refused 'Subject: a\n\n\tb' '4: a letter has no control characters'
letter_refused 'Subject: a\n\n{if v}b' '1: this block has no {end}'

# ---- its C ----
compile_blames() {
    body=$1
    line=$2
    shift 2
    accepted "$body"
    printf 'struct v { int a; double d; };\n#include "x.c"\n' >"$dir/t.c"
    if "$@" $flags -I"$root/lib" -I"$dir" -fsyntax-only "$dir/t.c" 2>"$dir/said"; then
        fault "the C compiler accepts $body"
    fi
    grep -q "x.html:$line:" "$dir/said" || fault "not blamed on line $line: $(cat "$dir/said")"
}
compile_blames '<p>\n\n{v->a}\n{v->misspelt}</p>' 5 "$@"
compile_blames '<p>\n{v->a\n}\n{v->d}</p>' 5 "$@"
compile_blames '{if v->a}\n{else if v->misspelt}{end}' 3 "$@"
compile_blames '<a\nhref="{v->a}">a</a>' 3 "$@"

"$template" "$root/tests/templates/sample.html" "$dir/sample.html.c" "$dir/sample.html.h"
head -n 1 "$dir/sample.html.c" \
    | grep -q '^/\* generated by tools/template from .*sample.html \*/$' \
    || fault 'the C does not say what it was made from'
base=$(ls "$root"/lib/base/*.c | grep -v '_test\.c$')
"$@" $flags -I"$root/lib" -I"$root/tests/templates" -I"$dir" -o "$dir/run" \
    "$dir/sample.html.c" "$root/tests/templates/sample_run.c" \
    "$root/lib/web/html.c" $base -lutf8proc
"$dir/run" >"$dir/out"
diff -u "$root/tests/templates/sample.expected" "$dir/out" || fault 'the sample page differs'

"$template" "$root/tests/templates/sample.mail" "$dir/sample.mail.c" "$dir/sample.mail.h"
"$@" $flags -I"$root/lib" -I"$root/tests/templates" -I"$dir" -o "$dir/letter" \
    "$dir/sample.mail.c" "$root/tests/templates/letter_run.c" \
    "$root/lib/web/html.c" "$root/lib/web/plain.c" $base -lutf8proc
"$dir/letter" >"$dir/out"
diff -u "$root/tests/templates/letter.expected" "$dir/out" || fault 'the sample letter differs'

[ "$failed" -ne 0 ] || echo "ok 1 - mistakes_are_named_and_pages_come_out_harmless"
exit $failed
