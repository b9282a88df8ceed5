#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""unit_results.py BUILD NAME - runs the unit tests of a build, one result line per test function.

cmocka tells each function's result as TAP; meson keeps that in its log. A program that ends early
(a crash, a sanitizer's finding, a time-out) is a failure of its own, with its last words. A test
that skips itself, for want of ../shared/data, is told as skipped and counts for nothing.
"""
import json
import os
import re
import subprocess
import sys
from pathlib import Path

RESULT = re.compile(r"^(ok|not ok) (?:\d+ )?(?:- )?(?:# (SKIP) )?(\S+).*$", re.M)


def run(build):
    environment = dict(os.environ, CMOCKA_MESSAGE_OUTPUT="TAP", UBSAN_OPTIONS="print_stacktrace=1")
    subprocess.run(["meson", "test", "-C", build, "--no-rebuild"], env=environment, check=False,
                   stdout=subprocess.DEVNULL)
    log = Path(build, "meson-logs", "testlog.json")
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


def show(configuration, unit):
    output = unit["stdout"]
    lines = [("skipped" if skip else result, name) for result, skip, name in RESULT.findall(output)]
    for result, name in lines:
        print(f"{result} {configuration} {unit['name']}: {name}")
    told = any(result == "not ok" for result, _ in lines)
    if unit["returncode"] != 0 or told or not lines:
        last_words = (output + unit.get("stderr", "")).splitlines()[-60:]
        print("\n".join("  " + line for line in last_words))
    if unit["returncode"] != 0 and not told:
        print(f"not ok {configuration} {unit['name']}: ended with {unit['returncode']}")
    elif not lines:
        print(f"not ok {configuration} {unit['name']}: nothing ran")


def main():
    build, configuration = sys.argv[1:]
    for unit in run(build):
        show(configuration, unit)
    return 0


if __name__ == "__main__":
    sys.exit(main())
