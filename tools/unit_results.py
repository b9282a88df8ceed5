#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""unit_results.py BUILD NAME [PREFIX...] - the unit tests of a build, one result line per function.

Of some folders only, when prefixes of their names are given; -PREFIX leaves out.

cmocka tells each function's result as TAP; meson keeps that in its log. A program that ends early
(a crash, a sanitizer's finding, a time-out) is a failure of its own, with its last words. A test
that skips itself, for want of ../shared/data or a server, is told as skipped and counts as nothing.
"""
import json
import os
import re
import subprocess
import sys
from pathlib import Path

RESULT = re.compile(r"^(ok|not ok) (?:\d+ )?(?:- )?(?:# (SKIP) )?(\S+).*$", re.M)


def wanted(build, prefixes):
    words = ["meson", "test", "-C", build, "--list", "--no-rebuild"]
    listed = subprocess.run(words, check=True, capture_output=True, text=True).stdout.split("\n")
    names = [line.split(" / ")[-1].strip() for line in listed]
    without = tuple(prefix[1:] for prefix in prefixes if prefix.startswith("-"))
    return [name for name in names if name.startswith(tuple(prefixes))
            and not (without and name.startswith(without))]


def run(build, configuration, prefixes):
    names = wanted(build, prefixes) if prefixes else []
    environment = dict(os.environ, CMOCKA_MESSAGE_OUTPUT="TAP", UBSAN_OPTIONS="print_stacktrace=1")
    words = ["meson", "test", "-C", build, "--no-rebuild", "--logbase", configuration, *names]
    subprocess.run(words, env=environment, check=False, stdout=subprocess.DEVNULL)
    log = Path(build, "meson-logs", f"{configuration}.json")
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
    build, configuration, *prefixes = sys.argv[1:]
    for unit in run(build, configuration, prefixes):
        show(configuration, unit)
    return 0


if __name__ == "__main__":
    sys.exit(main())
