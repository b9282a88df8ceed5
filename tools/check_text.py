#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What every text of the tree keeps: its licence line, tidy lines, no notes to ourselves."""
import re
import sys

from checks import ROOT, line_of, report, text, tree

LICENCE = "SPDX-License-Identifier: Apache-2.0"
# Put together here, so that this file does not find itself.
# A quoted "XX" "X" is ISO 4217's code for no currency.
NOTES = re.compile(r"\b(?:" + "|".join(["TO" + "DO", "FIX" + "ME", r'(?<!")XX' + "X"]) + r")\b")
UNTIDY = re.compile(r"[ \t]+$|\r|\t|[^\n]\Z", re.M)
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
CODE = ("*.[ch]", "*.py", "*.mjs", "*.sh", "*.sql", "*.css", "web/*.js", "run", "*/run",
        "*meson.build")


def unlicensed(paths):
    for path in paths:
        first = text(path).split("\n", 2)[:2]
        if LICENCE not in (first[1] if first[0].startswith("#!") else first[0]):
            yield path


def places(pattern, paths):
    for path in paths:
        source = text(path)
        for match in pattern.finditer(source):
            yield f"{path}:{line_of(source, match.start())}"


def dead_links(paths):
    for path in paths:
        source = text(path)
        for match in LINK.finditer(source):
            if not ((ROOT / path).parent / match.group(1)).exists():
                yield f"{path}:{line_of(source, match.start())}: {match.group(1)}"


def main():
    code = tree(*CODE)
    words = code + tree("*.html", "*.md", "*.mail", "*.json", "meson_options.txt", ".clang-format")
    good = [
        report("text: licence in the first line", list(unlicensed(code))),
        report("text: no notes to ourselves", list(places(NOTES, words))),
        report("text: tidy lines", list(places(UNTIDY, words))),
        report("text: links of the documents lead somewhere", list(dead_links(tree("*.md")))),
    ]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
