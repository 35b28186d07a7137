#!/usr/bin/env python3
"""How much of each room the tests reach, from a build with --coverage: `make coverage` (units and system tests).

usage: coverage.py BUILD-FOLDER
Prints lines and branches by house, then what misses its goal; exits 1 where a house with a goal does. Branches are those
of the compiler: both ways of a condition, and of each && and || in it; a failed assertion of our own (JK_ASSERT) is none
that a test may take.
"""
import collections
import json
import subprocess
import sys

LINES, BRANCHES = 90.0, 80.0
GOALS = ("ical", "geo", "model", "policy", "engine", "store", "http")
OWN = r".*\bJK_ASSERT(_ALL)?\(.*"


def files(build):
    said = subprocess.run(["gcovr", "--root", ".", "--object-directory", build, "--filter", "daemon/", "--exclude-branches-by-pattern", OWN,
                           "--json-summary", "-", build], capture_output=True, text=True, check=True)
    return json.loads(said.stdout)["files"]


def main():
    houses = collections.defaultdict(lambda: [0, 0, 0, 0])
    for file in files(sys.argv[1]):
        house = houses[file["filename"].split("/")[1]]
        for i, name in enumerate(("line_covered", "line_total", "branch_covered", "branch_total")):
            house[i] += file[name]
    missed = []
    print("| house | lines | of | branches | of |\n|---|---|---|---|---|")
    for name, (lines, line_total, branches, branch_total) in sorted(houses.items()):
        shares = 100 * lines / max(1, line_total), 100 * branches / max(1, branch_total)
        print("| %s | %.1f %% | %d | %.1f %% | %d |" % (name, shares[0], line_total, shares[1], branch_total))
        if name in GOALS and (shares[0] < LINES or shares[1] < BRANCHES):
            missed.append(name)
    if missed:
        print("short of %.0f %% of lines or %.0f %% of branches: %s" % (LINES, BRANCHES, ", ".join(missed)))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
