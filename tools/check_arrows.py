#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Who may use whom: the arrows of ARCHITECTURE.md, read from #include lines and C text."""
import re
import sys

from checks import line_of, report, text, tree, without_comments

# A folder of lib/ and what it may include besides itself: whole folders, or single headers.
LIBRARIES = {
    "base": [],
    "db": ["base"],
    "web": ["base", "db/store.h"],
    "record": ["base", "db"],
    "sched": ["base", "db"],
    "mail": ["base"],
}
INCLUDE = re.compile(r'^(?:#include|\{include) "([^"]+)"', re.M)
TAG = re.compile(
    r'"(?:\\.|[^"\\\n])*</?(?:a|b|body|button|dd|div|dl|dt|em|form|h[1-6]|head|html|i|img|input'
    r'|label|legend|li|link|main|meta|nav|ol|option|p|path|script|section|select|small|span|strong'
    r'|style|svg|table|tbody|td|textarea|th|thead|time|title|tr|ul|use)[ />]')
STATEMENT = re.compile(r'\bSQL\(|"(?:SELECT|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE TABLE) ')


def folder_of(path):
    """("lib", "db"), ("slice", "deal"), ("frame", "frame") or ("top", "") for src/main.c."""
    parts = path.split("/")
    if parts[0] == "lib":
        return "lib", parts[1]
    if len(parts) == 2:
        return "top", ""
    return ("frame" if parts[1] == "frame" else "slice"), parts[1]


def is_page(path):
    """Pages, their headers and tests, and templates know HTTP; rules and stores do not."""
    return re.search(r"_(pages|view)(_test)?\.[ch]$|\.html$", path) is not None


def lib_may(folder, target):
    allowed = LIBRARIES.get(folder, [])
    return target in allowed or target.split("/")[0] in [folder, *allowed]


def slice_may(path, folder, target):
    head = target.split("/")[0]
    if head == "web":
        return is_page(path)
    faces = [f"{head}/{head}.h"]
    if is_page(path):  # what a slice's pages lend to others' pages
        faces += [f"{head}/{head}_pages.h", f"{head}/{head}_parts.html.h"]
    return head in LIBRARIES or head in ("frame", folder) or target in faces


def may(path, target):
    layer, folder = folder_of(path)
    if layer == "lib":
        return lib_may(folder, target)
    if layer == "frame":
        return target.split("/")[0] in [*LIBRARIES, "frame"]
    return layer == "top" or slice_may(path, folder, target)


def includes(paths):
    for path in paths:
        source = text(path)
        for match in INCLUDE.finditer(source):
            if "/" in match.group(1):
                yield path, line_of(source, match.start()), match.group(1)


def upward(paths):
    return [f"{path}:{line}: may not include {target}"
            for path, line, target in includes(paths) if not may(path, target)]


def neighbours(paths):
    """For each slice the other slices whose header it includes."""
    edges = {}
    for path, _, target in includes(paths):
        layer, folder = folder_of(path)
        head = target.split("/")[0]
        if layer == "slice" and head not in [*LIBRARIES, "frame", folder]:
            edges.setdefault(folder, set()).add(head)
    return edges


def rings(edges):
    found = []

    def walk(trail):
        for following in sorted(edges.get(trail[-1], [])):
            if following == trail[0]:
                found.append(" -> ".join([*trail, following]))
            elif following not in trail and following > trail[0]:
                walk([*trail, following])

    for folder in sorted(edges):
        walk([folder])
    return found


def matches(pattern, paths):
    for path in paths:
        source = without_comments(text(path))
        for match in pattern.finditer(source):
            yield f"{path}:{line_of(source, match.start())}"


def may_hold_sql(path):
    inside = path.startswith(("lib/db/", "lib/record/"))
    return inside or re.search(r"_(store|test)\.c$|_testing\.h$", path)


def may_hold_html(path):
    return path.startswith("lib/web/") or path.endswith(("_test.c", "_testing.h"))


def main():
    code = tree("lib/*.[ch]", "src/*.[ch]", "src/*.html", "lib/*.html")
    c_code = [path for path in code if not path.endswith(".html")]
    unknown = {folder_of(path)[1] for path in code if path.startswith("lib/")} - set(LIBRARIES)
    product = [path for path in code if not path.endswith("_test.c")]
    good = [
        report("arrows: every library has its row", sorted(unknown)),
        report("arrows: no file includes upward", upward(product)),
        report("arrows: slices form no ring", rings(neighbours(product))),
        report("arrows: SQL stands in stores", list(matches(
            STATEMENT, [p for p in c_code if not may_hold_sql(p)]))),
        report("arrows: HTML stands in templates", list(matches(
            TAG, [p for p in c_code if not may_hold_html(p)]))),
    ]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
