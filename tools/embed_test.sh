#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# embed_test.sh EMBED SOURCE_ROOT CC... - what was embedded is found in the program, byte for byte.
set -eu
embed=$(realpath "$1")
root=$2
shift 2
flags='-std=gnu17 -D_GNU_SOURCE -Wall -Wextra -Wshadow -Wconversion -Werror'
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

fault() {
    printf 'not ok 1 - %s\n' "$1"
    exit 1
}

# refused WHAT ARGUMENTS...
refused() {
    what=$1
    shift
    if "$embed" "$dir/no.c" "$@" 2>"$dir/said"; then
        fault "accepted: $*"
    fi
    grep -q "$what" "$dir/said" || fault "expected $what, got $(cat "$dir/said")"
    [ ! -e "$dir/no.c" ] || fault "something was written in spite of: $*"
}

mkdir "$dir/out"
cp "$root/LICENSE" "$dir/long.css"
head -c 3000 /dev/urandom >"$dir/noise.woff2"
: >"$dir/empty.txt"

refused usage
refused 'NAME=PATH' "$dir/long.css"
refused 'No such file' "a.css=$dir/nowhere.css"
refused 'what type' "a.exe=$dir/long.css"
refused 'a name is made of' "../a.css=$dir/long.css"

made() {
    cd "$dir/out"
    "$embed" assets.c a.css=../long.css b.css=../long.css "font.woff2=$dir/noise.woff2" \
        empty.txt=../empty.txt
    cd - >"$dir/said"
}
made
cp "$dir/out/assets.c" "$dir/first.c"
made
cmp "$dir/first.c" "$dir/out/assets.c" || fault 'the same files give another program'

cat >"$dir/t.c" <<'END'
#include "web/web.h"

static void put(const char *dir, const char *name, const unsigned char *p, size_t n)
{
    char path[4096];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", dir, name);
    f = fopen(path, "wb");
    if (!f || fwrite(p, 1, n, f) != n || fclose(f) != 0)
        exit(1);
}

int main(int argc, char **argv)
{
    char name[200];

    for (size_t i = 0; i < n_assets; i++) {
        put(argv[1], assets[i].name, assets[i].plain, assets[i].plain_n);
        snprintf(name, sizeof name, "%s.gz", assets[i].name);
        if (assets[i].gzip)
            put(argv[1], name, assets[i].gzip, assets[i].gzip_n);
        printf("%s %s\n", asset_path(assets[i].name), assets[i].type);
    }
    return argc > 2 ? asset_path(argv[2]) == NULL : 0;
}
END
base=$(ls "$root"/lib/base/*.c | grep -v '_test\.c$')
"$@" $flags -I"$root/lib" -o "$dir/run" "$dir/t.c" "$dir/out/assets.c" "$root/lib/web/asset.c" \
    $base -lutf8proc
mkdir "$dir/back"
"$dir/run" "$dir/back" >"$dir/said"

cmp "$dir/back/a.css" "$dir/long.css" || fault 'a.css came back changed'
cmp "$dir/back/font.woff2" "$dir/noise.woff2" || fault 'font.woff2 came back changed'
cmp "$dir/back/empty.txt" /dev/null || fault 'empty.txt came back changed'
gzip -dc "$dir/back/a.css.gz" | cmp - "$dir/long.css" || fault 'a.css.gz is not a.css'
[ ! -e "$dir/back/font.woff2.gz" ] || fault 'noise was compressed'
grep -qE '^/static/[0-9a-f]{16}-a.css text/css; charset=utf-8$' "$dir/said" || fault 'path of a.css'
grep -qE '^/static/[0-9a-f]{16}-font.woff2 font/woff2$' "$dir/said" || fault 'path of font.woff2'

if "$dir/run" "$dir/back" nowhere.css >"$dir/said" 2>&1; then
    fault 'an unknown name has a path'
fi
grep -q nowhere.css "$dir/said" || fault 'the unknown name is not said'

printf ' ' >>"$dir/long.css"
made
! grep -qF "$(grep -o '/static/[0-9a-f]*-a.css' "$dir/first.c")" "$dir/out/assets.c" \
    || fault 'other content has the same path'

echo "ok 1 - what_was_embedded_is_found_byte_for_byte"
