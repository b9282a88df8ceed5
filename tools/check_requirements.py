#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""docs/requirements.md against the tree: every id is there, and what a row names exists.

A row is `| id | title | built in | test |`. "built in" is "not yet" or files, separated by commas,
with "partly: " before them where something is left. "test" is "not yet" or `FILE: NAME`, where NAME
stands in that file; several are separated by semicolons. What is built without "partly" names one.
"""
import re
import sys

from checks import ROOT, report, text, tree

TRACE = "docs/requirements.md"
HIGHEST = {"S0": 68, "S1": 48, "S2": 48, "S3": 72, "S4": 28, "X": 15}
ROW = re.compile(r"^\| ((?:S\d|X)-\d+) \| (.+?) \| (.+?) \| (.+?) \|$", re.M)
NOT_YET = "not yet"


def all_ids():
    return [f"{group}-{n:02d}" for group, highest in HIGHEST.items() for n in range(1, highest + 1)]


def listed_wrong(ids):
    yield from (f"{wanted} is missing" for wanted in all_ids() if wanted not in ids)
    yield from (f"{found} is not a requirement" for found in ids if found not in all_ids())
    yield from (f"{found} is listed twice" for found in set(ids) if ids.count(found) > 1)


def missing_files(rows):
    for name, _, built, _ in rows:
        if built != NOT_YET:
            for path in built.removeprefix("partly: ").replace("`", "").split(", "):
                if not (ROOT / path).is_file():
                    yield f"{name}: there is no {path}"


def wrong_test(reference):
    path, _, test = reference.replace("`", "").partition(": ")
    if not (ROOT / path).is_file():
        return f"there is no {path}"
    if not test or not re.search(r"(?<!\w)" + re.escape(test) + r"(?!\w)", text(path)):
        return f"{path} has no test '{test}'"
    return None


def missing_tests(rows):
    for name, _, built, tests in rows:
        if tests != NOT_YET:
            faults = filter(None, map(wrong_test, tests.split("; ")))
            yield from (f"{name}: {fault}" for fault in faults)
        elif built != NOT_YET and not built.startswith("partly: "):
            yield f"{name}: built, and no test is named"


def main():
    rows = ROW.findall(text(TRACE)) if tree(TRACE) else []
    whole = sum(not built.startswith((NOT_YET, "partly: ")) for _, _, built, _ in rows)
    partly = sum(built.startswith("partly: ") for _, _, built, _ in rows)
    good = [
        report("requirements: every id has one row", list(listed_wrong([row[0] for row in rows]))),
        report("requirements: named files exist", list(missing_files(rows))),
        report("requirements: named tests exist", list(missing_tests(rows))),
    ]
    print(f"{whole} built, {partly} partly, {len(rows) - whole - partly} not yet")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
