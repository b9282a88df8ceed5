#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Functions, files and lines that are too long to be read."""
import re
import subprocess
import sys

from checks import ROOT, report, text, tree

FUNCTION_LINES = 50
FUNCTION_WALL = 100
FILE_LINES = 600
COLUMNS = 100
TABLE_COLUMNS = 130  # rows between "clang-format off" and "on" are read as columns

# (file, function): why it is better in one piece. FUNCTION_WALL holds for these too.
LONG_FOR_A_REASON = {}


def functions(paths):
    """File, name and number of lines of each function, by pmccabe."""
    listed = subprocess.run(["pmccabe", *paths], cwd=ROOT, check=True, capture_output=True,
                            text=True).stdout if paths else ""
    for row in listed.splitlines():
        fields = row.split("\t")
        yield re.sub(r"\(\d+\): .*", "", fields[5]), fields[5].rsplit(": ", 1)[1], int(fields[4])


def long_functions(paths):
    for path, name, lines in functions(paths):
        allowed = FUNCTION_WALL if (path, name) in LONG_FOR_A_REASON else FUNCTION_LINES
        if lines > allowed:
            yield f"{path}: {name} has {lines} lines"


def long_files(paths):
    for path in paths:
        lines = len(text(path).splitlines())
        if lines > FILE_LINES:
            yield f"{path} has {lines} lines"


def long_lines(paths):
    for path in paths:
        allowed = COLUMNS
        for number, line in enumerate(text(path).splitlines(), 1):
            if "clang-format off" in line:
                allowed = TABLE_COLUMNS
            elif "clang-format on" in line:
                allowed = COLUMNS
            if len(line) > allowed:
                yield f"{path}:{number} has {len(line)} columns"


def main():
    c_code = tree("*.c")
    code = tree("*.[ch]", "*.py", "*.mjs", "*.sh", "run", ".ci/run", "bench/run", "*meson.build")
    good = [
        report("size: functions", list(long_functions(c_code))),
        report("size: files", list(long_files(code + tree("*.html", "*.css", "web/*.js")))),
        report("size: lines", list(long_lines(code + tree("web/*.js")))),
    ]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
