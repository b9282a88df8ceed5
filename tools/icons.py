#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""icons.py OUT.svg DIRECTORY NAMES.txt - one sprite of the icons that NAMES.txt lists."""
import pathlib
import re
import sys


def symbol(directory, name):
    text = (directory / f"{name}.svg").read_text(encoding="utf-8")
    inner = re.search(r"<svg[^>]*>(.*)</svg>", text, re.S).group(1)
    inner = re.sub(r'\s*<path stroke="none"[^>]*/>', "", inner)
    inner = re.sub(r"\s+", " ", inner).strip()
    return f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>'


def main(out, directory, names):
    lines = pathlib.Path(names).read_text(encoding="utf-8").split()
    body = "".join(symbol(pathlib.Path(directory), name) for name in lines)
    head = ('<svg xmlns="http://www.w3.org/2000/svg" fill="none" stroke="currentColor" '
            'stroke-width="2" stroke-linecap="round" stroke-linejoin="round">')
    pathlib.Path(out).write_text(f"{head}{body}</svg>\n", encoding="utf-8")


main(*sys.argv[1:])
