#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Only lib/db knows the engines: no symbol, header or word of SQLite or PostgreSQL elsewhere.

What a statement may not say is read from lib/db/dialect.c, which refuses it when it is prepared;
here it is refused before anything runs. What stands outside the program and is about an engine
itself is named below, each file with its reason.
"""
import re
import sys

from checks import line_of, report, text, tree, without_comments

ENGINE = re.compile(
    r"sqlite3|\bsqlite_\w+|libpq|\bPG(?:conn|result)\b|\bPQ[a-z]\w+\(|\bpg_\w+"
    r"|\b(?:lib/)?(?:sqlite|postgres)_\w+|\bPRAGMA\b|\bAUTOINCREMENT\b|\bWITHOUT ROWID\b"
    r"|\bCOLLATE\b|\bINDEXED BY\b|\bINSERT OR \w+|\bFTS5\b|\btsvector\b|\bjsonb\b|\bILIKE\b"
    r"|\bDISTINCT ON\b|\bGENERATED (?:ALWAYS|BY)\b|\bFOR (?:NO KEY )?UPDATE\b|::(?:int|text|bigint)"
    r"|\bEXPLAIN QUERY\b")
# STRICT is a word of the common dialect: docs/decisions/0024.
ABOUT_AN_ENGINE = {
    "bench/insert.c": "the bare program that an import is measured against",
    "bench/measure.py": "asks the file how large its tables are",
    "bench/pgserver.py": "lays a company into a server, for what is measured there",
    "bench/seed.py": "lays a company into a file",
    "meson.build": "finds both libraries",
    "packaging/deb.test.mjs": "both libraries are what the package depends on",
    "run": "both libraries are packages",
    "tests/away.test.mjs": "ends a server's connections",
    "tests/check.test.mjs": "damages a file",
    "tests/faults/power_cuts.c": "asks SQLite whether its file is whole",
    "tests/kills.test.mjs": "damages a file",
    "tests/lib/database.mjs": "looks into a database beside the program",
    "tests/lib/writer.mjs": "writes into a file beside the program",
    "tests/nodes.test.mjs": "holds a row until two servers wait",
    "tests/soak/mixed.mjs": "ends a server's connections",
    "tools/check_engines.py": "this one",
    "tools/postgres": "starts a server",
}
PROGRAM = ["lib/*.[ch]", "lib/*.html", "src/*.[ch]", "src/*.html", "src/*.sql", "web/*"]
BESIDE = ["bench/*", "tests/*", "tools/*", "packaging/*", "meson.build", "*/meson.build", "run"]
NOT_TEXT = (".md", ".png", ".ico", ".woff2", ".zip", ".csv")
STATEMENT = re.compile(r'\bSQL\(((?:\s*(?:"(?:\\.|[^"\\\n])*"|[A-Z_]+))+)\s*\)')
LITERAL = re.compile(r'"((?:\\.|[^"\\\n])*)"')


def of_the_engines(path):
    return path.startswith("lib/db/")


def read(path):
    source = text(path)
    return without_comments(source) if path.endswith((".c", ".h")) else source


def named(paths):
    """For each path the places where it names an engine."""
    found = {}
    for path in paths:
        source = read(path)
        places = [f"{path}:{line_of(source, m.start())}: {m.group(0)}"
                  for m in ENGINE.finditer(source)]
        if places:
            found[path] = places
    return found


def refused():
    """The words that lib/db refuses in a statement."""
    body = re.search(r"refused\[\] = \{(.*?)\};", text("lib/db/dialect.c"), re.S).group(1)
    return set(re.findall(r'"(\w+)"', body))


def in_statements(paths, words):
    for path in paths:
        source = read(path)
        for match in STATEMENT.finditer(source):
            statement = "".join(LITERAL.findall(match.group(1)))
            bare = re.sub(r"'[^']*'|\{\w+\}", " ", statement).lower()
            for word in sorted(words.intersection(re.findall(r"[a-z_]\w*", bare))):
                yield f"{path}:{line_of(source, match.start())}: {word}"


def main():
    program = [path for path in tree(*PROGRAM)
               if not of_the_engines(path) and not path.endswith(NOT_TEXT)]
    beside = [path for path in tree(*BESIDE)
              if not path.startswith(("lib/", "src/")) and not path.endswith(NOT_TEXT)]
    inside = [place for places in named(program).values() for place in places]
    outside = named(beside)
    strangers = [places[0] for path, places in outside.items() if path not in ABOUT_AN_ENGINE]
    needless = [f"{path}: names no engine" for path in ABOUT_AN_ENGINE if path not in outside]
    words = refused()
    c_code = [path for path in program if path.endswith((".c", ".h"))]
    good = [
        report("engines: only lib/db names one, in the program and its unit tests", inside),
        report("engines: what else names one is about it", strangers + needless),
        report("engines: lib/db refuses words", [] if len(words) > 20 else ["cannot be read"]),
        report("engines: no statement has a word that lib/db refuses",
               list(in_statements(c_code, words))),
    ]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
