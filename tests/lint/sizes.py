#!/usr/bin/env python3
"""Check file and function sizes against the design's limits (universal-ctags finds the functions).

usage: sizes.py FOLDER...
"""
import json
import os
import subprocess
import sys

FILE_MAX = 600        # lines of a .c
FUNCTION_MAX = 60     # lines of a function
ARGUMENTS = 7         # never more; four is the aim
FOREIGN = {"daemon/interchange/xml.c:on_start"}  # a callback whose form a library demands


def sources(folders):
    for folder in folders:
        for where, _, names in os.walk(folder):
            for name in sorted(names):
                if name.endswith(".c"):
                    yield os.path.join(where, name)


def main():
    files = list(sources(sys.argv[1:]))
    found = 0
    for path in files:
        with open(path, encoding="utf-8") as f:
            lines = f.read().count("\n")
        if lines > FILE_MAX:
            print("%s: %d lines, more than %d" % (path, lines, FILE_MAX))
            found += 1
    tags = subprocess.run(["ctags", "--output-format=json", "--kinds-C=f", "--fields=+neS", "-f", "-",
                           *files], capture_output=True, text=True, check=True).stdout
    for line in tags.splitlines():
        tag = json.loads(line)
        length = tag.get("end", tag["line"]) - tag["line"] + 1
        if length > FUNCTION_MAX:
            print("%s: %s has %d lines, more than %d" % (tag["path"], tag["name"], length, FUNCTION_MAX))
            found += 1
        foreign = "%s:%s" % (tag["path"], tag["name"]) in FOREIGN
        if tag.get("signature", "").count(",") + 1 > ARGUMENTS and not foreign:
            print("%s: %s takes more than %d arguments" % (tag["path"], tag["name"], ARGUMENTS))
            found += 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
