# SPDX-License-Identifier: Apache-2.0
"""What the check scripts share: the files of the tree, and the result lines `./run` counts."""
import fnmatch
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def tree(*patterns):
    """Paths, relative to the root, of what is or would be committed and matches a pattern."""
    # A build server's checkout often belongs to somebody else; we only list it.
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-zco", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True).stdout
    paths = sorted({path for path in listed.split("\0") if path})
    return [path for path in paths
            if (ROOT / path).is_file() and any(fnmatch.fnmatch(path, p) for p in patterns)]


def text(path):
    return (ROOT / path).read_text(encoding="utf-8")


def line_of(source, offset):
    return source.count("\n", 0, offset) + 1


def without_comments(source):
    """C without its comments; every line keeps its number."""
    def blank(match):
        found = match.group(0)
        return found if found.startswith('"') else re.sub(r"[^\n]", " ", found)
    return re.sub(r'"(?:\\.|[^"\\\n])*"|/\*.*?\*/', blank, source, flags=re.S)


def report(name, faults):
    """Prints the result line of one check and its faults; true when there are none."""
    if not faults:
        print(f"ok {name}")
        return True
    print(f"not ok {name}: {len(faults)} places, first {faults[0]}")
    for fault in faults:
        print(f"  {fault}")
    return False
